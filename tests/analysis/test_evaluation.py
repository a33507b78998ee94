"""How readings are scored against labels, and what a file of labels must look like."""

from __future__ import annotations

import datetime
import json
from decimal import Decimal
from pathlib import Path

import pytest

from analysis.evaluation import Counts, evaluate, same_amount, same_name, score
from analysis.evaluation_items import LabelledAmount, LabelledItem, is_held_out, load_items
from analysis.knowledge import Knowledge
from analysis.values import Amount, Deal, Party, Reading
from config.errors import ConfigurationError

DEAL = {
    "kind": "agreement",
    "status": "signed",
    "parties": ["Siemens", "CRRC"],
    "amount": {"value": 80000000, "currency": "EUR"},
    "place": "Wuhan",
    "date": "2019-06-04",
    "evidence": "signed",
}


def item(number: int, alert: bool, **more: object) -> LabelledItem:
    values = {
        "id": f"item-{number}",
        "lang": "en",
        "title": "A headline",
        "text": "A text.",
        "sino_german": alert,
        "alert": alert,
        "events": [DEAL] if alert else [],
        "source": "some.jsonl",
        **more,
    }
    return LabelledItem.model_validate(values)


def reading(alert: bool, **more: object) -> Reading:
    deal = Deal(
        kind="agreement",
        status="completed",
        parties=(Party("Siemens AG", "de"), Party("CRRC", "cn")),
        amount=Amount(Decimal(80_000_000), "EUR"),
        place="Wuhan",
        date=datetime.date(2019, 6, 4),
        evidence="signed",
    )
    return Reading("en", alert, alert, 0.9 if alert else 0.1, (deal,) if alert else ())


def test_precision_recall_and_f1() -> None:
    counts = Counts(right_alerts=6, wrong_alerts=2, missed=4, right_silence=8)
    assert (counts.precision, counts.recall) == (0.75, 0.6)
    assert counts.f1 == pytest.approx(2 / 3)


def test_a_share_of_nothing_is_none() -> None:
    assert (Counts().precision, Counts().recall, Counts().f1) == (None, None, None)


def test_verdicts_are_counted_and_arguable_items_apart() -> None:
    items = [item(1, True), item(2, False), item(3, True), item(4, False), item(5, True, arguable=True)]
    readings = [reading(True), reading(True), reading(False), reading(False), reading(False)]
    result = score(items, readings)
    assert result.total.alert == Counts(1, 1, 1, 1)
    assert result.total.arguable == Counts(0, 0, 1, 0)
    assert [(error.id, error.what) for error in result.errors] == [
        ("item-2", "wrong alert"),
        ("item-3", "missed"),
        ("item-5", "missed"),
    ]


def test_facts_of_rightly_alerted_items_are_compared() -> None:
    facts = score([item(1, True)], [reading(True)]).total.facts
    assert set(facts.shares.values()) == {1.0}


def test_a_differing_fact_is_told_with_both_values() -> None:
    other = {**DEAL, "amount": {"value": 8000000, "currency": "EUR"}, "parties": ["Alstom", "CRRC"]}
    result = score([item(1, True, events=[other])], [reading(True)])
    (error,) = result.errors
    assert {(m.fact, m.wanted, m.got) for m in error.mismatches} == {
        ("amount", "8000000 EUR", "80000000 EUR"),
        ("parties", "Alstom", "Siemens AG; CRRC"),
    }
    assert result.total.facts.shares["party recall"] == 0.5


def test_names_match_whatever_their_spacing_and_width() -> None:
    assert same_name("Siemens", "SIEMENS AG")
    assert same_name("太仓", "太仓市")
    assert same_name(None, None)
    assert not same_name("Siemens", None)
    assert not same_name("Bosch", "Siemens")


def test_amounts_match_in_value_and_currency() -> None:
    wanted = LabelledAmount(value=Decimal(5), currency="EUR")
    assert same_amount(wanted, Amount(Decimal(5), "EUR"))
    assert not same_amount(wanted, Amount(Decimal(5), "USD"))
    assert same_amount(None, None)
    assert not same_amount(None, Amount(Decimal(5), "EUR"))


def test_figures_come_by_language_file_and_part() -> None:
    items = [item(1, True), item(2, False, lang="de", source="other.jsonl")]
    result = score(items, [reading(True), reading(False)])
    assert set(result.by_language) == {"en", "de"}
    assert set(result.by_file) == {"some.jsonl", "other.jsonl"}
    assert all(key.endswith(("(open)", "(held out)")) for key in result.by_part)


def test_a_third_of_the_stories_is_held_out_for_good() -> None:
    held = [is_held_out(f"story-{number}") for number in range(3000)]
    assert 900 < sum(held) < 1100
    assert held == [is_held_out(f"story-{number}") for number in range(3000)]


def test_evaluating_reads_every_item_and_tells_its_progress() -> None:
    told: list[int] = []
    result = evaluate([item(1, False), item(2, False)], Knowledge.shipped(), told.append)
    assert told == [1, 2]
    assert result.total.items == 2


def test_readings_must_belong_to_the_items() -> None:
    with pytest.raises(ValueError, match="argument 2"):
        score([item(1, True)], [])


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("{", "line 1"),
        ("[1]", "is no JSON object"),
        ('{"id": "a"}', "line 1"),
        (json.dumps({**json.loads(item(1, False).model_dump_json()), "alert": True}), "'alert' must be true"),
    ],
)
def test_a_broken_line_is_refused_with_its_number(line: str, said: str, tmp_path: Path) -> None:
    path = tmp_path / "items.jsonl"
    path.write_text(line, encoding="utf-8")
    with pytest.raises(ConfigurationError, match=said):
        load_items(path)


def test_an_id_stands_once(tmp_path: Path) -> None:
    path = tmp_path / "items.jsonl"
    line = item(1, False).model_dump_json()
    path.write_text(f"{line}\n\n{line}\n", encoding="utf-8")
    with pytest.raises(ConfigurationError, match="line 3"):
        load_items(path)


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="cannot be read"):
        load_items(tmp_path / "none.jsonl")
