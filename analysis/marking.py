"""A text with everything recognised in it, sentence by sentence: names, words of deals, money, dates."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Generic, Protocol, TypeVar

from analysis.amounts import MoneyMention
from analysis.dates import DateMention
from analysis.findings import Findings
from analysis.gazetteer import Gazetteer
from analysis.layout import Layout, PlacedSentence
from analysis.mentions import Mention
from analysis.values import Side
from analysis.wording import Cue, Wording

# A clause ends at these; brackets hold an aside of their own.
# Commas and colons within figures end none ("1,3 Milliarden"), nor do figures and short names in brackets
# ("(rund 50 Mio. Euro)", "(CRRC)").
_CLAUSE_EDGE = re.compile(
    r"[(（](?:[^()（）]{0,40}\d[^()（）]{0,40}|[^\W\d_][\w.&/-]{0,14})[)）]"
    r"|((?<!\d)[,:]\s?|[,:](?!\d)\s?|[;，；：()（）]\s?|\s[-–—]+\s|[—–]{1,2}"
    r"|\s(?:and|und|but|aber|while|während)\s)"
)
_LONGEST = 1200  # characters of one sentence that are looked at for words of deals


class _Span(Protocol):
    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...


_S = TypeVar("_S", bound=_Span)
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class MarkedSentence:
    """A sentence and what was recognised in it; all offsets count in the layout's text."""

    placed: PlacedSentence
    cues: tuple[Cue, ...]
    mentions: tuple[Mention, ...]
    money: tuple[MoneyMention, ...]
    dates: tuple[DateMention, ...]
    sides: frozenset[Side] = field(init=False, repr=False, compare=False)
    """The sides that its names are on, second sides included."""
    _by_group: dict[str, tuple[Cue, ...]] = field(default_factory=dict, init=False, repr=False, compare=False)
    _answers: dict[str, Any] = field(default_factory=dict, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "sides", sides_of(self.mentions))

    def of(self, group: str) -> tuple[Cue, ...]:
        """Its cues of one group."""
        if not self._by_group and self.cues:  # asked often, so sorted once
            groups: dict[str, list[Cue]] = {}
            for cue in self.cues:
                groups.setdefault(cue.meaning.group, []).append(cue)
            self._by_group.update((name, tuple(cues)) for name, cues in groups.items())
        return self._by_group.get(group, ())

    def remembered(self, question: str, answer: Callable[[MarkedSentence], _T]) -> _T:
        """The answer to a question about the sentence, worked out when it is first asked."""
        if question not in self._answers:
            self._answers[question] = answer(self)
        found: _T = self._answers[question]
        return found

    @property
    def clause_edges(self) -> tuple[int, ...]:
        """Where its clauses but the first begin."""
        return self.remembered("clause edges", _clause_edges)

    def clause(self, at: int) -> tuple[int, int]:
        """Start and end of the clause around an offset."""
        edges = self.clause_edges
        index = bisect_left(edges, at + 1)
        start = edges[index - 1] if index else self.placed.start
        end = edges[index] if index < len(edges) else self.placed.end
        return start, end


@dataclass(frozen=True, slots=True)
class MarkedText:
    """A laid-out article with everything recognised in it."""

    layout: Layout
    sentences: tuple[MarkedSentence, ...]
    published: date | None
    findings: Findings = field(repr=False, compare=False)
    telling: tuple[MarkedSentence, ...] = field(init=False, repr=False, compare=False)
    """The sentences that are the article's own, the headline first."""

    def __post_init__(self) -> None:
        own = tuple(sentence for sentence in self.sentences if sentence.placed.tells)
        object.__setattr__(self, "telling", own)

    def told_by(self, telling: Sequence[MarkedSentence]) -> MarkedText:
        """The same text, of which only some of its own sentences count as such."""
        text = MarkedText(self.layout, self.sentences, self.published, self.findings)
        object.__setattr__(text, "telling", tuple(telling))
        return text


def _clause_edges(sentence: MarkedSentence) -> tuple[int, ...]:
    start = sentence.placed.start
    found = _CLAUSE_EDGE.finditer(sentence.placed.text)
    return tuple([match.end() + start for match in found if match.group(1) is not None])


def sides_of(mentions: Sequence[Mention]) -> frozenset[Side]:
    """The sides of some names, second sides included."""
    sides: set[Side] = set()
    for mention in mentions:
        sides.add(mention.side)
        if mention.also_side is not None:
            sides.add(mention.also_side)
    return frozenset(sides)


def name_both(mentions: Sequence[Mention]) -> bool:
    """Whether some names can be the two sides of a deal: two of them, and not a German firm's Chinese owner alone.

    A German company that belongs to a Chinese one counts for both sides, but what it does with its German customers
    is no deal with China; so a name of the Chinese side itself must stand beside it.
    """
    chinese = {mention.identity or mention.text for mention in mentions if mention.side == "cn"}
    german = {
        mention.identity or mention.text for mention in mentions if "de" in (mention.side, mention.also_side)
    }
    both = any(mention.type == "country" and mention.also_side is not None for mention in mentions)
    return both or (bool(chinese) and bool(german) and len(chinese | german) > 1)


def mark(
    layout: Layout,
    gazetteer: Gazetteer,
    wording: Wording,
    published: date | datetime | None,
    *,
    thorough: bool = True,
) -> MarkedText:
    """Recognise names, words of deals, sums and dates in every sentence of an article.

    A text whose own sentences do not name both sides is none of ours: its sums and dates are not looked for, and its
    words of deals only if ``thorough``.
    """
    text, language = layout.text, layout.language
    anchor = published.date() if isinstance(published, datetime) else published
    findings = Findings(text, language, anchor, gazetteer)
    mentions_in = _Placed(findings.mentions)
    named = {placed.start: mentions_in.of(placed) for placed in layout.sentences}
    is_ours = name_both(
        [mention for placed in layout.sentences if placed.tells for mention in named[placed.start]]
    )
    if not (is_ours or thorough):
        sentences = tuple(
            MarkedSentence(placed, (), named[placed.start] if placed.tells else (), (), ())
            for placed in layout.sentences
        )
        return MarkedText(layout, sentences, anchor, findings)
    money_in = _Placed(findings.money if is_ours else ())
    dates_in = _Placed(findings.dates if is_ours else ())
    marked: list[MarkedSentence] = []
    for placed in layout.sentences:
        if not placed.tells:
            marked.append(MarkedSentence(placed, (), (), (), ()))
            continue
        cues = wording.find(placed.folded[:_LONGEST], placed.start)
        marked.append(
            MarkedSentence(
                placed,
                cues,
                named[placed.start],
                money_in.of(placed),
                dates_in.of(placed),
            )
        )
    return MarkedText(layout, tuple(marked), anchor, findings)


class _Placed(Generic[_S]):
    """What was found in a text, to be asked for by sentence.

    Args:
        spans: In the order of the text.
    """

    def __init__(self, spans: Sequence[_S]) -> None:
        self._spans = tuple(spans)
        self._starts = [span.start for span in spans]

    def of(self, placed: PlacedSentence) -> tuple[_S, ...]:
        """What begins in a sentence."""
        first = bisect_left(self._starts, placed.start)
        return self._spans[first : bisect_left(self._starts, placed.end, first)]
