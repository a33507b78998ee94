"""Likeness of articles: which ones are copies of another, and which ones tell of one deal.

Wording decides on copies (:mod:`analysis.likeness_text`), the facts of the deals on stories (:mod:`analysis.stories`).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from analysis.gazetteer import Gazetteer
from analysis.likeness_text import (
    CONTAINMENT_OF_A_COPY,
    Fingerprint,
    containment,
    fingerprint,
    is_copy,
    shingles,
    text_key,
)
from analysis.stories import seniority, story_numbers
from analysis.values import Article, Reading

_CANDIDATES = 20
_LONGEST_POSTING = 200


@dataclass(frozen=True, slots=True)
class Group:
    """Where an article belongs: ``story`` is the id of the story's first article, ``copy_of`` that of the original.

    ``story`` is None for an article that tells of no deal and is like no other.
    """

    story: str | None
    copy_of: str | None


def group(
    articles: Sequence[Article], readings: Sequence[Reading], gazetteer: Gazetteer | None = None
) -> tuple[Group, ...]:
    """Group articles into copies and stories; one :class:`Group` each, in the order given.

    Args:
        articles: In any order; the earliest by day of publication is the original of its copies and the first of
            its story.
        readings: One for every article, in the same order.
        gazetteer: The names by which organisations and places are one over languages; the shipped ones if None.

    Raises:
        ValueError: If the two differ in length.
    """
    if len(articles) != len(readings):
        raise ValueError(f"{len(articles)} articles but {len(readings)} readings: one for each is needed")
    originals = originals_of(articles, readings)
    stories = story_numbers(articles, readings, originals, gazetteer or Gazetteer.shipped())
    return tuple(
        Group(
            None if stories[number] is None else articles[stories[number]].id,  # type: ignore[index]
            None if originals[number] == number else articles[originals[number]].id,
        )
        for number in range(len(articles))
    )


def originals_of(articles: Sequence[Article], readings: Sequence[Reading]) -> list[int]:
    """For every article the number of the one it is a copy of, its own number for an original.

    Candidates come from an index of shingles that holds originals only, so the work does not grow with the square of
    the number of articles.
    """
    prints = [
        fingerprint(article.title, article.text, reading.language)
        for article, reading in zip(articles, readings, strict=True)
    ]
    originals = list(range(len(articles)))
    by_key: dict[str, int] = {}
    postings: dict[int, list[int]] = defaultdict(list)
    for number in sorted(originals, key=lambda number: seniority(articles[number])):
        ours = prints[number]
        original = by_key.get(ours.key)
        if original is None:
            original = _most_alike(ours, prints, postings)
        if original is not None:
            originals[number] = original
            continue
        by_key[ours.key] = number
        for term in ours.index_terms:
            posting = postings[term]
            if len(posting) < _LONGEST_POSTING:
                posting.append(number)
    return originals


def _most_alike(
    ours: Fingerprint, prints: Sequence[Fingerprint], postings: dict[int, list[int]]
) -> int | None:
    shared: Counter[int] = Counter()
    for term in ours.index_terms:
        shared.update(postings.get(term, ()))
    copies = [number for number, _ in shared.most_common(_CANDIDATES) if is_copy(prints[number], ours)]
    return max(
        copies,
        key=lambda number: (containment(prints[number].shingles, ours.shingles), -number),
        default=None,
    )


__all__ = [
    "CONTAINMENT_OF_A_COPY",
    "Fingerprint",
    "Group",
    "containment",
    "fingerprint",
    "group",
    "is_copy",
    "originals_of",
    "shingles",
    "text_key",
]
