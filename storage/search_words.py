"""What texts are indexed under and how a query finds it, on SQLite (FTS5) and PostgreSQL (tsvector) alike. Pure.

Chinese is written without spaces, and its words are mostly two characters long: Han runs are indexed as
overlapping pairs of characters, so that any word of two or more characters is found, in simplified and traditional
script alike. Latin words are folded (case, accents, ß) and found by their beginning; long German words also by the
words within them, since readers who look for Vertrag mean a Kooperationsvertrag too.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from analysis.gazetteer_text import simplify

_HAN = r"\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_RUN = re.compile(rf"[{_HAN}]+|[^\W_{_HAN}]+")
_MAX_TOKENS = 40_000
_COMPOUND = 9
"""Letters from which on a German word may be put together from others."""
_FIRST_PART = 3
_LAST_PART = 5
_WITHIN = "\u0298"
"""A letter of no language we read, before an ending: short queries do not look within words."""
_LEAST_WITHIN = 4
# PostgreSQL takes no word of more than 2046 bytes and no tsvector of more than 1 MiB; longer "words" are no words.
_MAX_WORD = 64
_MAX_VECTOR_BYTES = 900_000


def _is_han(run: str) -> bool:
    return "\u3400" <= run[0] <= "\u9fff" or "\uf900" <= run[0] <= "\ufaff"


def fold(word: str) -> str:
    """A text without case, accents and ß."""
    if word.isascii():
        return word.lower()
    decomposed = unicodedata.normalize("NFKD", word.casefold())
    return "".join(character for character in decomposed if not unicodedata.combining(character))


def runs(text: str) -> Iterator[str]:
    """The runs of letters of a text, those of Han characters apart, in simplified script."""
    yield from _RUN.findall(simplify(unicodedata.normalize("NFKC", text)))


def index_tokens(text: str, language: str = "") -> list[str]:
    """What a text is indexed under: folded Latin words, and pairs of simplified Han characters.

    In German, endings of long words are added at the end: a query finds words by their beginning, so that each part of
    a compound is found that goes to its end or stands before another.
    """
    tokens: list[str] = []
    endings: list[str] = []
    for run in runs(text):
        if len(tokens) >= _MAX_TOKENS:
            break
        if _is_han(run):
            tokens.extend(run[start : start + 2] for start in range(max(1, len(run) - 1)))
            if len(run) > 1:
                tokens.append(run[-1])
        else:
            # Mixed runs such as "5G网络" come apart at the script's border.
            word = fold(run)[:_MAX_WORD]
            tokens.append(word)
            if language == "de" and len(word) >= _COMPOUND and word.isalpha():
                endings += [
                    _WITHIN + word[start:] for start in range(_FIRST_PART, len(word) - _LAST_PART + 1)
                ]
    return (tokens + endings)[:_MAX_TOKENS]


def query_terms(query: str) -> list[tuple[str, bool]]:
    """The terms of a query, all of which must occur; True marks one that is found by its beginning."""
    terms: list[tuple[str, bool]] = []
    for run in runs(query):
        if not _is_han(run):
            terms.append((fold(run)[:_MAX_WORD], True))
        elif len(run) == 1:
            terms.append((run, True))
        else:
            terms.extend((run[start : start + 2], False) for start in range(len(run) - 1))
    return terms


def vector_of(tokens: list[str]) -> list[str]:
    """The different tokens, as many as one tsvector holds, the text's beginning first."""
    chosen: list[str] = []
    size = 0
    for token in dict.fromkeys(tokens):
        size += len(token.encode()) + 8
        if size > _MAX_VECTOR_BYTES:
            break
        chosen.append(token)
    return chosen


def sqlite_query(query: str, *, prefixes: bool = True) -> str:
    """A query in the words of FTS5; empty if it has no term. Without ``prefixes`` whole words are meant."""
    return _matching(query_terms(query), '"{}"*' if prefixes else "", '"{}"', " OR ", " AND ")


def postgresql_query(query: str, *, prefixes: bool = True) -> str:
    """A query as a ``tsquery``; empty if it has no term. Without ``prefixes`` whole words are meant."""
    return _matching(query_terms(query), "'{}':*" if prefixes else "", "'{}'", " | ", " & ")


def _matching(terms: list[tuple[str, bool]], beginning: str, whole: str, either: str, both: str) -> str:
    """The terms in the query language of a database, given how it writes a beginning, a word, or, and."""
    return both.join(
        f"({either.join(beginning.format(one) for one in _beginnings(term))})"
        if prefix and beginning
        else whole.format(term)
        for term, prefix in terms
    )


def _beginnings(term: str) -> list[str]:
    """With what a word of the index may begin to be found: the term, or the term within a German compound."""
    return (
        [term, _WITHIN + term]
        if len(term) >= _LEAST_WITHIN and term.isalpha() and not _is_han(term)
        else [term]
    )
