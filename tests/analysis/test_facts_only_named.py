"""Leagues, papers, fairs, goods, sections of a page and whoever is quoted are named beside a deal; they sign nothing."""

from __future__ import annotations

from datetime import date

import pytest

from analysis.facts import deals_of
from analysis.knowledge import Knowledge
from analysis.layout import lay_out
from analysis.marking import mark
from analysis.signals import signals_of
from analysis.values import Article, Deal

TODAY = date(2023, 5, 12)


def main_deal(title: str, text: str) -> Deal:
    """The main deal of an English article, every sentence with an act counting as one that states a deal."""
    knowledge = Knowledge.shipped()
    laid = lay_out(Article("a", title, text, None, TODAY), "en", knowledge.wordings["en"])
    told = mark(laid, knowledge.gazetteer, knowledge.wordings["en"], TODAY)
    return deals_of(told, [one for one in signals_of(told) if one.acts], knowledge)[0]


def parties(title: str, text: str) -> list[str]:
    """The names of its parties, in alphabetical order."""
    return sorted(party.name for party in main_deal(title, text).parties)


@pytest.mark.parametrize(
    ("title", "text", "wanted"),
    [
        (
            "German club signs up with Chinese side",
            "Asia Sport\n\nBundesliga club FC Altmoor have signed a two-year partnership agreement with Chinese Super League"
            " side Weihai Bolang.",
            ["FC Altmoor", "Weihai Bolang"],
        ),
        (
            "Altmoor Chemie to invest in Shenyang",
            "German paint maker Altmoor Chemie will invest 90 million euros in a plant in Shenyang, it announced on Monday. It"
            " will help suppliers, Yu Minghua, president of Shenyang-based Hunhe University, said.",
            ["Altmoor Chemie"],
        ),
        (
            "Altmoor Chemie breaks ground in Changzhou",
            "German paint maker Altmoor Chemie broke ground on Monday on a plant in Changzhou for Tanodur and Filmex brands of"
            " coatings.",
            ["Altmoor Chemie"],
        ),
        (
            "Sluice maker wins order in Anhui",
            "Plastics Weekly - Altmoor Schleusen GmbH of Bremen signed a contract with Hefei Port Group on the sidelines of"
            " Hansewind, the Harzbote daily reported.",
            ["Altmoor Schleusen GmbH", "Hefei Port Group"],
        ),
    ],
)
def test_names_that_only_tell_which_are_no_parties(title: str, text: str, wanted: list[str]) -> None:
    assert parties(title, text) == wanted


def test_the_two_countries_are_both_named_where_only_one_stands_in_the_sentence() -> None:
    found = parties(
        "Germany, China sign papers on climate",
        "Premier Li Keqiang visited Germany on Thursday. The two countries signed a dozen agreements on climate protection in"
        " Berlin. China also wants to buy more machines.",
    )
    assert found == ["China", "Germany"]


def test_two_institutions_joined_by_and_the_are_two() -> None:
    found = parties(
        "Universities to run joint institute",
        "Rostock Baltic University and the Dalian Ocean Academy signed an agreement on a joint institute in Dalian on Tuesday.",
    )
    assert found == ["Dalian Ocean Academy", "Rostock Baltic University"]


def test_a_given_name_at_the_head_of_a_trade_is_a_firm() -> None:
    found = parties(
        "Gearbox maker heads for Wuxi",
        "The government of Wuxi's Huishan District and Hartwig Getriebe of Germany signed an investment agreement on Thursday.",
    )
    assert "Hartwig Getriebe" in found


def test_the_capital_that_flows_into_a_city_is_not_the_sum_of_a_deal() -> None:
    deal = main_deal(
        "Altmoor Chemie upgrades centre in Shanghai",
        "German paint maker Altmoor Chemie said on Monday it will upgrade its research centre in Shanghai. Other investors"
        " followed, with foreign direct investment in the city reaching US$12 billion.",
    )
    assert deal.amount is None


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (
            "BERLIN - The sale of Luftwerk Composites GmbH to Hangxiang has fallen through on Monday.",
            "Hangxiang",
        ),
        (
            "Berlin has vetoed the sale of a turbine business of Altmoor Energie AG to GXTL, which is part of a Chinese group.",
            "GXTL",
        ),
        (
            "Altmoor Chemie AG signed a contract with the government of Hunan province on a new works in Changsha on Monday.",
            "Hunan",
        ),
        (
            "Under the deal Xuning Construction Machinery Group (XNMG) has bought Altmoor Pumpen GmbH of Herne.",
            "Xuning Construction Machinery Group (XNMG)",
        ),
    ],
)
def test_who_buys_or_signs_is_a_party_though_it_stands_where_places_do(text: str, wanted: str) -> None:
    assert any(wanted in name for name in parties("A deal of the day", text))


def test_a_town_on_a_railway_line_is_no_party() -> None:
    found = parties(
        "Fasteners for China",
        "German rail supplier Altmoor Schienen GmbH was awarded a contract for a high-speed line between the cities of Yulin"
        " and Wuzhou in China.",
    )
    assert found == ["Altmoor Schienen GmbH"]
