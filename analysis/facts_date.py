"""The day of a deal: of the act, else of its announcement; none rather than a wrong one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from analysis.dates import DateMention
from analysis.facts_patterns import pattern
from analysis.facts_telling import Telling
from analysis.marking import MarkedSentence, MarkedText

_OLDEST = timedelta(days=120)
_AHEAD = timedelta(days=1)


def date_of(telling: Telling, text: MarkedText) -> date | None:
    """The day of one deal as the text gives it, or None."""
    for days in _stages(telling, text):
        distinct = set(days)
        if len(distinct) == 1:
            return distinct.pop()
        if len(distinct) > 1:
            return days[0]
    return None


def _stages(telling: Telling, text: MarkedText) -> Iterator[list[date]]:
    """Days of the deal from the surest source to the least sure one; the first source that has any decides."""
    language = text.layout.language
    told = pattern("told", language)
    lead = telling.lead.sentence
    yield _days(lead, text, _act_at(telling))
    for sentence in telling.core[1:]:
        yield _days(sentence, text, None)
    if not telling.is_only:
        near = [s for s in telling.context if abs(s.placed.number - lead.placed.number) <= 1]
    else:
        near = list(telling.context)
    for sentence in sorted(near, key=lambda s: abs(s.placed.number - lead.placed.number)):
        if told.search(sentence.placed.text) and sentence.placed.role in ("title", "lead", "body"):
            yield _days(sentence, text, None)
    if text.published is not None:
        yield [
            mention.date
            for sentence in text.telling[:4]
            for mention in sentence.dates
            if mention.is_dateline
            and mention.precision == "day"
            and pattern("release", language).search(text.layout.text[:1500])
        ][:1]


def _act_at(telling: Telling) -> int | None:
    real = [act for act in telling.lead.acts if act.is_real]
    return real[0].cue.start if real else None


def _days(sentence: MarkedSentence, text: MarkedText, at: int | None) -> list[date]:
    days = [mention for mention in sentence.dates if _is_possible(mention, text)]
    if at is not None:
        start, end = sentence.clause(at)
        days.sort(key=lambda mention: (not start <= mention.start < end, abs(mention.start - at)))
    return [mention.date for mention in days]


def _is_possible(mention: DateMention, text: MarkedText) -> bool:
    if mention.precision != "day" or mention.is_dateline or mention.looks_ahead or mention.until is not None:
        return False
    if text.published is None:
        return True
    age = text.published - mention.date
    return -_AHEAD <= age <= _OLDEST
