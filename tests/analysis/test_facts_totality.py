"""Whatever a text holds, facts are read without an error, and they stand in the text."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.amounts import find_amounts
from analysis.facts import deals_of
from analysis.knowledge import Knowledge
from analysis.layout import lay_out
from analysis.marking import MarkedText, mark
from analysis.signals import signals_of
from analysis.values import Article, Deal, Language

PIECES = [
    "BASF", "Sinopec", "Bosch", "Siemens AG", "西门子", "巴斯夫", "中国石化", "Hollerbach Feinwerk GmbH", "Qiandao Tools Co., Ltd.",
    "signed", "opened", "acquired", "unterzeichnet", "übernimmt", "eröffnet", "签署", "收购", "投产", "a contract", "einen Vertrag",
    "协议", "plant", "Werk", "工厂", "in Nanjing", "in München", "在南京", "for 40 million euros", "für 40 Millionen Euro",
    "4000万欧元", "($50 million)", "on Monday", "am Montag", "7月10日", "July 10, 2023", "each side pays", "not", "nicht", "拟",
    "(", ")", "“", "”", "（", "）", ".", "。", ",", "，", ";", "\n", " - ", "'s ", "&amp;", "\u00a0", "\u200b", "@", "10,000%", "1" * 30,
]  # fmt: skip

wild = st.one_of(
    st.text(max_size=400),
    st.lists(st.sampled_from(PIECES), max_size=60).map(" ".join),
    st.lists(st.sampled_from(PIECES), max_size=60).map("".join),
)
languages: st.SearchStrategy[Language] = st.sampled_from(["en", "de", "zh"])


def read(
    title: str, text: str, language: Language, published: date | None
) -> tuple[MarkedText, tuple[Deal, ...]]:
    knowledge = Knowledge.shipped()
    wording = knowledge.wordings[language]
    laid = lay_out(Article("a", title, text, None, published), language, wording)
    told = mark(laid, knowledge.gazetteer, wording, published)
    return told, deals_of(told, signals_of(told), knowledge)


def stands_in(place: str, whole: str) -> bool:
    """Whether a text holds a place, or both the smaller and the larger place that it is put together from."""
    parts = place.split(", ") if ", " in place else ()
    return (
        place in whole
        or (bool(parts) and all(part in whole for part in parts))
        or any(place[:at] in whole and place[at:] in whole for at in range(1, len(place)))
    )


@given(title=wild, text=wild, language=languages, published=st.one_of(st.none(), st.dates()))
@settings(max_examples=150, deadline=None)
def test_facts_of_any_text_stand_in_it(
    title: str, text: str, language: Language, published: date | None
) -> None:
    told, deals = read(title, text, language, published)
    whole = told.layout.text
    sums = {(m.amount.value, m.amount.currency) for m in find_amounts(whole, language)}
    for deal in deals:
        assert deal.evidence in told.layout.source.original
        for party in deal.parties:
            assert party.name in whole
        assert deal.place is None or stands_in(deal.place, whole)
        if deal.amount is not None:
            value, currency = deal.amount.value, deal.amount.currency
            assert (value, currency) in sums or (value / 2, currency) in sums


@given(text=wild, language=languages)
@settings(max_examples=50, deadline=None)
def test_the_same_text_gives_the_same_facts(text: str, language: Language) -> None:
    first = read("Deal", text, language, date(2024, 7, 12))[1]
    assert first == read("Deal", text, language, date(2024, 7, 12))[1]


def test_the_work_grows_with_the_length_of_the_text(
    growth: Callable[[Callable[[str], object], str], float],
) -> None:
    def work(text: str) -> object:
        return read("BASF signs", text, "en", date(2024, 7, 12))

    piece = "BASF signed a contract with Sinopec for 40 million euros in Nanjing on Monday, said Huber Anlagen GmbH. "
    assert growth(work, piece) < 24
