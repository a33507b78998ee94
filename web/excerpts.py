"""Pieces of an article around what matters, with the sentence or words marked. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

from analysis.gazetteer_text import simplify
from digests.outside_text import clean_text

AROUND = 320
_HAN = re.compile(r"[\u3400-\u9fff]")


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text, marked or not."""

    text: str
    is_marked: bool


def around(text: str, sentence: str, width: int = AROUND) -> tuple[Piece, ...]:
    """The surroundings of a sentence in its text; the sentence alone if the text does not hold it."""
    whole, wanted = clean_text(text, 100_000), clean_text(sentence)
    place = whole.find(wanted) if wanted else -1
    if place < 0:
        return (Piece(wanted, True),) if wanted else ()
    end = place + len(wanted)
    before = whole[max(0, place - width) : place]
    after = whole[end : end + width]
    if place > width:
        before = "… " + (before.partition(" ")[2] if not _HAN.search(before[:8]) else before)
    if end + width < len(whole):
        after = (after.rpartition(" ")[0] if not _HAN.search(after[-8:]) else after) + " …"
    pieces = (Piece(before, False), Piece(whole[place:end], True), Piece(after, False))
    return tuple(piece for piece in pieces if piece.text)


def with_words_marked(text: str, query: str) -> tuple[Piece, ...]:
    """A text in which the words of a query are marked, wherever they stand and in either Chinese script."""
    words = sorted(set(re.findall(r"\w+", simplify(query))), key=len, reverse=True)
    if not words:
        return (Piece(text, False),)
    pattern = re.compile("|".join(re.escape(word) for word in words[:20]), re.IGNORECASE)
    pieces: list[Piece] = []
    last = 0
    for match in pattern.finditer(simplify(text)):
        pieces += [Piece(text[last : match.start()], False), Piece(text[match.start() : match.end()], True)]
        last = match.end()
    pieces.append(Piece(text[last:], False))
    return tuple(piece for piece in pieces if piece.text)
