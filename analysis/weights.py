"""How much each sign weighs: a small linear layer whose numbers stand in a readable file."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import yaml

from config.errors import ConfigurationError

WEIGHTS_FILE = "reading_weights.yaml"


def sum_of(weights: Mapping[str, float], signs: frozenset[str]) -> float:
    """The sum of the weights of some signs, exact whatever their order; those without a weight weigh nothing."""
    return math.fsum(filter(None, map(weights.get, signs)))


@dataclass(frozen=True, slots=True)
class Weights:
    """The weight of each sign in favour (above 0) or against (below 0) an alert, in log-odds."""

    bias: float
    of: Mapping[str, float]

    def score(self, signs: Iterable[str]) -> float:
        """The confidence between 0 and 1 that a sentence with these signs states a deal as news."""
        total = self.bias + sum_of(self.of, frozenset(signs))
        return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, total))))


@cache
def shipped_weights() -> Weights:
    """The weights of ``config/data/reading_weights.yaml``, as ``python -m analysis.fitting`` writes them.

    Raises:
        ConfigurationError: If the file does not have the expected shape.
    """
    text = resources.files("config").joinpath("data", WEIGHTS_FILE).read_text(encoding="utf-8")
    data: Any = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 - a safe loader
    try:
        return Weights(
            float(data["bias"]), {str(name): float(value) for name, value in data["weights"].items()}
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise ConfigurationError(f"does not have the expected shape: {error}", source=WEIGHTS_FILE) from None
