"""Whom a Chinese text means by 我市 and 我省: the town or province whose office or paper writes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from analysis.gazetteer import Gazetteer
from analysis.marking import MarkedText
from analysis.mentions import Mention

_OURS = re.compile(r"我([市省县縣州])(?!场)")
_PROVINCE = re.compile(r"省$|自治区$|自治區$")
_WRITER = re.compile(r"(?:来源|來源|供稿|作者|编辑|主办|版权|讯|訊|外办|日报|晚报|网)")


def home_of(text: MarkedText, gazetteer: Gazetteer) -> tuple[Mention, tuple[int, ...]] | None:
    """The place that speaks of itself as 我市, by a mention of it, and where it does so; None if nothing tells it.

    It is the Chinese town (or province) of the headline, else that of the line that names the writer, else the only
    one in the text.

    Args:
        text: The marked article.
        gazetteer: Finds the names in the lines around the article.
    """
    if text.layout.language != "zh":
        return None
    found = [
        (sentence.placed.start + match.start(), match.group(1) == "省")
        for sentence in text.telling
        for match in _OURS.finditer(sentence.placed.text)
    ]
    if not found:
        return None
    is_province = found[0][1]
    spots = tuple(at for at, province in found if province == is_province)
    for names in (_in_headline(text), _of_writer(text, gazetteer)):
        for mention in names:
            if _fits(mention, gazetteer, is_province=is_province):
                return mention, spots
    towns = {
        m.identity: m
        for s in text.telling
        for m in s.mentions
        if _fits(m, gazetteer, is_province=is_province)
    }
    return (next(iter(towns.values())), spots) if len(towns) == 1 else None


def _fits(mention: Mention, gazetteer: Gazetteer, *, is_province: bool) -> bool:
    """Whether a name is that of a Chinese town (or province), or of its government."""
    return (
        mention.side == "cn"
        and mention.identity is not None
        and gazetteer.place(mention.identity) is not None
        and (_PROVINCE.search(mention.text) is not None) == is_province
    )


def _in_headline(text: MarkedText) -> Iterator[Mention]:
    for sentence in text.sentences:
        if sentence.placed.role == "title":
            yield from sentence.mentions


def _of_writer(text: MarkedText, gazetteer: Gazetteer) -> Iterator[Mention]:
    for sentence in text.sentences:
        if sentence.placed.role == "furniture" and _WRITER.search(sentence.placed.text):
            yield from gazetteer.find(sentence.placed.text[:80], "zh")
