"""Which hub a feed names (WebSub, 4): in its own links, in a header, or in JSON."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.feeds import parse_feed
from crawler.websub import hub_in_header
from storage import Database
from storage.push import push_states
from storage.tables import Address
from tests.crawler.crawls import crawl, feed, one_source, rows

ATOM = "http://www.w3.org/2005/Atom"
HUB = "https://hub.example/"


@pytest.mark.parametrize(
    "body",
    [
        f'<feed xmlns="{ATOM}"><title>t</title><link rel="hub" href="{HUB}"/><link rel="self" href="/f"/>'
        "<entry><id>1</id><title>a</title></entry></feed>",
        f'<rss version="2.0" xmlns:a="{ATOM}"><channel><title>t</title><a:link rel="hub" href="{HUB}"/>'
        '<a:link rel="self" href="https://x.example/f"/><item><title>a</title></item></channel></rss>',
        json.dumps(
            {
                "version": "https://jsonfeed.org/version/1.1",
                "title": "t",
                "feed_url": "https://x.example/f",
                "hubs": [{"type": "rssCloud", "url": "https://no.example/"}, {"type": "WebSub", "url": HUB}],
                "items": [{"id": "1", "title": "a"}],
            }
        ),
    ],
)
def test_a_feed_names_its_hub_and_itself(body: str) -> None:
    found = parse_feed(body.encode(), url="https://x.example/old")
    assert (found.hub, found.topic) == (HUB, "https://x.example/f")


@pytest.mark.parametrize("href", ["javascript:alert(1)", "ftp://hub.example/", "", "http://["])
def test_what_is_no_web_address_is_no_hub(href: str) -> None:
    body = f'<feed xmlns="{ATOM}"><title>t</title><link rel="hub" href="{href}"/><entry><id>1</id></entry></feed>'
    assert parse_feed(body.encode(), url=None).hub == ""


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        (f'<{HUB}>; rel="hub", </f>; rel="self"', (HUB, "https://x.example/f")),
        (f"<{HUB}>; rel=hub", (HUB, "")),
        (f'<{HUB}>; title="a, b"; rel="alternate hub"', (HUB, "")),
        ('</style.css>; rel="preload"; as=style', ("", "")),
        ("rel=hub", ("", "")),
        ("", ("", "")),
    ],
)
def test_a_header_names_hubs_too(header: str, expected: tuple[str, str]) -> None:
    assert hub_in_header(header, "https://x.example/feed.xml") == expected


@given(st.text(max_size=300))
def test_any_header_is_borne(header: str) -> None:
    hub, topic = hub_in_header(header, "https://x.example/")
    assert all(not each or each.startswith(("http://", "https://")) for each in (hub, topic))


def test_a_poll_keeps_the_hub_that_its_feed_names(odd_server, either_database: Database) -> None:
    def served(*names: str, **headers: str) -> None:
        link = f'<a:link xmlns:a="{ATOM}" rel="hub" href="{HUB}"/>'
        body = feed(odd_server, *names).replace("<title>t</title>", f"<title>t</title>{link}", 1)
        odd_server.text("/feed", body, kind="application/rss+xml", **headers)

    settings = one_source(odd_server, text="teaser")
    served("a")
    crawl(either_database, settings)
    served("a", "b")  # what is known is cut out before it is read
    crawl(either_database, settings)
    with either_database.read() as session:
        ((state,),) = push_states(session, datetime.now(UTC)).values()
    assert (state.state, state.hub, state.url) == ("wanted", HUB, odd_server.url("/feed"))
    odd_server.text("/feed", feed(odd_server, "c"), kind="application/rss+xml")
    crawl(either_database, settings)
    with either_database.read() as session:
        assert push_states(session, datetime.now(UTC)) == {}
    odd_server.text("/feed", feed(odd_server, "d"), kind="application/rss+xml", Link=f'<{HUB}>; rel="hub"')
    crawl(either_database, settings)
    with either_database.read() as session:
        ((state,),) = push_states(session, datetime.now(UTC)).values()
    assert state.hub == HUB
    assert len(rows(either_database, Address)) == 1
