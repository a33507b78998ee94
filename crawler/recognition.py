"""What a fetched body is: a feed, a sitemap, an article, a listing, or nothing that can be read. Pure."""

from __future__ import annotations

import re
from typing import Literal
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from crawler.addresses import absolute_url
from crawler.cleaning import plain_line
from crawler.decoding import bom_of
from crawler.feeds_bytes import is_json
from crawler.page_blocks import blocks_of, drop_inactive
from crawler.page_document import parse_page
from crawler.page_furniture import Furniture, is_list_of_links, link_lines, longest_prose
from crawler.page_linked_data import linked_data
from crawler.values import FeedLink

Kind = Literal[
    "rss",
    "atom",
    "jsonfeed",
    "sitemap",
    "news_sitemap",
    "json",
    "article",
    "listing",
    "text",
    "binary",
    "empty",
]

_MAGIC = (
    (b"%PDF-", "a PDF file"),
    (b"\x89PNG", "an image"),
    (b"\xff\xd8\xff", "an image"),
    (b"GIF8", "an image"),
    (b"BM\x00", "an image"),
    (b"PK\x03\x04", "an archive or office file"),
    (b"\xd0\xcf\x11\xe0", "an office file"),
    (b"{\\rtf", "a rich text file"),
    (b"Rar!", "an archive"),
    (b"7z\xbc\xaf", "an archive"),
    (b"\x1f\x8b", "a packed file"),
    (b"BZh", "a packed file"),
    (b"ID3", "a sound file"),
    (b"OggS", "a sound or film file"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90", "a program"),
    (b"wOFF", "a font"),
    (b"wOF2", "a font"),
)
_BOXES = (b"ftyp", b"moov")
_MARKUP = re.compile(
    rb"<(?:!doctype|html|head|body|div|p|article|section|meta|title|table|span|a|h[1-6]|br|ul|main|\?xml|rss|feed)\b"
    rb"|<!--|<[a-z][a-z0-9:-]*(?:\s[^<>]{0,300})?/?>",
    re.IGNORECASE,
)
_ROOT = re.compile(r"<(?![?!])(?:[\w.-]+:)?([A-Za-z]+)")
_PROLOG = re.compile(
    r"<\?.{0,1000}?\?>|<!--.{0,5000}?-->|<!DOCTYPE[^\[>]{0,1000}(?:\[.{0,5000}?\]\s*)?>",
    re.DOTALL | re.IGNORECASE,
)
_FEED_TYPES = {
    "application/rss+xml": "rss",
    "application/rdf+xml": "rss",
    "application/atom+xml": "atom",
    "application/feed+json": "jsonfeed",
    "application/json": "jsonfeed",
    "text/xml": "rss",
    "application/xml": "rss",
}
_LISTING_PATH = re.compile(
    r"/(?:index|list|latest|news|default|home)?(?:_\d+)?(?:\.s?html?|\.php|\.aspx?|\.jsp)?/?$", re.IGNORECASE
)
_HEAD = 30_000


def binary_kind(data: bytes) -> str | None:
    """What a body is if it is no text at all, in words; None if it may be text."""
    head = data[:512]
    for mark, name in _MAGIC:
        if head.startswith(mark):
            return name
    if head[:4] == b"RIFF" or head[4:8] in _BOXES:
        return "an image, sound or film file"
    if bom_of(data) is None and data.startswith(b"\x1f\x8b"):
        return "a packed file"
    if bom_of(data) is None and head:
        zeros = head.count(b"\x00")
        wide = zeros and head[0::2].count(b"\x00") * head[1::2].count(b"\x00") == 0
        controls = sum(byte < 9 or 13 < byte < 32 for byte in head) - zeros - head.count(b"\x1b")
        if (zeros > len(head) // 20 and not wide) or controls > len(head) // 20:
            return "a binary file"
    return None


def is_markup(data: bytes, content_type: str | None) -> bool:
    """Whether a body is to be read as mark-up rather than plain text, whatever the header says."""
    head = data[:20_000].replace(b"\x00", b"")
    kind = (content_type or "").split(";")[0].strip().lower()
    found = _MARKUP.search(head) is not None
    if kind == "text/plain":
        return re.match(rb"\s*(?:\xef\xbb\xbf)?\s*<(?:!doctype|html|\?xml)", head, re.IGNORECASE) is not None
    return found or ("html" in kind and b"<" in head)


def kind_of(data: bytes, content_type: str | None, url: str | None = None) -> Kind:
    """What a fetched body is.

    Args:
        data: The body; packed sitemaps (``.xml.gz``) must be unpacked.
        content_type: The HTTP header.
        url: Where it came from, to tell listings from articles in doubt.
    """
    if not data.strip(b"\x00 \t\r\n\xef\xbb\xbf"):
        return "empty"
    if binary_kind(data) is not None:
        return "binary"
    if is_json(data):
        return "jsonfeed" if _is_json_feed(data) else "json"
    by_root = _kind_by_root(data)
    if by_root is not None:
        return by_root
    if not is_markup(data, content_type):
        return "text"
    return _kind_of_page(data, content_type, url)


def _is_json_feed(data: bytes) -> bool:
    head = data[:_HEAD]
    if b"jsonfeed.org/version/" in head or b"jsonfeed.org\\/version" in head:
        return True
    return b'"items"' in head and (
        b'"content_html"' in head or b'"content_text"' in head or b'"date_published"' in head
    )


def _kind_by_root(data: bytes) -> Kind | None:
    """The kind by the document's root element, if it is that of a feed or sitemap."""
    bom = bom_of(data)
    head = data[:_HEAD].decode(bom[0] if bom else "latin-1", "replace").replace("\x00", "")
    root = _ROOT.search(_PROLOG.sub("", head))
    name = root[1].lower() if root is not None else ""
    if name in {"rss", "rdf", "channel"}:
        return "rss"
    if (name == "feed" and "w3.org/2005/atom" in head.lower()) or (
        name == "feed" and "purl.org/atom" in head.lower()
    ):
        return "atom"
    if name == "urlset":
        return "news_sitemap" if "schemas/sitemap-news" in head or "<news:news" in head else "sitemap"
    return "sitemap" if name == "sitemapindex" else None


def _kind_of_page(data: bytes, content_type: str | None, url: str | None) -> Kind:
    document = parse_page(data, content_type)
    if document is None:
        return "empty"
    stated = linked_data(document.root)
    if stated.is_article and not stated.is_listing:
        return "article"
    if stated.is_listing or (url and urlsplit(url).path in {"", "/"} and not urlsplit(url).query):
        return "listing"
    if _states_article(document.root):
        return "article"
    drop_inactive(document.root)
    blocks = blocks_of(document.root)
    furniture = Furniture(blocks)
    if is_list_of_links(blocks, furniture):
        return "listing"
    few = len(link_lines(blocks)) >= 2 and longest_prose(blocks) < 120
    return "listing" if few and url and _LISTING_PATH.search(urlsplit(url).path) else "article"


def _states_article(root: HtmlElement) -> bool:
    for meta in list(root.iterfind(".//meta[@content]"))[:400]:
        name = str(meta.get("property") or meta.get("name") or "").strip().lower()
        if name == "og:type" and str(meta.get("content", "")).strip().lower() in {"article", "news"}:
            return True
        if name in {"article:published_time", "articletitle", "publishdate", "pubdate"}:
            return True
    return False


def feeds_of(data: bytes, url: str | None, content_type: str | None = None) -> tuple[FeedLink, ...]:
    """The feeds that a page names by ``<link rel="alternate">`` (RSS autodiscovery), in its order."""
    document = parse_page(data, content_type)
    if document is None:
        return ()
    base = url
    stated = document.root.find(".//base[@href]")
    if stated is not None:
        base = absolute_url(str(stated.get("href", "")), url) or url
    found: dict[str, FeedLink] = {}
    for link in list(document.root.iterfind(".//link[@rel]"))[:1_000]:
        kind = _FEED_TYPES.get(str(link.get("type", "")).split(";")[0].strip().lower())
        relations = str(link.get("rel", "")).lower().split()
        if kind is None or not ({"alternate", "feed"} & set(relations)):
            continue
        if kind == "jsonfeed" and "wp-json" in str(link.get("href", "")):
            continue
        address = absolute_url(str(link.get("href", "")), base)
        if address is not None and address not in found:
            found[address] = FeedLink(address, kind, plain_line(str(link.get("title", "")), 200))
    return tuple(found.values())
