"""Logistic regressions over traits: among fixed choices, and among options that differ from text to text."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from analysis.facts_options import OptionWeights
from analysis.facts_weights import ChoiceWeights
from analysis.minimising import minimise

RAREST = 4
"""A trait of fewer examples than this gets no weight."""
SMALLEST = 0.05
"""A weight nearer to nothing than this is left out."""

_Loss = Callable[[Sequence[float]], tuple[float, list[float]]]


@dataclass(frozen=True, slots=True)
class Row:
    """The options of one text, each with its traits and whether it is right; ``nothing`` are the traits of none."""

    options: Sequence[tuple[frozenset[str], bool]]
    nothing: frozenset[str]
    nothing_is_right: bool
    emphasis: float = 1.0


def fit_choices(
    rows: Sequence[tuple[frozenset[str], str, float]],
    choices: Sequence[str],
    penalty: float,
    meaning: Callable[[str], Mapping[str, float]] = lambda _: {},
) -> ChoiceWeights:
    """The weights of traits for each choice; a row is (traits, the right choice, emphasis).

    The penalty draws the weights towards what the traits mean by themselves, as ``meaning`` says.
    """
    present = [choice for choice in choices if any(row[1] == choice for row in rows)]
    names = _common((traits for traits, _, _ in rows), lambda trait: bool(meaning(trait)))
    column = {name: index for index, name in enumerate(names)}
    data = [
        (_columns(traits, column), present.index(choice), emphasis)
        for traits, choice, emphasis in rows
        if choice in present
    ]
    width = len(names) + 1
    prior = [meaning(name).get(choice, 0.0) if name else 0.0 for choice in present for name in (*names, "")]
    solution = minimise(_choice_loss(data, len(present), width, penalty, prior), prior)
    bias: dict[str, float] = {}
    of: dict[str, dict[str, float]] = {}
    for number, choice in enumerate(present):
        layer = solution[number * width : (number + 1) * width]
        bias[choice] = round(layer[-1], 3)
        of[choice] = _rounded(names, layer)
    return ChoiceWeights(bias, of)


def fit_options(
    rows: Sequence[Row], penalty: float, meanings: Mapping[str, float] | None = None
) -> OptionWeights:
    """The weights of traits for choosing among options and nothing; rows without a right choice teach nothing.

    The penalty draws the weights towards what the traits mean by themselves, as ``meanings`` says.
    """
    meanings = meanings or {}
    rows = [row for row in rows if row.nothing_is_right or any(right for _, right in row.options)]
    names = _common(
        (frozenset().union(row.nothing, *(traits for traits, _ in row.options)) for row in rows),
        meanings.__contains__,
    )
    column = {name: index for index, name in enumerate(names)}
    data = [
        (
            [_columns(traits, column) for traits, _ in row.options] + [_columns(row.nothing, column)],
            [right for _, right in row.options] + [row.nothing_is_right],
            row.emphasis,
        )
        for row in rows
    ]
    prior = [meanings.get(name, 0.0) for name in names]
    solution = minimise(_option_loss(data, penalty, prior), prior)
    return OptionWeights(_rounded(names, solution))


def _common(all_traits: Iterable[frozenset[str]], also: Callable[[str], bool] = lambda _: False) -> list[str]:
    counts = Counter(trait for traits in all_traits for trait in traits)
    return sorted(trait for trait, number in counts.items() if number >= RAREST or also(trait))


def _columns(traits: frozenset[str], column: dict[str, int]) -> list[int]:
    return [column[trait] for trait in sorted(traits) if trait in column]


def _rounded(names: Sequence[str], layer: Sequence[float]) -> dict[str, float]:
    return {
        name: round(weight, 3) for name, weight in zip(names, layer, strict=False) if abs(weight) >= SMALLEST
    }


def _choice_loss(
    data: Sequence[tuple[list[int], int, float]],
    choices: int,
    width: int,
    penalty: float,
    prior: Sequence[float],
) -> _Loss:
    """The loss and its gradient as a function of all layers in a row, each with its bias (unpenalised) last."""

    def loss_at(point: Sequence[float]) -> tuple[float, list[float]]:
        away = [weight - mean for weight, mean in zip(point, prior, strict=True)]
        gradient = [penalty * weight for weight in away]
        loss = 0.5 * penalty * sum(weight * weight for weight in away)
        for number in range(choices):
            bias = (number + 1) * width - 1
            loss -= 0.5 * penalty * away[bias] ** 2
            gradient[bias] = 0.0
        for columns, wanted, emphasis in data:
            scores = [
                point[(number + 1) * width - 1] + sum(point[number * width + column] for column in columns)
                for number in range(choices)
            ]
            highest = max(scores)
            parts = [math.exp(score - highest) for score in scores]
            total = sum(parts)
            loss += emphasis * (highest + math.log(total) - scores[wanted])
            for number in range(choices):
                pull = emphasis * (parts[number] / total - (number == wanted))
                gradient[(number + 1) * width - 1] += pull
                for column in columns:
                    gradient[number * width + column] += pull
        return loss, gradient

    return loss_at


def _option_loss(
    data: Sequence[tuple[list[list[int]], list[bool], float]], penalty: float, prior: Sequence[float]
) -> _Loss:
    """The loss and its gradient: minus the log of the share that the right options have of all."""

    def loss_at(point: Sequence[float]) -> tuple[float, list[float]]:
        away = [weight - mean for weight, mean in zip(point, prior, strict=True)]
        gradient = [penalty * weight for weight in away]
        loss = 0.5 * penalty * sum(weight * weight for weight in away)
        for options, rights, emphasis in data:
            scores = [sum(point[column] for column in columns) for columns in options]
            highest = max(scores)
            parts = [math.exp(score - highest) for score in scores]
            total = sum(parts)
            right = sum(part for part, is_right in zip(parts, rights, strict=True) if is_right)
            right = max(right, 1e-300)
            loss += emphasis * (math.log(total) - math.log(right))
            for columns, part, is_right in zip(options, parts, rights, strict=True):
                pull = emphasis * (part / total - (part / right if is_right else 0.0))
                for column in columns:
                    gradient[column] += pull
        return loss, gradient

    return loss_at
