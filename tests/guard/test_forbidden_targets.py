"""No purpose and no spelling leads to a connection that is forbidden; an allowed host and port is reached by all.

Judged by what the operating system is asked for, and by a server on every address of this machine that counts its
visitors.
"""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import pytest

from config import Settings, SourceDeclaration
from config.settings import ChatChannel, WebhookChannel
from crawler.fetching_engine import FetchEngine
from crawler.reactor import resolver_of_process, run
from crawler.runner import crawl_addresses, crawl_once, recognise
from crawler.values import FetchFailure
from digests.channels.chat import ChatSender
from digests.channels.values import Answer, Letter
from digests.channels.webhook import WebhookSender
from guard import AddressGuard
from storage import Database
from tests.guard.conftest import Counting, Wire
from tests.guard.forbidden import MIXED, PUBLIC, REBINDING, redirects, targets

NOW = datetime(2026, 3, 3, 7, 0, tzinfo=UTC)
LETTER = Letter(
    "0123456789abcdef",
    "now",
    "x",
    json.dumps({"title": "t", "body": "b", "form": "text", "part": 1}),
    NOW,
    NOW,
)
TEXT = "This paragraph tells at some length of nothing in particular, so that it is taken for a text. " * 6


@pytest.fixture(autouse=True)
def _no_answers_of_other_tests(wire: Wire) -> None:
    resolver_of_process()._answers.clear()  # kept for a minute otherwise, and the rebinding name is asked by several


@pytest.fixture
def database(tmp_path: Path) -> Any:
    database = Database(f"sqlite:///{tmp_path / 'zhongde.db'}")
    database.upgrade()
    yield database
    database.dispose()


both = pytest.mark.parametrize("light", [False, True], ids=["page", "list"])


def settings(*allow: str, sources: tuple[dict[str, Any], ...] = ()) -> Settings:
    fetch = {"allow": allow, "timeout": "5s", "pause": "0s", "concurrency": 64}
    return Settings(catalogue="none", sources=sources, fetch=fetch, workers=1)  # type: ignore[arg-type]


def catalogue(chosen: Settings) -> dict[str, SourceDeclaration]:
    return {source.id: source for source in chosen.sources}


def _accepted(url: str) -> bool:
    try:
        SourceDeclaration(id="x", url=url)
    except ValueError:
        return False
    return True


def test_the_list_is_long_enough(visited: Counting) -> None:
    assert len(set(targets(visited.port))) >= 99
    assert len(set(redirects(visited.port))) >= 15


@pytest.mark.parametrize("access", ["rss", "listing", "sitemap"])
def test_feeds_listings_and_sitemaps_of_sources(
    wire: Wire, visited: Counting, own: Counting, database: Database, access: str
) -> None:
    """Such a source is polled as any other: its robots.txt first, then its address."""
    urls = [url for url in targets(visited.port) if _accepted(url)]
    own.routes["/good"] = (200, {"Content-Type": "application/xml"}, b"<rss version='2.0'><channel/></rss>")
    sources = [{"id": f"s{number}", "url": url, "access": access} for number, url in enumerate(urls)]
    sources.append({"id": "good", "url": f"http://{own.pair}/good", "access": access})
    chosen = settings(own.pair, sources=tuple(sources))
    report = run(lambda: crawl_once(database, chosen, catalogue(chosen), all_=True))
    assert len(urls) > 80
    assert len(report.failures) >= len(urls)
    assert wire.forbidden() == []
    assert visited.visitors == []
    assert ("127.0.0.1", "/good") in own.visitors


def test_addresses_by_hand(wire: Wire, visited: Counting, own: Counting, database: Database) -> None:
    own.routes["/good"] = (200, {"Content-Type": "application/xml"}, b"<rss version='2.0'><channel/></rss>")
    chosen = settings(own.pair)
    urls = [*targets(visited.port), f"http://{own.pair}/good"]
    run(lambda: crawl_addresses(database, chosen, {}, urls))
    assert wire.forbidden() == []
    assert visited.visitors == []
    assert ("127.0.0.1", "/good") in own.visitors


def test_pages_that_a_feed_names(wire: Wire, visited: Counting, own: Counting, database: Database) -> None:
    urls = targets(visited.port)
    items = "".join(
        f"<item><title>On {number}</title><link>{escape(url)}</link><guid>{number}</guid></item>"
        for number, url in enumerate([*urls, f"http://{own.pair}/page"])
    )
    own.routes["/feed"] = (200, {}, f"<rss version='2.0'><channel>{items}</channel></rss>".encode())
    own.routes["/page"] = (
        200,
        {"Content-Type": "text/html"},
        f"<article><h1>On</h1><p>{TEXT}</article>".encode(),
    )
    chosen = settings(own.pair, sources=({"id": "feed", "url": f"http://{own.pair}/feed", "access": "rss"},))
    run(lambda: crawl_once(database, chosen, catalogue(chosen), all_=True))
    assert wire.forbidden() == []
    assert visited.visitors == []
    assert ("127.0.0.1", "/page") in own.visitors


def test_parts_that_a_sitemap_names_and_feeds_that_a_page_names(
    wire: Wire, visited: Counting, own: Counting, database: Database
) -> None:
    urls = [url for url in targets(visited.port) if "\r" not in url]
    parts = "".join(
        f"<sitemap><loc>{escape(url)}</loc></sitemap>" for url in [*urls, f"http://{own.pair}/part"]
    )
    links = "".join(f"<link rel=alternate type='application/rss+xml' href={quoteattr(url)}>" for url in urls)
    own.routes["/map"] = (
        200,
        {"Content-Type": "application/xml"},
        f"<sitemapindex>{parts}</sitemapindex>".encode(),
    )
    own.routes["/home"] = (200, {"Content-Type": "text/html"}, f"<html><head>{links}</head><body>x".encode())
    chosen = settings(
        own.pair, sources=({"id": "map", "url": f"http://{own.pair}/map", "access": "sitemap"},)
    )
    run(lambda: crawl_once(database, chosen, catalogue(chosen), all_=True))
    run(lambda: recognise(f"http://{own.pair}/home", chosen))
    assert wire.forbidden() == []
    assert visited.visitors == []
    assert ("127.0.0.1", "/map") in own.visitors


def _leads(own: Counting, visited: Counting, path: str) -> list[str]:
    """Hosts of our own, at each of which ``path`` redirects to a forbidden target; the last one to an allowed page."""
    places = [*redirects(visited.port), *((302, url) for url in targets(visited.port) if "\r" not in url)]
    hosts = []
    for number, (status, location) in enumerate([*places, (302, f"http://{own.pair}/there")]):
        host = f"lead{number}.example"
        headers = {"Location": location.encode("utf-8").decode("latin-1")}
        own.routes[f"{host}{path}"] = (status, headers, b"")
        hosts.append(host)
    own.routes["/there"] = (200, {"Content-Type": "text/html"}, b"there")
    return hosts


@both
@pytest.mark.parametrize("path", ["/robots.txt", "/feed"], ids=["robots", "document"])
def test_redirects_lead_nowhere_else(
    wire: Wire, visited: Counting, own: Counting, path: str, light: bool
) -> None:
    hosts = _leads(own, visited, path)
    wire.answers |= dict.fromkeys(hosts, ("127.0.0.1",))
    chosen = settings(own.pair, *(f"{host}:{own.port}" for host in hosts))

    async def work() -> None:
        async with FetchEngine(chosen.fetch) as engine:
            urls = [f"http://{host}:{own.port}/feed" for host in hosts]
            await asyncio.gather(
                *(engine.fetcher.get(url, light=light) for url in urls), return_exceptions=True
            )

    run(work)
    assert len(hosts) > 99
    assert {host for host, seen in own.visitors if seen == path} >= set(hosts)
    assert wire.forbidden() == []
    assert visited.visitors == []
    assert ("127.0.0.1", "/there") in own.visitors


@both
def test_a_name_whose_answers_change_is_judged_at_each_connection(
    wire: Wire, visited: Counting, light: bool
) -> None:
    url = f"http://{REBINDING}:{visited.port}/x"

    async def work() -> list[str]:
        kinds = []
        async with FetchEngine(settings().fetch) as engine:
            for _ in range(3):
                resolver_of_process()._answers.clear()
                with pytest.raises(FetchFailure) as caught:
                    await engine.fetcher.get(url, robots=False, light=light)
                kinds.append(caught.value.kind)
        return kinds

    assert run(work) == ["connection", "address", "address"]
    assert wire.tried == [(PUBLIC, visited.port)]


@both
def test_of_mixed_answers_only_the_public_one_is_tried(wire: Wire, visited: Counting, light: bool) -> None:
    async def work() -> None:
        async with FetchEngine(settings().fetch) as engine:
            for host in MIXED:
                with pytest.raises(FetchFailure):
                    await engine.fetcher.get(f"http://{host}:{visited.port}/x", robots=False, light=light)

    run(work)
    assert set(wire.tried) == {(PUBLIC, visited.port)}


async def _post(url: str, *allow: str) -> Answer | None:
    try:
        channel = WebhookChannel(type="webhook", url=url)  # type: ignore[arg-type]
    except ValueError:
        return None
    sender = WebhookSender(
        channel, AddressGuard(allow), user_agent="zhongde/1.0", timeout=timedelta(seconds=5)
    )
    try:
        return await sender.send(LETTER)
    finally:
        await sender.close()


async def test_webhooks(wire: Wire, visited: Counting, own: Counting) -> None:
    answers = [await _post(url) for url in targets(visited.port)]
    for number, (status, location) in enumerate(redirects(visited.port)):
        own.routes[f"/lead{number}"] = (status, {"Location": location}, b"SECRET ANSWER")
        answers.append(await _post(f"http://{own.pair}/lead{number}", own.pair))
    posted = [answer for answer in answers if answer is not None]
    assert len(posted) > 99
    assert {answer.outcome for answer in posted} == {"retry"}
    assert not any("SECRET" in answer.detail for answer in posted)
    assert wire.forbidden() == []
    assert visited.visitors == []
    own.routes["/good"] = (200, {}, b"SECRET ANSWER")
    good = await _post(f"http://{own.pair}/good", own.pair)
    assert good is not None
    assert (good.outcome, "SECRET" in good.detail) == ("sent", False)


async def _chat(url: str, *allow: str) -> Answer | None:
    try:
        channel = ChatChannel(type="chat", url=url)  # type: ignore[arg-type]
    except ValueError:
        return None
    sender = ChatSender(channel, AddressGuard(allow), timeout=timedelta(seconds=5))
    try:
        return await sender.send(LETTER)
    finally:
        await sender.close()


async def test_chats(wire: Wire, visited: Counting, own: Counting) -> None:
    urls = [f"json://{url.partition('//')[2]}" for url in targets(visited.port)]
    answers = [await _chat(url) for url in urls]
    for number, (status, location) in enumerate(redirects(visited.port)):
        own.routes[f"/lead{number}"] = (status, {"Location": location}, b"")
        answers.append(await _chat(f"json://{own.pair}/lead{number}", own.pair))
    assert len(answers) > 99
    assert {answer.outcome for answer in answers if answer is not None} == {"retry"}
    assert wire.forbidden() == []
    assert visited.visitors == []
    own.routes["/good"] = (200, {}, b"ok")
    good = await _chat(f"json://{own.pair}/good", own.pair)
    assert good is not None
    assert good.outcome == "sent"


@pytest.mark.parametrize(
    "scheme", ["mailto", "growl", "gntp", "mqtt", "rsyslog", "xmpp", "irc", "prowl", "kodi"]
)
async def test_chats_of_other_protocols(wire: Wire, visited: Counting, scheme: str) -> None:
    """Their own libraries connect: those are let loose only on a host and port that are allowed."""
    for host in ("127.0.0.1", "localhost", "127.1", REBINDING, *MIXED, "metadata.example"):
        await _chat(f"{scheme}://user:password@{host}:{visited.port}/x?to=a@public.example")
    assert wire.forbidden() == []
    assert visited.visitors == []
