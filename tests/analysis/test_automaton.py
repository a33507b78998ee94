"""An automaton finds its words, whatever letters the text has."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from analysis.automaton import automaton_of

_WORDS = st.text(alphabet="ab 中的é", min_size=1, max_size=4)


@given(st.sets(_WORDS, min_size=1, max_size=8), st.text(alphabet="ab 中的é", max_size=60))
def test_every_occurrence_is_found(words: set[str], text: str) -> None:
    automaton = automaton_of({word: word for word in words}, nothing="")
    found = {(last - len(word) + 1, word) for last, word in automaton.iter(text)}
    assert found == {(at, word) for word in words for at in range(len(text)) if text.startswith(word, at)}


def test_what_stands_for_nothing_says_so() -> None:
    automaton = automaton_of({"plant": "plant"}, nothing="")
    assert [word for _, word in automaton.iter("e\x00 plant") if word] == ["plant"]
