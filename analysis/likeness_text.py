"""Likeness of wording: what makes one text a copy of another.

The overlap of shingles (three words of Latin script, five Chinese characters) relative to the smaller text finds texts
that were shortened, lightly edited or embedded in others. It also finds what was written by template: results, market
reports. Numbers and names tell those apart, hence the gates.
"""

from __future__ import annotations

import hashlib
import re
import struct
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from analysis.amounts_numbers import narrow
from analysis.gazetteer_text import has_han, simplify
from analysis.values import Language

CONTAINMENT_OF_A_COPY = 0.5
LEAST_SHINGLES = 8
"""A text with fewer shingles is too short to be told a copy by its wording; only the very same text is one."""
_LATIN_SIZE, _HAN_SIZE = 3, 5
_SHORT = 80
_SPARSE = 8
_TOKEN = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+")
_LATIN_TOKEN = re.compile(r"[^\W\d_㐀-鿿]+|\d+(?:[.,]\d+)*|[㐀-鿿]")
_HAN_OR_WORD = re.compile(r"[㐀-鿿]|[^\W_㐀-鿿]+")
_NUMBER = re.compile(r"\d+(?:[.,:]\d+)*")
# What stands before a name is asked behind its first letter, so that the text is passed over by capitals.
_NAME = re.compile(r"[A-ZÄÖÜ](?<!\w.)(?<![.!?:\"“„»\n]\s.)(?<![\"“„»\n].)(?<!^.)[\wäöüß&’'-]+")
_HAN_NAME = re.compile(
    r"[A-Za-z][A-Za-z&.-]{2,}|(?<=[“「《])[㐀-鿿]{2,8}(?=[”」》])"
    r"|[㐀-鿿]{2,4}(?=公司|集团|集團|大学|大學|银行|銀行|股份)"
)


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """What is kept of a text to tell its copies: shingles as 64-bit numbers, the numbers and names in it."""

    key: str
    language: Language
    shingles: frozenset[int]
    numbers: frozenset[str]
    names: frozenset[str]

    @property
    def index_terms(self) -> frozenset[int]:
        """The shingles by which a copy can be looked up: every eighth of a long text, all of a short one.

        Which ones depends on the shingle alone, so that two texts keep the same of what they share.
        """
        if len(self.shingles) <= 8 * _SPARSE:
            return self.shingles
        return frozenset(shingle for shingle in self.shingles if shingle % _SPARSE == 0)


def text_key(text: str) -> str:
    """The same key for texts that differ only in white space, punctuation, letter case and full-width forms."""
    return _key(_TOKEN.findall(_folded(text)))


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


def _key(words: Sequence[str]) -> str:
    return hashlib.blake2b("".join(words).encode(), digest_size=16).hexdigest()


def shingles(text: str, language: Language) -> frozenset[int]:
    """The shingles of ``text``, each as a number that is the same in every process.

    A text shorter than one shingle is one as a whole; an empty one has none.
    """
    folded = _folded(text)
    return _shingles(folded, _TOKEN.findall(folded), language)


def _shingles(folded: str, words: Sequence[str], language: Language) -> frozenset[int]:
    """As :func:`shingles`; ``words`` are those of the folded text, which are its tokens if none is Chinese."""
    tokens: Sequence[str]
    if language == "zh":
        size, joint = _HAN_SIZE, b""
        tokens = _HAN_OR_WORD.findall(simplify(folded))
    else:
        size, joint = _LATIN_SIZE, b" "
        tokens = _LATIN_TOKEN.findall(folded) if has_han(folded) else words
    if not tokens:
        return frozenset()
    size = min(size, len(tokens))
    encoded = [token.encode() for token in tokens]
    windows = map(joint.join, zip(*(encoded[first:] for first in range(size)), strict=False))
    digests: list[bytes] = []
    empty = hashlib.blake2b(digest_size=8)  # a copy is quicker than another one of that size
    for window in windows:
        hashed = empty.copy()
        hashed.update(window)
        digests.append(hashed.digest())
    return frozenset(struct.unpack(f">{len(digests)}q", b"".join(digests)))


def containment(a: frozenset[int], b: frozenset[int]) -> float:
    """The share of the smaller set that lies in the other one; 0 where one is empty."""
    smaller = min(len(a), len(b))
    return len(a & b) / smaller if smaller else 0.0


def fingerprint(title: str, text: str, language: Language) -> Fingerprint:
    """The fingerprint of an article; where there is hardly a text, of title and text together."""
    body = text if len(text) >= _SHORT else f"{title}\n{text}"
    plain = narrow(simplify(body) if language == "zh" else body)
    pattern = _HAN_NAME if language == "zh" else _NAME
    folded = _folded(body)
    words = _TOKEN.findall(folded)
    return Fingerprint(
        _key(words),
        language,
        _shingles(folded, words, language),
        frozenset(_NUMBER.findall(plain)),
        frozenset(name.casefold() for name in pattern.findall(plain)),
    )


def is_copy(a: Fingerprint, b: Fingerprint) -> bool:
    """Whether one text is substantially the other: shared wording, and the same numbers and names in it."""
    if a.language != b.language:
        return False
    if a.key == b.key:
        return True
    if min(len(a.shingles), len(b.shingles)) < LEAST_SHINGLES:
        return False
    smaller, larger = (a, b) if len(a.shingles) <= len(b.shingles) else (b, a)
    # Numbers and names are few, and most texts of one template differ in them.
    if not (_agree(smaller.numbers, larger.numbers, 2) and _agree(smaller.names, larger.names, 3)):
        return False
    return containment(a.shingles, b.shingles) >= CONTAINMENT_OF_A_COPY


def _agree(ours: frozenset[str], theirs: frozenset[str], least: int) -> bool:
    """Whether at least half of ours occur in theirs; too few of them say nothing."""
    return len(ours) < least or 2 * len(ours & theirs) >= len(ours)


__all__ = [
    "CONTAINMENT_OF_A_COPY",
    "Fingerprint",
    "containment",
    "fingerprint",
    "is_copy",
    "shingles",
    "text_key",
]
