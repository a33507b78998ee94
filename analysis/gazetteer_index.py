"""One automaton for all names: every occurrence of every name in a text in one pass (Aho and Corasick, 1975)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from analysis.automaton import automaton_of
from analysis.gazetteer_entries import NameForm
from analysis.gazetteer_text import fold, is_han, lower

_GERMAN_ENDINGS = ("er", "en", "em", "es", "e", "")


class Hit(NamedTuple):
    """A name at its offsets; what it stands next to has not been looked at yet. A tuple, for there are many."""

    start: int
    end: int
    form: NameForm


class NameIndex:
    """All forms of names, ready to search. Of two owners of a name, the earlier one keeps it."""

    def __init__(self, forms: Iterable[NameForm]) -> None:
        entries: dict[str, list[tuple[str, NameForm]]] = {}
        for form in forms:
            folded = fold(form.name)
            key = lower(folded)
            if len(key) < 2:
                continue
            same = entries.get(key)
            if same is None:
                entries[key] = [(folded, form)]
            elif same[0][1].identity == form.identity and all(folded != name for name, _ in same):
                # One owner, written NIO or Nio: short names in capitals are matched exactly.
                same.append((folded, form))
        self._automaton = automaton_of(
            {
                key: (len(key), _is_word_char(name[0]), _is_word_char(name[-1]), form, spellings)
                for key, spellings in entries.items()
                for name, form in spellings[:1]
            },
            nothing=(0, False, False, None, []),
        )

    def hits(self, folded: str) -> Iterator[Hit]:
        """Every name that stands by itself in the folded text, in the case in which it is written.

        Args:
            folded: A text that went through :func:`analysis.gazetteer_text.fold`.
        """
        length = len(folded)
        for last, (size, opens_word, ends_word, form, spellings) in self._automaton.iter(lower(folded)):
            end = last + 1
            start = end - size
            if opens_word and start and folded[start - 1].isalnum() and not is_han(folded[start - 1]):
                continue
            if ends_word and end < length and folded[end].isalnum() and not is_han(folded[end]):
                end = _inflected_end(folded, end, form)
                if end < 0:
                    continue
                if not form.is_stem:
                    end = last + 1
            written = folded[start : last + 1]
            for name, form in spellings:
                if form.is_stem or has_case_of(written, name):
                    yield Hit(start, end, form)
                    break


def has_case_of(written: str, name: str) -> bool:
    """Whether a text may write a name so: capitals stay capitals; short all-capital names are exact."""
    if written == name:
        return True
    capitals = sum(map(str.isupper, name))
    if not capitals:
        return name[0].islower() and written[1:] == name[1:]
    if name.isupper() and len(name) <= 4:
        return False  # an abbreviation: "MAN" is not "Man"
    if written.isupper():
        return len(name) > 3
    if name.isupper():
        return written[0].isupper()
    return all(not char.isupper() or other.isupper() for char, other in zip(name, written, strict=True)) and (
        written[0].isupper() or name[0].islower()
    )


def _is_word_char(char: str) -> bool:
    return char.isalnum() and not is_han(char)


def _inflected_end(folded: str, end: int, form: NameForm) -> int:
    """The end of the inflected word, or -1 if the name is only the beginning of another word."""
    endings = _GERMAN_ENDINGS if form.is_stem else ("s",) if len(form.name) > 3 else ()
    for ending in endings:
        stop = end + len(ending)
        if folded.startswith(ending, end) and (stop >= len(folded) or not _is_word_char(folded[stop])):
            return stop
    return -1
