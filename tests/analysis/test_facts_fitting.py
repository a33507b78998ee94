"""Choosing by weighed traits, and fitting the weights: the same items give the same file."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest
import yaml

from analysis.evaluation_items import LabelledItem
from analysis.facts_fitting import examples_of, fit, main, weights_text
from analysis.facts_logit import Row, fit_choices, fit_options
from analysis.facts_options import Option, OptionWeights
from analysis.knowledge import Knowledge

NOTHING = frozenset({"none"})


def option(value: str, *traits: str) -> Option[str]:
    return Option(value, frozenset(traits))


def test_the_likeliest_option_is_chosen() -> None:
    weights = OptionWeights({"good": 2.0, "bad": -2.0})
    assert weights.choose([option("a", "bad"), option("b", "good")], NOTHING) == "b"


def test_nothing_is_chosen_where_nothing_is_likelier() -> None:
    weights = OptionWeights({"good": 2.0, "none": 3.0})
    assert weights.choose([option("a", "good")], NOTHING) is None
    assert weights.choose([], NOTHING) is None


def test_a_value_offered_twice_counts_twice() -> None:
    weights = OptionWeights({"fair": 1.0, "good": 1.5, "none": 0.0})
    assert weights.choose([option("a", "fair"), option("b", "good"), option("a", "fair")], NOTHING) == "a"


def test_fitting_learns_which_option_is_right() -> None:
    rows = [
        Row([(frozenset({"in lead"}), True), (frozenset({"far"}), False)], NOTHING, nothing_is_right=False)
        for _ in range(12)
    ]
    rows += [Row([(frozenset({"far"}), False)], NOTHING, nothing_is_right=True) for _ in range(12)]
    weights = fit_options(rows, 0.5)
    assert weights.choose([option("x", "in lead"), option("y", "far")], NOTHING) == "x"
    assert weights.choose([option("y", "far")], NOTHING) is None


def test_without_examples_of_a_trait_its_meaning_decides() -> None:
    rows = [(frozenset({"seen"}), "signed", 1.0), (frozenset({"other"}), "opened", 1.0)] * 5
    meanings = {"unseen": {"opened": 2.0}}
    weights = fit_choices(rows, ("signed", "opened"), 5.0, lambda trait: meanings.get(trait, {}))
    assert weights.choose({"seen"}, ("signed", "opened")) == "signed"
    rows.append((frozenset({"unseen", "seen"}), "opened", 0.0))
    weights = fit_choices(rows, ("signed", "opened"), 50.0, lambda trait: meanings.get(trait, {}))
    assert weights.choose({"unseen"}, ("signed", "opened")) == "opened"


def item(number: int, *, alert: bool = True) -> LabelledItem:
    event = {
        "kind": "investment", "status": "opened", "parties": ["BASF"], "place": "Nanjing", "date": "2024-03-12",
        "amount": {"value": 40_000_000 + number, "currency": "EUR"}, "evidence": "BASF opened a plant in Nanjing",
    }  # fmt: skip
    return LabelledItem.model_validate(
        {
            "id": f"i{number}",
            "lang": "en",
            "title": "BASF opens plant in Nanjing",
            "text": f"BASF opened a plant in Nanjing on Tuesday. The German group invested {40_000_000 + number} euros.",
            "published": datetime.date(2024, 3, 14),
            "sino_german": True,
            "alert": alert,
            "events": [event] if alert else [],
            "source": "own.en.jsonl",
        }
    )


def test_an_item_teaches_its_deal_as_found_and_as_its_evidence_tells_it() -> None:
    found = examples_of(item(1), Knowledge.shipped())
    assert [example.told is None for example in found] == [True, False]


def test_an_item_without_a_deal_teaches_nothing() -> None:
    assert examples_of(item(1, alert=False), Knowledge.shipped()) == []


def test_the_same_items_give_the_same_weights() -> None:
    knowledge = Knowledge.shipped()
    examples = [example for number in range(6) for example in examples_of(item(number), knowledge)]
    first = weights_text(fit(examples, knowledge), ["a"], len(examples))
    assert first == weights_text(fit(examples, knowledge), ["a"], len(examples))
    assert set(yaml.safe_load(first)) == {"kind", "status", "lead", "party", "amount", "place", "date"}


def test_fitting_to_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="needs items with deals"):
        fit([], Knowledge.shipped())


def test_the_command_writes_the_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    items = tmp_path / "items.jsonl"
    items.write_text("\n".join(item(number).model_dump_json() for number in range(9)), encoding="utf-8")
    out = tmp_path / "weights.yaml"
    assert main([str(items), "--out", str(out)]) == 0
    assert "written to" in capsys.readouterr().out
    assert "items.jsonl" in out.read_text(encoding="utf-8")
