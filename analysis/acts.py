"""What is said to have been done in a sentence, and how it is meant: done, wished, denied, rumoured …"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from analysis.acts_attributive import is_participle_of_noun
from analysis.acts_past import is_dated_long_ago, is_old
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
    "cancelled": frozenset({"negation", "talks", "due"}),
    "blocked": frozenset({"negation", "talks"}),
}
# Moods of everything in their sentence: "on the agenda: visits to two plants, the signing of a declaration".
_WHOLE_SENTENCE = frozenset({"rumour", "denial", "agenda"})
# Moods of what stands within their own words: "opened the trade fair", "the takeover caused a stir".
_OF_THE_PHRASE = frozenset({"undealt", "retold", "rules"})
_OF_KNOWN_DEALS = frozenset({"approved", "blocked", "cancelled"})  # "the planned sale has foundered" is news
_STILL_TO_DO = frozenset({"future", "due"})
_GIVEN_UP = frozenset({"future", "intention", "hypothesis"})
_AUXILIARY = 10  # characters of "has" or "have been" before the verb
# What is wanted must be done to something: "will das Werk besuchen" plans no deal.
_WANTS = re.compile(r"(?:will|wollen|möchten?|beabsichtigt|wants?|intends?|aims?|aimed|seeks?|plans? to) ?")
_PLAN_REACH = 40  # characters after a word of planning in which what is planned may stand
_ASKS = re.compile(r"\?(?![\w&=/])|？")
_ASIDE: dict[Language, re.Pattern[str]] = {
    "en": re.compile(r"[\"“'(]?(?:When|After|Before|Since|Once|Ever since)\s[^,:;]*,\s?$"),
    "de": re.compile(
        r"[„\"»(]?(?:Als(?!\s(?:\w+e[rsn]?\s(?:\w+\s){0,2}(?:Konzern|Hersteller|Unternehmen|Auto)|Teil|Folge|Zeichen"
        r"|(?:erst|einzig|weiter|nächst|zweit|dritt|größt|neu)e[rsn]?\s|Partner|Standort|Reaktion|Grund|Käufer|Investor"
        r"|Sitz|Gegenleistung|Ziel|Startkapital|Kaufpreis|Ergebnis|Auftakt|Zugabe))"
        r"|Nachdem|Seitdem|Bevor|Wenn)\s[^,:;]*,\s?$"
    ),
    "zh": re.compile(r"[^，]{4,40}(?:时|的时候|以来)，$"),
}
# "The centre was inaugurated during the third conference": not the conference was.
_BESIDE_EVENT = re.compile(
    r"\b(?:during|on the (?:sidelines|margins|fringes|occasion)|in the (?:margins|framework|course))\b"
)
# "After a year of scrutiny it cleared Cotesa, a maker of …": the comma only opens what explains a name.
_EXPLAINS_NAME = re.compile(r"\s?(?:an?|which|who|whose|based|formerly)\s")
# A German clause that the one before it governs: with "dass", or with an infinitive at its end.
_GOVERNED = re.compile(
    r"^\s*(?:dass|wonach)\b|\b(?:zu\s\w+[ei]?[lr]?n|\w{2,9}zu\w{2,}[ei]?[lr]?n)[\s,.;:!?]*$"
)
_REPORTED = re.compile(
    r"\b(?:said|announced|disclosed|confirmed|reported|stated|declared|told \w+)\b[^.;]{0,60}"
    r"\b(?:that|it|they|he|she|the (?:company|group|firm|two|parties|companies))\s(?:\w+\s){0,5}$"
)
_TO_SIGN = re.compile(r"\bto (?:sign|ink|conclude|clinch|seal)\b", re.IGNORECASE)
# "Last year, Chint bought the panel maker": told back, whatever else the sentence says.
_LAST_YEAR = re.compile(r"(?:Late |Early |Already )?[Ll]ast year(?:,|\s[A-Z])")
_OPENING = 16  # characters in which a report names when
_AT_ONCE = 3  # characters before a word that opens its sentence
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
    cues = _outside_names(sentence)
    if not cues:
        return ()
    moods = sentence.of("mood")
    acts = [Act(cue, frozenset(_moods(cue, moods, sentence, language))) for cue in cues]
    if newest is not None:
        acts = [
            Act(act.cue, act.moods | {"old"}) if is_old(act.cue, sentence, newest) else act for act in acts
        ]
    if published is not None and sentence.dates:
        acts = [
            Act(act.cue, act.moods | {"old"}) if is_dated_long_ago(act.cue, sentence, published) else act
            for act in acts
        ]
    if language in ("de", "zh") and not sounds_fresh(sentence, language):
        only_describes = is_participle_of_noun if language == "de" else _is_attributive
        acts = [
            Act(act.cue, act.moods | {"attributive"}) if only_describes(act.cue, sentence) else act
            for act in acts
        ]
    asked = _question_end(sentence)
    acts = [Act(act.cue, act.moods | {"asked"}) if act.cue.start < asked else act for act in acts]
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


def _question_end(sentence: MarkedSentence) -> int:
    """Where the last question of a sentence ends, else its start: what is asked is not done."""
    text = sentence.placed.text
    if "?" not in text and "？" not in text:
        return sentence.placed.start
    last = max((match.start() for match in _ASKS.finditer(text)), default=0)
    return sentence.placed.start + last


def _is_attributive(cue: Cue, sentence: MarkedSentence) -> bool:
    """Whether a Chinese verb only describes what follows: 收购的公司, 签署的协议."""
    at = cue.end - sentence.placed.start
    return sentence.placed.text[at : at + 1] == "的"


def _outside_names(sentence: MarkedSentence) -> tuple[Cue, ...]:
    """The words of doing without those that are part of a name: "Germany Trade & Invest", "Open Grid Europe"."""
    names = [(name.start, name.end) for name in sentence.mentions if name.type == "organisation"]
    return tuple(
        cue
        for cue in sentence.of("act")
        if not any(start <= cue.start and cue.end <= end for start, end in names)
    )


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
    if edge is None or not _ASIDE[language].match(text[: edge - start]):
        return start
    explains = language == "en" and _EXPLAINS_NAME.match(text, edge - start) and not text.startswith("When")
    return start if explains else edge


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


def _governing_start(sentence: MarkedSentence, start: int, end: int) -> int:
    """Where the clause begins that governs a German one: "erwägt, die Firma zu kaufen", "rechnet damit, dass …"."""
    first, text = sentence.placed.start, sentence.placed.text
    if start <= first or not _GOVERNED.search(text[start - first : end - first]):
        return start
    return sentence.clause(start - 1)[0]


def _is_backshift(mood: Cue, sentence: MarkedSentence, language: Language) -> bool:
    """Whether "had" only reports what somebody said of late: "the company said that it had sold its stake"."""
    return (
        language == "en"
        and _REPORTED.search(sentence.placed.text[: mood.start - sentence.placed.start]) is not None
    )


def _is_one_clause(act: Cue, mood: Cue, sentence: MarkedSentence) -> bool:
    """Whether no comma parts an act from what it embraces: "der Auftrag solle im Frühjahr vergeben werden"."""
    first = sentence.placed.start
    return "," not in sentence.placed.text[act.core_end - first : mood.end - first]


def _moods(act: Cue, moods: tuple[Cue, ...], sentence: MarkedSentence, language: Language) -> Iterator[str]:
    borne = _BORNE.get(act.meaning.name, frozenset())
    clause_start, clause_end = sentence.clause(act.start)
    if language == "de":
        clause_start = _governing_start(sentence, clause_start, max(clause_end, act.end))
    if language == "en" and sentence.placed.role == "title" and act.meaning.name == "signed":
        at = act.start - sentence.placed.start
        if _TO_SIGN.search(sentence.placed.text, max(0, at - 4), at + 8):
            yield "future"  # "Volkswagen, Daimler to sign contracts"
    if language == "en" and _LAST_YEAR.match(sentence.placed.text):
        yield "ago"
    closed = [mood for mood in moods if mood.meaning.name == "over"]
    for mood in moods:
        name = mood.meaning.name
        if name == "before" and _is_backshift(mood, sentence, language):
            continue
        if act.meaning.name == "cancelled" and name in _GIVEN_UP and mood.start >= act.start:
            continue  # "has cancelled plans to open a plant"
        if name == "talks" and any(over.start <= mood.start and mood.end <= over.end for over in closed):
            continue
        if name in _OF_THE_PHRASE:
            within = mood.start - _AUXILIARY <= act.start and mood.start < act.core_end <= mood.end
            dealt = any(mood.start <= cue.start < mood.end for cue in sentence.of("object"))
            decided = name == "retold" and act.meaning.name in _OF_KNOWN_DEALS
            beside = name == "undealt" and _BESIDE_EVENT.search(
                sentence.placed.text, act.core_end - sentence.placed.start, mood.end - sentence.placed.start
            )
            if within and not (dealt and name == "undealt") and not decided and not beside:
                yield name
            continue
        if act.start <= mood.start and mood.end <= act.end:
            # German verbs embrace what is said of them: "hat sich noch nicht auf … verständigt".
            embraced = language == "de" and mood.start >= act.core_end
            # "Contracts are to be signed in Hangzhou", "agreed to keep up the dialogue".
            undone = name == "future" and mood.start >= act.core_end
            wished = name == "intention" and mood.start == act.start
            if language == "en" and (undone or wished) and name not in borne:
                yield name
            counted = language == "de" and name == "total"  # "hat bereits 75 Millionen investiert"
            told = name == "negation" or (name in _STILL_TO_DO and _is_one_clause(act, mood, sentence))
            if name in borne or not (counted or (embraced and told)):
                continue
            if name in _STILL_TO_DO:
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
