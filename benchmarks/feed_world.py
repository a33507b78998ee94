"""A world of feeds on loopback for the benchmarks: documents as news sites write them, answered with validators.

Each site has an address of its own (127.16.0.1 and on) and a robots.txt. Documents differ as real ones do: RSS, Atom
and RDF, some in GB18030 or ISO-8859-1, a seventh with full texts, titles and links with escapes, CDATA here and there.
The server is a process of its own, so that what it costs is not counted with those who ask it.
"""

from __future__ import annotations

import asyncio
import hashlib
import multiprocessing
import random
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.utils import formatdate
from multiprocessing.connection import Connection
from typing import Any, Literal

ITEMS = 20
START = 1_790_000_000
"""When the newest items of the beginning were published, in seconds since 1970."""

ROBOTS = b"User-agent: *\nDisallow: /admin/\nDisallow: /search\nAllow: /\nSitemap: /sitemap.xml\n"
_TEXTS = {
    "en": "the company signed plant battery agreement city supplier invests market minister orders talks",
    "de": "das Unternehmen unterzeichnet Werk Batterie Abkommen Stadt Zulieferer investiert für Müller der",
    "zh": " ".join("公司签署协议工厂电池城市投资市场部长订单会谈德国企业合作新能源汽车在的与"),
}
_WORDS = {language: text.split() for language, text in _TEXTS.items()}
Format = Literal["rss", "atom", "rdf"]
Validator = Literal["both", "etag", "weak", "modified"]


@dataclass
class Site:
    """One feed: what it lists, newest first, and how it is written and validated."""

    number: int
    format: Format
    language: str
    encoding: str
    full_text: bool
    validator: Validator
    items: deque[tuple[int, str, str, str]] = field(default_factory=lambda: deque(maxlen=ITEMS))
    published: int = 0
    changed_at: int = START
    body: bytes = b""
    tag: str = ""

    @property
    def address(self) -> str:
        """The loopback address that it answers on."""
        return f"127.{16 + self.number // 62_500}.{self.number // 250 % 250}.{1 + self.number % 250}"


def make_site(number: int) -> Site:
    """The site of that number, with its first twenty items."""
    chance = random.Random(number)
    language = chance.choices(("en", "de", "zh"), (4, 3, 3))[0]
    encodings = {"zh": ("utf-8", "gb18030"), "de": ("utf-8", "iso-8859-1"), "en": ("utf-8", "utf-8")}
    site = Site(
        number,
        chance.choices(("rss", "atom", "rdf"), (61, 26, 13))[0],  # type: ignore[arg-type]
        language,
        encodings[language][chance.random() < 0.25],
        chance.random() < 0.15,
        chance.choices(("both", "etag", "weak", "modified"), (58, 16, 12, 14))[0],  # type: ignore[arg-type]
    )
    publish(site, ITEMS)
    return site


def publish(site: Site, count: int) -> None:
    """Let the site publish so many more items."""
    for _ in range(count):
        site.published += 1
        chance = random.Random(site.number * 1_000_003 + site.published)
        text = "".join(_paragraph(chance, site.language) for _ in range(7 * site.full_text))
        title, summary = _words(chance, site.language, 9), _words(chance, site.language, 40)
        if site.number % 2:  # as common systems write it
            summary = (
                f"<img src='/pictures/{site.published}.jpg' width='600' height='400' alt='' /><p>{summary}</p>"
                f"<p>The post <a href='/{site.published}' rel='nofollow'>{title}</a> appeared first on <b>us</b>.</p>"
            )
        site.items.appendleft((site.published, title, summary, text))
    site.changed_at += 60 * count
    site.body = _document(site).encode(site.encoding, "xmlcharrefreplace")
    site.tag = f'"{hashlib.sha256(site.body).hexdigest()[:20]}"'


def _paragraph(chance: random.Random, language: str) -> str:
    tag = chance.randint(1, 99)
    return f"<p class='text'>{_words(chance, language, 60)} <a href='/tag/{tag}'>more</a> <em>{tag}</em></p>"


def _words(chance: random.Random, language: str, count: int) -> str:
    if language == "zh":
        return "".join(chance.choices(_WORDS["zh"], k=3 * count)) + "。"
    text = " ".join(chance.choices(_WORDS[language], k=count)).capitalize()
    return f"{text} {chance.randint(2, 900)} million &amp; more."


def _document(site: Site) -> str:
    head = f"<?xml version='1.0' encoding='{site.encoding}'?>\n"
    entries = "\n".join(_entry(site, *item) for item in site.items)
    base, title = f"http://{site.address}", f"Site {site.number}"
    if site.format == "atom":
        return (
            f"{head}<feed xmlns='http://www.w3.org/2005/Atom' xml:lang='{site.language}'><title>{title}</title>"
            f"<link href='{base}/'/><id>{base}/</id><updated>{_iso(site.changed_at)}</updated>\n{entries}\n</feed>"
        )
    if site.format == "rdf":
        return (
            f"{head}<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns='http://purl.org/rss/1.0/' "
            "xmlns:dc='http://purl.org/dc/elements/1.1/' xmlns:content='http://purl.org/rss/1.0/modules/content/'>"
            f"<channel rdf:about='{base}/'><title>{title}</title><link>{base}/</link></channel>\n{entries}\n</rdf:RDF>"
        )
    return (
        f"{head}<rss version='2.0' xmlns:content='http://purl.org/rss/1.0/modules/content/' "
        "xmlns:dc='http://purl.org/dc/elements/1.1/'><channel>"
        f"<title>{title}</title><link>{base}/</link><language>{site.language}</language>\n{entries}\n</channel></rss>"
    )


def _entry(site: Site, number: int, title: str, summary: str, text: str) -> str:
    link = f"http://{site.address}/2026/article-{number}?utm_source=rss"
    moment = START - 3_600 * ITEMS + 1_800 * number
    if site.format == "atom":
        content = f"<content type='html'>{_escaped(text)}</content>" if text else ""
        return (
            f"<entry><title>{title}</title><link rel='alternate' href='{link}'/>"
            f"<id>tag:{site.address},2026:{number}</id><published>{_iso(moment)}</published>"
            f"<updated>{_iso(moment)}</updated><author><name>A. Writer</name></author>"
            f"<summary type='html'>{_escaped(summary)}</summary>{content}</entry>"
        )
    content = f"<content:encoded><![CDATA[{text}]]></content:encoded>" if text else ""
    if site.format == "rdf":
        return (
            f"<item rdf:about='{link}'><title>{title}</title><link>{link}</link><dc:date>{_iso(moment)}</dc:date>"
            f"<dc:creator>A. Writer</dc:creator><description>{_escaped(summary)}</description>{content}</item>"
        )
    return (
        f"<item><title>{title}</title><link>{link}</link><guid isPermaLink='false'>{site.address}-{number}</guid>"
        f"<pubDate>{formatdate(moment, usegmt=True)}</pubDate><dc:creator>A. Writer</dc:creator>"
        f"<category>economy</category><description><![CDATA[{summary}]]></description>{content}</item>"
    )


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")


def _iso(moment: int) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(moment))


@dataclass(frozen=True)
class Counts:
    """What the server was asked since the counts were taken last."""

    feeds: int = 0
    robots: int = 0
    conditional: int = 0
    not_modified: int = 0
    others: int = 0


class _Answering(asyncio.Protocol):
    """HTTP/1.1 as far as it is needed here: GET without a body, connections kept."""

    def __init__(self, sites: dict[str, Site], counts: dict[str, int]) -> None:
        self._sites = sites
        self._counts = counts
        self._buffer = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Answer nobody but this machine."""
        self._transport: Any = transport
        address = transport.get_extra_info("sockname")[0]
        self._site = self._sites.get(address)
        if not transport.get_extra_info("peername")[0].startswith("127."):
            transport.close()

    def data_received(self, data: bytes) -> None:
        """Answer each request that is complete."""
        self._buffer += data
        while b"\r\n\r\n" in self._buffer:
            head, self._buffer = self._buffer.split(b"\r\n\r\n", 1)
            lines = head.decode("latin-1").split("\r\n")
            headers = {
                name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines[1:])
            }
            self._answer(lines[0].split(" ")[1], headers)

    def _answer(self, path: str, headers: dict[str, str]) -> None:
        if path == "/robots.txt":
            self._counts["robots"] += 1
            self._send("200 OK", ["Content-Type: text/plain"], ROBOTS)
            return
        if path != "/feed.xml" or self._site is None:
            self._counts["others"] += 1
            self._send("404 Not Found", [], b"")
            return
        site = self._site
        self._counts["feeds"] += 1
        tag = "W/" + site.tag if site.validator == "weak" else site.tag
        date = formatdate(site.changed_at, usegmt=True)
        validators = [f"ETag: {tag}"] * (site.validator != "modified")
        validators += [f"Last-Modified: {date}"] * (site.validator in {"both", "modified"})
        asked_tag, asked_date = headers.get("if-none-match"), headers.get("if-modified-since")
        self._counts["conditional"] += asked_tag is not None or asked_date is not None
        if asked_tag == tag or (asked_tag is None and asked_date == date):
            self._counts["not_modified"] += 1
            self._send("304 Not Modified", validators, b"")
            return
        kind = {"rss": "rss+xml", "atom": "atom+xml", "rdf": "rdf+xml"}[site.format]
        self._send("200 OK", [f"Content-Type: application/{kind}", *validators], site.body)

    def _send(self, status: str, headers: list[str], body: bytes) -> None:
        lines = [f"HTTP/1.1 {status}", f"Date: {formatdate(usegmt=True)}", "Server: world", *headers]
        if not status.startswith("304"):
            lines.append(f"Content-Length: {len(body)}")
        self._transport.write("\r\n".join([*lines, "", ""]).encode("latin-1") + body)


def _serve(pipe: Connection, count: int) -> None:
    sites = [make_site(number) for number in range(count)]
    asyncio.run(_serving(pipe, sites))


async def _serving(pipe: Connection, sites: list[Site]) -> None:
    counts = dict.fromkeys(Counts.__dataclass_fields__, 0)
    by_address = {site.address: site for site in sites}
    loop = asyncio.get_running_loop()
    # All addresses of loopback by one socket; whoever comes from elsewhere is turned away.
    server = await loop.create_server(lambda: _Answering(by_address, counts), "0.0.0.0", 0, backlog=4_096)
    pipe.send(server.sockets[0].getsockname()[1])
    done = asyncio.Event()

    def told() -> None:
        try:
            wish = pipe.recv()
        except EOFError:
            wish = None
        if wish is None:
            done.set()
        elif wish == "counts":
            pipe.send(Counts(**counts))
            counts.update(dict.fromkeys(counts, 0))
        else:
            for number, items in wish.items():
                publish(sites[number], items)
            pipe.send(None)

    loop.add_reader(pipe.fileno(), told)
    await done.wait()
    loop.remove_reader(pipe.fileno())
    server.close()


class World:
    """The running server as its user sees it."""

    def __init__(self, pipe: Connection, port: int, count: int) -> None:
        self._pipe = pipe
        self.hosts = tuple(
            f"{Site(number, 'rss', '', '', False, 'both').address}:{port}" for number in range(count)
        )
        self.feeds = tuple(f"http://{host}/feed.xml" for host in self.hosts)

    def publish(self, items: dict[int, int]) -> None:
        """Let sites, by number, publish so many items each."""
        self._pipe.send(items)
        self._pipe.recv()

    def counts(self) -> Counts:
        """What was asked since this was called last."""
        self._pipe.send("counts")
        counts: Counts = self._pipe.recv()
        return counts


@contextmanager
def feed_world(count: int) -> Iterator[World]:
    """So many feeds, served for as long as the context lasts."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_serve, args=(theirs, count), daemon=True)
    process.start()
    theirs.close()
    try:
        yield World(ours, ours.recv(), count)
    finally:
        ours.close()
        process.join(5)
