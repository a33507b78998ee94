"""Pages of the sites: home, listings and articles, each outlet in its own mark-up."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from newsroom.dates import full_date, weekday
from newsroom.templates import ENVIRONMENT
from newsroom.values import Item, Outlet

ENVIRONMENT.filters["full_date"] = full_date
ENVIRONMENT.filters["weekday"] = weekday

_FEED_TYPES = {
    "rss": "application/rss+xml",
    "rss_full": "application/rss+xml",
    "rdf": "application/rss+xml",
    "atom": "application/atom+xml",
    "json": "application/feed+json",
}
RELATED_ITEMS = 4


def page_count(outlet: Outlet, items: int) -> int:
    """Number of pages of an outlet's listing."""
    return max(1, -(-items // outlet.page_size)) if outlet.page_size else 1


def _linked_data(outlet: Outlet, item: Item, published: str) -> dict[str, Any]:
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": item.title,
        "datePublished": published,
        "inLanguage": outlet.language,
        "mainEntityOfPage": item.url,
        "publisher": {"@type": "Organization", "name": outlet.name},
    }
    if item.author:
        data["author"] = [{"@type": "Person", "name": item.author}]
    return data


def render_article(outlet: Outlet, item: Item, items: tuple[Item, ...]) -> str:
    """The page of a published item, with links to the site's newest others around it."""
    assert item.published is not None, "only published items have a page"
    local = item.published.astimezone(ZoneInfo(outlet.timezone))
    return ENVIRONMENT.get_template(f"{outlet.style}.html.j2").render(
        outlet=outlet,
        item=item,
        local=local,
        others=[other for other in items if other.id != item.id and other.readable][:RELATED_ITEMS],
        linked_data=_linked_data(outlet, item, local.isoformat()),
    )


def render_home(outlet: Outlet, items: tuple[Item, ...]) -> str:
    """The front page; it names the feed where there is one."""
    return ENVIRONMENT.get_template("home.html.j2").render(
        outlet=outlet, items=items[:20], feed_type=_FEED_TYPES.get(outlet.form)
    )


def _relative(url: str, base: str, address: str) -> str:
    """The shortest link from the listing, as hand-made pages have it: ``./202207/t1.html`` or ``/a/b.html``."""
    if address.endswith("/") and url.startswith(base + address):
        return "./" + url.removeprefix(base + address)
    return url.removeprefix(base)


def render_listing(outlet: Outlet, base: str, items: tuple[Item, ...], page: int) -> str | None:
    """A page of the listing, the first being 1; none if there is no such page."""
    pages = page_count(outlet, len(items))
    if not 1 <= page <= pages:
        return None
    size = outlet.page_size or len(items)
    return ENVIRONMENT.get_template("listing.html.j2").render(
        outlet=outlet,
        items=items[(page - 1) * size : page * size],
        page=page,
        pages=pages,
        next_page=f"?seite={page + 1}" if page < pages else None,
        relative=lambda url: _relative(url, base, outlet.address),
    )
