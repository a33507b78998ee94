"""The traits of a deal that tell its kind and status: what is said of it in the sentence that states it and around."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from importlib import resources
from typing import Any

import yaml

from analysis.acts import Act, acts_of
from analysis.facts_patterns import pattern
from analysis.facts_statements import Telling, acts_without_opening, is_at_opening
from analysis.marking import MarkedSentence
from analysis.values import Language
from analysis.worded import Worded
from analysis.wording import Cue, Meaning, Wording
from config.deals import KINDS
from config.errors import ConfigurationError

WORDING_FILE = "facts_wording.yaml"

_SHARE = Worded(
    re.compile(
        r"(\d{1,3})(?:[.,]\d{1,3})?\s?(?:%|percent|per cent|prozent|个百分点|個百分點|％)", re.IGNORECASE
    ),
    *("%", "percent", "per cent", "prozent", "个百分点", "個百分點", "％"),
)
_TENTHS = Worded(re.compile(r"([一二两兩三四五六七八九])成(?![立为為功员員本交长長果都])"), "成")
_TENTH = dict(zip("一二两兩三四五六七八九", (10, 20, 20, 20, 30, 40, 50, 60, 70, 80, 90), strict=True))
_DECISIVE = ("blocked", "cancelled", "approved", "opened", "planned", "signed", "announced")
"""Of several acts in one sentence the first of these is its point: what is forbidden, dropped or cleared was agreed."""
_DEALT_IN = frozenset({"takeover", "buying", "selling", "stake"})
_HALF = 50
STATUS_ONLY = frozenset({"paper signed"})
"""Traits that say nothing of the kind: papers are signed on plants and purchases too."""
_PAPER_WITHIN = 5  # sentences around the stating one
_LEAD_ONLY = 900  # characters of a sentence that are looked at


@cache
def traits_wording(language: Language) -> Wording:
    """The words of ``config/data/facts_wording.yaml`` for one language.

    Raises:
        ConfigurationError: If the file does not have the expected shape.
    """
    try:
        groups = _data()[language]
        phrases = [(phrase, Meaning("object", name)) for name, listed in groups.items() for phrase in listed]
        return Wording(language, phrases)
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise ConfigurationError(f"does not have the expected shape: {error}", source=WORDING_FILE) from None


@lru_cache(maxsize=512)
def _cues(folded: str, language: Language) -> tuple[Cue, ...]:
    """The words of a sentence that are traits: every deal of a text asks for those of the same sentences."""
    return traits_wording(language).find(folded)


@cache
def _data() -> Any:
    text = resources.files("config").joinpath("data", WORDING_FILE).read_text(encoding="utf-8")
    return yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 - a safe loader


def meaning_of(trait: str) -> dict[str, float]:
    """What a trait speaks for by its meaning: the log-odds of kinds and statuses before anything is learnt.

    Raises:
        ConfigurationError: If the part ``speaks_for`` of the file does not have the expected shape.
    """
    try:
        speaks = _data()["speaks_for"]
        where, _, what = trait.partition(" ")
        share = float(speaks["where"].get(where, 0.0))
        words = what.split()
        if not share or not words:
            return {}
        if words[0] == "act":
            act = speaks["act"]
            unreal = float(act["unreal"]) if words[-1] == "unreal" else 1.0
            if len(words) >= 3 and words[2] in KINDS:
                return {words[2]: share * float(act["kind"]) * unreal}
            return {words[1] if unreal == 1.0 else "planned": share * float(act["status"]) * unreal}
        if words[0] == "decides":
            return {words[1]: share * float(speaks["decides"])}
        if words[0] == "object":
            return {words[1]: share * float(speaks["object"].get(words[1], 0.0))} if words[1] in KINDS else {}
        return {name: share * float(weight) for name, weight in speaks["traits"].get(what, {}).items()}
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise ConfigurationError(f"does not have the expected shape: {error}", source=WORDING_FILE) from None


def option_meanings(fact: str) -> dict[str, float]:
    """What the traits of options mean by themselves, for one fact: log-odds before anything is learnt.

    Raises:
        ConfigurationError: If the part ``speaks_for`` of the file does not have the expected shape.
    """
    try:
        return {str(trait): float(weight) for trait, weight in _data()["speaks_for"][fact].items()}
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise ConfigurationError(f"does not have the expected shape: {error}", source=WORDING_FILE) from None


def traits_of(telling: Telling, language: Language) -> frozenset[str]:
    """The traits of one deal, by where they stand: ``stated`` in its sentence, in the ``title``, or ``near``."""
    return frozenset(_traits(telling, language))


def _traits(telling: Telling, language: Language) -> Iterator[str]:
    lead = telling.lead
    done = {"stated": acts_without_opening(lead.acts, lead.sentence, language)}
    yield from _of_sentence("stated", lead.sentence, done["stated"], language)
    if telling.title is not None:
        done["title"] = acts_without_opening(acts_of(telling.title, language), telling.title, language)
        yield from _of_sentence("title", telling.title, done["title"], language)
    near = [statement for statement in telling.statements if statement is not lead]
    done["near"] = ()
    for statement in near:
        acts = acts_without_opening(statement.acts, statement.sentence, language)
        yield from _of_sentence("near", statement.sentence, acts, language)
        done["near"] += acts
    done["core"] = done["stated"] + done.get("title", ())
    for where, acts in done.items():
        yield from _decisive(where, acts)
    yield from _papers(telling, language)
    stated = {statement.sentence.placed.number for statement in telling.statements}
    for sentence in telling.context:
        if sentence.placed.number not in stated:
            yield from _words("around", sentence, language)
            yield from _shares("around", sentence, language, dealt_in=False)
    if telling.title is None:
        yield "no title"


def _of_sentence(
    where: str, sentence: MarkedSentence, acts: Sequence[Act], language: Language
) -> Iterator[str]:
    real = [act for act in acts if act.is_real]
    for act in real or acts:
        how = "" if act.is_real else " unreal"
        yield f"{where} act {act.status}{how}"
        if act.kind is not None:
            yield f"{where} act {act.status} {act.kind}{how}"
    if not real and any("negation" in act.moods for act in acts):
        # What is not built or signed after all has been given up.
        yield f"{where} undone"
    names = [(m.start, m.end) for m in sentence.mentions if m.type == "organisation"]
    for cue in sentence.of("object"):
        if not any(start <= cue.start and cue.end <= end for start, end in names):
            yield f"{where} object {cue.meaning.name}"
    for cue in sentence.of("mood"):
        yield f"{where} mood {cue.meaning.name}"
    if pattern("opening to come", language).search(sentence.placed.text[:_LEAD_ONLY]):
        yield f"{where} opening to come"
    words = frozenset(_words(where, sentence, language, meeting=is_at_opening(sentence, language)))
    yield from words
    yield from _shares(
        where, sentence, language, dealt_in=any(f"{where} {word}" in words for word in _DEALT_IN)
    )


def _papers(telling: Telling, language: Language) -> Iterator[str]:
    """Whether a sentence near says that the paper is signed: "Ein entsprechender Vertrag ist geschlossen"."""
    lead = telling.lead.sentence.placed.number
    paper = pattern("its paper is signed", language)
    if any(
        abs(sentence.placed.number - lead) <= _PAPER_WITHIN
        and paper.search(sentence.placed.text[:_LEAD_ONLY])
        for sentence in telling.reach
        if sentence.placed.number not in telling.others
    ):
        yield from STATUS_ONLY


def _decisive(where: str, acts: Sequence[Act]) -> Iterator[str]:
    """Which of the acts of some sentences is the point, if one is stated as done or decided."""
    real = {act.status for act in acts if act.is_real}
    decisive = next((status for status in _DECISIVE if status in real), None)
    if decisive is not None:
        yield f"{where} decides {decisive}"


def _words(
    where: str, sentence: MarkedSentence, language: Language, *, meeting: bool = False
) -> Iterator[str]:
    at = sentence.placed.start
    names = [(m.start - at, m.end - at) for m in sentence.mentions if m.type == "organisation"]
    for cue in _cues(sentence.placed.folded[:_LEAD_ONLY], language):
        if meeting and cue.meaning.name == "opening":
            continue
        # "Innovation Park" as the name of a party says nothing of a project.
        if not any(start <= cue.start and cue.end <= end for start, end in names):
            yield f"{where} {cue.meaning.name}"


def _shares(where: str, sentence: MarkedSentence, language: Language, *, dealt_in: bool) -> Iterator[str]:
    text = sentence.placed.text[:_LEAD_ONLY]
    shares = [int(match.group(1)) for match in _SHARE.finditer(text)]
    shares += [_TENTH[match.group(1)] for match in _TENTHS.finditer(text)]
    for share in shares:
        if 1 <= share < _HALF:
            yield f"{where} share below half"
        elif share == _HALF:
            yield f"{where} share of half"
        elif share <= 2 * _HALF:
            yield f"{where} share above half"
    dealt_in = (
        dealt_in
        or any(cue.meaning.name == "acquisition" for cue in sentence.of("object"))
        or any(cue.meaning.kind == "acquisition" for cue in sentence.of("act"))
    )
    if dealt_in and shares:
        # Of "from 50 to 75 percent" the highest is what the buyer holds afterwards.
        side = "below" if max(shares) < _HALF else "above"
        yield f"{where} buys {side} half"
        if pattern("raised", language).search(text):
            yield f"{where} raises a share to {side} half"
