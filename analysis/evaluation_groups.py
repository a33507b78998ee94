"""How well items are grouped, against labels: copies, stories, and stories across languages.

Copies are measured over pairs of items. Stories are measured by B-cubed (Bagga and Baldwin 1998): for every item the
share of its found story that is right, and the share of its true story that was found, each averaged over all items.
An item without a story is a story by itself. B-cubed is high where most items stand alone; pairs of items in different
languages show what it hides.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

from analysis.evaluation_items import LabelledItem
from analysis.likeness import Group


@dataclass(frozen=True, slots=True)
class PairCounts:
    """Pairs of items put together rightly and wrongly, and those that should have been. A share of nothing is None."""

    right: int = 0
    wrong: int = 0
    missed: int = 0

    @property
    def precision(self) -> float | None:
        """Of the pairs put together, the share that is right."""
        return _share(self.right, self.right + self.wrong)

    @property
    def recall(self) -> float | None:
        """Of the pairs that belong together, the share that was put together."""
        return _share(self.right, self.right + self.missed)

    @property
    def f1(self) -> float | None:
        """The harmonic mean of precision and recall."""
        return _share(2 * self.right, 2 * self.right + self.wrong + self.missed)


@dataclass(frozen=True, slots=True)
class BCubed:
    """Precision and recall of a grouping, each the mean over all items, between 0 and 1."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        return 2 * self.precision * self.recall / (self.precision + self.recall)


@dataclass(frozen=True, slots=True)
class GroupingScore:
    """The figures of one grouping; ``stories`` is None where there are no items."""

    items: int
    copies: PairCounts
    stories: BCubed | None
    story_pairs: PairCounts
    across_languages: PairCounts


def score_groups(items: Sequence[LabelledItem], groups: Sequence[Group]) -> GroupingScore:
    """Score a grouping of labelled items.

    Args:
        items: The items with their labels.
        groups: Where each was put, in the same order; the ids in it may be those of items left out here.

    Raises:
        ValueError: If the two differ in length.
    """
    pairs = list(zip(items, groups, strict=True))
    wanted = [item.story or f"alone {item.id}" for item, _ in pairs]
    found = [group.story or f"alone {item.id}" for item, group in pairs]
    copies_wanted = [item.copy_group or f"alone {item.id}" for item, _ in pairs]
    copies_found = [group.copy_of or item.id for item, group in pairs]
    languages = [item.lang for item, _ in pairs]
    return GroupingScore(
        items=len(pairs),
        copies=count_pairs(copies_wanted, copies_found),
        stories=b_cubed(wanted, found) if pairs else None,
        story_pairs=count_pairs(wanted, found),
        across_languages=count_pairs(wanted, found, between=languages),
    )


def score_parts(items: Sequence[LabelledItem], groups: Sequence[Group]) -> dict[str, GroupingScore]:
    """The scores of all items, of each file name's first part (``real``, ``dev``), and of what tuning never saw.

    Raises:
        ValueError: If the two differ in length.
    """
    pairs = list(zip(items, groups, strict=True))
    keys = {"all": pairs}
    for name in dict.fromkeys(item.source.partition(".")[0] for item in items):
        keys[name] = [pair for pair in pairs if pair[0].source.partition(".")[0] == name]
    keys["held out"] = [pair for pair in pairs if pair[0].part == "held out"]
    return {
        key: score_groups([item for item, _ in chosen], [group for _, group in chosen])
        for key, chosen in keys.items()
    }


def b_cubed(wanted: Sequence[Hashable], found: Sequence[Hashable]) -> BCubed:
    """B-cubed of one grouping against another, each given as the name of every item's group.

    Raises:
        ValueError: If the two differ in length, or are empty.
    """
    both = list(zip(wanted, found, strict=True))
    if not both:
        raise ValueError("there are no items to score")
    together, in_wanted, in_found = Counter(both), Counter(wanted), Counter(found)
    return BCubed(
        precision=sum(together[pair] / in_found[pair[1]] for pair in both) / len(both),
        recall=sum(together[pair] / in_wanted[pair[0]] for pair in both) / len(both),
    )


def count_pairs(
    wanted: Sequence[Hashable], found: Sequence[Hashable], *, between: Sequence[Hashable] | None = None
) -> PairCounts:
    """Count the pairs of items that either grouping puts together.

    Args:
        wanted: The name of every item's true group.
        found: That of the group it was put in.
        between: A class of every item; only pairs of different classes are counted then.
    """

    def pairs(groups: Iterable[Hashable]) -> set[tuple[int, int]]:
        members: dict[Hashable, list[int]] = defaultdict(list)
        for number, group in enumerate(groups):
            members[group].append(number)
        return {
            pair
            for numbers in members.values()
            for pair in combinations(numbers, 2)
            if between is None or between[pair[0]] != between[pair[1]]
        }

    true, got = pairs(wanted), pairs(found)
    return PairCounts(right=len(true & got), wrong=len(got - true), missed=len(true - got))


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None


__all__ = ["BCubed", "GroupingScore", "PairCounts", "b_cubed", "count_pairs", "score_groups", "score_parts"]
