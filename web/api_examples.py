"""An example of each answer of the API, for its description: one invented deal, written as real ones are."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from fastapi import FastAPI

from config.settings import SubscriptionSettings
from digests.deal_csv import deals_as_csv
from digests.deal_json import deal_as_json, moment_as_json
from digests.feed_forms import FeedEntry, FeedForm, FeedHead, feed_as
from digests.render_json import payload_of, payload_schema
from digests.samples import sample_digest
from digests.values import ComposedDigest
from storage.values import DealFile

_MOMENT = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
_DIGEST = "0" * 32
_SITE = "https://zhongde.example"


def add_examples(application: FastAPI) -> None:
    """Let the application's description of itself hold an example of each answer.

    They are put into what FastAPI has made: handed to it, they would lose what is null.
    """
    describe = application.openapi

    def described() -> dict[str, Any]:
        if application.openapi_schema is None:
            description = describe()
            for path, example in _examples().items():
                answer = description["paths"][path]["get"]["responses"]["200"]
                for content in answer["content"].values():
                    content["example"] = example
        return describe()

    application.openapi = described  # type: ignore[method-assign]


def _examples() -> dict[str, Any]:
    """By the path of the operation."""
    digest = replace(sample_digest(SubscriptionSettings(name="morning"), _MOMENT), id=_DIGEST)
    file = digest.news[0].deal
    deal, report, moment = deal_as_json(file), file.reports[0], moment_as_json(_MOMENT)
    article = {
        "id": report.article_id,
        "source": report.source_id,
        "url": report.url,
        "title": report.title,
        "language": report.language,
        "published": moment,
        "first_seen": moment,
        "alert": True,
        "copy_of": None,
    }
    story = {"id": file.story_id, "title": file.headline, "first_seen": moment, "last_seen": moment}
    line = {**article, "story": file.story_id}
    hit = {key: article[key] for key in ("id", "source", "url", "title", "language", "published", "alert")}
    return {
        "/api/v1/deals": {"deals": [deal], "next": None, "total": 1},
        "/api/v1/deals.csv": deals_as_csv([file]),
        "/api/v1/deals/{deal_id}": deal,
        "/api/v1/organisations": [{"id": "basf", "name": "BASF", "side": "de", "deals": 12}],
        "/api/v1/sources": [
            {
                "id": report.source_id,
                "name": report.source_name,
                "languages": [report.language],
                "state": "fresh",
                "since": moment,
                "error": "",
                "last_success": moment,
                "last_new": moment,
                "next_poll": moment_as_json(_MOMENT.replace(minute=15)),
                "articles": 1,
            }
        ],
        "/api/v1/search": [{**hit, "excerpt": report.evidence}],
        "/api/v1/deliveries": [
            {
                "id": "d" * 32,
                "digest": _DIGEST,
                "subscription": digest.subscription,
                "channel": "email",
                "recipient": "analyst@example.org",
                "state": "sent",
                "attempts": 1,
                "created": moment,
                "sent": moment,
                "error": "",
            }
        ],
        "/api/v1/stories": {"stories": [{**story, "articles": 1, "deals": 1}], "next": None},
        "/api/v1/stories/{story_id}": {**story, "deals": [deal], "articles": [article]},
        "/api/v1/articles": {"articles": [line], "next": None},
        "/api/v1/articles/{article_id}": {
            **line,
            "author": "",
            "summary": "",
            "text": report.evidence,
            "state": "read",
        },
        "/api/v1/digests": [_digest_line(digest)],
        "/api/v1/digests/{digest_id}": {**_digest_line(digest), "content": payload_of(digest)},
        "/api/v1/schemas/digest.v1.json": json.loads(payload_schema()),
        "/feeds/deals.rss": _feed("rss", file),
        "/feeds/deals.atom": _feed("atom", file),
        "/feeds/deals.json": json.loads(_feed("jsonfeed", file)),
    }


def _digest_line(digest: ComposedDigest) -> dict[str, Any]:
    return {
        "id": digest.id,
        "subscription": digest.subscription,
        "kind": digest.kind,
        "window": {"from": moment_as_json(digest.window_from), "to": moment_as_json(digest.window_to)},
        "created": moment_as_json(digest.composed_at),
    }


def _feed(form: FeedForm, deal: DealFile) -> str:
    page, name = f"{_SITE}/deals", "json" if form == "jsonfeed" else form
    head = FeedHead(page, "zhongde", "en", deal.updated_at, page, f"{_SITE}/feeds/deals.{name}")
    entry = FeedEntry(
        identity=f"urn:zhongde:deal:{deal.id}:{int(deal.first_seen.timestamp())}",
        title=deal.headline,
        address=f"{page}/{deal.id}",
        content=deal.steps[0].evidence,
        is_html=False,
        published=deal.first_seen,
        updated=deal.updated_at,
        categories=(deal.kind, deal.status),
    )
    return feed_as(form, head, [entry]).decode()
