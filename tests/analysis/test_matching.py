"""Two reports are about one deal, or two: the decision by which deal files are kept."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.matching import DealFacts, party_identity, place_identity, same_deal

DAY = date(2026, 5, 6)
KRANICH, DONGHU, SPERBER = ("#kranich", "de"), ("#donghu", "cn"), ("#sperber", "de")
KNOWN = DealFacts(
    kind="investment",
    status="signed",
    parties=frozenset({KRANICH, DONGHU}),
    amount=Decimal(84_000_000),
    currency="EUR",
    place="Taizhou",
    seen=DAY,
    date=DAY,
)


@pytest.mark.parametrize(
    ("name", "organisation", "identity"),
    [
        ("Bosch", "bosch", "#bosch"),
        ("Kranich Pumpen GmbH & Co. KG", None, "kranichpumpen&".replace("&", "")),
        ("KRANICH Pumpen", None, "kranichpumpen"),
        ("东湖集团有限公司", None, "东湖"),
        ("ＤＯＮＧＨＵ Ltd.", None, "donghu"),
        ("AG", None, "ag"),
    ],
)
def test_who_a_party_is(name: str, organisation: str | None, identity: str) -> None:
    assert party_identity(name, organisation) == identity


def test_a_place_goes_without_its_rank() -> None:
    assert place_identity("泰州市") == place_identity("泰州")
    assert place_identity("Frankfurt (Main)") == "frankfurtmain"


@pytest.mark.parametrize(
    ("what", "new"),
    [
        ("the same report", KNOWN),
        ("a later status", replace(KNOWN, status="opened", seen=DAY + timedelta(300), date=DAY + timedelta(300))),
        ("without sum and place", replace(KNOWN, amount=None, currency=None, place=None)),
        ("the sum as others round it", replace(KNOWN, amount=Decimal(85_000_000))),
        ("the sum in another currency", replace(KNOWN, amount=Decimal(650_000_000), currency="CNY")),
        ("one party and the very sum", replace(KNOWN, parties=frozenset({KRANICH}), place=None)),
        ("one party, place, kind and time", replace(KNOWN, parties=frozenset({KRANICH}), amount=None)),
        ("a place within the place", replace(KNOWN, place="Medical park, Taizhou")),
        ("a place in another script", replace(KNOWN, place="泰州")),
    ],
)  # fmt: skip
def test_one_deal(what: str, new: DealFacts) -> None:
    assert same_deal(KNOWN, new), what


@pytest.mark.parametrize(
    ("what", "new"),
    [
        ("other parties", replace(KNOWN, parties=frozenset({SPERBER}))),
        ("a clearly different sum", replace(KNOWN, amount=Decimal(3_000_000))),
        ("signed again a year later", replace(KNOWN, seen=DAY + timedelta(365), date=DAY + timedelta(365))),
        ("another place and day", replace(KNOWN, place="Hefei", amount=None, date=DAY + timedelta(3))),
        ("one party elsewhere", replace(KNOWN, parties=frozenset({KRANICH}), place="Hefei", amount=None)),
        ("one party and nothing else", replace(KNOWN, parties=frozenset({KRANICH}), place=None, amount=None)),
        ("one party, place, another kind", replace(KNOWN, parties=frozenset({DONGHU}), kind="acquisition", amount=None)),
        ("no parties", replace(KNOWN, parties=frozenset())),
    ],
)  # fmt: skip
def test_two_deals(what: str, new: DealFacts) -> None:
    assert not same_deal(KNOWN, new), what


def test_across_scripts_the_very_sum_and_day_will_do_unless_known_names_differ() -> None:
    latin = replace(KNOWN, parties=frozenset({("velmora", "de"), ("qinshan", "cn")}))
    chinese = replace(KNOWN, parties=frozenset({("韦尔莫拉", "de"), ("秦山", "cn")}), place="泰州")
    assert same_deal(latin, chinese)
    assert not same_deal(latin, replace(chinese, date=DAY + timedelta(1)))
    assert not same_deal(latin, replace(chinese, parties=frozenset({("sperber", "de")}))), (
        "one script, other names"
    )
    known = replace(latin, parties=frozenset({KRANICH, ("qinshan", "cn")}))
    assert same_deal(known, chinese)
    assert not same_deal(known, replace(chinese, parties=frozenset({SPERBER, ("秦山", "cn")})))


def test_a_shared_party_and_the_week_will_do_where_the_partners_are_in_different_scripts() -> None:
    bare = replace(KNOWN, amount=None, currency=None, place=None)
    chinese = replace(bare, parties=frozenset({KRANICH, ("秦山", "cn")}), date=DAY + timedelta(2))
    assert same_deal(replace(bare, parties=frozenset({KRANICH, ("qinshan", "cn")})), chinese)
    assert not same_deal(replace(bare, parties=frozenset({KRANICH, ("东湖", "cn")})), chinese), (
        "two Chinese names"
    )
    assert not same_deal(
        replace(bare, parties=frozenset({KRANICH, ("qinshan", "cn")})),
        replace(chinese, date=DAY + timedelta(20)),
    )


FACTS = st.builds(
    DealFacts,
    kind=st.sampled_from(["agreement", "investment", "acquisition"]),
    status=st.sampled_from(["planned", "announced", "signed", "approved", "opened", "cancelled"]),
    parties=st.frozensets(
        st.sampled_from([KRANICH, DONGHU, SPERBER, ("velmora", "de"), ("泰州东湖", "cn")]), max_size=3
    ),
    amount=st.one_of(st.none(), st.decimals(0, 10**10, places=0)),
    currency=st.sampled_from(["EUR", "CNY", None]),
    place=st.sampled_from([None, "Taizhou", "泰州", "Kassel"]),
    seen=st.dates(date(2020, 1, 1), date(2026, 12, 31)),
    date=st.one_of(st.none(), st.dates(date(2020, 1, 1), date(2026, 12, 31))),
)


@given(FACTS, FACTS)
def test_it_does_not_matter_which_report_came_first(one: DealFacts, other: DealFacts) -> None:
    assert same_deal(one, other) == same_deal(other, one)


@given(FACTS)
def test_a_report_with_both_sides_is_about_its_own_deal(facts: DealFacts) -> None:
    both = replace(facts, parties=facts.parties | {KRANICH, DONGHU})
    assert same_deal(both, both)
