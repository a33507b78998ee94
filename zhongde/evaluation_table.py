"""The figures of an evaluation for people and machines."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import Any

from analysis.evaluation import Evaluation, Group
from zhongde.output import print_table, say


def _share(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"


def _groups(evaluation: Evaluation) -> Iterator[tuple[str, Group]]:
    yield "all", evaluation.total
    for groups in (evaluation.by_language, evaluation.by_file, evaluation.by_part):
        yield from groups.items()


def print_evaluation(evaluation: Evaluation, *, with_errors: bool) -> None:
    """Print alerts, facts and, if wanted, every error."""
    print_table(
        ("items of>", "items>", "precision>", "recall>", "F1>", "wrong>", "missed>", "arguable>"),
        [
            (
                name,
                group.items,
                _share(group.alert.precision),
                _share(group.alert.recall),
                _share(group.alert.f1),
                group.alert.wrong_alerts,
                group.alert.missed,
                sum(asdict(group.arguable).values()),
            )
            for name, group in _groups(evaluation)
        ],
        title="Alerts (items that are not arguable)",
    )
    facts = list(evaluation.total.facts.shares)
    print_table(
        ("items of>", "deals>", *(f"{fact}>" for fact in facts)),
        [
            (name, group.facts.deals, *(_share(value) for value in group.facts.shares.values()))
            for name, group in _groups(evaluation)
        ],
        title="\nFacts of the main deal (items rightly an alert)",
    )
    if with_errors:
        _print_errors(evaluation)


def _print_errors(evaluation: Evaluation) -> None:
    say(f"\nErrors: {len(evaluation.errors)}")
    for error in evaluation.errors:
        arguable = " (arguable)" if error.arguable else ""
        say(f"\n{error.source} {error.id}: {error.what}{arguable}: {error.title[:120]}")
        for mismatch in error.mismatches:
            say(f"  {mismatch.fact}: wanted {mismatch.wanted}; got {mismatch.got}")
        if not error.mismatches:
            for reason in error.reasons:
                say(f"  · {reason}")


def evaluation_as_json(evaluation: Evaluation) -> dict[str, Any]:
    """The figures and errors as plain values."""
    return {
        "total": _group_as_json(evaluation.total),
        "by_language": _groups_as_json(evaluation.by_language),
        "by_file": _groups_as_json(evaluation.by_file),
        "by_part": _groups_as_json(evaluation.by_part),
        "errors": [asdict(error) for error in evaluation.errors],
    }


def _groups_as_json(groups: Mapping[str, Group]) -> dict[str, Any]:
    return {name: _group_as_json(group) for name, group in groups.items()}


def _group_as_json(group: Group) -> dict[str, Any]:
    return {
        "items": group.items,
        "alert": {
            "precision": group.alert.precision,
            "recall": group.alert.recall,
            "f1": group.alert.f1,
            **asdict(group.alert),
        },
        "facts": {"deals": group.facts.deals, **group.facts.shares},
    }
