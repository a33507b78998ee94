"""How much a shared term says: the rarer in the news at hand, the more.

A prior for each kind of term stands in for the news not at hand, so that two texts alone are judged like two among
thousands: Beijing, the number 20 and today's date are in many texts, a sum of 188 million in few.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import lru_cache

_PRIOR_TEXTS = 1000
_PRIOR_SHARES = {"o": 1 / 120, "p": 1 / 60, "m": 1 / 200, "d": 1 / 200, "w": 1 / 400}
# Shares of news on China and Germany that name these cities, as counted in a thousand of them.
_OFTEN_NAMED = {
    "p:beijing": 0.13, "p:berlin": 0.12, "p:shanghai": 0.12, "p:munich": 0.09, "p:frankfurt-am-main": 0.07,
    "p:hong-kong": 0.06, "p:shenzhen": 0.06, "p:hamburg": 0.05, "p:bavaria": 0.04,
}  # fmt: skip
_ROUND_NUMBERS = {1: 1 / 10, 2: 1 / 30}
_COMBINATION = 1 / 3000  # two names in one deal
_EXACT_NUMBER = 1 / 200
_ROUND_SUMS = {1: 1 / 60, 2: 1 / 150}


class Rarity:
    """Weights of terms by the number of texts that have them, among those counted and those presumed."""

    def __init__(self, texts: Iterable[Iterable[str]]) -> None:
        self._counts: Counter[str] = Counter()
        self._texts = _PRIOR_TEXTS
        self._weights: dict[str, float] = {}
        self._lengths: dict[frozenset[str], float] = {}
        for terms in texts:
            self._counts.update(terms)
            self._texts += 1

    @classmethod
    def counted(cls, texts: int, counts: Mapping[str, int]) -> Rarity:
        """From the number of texts in an archive, and of those that have each term at issue.

        Terms that are not given count as being in none.
        """
        rarity = cls(())
        rarity._counts.update(counts)
        rarity._texts += texts
        return rarity

    def learn(self, counts: Mapping[str, int]) -> None:
        """Note how many texts have some more terms."""
        for term, texts in counts.items():
            self._counts[term] = texts
            self._weights.pop(term, None)
        self._lengths = {terms: length for terms, length in self._lengths.items() if terms.isdisjoint(counts)}

    def count(self, term: str) -> int:
        """The number of texts at hand that have the term."""
        return self._counts[term]

    def weight(self, term: str) -> float:
        """The inverse document frequency of a term, in nats; 0 for one that is in every text."""
        weight = self._weights.get(term)
        if weight is None:
            presumed = _PRIOR_TEXTS * prior_share(term)
            weight = self._weights[term] = max(0.0, math.log(self._texts / (self._counts[term] + presumed)))
        return weight

    def length(self, terms: frozenset[str]) -> float:
        """The length of the vector that the weights of these terms make, for cosines."""
        length = self._lengths.get(terms)
        if length is None:
            length = self._lengths[terms] = math.sqrt(sum(self.weight(term) ** 2 for term in terms))
        return length


@lru_cache(maxsize=20_000)
def prior_share(term: str) -> float:
    """The share of texts that are presumed to have a term."""
    if "+" in term:
        return _COMBINATION
    kind, _, value = term.partition(":")
    if kind in ("n", "m"):
        digits = len("".join(char for char in value if char.isdigit()).strip("0"))
        if kind == "n":
            return _ROUND_NUMBERS.get(digits, _EXACT_NUMBER)
        return _ROUND_SUMS.get(digits, _PRIOR_SHARES["m"])
    return _OFTEN_NAMED.get(term, _PRIOR_SHARES[kind])


__all__ = ["Rarity", "prior_share"]
