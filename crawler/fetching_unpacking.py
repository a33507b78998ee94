"""Bodies unpacked in small pieces, so that what a server packed can neither fill the memory nor hold up the program.

Scrapy's own middleware unpacks on the event loop, as often as a server says it packed, and any number of gzip members.
"""

from __future__ import annotations

import sys
import zlib
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final

import brotli

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

ACCEPT_ENCODING: Final = "gzip, deflate, br, zstd"
MOST_CODINGS: Final = 3
"""Nobody packs more than once; a server's honest mistake is to do so twice."""
MOST_MEMBERS: Final = 1_000
"""Members of one gzip body: packers that work on blocks write some hundreds for the largest body allowed."""

_PIECE = 65_536
_GZIP = b"\x1f\x8b"
_ZSTD = b"\x28\xb5\x2f\xfd"
_ZSTD_WINDOW: dict[int, int] = {zstd.DecompressionParameter.window_log_max: 23}
"""8 MB, the largest window that HTTP allows (RFC 9659)."""


class TooLargeError(Exception):
    """A body that unpacks to more than is allowed."""


class UnpackingError(Exception):
    """A body that is not packed as its header says, or too many times over. The text is for people."""


def codings_of(headers: Sequence[str]) -> tuple[str, ...]:
    """The codings that Content-Encoding headers name, in the order in which they were applied."""
    names = (name.strip().lower() for header in headers for name in header.split(","))
    return tuple(name for name in names if name and name != "identity")


def unpack(body: bytes, codings: Sequence[str], max_bytes: int) -> bytes:
    """The body without its codings (RFC 9110, 8.4). From one that we do not know on, it is given as it is.

    What was cut off is given as far as it goes.

    Args:
        body: As it came.
        codings: As of :func:`codings_of`.
        max_bytes: The most that any coding may unpack to.

    Raises:
        TooLargeError: If it unpacks to more.
        UnpackingError: If it is not packed so, or too many times over.
    """
    if len(codings) > MOST_CODINGS:
        raise UnpackingError(f"it says that it is packed {len(codings)} times over")
    for name in reversed(codings):
        pieces = _CODINGS.get(name)
        if pieces is None:
            return body
        unpacked = bytearray()
        try:
            for piece in pieces(body):
                unpacked += piece
                if len(unpacked) > max_bytes:
                    raise TooLargeError
        except (zlib.error, brotli.error, zstd.ZstdError, EOFError):
            if not unpacked:
                raise UnpackingError(f"it is not packed by {name} as it says") from None
        body = bytes(unpacked)
    return body


def _slices(body: bytes) -> Iterator[bytes]:
    view = memoryview(body)
    return (bytes(view[start : start + _PIECE]) for start in range(0, len(body), _PIECE))


def _members(body: bytes, make: Callable[[], Any], magic: bytes) -> Iterator[bytes]:
    """The content of members that follow each other; what comes behind the last one is left out."""
    packer, members = make(), 1
    for piece in _slices(body):
        while piece:
            if packer.eof:
                if not piece.startswith(magic[: len(piece)]):
                    return
                members += 1
                if members > MOST_MEMBERS:
                    raise UnpackingError(f"it has more than {MOST_MEMBERS} packed parts")
                packer = make()
            yield from _drained(packer, piece)
            piece = packer.unused_data if packer.eof else b""


def _drained(packer: Any, piece: bytes) -> Iterator[bytes]:
    """What one piece unpacks to, in pieces."""
    yield packer.decompress(piece, _PIECE)
    if isinstance(packer, zstd.ZstdDecompressor):
        while not (packer.eof or packer.needs_input):
            yield packer.decompress(b"", _PIECE)
        return
    while packer.unconsumed_tail and not packer.eof:
        yield packer.decompress(packer.unconsumed_tail, _PIECE)
    if not packer.eof:
        yield packer.decompress(b"", _PIECE)  # what it held back for want of room


def _gzip(body: bytes) -> Iterator[bytes]:
    return _members(body, lambda: zlib.decompressobj(wbits=31), _GZIP)


def _zstd(body: bytes) -> Iterator[bytes]:
    return _members(body, lambda: zstd.ZstdDecompressor(options=_ZSTD_WINDOW), _ZSTD)


def _deflate(body: bytes) -> Iterator[bytes]:
    """With zlib's header (RFC 1950), or without, as some servers send it."""
    wrapped = zlib.decompressobj()
    try:
        wrapped.decompress(body[:_PIECE], 1)
        bits = zlib.MAX_WBITS
    except zlib.error:
        bits = -zlib.MAX_WBITS
    packer = zlib.decompressobj(wbits=bits)
    for piece in _slices(body):
        yield from _drained(packer, piece)
        if packer.eof:
            return


def _brotli(body: bytes) -> Iterator[bytes]:
    packer = brotli.Decompressor()
    for piece in _slices(body):
        if packer.is_finished():
            return
        unpacked = packer.process(piece, output_buffer_limit=_PIECE)
        while unpacked:
            yield unpacked
            unpacked = packer.process(b"", output_buffer_limit=_PIECE)


_CODINGS: dict[str, Callable[[bytes], Iterator[bytes]]] = {
    "gzip": _gzip,
    "x-gzip": _gzip,
    "deflate": _deflate,
    "br": _brotli,
    "zstd": _zstd,
}
