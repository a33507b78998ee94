"""What is said to have been done, and how it is meant."""

from __future__ import annotations

import datetime

import pytest

from analysis.acts import Act, acts_of
from analysis.knowledge import Knowledge
from analysis.layout import lay_out
from analysis.marking import mark
from analysis.values import Article, Language

PUBLISHED = datetime.date(2020, 5, 1)


def acts(
    language: Language, sentence: str, newest: int | None = None, published: datetime.date | None = None
) -> tuple[Act, ...]:
    knowledge = Knowledge.shipped()
    wording = knowledge.wordings[language]
    layout = lay_out(Article("1", "", sentence), language, wording)
    text = mark(layout, knowledge.gazetteer, wording, PUBLISHED)
    return tuple(act for marked in text.sentences for act in acts_of(marked, language, newest, published))


def real(
    language: Language, sentence: str, newest: int | None = None, published: datetime.date | None = None
) -> set[str]:
    return {act.status for act in acts(language, sentence, newest, published) if act.is_real}


@pytest.mark.parametrize(
    ("language", "sentence", "status"),
    [
        ("en", "Siemens and CRRC signed a contract on Monday.", "signed"),
        ("en", "After long negotiations, both firms signed the agreement.", "signed"),
        ("en", "Bosch will invest 100 million euros in Nanjing.", "announced"),
        ("de", "Nach zähen Verhandlungen unterzeichneten beide den Vertrag.", "signed"),
        ("de", "Am 8. Mai unterschrieben die Partner den Vertrag.", "signed"),
        ("de", "Der Bund hat den Verkauf untersagt.", "blocked"),
        ("de", "Als erste Bank hat sie die Zulassung erhalten, Anleihen zu platzieren.", "approved"),
        ("zh", "经过一年谈判，双方签署了合同。", "signed"),
        ("zh", "无锡新工厂今天投产。", "opened"),
        ("zh", "商务部无条件批准了这笔收购。", "approved"),
        ("zh", "双方当天签署的协议为期五年。", "signed"),
        ("en", "The chancellor oversaw the signing of no less than 22 agreements.", "signed"),
        (
            "en",
            "After half a year of scrutiny it issued the clearance certificate for Kaltental, a maker of gears.",
            "approved",
        ),
        ("en", "The service centre of the park was inaugurated during the third conference.", "opened"),
        ("en", "The builder took its new halls into service on Thursday.", "opened"),
        ("en", "The lender said it was going to pull out of the joint venture.", "cancelled"),
        (
            "en",
            "After a contest of two years the choice is made: Farasis will invest 600 million euros.",
            "announced",
        ),
        ("en", "The planned sale of the yard to CCCC has foundered.", "cancelled"),
        ("de", "Das Ministerium hat die geplante Übernahme untersagt.", "blocked"),
        ("de", "Die Unbedenklichkeitsbescheinigung für den Käufer widerrief das Ministerium.", "blocked"),
        ("de", "Bosch hat zwei Millionenaufträge aus Shanghai erhalten.", "signed"),
    ],
)
def test_what_is_stated_as_done_is_real(language: Language, sentence: str, status: str) -> None:
    assert status in real(language, sentence)


@pytest.mark.parametrize(
    ("language", "sentence", "status", "mood"),
    [
        ("en", "The contract is to be signed on Thursday.", "signed", "due"),
        (
            "en",
            "Contracts are to be signed in Hangzhou, where the chancellor will look at robots.",
            "signed",
            "future",
        ),
        ("en", "The agency has concluded agreements with 80 hotels in recent years.", "signed", "retold"),
        ("en", "Buyers from Germany placed fewer orders at the fair.", "signed", "rules"),
        ("en", "Both ministers agreed to keep up the dialogue.", "signed", "intention"),
        ("en", "The German cabinet agreed to tighten scrutiny on takeovers.", "approved", "rules"),
        ("en", "The ministry favours blocking the takeover.", "blocked", "intention"),
        ("de", "Der geplante Einstieg bei dem Terminal spaltet die Regierung.", "announced", "retold"),
        ("de", "Haier soll das höchste Gebot abgegeben haben.", "announced", "rumour"),
        ("de", "Anlass war der Versuch von State Grid, sich an 50Hertz zu beteiligen.", "announced", "ago"),
        ("de", "Hintergrund des Streits ist eine Vereinbarung zwischen HHLA und Cosco.", "signed", "ago"),
        ("en", "The two sides have not signed a contract.", "signed", "negation"),
        ("en", "If the board agrees, the firm could sign a contract.", "signed", "hypothesis"),
        ("en", "People familiar with the matter said the firm signed a contract.", "signed", "rumour"),
        ("en", "The group denies that it signed a contract.", "signed", "denial"),
        ("en", "The firm had signed a contract with another partner.", "signed", "before"),
        ("en", "The venture was signed ten years ago.", "signed", "ago"),
        ("en", "When Sany bought Putzmeister, workers protested.", "signed", "aside"),
        ("de", "In Peking sollen mehrere Abkommen unterzeichnet werden.", "signed", "due"),
        ("de", "Ein Vertrag wurde nicht unterzeichnet.", "signed", "negation"),
        ("de", "Der Bund hat sich noch nicht auf eine Linie verständigt.", "signed", "negation"),
        ("de", "Heute soll ein Vertrag über Kultur und Sport unterzeichnet werden.", "signed", "future"),
        ("de", "Man könnte einen Vertrag unterzeichnen.", "signed", "hypothesis"),
        ("de", "Die Partner hatten den Vertrag unterzeichnet.", "signed", "before"),
        ("de", "Vor vier Jahren unterzeichneten beide den Vertrag.", "signed", "ago"),
        ("de", "Die HHLA erwägt, Cosco Shipping als Investor zu gewinnen.", "announced", "talks"),
        ("de", "Die Firma rechnet damit, dass der Vertrag mit CRRC unterzeichnet wird.", "signed", "future"),
        ("zh", "同济大学中德学院成立20周年庆祝活动举行。", "signed", "ago"),
        ("zh", "双方尚未签署合同。", "signed", "negation"),
        ("zh", "双方将于周四签署协议。", "signed", "due"),
        ("zh", "如果顺利，双方可能签署协议。", "signed", "hypothesis"),
        ("zh", "双方此前曾签署协议。", "signed", "before"),
        ("zh", "此前一周，两家公司在上海签署协议。", "signed", "before"),
        ("zh", "2018年公司成立。同年，双方签署协议。", "signed", "ago"),
        ("zh", "一年后，双方签署协议。", "signed", "ago"),
        ("zh", "自2015年签署备忘录以来，合作进展顺利。", "signed", "ago"),
        ("zh", "5月29日是两市缔结友好城市关系35周年纪念日。", "signed", "ago"),
        ("zh", "双方就续签合作协议交换了意见。", "signed", "talks"),
        ("zh", "目前已签署协议四十余项。", "signed", "total"),
        ("zh", "根据双方签署的协议，产品由德方供应。", "signed", "attributive"),
        ("zh", "两家公司已经签署协议？", "signed", "asked"),
    ],
)
def test_what_has_not_come_about_or_is_past_is_unreal(
    language: Language, sentence: str, status: str, mood: str
) -> None:
    found = [act for act in acts(language, sentence) if act.status == status]
    assert found
    assert all(mood in act.moods for act in found)
    assert status not in real(language, sentence)


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "In 1984 Volkswagen signed the contract on its venture."),
        ("de", "1984 unterzeichnete Volkswagen den Vertrag."),
        ("zh", "1984年大众汽车签署合资合同。"),
    ],
)
def test_acts_of_years_long_past_are_old(language: Language, sentence: str) -> None:
    assert "signed" in real(language, sentence, None)
    assert "signed" not in real(language, sentence, 2020)


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "In December 2019 Siemens signed a contract with CRRC in Beijing."),
        ("de", "Siemens unterzeichnete im Juni 2019 einen Vertrag mit CRRC in Peking."),
        ("zh", "西门子2019年6月3日与中国中车签署合同。"),
    ],
)
def test_acts_dated_more_than_two_months_back_are_old(language: Language, sentence: str) -> None:
    assert "signed" in real(language, sentence)
    assert "signed" not in real(language, sentence, published=PUBLISHED)


def test_acts_of_these_weeks_and_months_are_not_old() -> None:
    sentence = "In April Siemens signed a contract with CRRC in Beijing."
    assert "signed" in real("en", sentence, published=PUBLISHED)
    both = "After a first order in May 2019, Siemens signed a contract with CRRC on 29 April 2020."
    assert "signed" in real("en", both, published=PUBLISHED)


def test_what_a_count_goes_back_to_is_old() -> None:
    text = "The freight line between Chongqing and Duisburg has handled 20,000 trips since it was opened in 2011."
    assert "opened" not in real("en", text, 2020)


def test_the_year_in_which_a_firm_was_founded_makes_no_act_old() -> None:
    assert "signed" in real("de", "Das 2005 gegründete Unternehmen unterzeichnete den Vertrag.", 2020)
    assert "announced" in real("en", "The firm, founded in 1905, will build a plant in Wuhan.", 2020)


def test_ending_something_old_is_not_old_itself() -> None:
    assert "cancelled" in real("en", "The university terminated the agreement of 2007.", 2020)


def test_a_wish_without_anything_to_deal_in_plans_nothing() -> None:
    assert real("en", "The president wants to see what has become of it.") == set()
    assert "planned" in real("en", "The group plans to build a plant in Wuhan.")


def test_a_word_states_its_kind_where_it_decides_it() -> None:
    (act,) = [act for act in acts("en", "Sany has acquired the company.") if act.kind == "acquisition"][:1]
    assert (act.status, act.is_real) == ("signed", True)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "The court has opened insolvency proceedings against Bohai Trimet."),
        ("en", "Siemens concluded its visit to the trade fair in Shanghai."),
        ("de", "Das Gericht hat das Insolvenzverfahren gegen Bohai Trimet eröffnet."),
        ("de", "In Hannover hat am Sonntag die Messe mit Gästen aus China begonnen und wurde eröffnet."),
    ],
)
def test_what_is_opened_or_ended_must_be_something_dealt_in(language: Language, text: str) -> None:
    assert not real(language, text)


def test_a_plant_opened_at_a_fair_is_opened() -> None:
    assert real("en", "Bosch opened its plant in Suzhou before the trade fair.")


def test_a_known_deal_that_caused_a_stir_is_not_done_anew() -> None:
    assert not real("de", "Der Einstieg von Geely bei Daimler sorgte für Aufruhr.")


def test_wanting_to_visit_a_plant_is_no_plan_of_a_deal() -> None:
    assert not real("de", "Merkel will das Werk von Airbus in Tianjin besuchen.")
    assert real("de", "Bosch will in Suzhou ein Werk bauen.")


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "The delegation met Germany Trade & Invest in Shanghai."),
        ("en", "Did Sany buy Putzmeister? The town is not sure."),
        ("de", "Kauft China Deutschland leer? Ein Überblick."),
        ("en", "The ministers will travel to China together with managers."),
        ("en", "Unions want the government to block the sale of the yard."),
        ("de", "Seit 2010 hat die Stadt Verträge mit Partnern in Wuxi geschlossen."),
        ("en", "Since 2010 the city has signed contracts with partners in Wuxi."),
    ],
)
def test_names_questions_wishes_and_years_of_doing_are_no_acts(language: Language, text: str) -> None:
    assert not real(language, text)


def test_the_beginning_of_a_year_is_not_all_of_it() -> None:
    october = datetime.date(2016, 10, 10)
    sentence = "KraussMaffei: Anfang 2016 übernahm ChemChina den Maschinenbauer."
    assert not real("de", sentence, 2016, october)
    assert real("de", sentence.replace("Anfang ", "Im Jahr "), 2016, october)


def test_plans_that_are_cancelled_are_given_up_for_real() -> None:
    assert "cancelled" in real("en", "Velanto has cancelled plans to build a cell works in Thuringia.")
    assert "cancelled" in real("en", "Velanto abandons plans to open a battery factory in Germany.")


def test_the_year_of_an_act_may_stand_behind_an_apposition() -> None:
    told = "Dornhagen started a joint venture, Dornhagen Huizhong, with the truck maker Huizhong in 2016."
    assert "signed" not in real("en", told, newest=2022)
    assert "signed" in real("en", told.replace("2016", "2022"), newest=2022)


def test_milestones_of_production_and_anniversaries_do_nothing() -> None:
    assert not real("en", "The 500,000th gearbox left the line at the Tianjin works on Wednesday.")
    assert not real(
        "en", "They marked the fifth anniversary of the office, established with 30 universities."
    )


def test_a_deal_that_is_struck_is_signed() -> None:
    assert "signed" in real("en", "Huayao has struck a deal to buy a majority of Rehberg.")


@pytest.mark.parametrize(
    "text",
    [
        "Das 2011 unterzeichnete Abkommen zwischen Köln und Peking regelt den Austausch.",
        "Beim vereinbarten automatischen Abgleich zwischen Deutschland und China geht es um Zinsen.",
        "Der von Bosch in Suzhou geplante Bau beschäftigt die Anwohner.",
        "Zwischen Köln und Peking gibt es eine Kooperationsvereinbarung über Pflanzen.",
        "Bosch hat in Suzhou bisher 1,2 Milliarden Euro investiert.",
        "Das Ministerium hat eine Studie zu Häfen in China in Auftrag gegeben.",
        "Vor einigen Tagen sprachen Köln und Peking über den Verkehr.",
        "Die Vertragsunterzeichnung soll am Rande der Messe erfolgen.",
    ],
)
def test_german_words_that_only_describe_count_up_or_look_ahead_state_nothing_done(text: str) -> None:
    assert not real("de", text)


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("Das am Freitag unterzeichnete Abkommen zwischen Köln und Peking gilt fünf Jahre.", "signed"),
        ("Im Rathaus unterzeichneten Vertreter von Köln und Peking ein Abkommen.", "signed"),
        ("Das vereinbarten Köln und Peking in Hannover.", "signed"),
        ("Nach den Gesprächen unterzeichneten Siemens und CRRC Verträge.", "signed"),
        ("Am 17. März öffnete der Schauraum in Suzhou mit einem Fest seine Pforten.", "opened"),
    ],
)
def test_german_verbs_that_look_like_participles_state_what_is_done(text: str, status: str) -> None:
    assert status in real("de", text)


def test_figures_and_short_names_in_brackets_do_not_part_a_clause() -> None:
    wish = "Er möchte für 1,3 Milliarden Yuan (rund 170 Millionen Euro) bei Siemens (SIE) Züge kaufen."
    assert all("intention" in act.moods for act in acts("de", wish) if act.status != "planned")


@pytest.mark.parametrize(
    "told",
    [
        "Last year, Zhengtai bought the German panel maker Solwerk.",
        "The government has expanded its powers to block the takeover of German companies.",
        "China is increasingly taking stakes in German firms.",
    ],
)
def test_what_was_done_last_year_rules_and_trends_do_nothing(told: str) -> None:
    assert not real("en", told)


def test_a_headline_that_something_is_to_be_signed_tells_the_future() -> None:
    knowledge = Knowledge.shipped()
    layout = lay_out(
        Article("1", "Volkmann, Dahlem to sign Chinese contracts", "Soon."), "en", knowledge.wordings["en"]
    )
    text = mark(layout, knowledge.gazetteer, knowledge.wordings["en"], PUBLISHED)
    assert not any(act.is_real for act in acts_of(text.sentences[0], "en"))
