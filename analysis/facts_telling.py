"""How a text tells its deals: which sentences state one and the same deal, and which is the main one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from analysis.acts import Act
from analysis.amounts import MoneyMention
from analysis.facts_actors import Actor
from analysis.facts_patterns import pattern
from analysis.marking import MarkedSentence, MarkedText
from analysis.signals import Signals
from analysis.values import Language

DEAL_ROLES = frozenset({"sum", "price", "investment", "order", "capital"})
"""What a figure may count to be the amount of a deal; see :data:`analysis.amounts_context.MoneyRole`."""

_AFTER = 4  # sentences after a statement that still belong to it


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence that states a deal. ``number`` is its place among the article's own sentences."""

    number: int
    sentence: MarkedSentence
    acts: tuple[Act, ...]
    score: float

    @property
    def money(self) -> tuple[MoneyMention, ...]:
        """Its figures that may be the amount of a deal."""
        return tuple(m for m in self.sentence.money if m.role in DEAL_ROLES and not m.is_conversion)


@dataclass(frozen=True, slots=True)
class Telling:
    """One deal as the text tells it.

    ``lead`` is the statement that says most of it; ``title`` is set if the headline speaks of this deal;
    ``context`` are the sentences around that may speak of it, in the order of the text; ``others`` are the numbers of
    sentences that state another deal.
    """

    lead: Statement
    statements: tuple[Statement, ...]
    title: MarkedSentence | None
    context: tuple[MarkedSentence, ...]
    others: frozenset[int]
    is_only: bool

    @property
    def core(self) -> tuple[MarkedSentence, ...]:
        """The sentences that state it, the leading one first, then the headline."""
        first = [self.lead.sentence]
        if self.title is not None and self.title is not self.lead.sentence:
            first.append(self.title)
        first.extend(s.sentence for s in self.statements if s.sentence not in first)
        return tuple(first)

    @property
    def reach(self) -> tuple[MarkedSentence, ...]:
        """All its sentences: those that state it first, then those around."""
        core = self.core
        stated = {sentence.placed.number for sentence in core}
        return (*core, *(s for s in self.context if s.placed.number not in stated))

    def where(self, sentence: MarkedSentence) -> str:
        """Where a sentence stands towards the one that states the deal."""
        lead = self.lead.sentence
        if sentence is lead:
            return "stated"
        if sentence is self.title:
            return "in title"
        if any(sentence is statement.sentence for statement in self.statements):
            return "stated beside"
        if sentence.placed.number in self.others:
            return "other deal"
        distance = sentence.placed.number - lead.placed.number
        if abs(distance) == 1:
            return "next" if distance > 0 else "just before"
        if distance > 0:
            return "soon after" if distance <= _AFTER else "far after"
        return "before"

    def acts_in(self, sentence: MarkedSentence) -> tuple[Act, ...]:
        """The acts of a sentence that states the deal; none of others."""
        return next((s.acts for s in self.statements if s.sentence is sentence), ())


@dataclass(slots=True)
class _Group:
    statements: list[Statement]
    actors: set[str]
    money: set[tuple[str, str]]


def tellings_of(
    text: MarkedText,
    signals: Sequence[Signals],
    actors: Sequence[Actor],
    score: Callable[[Signals], float],
) -> tuple[Telling, ...]:
    """The deals of a text as it tells them, the main one first.

    Args:
        text: The marked article.
        signals: Those of its sentences that state a deal.
        actors: Everyone named in it.
        score: How surely a sentence states a deal, between 0 and 1.
    """
    telling = text.telling
    numbers = {sentence.placed.number: number for number, sentence in enumerate(telling)}
    statements = sorted(
        (
            Statement(numbers[one.sentence.placed.number], one.sentence, one.acts, score(one))
            for one in signals
            if one.sentence.placed.number in numbers
        ),
        key=lambda statement: statement.number,
    )
    if not statements:
        return ()
    title = telling[0] if telling[0].placed.role == "title" else None
    body = [statement for statement in statements if statement.sentence is not title]
    stated_title = next((statement for statement in statements if statement.sentence is title), None)
    groups = _grouped(body, actors, text.layout.language) or [_Group([], set(), set())]
    main = _of_title(groups, title, actors) if title is not None and body else 0
    order = [groups[main], *groups[:main], *groups[main + 1 :]]
    return tuple(
        _telling(group, text, title if not place else None, stated_title if not place else None, order)
        for place, group in enumerate(order)
    )


def named_in(sentence: MarkedSentence, actors: Sequence[Actor]) -> list[Actor]:
    """The actors named in a sentence."""
    return [actor for actor in actors if actor.within(sentence.placed.start, sentence.placed.end)]


def _grouped(body: Sequence[Statement], actors: Sequence[Actor], language: Language) -> list[_Group]:
    groups: list[_Group] = []
    for statement in body:
        named = {actor.key for actor in named_in(statement.sentence, actors) if not actor.is_authority}
        money = {(m.amount.currency, str(m.amount.value)) for m in statement.money}
        home = next(
            (
                group
                for group in reversed(groups)
                if not _is_another(statement, named, money, group, language)
            ),
            None,
        )
        if home is None:
            groups.append(_Group([statement], named, money))
        else:
            home.statements.append(statement)
            home.actors |= named
            home.money |= money
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
    if marked and (
        other_money or (named and group.actors and named != group.actors) or not money & group.money
    ):
        return statement.number > group.statements[-1].number
    apart = named - group.actors and group.actors - named
    return bool(other_money and apart)


def _of_title(groups: Sequence[_Group], title: MarkedSentence, actors: Sequence[Actor]) -> int:
    """The number of the group that the headline speaks of: the first of those with the most in common."""
    named = {actor.key for actor in named_in(title, actors)}
    money = {(m.amount.currency, str(m.amount.value)) for m in title.money}
    places = {mention.identity for mention in title.mentions if mention.type == "place"}

    def common(number: int) -> tuple[float, int]:
        group = groups[number]
        here = {
            mention.identity
            for statement in group.statements
            for mention in statement.sentence.mentions
            if mention.type == "place"
        }
        shared = 2 * len(named & group.actors) + 3 * len(money & group.money) + len(places & here)
        return shared, -number

    return max(range(len(groups)), key=common)


def _telling(
    group: _Group,
    text: MarkedText,
    title: MarkedSentence | None,
    stated_title: Statement | None,
    groups: Sequence[_Group],
) -> Telling:
    telling = text.telling
    statements = tuple(group.statements) or ((stated_title,) if stated_title else ())
    lead = max(statements, key=lambda statement: (_weight(statement), -statement.number))
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
            for after in range(statement.number + 1, statement.number + 1 + _AFTER):
                if after in foreign or after >= len(telling):
                    break
                wanted.add(after)
        context = [telling[number] for number in sorted(wanted) if telling[number] is not title]
    if stated_title is not None and stated_title not in statements:
        statements = (stated_title, *statements)
    return Telling(lead, statements, title, tuple(context), others, len(groups) == 1)


def _weight(statement: Statement) -> float:
    real = any(act.is_real for act in statement.acts)
    sides = len(statement.sentence.sides & {"cn", "de"})
    return (
        statement.score
        + 0.15 * real
        + 0.05 * sides
        + (0.1 if statement.sentence.placed.role == "lead" else 0)
    )
