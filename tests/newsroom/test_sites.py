"""How the sites behave on the wire: validators, encodings, robots, paging, furniture, outages, publication."""

from __future__ import annotations

import json
import threading
from datetime import date, timedelta
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urljoin

import feedparser
import httpx
import pytest
from lxml import etree, html

from newsroom import Item, Newsroom, NewsroomError, Site

WEB = httpx.Client(verify=False, trust_env=False)  # loopback only: no certificates, no proxies
FEEDS = ("rss", "atom")
SITEMAPS = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}


def addresses(site: Site) -> list[str]:
    """The article addresses that the site lists, read by an independent reader."""
    found: list[str] = []
    page: str | None = site.url
    while page:
        answer = WEB.get(page)
        assert answer.status_code == 200
        listed, page = listed_in(site, answer, page)
        found += listed
    return found


def listed_in(site: Site, answer: httpx.Response, page: str) -> tuple[list[str], str | None]:
    if site.access in FEEDS:
        return [entry.link for entry in feedparser.parse(answer.content).entries], None
    if site.access == "jsonfeed":
        return [entry["url"] for entry in answer.json()["items"]], None
    if site.access in ("sitemap", "news_sitemap"):
        return [
            loc.text or "" for loc in etree.fromstring(answer.content).iterfind(".//s:loc", SITEMAPS)
        ], None
    document: Any = html.fromstring(answer.content.decode(site.outlet.charset))
    links = [urljoin(page, link) for link in document.xpath("//main//*[self::li or self::h3]//a/@href")]
    following = document.xpath("//a[@rel='next']/@href")
    return links, urljoin(page, following[0]) if following else None


def plain(markup: str) -> str:
    document: Any = html.fromstring(markup)
    return str(document.text_content())


def test_all_kinds_of_access_are_there(standing: Newsroom) -> None:
    forms = {site.outlet.form for site in standing.sites}
    assert forms == {"rss", "rss_full", "atom", "rdf", "json", "listing", "sitemap", "news_sitemap"}
    assert any(site.outlet.charset == "gb18030" for site in standing.sites)
    assert any(not site.outlet.dated_feed for site in standing.sites)
    assert {site.outlet.validators for site in standing.sites} == {"both", "etag", "modified", "none"}
    assert any(site.outlet.disallow for site in standing.sites)


def test_each_site_lists_its_published_items_and_no_other(standing: Newsroom) -> None:
    for site in standing.sites:
        listed = {address.partition("?")[0] for address in addresses(site)}
        published = {item.url for item in standing.items if item.site == site.id and item.published}
        held = {item.url for item in standing.items if item.site == site.id and not item.published}
        assert published <= listed, site.id
        assert not held & listed, site.id


def test_article_pages_hold_their_text_amid_furniture(standing: Newsroom) -> None:
    for item in standing.items:
        if item.published is None:
            continue
        site = standing.site(item.site)
        answer = WEB.get(item.url)
        assert answer.status_code == 200
        text = plain(answer.content.decode(site.outlet.charset))
        for paragraph in item.paragraphs:
            assert paragraph in text, item.id
        assert item.title in text
        for piece in (site.outlet.furniture.footer, *site.outlet.furniture.teasers):
            assert piece in text
            assert piece not in item.text


def test_unknown_and_held_pages_are_not_found(standing: Newsroom) -> None:
    held = standing.item(standing.held[0])
    assert WEB.get(held.url).status_code == 404
    assert WEB.get(standing.base("kammerblatt") + "/nothing").status_code == 404
    assert WEB.get(standing.site("stadt-erfundenburg").url + "?seite=99").status_code == 404


def test_unchanged_addresses_answer_304_to_their_own_validators(standing: Newsroom) -> None:
    for site in standing.sites:
        first = WEB.get(site.url)
        tag, modified = first.headers.get("ETag"), first.headers.get("Last-Modified")
        kind = site.outlet.validators
        assert (tag is not None) == (kind in ("both", "etag"))
        assert (modified is not None) == (kind in ("both", "modified"))
        if tag:
            again = WEB.get(site.url, headers={"If-None-Match": f'W/{tag}, "other"'})
            assert (again.status_code, again.content) == (304, b"")
        if modified:
            assert WEB.get(site.url, headers={"If-Modified-Since": modified}).status_code == 304
            earlier = (parsedate_to_datetime(modified) - timedelta(seconds=1)).strftime(
                "%a, %d %b %Y %H:%M:%S GMT"
            )
            assert WEB.get(site.url, headers={"If-Modified-Since": earlier}).status_code == 200
        assert WEB.get(site.url, headers={"If-None-Match": '"other"'}).status_code == 200
        assert WEB.get(site.url).content == first.content


def test_a_tag_outranks_a_date_and_a_broken_date_counts_for_nothing(standing: Newsroom) -> None:
    site = standing.site("harbour-courier")
    modified = WEB.get(site.url).headers["Last-Modified"]
    both = {"If-None-Match": '"other"', "If-Modified-Since": modified}
    assert WEB.get(site.url, headers=both).status_code == 200
    assert WEB.get(site.url, headers={"If-Modified-Since": "yesterday"}).status_code == 200


def test_chinese_feed_is_gb18030_and_says_gb2312(standing: Newsroom) -> None:
    site = standing.site("fictitious-finance")
    answer = WEB.get(site.url)
    assert answer.headers["Content-Type"] == "application/rss+xml; charset=gb2312"
    assert site.name in answer.content.decode("gb18030")
    with pytest.raises(UnicodeDecodeError):
        answer.content.decode("utf-8")


def test_a_wrong_and_a_missing_charset_in_the_header(standing: Newsroom) -> None:
    wrong = WEB.get(standing.site("musterticker").url)
    assert wrong.headers["Content-Type"] == "text/xml; charset=iso-8859-1"
    assert "eröffnet" in wrong.content.decode("utf-8")
    assert WEB.get(standing.site("imaginary-daily").url).headers["Content-Type"] == "application/rss+xml"


def test_the_feed_without_dates_has_none(standing: Newsroom) -> None:
    parsed = feedparser.parse(WEB.get(standing.site("imaginary-daily").url).content)
    assert parsed.entries
    assert all("published" not in entry and "updated" not in entry for entry in parsed.entries)


def test_full_text_feed_brings_every_paragraph(standing: Newsroom) -> None:
    parsed = feedparser.parse(WEB.get(standing.site("made-up-wire").url).content)
    texts = " ".join(plain(entry.content[0].value) for entry in parsed.entries)
    for item in standing.items:
        if item.site == "made-up-wire" and item.published:
            assert all(paragraph in texts for paragraph in item.paragraphs)


def test_json_feed_is_one_of_version_1_1(standing: Newsroom) -> None:
    feed = json.loads(WEB.get(standing.site("fictional-trade-review").url).content)
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert all(item["id"] and item["url"] and item["date_published"] for item in feed["items"])


def test_robots_forbid_what_is_not_readable(standing: Newsroom) -> None:
    forbidden = [item for item in standing.items if not item.readable]
    assert len(forbidden) >= 2
    for item in forbidden:
        rules = WEB.get(standing.base(item.site) + "/robots.txt").text
        path = item.url.removeprefix(standing.base(item.site))
        disallowed = [line.removeprefix("Disallow: ") for line in rules.splitlines() if "Disallow: /" in line]
        assert any(path.startswith(rule) for rule in disallowed)
        assert not item.alert
    assert WEB.get(standing.base("kammerblatt") + "/robots.txt").text == "User-agent: *\nDisallow:\n"


def test_head_says_what_get_says(standing: Newsroom) -> None:
    url = standing.site("harbour-courier").url
    head, get = WEB.head(url), WEB.get(url)
    assert head.content == b""
    assert head.headers["Content-Length"] == get.headers["Content-Length"]


def published_once(newsroom: Newsroom, item_id: str) -> Item:
    site = newsroom.site(newsroom.item(item_id).site)
    before = WEB.get(site.url)
    (item,) = newsroom.publish(item_id)
    validators = {
        name: before.headers[header]
        for name, header in (("If-None-Match", "ETag"), ("If-Modified-Since", "Last-Modified"))
        if header in before.headers
    }
    after = WEB.get(site.url, headers=validators)
    assert after.status_code == 200
    assert after.content != before.content
    listed = {address.partition("?")[0] for address in addresses(site)}
    assert item.url in listed
    return item


def test_what_is_published_appears_at_once_and_changes_the_validators(fresh: Newsroom) -> None:
    for item_id in fresh.held:
        item = published_once(fresh, item_id)
        assert item.published is not None
        assert abs(fresh.now() - item.published) < timedelta(minutes=5)
        assert WEB.get(item.url).status_code == 200
    assert fresh.held == ()
    assert fresh.publish_next() is None


def test_only_held_items_can_be_published_and_all_or_none(fresh: Newsroom) -> None:
    first = fresh.held[0]
    with pytest.raises(NewsroomError, match="no item 'nothing'"):
        fresh.publish(first, "nothing")
    assert first in fresh.held
    fresh.publish(first)
    with pytest.raises(NewsroomError, match="published already"):
        fresh.publish(first)


def test_an_item_of_a_later_day_cannot_be_published() -> None:
    newsroom = Newsroom(date(2022, 1, 1))
    try:
        with pytest.raises(NewsroomError, match="later day"):
            newsroom.publish("changzhou-dialogue-2022-wire")
    finally:
        newsroom.stop()


def test_an_outage_spares_robots_and_ends(fresh: Newsroom) -> None:
    site = fresh.site("kammerblatt")
    fresh.fail(site.id, 429, retry_after=120)
    answer = WEB.get(site.url)
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "120")
    assert WEB.get(fresh.base(site.id) + "/robots.txt").status_code == 200
    assert WEB.get(fresh.site("musterticker").url).status_code == 200
    fresh.recover(site.id)
    assert WEB.get(site.url).status_code == 200
    with pytest.raises(NewsroomError, match="400 to 599"):
        fresh.fail(site.id, 200)
    with pytest.raises(NewsroomError, match="no site 'nowhere'"):
        fresh.fail("nowhere")


def test_every_request_is_noted(fresh: Newsroom) -> None:
    site = fresh.site("musterticker")
    tag = WEB.get(site.url, headers={"User-Agent": "reader/1"}).headers["ETag"]
    WEB.get(site.url, headers={"If-None-Match": tag})
    first, second = fresh.requests
    assert (first.site, first.method, first.status, first.conditional) == (site.id, "GET", 200, False)
    assert first.user_agent == "reader/1"
    assert (second.status, second.conditional) == (304, True)
    fresh.clear_requests()
    assert fresh.requests == ()


def test_many_readers_at_once_see_whole_answers_while_items_come_out(fresh: Newsroom) -> None:
    site = fresh.site("stadt-erfundenburg")
    faults: list[int] = []

    def read() -> None:
        for number in range(60):
            status = WEB.get(site.url, params={"seite": number % 2 + 1}).status_code
            if status != 200:
                faults.append(status)

    readers = [threading.Thread(target=read) for _ in range(4)]
    for reader in readers:
        reader.start()
    fresh.publish("held-town-delegation")
    for reader in readers:
        reader.join()
    assert faults == []
    assert len(fresh.requests) == 240


def newsroom_on_fixed_ports() -> Newsroom:
    """Below the range from which the system takes ports for outgoing connections."""
    for port in range(21000, 30000, 100):
        try:
            return Newsroom(first_port=port)
        except NewsroomError:
            continue
    raise AssertionError("no fifteen free ports in a row")


def test_ports_are_free_again_after_the_end() -> None:
    with newsroom_on_fixed_ports() as newsroom:
        url, port = newsroom.sites[0].url, newsroom.sites[0].port
        assert [site.port for site in newsroom.sites] == list(range(port, port + len(newsroom.sites)))
        assert WEB.get(url).status_code == 200
    with pytest.raises(httpx.ConnectError):
        WEB.get(url)
    with pytest.raises(NewsroomError, match="runs already, or has run"):
        newsroom.start()
    with Newsroom(first_port=port):
        assert WEB.get(url).status_code == 200
        with pytest.raises(NewsroomError, match=f"cannot listen on 127.0.0.1:{port}"):
            Newsroom(first_port=port)


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.1", "localhost", "::1"])
def test_only_loopback_is_served(host: str) -> None:
    with pytest.raises(NewsroomError, match="loopback"):
        Newsroom(host=host)


@pytest.mark.parametrize("port", [-1, 65530, 70000])
def test_ports_must_exist(port: int) -> None:
    with pytest.raises(NewsroomError, match="cannot be the first of"):
        Newsroom(first_port=port)
