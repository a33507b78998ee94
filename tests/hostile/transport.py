"""Routes that lie or dawdle on the wire: lengths, chunks, headers, status lines, redirects, and all that never ends."""

from __future__ import annotations

import socket
import struct

from tests.hostile.server import PIECE, Route, Visit

TEXT = b"<p>" + b"A sentence that tells of nothing in particular, at some length. " * 40 + b"</p>"


def _raw(data: bytes) -> Route:
    return lambda visit: visit.send(data)


def _answer(head: bytes, body: bytes = TEXT) -> Route:
    return lambda visit: visit.send(head + b"\r\n\r\n" + body)


def _then_forever(start: bytes, piece: bytes, every: float = 0.0) -> Route:
    def route(visit: Visit) -> None:
        visit.send(start)
        visit.forever(piece, every)

    return route


def _redirect(target: str, status: str = "302 Found", body: bytes = b"") -> Route:
    return lambda visit: visit.document(body, status=status, Location=target)


def _growing(visit: Visit) -> None:
    visit.document(b"", status="302 Found", Location=f"{visit.path}?{'x' * (2 * len(visit.path))}")


def _slow_redirect(visit: Visit) -> None:
    visit.over.wait(4)
    visit.document(b"", status="302 Found", Location="/redirect-slow")


def _reset(visit: Visit) -> None:
    visit.head(Content_Length="100000")
    visit.send(TEXT)
    visit.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def _large_then_drip(visit: Visit) -> None:
    visit.head()
    for _ in range(15 * 2**20 // PIECE):
        visit.send(bytes(PIECE))
    visit.forever(b"x", 0.5)


_OK = b"HTTP/1.1 200 OK\r\nContent-Type: text/html"
_CHUNKED = _OK + b"\r\nTransfer-Encoding: chunked"
_MANY = b"".join(b"X-Header-%d: value\r\n" % number for number in range(20_000))
_COOKIES = b"".join(b"Set-Cookie: name%d=value; Path=/\r\n" % number for number in range(20_000))

ROUTES: dict[str, Route] = {
    "/drip-status": _then_forever(b"H", b"T", 0.5),
    "/drip-headers": _then_forever(b"HTTP/1.1 200 OK\r\nX-A: ", b"a", 0.5),
    "/drip-header-lines": _then_forever(b"HTTP/1.1 200 OK\r\n", b"X-A: a\r\n", 0.5),
    "/drip-body": _then_forever(_OK + b"\r\n\r\n", b"x", 0.5),
    "/drip-chunks": _then_forever(_CHUNKED + b"\r\n\r\n", b"1\r\nx\r\n", 0.5),
    "/drip-after-much": _large_then_drip,
    "/silent": lambda visit: visit.forever(b"", 0.5),
    "/silent-after-headers": _then_forever(_OK + b"\r\nContent-Length: 1000\r\n\r\n", b"", 0.5),
    "/silent-within-body": _then_forever(_OK + b"\r\nContent-Length: 100000\r\n\r\n" + TEXT, b"", 0.5),
    "/endless-body": _then_forever(_OK + b"\r\n\r\n", bytes(PIECE)),
    "/endless-chunks": _then_forever(_CHUNKED + b"\r\n\r\n", b"10000\r\n" + bytes(PIECE) + b"\r\n"),
    "/endless-small-chunks": _then_forever(_CHUNKED + b"\r\n\r\n", b"1\r\nx\r\n" * 10_000),
    "/endless-chunk-size": _then_forever(_CHUNKED + b"\r\n\r\n", b"0" * PIECE),
    "/endless-chunk-extension": _then_forever(_CHUNKED + b"\r\n\r\n5;", b"a=b;" * 10_000),
    "/endless-trailers": _then_forever(
        _CHUNKED + b"\r\n\r\n5\r\nhello\r\n0\r\n", b"X-Trailer: a\r\n" * 1_000
    ),
    "/endless-headers": _then_forever(b"HTTP/1.1 200 OK\r\n", b"X-A: " + b"a" * 4_000 + b"\r\n"),
    "/endless-header-line": _then_forever(b"HTTP/1.1 200 OK\r\nX-A: ", b"a" * PIECE),
    "/endless-status-line": _then_forever(b"HTTP/1.1 200 ", b"O" * PIECE),
    "/endless-interim": _then_forever(b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 100),
    "/endless-garbage": _then_forever(b"", bytes(range(256)) * 256),
    "/endless-lengthy": _then_forever(_OK + b"\r\nContent-Length: 1000\r\n\r\n", bytes(PIECE)),
    "/headers-many": _raw(b"HTTP/1.1 200 OK\r\n" + _MANY + b"\r\n" + TEXT),
    "/headers-cookies": _raw(b"HTTP/1.1 200 OK\r\n" + _COOKIES + b"\r\n" + TEXT),
    "/headers-one-megabyte": _raw(b"HTTP/1.1 200 OK\r\nX-A: " + b"a" * 2**20 + b"\r\n\r\n" + TEXT),
    "/headers-nul": _raw(b"HTTP/1.1 200 OK\r\nX-A: a\x00b\r\nX\x00B: c\r\n\r\n" + TEXT),
    "/headers-folded": _raw(b"HTTP/1.1 200 OK\r\nX-A: a\r\n" + b" b\r\n" * 50_000 + b"\r\n" + TEXT),
    "/headers-no-colon": _raw(b"HTTP/1.1 200 OK\r\n" + b"no colon here\r\n" * 500 + b"\r\n" + TEXT),
    "/headers-type-long": _raw(
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html; " + b"a=b; " * 40_000 + b"\r\n\r\n" + TEXT
    ),
    "/etag-long": _raw(_OK + b'\r\nETag: "' + b"e" * 200_000 + b'"\r\nContent-Length: 1\r\n\r\nx'),
    "/length-too-long": _answer(_OK + b"\r\nContent-Length: 10000000\r\nConnection: close"),
    "/length-too-short": _answer(_OK + b"\r\nContent-Length: 10"),
    "/length-negative": _answer(_OK + b"\r\nContent-Length: -5"),
    "/length-huge": _answer(_OK + b"\r\nContent-Length: 1" + b"0" * 30),
    "/length-many-digits": _answer(_OK + b"\r\nContent-Length: " + b"9" * 100_000),
    "/length-words": _answer(_OK + b"\r\nContent-Length: many"),
    "/length-twice": _answer(_OK + b"\r\nContent-Length: 10\r\nContent-Length: 20"),
    "/length-and-chunks": _answer(_CHUNKED + b"\r\nContent-Length: 5", b"5\r\nhello\r\n0\r\n\r\n"),
    "/chunk-too-long": _answer(_CHUNKED, b"FFFFFFF\r\n" + TEXT),
    "/chunk-huge": _answer(_CHUNKED, b"FFFFFFFFFFFFFFFFFFFF\r\n" + TEXT),
    "/chunk-negative": _answer(_CHUNKED, b"-5\r\nhello\r\n0\r\n\r\n"),
    "/chunk-no-number": _answer(_CHUNKED, b"zz\r\nhello\r\n0\r\n\r\n"),
    "/chunk-short": _answer(_CHUNKED, b"2\r\nhello\r\n0\r\n\r\n"),
    "/chunk-no-end": _answer(_CHUNKED, b"5\r\nhello\r\n"),
    "/chunk-unknown-coding": _answer(_OK + b"\r\nTransfer-Encoding: gzip, rot13"),
    "/reset": _reset,
    "/closed": lambda _visit: None,
    "/http-09": _raw(TEXT),
    "/http-99": _raw(b"HTTP/9.9 200 OK\r\n\r\n" + TEXT),
    "/http-garbage": _raw(bytes(range(256)) * 100),
    "/http-other": _raw(b"SSH-2.0-OpenSSH_9.6\r\n"),
    "/status-999": _raw(b"HTTP/1.1 999 Odd\r\nContent-Length: 1\r\n\r\nx"),
    "/status-0": _raw(b"HTTP/1.1 0 Odd\r\nContent-Length: 1\r\n\r\nx"),
    "/status-words": _raw(b"HTTP/1.1 two hundred\r\n\r\nx"),
    "/status-204-with-body": _raw(b"HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\nhello" * 3),
    "/status-206": _raw(b"HTTP/1.1 206 Partial\r\nContent-Range: bytes 0-4/99999999999\r\n\r\nhello"),
    "/status-304-unasked": _raw(b"HTTP/1.1 304 Not Modified\r\n\r\n"),
    "/status-101": _raw(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n"),
    "/two-answers": _raw((_OK + b"\r\nContent-Length: 5\r\n\r\nhello") * 2),
    "/retry-after-huge": lambda visit: visit.document(b"", status="503 Busy", Retry_After="9" * 5_000),
    "/redirect-itself": _redirect("/redirect-itself"),
    "/redirect-a": _redirect("/redirect-b", "301 Moved"),
    "/redirect-b": _redirect("/redirect-a", "308 Moved"),
    "/redirect-growing": _growing,
    "/redirect-slow": _slow_redirect,
    "/redirect-long": _redirect("/" + "x" * 100_000),
    "/redirect-words": _redirect("http://[not an address"),
    "/redirect-script": _redirect("javascript:alert(1)"),
    "/redirect-to-endless": _redirect("/endless-body"),
    "/redirect-endless-body": _then_forever(
        b"HTTP/1.1 302 Found\r\nLocation: /redirect-a\r\n\r\n", bytes(PIECE)
    ),
}
