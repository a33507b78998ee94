"""Which deals a subscription is about: a pure decision on the facts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal

from config.settings import FilterSettings
from digests.values import EuroAmount
from storage.values import DealFile, StepValue

_HAN = re.compile(r"[\u3400-\u9fff]")


def fits(
    wanted: FilterSettings, deal: DealFile, steps: Sequence[StepValue], euros: EuroAmount | None
) -> bool:
    """Whether the deal with these new steps is one the filter lets through.

    Args:
        wanted: The filter; an empty list lets everything through.
        deal: The deal's file. Names and places count as any of its reports writes them.
        steps: Its steps that are to be told; ``statuses`` is about them.
        euros: Its sum in euros, None if there is none or its currency has no rate.
    """
    return (
        (not wanted.kinds or deal.kind in wanted.kinds)
        and (not wanted.statuses or any(step.status in wanted.statuses for step in steps))
        and (wanted.min_amount_eur <= 0 or _reaches(euros, Decimal(str(wanted.min_amount_eur))))
        and (not wanted.parties or _takes_part(wanted.parties, deal))
        and (not wanted.places or _lies_in(wanted.places, deal))
        and (not wanted.sources or any(report.source_id in wanted.sources for report in deal.reports))
    )


def _reaches(euros: EuroAmount | None, least: Decimal) -> bool:
    return euros is not None and euros.value >= least


def _takes_part(terms: Iterable[str], deal: DealFile) -> bool:
    parties = [*deal.parties, *(party for report in deal.reports for party in report.parties)]
    organisations = {party.organisation.casefold() for party in parties if party.organisation}
    return any(
        term.strip().casefold() in organisations or any(names(term, party.name) for party in parties)
        for term in terms
    )


def _lies_in(terms: Iterable[str], deal: DealFile) -> bool:
    places = [deal.place, *(report.place for report in deal.reports)]
    return any(names(term, place) for term in terms for place in places if place)


def names(term: str, text: str) -> bool:
    """Whether ``text`` holds ``term`` as whole words; Chinese has no gaps between words, so any part counts."""
    term, text = term.strip().casefold(), text.casefold()
    if not term:
        return False
    if _HAN.search(term):
        return term in text
    return re.search(rf"(?<!\w){re.escape(term)}(?!\w)", text) is not None
