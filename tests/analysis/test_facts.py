"""The facts of deals: what a text says of kind, status, parties, sum, place and day, in three languages."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from analysis.facts import deals_of
from analysis.knowledge import Knowledge
from analysis.layout import lay_out
from analysis.marking import MarkedText, mark
from analysis.signals import signals_of
from analysis.values import Amount, Article, Deal, Language


def marked(title: str, text: str, language: Language, published: date | None) -> MarkedText:
    knowledge = Knowledge.shipped()
    wording = knowledge.wordings[language]
    article = Article("a", title, text, None, published)
    return mark(lay_out(article, language, wording), knowledge.gazetteer, wording, published)


def read(title: str, text: str, language: Language, published: date | None) -> tuple[Deal, ...]:
    """The deals, every sentence with an act counting as one that states a deal."""
    told = marked(title, text, language, published)
    return deals_of(told, [one for one in signals_of(told) if one.acts], Knowledge.shipped())


def names(deal: Deal) -> str:
    return " | ".join(party.name for party in deal.parties)


CEREMONY = """CHANGZHOU, July 8, 2022 -- Fifty years after China and Germany exchanged ambassadors, companies and officials \
of both countries met on July 7 for the "Jiangsu-Germany Dialogue 2022" in the Sino-German (Changzhou) Innovation Park; \
a second hall was connected from Frankfurt.

At the conference ten Sino-German projects worth 188 million euros (about 192 million U.S. dollars) were signed, the \
city's information office reported.

Germany has long been at home in Changzhou. By the end of December 2021 the city counted 234 companies with German \
capital, and the foreign investment received came to 110.8 billion dollars.

Michael Jaecke, mayor of Minden, praised the partnership by video.

During the opening ceremony, Changzhou Municipal People's Government signed a memorandum of cooperation with the German \
Chamber of Commerce in China, Sino-German (Changzhou) Innovation Park and Commerzbank.
"""


@pytest.fixture(scope="module")
def ceremony() -> tuple[Deal, ...]:
    """A wire report of one meeting with two deals, and totals that are nobody's."""
    title = "Ten projects signed at Jiangsu-Germany Dialogue in Changzhou"
    return read(title, CEREMONY, "en", date(2022, 7, 8))


def test_the_memorandum_names_its_four_parties(ceremony: tuple[Deal, ...]) -> None:
    [paper] = [deal for deal in ceremony if "memorandum" in deal.evidence]
    assert (paper.kind, paper.status) == ("agreement", "signed")
    assert {party.name for party in paper.parties} == {
        "Changzhou Municipal People's Government",
        "German Chamber of Commerce in China",
        "Sino-German (Changzhou) Innovation Park",
        "Commerzbank",
    }
    assert {party.side for party in paper.parties} == {"cn", "de"}
    assert paper.amount is None


def test_the_ten_projects_have_the_sum_that_was_signed(ceremony: tuple[Deal, ...]) -> None:
    [projects] = [deal for deal in ceremony if "ten Sino-German projects" in deal.evidence]
    assert (projects.kind, projects.status) == ("investment", "signed")
    assert projects.amount == Amount(Decimal(188_000_000), "EUR")


def test_both_are_of_the_day_of_the_meeting_and_in_its_town(ceremony: tuple[Deal, ...]) -> None:
    told = [deal for deal in ceremony if "signed" in deal.evidence]
    assert {deal.date for deal in told} == {date(2022, 7, 7)}
    assert {str(deal.place).split(",")[0] for deal in told} == {"Changzhou"}


def test_the_total_of_years_is_the_sum_of_none(ceremony: tuple[Deal, ...]) -> None:
    assert all(deal.amount is None or deal.amount.currency == "EUR" for deal in ceremony)


def test_the_deal_of_the_headline_comes_first(ceremony: tuple[Deal, ...]) -> None:
    assert "ten Sino-German projects" in ceremony[0].evidence


INVESTMENT = [
    (
        "en",
        "BASF opens new plant in Zhanjiang",
        "BASF opened a new plant for engineering plastics in Zhanjiang on Wednesday, the company said. The German chemicals "
        "group invested 230 million euros in the site. BASF had sales of 68.9 billion euros last year.",
        date(2024, 1, 19),
        ("BASF",),
        "opened",
        Amount(Decimal(230_000_000), "EUR"),
        "Zhanjiang",
        date(2024, 1, 17),
    ),
    (
        "de",
        "Bosch eröffnet Werk in Wuxi",
        "Der Stuttgarter Konzern Bosch hat am Dienstag ein neues Werk in Wuxi eröffnet. In den Standort investiert das "
        "Unternehmen 120 Millionen Euro. Im vergangenen Jahr setzte Bosch 90 Milliarden Euro um.",
        date(2024, 3, 14),
        ("Bosch",),
        "opened",
        Amount(Decimal(120_000_000), "EUR"),
        "Wuxi",
        date(2024, 3, 12),
    ),
    (
        "zh",
        "西门子成都新工厂投产",
        "西门子3月12日在成都举行新工厂投产仪式。该项目总投资1.2亿欧元（约合9.4亿元人民币）。西门子去年全球营收780亿欧元。",
        date(2024, 3, 14),
        ("西门子",),
        "opened",
        Amount(Decimal(120_000_000), "EUR"),
        "成都",
        date(2024, 3, 12),
    ),
]


@pytest.mark.parametrize(
    ("language", "title", "text", "published", "parties", "status", "amount", "place", "day"), INVESTMENT
)
def test_an_opening_has_its_own_sum_place_and_day(
    language: Language,
    title: str,
    text: str,
    published: date,
    parties: tuple[str, ...],
    status: str,
    amount: Amount,
    place: str,
    day: date,
) -> None:
    deal = read(title, text, language, published)[0]
    assert deal.kind == "investment"
    assert deal.status == status
    assert all(name in names(deal) for name in parties)
    assert deal.amount == amount
    assert deal.place == place
    assert deal.date == day


KINDS: list[tuple[Language, str, str, str, str]] = [
    ("en", "Midea acquires majority of German robot maker",
     "Midea has acquired 94.5 percent of the shares of Kuka AG in Augsburg, the Chinese group announced on Friday.",
     "acquisition", "signed"),
    ("en", "Weichai takes minority stake",
     "Weichai Power will take a stake of 25 percent in Kion Group AG, both companies said on Friday.",
     "investment", "announced"),
    ("en", "Volkswagen and JAC sign joint venture contract",
     "Volkswagen and JAC signed a joint venture agreement in Berlin on Thursday; each side holds 50 percent.",
     "agreement", "signed"),
    ("de", "Bund untersagt Verkauf an chinesischen Investor",
     "Das Bundeswirtschaftsministerium hat die Übernahme der Elmos AG durch Sai Microelectronics untersagt.",
     "acquisition", "blocked"),
    ("de", "Hochschule Osnabrück und Universität Hefei unterzeichnen Vertrag",
     "Die Hochschule Osnabrück und die Universität Hefei haben am Mittwoch einen Kooperationsvertrag unterzeichnet.",
     "agreement", "signed"),
    ("de", "Kartellamt gibt Übernahme frei",
     "Das Bundeskartellamt hat die Übernahme der Grammer AG durch Jifeng genehmigt.",
     "acquisition", "approved"),
    ("zh", "北京控股收购德国EEW公司获批",
     "北京控股收购德国EEW公司100%股权一案获德国联邦卡特尔局批准。", "acquisition", "approved"),
    ("zh", "巴斯夫与中国石化签署合作备忘录",
     "巴斯夫与中国石化7月10日在柏林签署合作备忘录。", "agreement", "signed"),
    ("zh", "宝马沈阳新工厂奠基",
     "宝马集团4月1日在沈阳为新工厂奠基，项目总投资75亿元人民币。", "investment", "announced"),
]  # fmt: skip


@pytest.mark.parametrize(("language", "title", "text", "kind", "status"), KINDS)
def test_kind_and_status_follow_the_definition(
    language: Language, title: str, text: str, kind: str, status: str
) -> None:
    deal = read(title, text, language, date(2024, 7, 12))[0]
    assert deal.kind == kind
    given = {"started": "announced", "completed": "signed"}.get(deal.status, deal.status)
    assert given == status


FIGURES: list[tuple[Language, str, str, Amount | None]] = [
    # A conversion in brackets is not the sum; turnover is not; a price for one share is not.
    ("en", "Fosun buys German maker",
     "Fosun buys the machine builder Koller Formenbau GmbH for 42 million euros ($46 million). Koller had revenue of 88 "
     "million euros.", Amount(Decimal(42_000_000), "EUR")),
    ("en", "Haier buys into German firm",
     "Haier is to take over Wagner Kältetechnik GmbH at 18.40 euros a share. The parties did not disclose the price.", None),
    ("de", "Linde baut in Nanjing",
     "Linde baut in Nanjing eine Wasserstoffanlage für 310 Millionen Yuan (rund 40 Millionen Euro). Der Park erzielte einen "
     "Produktionswert von 164 Milliarden Yuan.", Amount(Decimal(310_000_000), "CNY")),
    ("de", "Staat investiert bis zu 80 Millionen Euro",
     "Infineon investiert in Wuxi bis zu 80 Millionen Euro in eine neue Fertigung.",
     Amount(Decimal(80_000_000), "EUR", "up to")),
    ("zh", "舍弗勒在太仓增资",
     "舍弗勒12日与太仓高新区签约，投资1.5亿欧元建设新工厂。2023年太仓进出口额为120亿美元。",
     Amount(Decimal(150_000_000), "EUR")),
    ("zh", "宁德时代图林根工厂",
     "宁德时代宣布在图林根州投资18亿欧元建设电池工厂。公司上半年营收1667亿元。", Amount(Decimal(1_800_000_000), "EUR")),
]  # fmt: skip


@pytest.mark.parametrize(("language", "title", "text", "amount"), FIGURES)
def test_only_the_deals_own_sum_counts(
    language: Language, title: str, text: str, amount: Amount | None
) -> None:
    deal = read(title, text, language, date(2024, 7, 12))[0]
    assert deal.amount == amount


def test_a_sum_out_of_all_proportion_is_no_deals() -> None:
    deal = read(
        "Siemens signs contract in China",
        "Siemens signed a contract with China Railway in Beijing on Monday. The investment amounts to 110.8 billion dollars.",
        "en",
        date(2024, 7, 12),
    )[0]
    assert deal.amount is None


def test_a_huge_sum_is_marked_as_doubtful() -> None:
    deal = read(
        "Volkswagen invests in China",
        "Volkswagen will invest 30 billion euros in a battery plant in Hefei, the group announced on Monday.",
        "en",
        date(2024, 7, 12),
    )[0]
    assert deal.amount is not None
    assert deal.amount.qualifier == "doubtful"


@pytest.mark.parametrize(
    ("language", "title", "text"),
    [
        (
            "en",
            "Siemens invests in Suzhou",
            "Siemens will invest 1.1 billion yuan (110.8 billion dollars) in a plant in Suzhou, it announced on Monday.",
        ),
        (
            "de",
            "Bosch steckt 7 Millionen Euro in Suzhou",
            "Bosch investiert 7 Milliarden Euro in ein Werk in Suzhou, wie der Konzern am Montag mitteilte.",
        ),
        ("zh", "博世在苏州建厂", "博世12日宣布，将在苏州投资11亿元（约合110.8亿美元）新建工厂。"),
    ],
)
def test_a_sum_that_its_own_conversion_or_a_thousandfold_contradicts_is_doubtful(
    language: Language, title: str, text: str
) -> None:
    deal = read(title, text, language, date(2024, 7, 12))[0]
    assert deal.amount is not None
    assert deal.amount.qualifier == "doubtful"


def test_without_the_day_of_publication_a_weekday_gives_no_date() -> None:
    text = "Bosch signed an agreement with the city of Suzhou on Tuesday."
    assert read("Bosch signs in Suzhou", text, "en", None)[0].date is None


def test_a_text_without_a_day_gives_no_date() -> None:
    text = "Bosch signed an agreement with the city of Suzhou."
    assert read("Bosch signs in Suzhou", text, "en", date(2024, 7, 12))[0].date is None


def test_authorities_that_only_clear_a_deal_are_no_parties() -> None:
    deal = read(
        "Cartel office clears takeover",
        "The Federal Cartel Office has cleared the acquisition of Grammer AG by Ningbo Jifeng Auto Parts Co., Ltd.",
        "en",
        date(2024, 7, 12),
    )[0]
    assert "Grammer" in names(deal)
    assert "Jifeng" in names(deal)
    assert "Cartel" not in names(deal)


def test_a_name_in_no_list_is_a_party_by_its_form() -> None:
    deal = read(
        "Feinwerk verkauft",
        "Die Qiandao Precision Tools Co., Ltd. hat die Hollerbach Feinwerk GmbH & Co. KG in Suhl übernommen.",
        "de",
        date(2024, 7, 12),
    )[0]
    assert "Hollerbach Feinwerk GmbH" in names(deal)
    assert "Qiandao Precision Tools" in names(deal)
    assert {party.side for party in deal.parties} == {"cn", "de"}


def test_a_common_noun_that_opens_a_sentence_is_no_party() -> None:
    deal = read(
        "Readers only: the contract behind the ferry",
        "A German ferry yard and a Chinese port company signed a contract for two ferries worth 96 million euros "
        "on Tuesday. Readers of the paper find the details here.\n\n"
        "The ferries come from Werft Stralsund and go to Qingdao Harbour.",
        "en",
        date(2024, 7, 12),
    )[0]
    assert "Readers" not in names(deal)
    assert "Werft Stralsund" in names(deal)


def test_known_parties_carry_their_organisation() -> None:
    deal = read(
        "BASF und Sinopec unterzeichnen", "BASF und Sinopec unterzeichneten am Montag in Berlin einen Vertrag.", "de",
        date(2024, 7, 12),
    )[0]  # fmt: skip
    assert {party.organisation for party in deal.parties} >= {"basf", "sinopec"}


def test_another_paper_with_other_partners_is_another_deal() -> None:
    deals = read(
        "Siemens und Bosch unterzeichnen Verträge in Peking",
        "Siemens unterzeichnete am Montag in Peking einen Liefervertrag mit Sinopec über 40 Millionen Euro. Außerdem schloss "
        "Bosch mit Geely einen Vertrag über 90 Millionen Euro.",
        "de",
        date(2024, 7, 12),
    )
    assert [deal.amount.value for deal in deals if deal.amount] == [40_000_000, 90_000_000]
    assert "Geely" in names(deals[1])
    assert "Sinopec" not in names(deals[1])


def test_no_stating_sentence_gives_no_deal() -> None:
    told = marked("Wetter", "Es regnet in Hamburg.", "de", None)
    assert deals_of(told, [], Knowledge.shipped()) == ()


def test_the_evidence_stands_in_the_article_letter_by_letter() -> None:
    text = "The city said&nbsp;little. Bosch\u00a0signed an agreement with the city of Suzhou on Tuesday."
    deal = read("Bosch signs", text, "en", date(2024, 7, 12))[0]
    assert deal.evidence in text
