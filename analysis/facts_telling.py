"""How a text tells its deals: which sentences state one and the same deal, and which is the main one."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from analysis.facts_actors import Actor
from analysis.facts_lead import is_only_beside, lead_options, named_in
from analysis.facts_options import OptionWeights
from analysis.facts_patterns import counts_deals, pattern
from analysis.facts_statements import NEAR, Statement, Telling
from analysis.marking import MarkedSentence, MarkedText
from analysis.signals import Signals
from analysis.values import Language


@dataclass(slots=True)
class _Group:
    statements: list[Statement]
    actors: set[str]
    money: set[tuple[str, str]]
    objects: set[str]
    named: list[set[str]]


def statements_of(
    text: MarkedText,
    signals: Sequence[Signals],
    sureness: Callable[[Signals], float],
    doubtful: Sequence[Signals] = (),
) -> list[Statement]:
    """The sentences that state deals, in the order of the text.

    Args:
        text: The marked article.
        signals: Those of its sentences that state a deal.
        sureness: How surely a sentence states a deal, between 0 and 1.
        doubtful: Others that may state one, less surely.
    """
    numbers = {sentence.placed.number: number for number, sentence in enumerate(text.telling)}
    found = {
        numbers[one.sentence.placed.number]: Statement(
            numbers[one.sentence.placed.number], one.sentence, one.acts, sureness(one), sure
        )
        for these, sure in ((doubtful, False), (signals, True))
        for one in these
        if one.sentence.placed.number in numbers
    }
    return [found[number] for number in sorted(found)]


def tellings_of(
    text: MarkedText, statements: Sequence[Statement], actors: Sequence[Actor], weights: OptionWeights
) -> tuple[Telling, ...]:
    """The deals of a text as it tells them, the main one first.

    The main deal is that of the sentence that most likely tells what the headline is about; see the weights.

    Args:
        text: The marked article.
        statements: The sentences that state deals, in the order of the text.
        actors: Everyone named in it.
        weights: What the traits of a statement weigh for its being the leading one.
    """
    if not statements:
        return ()
    telling = text.telling
    statements = _without_third_countries(_without_events(statements, text.layout.language))
    title = telling[0] if telling[0].placed.role == "title" else None
    body = [statement for statement in statements if statement.sentence is not title]
    stated_title = next((one for one in statements if one.sentence is title and one.sure), None)
    rank = {
        statement.number: (weights.score(traits), -statement.number)
        for statement, traits in lead_options(body, text, actors)
    }
    first = max(body, key=lambda statement: rank[statement.number], default=None)
    body = [statement for statement in body if statement.sure or statement is first]
    groups = _grouped(body, actors, text) or [_Group([], set(), set(), set(), [])]
    leads = [max((rank[s.number] for s in group.statements), default=(0.0, 0)) for group in groups]
    main = max(range(len(groups)), key=lambda number: leads[number])
    order = [groups[main], *groups[:main], *groups[main + 1 :]]
    return tuple(
        _telling(group, text, title if not place else None, stated_title if not place else None, order, rank)
        for place, group in enumerate(order)
    )


def _without_events(statements: Sequence[Statement], language: Language) -> Sequence[Statement]:
    """Without those that only open a meeting, if there are others."""
    kept = [statement for statement in statements if not _opens_event(statement, language)]
    return kept or statements


def _without_third_countries(statements: Sequence[Statement]) -> Sequence[Statement]:
    """Without those that look back at a deal of one side with a third country, if another names both sides."""
    if not any(statement.sentence.sides >= {"cn", "de"} for statement in statements):
        return statements
    return [statement for statement in statements if not _looks_elsewhere(statement.sentence)]


def _looks_elsewhere(sentence: MarkedSentence) -> bool:
    moods = {cue.meaning.name for cue in sentence.of("mood")}
    return (
        "other" in sentence.sides
        and not sentence.sides >= {"cn", "de"}
        and bool(moods & {"past", "before", "ago"})
    )


def _opens_event(statement: Statement, language: Language) -> bool:
    """Whether a statement only says that a meeting opens: whatever else it says to be done is part of that."""
    written = statement.sentence.placed
    event = pattern("event opens", language).search(written.text[:400])
    if event is None:
        return False
    start, end = written.start + event.start(), written.start + event.end()
    return not any(
        act.is_real and act.status != "opened" and not start <= act.cue.start < end for act in statement.acts
    )


def _grouped(body: Sequence[Statement], actors: Sequence[Actor], text: MarkedText) -> list[_Group]:
    language = text.layout.language
    groups: list[_Group] = []
    for statement in body:
        named = {
            actor.key
            for actor in named_in(statement.sentence, actors)
            if actor.type == "organisation"
            and not actor.is_authority
            and not is_only_beside(actor, statement.sentence, text)
        }
        money = {(m.amount.currency, str(m.amount.value)) for m in statement.money}
        objects = {cue.meaning.name for cue in statement.sentence.of("object")}
        home = next(
            (
                group
                for group in reversed(groups)
                if not _is_another(statement, named, money, group, language)
            ),
            None,
        )
        if home is None:
            groups.append(_Group([statement], set(named), money, objects, [named]))
        else:
            home.statements.append(statement)
            home.named.append(named)
            home.actors |= named
            home.money |= money
            home.objects |= objects
    return groups


def _is_another(
    statement: Statement, named: set[str], money: set[tuple[str, str]], group: _Group, language: Language
) -> bool:
    """Whether a statement speaks of another deal than a group does."""
    real = any(act.is_real for act in statement.acts)
    if not real:
        return False
    shared = named & group.actors
    marked = pattern("another deal", language).search(statement.sentence.placed.text) is not None
    other_money = bool(money and group.money and not money & group.money)
    if len(named) >= 2 and group.actors and not shared:
        return True
    if (
        len(named - group.actors) >= 2
        and _is_paper_signed(statement, language)
        and _only_counts(group, language)
        and not _counts(statement, language)
    ):
        # "Ten projects were signed", and then a paper of those who sign it.
        return True
    objects = {cue.meaning.name for cue in statement.sentence.of("object")}
    if (
        len(named) >= 2
        and not shared
        and group.money
        and not money
        and objects
        and not objects & group.objects
    ):
        return True
    if marked and (
        other_money or (named and group.actors and named != group.actors) or not money & group.money
    ):
        return statement.number > group.statements[-1].number
    apart = named - group.actors and group.actors - named
    return bool(other_money and apart)


def _only_counts(group: _Group, language: Language) -> bool:
    """Whether a group tells of a number of deals, of which it names no parties of their own."""
    return any(
        _counts(statement, language) and len(named) < 2
        for statement, named in zip(group.statements, group.named, strict=True)
    )


def _is_paper_signed(statement: Statement, language: Language) -> bool:
    return any(act.is_real and act.status == "signed" for act in statement.acts) and (
        pattern("one paper", language).search(statement.sentence.placed.text) is not None
    )


def _counts(statement: Statement, language: Language) -> bool:
    return counts_deals(statement.sentence.placed.text, language)


def _telling(
    group: _Group,
    text: MarkedText,
    title: MarkedSentence | None,
    stated_title: Statement | None,
    groups: Sequence[_Group],
    rank: Mapping[int, tuple[float, int]],
) -> Telling:
    telling = text.telling
    statements = tuple(group.statements) or ((stated_title,) if stated_title else ())
    lead = max(statements, key=lambda statement: rank.get(statement.number, (0.0, 0)))
    foreign = {statement.number for other in groups if other is not group for statement in other.statements}
    others = frozenset(telling[number].placed.number for number in foreign)
    if group is groups[0]:
        context = [sentence for sentence in telling if sentence is not title]
    else:
        wanted: set[int] = set()
        for statement in statements:
            wanted.add(statement.number)
            before = statement.number - 1
            if before >= 0 and before not in foreign and telling[before].placed.role != "title":
                wanted.add(before)
            for after in range(statement.number + 1, statement.number + 1 + NEAR):
                if after in foreign or after >= len(telling):
                    break
                wanted.add(after)
        context = [telling[number] for number in sorted(wanted) if telling[number] is not title]
    if stated_title is not None and stated_title not in statements:
        statements = (stated_title, *statements)
    return Telling(lead, statements, title, tuple(context), others, len(groups) == 1)
