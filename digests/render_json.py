"""The webhook's body, type ``zhongde.digest.v1``; its JSON Schema lies in ``digests/schemas``."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any

from digests.deal_json import deal_as_json, moment_as_json, number_as_json, step_as_json
from digests.facets import direction_of, region_id_of, sector_id_of
from digests.totals import Tally, Totals, totals_of
from digests.trend import KINDS, Trend
from digests.values import ComposedDigest, DigestDeal
from storage.values import ReadingCounts, SourceCoverage

PAYLOAD_TYPE = "zhongde.digest.v1"
SCHEMA_FILE = "schemas/digest.v1.schema.json"


def payload_of(digest: ComposedDigest, *, sample: bool = False) -> dict[str, Any]:
    """The digest as plain JSON values. ``sample`` marks a trial with an invented deal."""
    data: dict[str, Any] = {
        "subscription": digest.subscription,
        "digest": digest.id,
        "kind": digest.kind,
        "language": digest.language,
        "window": {"from": moment_as_json(digest.window_from), "to": moment_as_json(digest.window_to)},
        "news": [_deal(entry) for entry in digest.news],
        "updates": [_deal(entry) for entry in digest.updates],
        "rest": digest.rest,
        "coverage": _coverage(digest.coverage, digest.set_aside, digest.readings),
    }
    if digest.review != "none":
        data["review"] = {"period": digest.review, "totals": _totals(totals_of(digest.all_news))}
    if digest.trend is not None:
        data["trend"] = _trend(digest.trend)
    if sample:
        data["sample"] = True
    return {"type": PAYLOAD_TYPE, "timestamp": moment_as_json(digest.composed_at), "data": data}


def render_json(digest: ComposedDigest) -> str:
    """The webhook's body as text for people, however large."""
    return json.dumps(payload_of(digest), ensure_ascii=False, indent=2)


def payload_schema() -> str:
    """The JSON Schema (2020-12) of the webhook's body, as text."""
    return files("digests").joinpath(SCHEMA_FILE).read_text(encoding="utf-8")


def _deal(entry: DigestDeal) -> dict[str, Any]:
    """The deal as everywhere else, with what is new of it and its sum in euros."""
    euros = entry.euros
    return deal_as_json(entry.deal) | {
        "new_steps": [step_as_json(step) for step in entry.steps],
        "amount_eur": None
        if euros is None
        else {
            "value": number_as_json(euros.value),
            "rate_year": euros.rate_year,
            "rate_date": None if euros.rate_day is None else euros.rate_day.isoformat(),
        },
        "direction": direction_of(entry.deal),
        "region": region_id_of(entry.deal) or None,
        "sector": sector_id_of(entry.deal) or None,
        "previous_status": entry.previous_status,
    }


def _totals(totals: Totals) -> dict[str, Any]:
    return {
        "overall": _tally(totals.overall),
        "by_kind": [_tally(tally) for tally in totals.kinds],
        "by_direction": [_tally(tally) for tally in totals.directions],
        "by_region": [_tally(tally) for tally in totals.regions],
        "by_sector": [_tally(tally) for tally in totals.sectors],
    }


def _tally(tally: Tally) -> dict[str, Any]:
    return {
        "key": tally.key or None,
        "deals": tally.deals,
        "with_amount": tally.with_sum,
        "amount_eur": number_as_json(tally.euros),
    }


def _trend(trend: Trend) -> dict[str, Any]:
    return {
        "weeks": [
            {"monday": week.monday.isoformat(), **dict(zip(KINDS, week.counts, strict=True))}
            for week in trend.weeks
        ],
        "regions": [{"region": region, "deals": deals} for region, deals in trend.regions],
    }


def _readings(readings: ReadingCounts) -> dict[str, int]:
    return {
        "read": readings.read,
        "alerts": readings.alerts,
        "unrelated": readings.unrelated,
        "no_deal": readings.no_deal,
        "copies": readings.copies,
        "unread": readings.unread,
        "pending": readings.pending,
    }


def _coverage(coverage: SourceCoverage, set_aside: int, readings: ReadingCounts | None) -> dict[str, Any]:
    return {
        "window": None if readings is None else _readings(readings),
        "sources": {
            "fresh": coverage.fresh,
            "late": coverage.late,
            "silent": coverage.silent,
            "empty": coverage.empty,
            "failing": coverage.failing,
            "blocked": coverage.blocked,
            "off": coverage.off,
        },
        "troubled": [
            {"source": name, "state": state, "reason": reason} for name, state, reason in coverage.troubled
        ],
        "articles": {"read": coverage.articles_read, "pending": coverage.articles_pending},
        "alerts": coverage.alerts,
        "set_aside": set_aside,
    }
