"""Sitemaps (sitemaps.org 0.9), their indexes, and news sitemaps (Google's news extension). Pure, and never raises."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser, ParseError
from lxml import etree

from crawler.addresses import absolute_url
from crawler.cleaning import TITLE_LENGTH, markup_to_line, plain_line
from crawler.dates import parse_date
from crawler.decoding import charset_of, declared_encoding, decode
from crawler.values import ParsedSitemap, SitemapEntry

MAX_ENTRIES = 50_000
"""Entries of one sitemap at most, as its protocol allows; the rest is left out with a warning."""
MAX_BYTES = 60_000_000
"""An unpacked sitemap at most; the protocol allows 50 MB."""

_GZIP = b"\x1f\x8b"
_MARKUP_START = re.compile(rb"^[\s\xef\xbb\xbf\xff\xfe\x00]*<")
_PROLOG = re.compile(r"^\s*<\?xml[^>]{0,300}\?>")
_CHUNK = 32_768
_MAX_FAULTS = 300
_ROOTS = frozenset({"urlset", "sitemapindex"})
_ADDRESS_LINE = re.compile(r"https?://\S{3,2000}")


def parse_sitemap(
    data: bytes, *, url: str | None, content_type: str | None = None, timezone: str = "UTC"
) -> ParsedSitemap:
    """Read a sitemap, an index of sitemaps, or a list of addresses as plain text.

    Args:
        data: The body; packed ones (gzip) are unpacked here.
        url: Where it came from: relative addresses, against the protocol, are relative to it.
        content_type: The HTTP header, for its charset.
        timezone: The zone of dates that name none.
    """
    warnings: list[str] = []
    if data.startswith(_GZIP):
        unpacked = _unpacked(data, warnings)
        if unpacked is None:
            return ParsedSitemap(error="the packed sitemap cannot be unpacked")
        data = unpacked
    if len(data) > MAX_BYTES:
        warnings.append(f"the sitemap has {len(data):,} bytes, of which the first {MAX_BYTES:,} were read")
        data = data[:MAX_BYTES]
    if not data.strip(b"\x00 \t\r\n\xef\xbb\xbf"):
        return ParsedSitemap(error="the document is empty", warnings=tuple(warnings))
    if not _MARKUP_START.match(data[:200]):
        return _from_lines(data, url, content_type, warnings)
    readable = _readable(data, content_type)
    if _declares_entities(readable):
        return ParsedSitemap(error="the sitemap declares entities, which none needs: it is not read")
    return _from_xml(readable, url, timezone, warnings)


def _unpacked(data: bytes, warnings: list[str]) -> bytes | None:
    """The content of a gzip file, as far as it goes and within bounds; None if there is none."""
    unpacker = zlib.decompressobj(zlib.MAX_WBITS | 16)
    try:
        content = unpacker.decompress(data, MAX_BYTES + 1)
    except zlib.error:
        return None
    if not unpacker.eof and len(content) <= MAX_BYTES:
        warnings.append("the packed sitemap is cut off; what is there was read")
    return content or None


def _from_lines(data: bytes, url: str | None, content_type: str | None, warnings: list[str]) -> ParsedSitemap:
    text, _ = decode(data, content_type)
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    found = [
        address for line in lines if _ADDRESS_LINE.fullmatch(line) and (address := absolute_url(line, url))
    ]
    if not found or len(found) < len(lines) // 2:
        return ParsedSitemap(error="this is no sitemap", warnings=tuple(warnings))
    if len(found) > MAX_ENTRIES:
        warnings.append(f"more than {MAX_ENTRIES:,} addresses; the first {MAX_ENTRIES:,} were read")
    entries = tuple(SitemapEntry(address) for address in dict.fromkeys(found[:MAX_ENTRIES]))
    return ParsedSitemap(entries=entries, warnings=tuple(warnings))


def _declares_entities(data: bytes) -> bool:
    """Whether a document declares entities: small ones can grow to gigabytes, and external ones read files."""
    head = data[:50_000]
    if b"<!" not in head:
        return False
    if re.search(rb"<!ENTITY", head, re.IGNORECASE):
        return True
    parser = DefusedXMLParser(forbid_dtd=False, forbid_entities=True, forbid_external=False)
    try:
        parser.feed(head)
    except DefusedXmlException:
        return True
    except (ParseError, ValueError):
        return False  # broken, which is no danger: the reading below resolves no entities
    return False


def _from_xml(data: bytes, url: str | None, timezone: str, warnings: list[str]) -> ParsedSitemap:
    pages: dict[str, SitemapEntry] = {}
    sitemaps: dict[str, SitemapEntry] = {}
    root, is_news, dropped = "", False, 0
    for name, fields in _elements(_complete(data, warnings), warnings):
        if name in _ROOTS:
            root = root or name
            continue
        entry = _entry(fields, url, timezone, warnings)
        if entry is None:
            dropped += 1
            continue
        is_news = is_news or "news" in fields
        listed = pages if name == "url" else sitemaps
        if len(listed) >= MAX_ENTRIES and entry.url not in listed:
            warnings.append(f"more than {MAX_ENTRIES:,} entries; the first {MAX_ENTRIES:,} were read")
            break
        listed.setdefault(entry.url, entry)
    if not (root or pages or sitemaps):
        return ParsedSitemap(error="this is no sitemap", warnings=tuple(dict.fromkeys(warnings))[:30])
    if dropped:
        warnings.append(f"{dropped} entries without a web address were left out")
    oldest = datetime.min.replace(tzinfo=UTC)
    return ParsedSitemap(
        entries=tuple(pages.values()),
        sitemaps=tuple(sorted(sitemaps.values(), key=lambda entry: entry.modified or oldest, reverse=True)),
        is_news=is_news,
        warnings=tuple(dict.fromkeys(warnings))[:30],
    )


def _complete(data: bytes, warnings: list[str]) -> bytes:
    """The document without a last entry that is cut off: half an address is a wrong address."""
    if re.search(rb"</(?:[\w.-]+:)?(?:urlset|sitemapindex)\s*>", data[-2_000:], re.IGNORECASE):
        return data
    ends = [match.end() for match in re.finditer(rb"</(?:[\w.-]+:)?(?:url|sitemap)\s*>", data)]
    if ends and data[ends[-1] :].strip():
        warnings.append("the sitemap is cut off; its last entry was left out")
        return data[: ends[-1]]
    return data


def _elements(data: bytes, warnings: list[str]) -> Iterator[tuple[str, dict[str, str]]]:
    """The root's name, then each entry's name and fields. Broken mark-up is read as far as it can be."""
    parser = etree.XMLPullParser(
        events=("start", "end"),
        recover=True,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        remove_comments=True,
        remove_pis=True,
        huge_tree=True,
    )
    try:
        for start in range(0, len(data), _CHUNK):
            parser.feed(data[start : start + _CHUNK])
            yield from _events(parser)
            # Each fault costs more than the one before it: what is full of them is no sitemap.
            if len(parser.feed_error_log) > _MAX_FAULTS:
                warnings.append(
                    "the sitemap is full of faults; what comes after the first of them was not read"
                )
                return
        parser.close()
        yield from _events(parser)
    except etree.XMLSyntaxError as error:
        warnings.append(f"not well-formed: {plain_line(str(error), 160)}")
        return
    if len(parser.feed_error_log):
        warnings.append(f"not well-formed: {plain_line(str(parser.feed_error_log[0].message), 160)}")


def _events(parser: etree.XMLPullParser) -> Iterator[tuple[str, dict[str, str]]]:
    for event, element in parser.read_events():
        if not isinstance(element, etree._Element):
            continue
        name = _local(element)
        if event == "start":
            if name in _ROOTS:
                yield name, {}
        elif name in {"url", "sitemap"}:
            yield name, _fields(element)
            element.clear()
            while element.getprevious() is not None and (parent := element.getparent()) is not None:
                del parent[0]


def _local(element: etree._Element) -> str:
    tag = element.tag
    return tag.rsplit("}", 1)[-1].rsplit(":", 1)[-1].lower() if isinstance(tag, str) else ""


def _fields(entry: etree._Element) -> dict[str, str]:
    """The texts of an entry; those of the news extension under ``title``, ``publication_date`` and ``language``."""
    fields: dict[str, str] = {}
    for child in entry:
        name = _local(child)
        if name == "news":
            fields["news"] = ""
            for inner in child.iter():
                field = _local(inner)
                if field in {"title", "publication_date", "language"} and inner.text:
                    fields.setdefault(field, inner.text)
        elif name in {"loc", "lastmod"}:
            fields.setdefault(name, "".join(str(text) for text in child.itertext()))
    return fields


def _entry(
    fields: dict[str, str], url: str | None, timezone: str, warnings: list[str]
) -> SitemapEntry | None:
    address = absolute_url(fields.get("loc", ""), url)
    if address is None:
        return None
    dates = {}
    for name in ("publication_date", "lastmod"):
        stated = fields.get(name, "").strip()
        dates[name] = parse_date(stated, timezone)
        if stated and dates[name] is None and len(warnings) < 20:
            warnings.append(f"a date that cannot be read was dropped: {plain_line(stated, 60)}")
    return SitemapEntry(
        url=address,
        title=markup_to_line(fields.get("title", ""), TITLE_LENGTH),
        published=dates["publication_date"],
        modified=dates["lastmod"],
        language=plain_line(fields.get("language", ""), 20),
    )


def _readable(data: bytes, content_type: str | None) -> bytes:
    """As UTF-8 without a declared encoding where the label is known to mislead, and without impossible characters."""
    if charset_of(content_type) in {None, "utf-8"} and declared_encoding(data) in {None, "utf-8"}:
        try:
            data.decode("utf-8")
        except UnicodeDecodeError:
            pass
        else:
            return re.sub(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]", b"", data).lstrip(b"\xef\xbb\xbf \t\r\n")
    text, _ = decode(data, content_type)
    text = re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]", "", text)
    return _PROLOG.sub("", text).lstrip("\ufeff \t\r\n").encode("utf-8", "replace")
