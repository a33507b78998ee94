"""Which deals a subscription is about: a pure decision on the facts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal

from config.filters import FilterSettings
from config.known_places import KnownPlace, find_place, find_within, has_region_of_its_name, region_of
from digests.facets import direction_of, sectors_of
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
        and (not wanted.languages or any(report.language in wanted.languages for report in deal.reports))
        and (not wanted.directions or direction_of(deal) in wanted.directions)
        and (not wanted.sectors or not set(wanted.sectors).isdisjoint(sectors_of(deal)))
        and (not wanted.words or _holds(wanted.words, deal, steps))
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
    """By the place as any report writes it, in any of its known names, or by the province or Land it lies in."""
    written = {place for place in (deal.place, *(report.place for report in deal.reports)) if place}
    known = [place for text in written for place in (find_within(text), region_of(text)) if place is not None]
    ids = {place.id for place in known}
    for term in terms:
        meant = find_place(term)
        if meant is not None and meant.is_exact and ids & {meant.id, _as_region(meant)}:
            return True
        if any(names(term, text) for text in written):
            return True
    return False


def _as_region(place: KnownPlace) -> str:
    """Shanghai means its municipality too, with all its districts."""
    return place.region if place.region and has_region_of_its_name(place) else place.id


def _holds(words: Iterable[str], deal: DealFile, steps: Sequence[StepValue]) -> bool:
    texts = [deal.headline, deal.place or ""]
    texts += [party.name for party in deal.parties]
    texts += [text for report in deal.reports for text in (report.title, report.evidence)]
    texts += [step.evidence for step in steps]
    return any(names(word, text) for word in words for text in texts)


def names(term: str, text: str) -> bool:
    """Whether ``text`` holds ``term`` as whole words; Chinese has no gaps between words, so any part counts."""
    term, text = term.strip().casefold(), text.casefold()
    if not term:
        return False
    if _HAN.search(term):
        return term in text
    return re.search(rf"(?<!\w){re.escape(term)}(?!\w)", text) is not None
