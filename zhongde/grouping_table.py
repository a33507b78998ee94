"""The figures of a grouping into copies and stories, for people and machines."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from analysis.evaluation_groups import GroupingScore, PairCounts
from zhongde.output import print_table


def print_grouping(scores: Mapping[str, GroupingScore]) -> None:
    """Print one line for each named part of the items: copies, stories, and stories across languages."""
    print_table(
        ("items of>", "items>", "copies F1>", "B-cubed P>", "R>", "F1>", "across languages P>", "R>", "F1>"),
        [
            (
                name,
                score.items,
                _share(score.copies.f1),
                *(_share(value) for value in _b_cubed(score)),
                *(_share(value) for value in _of_pairs(score.across_languages)),
            )
            for name, score in scores.items()
        ],
        title="\nCopies and stories (all items grouped at once)",
    )


def grouping_as_json(scores: Mapping[str, GroupingScore]) -> dict[str, Any]:
    """The same figures as plain values; shares of nothing are null."""
    return {
        name: {
            "items": score.items,
            "copies": _pairs_as_json(score.copies),
            "stories": dict(zip(("precision", "recall", "f1"), _b_cubed(score), strict=True)),
            "story_pairs": _pairs_as_json(score.story_pairs),
            "across_languages": _pairs_as_json(score.across_languages),
        }
        for name, score in scores.items()
    }


def _b_cubed(score: GroupingScore) -> tuple[float | None, float | None, float | None]:
    found = score.stories
    return (None, None, None) if found is None else (found.precision, found.recall, found.f1)


def _of_pairs(pairs: PairCounts) -> tuple[float | None, float | None, float | None]:
    return pairs.precision, pairs.recall, pairs.f1


def _pairs_as_json(pairs: PairCounts) -> dict[str, Any]:
    return dict(zip(("precision", "recall", "f1"), _of_pairs(pairs), strict=True)) | asdict(pairs)


def _share(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"
