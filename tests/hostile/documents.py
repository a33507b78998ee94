"""Routes whose documents are the attack: bombs, chains of encodings, lies on charsets, mark-up that eats readers."""

from __future__ import annotations

import gzip
import struct
import zlib
from functools import cache

import brotli
from scrapy.utils._compression import zstd

from tests.hostile.server import PIECE, Route, Visit

MANY = 200 * 2**20
"""Bytes to which a bomb unpacks."""
TEXT = b"<p>" + b"A sentence that tells of nothing in particular, at some length. " * 40 + b"</p>"
_BLOCK = bytes(2**20)


@cache
def _zeros(encoding: str) -> bytes:
    """So many zeros, packed; made in pieces, so that the test itself stays small."""
    blocks = range(MANY // len(_BLOCK))
    crc, adler = 0, 1
    match encoding:
        case "br":
            packer = brotli.Compressor(quality=5)
            return b"".join(packer.process(_BLOCK) for _ in blocks) + packer.finish()
        case "zstd":
            pressed = zstd.ZstdCompressor()
            return b"".join(pressed.compress(_BLOCK) for _ in blocks) + pressed.flush()
        case "raw":
            deflated = zlib.compressobj(1, wbits=-15)
            return b"".join(deflated.compress(_BLOCK) for _ in blocks) + deflated.flush()
        case "gzip":
            for _ in blocks:
                crc = zlib.crc32(_BLOCK, crc)
            return gzip.compress(b"")[:10] + _zeros("raw") + struct.pack("<II", crc, MANY)
    for _ in blocks:
        adler = zlib.adler32(_BLOCK, adler)
    return b"\x78\x01" + _zeros("raw") + struct.pack(">I", adler)


def prepare() -> None:
    """Pack the zeros now: a client in a hurry would not wait for it."""
    for encoding in ("raw", "gzip", "deflate", "br", "zstd"):
        _zeros(encoding)


def _packed(encoding: str, stated: str, *outer: str) -> Route:
    def route(visit: Visit) -> None:
        body = _zeros(encoding)
        for name in outer:
            body = {"gzip": gzip.compress, "deflate": zlib.compress, "br": brotli.compress}[name](body)
        visit.document(body, Content_Encoding=stated)

    return route


def _stated(body: bytes, encoding: str, kind: str = "text/html") -> Route:
    return lambda visit: visit.document(body, kind, Content_Encoding=encoding)


def _page(body: bytes, kind: str = "text/html") -> Route:
    return lambda visit: visit.document(body, kind)


def _feed(inner: bytes, before: bytes = b"") -> Route:
    body = b"<?xml version='1.0'?>" + before + b"<rss version='2.0'><channel><title>t</title>" + inner
    return _page(body + b"</channel></rss>", "application/rss+xml")


def _nested(depth: int) -> bytes:
    """A small document packed again and again."""
    body = TEXT
    for _ in range(depth):
        body = gzip.compress(body)
    return body


def _members(count: int) -> bytes:
    return gzip.compress(b"") * count + gzip.compress(TEXT)


def _large(visit: Visit) -> None:
    visit.head("200 OK", "application/rss+xml", Content_Length=str(19 * 2**20))
    for _ in range(19 * 2**20 // PIECE):
        visit.send(b"<item>" * (PIECE // 6) + b" " * (PIECE % 6))


_LAUGHS = b"<!DOCTYPE l [<!ENTITY a 'ha'>" + b"".join(
    b"<!ENTITY %s '%s'>" % (bytes([98 + level]), b"&%s;" % bytes([97 + level]) * 10) for level in range(9)
) + b"]>"  # fmt: skip
_ITEM = b"<item><title>On %d</title><link>http://127.0.0.1/%d</link></item>"

ROUTES: dict[str, Route] = {
    "/bomb-gzip": _packed("gzip", "gzip"),
    "/bomb-x-gzip": _packed("gzip", "x-gzip"),
    "/bomb-deflate": _packed("deflate", "deflate"),
    "/bomb-deflate-raw": _packed("raw", "deflate"),
    "/bomb-br": _packed("br", "br"),
    "/bomb-zstd": _packed("zstd", "zstd"),
    "/bomb-gzip-gzip": _packed("gzip", "gzip, gzip", "gzip"),
    "/bomb-gzip-br": _packed("gzip", "gzip, br", "br"),
    "/bomb-br-gzip": _packed("br", "br, gzip", "gzip"),
    "/bomb-gzip-deflate-br": _packed("gzip", "gzip, deflate, br", "deflate", "br"),
    "/bomb-unstated": lambda visit: visit.document(_zeros("gzip"), "application/gzip"),
    "/bomb-sitemap.xml.gz": lambda visit: visit.document(_zeros("gzip"), "application/x-gzip"),
    "/chain-20": _stated(_nested(20), ", ".join(["gzip"] * 20)),
    "/chain-stated-30000": _stated(TEXT, ", ".join(["gzip"] * 30_000)),
    "/chain-members": _stated(_members(200_000), "gzip"),
    "/packed-not": _stated(TEXT, "gzip"),
    "/packed-not-br": _stated(TEXT, "br"),
    "/packed-not-zstd": _stated(TEXT, "zstd"),
    "/packed-cut": _stated(gzip.compress(TEXT * 50)[:500], "gzip"),
    "/packed-tail": _stated(gzip.compress(TEXT) + b"tail" * 1_000, "gzip"),
    "/packed-unknown": _stated(TEXT, "rot13"),
    "/charset-unknown": _page(TEXT, "text/html; charset=no-such-charset"),
    "/charset-codec-zip": _page(zlib.compress(bytes(2**22)), "text/html; charset=zip"),
    "/charset-codec-bz2": _page(TEXT, "text/html; charset=bz2_codec"),
    "/charset-codec-rot13": _page(TEXT, "text/html; charset=rot13"),
    "/charset-codec-idna": _page(b"xn--" + b"a" * 200_000, "text/html; charset=idna"),
    "/charset-codec-punycode": _page(b"a" * 100_000 + b"-" + b"9" * 100_000, "text/html; charset=punycode"),
    "/charset-codec-unicode-escape": _page(b"\\ud800" * 10_000, "text/html; charset=unicode_escape"),
    "/charset-utf-7": _page(b"+ADw-script+AD4-alert(1)+ADw-/script+AD4-" * 1_000, "text/html; charset=utf-7"),
    "/charset-utf-16-lie": _page(TEXT, "text/html; charset=utf-16"),
    "/charset-utf-32-lie": _page(TEXT * 20, "text/html; charset=utf-32-be"),
    "/charset-gb-noise": _page(bytes(range(128, 256)) * 4_000, "text/html; charset=gb2312"),
    "/charset-three": _page(
        b"\xff\xfe<meta charset=big5>" + "中德".encode("gb18030") * 50, "text/html; charset=utf-8"
    ),
    "/nul": _page(bytes(2**23)),
    "/entities": _feed(b"<item><title>&i;</title></item>", _LAUGHS),
    "/entities-quadratic": _feed(
        b"<item><title>" + b"&a;" * 50_000 + b"</title></item>",
        b"<!DOCTYPE r [<!ENTITY a '" + b"a" * 50_000 + b"'>]>",
    ),
    "/entities-external": _feed(
        b"<item><title>&a;</title></item>", b"<!DOCTYPE r [<!ENTITY a SYSTEM 'file:///etc/passwd'>]>"
    ),
    "/deep-xml": _page(b"<rss>" + b"<a>" * 200_000, "application/xml"),
    "/deep-html": _page(b"<html><body>" + b"<div>" * 200_000 + TEXT),
    "/deep-lists": _page(b"<ul><li>" * 50_000 + TEXT),
    "/deep-json": _page(b"[" * 200_000, "application/feed+json"),
    "/json-number": _page(
        b'{"version":"https://jsonfeed.org/version/1.1","items":[{"id":' + b"9" * 200_000 + b"}]}",
        "application/feed+json",
    ),
    "/tags-open": _page(b"<a" * 1_000_000),
    "/tags-comment": _page(b"<!--" + b"-" * 4_000_000),
    "/tags-cdata": _feed(b"<item><title><![CDATA[" + b"]" * 3_000_000),
    "/attribute-long": _page(b"<p title='" + b"a" * 8_000_000 + b"'>x</p>"),
    "/attributes-many": _page(b"<p " + b"".join(b"a%d=1 " % number for number in range(200_000)) + b">x</p>"),
    "/entities-html": _page(b"&lt;" * 1_000_000),
    "/title-long": _feed(b"<item><title>" + b"word " * 1_000_000 + b"</title></item>"),
    "/items-many": _feed(b"".join(_ITEM % (number, number) for number in range(60_000))),
    "/links-many": _page(
        b"<ul>"
        + b"".join(
            b"<li><a href=/a/%d.html>An item of the list, %d</a>" % (number, number)
            for number in range(60_000)
        )
    ),
    "/tables": _page(b"<table><tr><td>" * 20_000 + TEXT),
    "/large-feed": _large,
    "/linked-data": _page(b"<script type='application/ld+json'>" + b'{"a":' * 100_000 + b"</script>" + TEXT),
    "/digits": _page(b"<p>" + b"1,000 million euros " * 100_000 + b"</p>"),
    "/one-line": _page("<p>中德".encode() + "签署".encode() * 400_000),
}

ROBOTS: dict[str, Route] = {
    "bomb": _packed("gzip", "gzip"),
    "many-rules": _page(b"User-agent: *\n" + b"Disallow: /a\n" * 40_000, "text/plain"),
    "wildcards": _page(b"User-agent: *\n" + b"Disallow: /" + b"*a" * 2_000 + b"$\n", "text/plain"),
    "wildcards-many": _page(b"User-agent: *\n" + b"Disallow: /*/*/*/*/*/*/*/*/*/*b$\n" * 5_000, "text/plain"),
    "long-line": _page(b"User-agent: *\nDisallow: /" + b"a" * 2_000_000, "text/plain"),
    "agents": _page(b"User-agent: zhongde\n" * 30_000 + b"Disallow: /x\n", "text/plain"),
    "noise": _page(bytes(range(256)) * 4_000, "text/plain"),
    "delay": _page(b"User-agent: *\nCrawl-delay: 1e308\nRequest-rate: 1/99999999999d\n", "text/plain"),
}
"""Answers to ``/robots.txt``, by the host that is asked."""
