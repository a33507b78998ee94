"""Who speaks as "our town", who is a guest, and which sites are no parties: Chinese texts on what two sides sign."""

from __future__ import annotations

from datetime import date

import pytest

from analysis.facts import deals_of
from analysis.facts_place_guests import stands_for_guests
from analysis.knowledge import Knowledge
from analysis.layout import lay_out
from analysis.marking import MarkedText, mark
from analysis.signals import signals_of
from analysis.values import Article, Deal, Language

TODAY = date(2024, 6, 5)


def marked(title: str, text: str, language: Language) -> MarkedText:
    knowledge = Knowledge.shipped()
    wording = knowledge.wordings[language]
    laid = lay_out(Article("a", title, text, None, TODAY), language, wording)
    return mark(laid, knowledge.gazetteer, wording, TODAY)


def main_deal(title: str, text: str) -> Deal:
    told = marked(title, text, "zh")
    return deals_of(told, [one for one in signals_of(told) if one.acts], Knowledge.shipped())[0]


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("烟台与瑙姆堡结好", "6月3日，我市与德国瑙姆堡市签署友好合作备忘录。"),
        ("我市再添国际友城", "6月3日，我市与德国瑙姆堡市签署友好合作备忘录。\n来源：烟台日报"),
    ],
)
def test_our_town_is_that_of_the_headline_or_of_the_paper(title: str, text: str) -> None:
    names = [party.name for party in main_deal(title, text).parties]
    assert "我市" not in names
    assert any("烟台" in name for name in names)
    assert any("瑙姆堡" in name for name in names)


def test_our_town_stays_unknown_where_two_towns_may_be_meant() -> None:
    deal = main_deal("再添友城", "我市与德国瑙姆堡市签署备忘录。济南、潍坊的代表也到场。")
    assert not any(party.name in ("济南", "潍坊", "我市") for party in deal.parties)


def test_a_zone_in_which_something_is_built_is_no_party() -> None:
    deal = main_deal("", "6月3日，德国海瑞恩集团的新工厂在太仓高新区开工，总投资5000万欧元。")
    assert not any("高新区" in party.name for party in deal.parties)


@pytest.mark.parametrize(
    ("sentence", "name", "language", "wanted"),
    [
        ("来访的奥斯纳布吕克市市长签字。", "奥斯纳布吕克", "zh", True),
        ("奥斯纳布吕克市代表团到我市签字。", "奥斯纳布吕克", "zh", True),
        ("市长率团访问奥斯纳布吕克并签字。", "奥斯纳布吕克", "zh", False),
        ("Der Rektor und seine Gäste aus Qingdao unterschrieben.", "Qingdao", "de", True),
        ("Der Rektor unterschrieb in Qingdao.", "Qingdao", "de", False),
        ("The mayor and a delegation from Qingdao signed the papers.", "Qingdao", "en", True),
        ("The mayor signed the papers in Qingdao.", "Qingdao", "en", False),
    ],
)
def test_guests_are_told_by_the_words_beside_their_name(
    sentence: str, name: str, language: Language, wanted: bool
) -> None:
    told = marked("", sentence, language).sentences[0]
    start = told.placed.start + sentence.index(name)
    assert stands_for_guests(told, start, start + len(name), language) is wanted
