"""Deals of one text that are one and the same, told twice: by a town and its firm, or by a number of papers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from analysis.facts_patterns import pattern
from analysis.values import Deal, Language

_NUMBER = re.compile(r"\d+|[一二两三四五六七八九十]+|[a-zäöü]+")


def united(deals: Sequence[Deal], towns: frozenset[str], language: Language) -> list[Deal]:
    """The deals of a text in their order, those that are one put together.

    Args:
        deals: As read, the main one first.
        towns: The names of places in the text.
        language: Its language.
    """
    left: list[Deal] = []
    for deal in deals:
        for at, known in enumerate(left):
            whole = _whole(known, deal, towns, language)
            if whole is not None:
                left[at] = whole
                break
        else:
            left.append(deal)
    return left


def _whole(known: Deal, deal: Deal, towns: frozenset[str], language: Language) -> Deal | None:
    """Two deals as one; None if they are two."""
    if _is_one_sum(known, deal):
        return replace(known, date=known.date or deal.date)
    if (known.kind, known.status) != (deal.kind, deal.status):
        return None
    if known.amount is not None and deal.amount is not None and known.amount != deal.amount:
        return None
    is_town = _is_town(known, towns)
    if (
        is_town != _is_town(deal, towns)
        and known.parties
        and deal.parties
        and _is_there(known.place, deal.place)
    ):
        # "Das Unternehmen steckt 22 Millionen in eine Halle in Foshan": the firm is named in another sentence.
        return _filled(deal, known) if is_town else _filled(known, deal)
    number = _counted(known, language)
    if (
        number is not None
        and number == _counted(deal, language)
        and (known.amount or deal.amount) is not None
    ):
        # A headline that counts ten projects, and the sentence that says what they come to.
        evidence = known.evidence if known.amount is not None else deal.evidence
        return replace(_filled(known, deal), evidence=evidence)
    return None


def _is_one_sum(known: Deal, deal: Deal) -> bool:
    """Whether two sentences tell one sum of one day: "invests 50 million", "with the 50 million, halls are built"."""
    return (
        known.kind == deal.kind
        and known.amount is not None
        and known.amount == deal.amount
        and (known.date is None or deal.date is None or known.date == deal.date)
    )


def _filled(deal: Deal, other: Deal) -> Deal:
    return replace(
        deal,
        parties=deal.parties or other.parties,
        amount=deal.amount or other.amount,
        place=deal.place or other.place,
        date=deal.date or other.date,
    )


def _is_town(deal: Deal, towns: frozenset[str]) -> bool:
    return len(deal.parties) == 1 and deal.parties[0].name in towns


def _is_there(one: str | None, other: str | None) -> bool:
    return one is not None and other is not None and (one in other or other in one)


def _counted(deal: Deal, language: Language) -> str | None:
    found = pattern("counted", language).search(deal.evidence)
    number = _NUMBER.match(found.group()) if found is not None else None
    return number.group() if number is not None else None
