"""The signs of sentences and articles that weigh in the decision."""

from __future__ import annotations

import datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.knowledge import Knowledge
from analysis.layout import lay_out
from analysis.marking import mark
from analysis.signals import Signals, signals_of
from analysis.values import Article, Language

PUBLISHED = datetime.date(2020, 5, 5)


def signals(title: str, text: str, language: Language = "en") -> tuple[Signals, ...]:
    knowledge = Knowledge.shipped()
    wording = knowledge.wordings[language]
    layout = lay_out(Article("1", title, text), language, wording)
    return signals_of(mark(layout, knowledge.gazetteer, wording, PUBLISHED))


def signs(title: str, text: str, language: Language = "en") -> frozenset[str]:
    return frozenset().union(*(one.signs for one in signals(title, text, language)))


def test_only_sentences_with_words_of_dealing_are_weighed() -> None:
    found = signals("", "Siemens signed a contract with CRRC. The weather in Munich was fine.")
    assert [one.sentence.placed.text for one in found] == ["Siemens signed a contract with CRRC."]


def test_a_core_has_act_object_organisation_and_both_sides() -> None:
    assert "core in lead" in signs("", "Siemens signed a contract with CRRC in Beijing on Monday.")
    assert "core" not in signs("", "Siemens signed a contract with Alstom in Paris on Monday.")
    assert "core" not in signs("", "Siemens and CRRC could sign a contract in Beijing.")


def test_organisations_of_both_sides_are_two() -> None:
    assert "organisations of both sides" in signs("", "Siemens signed a contract with CRRC.")
    assert "organisations of both sides" not in signs("", "Siemens signed a contract in Beijing.")


def test_the_dollars_of_the_united_states_are_no_third_country() -> None:
    paid = signs("", "Siemens signed a contract worth 2 million U.S. dollars with CRRC.")
    assert "third country in sentence" not in paid
    assert "third country in sentence" in signs("", "Siemens signed a contract with CRRC in France.")


def test_the_headline_is_seen_by_every_sentence() -> None:
    found = signs("German companies in China: a trend", "Siemens signed a contract with CRRC.")
    assert {"title of no news", "title of generic", "title without act"} <= found


def test_actors_without_names_are_news_where_they_sign() -> None:
    found = signs(
        "German and Chinese firms sign 11 agreements in Beijing", "Siemens and CRRC were among them."
    )
    assert {"title of generic actors who act", "title counts papers signed"} <= found
    assert "title of no news" not in found


def test_headline_place_and_opening_are_also_weighed_together() -> None:
    found = signs("Strong month for trains", "Siemens signed a contract with CRRC in Beijing on Monday.")
    assert {
        "title without act + in the opening: both sides by name",
        "title without act + core in lead",
        "opposite organisations in lead",
        "fresh act in lead",
    } <= found


def test_a_side_named_in_passing_is_not_in_the_opening() -> None:
    text = "Siemens signed a contract with Kassel on Monday. A firm from Nantong went away empty-handed."
    assert "in the opening: one side" in signs("Kassel orders from Siemens", text)


def test_a_day_counts_beside_its_act() -> None:
    assert "recent day with a core" in signs("", "On Monday Siemens signed a contract with CRRC.")


def test_a_chronicle_is_one() -> None:
    text = "\n".join(f"{year}: Siemens signs a contract with CRRC." for year in (1994, 2001, 2008, 2015))
    assert "chronicle" in signs("Siemens and CRRC", text)


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=80), st.text(max_size=500), st.sampled_from(["en", "de", "zh"]))
def test_any_text_has_signs_for_its_own_sentences_only(title: str, text: str, language: Language) -> None:
    for one in signals(title, text, language):
        assert one.sentence.placed.tells
        assert one.signs


def test_a_side_that_is_only_compared_or_supplied_takes_no_part() -> None:
    named = signs("", "Siemens signed a contract with CRRC on Monday.")
    passing = signs(
        "", "Siemens signed a contract with Nokia on Monday. Its rivals, among them Huawei, lost out."
    )
    assert "a side only in passing" not in named
    assert "a side only in passing" in passing


def test_what_is_done_itself_is_not_in_passing() -> None:
    assert "a side only in passing" not in signs(
        "",
        "Siemens sells 30 percent of its rail business to Ningbo Tuopu Group, the staff was told on Tuesday.",
    )


def test_offices_that_control_mergers_are_no_side() -> None:
    assert "a side only in passing" in signs(
        "", "The Chinese cartel office approved the merger of Siemens and Alstom on Monday."
    )


def test_a_country_as_an_adjective_is_no_party() -> None:
    assert "a side without a party" in signs(
        "", "CRRC signed a contract on German brakes in Beijing on Monday."
    )
    assert "a side without a party" not in signs(
        "", "CRRC signed a contract on brakes with Germany on Monday."
    )


def test_headlines_of_what_is_to_come_are_seen_as_such() -> None:
    assert "title of preview" in signs("What to expect next week", "Siemens signed a contract with CRRC.")


def test_papers_and_european_offices_are_no_third_countries() -> None:
    told = signs(
        "Brussels clears purchase", "BEIJING (Xinhua) -- Siemens signed a contract with CRRC on Monday."
    )
    assert not {"third country in title", "third country in sentence"} & told


def test_where_the_other_side_stands_is_a_sign() -> None:
    assert "both sides with the headline" in signs(
        "CRRC and a contract", "Siemens signed a contract on Monday."
    )
    after = signs("", "Siemens signed a contract on Monday. The partner is CRRC.")
    assert "both sides with the sentence after only" in after


def test_lines_of_a_list_are_told_from_sentences() -> None:
    assert "no full stop" in signs(
        "", "Siemens signed a contract with CRRC\n\nIt did so on Monday in Beijing."
    )
    assert "numbered line" in signs("", "3. Siemens signed a contract with CRRC.")


def test_clubs_agree_and_players_move() -> None:
    match = "A midfielder, a goalkeeper and a striker of the Bundesliga cheered after the match."
    clubs = signals("", f"Bayern Munich and Guangzhou Evergrande signed an agreement on Monday. {match}")
    player = signals("", f"Bayern Munich and Guangzhou Evergrande signed an agreement on a striker. {match}")
    assert clubs[0].real_acts
    assert not player[0].real_acts


def test_the_partner_from_a_third_country_is_not_replaced_by_a_side_named_beside() -> None:
    text = "西门子11日与印度铁路公司签署备忘录。中国中车没有参加投标。"
    assert "core" not in signs("", text, "zh")
    assert "core" in signs("", "西门子11日与国家铁路公司签署备忘录。中国中车到场。", "zh")


def test_a_text_in_which_nothing_fresh_is_done_is_one() -> None:
    story = "两市2009年签署结好协议。青岛与雷根斯堡的市民常来常往。"
    assert "nothing fresh in the text" in signs("青岛与雷根斯堡", story, "zh")
    assert "nothing fresh is done" in signs("青岛与雷根斯堡", story + "日前，记者来到老城。", "zh")
    news = "青岛与雷根斯堡日前签署结好协议。"
    assert not {"nothing fresh in the text", "nothing fresh is done"} & signs("青岛与雷根斯堡", news, "zh")


def test_news_has_a_fresh_day_and_a_report_in_its_opening() -> None:
    news = signs("", "Siemens signed a contract with CRRC on Monday, the company said.")
    told_again = signs("", "Siemens has many contracts with CRRC. Both have signed one for trains.")
    assert {"a fresh day in the opening", "a fresh act in the opening", "a report in the opening"} <= news
    assert {"no fresh day in the opening", "no report in the opening"} <= told_again


def test_who_stands_beside_the_act_is_a_sign() -> None:
    assert "both beside the act" in signs("", "Siemens signed a contract with CRRC.")
    assert "nobody beside the act" in signs(
        "CRRC and Siemens", "A contract was signed, but Siemens said nothing."
    )


def test_a_noun_by_itself_is_told_from_a_verb() -> None:
    assert "acts by nouns only" in signs("", "Die Übernahme von Kuka durch Midea war teuer.", "de")
    assert "an act by a verb" in signs("", "Midea hat am Montag die Mehrheit an Kuka erworben.", "de")


def test_by_what_the_other_side_is_named_is_a_sign() -> None:
    found = signs("A contract for CRRC", "Siemens signed a contract on Monday.")
    assert "the missing side by organisation title" in found
    third = signs("CRRC looks on", "Siemens signed a contract with Alstom on Monday.")
    assert "a third country's organisation for the missing side" in third


def test_examples_and_comparisons_take_no_part() -> None:
    text = "Huawei signed a contract with Chery. It wants to become a supplier such as Bosch of Germany."
    assert "a side only in passing" in signs("", text)
    assert "a side only in passing" not in signs(
        "", "Firms such as Bosch signed a contract with Huawei on Monday."
    )


def test_one_word_for_both_partners_names_both() -> None:
    title = "Shenyang's mayor visits Duesseldorf"
    together = signs(title, "The guests saw the harbour. Then the two mayors signed a memorandum.")
    assert {"both called together, with an object", "papers signed on a visit"} <= together
    assert "both called together" not in signs(title, "The guests saw the harbour. A memorandum was signed.")


def test_who_told_it_adds_nothing_to_what_is_still_to_be_done() -> None:
    ahead = (
        "Am Donnerstag soll in Chengdu ein Vertrag unterzeichnet werden. Das kündigte Siemens am Montag an."
    )
    assert "fresh, with a real act" not in signs("", ahead, "de")
    done = "Siemens hat in Chengdu ein Werk eröffnet. Das gab Siemens am Montag bekannt."
    assert "no real act in the lead" not in signs("", done, "de")


def test_the_purpose_of_what_is_signed_is_no_mere_intention() -> None:
    assert "mood intention" not in signs(
        "", "Siemens and CRRC signed a memorandum as they want to train more."
    )
    assert "mood intention" in signs("", "Siemens and CRRC want to sign a memorandum.")


def test_whose_partner_a_firm_is_makes_no_party() -> None:
    found = signs("", "Der VW-Partner Gotion hat in Hefei mit dem Bau einer Fabrik begonnen.", "de")
    assert "a side only in passing" in found
    assert "both sides in sentence" not in found
    owned = signs("", "Gotion, in which Volkswagen is a shareholder, has begun to build a factory in Hefei.")
    assert "organisations of both sides" not in owned
    assert "organisations of both sides" in signs("", "Gotion and Volkswagen build a factory in Hefei.")


def test_a_signing_to_come_is_told_from_one_that_was() -> None:
    assert "title of a signing to come" in signs("广汽与博世将于车展期间签约", "双方高层届时出席。", "zh")
    assert "title of a signing to come" not in signs("广汽与博世签约", "双方高层出席。", "zh")
    assert "plans only to sign" in signs("", "广汽集团与博世中国计划在车展上签署合作协议。", "zh")


def test_a_side_that_only_clears_a_deal_of_others_is_seen() -> None:
    clears = "a side only clears what a third country does"
    assert clears in signs("", "国家市场监管总局批准法国佛吉亚收购德国海拉。", "zh")
    assert clears not in signs("", "国家市场监管总局批准中国中车收购德国福斯罗的机车业务。", "zh")
