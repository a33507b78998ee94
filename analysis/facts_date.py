"""The day of a deal: of the act, else of its announcement; none rather than a wrong one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from analysis.dates import DateMention
from analysis.facts_options import Option, OptionWeights
from analysis.facts_patterns import pattern
from analysis.facts_statements import Telling
from analysis.marking import MarkedSentence, MarkedText

_OLDEST = 400  # days before publication


def date_of(telling: Telling, text: MarkedText, weights: OptionWeights) -> date | None:
    """The day of one deal as the text gives it, or None.

    Args:
        telling: The deal as the text tells it.
        text: The marked article.
        weights: What the traits of a day weigh.
    """
    return weights.choose(date_options(telling, text), no_date_traits(text))


def no_date_traits(text: MarkedText) -> frozenset[str]:
    """What speaks for a deal's having no day."""
    return frozenset({"none", "none, published" if text.published else "none, unpublished"})


def date_options(telling: Telling, text: MarkedText) -> list[Option[date]]:
    """The days that may be that of a deal, with what speaks for and against each."""
    options: list[Option[date]] = []
    days = [
        (sentence, mention)
        for sentence in telling.reach
        for mention in sentence.dates
        if _is_possible(mention, text)
    ]
    days.sort(key=lambda pair: pair[1].start)
    distinct = {mention.date for _, mention in days}
    for number, (sentence, mention) in enumerate(days):
        traits = set(_traits(mention, sentence, telling, text))
        if number == 0:
            traits.add("first day")
        if len(distinct) == 1:
            traits.add("only day")
        options.append(Option(mention.date, frozenset(traits)))
    return options


def _is_possible(mention: DateMention, text: MarkedText) -> bool:
    if mention.precision != "day" or mention.until is not None:
        return False
    return text.published is None or -1 <= (text.published - mention.date).days <= _OLDEST


def _traits(
    mention: DateMention, sentence: MarkedSentence, telling: Telling, text: MarkedText
) -> Iterator[str]:
    language = text.layout.language
    where = telling.where(sentence)
    line = "line" if mention.is_dateline else "day"
    yield f"{line} {where}"
    yield line
    if mention.looks_ahead:
        yield "ahead"
    if mention.is_relative:
        yield "relative"
    start, end = sentence.clause(mention.start)
    real = [act for act in telling.acts_in(sentence) if act.is_real]
    if not mention.is_dateline:
        if any(start <= act.cue.start < end for act in real):
            yield "act in clause"
            yield f"act in clause {where}"
        elif real:
            yield "act in sentence"
        if pattern("told", language).search(sentence.placed.text):
            yield "told"
            yield f"told {where}"
        clause = sentence.placed.text[start - sentence.placed.start : end - sentence.placed.start]
        if pattern("earlier figure", language).search(clause):
            yield "earlier"
        if any(cue.meaning.name == "past" and start <= cue.start < end for cue in sentence.of("mood")):
            yield "past"
    elif pattern("release", language).search(text.layout.text[:1500]):
        yield "line of a release"
    if text.published is not None:
        age = (text.published - mention.date).days
        yield f"{line} " + (
            "tomorrow" if age < 0 else "today" if age == 0 else "yesterday" if age == 1 else "this week" if age <= 7
            else "weeks ago" if age <= 31 else "months ago"
        )  # fmt: skip
