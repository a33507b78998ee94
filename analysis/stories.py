"""Stories: which articles tell of one real-world deal, in whatever language, outlet or wording.

Candidates come from an index of rare terms; the evidence for each pair is added up, and articles are joined where the
evidence between whole groups speaks for it, the clearest pair first. The order of the articles does not matter.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from itertools import combinations, islice

from analysis.gazetteer import Gazetteer
from analysis.stories_evidence import evidence
from analysis.stories_facts import StoryFacts, story_facts
from analysis.stories_rarity import Rarity
from analysis.values import Article, Reading

_MOST_COMMON = 25
"""Terms that more articles share are too common to find candidates by."""
_CANDIDATES = 30
COMPARED_MEMBERS = 6
"""Of each story so many articles are compared with those of another."""
_LOWEST, _HIGHEST = -4.0, 4.0
_ROUNDING = 1e-6  # far above what adding up a few scores loses


def story_numbers(
    articles: Sequence[Article],
    readings: Sequence[Reading],
    originals: Sequence[int],
    gazetteer: Gazetteer,
) -> list[int | None]:
    """For every article the number of the first article of its story; None for one that tells of no deal, alone.

    Args:
        articles: In any order.
        readings: One for every article.
        originals: For every article the number of the one it is a copy of, or its own; a copy shares the story.
        gazetteer: The names by which organisations and places are recognised.
    """
    heads = [number for number, original in enumerate(originals) if number == original]
    facts = {number: story_facts(articles[number], readings[number], gazetteer) for number in heads}
    rarity = Rarity(index_terms(facts[number]) for number in heads)
    groups = _Groups(facts, rarity, [article.id for article in articles])
    for first, second in _candidates(facts, rarity):
        groups.consider(first, second)
    groups.join()
    members: dict[int, list[int]] = defaultdict(list)
    for number, original in enumerate(originals):
        members[groups.leader(original)].append(number)
    story: list[int | None] = [None] * len(articles)
    for numbers in members.values():
        if len(numbers) > 1 or readings[numbers[0]].deals:
            first = min(numbers, key=lambda number: seniority(articles[number]))
            for number in numbers:
                story[number] = first
    return story


def seniority(article: Article) -> tuple[date, str]:
    """By what articles are put in order: the day of publication, then the id; those without a day come last."""
    published = article.published
    day = published.date() if isinstance(published, datetime) else published
    return day or date.max, article.id


def index_terms(facts: StoryFacts) -> Iterator[str]:
    """The terms by which others on the same story can be looked up; how rare each is, :class:`Rarity` says."""
    yield from facts.terms
    for word in facts.words:
        yield f"w:{word}"
    yield from set(_combined_terms(facts))


def _combined_terms(facts: StoryFacts) -> Iterator[str]:
    """Pairs of names in a deal: in a large archive each alone is common, both together are rare."""
    for deal in facts.deals:
        names = sorted(
            {f"o:{identity}" for party in deal.parties for identity in party.organisations}
            | {f"p:{identity}" for identity in deal.places}
        )
        yield from (f"{one}+{other}" for one, other in combinations(names, 2))


def _candidates(facts: dict[int, StoryFacts], rarity: Rarity) -> Iterator[tuple[int, int]]:
    """Pairs worth comparing: for every article those that share most rarity with it."""
    postings: dict[str, list[int]] = defaultdict(list)
    for number, its in facts.items():
        for term in index_terms(its):
            if 2 <= rarity.count(term) <= _MOST_COMMON:
                postings[term].append(number)
    seen: set[tuple[int, int]] = set()
    for number, its in facts.items():
        shared: Counter[int] = Counter()
        for term in index_terms(its):
            for other in postings.get(term, ()):
                shared[other] += rarity.weight(term)  # type: ignore[assignment]  # a Counter of sums
        del shared[number]
        for other, _ in islice(sorted(shared.items(), key=lambda item: -item[1]), _CANDIDATES):
            pair = (min(number, other), max(number, other))
            if pair not in seen:
                seen.add(pair)
                yield pair


class _Groups:
    """Articles joined into stories step by step."""

    def __init__(self, facts: dict[int, StoryFacts], rarity: Rarity, names: Sequence[str]) -> None:
        self._facts, self._rarity, self._names = facts, rarity, names
        self._scores: dict[tuple[int, int], float] = {}
        self._members = {number: [number] for number in facts}
        self._leaders = {number: number for number in facts}

    def leader(self, number: int) -> int:
        return self._leaders[number]

    def consider(self, first: int, second: int) -> None:
        self._score(first, second)

    def join(self) -> None:
        likely = [(score, pair) for pair, score in self._scores.items() if score > 0]
        likely.sort(key=lambda item: (-item[0], sorted(self._names[number] for number in item[1])))
        for _, (first, second) in likely:
            one, other = self._leaders[first], self._leaders[second]
            if one != other and self._mean(self._members[one], self._members[other]) > 0:
                one, other = min(one, other), max(one, other)
                moved = self._members.pop(other)
                self._members[one] += moved
                for number in moved:
                    self._leaders[number] = one

    def _mean(self, ours: Sequence[int], theirs: Sequence[int]) -> float:
        return mean_score(
            self._score(one, other) for one in ours[:COMPARED_MEMBERS] for other in theirs[:COMPARED_MEMBERS]
        )

    def _score(self, first: int, second: int) -> float:
        pair = (min(first, second), max(first, second))
        score = self._scores.get(pair)
        if score is None:
            score = evidence(self._facts[pair[0]], self._facts[pair[1]], self._rarity).score
            self._scores[pair] = score
        return score


def mean_score(scores: Iterable[float]) -> float:
    """What the scores of all pairs say of two groups: above 0 they are one story; no single pair counts too much."""
    clamped = [min(_HIGHEST, max(_LOWEST, score)) for score in scores]
    return sum(clamped) / len(clamped)


def are_alike(scores: Iterable[float], pairs: int) -> bool:
    """Whether the scores of so many pairs have a mean above 0, told as soon as no further one can change it."""
    total = 0.0
    for left, score in zip(range(pairs - 1, -1, -1), scores, strict=False):
        total += min(_HIGHEST, max(_LOWEST, score))
        if total + _HIGHEST * left < -_ROUNDING:
            return False
        if total + _LOWEST * left > _ROUNDING:
            return True
    return total > 0


def same_story(one: StoryFacts, other: StoryFacts, rarity: Rarity) -> bool:
    """Whether two articles by themselves, without the rest of their stories, more likely tell of one deal than not."""
    return evidence(one, other, rarity).score > 0


__all__ = [
    "COMPARED_MEMBERS",
    "are_alike",
    "index_terms",
    "mean_score",
    "same_story",
    "seniority",
    "story_numbers",
]
