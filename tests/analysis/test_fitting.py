"""Weights are fitted to labelled items: the same every time, and to what tells alerts apart."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path

import pytest
import yaml

from analysis.evaluation_items import LabelledItem, load_items
from analysis.fitting import Example, example_of, fit, main, weights_text
from analysis.knowledge import Knowledge
from analysis.minimising import minimise
from analysis.weights import Weights

CORPUS = Path(__file__).parent.parent / "corpus"


def examples() -> list[Example]:
    good = Example((frozenset({"both"}), frozenset({"both", "signed"})), True, 1)
    bad = Example((frozenset({"both", "denied"}), frozenset({"both"})), False)
    return [good, bad] * 60


def test_the_sign_of_alerts_weighs_in_favour_and_that_of_others_against() -> None:
    weights = fit(examples())
    assert weights.of["signed"] > 0 > weights.of.get("denied", -1)
    assert weights.score({"both", "signed"}) > 0.5 > weights.score({"both", "denied"})


def test_the_same_items_give_the_same_weights() -> None:
    assert fit(examples()) == fit(examples())


def test_rare_signs_get_no_weight() -> None:
    rare = Example((frozenset({"both", "signed", "odd"}),), True, 0)
    assert "odd" not in fit([*examples(), rare]).of


def test_there_must_be_both_kinds_to_learn_from() -> None:
    with pytest.raises(ValueError, match="none"):
        fit([example for example in examples() if example.is_alert])


def test_the_file_says_what_it_is_and_can_be_read_again() -> None:
    text = weights_text(Weights(-1.5, {"signed": 0.75, "mood talks": -0.5}), ["a.jsonl"], 12)
    assert text.startswith("# What each sign weighs")
    assert "12 items of: a.jsonl" in text
    assert yaml.safe_load(text) == {"bias": -1.5, "weights": {"signed": 0.75, "mood talks": -0.5}}


def test_the_command_fits_to_files_and_writes_the_weights(tmp_path: Path) -> None:
    lines = [
        (CORPUS / f"own.{language}.jsonl").read_text(encoding="utf-8").splitlines()[:30]
        for language in ("en", "de")
    ]
    items = tmp_path / "items.jsonl"
    items.write_text("\n".join(line for part in lines for line in part), encoding="utf-8")
    out = tmp_path / "weights.yaml"
    assert main([str(items), "--out", str(out)]) == 0
    data = yaml.safe_load(out.read_text(encoding="utf-8"))
    assert data["weights"]
    assert all(math.isfinite(weight) for weight in data["weights"].values())


def evidence_item() -> LabelledItem:
    return next(item for item in load_items(CORPUS / "own.en.jsonl") if item.id == "own-en-001")


def test_an_example_knows_its_evidence_sentence() -> None:
    example = example_of(evidence_item(), Knowledge.shipped())
    assert example is not None
    assert example.is_alert
    assert example.evidence is not None
    assert "act signed" in example.sentences[example.evidence]


def test_what_rules_decide_alone_teaches_nothing() -> None:
    item = next(item for item in load_items(CORPUS / "own.en.jsonl") if item.id == "own-en-055")
    assert example_of(item, Knowledge.shipped()) is None


def test_a_smooth_valley_is_followed_to_its_bottom() -> None:
    def valley(point: Sequence[float]) -> tuple[float, list[float]]:
        """The function of Rosenbrock (1960), whose minimum lies at (1, 1)."""
        x, y = point
        return (
            (1 - x) ** 2 + 100 * (y - x * x) ** 2,
            [-2 * (1 - x) - 400 * x * (y - x * x), 200 * (y - x * x)],
        )

    x, y = minimise(valley, [-1.2, 1.0], steps=500, tolerance=1e-8)
    assert (x, y) == (pytest.approx(1, abs=1e-4), pytest.approx(1, abs=1e-4))


def test_a_start_at_the_bottom_stays_there() -> None:
    assert minimise(lambda point: (point[0] ** 2, [2 * point[0]]), [0.0]) == [0.0]
