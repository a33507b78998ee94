"""Who is told what: every key of a filter lets the right deals through, and no other."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from pydantic import ValidationError

from config.filters import FilterSettings
from config.organisations import shipped_organisations
from config.sectors import sector_groups, shipped_sectors
from digests.facets import direction_of, region_id_of, sector_id_of
from digests.filters import fits
from digests.values import EuroAmount
from storage.values import AmountValue, DealFile, PartyValue, SourceReport, StepValue

NOW = datetime(2026, 11, 27, 7, 0, tzinfo=UTC)


def deal(**more: Any) -> DealFile:
    report = SourceReport(
        1, "wire", "Wire", "https://wire.example/1", "Bosch baut in Suzhou", "de", NOW, NOW,
        "Bosch unterzeichnete am Donnerstag.", "signed", None, "Suzhou", None, (), False,
    )  # fmt: skip
    step = StepValue(1, "signed", date(2026, 11, 26), "Bosch signed.", report.url, NOW, is_update=False)
    given = DealFile(
        1, 1, "investment", "signed", "Bosch baut in Suzhou",
        (PartyValue("Bosch", "de", "bosch"), PartyValue("苏州市政府", "cn")),
        AmountValue(Decimal(7_000_000_000), "CNY"), "Suzhou", date(2026, 11, 26), NOW, NOW, (report,), (step,),
    )  # fmt: skip
    return replace(given, **more)


@pytest.mark.parametrize(
    ("keys", "is_told"),
    [
        ({}, True),
        ({"kinds": ["investment"]}, True),
        ({"kinds": ["agreement", "acquisition"]}, False),
        ({"statuses": ["signed"]}, True),
        ({"statuses": ["opened"]}, False),
        ({"directions": ["de-cn"]}, True),
        ({"directions": ["cn-de"]}, False),
        ({"min_amount_eur": 8e8}, True),
        ({"min_amount_eur": 9e8}, False),
        ({"parties": ["bosch"]}, True),
        ({"parties": ["苏州"]}, True),
        ({"parties": ["Siemens"]}, False),
        ({"places": ["苏州"]}, True),
        ({"places": ["Jiangsu"]}, True),
        ({"places": ["江苏"]}, True),
        ({"places": ["Bayern", "Zhejiang"]}, False),
        ({"sectors": ["machinery"]}, True),
        ({"sectors": ["engineering"]}, True),
        ({"sectors": ["health"]}, False),
        ({"sources": ["wire"]}, True),
        ({"sources": ["other"]}, False),
        ({"languages": ["de"]}, True),
        ({"languages": ["zh", "en"]}, False),
        ({"words": ["baut"]}, True),
        ({"words": ["bau"]}, False),
        ({"words": ["市政府"]}, True),
        ({"kinds": ["investment"], "languages": ["zh"]}, False),
    ],
)  # fmt: skip
def test_each_key_of_a_filter(keys: dict[str, Any], is_told: bool) -> None:
    wanted = FilterSettings.model_validate(keys)
    euros = EuroAmount(Decimal("862000000"), 2025)
    assert fits(wanted, deal(), deal().steps, euros) is is_told


def test_a_place_is_meant_in_every_language_and_with_what_lies_in_it() -> None:
    for place, term, is_told in (
        ("München", "Munich", True),
        ("慕尼黑", "Bayern", True),
        ("浦东", "Shanghai", True),
        ("Dortmund", "Nordrhein-Westfalen", True),
        ("Dortmund", "Bavaria", False),
        ("Essendorf", "Essen", False),
        ("Nowhere", "Nowhere", True),
    ):
        wanted = FilterSettings(places=(term,))
        found = deal(place=place)
        found = replace(found, reports=tuple(replace(report, place=place) for report in found.reports))
        assert fits(wanted, found, found.steps, None) is is_told, (place, term)


def test_an_unknown_sector_is_named() -> None:
    with pytest.raises(ValidationError, match="there are vehicles, machinery"):
        FilterSettings(sectors=("cars and more",))


def test_every_trade_of_an_organisation_belongs_to_one_group() -> None:
    assert {entry.sector for entry in shipped_organisations() if entry.sector} - set(sector_groups()) == set()
    trades = [trade for group in shipped_sectors() for trade in group.trades]
    assert len(trades) == len(set(trades))


@pytest.mark.parametrize(
    ("kind", "place", "parties", "direction"),
    [
        ("agreement", "Suzhou", (("Bosch", "de"), ("CATL", "cn")), None),
        ("investment", "Suzhou", (("CATL", "cn"), ("Bosch", "de")), "de-cn"),
        ("investment", "Erfurt", (("CATL", "cn"),), "cn-de"),
        ("investment", None, (("Bosch", "de"), ("CATL", "cn")), "de-cn"),
        ("acquisition", "Bremen", (("Midea", "cn"), ("KUKA", "de")), "cn-de"),
        ("acquisition", None, (("Bosch", "de"), ("Ein Ziel", "cn")), "de-cn"),
        ("acquisition", None, (("Ein Fonds", "other"),), None),
    ],
)
def test_which_way_money_or_work_goes(
    kind: str, place: str | None, parties: tuple[tuple[str, str], ...], direction: str | None
) -> None:
    found = deal(kind=kind, place=place, parties=tuple(PartyValue(*party) for party in parties))
    assert direction_of(found) == direction


def test_region_and_sector_of_a_deal() -> None:
    assert region_id_of(deal()) == "jiangsu"
    assert region_id_of(deal(place="浦东")) == "shanghai-municipality"
    assert region_id_of(deal(place=None)) == ""
    assert sector_id_of(deal()) == "machinery"
    bank_first = (PartyValue("Commerzbank", "de", "commerzbank"), PartyValue("BASF", "de", "basf"))
    assert sector_id_of(deal(parties=bank_first)) == "chemicals"
    assert sector_id_of(deal(parties=())) == ""
