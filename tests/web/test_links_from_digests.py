"""What a digest links to is there, and the list it leads to holds all the deals that it counts."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from pydantic import ValidationError

from config import Settings
from config.web import WebSettings
from digests.outbox import preview
from digests.render import render
from tests.storage.samples import NOW
from tests.web.serving import DEALS, Site

PUBLIC = "https://deals.example.org"


def digest_of(
    site: Site, wanted: dict[str, Any], public_url: str | None = PUBLIC, language: str = "en"
) -> Any:
    """The digest of all deals since ever that pass a filter; it shows five of them."""
    settings = Settings(
        catalogue="none",
        web={"public_url": public_url},
        subscriptions=[{"name": "morning", "filter": wanted, "max_deals": 5, "language": language}],
    )
    now = NOW + timedelta(days=1)
    return preview(site.database, settings, "morning", now, NOW - timedelta(days=1))


@pytest.mark.parametrize(
    ("wanted", "keys"),
    [
        ({}, set()),
        ({"kinds": ["investment", "acquisition"], "languages": ["de", "zh"]}, {"kind", "language"}),
        ({"statuses": ["signed", "opened"]}, {"status"}),
        ({"parties": ["basf"]}, {"party"}),
        ({"parties": ["basf", "Werkab GmbH"]}, set()),  # The page knows one party only.
        ({"places": ["Kassel"]}, {"place"}),
        ({"places": ["Jiangsu"]}, set()),  # It knows places as they are written: Suzhou, 苏州.
        ({"words": ["GmbH"]}, {"q"}),
        ({"min_amount_eur": 5_000_000}, set()),
    ],
)
def test_the_rest_leads_to_a_list_that_holds_every_deal(
    site: Site, wanted: dict[str, Any], keys: set[str]
) -> None:
    digest = digest_of(site, wanted)
    assert digest.rest > 0
    parts = urlsplit(digest.deals_page)
    assert digest.deals_page.startswith(f"{PUBLIC}/deals?")
    assert set(re.findall(r"(?:^|&)(\w+)=", parts.query)) == keys | {"since", "until"}
    answer = site.get(f"/api/v1{parts.path}?{parts.query}&limit=200")
    assert answer.status_code == 200
    listed = {deal["id"] for deal in answer.json()["deals"]}
    assert {entry.deal.id for entry in digest.all_deals} <= listed
    assert not keys or len(listed) < DEALS
    assert site.get(f"{parts.path}?{parts.query}").status_code == 200


@pytest.mark.parametrize("language", ["en", "de", "zh"])
@pytest.mark.parametrize("form", ["html", "text", "markdown"])
def test_every_form_links_each_deal_and_the_rest(site: Site, form: Any, language: str) -> None:
    digest = digest_of(site, {}, language=language)
    shown = render(digest, form)
    for entry in digest.deals:
        assert re.search(rf"{PUBLIC}/deals/{entry.deal.id}\b", shown)
        assert site.get(f"/deals/{entry.deal.id}").status_code == 200
    assert digest.deals_page.replace("&", "&amp;" if form == "html" else "&") in shown


def test_without_a_public_address_nothing_is_linked(site: Site) -> None:
    digest = digest_of(site, {}, public_url=None)
    assert digest.deals_page == ""
    for form in ("html", "text", "markdown"):
        assert "/deals" not in render(digest, form)


@pytest.mark.parametrize("address", ["deals.example.org", "ftp://a.example", "https://", "https://a.example?x=1", "/deals",
                                     "https://a.example/<b>", "https://a b.example", "https://me:pw@a.example", "https://a:x"])  # fmt: skip
def test_what_is_no_address_of_a_page_is_refused(address: str) -> None:
    with pytest.raises(ValidationError, match="is no address of a page"):
        WebSettings(public_url=address)


def test_a_slash_at_its_end_is_dropped() -> None:
    assert WebSettings(public_url=f"{PUBLIC}/zhongde/").public_url == f"{PUBLIC}/zhongde"
