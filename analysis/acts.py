"""What is said to have been done in a sentence, and how it is meant: done, wished, denied, rumoured …"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from analysis.dates import DateMention
from analysis.marking import MarkedSentence
from analysis.signals_fresh import sounds_fresh
from analysis.values import Language
from analysis.wording import Cue
from config.deals import Kind, Status

# Moods under which an act has not happened; some statuses bear some of them.
_UNREAL = (
    "negation",
    "future",
    "intention",
    "hypothesis",
    "talks",
    "rumour",
    "denial",
    "ago",
    "due",
    "before",
    "total",
)
_BORNE: dict[str, frozenset[str]] = {
    "planned": frozenset({"intention", "future", "hypothesis", "due"}),
    "announced": frozenset({"due"}),
    "cancelled": frozenset({"negation", "talks"}),
    "blocked": frozenset({"negation", "talks"}),
}
# Moods of everything in their sentence: "on the agenda: visits to two plants, the signing of a declaration".
_WHOLE_SENTENCE = frozenset({"rumour", "denial", "agenda"})
# Moods of what stands within their own words: "opened the trade fair", "the takeover caused a stir".
_OF_THE_PHRASE = frozenset({"undealt", "retold"})
_AUXILIARY = 10  # characters of "has" or "have been" before the verb
# What these statuses do is often done to something old: "ends the partnership of 2007".
_OF_OLD_THINGS = frozenset({"approved", "blocked", "cancelled"})
# What is wanted must be done to something: "will das Werk besuchen" plans no deal.
_WANTS = re.compile(r"(?:will|wollen|möchten?|beabsichtigt|wants?|intends?|aims?|aimed|seeks?|plans? to) ?")
_PLAN_REACH = 40  # characters after a word of planning in which what is planned may stand
_OPENING = 16  # characters in which a chronicle or report names its year
_AT_ONCE = 3  # characters before a word that opens its sentence
_OLD = timedelta(days=60)  # what was done longer before publication is told as old
_DAY_ALONE = re.compile(r"\d{1,2}[日号]")  # its month is inferred
# What may stand before the day that a sentence opens with.
_OPENS_WITH_DATE = re.compile(
    r"\W*(?:back in|as early as|already in|in|on|by|early|late|mid|bereits|schon|im|am|ende|anfang|mitte|早在|于"
    r"|[\s(•*-])*$",
    re.IGNORECASE,
)
YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
# Years that tell of someone's history, not of the act: "insolvent since 2011", "founded in 2005".
_BACKGROUND_YEAR = re.compile(
    r"(?:\bseit|\bsince|founded in|established in|opened in|gegründet|自)\s?(?:19|20)\d\d"
    r"|(?:19|20)\d\d\s(?:in\s[A-ZÄÖÜ]\w{1,30}\s)?gegründet\w{0,2}|(?:创立|成立|创办|始建)于(?:19|20)\d\d",
    re.IGNORECASE,
)
_ASIDE: dict[Language, re.Pattern[str]] = {
    "en": re.compile(r"[\"“'(]?(?:When|After|Before|Since|Once|Ever since)\s[^,]*,\s?$"),
    "de": re.compile(
        r"[„\"»(]?(?:Als(?!\s(?:\w+e[rsn]?\s(?:\w+\s){0,2}(?:Konzern|Hersteller|Unternehmen|Auto)|Teil|Folge|Zeichen"
        r"|(?:erst|einzig|weiter|nächst|zweit|dritt|größt|neu)e[rsn]?\s|Partner|Standort|Reaktion|Grund|Käufer|Investor"
        r"|Sitz|Gegenleistung|Ziel|Startkapital|Kaufpreis|Ergebnis|Auftakt|Zugabe))"
        r"|Nachdem|Seitdem|Bevor|Wenn)\s[^,]*,\s?$"
    ),
    "zh": re.compile(r"[^，]{4,40}(?:时|的时候|以来)，$"),
}
# A German clause that the one before it governs: with "dass", or with an infinitive at its end.
_GOVERNED = re.compile(
    r"^\s*(?:dass|wonach)\b|\b(?:zu\s\w+[ei]?[lr]?n|\w{2,9}zu\w{2,}[ei]?[lr]?n)[\s,.;:!?]*$"
)
_REPORTED = re.compile(
    r"\b(?:said|announced|disclosed|confirmed|reported|stated|declared|told \w+)\b[^.;]{0,60}"
    r"\b(?:that|it|they|he|she|the (?:company|group|firm|two|parties|companies))\s(?:\w+\s){0,5}$"
)
_PENDING_KILLS = frozenset({"approved", "completed"})
_DUE_REACH: dict[Language, int] = {"en": 14, "zh": 10}  # characters from "will" to what will be done
_NEGATION_REACH: dict[Language, tuple[int, int]] = {"en": (32, 4), "de": (40, 24), "zh": (5, 0)}


@dataclass(frozen=True, slots=True)
class Act:
    """A word of doing with what it states; ``moods`` say how it is meant, none if it is stated as done."""

    cue: Cue
    moods: frozenset[str]

    @property
    def status(self) -> Status:
        """The status that the word states."""
        return self.cue.meaning.status

    @property
    def kind(self) -> Kind | None:
        """The kind that the word decides, if it does."""
        return self.cue.meaning.kind

    @property
    def is_real(self) -> bool:
        """Whether the text states the act as done or decided."""
        return not self.moods


def acts_of(
    sentence: MarkedSentence, language: Language, newest: int | None = None, published: date | None = None
) -> tuple[Act, ...]:
    """The acts of a sentence, each with the moods that govern it.

    Args:
        sentence: Where to look.
        language: Its language.
        newest: The year in which the article speaks; acts of years before the last one are told as old.
        published: The day of publication; acts dated more than two months before it are told as old.
    """
    moods = sentence.of("mood")
    cues = sentence.of("act")
    acts = [Act(cue, frozenset(_moods(cue, moods, sentence, language))) for cue in cues]
    if newest is not None:
        acts = [
            Act(act.cue, act.moods | {"old"}) if _is_old(act.cue, sentence, newest) else act for act in acts
        ]
    if published is not None and sentence.dates:
        acts = [
            Act(act.cue, act.moods | {"old"}) if _is_dated_long_ago(act.cue, sentence, published) else act
            for act in acts
        ]
    if language == "zh" and not sounds_fresh(sentence, language):
        acts = [
            Act(act.cue, act.moods | {"attributive"}) if _is_attributive(act.cue, sentence) else act
            for act in acts
        ]
    if language == "zh" and sentence.placed.text.rstrip('”"’』」 ').endswith(("?", "？")):
        acts = [Act(act.cue, act.moods | {"asked"}) for act in acts]
    aside = _aside_end(sentence, language)
    acts = [Act(act.cue, act.moods | {"aside"}) if act.cue.start < aside else act for act in acts]
    # "Wants to", "plans", "decided" say nothing by themselves: something that is dealt in must stand beside them.
    told = (*cues, *sentence.of("object"))
    return tuple(
        Act(act.cue, act.moods | {"empty"})
        if _is_empty(act.cue, cues if _WANTS.match(act.cue.text) else told, sentence, language)
        else act
        for act in acts
    )


def _is_attributive(cue: Cue, sentence: MarkedSentence) -> bool:
    """Whether a Chinese verb only describes what follows: 收购的公司, 签署的协议."""
    at = cue.end - sentence.placed.start
    return sentence.placed.text[at : at + 1] == "的"


def _aside_end(sentence: MarkedSentence, language: Language) -> int:
    """Where a clause of time that opens the sentence ends ("When Sany bought Putzmeister, …"), else its start."""
    start = sentence.placed.start
    text = sentence.placed.text
    edge = next(
        (
            edge
            for edge in sentence.clause_edges
            if edge > start + 4 and text[: edge - start].rstrip().endswith((",", "，"))
        ),
        None,
    )
    return edge if edge is not None and _ASIDE[language].match(text[: edge - start]) else start


def _is_empty(cue: Cue, told: tuple[Cue, ...], sentence: MarkedSentence, language: Language) -> bool:
    if cue.meaning.name != "planned":
        return False
    start, end = sentence.clause(cue.start)
    first = start if language == "de" else cue.start
    return not any(
        first <= other.start < max(end, cue.end + _PLAN_REACH)
        for other in told
        if other is not cue and other.meaning.name != "planned"
    )


def _is_old(act: Cue, sentence: MarkedSentence, newest: int) -> bool:
    """Whether the clause of an act, or what opens its sentence, names years that are long past and no other."""
    if YEAR.search(sentence.placed.text) is None:
        return False
    start, end = sentence.clause(act.start)[0], sentence.clause(act.end - 1)[1]
    first = sentence.placed.start
    text = _BACKGROUND_YEAR.sub(lambda match: " " * len(match.group()), sentence.placed.text)
    clause = text[start - first : end - first]
    if act.meaning.name in _OF_OLD_THINGS:
        opening = YEAR.search(text, 0, _OPENING)
        if opening is None or not _OPENS_WITH_DATE.match(text[: opening.start()]):
            return False
    years = [int(year) for year in YEAR.findall(f"{text[:_OPENING]} {clause}")]
    return bool(years) and max(years) < newest - 1


def _governing_start(sentence: MarkedSentence, start: int, end: int) -> int:
    """Where the clause begins that governs a German one: "erwägt, die Firma zu kaufen", "rechnet damit, dass …"."""
    first, text = sentence.placed.start, sentence.placed.text
    if start <= first or not _GOVERNED.search(text[start - first : end - first]):
        return start
    return sentence.clause(start - 1)[0]


def _is_dated_long_ago(act: Cue, sentence: MarkedSentence, published: date) -> bool:
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
        return date(mention.date.year, 12, 31)
    if mention.precision == "month":
        return mention.date + timedelta(days=30)
    return mention.until or mention.date


def _is_backshift(mood: Cue, sentence: MarkedSentence, language: Language) -> bool:
    """Whether "had" only reports what somebody said of late: "the company said that it had sold its stake"."""
    return (
        language == "en"
        and _REPORTED.search(sentence.placed.text[: mood.start - sentence.placed.start]) is not None
    )


def _moods(act: Cue, moods: tuple[Cue, ...], sentence: MarkedSentence, language: Language) -> Iterator[str]:
    borne = _BORNE.get(act.meaning.name, frozenset())
    clause_start, clause_end = sentence.clause(act.start)
    if language == "de":
        clause_start = _governing_start(sentence, clause_start, max(clause_end, act.end))
    closed = [mood for mood in moods if mood.meaning.name == "over"]
    for mood in moods:
        name = mood.meaning.name
        if name == "before" and _is_backshift(mood, sentence, language):
            continue
        if name == "talks" and any(over.start <= mood.start and mood.end <= over.end for over in closed):
            continue
        if act.start <= mood.start and mood.end <= act.end:
            # German verbs embrace what is said of them: "hat sich noch nicht auf … verständigt".
            embraced = language == "de" and mood.start >= act.core_end
            if not (embraced and name == "negation" and name not in borne):
                continue
        if name in _OF_THE_PHRASE:
            within = mood.start < act.end <= mood.end and act.start >= mood.start - _AUXILIARY
            dealt = any(mood.start <= cue.start < mood.end for cue in sentence.of("object"))
            if within and not (dealt and name == "undealt"):
                yield name
            continue
        if name in _WHOLE_SENTENCE:
            yield name
            continue
        if name == "ago":
            opens = mood.start - sentence.placed.start <= _OPENING
            if opens or clause_start <= mood.start < max(clause_end, act.end):
                yield name
            continue
        if name == "before" and language == "zh" and mood.start - sentence.placed.start <= _AT_ONCE:
            yield name  # "此前，" tells a whole sentence back
            continue
        # A mood around the act holds whatever stands between: "soll ein Vertrag über A und B unterzeichnet werden".
        around = mood.start <= act.start and act.end <= mood.end
        in_clause = clause_start <= mood.start < max(clause_end, act.end)
        if not (in_clause or around):
            continue
        if name == "pending":
            if act.meaning.name in _PENDING_KILLS:
                yield name
        elif name == "negation":
            before, after = _NEGATION_REACH.get(language, (32, 4))
            near = act.start - before <= mood.start and mood.start <= act.end + after
            if near and name not in borne:
                yield name
        elif name in ("due", "before") and language in _DUE_REACH:
            if name not in borne and 0 <= act.start - mood.end <= _DUE_REACH[language]:
                yield name
        elif name in _UNREAL and name not in borne and (language == "de" or mood.start <= act.core_end):
            yield name
