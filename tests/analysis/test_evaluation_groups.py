"""How groupings are scored: pairs of copies, B-cubed, and pairs across languages."""

from __future__ import annotations

import pytest

from analysis.evaluation_groups import b_cubed, count_pairs, score_groups, score_parts
from analysis.evaluation_items import LabelledItem
from analysis.likeness import Group


def item(name: str, story: str, language: str = "en", copy_group: str | None = None) -> LabelledItem:
    return LabelledItem(
        id=name, lang=language, title=name, text=name, sino_german=True, alert=False, story=story,
        copy_group=copy_group, source=f"real.{language}.jsonl",
    )  # fmt: skip


def test_b_cubed_of_the_example_by_which_it_is_known() -> None:
    # Two groups of the truth, a group of the answer that mixes them: every item's shares can be counted by hand.
    score = b_cubed("aaaabb", "xxxyyy")
    assert score.precision == pytest.approx((3 + 1 / 3 + 4 / 3) / 6)
    assert score.recall == pytest.approx((3 * 3 / 4 + 1 / 4 + 2) / 6)
    assert score.f1 == pytest.approx(2 * score.precision * score.recall / (score.precision + score.recall))
    assert b_cubed("abc", "xyz").f1 == 1
    with pytest.raises(ValueError, match="no items"):
        b_cubed("", "")


def test_pairs_right_wrong_and_missed() -> None:
    counts = count_pairs("aab", "xyy")
    assert (counts.right, counts.wrong, counts.missed) == (0, 1, 1)
    assert (counts.precision, counts.recall, counts.f1) == (0, 0, 0)
    across = count_pairs("aaa", "xxx", between=["en", "en", "zh"])
    assert (across.right, across.f1) == (2, 1)
    assert count_pairs("abc", "xyz").precision is None


def test_items_are_scored_by_their_labels_and_by_file() -> None:
    items = [
        item("1", "s", copy_group="c"),
        item("2", "s", copy_group="c"),
        item("3", "s", "zh"),
        item("4", "t"),
    ]
    groups = [Group("1", None), Group("1", "1"), Group("1", None), Group(None, None)]
    score = score_groups(items, groups)
    assert (score.copies.f1, score.across_languages.right, score.story_pairs.right) == (1, 2, 3)
    assert score.stories is not None
    assert score.stories.f1 == 1
    parts = score_parts(items, groups)
    assert {name: part.items for name, part in parts.items() if name != "held out"} == {"all": 4, "real": 4}
    with pytest.raises(ValueError, match="zip"):
        score_groups(items, groups[1:])
