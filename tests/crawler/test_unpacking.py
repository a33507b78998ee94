"""Packed bodies: what they hold comes out, and nothing that they hold can fill the memory or last for ever."""

from __future__ import annotations

import gzip
import zlib
from typing import Any

import brotli
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.fetching_unpacking import (
    MOST_MEMBERS,
    TooLargeError,
    UnpackingError,
    codings_of,
    unpack,
    zstd,
)

LIMIT = 2**20


def raw(data: bytes) -> bytes:
    return zlib.compress(data)[2:-4]


PACKERS: dict[str, tuple[str, Any]] = {
    "gzip": ("gzip", gzip.compress),
    "x-gzip": ("x-gzip", gzip.compress),
    "deflate": ("deflate", zlib.compress),
    "deflate without header": ("deflate", raw),
    "br": ("br", brotli.compress),
    "zstd": ("zstd", zstd.compress),
}


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=3_000), st.lists(st.sampled_from(sorted(PACKERS)), max_size=3), st.integers(1, 60))
def test_what_was_packed_comes_out(data: bytes, packers: list[str], times: int) -> None:
    body = whole = data * times
    for name in packers:
        body = PACKERS[name][1](body)
    assert unpack(body, [PACKERS[name][0] for name in packers], LIMIT) == whole


@pytest.mark.parametrize("name", sorted(PACKERS))
def test_the_limit_holds_for_what_comes_out(name: str) -> None:
    coding, pack = PACKERS[name]
    assert len(unpack(pack(bytes(LIMIT)), [coding], LIMIT)) == LIMIT
    with pytest.raises(TooLargeError):
        unpack(pack(bytes(LIMIT + 1)), [coding], LIMIT)


@settings(max_examples=300, deadline=None)
@given(
    st.binary(max_size=300), st.lists(st.sampled_from(["gzip", "deflate", "br", "zstd", "rot13"]), max_size=5)
)
def test_noise_is_told_and_nothing_else_is_raised(data: bytes, codings: list[str]) -> None:
    for body in (data, gzip.compress(data)[:-4], zstd.compress(data)[:-1], brotli.compress(data)[:-1]):
        try:
            unpack(body, codings, LIMIT)
        except (TooLargeError, UnpackingError) as error:
            assert isinstance(error, Exception)


def test_members_that_follow_each_other_are_one_body_but_not_without_end() -> None:
    assert unpack(gzip.compress(b"a") * 3 + b"tail", ["gzip"], LIMIT) == b"aaa"
    assert unpack(zstd.compress(b"a") * 3, ["zstd"], LIMIT) == b"aaa"
    assert unpack(gzip.compress(b"") * MOST_MEMBERS, ["gzip"], LIMIT) == b""
    with pytest.raises(UnpackingError):
        unpack(gzip.compress(b"") * (MOST_MEMBERS + 1), ["gzip"], LIMIT)


def test_what_was_cut_off_is_given_as_far_as_it_goes() -> None:
    text = b"".join(b"%d, " % number for number in range(5_000))
    for coding, pack in PACKERS.values():
        packed = pack(text)
        assert text.startswith(unpack(packed[: len(packed) // 2], [coding], LIMIT))


def test_packed_ever_so_often_or_in_ways_unknown() -> None:
    with pytest.raises(UnpackingError):
        unpack(b"x", ["gzip"] * 4, LIMIT)
    assert unpack(b"x", ["none"], LIMIT) == b"x"
    assert codings_of(["gzip, BR", " identity ,zstd", ""]) == ("gzip", "br", "zstd")


def test_a_window_larger_than_http_allows_is_refused() -> None:
    options = {zstd.CompressionParameter.window_log: 27, zstd.CompressionParameter.content_size_flag: 0}
    packer = zstd.ZstdCompressor(options=options)
    body = packer.compress(b"a" * 100) + packer.flush()
    with pytest.raises(UnpackingError):
        unpack(body, ["zstd"], LIMIT)
