"""Choosing among what a text offers: figures, places, days and names, each weighed by its traits."""

from __future__ import annotations

import math
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from analysis.weights import sum_of

V = TypeVar("V", bound=Hashable)
_COUNTED = 4  # of equal options: what a text only names often is not what it tells


@dataclass(frozen=True, slots=True)
class Option(Generic[V]):
    """Something that a text offers as a fact, with the traits that speak for or against it."""

    value: V
    traits: frozenset[str]


@dataclass(frozen=True, slots=True)
class OptionWeights:
    """The weight of each trait, in log-odds against the choice of nothing, which weighs by traits of its own."""

    of: Mapping[str, float]

    def score(self, traits: Iterable[str]) -> float:
        """The sum of the weights of some traits."""
        return sum_of(self.of, frozenset(traits))

    def choose(self, options: Sequence[Option[V]], nothing: Iterable[str]) -> V | None:
        """The likeliest value, the likeliest of equal ones counting together; None if nothing is likelier."""
        found: dict[V, list[float]] = {}
        for option in options:
            weight = math.exp(max(-40.0, min(40.0, self.score(option.traits))))
            found.setdefault(option.value, []).append(weight)
        totals = {value: sum(sorted(weights)[-_COUNTED:]) for value, weights in found.items()}
        best = max(totals, key=lambda value: totals[value], default=None)
        if best is None or totals[best] <= math.exp(max(-40.0, min(40.0, self.score(nothing)))):
            return None
        return best

    def likely(self, traits: Iterable[str]) -> float:
        """The probability of an option judged by itself."""
        return 1.0 / (1.0 + math.exp(-max(-40.0, min(40.0, self.score(traits)))))
