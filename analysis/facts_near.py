"""What of a long text is looked at for the facts of its deals: its opening, and what stands around each statement."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from analysis.facts_statements import NEAR
from analysis.marking import MarkedText
from analysis.signals import Signals

OPENING = 40
"""So many of an article's own sentences, the headline first, are looked at whatever they say."""
_BEFORE = 3
_MOST = 100
"""Once so many sentences are looked at, further statements, less sure than those before, add none of their own."""
_ENOUGH = 60  # sentences up to which a text is looked at as a whole


def near_statements(
    text: MarkedText,
    signals: Iterable[Signals],
    doubtful: Iterable[Signals],
    sureness: Callable[[Signals], float],
) -> MarkedText:
    """A text without its sentences far from its opening and from every statement; a short one as it is.

    Names, places and days far from a deal are hardly ever its own, and looking at all of them, for each deal, took a
    third of the time of a long text.

    Args:
        text: The marked article.
        signals: Those of its sentences that state a deal.
        doubtful: Others that may state one.
        sureness: How surely a sentence states a deal: the surest are looked at before the others.
    """
    telling = text.telling
    if len(telling) <= _ENOUGH:
        return text
    place = {sentence.placed.number: at for at, sentence in enumerate(telling)}
    kept = {sentence.placed.number for sentence in telling[:OPENING]}
    for these, before, after in ((signals, _BEFORE, NEAR + 1), (doubtful, 1, 1)):
        for one in sorted(these, key=sureness, reverse=True):
            at = place.get(one.sentence.placed.number)
            if at is not None and len(kept) < _MOST:
                around = telling[max(0, at - before) : at + after + 1]
                kept.update(sentence.placed.number for sentence in around)
    return text.told_by([sentence for sentence in telling if sentence.placed.number in kept])
