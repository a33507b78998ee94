"""Whether what is said to be done was done long before: by the years and days beside it."""

from __future__ import annotations

import re
from datetime import date, timedelta

from analysis.dates import DateMention
from analysis.marking import MarkedSentence
from analysis.wording import Cue

# What these statuses do is often done to something old: "ends the partnership of 2007".
_OF_OLD_THINGS = frozenset({"approved", "blocked", "cancelled"})
_OPENING = 16  # characters in which a chronicle or report names its year
_OLD = timedelta(days=60)  # what was done longer before publication is told as old
_DAY_ALONE = re.compile(r"\d{1,2}[日号]")  # its month is inferred
# What may stand before the day that a sentence opens with.
_OPENS_WITH_DATE = re.compile(
    r"\W*(?:back in|as early as|already in|in|on|by|early|late|mid|bereits|schon|im|am|ende|anfang|mitte|早在|于"
    r"|[\s(•*-])*$",
    re.IGNORECASE,
)
_EARLY = re.compile(r"(?:Anfang|early|(?:the )?(?:beginning|start) of)\s|.*年初$", re.IGNORECASE)
# What stands before is asked last, so that the text is passed over by the first digit.
YEAR = re.compile(r"(?:19|20)\d\d(?!\d)(?<!\d\d{4})")
_YEAR_BEHIND = re.compile(r"\bin ((?:19|20)\d\d)(?!\d)|\bim (?:Jahre? |[A-ZÄ]\w{2,8} )((?:19|20)\d\d)(?!\d)")
_BEHIND = 120  # characters behind an act in which its year may stand
_OTHER_CLAUSE = re.compile(r"\b(?:which|who|whose|that|where|when|has|have|had|is|was|were|will)\b|[;:]")
# Years that tell of someone's history, not of the act: "insolvent since 2011", "founded in 2005".
_BACKGROUND_YEAR = re.compile(
    r"(?:\bseit|\bsince|founded in|established in|opened in|gegründet|自)\s?(?:19|20)\d\d"
    r"|(?:19|20)\d\d\s(?:in\s[A-ZÄÖÜ]\w{1,30}\s)?gegründet\w{0,2}|(?:创立|成立|创办|始建)于(?:19|20)\d\d",
    re.IGNORECASE,
)


def is_old(act: Cue, sentence: MarkedSentence, newest: int) -> bool:
    """Whether the clause of an act, or what opens its sentence, names years that are long past and no other."""
    if YEAR.search(sentence.placed.text) is None:
        return False
    start, end = sentence.clause(act.start)[0], sentence.clause(act.end - 1)[1]
    first = sentence.placed.start
    for match in _BACKGROUND_YEAR.finditer(sentence.placed.text):
        # "since it was opened in 2011": the act itself is somebody's history.
        if first + match.start() < act.end <= first + match.end():
            return max(map(int, YEAR.findall(match.group()))) < newest - 1
    text = _BACKGROUND_YEAR.sub(lambda match: " " * len(match.group()), sentence.placed.text)
    clause = text[start - first : end - first]
    if act.meaning.name in _OF_OLD_THINGS:
        opening = YEAR.search(text, 0, _OPENING)
        if opening is None or not _OPENS_WITH_DATE.match(text[: opening.start()]):
            return False
    years = [int(year) for year in YEAR.findall(f"{text[:_OPENING]} {clause}")]
    if not years:
        years = _year_behind(act, sentence, text)
    return bool(years) and max(years) < newest - 1


def _year_behind(act: Cue, sentence: MarkedSentence, text: str) -> list[int]:
    """The year of an act behind an apposition: "started a venture, X Anhui, with JAC in 2017, and will …"."""
    first = sentence.placed.start
    match = _YEAR_BEHIND.search(text, act.end - first, act.end - first + _BEHIND)
    if match is None or _OTHER_CLAUSE.search(text, act.end - first, match.start()):
        return []
    if any(act.end <= other.start < first + match.start() for other in sentence.of("act")):
        return []
    if match.group(1) is None and "," in text[act.end - first : match.start()]:
        return []
    return [int(match.group(1) or match.group(2))]


def is_dated_long_ago(act: Cue, sentence: MarkedSentence, published: date) -> bool:
    """Whether the clause of an act, or the opening of its sentence, names days long before publication, no other."""
    if act.meaning.name in _OF_OLD_THINGS:
        return False
    first, text = sentence.placed.start, sentence.placed.text
    start, end = sentence.clause(act.start)[0], sentence.clause(act.end - 1)[1]
    background = [match.span() for match in _BACKGROUND_YEAR.finditer(text)]
    days = [
        mention
        for mention in sentence.dates
        if not _DAY_ALONE.fullmatch(mention.text)
        and (
            start <= mention.start < end
            or (mention.start - first <= _OPENING and _OPENS_WITH_DATE.match(text[: mention.start - first]))
        )
        and not any(left <= mention.start - first < right for left, right in background)
    ]
    return bool(days) and all(_latest_day(mention) < published - _OLD for mention in days)


def _latest_day(mention: DateMention) -> date:
    """The last day that a date may mean."""
    if mention.precision == "year":
        if _EARLY.match(mention.text):
            return date(mention.date.year, 4, 30)
        return date(mention.date.year, 12, 31)
    if mention.precision == "month":
        return mention.date + timedelta(days=30)
    return mention.until or mention.date
