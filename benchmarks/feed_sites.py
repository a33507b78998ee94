"""The sites of the benchmarks' world of feeds: documents as news sites write them.

They differ as real ones do: RSS, Atom and RDF, some in GB18030 or ISO-8859-1, a seventh with full texts, titles and
links with escapes, CDATA here and there. The same number gives the same site at every run.
"""

from __future__ import annotations

import hashlib
import random
import time
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from email.utils import formatdate
from typing import Literal
from xml.sax.saxutils import escape

ITEMS = 20
START = 1_790_000_000
"""When the newest items of the beginning were published, in seconds since 1970."""

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
    port: int = 80
    items: deque[tuple[int, str, str, str]] = field(default_factory=lambda: deque(maxlen=ITEMS))
    pages: dict[str, bytes] = field(default_factory=dict)
    published: int = 0
    changed_at: int = START
    body: bytes = b""
    tag: str = ""

    @property
    def address(self) -> str:
        """The loopback address that it answers on."""
        return f"127.{16 + self.number // 62_500}.{self.number // 250 % 250}.{1 + self.number % 250}"


def make_site(number: int, port: int = 80, items: int = ITEMS) -> Site:
    """The site of that number, with its first items."""
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
        port,
    )
    publish(site, items)
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
    _write(site, count)


def tell(site: Site, title: str, paragraphs: Sequence[str]) -> str:
    """Let the site publish an article with a page of its own, whose address is returned."""
    site.published += 1
    site.items.appendleft((site.published, escape(title), escape(paragraphs[0]), ""))
    text = "".join(f"<p>{escape(paragraph)}</p>" for paragraph in paragraphs)
    path = f"/2026/article-{site.published}"
    page = f"<html lang='en'><head><title>{escape(title)}</title></head><body><article><h1>{escape(title)}</h1>{text}"
    site.pages[path] = f"{page}</article></body></html>".encode()
    _write(site, 1)
    return f"http://{site.address}:{site.port}{path}"


def _write(site: Site, count: int) -> None:
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
    link = f"http://{site.address}:{site.port}/2026/article-{number}?utm_source=rss"
    # What has a page of its own is of this moment; the others are of the world's own time.
    own = f"/2026/article-{number}" in site.pages
    moment = int(time.time()) if own else START - 3_600 * ITEMS + 1_800 * number
    if site.format == "atom":
        content = f"<content type='html'>{escape(text)}</content>" if text else ""
        return (
            f"<entry><title>{title}</title><link rel='alternate' href='{link}'/>"
            f"<id>tag:{site.address},2026:{number}</id><published>{_iso(moment)}</published>"
            f"<updated>{_iso(moment)}</updated><author><name>A. Writer</name></author>"
            f"<summary type='html'>{escape(summary)}</summary>{content}</entry>"
        )
    content = f"<content:encoded><![CDATA[{text}]]></content:encoded>" if text else ""
    if site.format == "rdf":
        return (
            f"<item rdf:about='{link}'><title>{title}</title><link>{link}</link><dc:date>{_iso(moment)}</dc:date>"
            f"<dc:creator>A. Writer</dc:creator><description>{escape(summary)}</description>{content}</item>"
        )
    return (
        f"<item><title>{title}</title><link>{link}</link><guid isPermaLink='false'>{site.address}-{number}</guid>"
        f"<pubDate>{formatdate(moment, usegmt=True)}</pubDate><dc:creator>A. Writer</dc:creator>"
        f"<category>economy</category><description><![CDATA[{summary}]]></description>{content}</item>"
    )


def _iso(moment: int) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(moment))
