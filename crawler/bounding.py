"""Documents cut where they stop being documents: parsers need far more than linear time for some of what is sent.

Measured on bodies of 2 to 4 MB: an element with 200,000 attributes takes libxml2 longer than a minute, a million opened
tags take feedparser 40 s.
"""

from __future__ import annotations

import re
from typing import Final

MOST_TAGS: Final = 80_000
"""Opened and closed tags: the largest real pages and feeds have a quarter of that."""

MOST_ATTRIBUTES: Final = 1_000
_LONG_TAG = re.compile(rb"<[^<>]{20000,}")
_BEHIND_MOST_TAGS = re.compile(rb"(?:[^<]*<){%d}" % MOST_TAGS)


def bounded(body: bytes, warnings: list[str]) -> bytes:
    """The document up to the tag that is one too many, or has too many attributes; a warning says so.

    Args:
        body: A document in an encoding that holds ASCII.
        warnings: Where the warning goes.
    """
    if body.count(b"<") > MOST_TAGS:
        match = _BEHIND_MOST_TAGS.match(body)
        if match is not None:
            body = body[: match.end() - 1]
            warnings.append(f"the document has more than {MOST_TAGS:,} tags, of which the first were read")
    for match in _LONG_TAG.finditer(body):
        if (
            match[0].count(b"=") > MOST_ATTRIBUTES
            or len(match[0].split(None, 2 * MOST_ATTRIBUTES)) > MOST_ATTRIBUTES
        ):
            warnings.append("the document has an element with too many attributes and was read up to there")
            return body[: match.start()]
    return body
