"""Which of the sentences that state deals leads: the one that says most of what the headline is about."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from analysis.acts import acts_of
from analysis.facts_actors import Actor
from analysis.facts_patterns import pattern
from analysis.facts_statements import Statement, acts_without_opening
from analysis.marking import MarkedSentence, MarkedText

_FRAMES = frozenset({"statistics", "retrospective", "visit", "trend", "market", "opinion"})


def named_in(sentence: MarkedSentence, actors: Sequence[Actor]) -> list[Actor]:
    """The actors named in a sentence."""
    return [actor for actor in actors if actor.is_in(sentence)]


def is_only_beside(actor: Actor, sentence: MarkedSentence, text: MarkedText) -> bool:
    """Whether it is named only as an example, a source or a rival."""
    beside = pattern("beside", text.layout.language)
    whole = text.layout.text
    spans = actor.within(sentence.placed.start, sentence.placed.end)
    return all(beside.is_in(whole, max(sentence.placed.start, span.start - 45), span.start) for span in spans)


def lead_options(
    statements: Sequence[Statement], text: MarkedText, actors: Sequence[Actor]
) -> list[tuple[Statement, frozenset[str]]]:
    """The statements of the body, each with what speaks for and against its leading."""
    telling = text.telling
    title = telling[0] if telling and telling[0].placed.role == "title" else None
    organisations = [actor for actor in actors if actor.type == "organisation"]
    surest = max((statement.score for statement in statements), default=0.0)
    options: list[tuple[Statement, frozenset[str]]] = []
    for statement in statements:
        order = sum(other.sure and other.number < statement.number for other in statements)
        traits = set(_traits(statement, text, len(telling), organisations, title))
        traits.add(
            "first statement" if order == 0 else "second statement" if order == 1 else "later statement"
        )
        if statement.score == surest:
            traits.add("surest statement")
        options.append((statement, frozenset(traits)))
    return options


def _traits(
    statement: Statement,
    text: MarkedText,
    length: int,
    organisations: Sequence[Actor],
    title: MarkedSentence | None,
) -> Iterator[str]:
    sentence = statement.sentence
    before = statement.number - (title is not None)
    yield (
        "opens the text"
        if before == 0
        else "second sentence"
        if before == 1
        else "third to fifth"
        if before < 5
        else "late"
    )
    if before * 2 > length:
        yield "second half"
    yield (
        "sure"
        if statement.score > 0.85
        else "likely"
        if statement.score > 0.65
        else "doubtful"
        if statement.sure
        else "faint"
        if statement.score > 0.2
        else "very faint"
    )
    real = [
        act for act in acts_without_opening(statement.acts, sentence, text.layout.language) if act.is_real
    ]
    for act in real:
        yield f"act {act.status}"
    if not real:
        yield "no real act"
    if len(real) > 1:
        yield "several acts"
    for cue in sentence.of("object"):
        yield f"object {cue.meaning.name}"
    named = named_in(sentence, organisations)
    yield f"{min(len(named), 3)} organisations"
    if sentence.sides >= {"cn", "de"}:
        yield "both sides"
    if statement.money:
        yield "sum"
    if any(day.precision == "day" and not day.is_dateline and not day.looks_ahead for day in sentence.dates):
        yield "day"
    for frame in {cue.meaning.name for cue in sentence.of("frame")} & _FRAMES:
        yield f"frame {frame}"
    for mood in {cue.meaning.name for cue in sentence.of("mood")}:
        yield f"mood {mood}"
    if pattern("another deal", text.layout.language).search(sentence.placed.text):
        yield "goes on to another"
    if title is not None:
        yield from _shared(sentence, named, real and {act.status for act in real}, title, text, organisations)


def _shared(
    sentence: MarkedSentence,
    named: Sequence[Actor],
    statuses: object,
    title: MarkedSentence,
    text: MarkedText,
    organisations: Sequence[Actor],
) -> Iterator[str]:
    """What a sentence has in common with the headline."""
    there = {actor.key for actor in named_in(title, organisations)}
    common = len(there & {actor.key for actor in named})
    yield f"shares {min(common, 2)} names with the title" if there else "title names none"
    if {m.amount.value for m in title.money} & {m.amount.value for m in sentence.money}:
        yield "shares a sum with the title"
    places = {m.identity for m in title.mentions if m.type == "place"}
    if places & {m.identity for m in sentence.mentions if m.type == "place"}:
        yield "shares a place with the title"
    counted = pattern("counted", text.layout.language)
    if counted.search(title.placed.text) and counted.search(sentence.placed.text):
        yield "counts deals as the title does"
    elif there and counted.search(sentence.placed.text):
        yield "counts deals, the title names who acts"
    acts = {act.status for act in acts_of(title, text.layout.language)}
    if acts:
        yield (
            "shares an act with the title"
            if isinstance(statuses, set) and acts & statuses
            else "other act than the title"
        )
    objects = {cue.meaning.name for cue in title.of("object")}
    if objects & {cue.meaning.name for cue in sentence.of("object")}:
        yield "shares an object with the title"
