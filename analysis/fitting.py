"""Fits the weights of the signs to labelled items: ``python -m analysis.fitting ITEMS…``.

An article is as likely an alert as the sentence that speaks most for one, so each article is a bag of
sentences (multiple instances; Dietterich et al., 1997) whose scores are pooled by a soft maximum. The sentence
that a label names as evidence counts as an example of its own. The loss is logistic with an L2 penalty,
minimised by L-BFGS; it starts at zero and uses no chance, so the same items give the same file.

Held-out stories and arguable items are never fitted to.
"""

from __future__ import annotations

import argparse
import math
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from analysis.evaluation import normalise_name
from analysis.evaluation_items import LabelledItem, load_items
from analysis.knowledge import Knowledge
from analysis.minimising import minimise
from analysis.reading import examine
from analysis.weights import WEIGHTS_FILE, Weights

PENALTY = 8.0
"""Strength of the L2 penalty; chosen by cross-validation over stories of the open part."""
SHARPNESS = 3.0
"""How much the strongest sentence of an article counts above the others while fitting."""
EVIDENCE = 1.0
"""What a sentence named as evidence counts, an article of one counting 1."""
RAREST = 5
"""A sign in fewer articles than this gets no weight."""
SMALLEST = 0.02
"""A weight nearer to nothing than this is left out of the file."""
EMPHASIS = {"real": 4.0, "own": 2.0, "events": 2.0}
"""What an article counts by the beginning of its file's name; the others count 1."""

_REPOSITORY_FILE = Path(__file__).resolve().parent.parent / "config" / "data" / WEIGHTS_FILE


@dataclass(frozen=True, slots=True)
class Example:
    """An article to learn from: the signs of its sentences and which of them is the evidence."""

    sentences: tuple[frozenset[str], ...]
    is_alert: bool
    evidence: int | None = None
    emphasis: float = 1.0


def example_of(item: LabelledItem, knowledge: Knowledge) -> Example | None:
    """What an item teaches; None if the rules alone decide it (no word of a deal, one side only)."""
    examination = examine(item.article, knowledge)
    stating = [judged.signals for judged in examination.judged if judged.signals.may_state]
    if not stating or not examination.both_take_part:
        return None
    wanted = normalise_name(item.events[0].evidence) if item.events else ""
    evidence = None
    for number, signals in enumerate(stating):
        written = normalise_name(signals.sentence.placed.text)
        if wanted and (wanted in written or (len(written) > 20 and written in wanted)):
            evidence = number
            break
    prefix = item.source.split(".")[0]
    return Example(
        tuple(signals.signs for signals in stating),
        item.alert,
        evidence,
        EMPHASIS.get(prefix, 1.0),
    )


def fit(examples: Sequence[Example]) -> Weights:
    """The weights that tell the examples apart best under the penalty.

    Raises:
        ValueError: If there are not both alerts and others to learn from.
    """
    if len({example.is_alert for example in examples}) < 2:
        raise ValueError("fitting needs items that are alerts and items that are none")
    common = Counter(sign for example in examples for sign in frozenset().union(*example.sentences))
    names = sorted(sign for sign, number in common.items() if number >= RAREST)
    column = {name: index for index, name in enumerate(names)}
    bags = [
        [[column[sign] for sign in sorted(signs) if sign in column] for signs in example.sentences]
        for example in examples
    ]
    solution = minimise(_loss(examples, bags, len(names)), [0.0] * (len(names) + 1))
    return Weights(
        round(solution[-1], 3),
        {
            name: round(weight, 3)
            for name, weight in zip(names, solution, strict=False)
            if abs(weight) >= SMALLEST
        },
    )


def _loss(
    examples: Sequence[Example], bags: Sequence[Sequence[Sequence[int]]], width: int
) -> Callable[[Sequence[float]], tuple[float, list[float]]]:
    """The loss and its gradient as a function of the weights, the bias last."""

    def loss_at(point: Sequence[float]) -> tuple[float, list[float]]:
        bias = point[width]
        loss = 0.5 * PENALTY * sum(weight * weight for weight in point[:width])
        gradient = [PENALTY * weight for weight in point[:width]] + [0.0]
        for example, bag in zip(examples, bags, strict=True):
            scores = [bias + sum(point[column] for column in row) for row in bag]
            highest = max(scores)
            shares = [math.exp(SHARPNESS * (score - highest)) for score in scores]
            total = sum(shares)
            pooled = highest + math.log(total) / SHARPNESS
            wanted = 1.0 if example.is_alert else 0.0
            loss += example.emphasis * (_softplus(pooled) - wanted * pooled)
            pull = example.emphasis * (_logistic(pooled) - wanted)
            pulls = [pull * share / total for share in shares]
            if example.evidence is not None:
                score = scores[example.evidence]
                loss += EVIDENCE * _softplus(-score)
                pulls[example.evidence] -= EVIDENCE * _logistic(-score)
            for row, amount in zip(bag, pulls, strict=True):
                gradient[width] += amount
                for column in row:
                    gradient[column] += amount
        return loss, gradient

    return loss_at


def _softplus(value: float) -> float:
    return max(value, 0.0) + math.log1p(math.exp(-abs(value)))


def _logistic(value: float) -> float:
    return 1.0 / (1.0 + math.exp(-value)) if value >= 0 else 1.0 - 1.0 / (1.0 + math.exp(value))


def weights_text(weights: Weights, files: Iterable[str], number: int) -> str:
    """The weights as the readable file that reading takes them from, the strongest first."""
    lines = [
        "# What each sign weighs when a sentence is judged to state a deal as news: log-odds, above 0 in favour.",
        "# Made by `python -m analysis.fitting`; do not edit by hand.",
        f"# Fitted to {number} items of: {', '.join(files)}.",
        f"bias: {weights.bias}",
        "weights:",
    ]
    ranking = sorted(weights.of.items(), key=lambda pair: (-pair[1], pair[0]))
    lines += [f'  "{name}": {weight}' for name, weight in ranking]
    if not ranking:
        lines[-1] = "weights: {}"
    return "\n".join(lines) + "\n"


def main(arguments: Sequence[str] | None = None) -> int:
    """Fit to the open part of the files named and write the weights."""
    parser = argparse.ArgumentParser(prog="python -m analysis.fitting", description=main.__doc__)
    parser.add_argument("items", nargs="+", type=Path, help="labelled items, one JSON object a line")
    parser.add_argument(
        "--whole", nargs="+", type=Path, default=[], help="items written for fitting: none is held out"
    )
    parser.add_argument(
        "--out", type=Path, default=_REPOSITORY_FILE, help="file to write (default: the shipped one)"
    )
    chosen = parser.parse_args(arguments)
    knowledge = Knowledge.shipped()
    items = [item for path in chosen.items for item in load_items(path) if item.part == "open"]
    items += [item for path in chosen.whole for item in load_items(path)]
    examples = [
        example
        for item in items
        if not item.arguable and (example := example_of(item, knowledge)) is not None
    ]
    weights = fit(examples)
    chosen.out.write_text(
        weights_text(weights, [path.name for path in (*chosen.items, *chosen.whole)], len(examples)),
        encoding="utf-8",
    )
    sys.stdout.write(f"{len(weights.of)} weights from {len(examples)} items written to {chosen.out}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
