"""Expressions that are tried only where one of their words stands find what they find anywhere."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis import facts_traits, signals_counted, signals_fresh, signals_passing, signals_words
from analysis.worded import Worded

_EXPRESSIONS = [
    value
    for module in (facts_traits, signals_counted, signals_fresh, signals_passing, signals_words)
    for held in vars(module).values()
    for value in (held.values() if isinstance(held, dict) else (held,))
    if isinstance(value, Worded)
]


def test_there_are_some() -> None:
    assert len(_EXPRESSIONS) >= 8


@pytest.mark.parametrize("expression", _EXPRESSIONS, ids=lambda one: one.pattern.pattern[:30])
@given(data=st.data())
def test_no_match_is_passed_over(expression: Worded, data: st.DataObject) -> None:
    text = data.draw(st.from_regex(expression.pattern, alphabet=st.characters(max_codepoint=0xFF00)))
    found = expression.search(text)
    assert found is not None
    assert found.span() == expression.pattern.search(text).span()  # type: ignore[union-attr]
    assert [match.span() for match in expression.finditer(text)] == [
        match.span() for match in expression.pattern.finditer(text)
    ]


def test_a_text_without_a_word_has_no_match() -> None:
    expression = signals_words.PERCENT
    assert expression.search("Zwölf Werke") is None
    assert list(expression.finditer("")) == []
