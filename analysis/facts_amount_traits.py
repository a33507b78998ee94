"""What speaks for and against a figure's being the sum of a deal: its role, whose it is, and of which time."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from datetime import date

from analysis.amounts import MoneyMention
from analysis.facts_patterns import pattern, word_before
from analysis.facts_statements import Telling
from analysis.marking import MarkedSentence
from analysis.values import Language
from config.deals import Kind

_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?![\d.,]*\d)")


def figure_traits(
    mention: MoneyMention,
    sentence: MarkedSentence,
    telling: Telling,
    published: date | None,
    parties: Sequence[tuple[int, int]],
    kind: Kind,
    language: Language,
) -> Iterator[str]:
    """How a figure stands: what it counts, where it is said, and what its clause and sentence say beside it."""
    yield "figure"
    yield f"role {mention.role}"
    yield f"role {mention.role} of {kind}"
    where = telling.where(sentence)
    yield where
    yield f"role {mention.role} {where}"
    if mention.amount.qualifier:
        yield f"qualifier {mention.amount.qualifier}"
    if mention.amount.value < 1_000_000:
        yield "below a million"
    word = word_before(sentence.placed.text, mention.start - sentence.placed.start)
    if word:
        yield f"after '{word}'"
    around = sentence.placed.text[
        max(0, mention.start - sentence.placed.start - 60) : mention.end - sentence.placed.start + 24
    ]
    for name in ("credit", "other money", "hearsay"):
        if pattern(name, language).search(around):
            yield name
    if pattern("raised", language).search(around):
        yield "raised"
        yield f"raised, after '{word}'"
    start, end = sentence.clause(mention.start)
    clause = sentence.placed.text[start - sentence.placed.start : end - sentence.placed.start]
    if any(start <= at < end for at, _ in parties):
        yield "party in clause"
    elif any(m.type == "organisation" and start <= m.start < end for m in sentence.mentions):
        yield "another's in clause"
    elif any(sentence.placed.start <= at < sentence.placed.end for at, _ in parties):
        yield "party in sentence"
    if any(start <= cue.start < end for cue in sentence.of("act")):
        yield "act in clause"
    if any(start <= cue.start < end for cue in sentence.of("object")):
        yield "object in clause"
    if pattern("earlier figure", language).search(clause):
        yield "earlier"
    if pattern("total of many", language).search(sentence.placed.text):
        yield "total of many"
    for frame in {cue.meaning.name for cue in sentence.of("frame")} & {
        "statistics",
        "market",
        "retrospective",
        "trend",
    }:
        yield f"frame {frame}"
    for mood in {cue.meaning.name for cue in sentence.of("mood")} & {"past", "hypothesis", "talks"}:
        yield f"mood {mood}"
    if any(m.side == "other" for m in sentence.mentions):
        yield "third country"
    if any(
        published is not None and dated.precision != "day" and (published - dated.date).days > 400
        for dated in sentence.dates
    ):
        yield "earlier year"


def owner_traits(
    mention: MoneyMention, sentence: MarkedSentence, where: str, names: Sequence[tuple[int, int, bool]]
) -> Iterator[str]:
    """Whose figure it is, by the names before it in its sentence: that of a party or of somebody else."""
    placed = sentence.placed
    first = bisect_left(names, (placed.start, 0, False))
    before = [is_party for start, _, is_party in names[first:] if start < mention.start]
    if before:
        nearest = "a party's" if before[-1] else "another's"
        yield f"nearest name is {nearest}"
        yield f"nearest name is {nearest}, {where}"
        yield f"first name is {'a party' if before[0] else 'another'}'s"
        if not any(before):
            yield "only others before"
            yield f"only others before, {where}"
    else:
        yield f"no name before, {where}"


def time_traits(
    mention: MoneyMention, sentence: MarkedSentence, where: str, published: date | None, language: Language
) -> Iterator[str]:
    """Whether the figure is of another time or of a larger whole than the deal, by the words of its clause."""
    placed = sentence.placed
    start, end = sentence.clause(mention.start)
    clause = placed.text[start - placed.start : end - placed.start]
    for name in ("before that", "larger whole", "only thought of", "the deal itself"):
        if pattern(name, language).search(clause):
            yield name
            yield f"{name}, {where}"
    if published is not None:
        for match in _YEAR.finditer(clause):
            year = int(match.group(1))
            if year != published.year:
                yield "past year in clause" if year < published.year else "coming year in clause"
