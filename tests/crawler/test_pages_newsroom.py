"""Every article, listing and sitemap of the newsroom is read exactly."""

from __future__ import annotations

import urllib.request
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from config.declarations import SelectorsDeclaration, SourceDeclaration
from crawler.feeds import parse_feed
from crawler.listing import links_of
from crawler.pages import extract
from crawler.recognition import feeds_of, kind_of
from crawler.sitemaps import parse_sitemap
from newsroom import Item, Newsroom, Site

DAY_ONLY_STYLES = {"plain", "town"}
NOT_SHOWN_AUTHORS = {
    "ticker",
    "plain",
}  # the ticker signs with lower-case initials, the plain pages not at all
STANDING_AUTHORS = {"government": "园区管委会"}


@pytest.fixture(scope="module")
def room() -> Iterator[Newsroom]:
    with Newsroom(today=date(2026, 11, 20)) as newsroom:
        newsroom.publish(*newsroom.held)
        newsroom.publish_generated(45, seed=7, sites=[site.id for site in newsroom.sites])
        yield newsroom


def fetched(url: str) -> tuple[bytes, str | None]:
    with urllib.request.urlopen(url, timeout=10) as answer:
        return answer.read(), answer.headers.get("content-type")


def published_items(room: Newsroom, site: Site | None = None) -> list[Item]:
    return [
        item for item in room.items if item.published is not None and (site is None or item.site == site.id)
    ]


def as_shown(item: Item, site: Site) -> datetime:
    assert item.published is not None
    if site.outlet.style in DAY_ONLY_STYLES:
        local = item.published.astimezone(ZoneInfo(site.timezone))
        return datetime.combine(local.date(), datetime.min.time(), ZoneInfo(site.timezone))
    return item.published


@pytest.mark.parametrize("with_selectors", [False, True])
def test_every_article_gives_its_title_text_date_and_author(room: Newsroom, with_selectors: bool):
    read = 0
    for item in published_items(room):
        site = room.site(item.site)
        if with_selectors and not site.selectors:
            continue
        body, content_type = fetched(item.url)
        page = extract(
            body,
            url=item.url,
            content_type=content_type,
            selectors=SelectorsDeclaration(**site.selectors) if with_selectors else None,
            timezone=site.timezone,
        )
        assert page.error is None, item.id
        assert page.text.split("\n") == [" ".join(paragraph.split()) for paragraph in item.paragraphs], (
            item.id
        )
        assert page.title == item.title, item.id
        assert page.language == item.language, item.id
        assert page.published is not None, item.id
        assert abs(page.published - as_shown(item, site)) < timedelta(minutes=1), item.id
        if site.outlet.style not in NOT_SHOWN_AUTHORS:
            assert page.author == (item.author or STANDING_AUTHORS.get(site.outlet.style, "")), item.id
        assert not page.restricted, item.id
        assert page.url in {None, item.url}, item.id
        assert page.warnings == (), item.id
        read += 1
    assert read >= (20 if with_selectors else 100)


@pytest.mark.parametrize("mode", ["declared", "pattern", "shape"])
def test_listings_give_every_article_with_title_and_date_over_all_pages(room: Newsroom, mode: str):
    declarations = {each["id"]: SourceDeclaration(**each) for each in room.source_declarations()}
    for site in room.sites:
        if site.access != "listing":
            continue
        declaration = declarations[site.id]
        if mode != "declared":
            declaration = declaration.model_copy(update={"selectors": None})
        if mode == "shape":
            declaration = declaration.model_copy(update={"article_url": None})
        wanted = {item.url: item for item in published_items(room, site)}
        found = {}
        url: str | None = site.url
        number = 1
        while url is not None:
            body, content_type = fetched(url)
            page = links_of(
                body,
                url=url,
                content_type=content_type,
                declaration=declaration,
                now=room.now(),
                page=number,
            )
            assert page.error is None
            assert page.warnings == ()
            found.update({entry.url: entry for entry in page.entries})
            url, number = page.next_page, number + 1
        assert found.keys() == wanted.keys(), site.id
        for address, entry in found.items():
            item = wanted[address]
            assert entry.title == item.title
            assert entry.key == address
            assert entry.published is not None
            assert abs(entry.published - (item.published or room.now())) < timedelta(days=1)


def test_a_listing_ends_at_the_page_that_its_source_declares(room: Newsroom):
    site = next(site for site in room.sites if site.max_pages > 1)
    declaration = SourceDeclaration(id="short", url=site.url, access="listing", max_pages=1)
    body, content_type = fetched(site.url)
    assert links_of(body, url=site.url, content_type=content_type, declaration=declaration).next_page is None


def test_sitemaps_give_every_article_with_what_they_state(room: Newsroom):
    seen = set()
    for site in room.sites:
        if site.access not in {"sitemap", "news_sitemap"}:
            continue
        body, content_type = fetched(site.url)
        sitemap = parse_sitemap(body, url=site.url, content_type=content_type)
        assert sitemap.error is None
        assert sitemap.warnings == ()
        assert sitemap.is_news == (site.access == "news_sitemap")
        found = {entry.url: entry for entry in sitemap.entries}
        for item in published_items(room, site):
            entry = found[item.url]
            stated = entry.published if sitemap.is_news else entry.modified
            assert stated is not None
            assert abs(stated - (item.published or room.now())) < timedelta(seconds=1)
            assert entry.title == (item.title if sitemap.is_news else "")
        seen.add(site.access)
    assert seen == {"sitemap", "news_sitemap"}


def test_feeds_give_every_item_with_link_and_date(room: Newsroom):
    for site in room.sites:
        if site.access not in {"rss", "atom", "jsonfeed"}:
            continue
        body, content_type = fetched(site.url)
        feed = parse_feed(body, url=site.url, content_type=content_type, timezone=site.timezone)
        assert feed.error is None
        assert feed.items
        titles = {item.title for item in published_items(room, site)}
        assert {item.title for item in feed.items} <= titles
        for item in feed.items:
            assert (item.published is None) == (not site.outlet.dated_feed)


def test_what_each_address_is_is_told_from_its_body(room: Newsroom):
    for site in room.sites:
        body, content_type = fetched(site.url)
        assert kind_of(body, content_type, site.url) == site.access, site.id
        home = f"{room.base(site.id)}/"
        body, content_type = fetched(home)
        assert kind_of(body, content_type, home) == "listing", site.id
        named = feeds_of(body, home, content_type)
        expected = [(site.url, site.access)] if site.access in {"rss", "atom", "jsonfeed"} else []
        assert [(feed.url, feed.access) for feed in named] == expected, site.id


def test_every_article_is_told_from_a_listing(room: Newsroom):
    for item in published_items(room):
        body, content_type = fetched(item.url)
        assert kind_of(body, content_type, item.url) == "article", item.id
