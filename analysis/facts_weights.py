"""What each trait weighs for a kind or a status: small linear layers whose numbers stand in a readable file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import yaml

from analysis.facts_options import OptionWeights
from analysis.weights import sum_of
from config.deals import KINDS, STATUSES
from config.errors import ConfigurationError

WEIGHTS_FILE = "facts_weights.yaml"
OPTIONS = ("lead", "party", "amount", "place", "date")
"""The facts that are chosen among what a text offers."""


@dataclass(frozen=True, slots=True)
class ChoiceWeights:
    """For each choice its bias and the weight of each trait; the choice with the highest sum is taken."""

    bias: Mapping[str, float]
    of: Mapping[str, Mapping[str, float]]

    def choose(self, traits: Iterable[str], among: Sequence[str]) -> str:
        """The choice that the traits speak for most; of equals the first."""
        told = frozenset(traits)

        def total(choice: str) -> float:
            return self.bias.get(choice, 0.0) + sum_of(self.of.get(choice, {}), told)

        return max(among, key=total)


@dataclass(frozen=True, slots=True)
class FactsWeights:
    """The layers for kind and status, and for choosing the leading sentence, parties, amount, place and date."""

    kind: ChoiceWeights
    status: ChoiceWeights
    lead: OptionWeights
    party: OptionWeights
    amount: OptionWeights
    place: OptionWeights
    date: OptionWeights


@cache
def shipped_facts_weights() -> FactsWeights:
    """The weights of ``config/data/facts_weights.yaml``, as ``python -m analysis.facts_fitting`` writes them.

    Raises:
        ConfigurationError: If the file does not have the expected shape.
    """
    text = resources.files("config").joinpath("data", WEIGHTS_FILE).read_text(encoding="utf-8")
    data: Any = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 - a safe loader
    try:
        return FactsWeights(
            _choices(data["kind"], KINDS),
            _choices(data["status"], STATUSES),
            *(_options(data[name]) for name in OPTIONS),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise ConfigurationError(f"does not have the expected shape: {error}", source=WEIGHTS_FILE) from None


def _options(data: Mapping[str, Any]) -> OptionWeights:
    return OptionWeights({str(trait): float(weight) for trait, weight in data.items()})


def _choices(data: Mapping[str, Mapping[str, Any]], allowed: Sequence[str]) -> ChoiceWeights:
    unknown = set(data) - set(allowed)
    if unknown:
        raise ValueError(f"{', '.join(sorted(unknown))}: unknown")
    return ChoiceWeights(
        {choice: float(layer["bias"]) for choice, layer in data.items()},
        {
            choice: {str(trait): float(weight) for trait, weight in layer["weights"].items()}
            for choice, layer in data.items()
        },
    )
