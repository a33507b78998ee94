"""Parties that are enumerated, places and sums that stand beside a deal and are not its own."""

from __future__ import annotations

from datetime import date

import pytest

from analysis.knowledge import Knowledge
from analysis.reading import read
from analysis.values import Article, Deal


def main_deal(title: str, text: str, published: date) -> Deal:
    reading = read(Article("a", title, text, None, published), Knowledge.shipped())
    return reading.deals[0]


def test_third_countries_that_sign_with_both_are_parties() -> None:
    deal = main_deal(
        "Six countries agree on Beijing-Hamburg container train",
        "BEIJING -- Railway authorities of China, Mongolia, Russia, Belarus, Poland and Germany signed an agreement here"
        " on Thursday to run a regular container train between Beijing and Hamburg. The 10,000 km journey takes 15 days.",
        date(2008, 1, 25),
    )
    assert {party.name for party in deal.parties} >= {
        "China",
        "Mongolia",
        "Russia",
        "Belarus",
        "Poland",
        "Germany",
    }


def test_all_of_an_enumeration_in_the_sentence_before_take_part() -> None:
    deal = main_deal(
        "School for mechatronics workers",
        "The German Chamber of Commerce, ThyssenKrupp, Voith and Wacker Chemie, with Zhangjiagang's Shazhou Vocational"
        " Institute, will train mechatronics workers. An agreement to that effect was signed in Zhangjiagang on Monday.",
        date(2007, 9, 4),
    )
    assert {party.name for party in deal.parties} >= {"German Chamber of Commerce", "ThyssenKrupp", "Voith"}


def test_a_university_is_named_by_its_town_before_a_stroke() -> None:
    deal = main_deal(
        "Vertrag über den Tai-See",
        "Die TU Berlin, das Helmholtz-Zentrum für Umweltforschung, die Tongji-Universität, die Nanjing-Universität und die"
        " Stadt Wuxi haben einen Vertrag über die Sanierung des Tai-Sees geschlossen.",
        date(2012, 8, 30),
    )
    assert "Nanjing-Universität" in {party.name for party in deal.parties}


@pytest.mark.parametrize(
    "beside",
    [
        "Rotavent kommt mit 420 Beschäftigten auf einen Jahresumsatz von rund 80 Millionen Euro.",
        "Auf sein Werk in Polen hat Rotavent zuletzt zwölf Millionen Euro abgeschrieben.",
    ],
)
def test_a_firms_turnover_and_what_it_writes_off_are_not_the_price(beside: str) -> None:
    deal = main_deal(
        "Klimatechniker aus Foshan kauft Lüfterwerk",
        "Der chinesische Hausgerätehersteller Meiling Klima übernimmt den Ventilatorenbauer Rotavent aus Künzelsau."
        f" Der Vertrag sei am Mittwoch unterschrieben worden, teilten beide Firmen mit. {beside}",
        date(2021, 4, 15),
    )
    assert deal.amount is None


def test_a_town_that_the_place_is_only_near_is_not_the_place() -> None:
    deal = main_deal(
        "Shenzhen group to control reagent maker",
        "Shenzhen's Mindray will own three quarters of DiaSys Diagnostic Systems, a reagent maker in Holzheim near Limburg."
        " The contract was signed on Monday.",
        date(2023, 7, 31),
    )
    assert deal.place == "Holzheim"


def test_a_paper_signed_in_the_next_sentence_makes_the_deal_signed() -> None:
    deal = main_deal(
        "Wanfeng takes majority in robot integrator from Swabia",
        "Zhejiang Wanfeng Technology is taking over 76 percent of Reiss & Kolb GmbH, a builder of welding cells."
        " The contract was notarised on Monday in Heilbronn.",
        date(2017, 11, 14),
    )
    assert deal.status == "signed"


@pytest.mark.parametrize(
    "firm", ["Weseler Unternehmen", "Weseler Armaturenhersteller", "traditionsreiche Weseler Firma"]
)
def test_a_town_whose_firm_is_told_of_is_no_party(firm: str) -> None:
    deal = main_deal(
        "Rheinfels Pumpen baut ein Werk in Tianjin",
        f"Wesel. Der Pumpenhersteller Rheinfels geht nach China. Die Leute wissen: Das {firm} kündigte am Mittwoch an, in"
        " Tianjin ein Werk für Prozesspumpen zu errichten. Es soll 120 Millionen Euro kosten. In Wesel bleiben alle.",
        date(2025, 12, 31),
    )
    assert {party.name for party in deal.parties} <= {"Rheinfels", "Rheinfels Pumpen"}
