"""Feeds and sitemaps of the sites: RSS 2.0, RSS 1.0 (RDF), Atom (RFC 4287), JSON Feed 1.1, sitemaps."""

from __future__ import annotations

import json
from datetime import datetime
from email.utils import format_datetime

from newsroom.templates import ENVIRONMENT
from newsroom.values import Form, Item, Outlet

_TEMPLATES: dict[Form, tuple[str, str]] = {
    "rss": ("rss.xml.j2", "application/rss+xml"),
    "rss_full": ("rss.xml.j2", "application/rss+xml"),
    "rdf": ("rdf.xml.j2", "text/xml"),
    "atom": ("atom.xml.j2", "application/atom+xml"),
    "sitemap": ("sitemap.xml.j2", "application/xml"),
    "news_sitemap": ("sitemap.xml.j2", "application/xml"),
}


def rfc822(moment: datetime) -> str:
    """The date of RSS: Thu, 07 Jul 2022 10:00:00 +0800."""
    return format_datetime(moment)


ENVIRONMENT.filters["rfc822"] = rfc822


def link(outlet: Outlet, item: Item) -> str:
    """The address that the feed gives for an item, with the outlet's tracking query."""
    return f"{item.url}?{outlet.tracking}" if outlet.tracking else item.url


def _json_feed(outlet: Outlet, base: str, items: tuple[Item, ...]) -> str:
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": outlet.name,
        "home_page_url": base + "/",
        "feed_url": base + outlet.address,
        "description": outlet.furniture.tagline,
        "language": outlet.language,
        "items": [
            {
                "id": f"tag:{outlet.id}.invalid,2022:{item.id}",
                "url": link(outlet, item),
                "title": item.title,
                "summary": item.teaser,
                "content_text": item.teaser,
                "date_published": item.published.isoformat() if item.published else None,
                "authors": [{"name": item.author}] if item.author else [],
                "tags": [item.section] if item.section else [],
            }
            for item in items
        ],
    }
    return json.dumps(feed, ensure_ascii=False, indent=1)


def render_feed(outlet: Outlet, base: str, items: tuple[Item, ...], modified: datetime) -> tuple[str, str]:
    """Text and media type of what stands at the outlet's address (listing pages excepted)."""
    if outlet.form == "json":
        return _json_feed(outlet, base, items), "application/feed+json"
    template, media_type = _TEMPLATES[outlet.form]
    text = ENVIRONMENT.get_template(template).render(
        outlet=outlet, base=base, items=items, modified=modified, link=lambda item: link(outlet, item)
    )
    return text, media_type
