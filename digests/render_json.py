"""The webhook's body, type ``zhongde.digest.v1``."""

from __future__ import annotations

import json
from typing import Any

from digests.deal_json import deal_as_json, moment_as_json, number_as_json, step_as_json
from digests.values import ComposedDigest, DigestDeal
from storage.values import SourceCoverage

PAYLOAD_TYPE = "zhongde.digest.v1"


def payload_of(digest: ComposedDigest, *, sample: bool = False) -> dict[str, Any]:
    """The digest as plain JSON values. ``sample`` marks a trial with an invented deal."""
    data: dict[str, Any] = {
        "subscription": digest.subscription,
        "digest": digest.id,
        "kind": digest.kind,
        "window": {"from": moment_as_json(digest.window_from), "to": moment_as_json(digest.window_to)},
        "news": [_deal(entry) for entry in digest.news],
        "updates": [_deal(entry) for entry in digest.updates],
        "rest": digest.rest,
        "coverage": _coverage(digest.coverage, digest.set_aside),
    }
    if sample:
        data["sample"] = True
    return {"type": PAYLOAD_TYPE, "timestamp": moment_as_json(digest.composed_at), "data": data}


def render_json(digest: ComposedDigest, *, indent: int | None = None, sample: bool = False) -> str:
    """The webhook's body as text."""
    payload = payload_of(digest, sample=sample)
    separators = (",", ":") if indent is None else None
    return json.dumps(payload, ensure_ascii=False, indent=indent, separators=separators)


def _deal(entry: DigestDeal) -> dict[str, Any]:
    """The deal as everywhere else, with what is new of it and its sum in euros."""
    euros = entry.euros
    return deal_as_json(entry.deal) | {
        "new_steps": [step_as_json(step) for step in entry.steps],
        "amount_eur": None
        if euros is None
        else {"value": number_as_json(euros.value), "rate_year": euros.rate_year},
    }


def _coverage(coverage: SourceCoverage, set_aside: int) -> dict[str, Any]:
    return {
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
