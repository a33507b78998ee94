"""An explanation shows every sentence with what was recognised in it."""

from __future__ import annotations

import datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.explanation import Explanation, explain
from analysis.knowledge import Knowledge
from analysis.reading import read
from analysis.values import Article

ARTICLE = Article(
    "1",
    "Siemens signs contract with CRRC",
    "On Tuesday Siemens signed a contract with CRRC in Wuhan worth 80 million euros. Both could sign more contracts. "
    "The weather was fine.",
    None,
    datetime.date(2019, 6, 5),
)


def explained() -> Explanation:
    return explain(ARTICLE, Knowledge.shipped())


def test_the_reading_is_the_same_as_without_explanation() -> None:
    assert explained().reading == read(ARTICLE, Knowledge.shipped())


def test_names_acts_objects_money_and_dates_are_marked_where_they_stand() -> None:
    sentence = explained().sentences[1]
    marked = {(span.mark, span.text) for span in sentence.spans}
    assert {
        ("German side", "Siemens"),
        ("Chinese side", "CRRC"),
        ("Chinese side", "Wuhan"),
        ("act", "signed"),
        ("money", "80 million euros"),
        ("date", "On Tuesday"),
    } <= marked
    assert all(sentence.text[span.start : span.end] == span.text for span in sentence.spans)
    assert next(span.told for span in sentence.spans if span.mark == "money").startswith("80000000 EUR")


def test_acts_that_have_not_come_about_say_why() -> None:
    told = [span.told for span in explained().sentences[2].spans if span.mark == "unreal act"]
    assert told
    assert all("hypothesis" in one for one in told)


def test_each_weighed_sentence_has_its_score_and_signs() -> None:
    headline, first, _, weather = explained().sentences
    assert headline.role == "title"
    assert first.states_a_deal
    assert first.favour == tuple(sorted(first.favour, key=lambda pair: (-pair[1], pair[0])))
    assert all(weight < 0 for _, weight in first.against)
    assert weather.score is None
    assert not weather.states_a_deal


def test_a_foreign_text_has_no_sentences() -> None:
    explanation = explain(Article("1", "Сименс", "Компания подписала договор."), Knowledge.shipped())
    assert explanation.sentences == ()
    assert explanation.reading.language == "other"


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=60), st.text(max_size=400))
def test_any_text_can_be_explained(title: str, text: str) -> None:
    for sentence in explain(Article("1", title, text), Knowledge.shipped()).sentences:
        assert all(sentence.text[span.start : span.end] == span.text for span in sentence.spans)
