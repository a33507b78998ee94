"""Fits what traits weigh for the kind and status of a deal: ``python -m analysis.facts_fitting ITEMS…``.

Multinomial logistic regression with an L2 penalty on the traits of the main deals of labelled alerts, minimised by
L-BFGS from zero, so that the same items give the same file. Held-out stories are never fitted to.
"""

from __future__ import annotations

import argparse
import math
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from analysis.evaluation_items import LabelledItem, load_items
from analysis.facts_actors import actors_of
from analysis.facts_telling import tellings_of
from analysis.facts_traits import traits_of
from analysis.facts_weights import WEIGHTS_FILE, ChoiceWeights, FactsWeights
from analysis.knowledge import Knowledge
from analysis.minimising import minimise
from analysis.reading import examine
from analysis.values import KINDS, STATUSES

PENALTY = 1.5
"""Strength of the L2 penalty; chosen by cross-validation over stories of the open part."""
RAREST = 3
"""A trait of fewer deals than this gets no weight."""
SMALLEST = 0.02
"""A weight nearer to nothing than this is left out of the file."""
EMPHASIS = {"real": 2.0}
"""What a deal counts by the beginning of its file's name; the others count 1."""

_REDUCED = {"started": "announced", "completed": "signed"}
_REPOSITORY_FILE = Path(__file__).resolve().parent.parent / "config" / "data" / WEIGHTS_FILE


@dataclass(frozen=True, slots=True)
class Example:
    """A deal to learn from: its traits, kind and status."""

    traits: frozenset[str]
    kind: str
    status: str
    emphasis: float = 1.0


def example_of(item: LabelledItem, knowledge: Knowledge) -> Example | None:
    """What an item teaches of its main deal; None if reading finds no sentence that states one."""
    examination = examine(item.article, knowledge)
    if not item.events or examination.text is None or not examination.judged:
        return None
    signals = examination.stating or ((examination.best.signals,) if examination.best else ())
    actors = actors_of(examination.text, knowledge.gazetteer)
    tellings = tellings_of(examination.text, signals, actors, lambda one: knowledge.weights.score(one.signs))
    if not tellings:
        return None
    event = item.events[0]
    return Example(
        traits_of(tellings[0], examination.text.layout.language),
        event.kind,
        _REDUCED.get(event.status, event.status),
        EMPHASIS.get(item.source.split(".")[0], 1.0),
    )


def fit(examples: Sequence[Example], penalty: float = PENALTY) -> FactsWeights:
    """The weights that tell kinds and statuses apart best under the penalty.

    Raises:
        ValueError: If there is nothing to learn from.
    """
    if not examples:
        raise ValueError("fitting needs items with deals")
    kinds = [(example.traits, example.kind, example.emphasis) for example in examples]
    statuses = [
        (example.traits | {f"kind {example.kind}"}, example.status, example.emphasis) for example in examples
    ]
    return FactsWeights(_fit(kinds, KINDS, penalty), _fit(statuses, STATUSES, penalty))


def _fit(
    rows: Sequence[tuple[frozenset[str], str, float]], choices: Sequence[str], penalty: float
) -> ChoiceWeights:
    present = [choice for choice in choices if any(row[1] == choice for row in rows)]
    counts = Counter(trait for traits, _, _ in rows for trait in traits)
    names = sorted(trait for trait, number in counts.items() if number >= RAREST)
    column = {name: index for index, name in enumerate(names)}
    data = [
        ([column[trait] for trait in sorted(traits) if trait in column], present.index(choice), emphasis)
        for traits, choice, emphasis in rows
    ]
    width = len(names) + 1
    solution = minimise(_loss(data, len(present), width, penalty), [0.0] * (width * len(present)))
    bias: dict[str, float] = {}
    of: dict[str, dict[str, float]] = {}
    for number, choice in enumerate(present):
        layer = solution[number * width : (number + 1) * width]
        bias[choice] = round(layer[-1], 3)
        of[choice] = {
            name: round(weight, 3)
            for name, weight in zip(names, layer, strict=False)
            if abs(weight) >= SMALLEST
        }
    return ChoiceWeights(bias, of)


def _loss(
    data: Sequence[tuple[list[int], int, float]], choices: int, width: int, penalty: float
) -> Callable[[Sequence[float]], tuple[float, list[float]]]:
    """The loss and its gradient as a function of all layers in a row, each with its bias last."""

    def loss_at(point: Sequence[float]) -> tuple[float, list[float]]:
        gradient = [penalty * weight for weight in point]
        loss = 0.5 * penalty * sum(weight * weight for weight in point)
        for number in range(choices):
            bias = (number + 1) * width - 1
            loss -= 0.5 * penalty * point[bias] ** 2
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


def weights_text(weights: FactsWeights, files: Iterable[str], number: int) -> str:
    """The weights as the readable file that reading takes them from, the strongest first."""
    lines = [
        "# What each trait weighs for a kind and for a status of a deal, in log-odds; the highest sum is taken.",
        "# Made by `python -m analysis.facts_fitting`; do not edit by hand.",
        f"# Fitted to {number} deals of: {', '.join(files)}.",
    ]
    for name, layers in (("kind", weights.kind), ("status", weights.status)):
        lines.append(f"{name}:")
        for choice, bias in layers.bias.items():
            lines += [f"  {choice}:", f"    bias: {bias}", "    weights:"]
            ranking = sorted(layers.of[choice].items(), key=lambda pair: (-pair[1], pair[0]))
            lines += [f'      "{trait}": {weight}' for trait, weight in ranking]
            if not ranking:
                lines[-1] = "    weights: {}"
    return "\n".join(lines) + "\n"


def main(arguments: Sequence[str] | None = None) -> int:
    """Fit to the open part of the files named and write the weights."""
    parser = argparse.ArgumentParser(prog="python -m analysis.facts_fitting", description=main.__doc__)
    parser.add_argument("items", nargs="+", type=Path, help="labelled items, one JSON object a line")
    parser.add_argument(
        "--out", type=Path, default=_REPOSITORY_FILE, help="file to write (default: the shipped one)"
    )
    chosen = parser.parse_args(arguments)
    knowledge = Knowledge.shipped()
    items = [item for path in chosen.items for item in load_items(path)]
    examples = [
        example
        for item in items
        if item.alert and item.part == "open" and (example := example_of(item, knowledge)) is not None
    ]
    weights = fit(examples)
    text = weights_text(weights, [path.name for path in chosen.items], len(examples))
    chosen.out.write_text(text, encoding="utf-8")
    sys.stdout.write(f"{len(examples)} deals fitted, written to {chosen.out}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
