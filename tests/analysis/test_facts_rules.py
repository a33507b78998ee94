"""Rules of the facts: where a deal is, whose sum it is, who signs, and what a share decides; in three languages."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from analysis.facts import deals_of
from analysis.knowledge import Knowledge
from analysis.layout import lay_out
from analysis.marking import mark
from analysis.signals import signals_of
from analysis.values import Amount, Article, Deal, Language

TODAY = date(2023, 5, 12)


def main_deal(title: str, text: str, language: Language) -> Deal:
    """The main deal, every sentence with an act counting as one that states a deal."""
    return all_deals(title, text, language)[0]


def all_deals(title: str, text: str, language: Language) -> tuple[Deal, ...]:
    """The deals, every sentence with an act counting as one that states a deal."""
    knowledge = Knowledge.shipped()
    wording = knowledge.wordings[language]
    laid = lay_out(Article("a", title, text, None, TODAY), language, wording)
    told = mark(laid, knowledge.gazetteer, wording, TODAY)
    return deals_of(told, [one for one in signals_of(told) if one.acts], knowledge)


PLACES: list[tuple[Language, str, str, str | None]] = [
    (
        "de",
        "Chinesischer Zulieferer baut in Grünwedelstedt",
        "Der chinesische Zulieferer Ningbo Xusheng baut in Grünwedelstedt ein Werk für Batteriegehäuse. Der Spatenstich war "
        "am Donnerstag, das Unternehmen investiert 60 Millionen Euro.",
        "Grünwedelstedt",
    ),
    (
        "zh",
        "德国阀门企业落户北滘镇",
        "德国阀门企业盖米11日与当地政府签约，将在北滘镇建设生产基地，总投资2亿元。",
        "北滘镇",
    ),
    (
        "en",
        "Aerzen opens plant in Lingang",
        "German blower maker Aerzen opened a new plant in the Lingang area of Shanghai on Thursday, the company said.",
        "Lingang, Shanghai",
    ),
    (
        "de",
        "Neuer Zug zwischen Duisburg und Xi'an",
        "DB Cargo Eurasia und China Railway Container haben am Donnerstag einen Vertrag über drei Züge in der Woche zwischen "
        "Duisburg und Xi'an geschlossen.",
        None,
    ),
]


@pytest.mark.parametrize(("language", "title", "text", "place"), PLACES)
def test_a_place_is_where_the_site_is(language: Language, title: str, text: str, place: str | None) -> None:
    assert main_deal(title, text, language).place == place


def test_the_wire_that_signs_a_release_is_no_party() -> None:
    deal = main_deal(
        "Hanse Gear Works to build plant in Taicang",
        "LUEBECK, Germany, May 12, 2023 /Harbour Wire/ -- Hanse Gear Works SE, a German maker of gearboxes, announced that "
        "it invests 85 million euros in a new plant in Taicang, China.",
        "en",
    )
    assert [party.name for party in deal.parties] == ["Hanse Gear Works SE"]


def test_the_second_partner_of_a_town_is_its_counterpart() -> None:
    deal = main_deal(
        "Bremen und Dalian erneuern Partnerschaft",
        "Bremen und Dalian haben am Donnerstag ein Abkommen über ihre Städtepartnerschaft unterzeichnet.",
        "de",
    )
    assert {party.name for party in deal.parties} == {"Bremen", "Dalian"}


def test_what_each_of_several_pays_is_multiplied() -> None:
    deal = main_deal(
        "大众在常州成立充电合资公司",
        "大众汽车11日与星星充电等企业在常州签署合资协议，成立充电公司，四方各出资2.5亿元人民币。",
        "zh",
    )
    assert deal.amount == Amount(Decimal(1_000_000_000), "CNY")


def test_what_a_firm_lost_last_year_is_not_the_price() -> None:
    deal = main_deal(
        "Heidelberg signs with Shanghai Electric",
        "Heidelberger Druckmaschinen and Shanghai Electric signed a letter of intent on common purchasing on Thursday. "
        "Terms were not disclosed. The company lost 286 million euros in the last business year.",
        "en",
    )
    assert deal.amount is None


@pytest.mark.parametrize(
    ("share", "kind"),
    [("9.7 percent", "investment"), ("75 percent", "acquisition"), ("all shares", "acquisition")],
)
def test_what_the_buyer_holds_decides_the_kind(share: str, kind: str) -> None:
    deal = main_deal(
        "Wanxiang buys into Akkuwerk Landshut",
        f"The Chinese car parts maker Wanxiang has acquired {share} of Akkuwerk Landshut, both companies said on Thursday.",
        "en",
    )
    assert deal.kind == kind


def test_the_opening_of_a_dialogue_is_no_deal_beside_one() -> None:
    deal = main_deal(
        "",
        "CHANGZHOU, May 12 -- At the meeting Bosch and Star Charge signed a contract on chargers on Thursday. "
        "Representatives of Siemens, SVOLT and Commerzbank launched a thematic dialogue about cooperation.",
        "en",
    )
    assert [party.name for party in deal.parties] == ["Bosch", "Star Charge"]


STEPS: list[tuple[Language, str, str, str, str]] = [
    (
        "de",
        "Bund zieht Freigabe für Kauf von Akkuwerk Landshut zurück",
        "Das Wirtschaftsministerium hat die Freigabe für den Kauf des Akkuwerks Landshut durch Wanxiang am Freitag widerrufen.",
        "acquisition",
        "blocked",
    ),
    (
        "en",
        "Voith parts with Kuka shares",
        "Voith said on Sunday that it had sold all its shares in Akkuwerk Landshut to the Chinese firm Wanxiang.",
        "acquisition",
        "signed",
    ),
    (
        "de",
        "Zellen aus Thüringen",
        "In seinem Werk in Thüringen hat der chinesische Hersteller CATL am Donnerstag die Serienproduktion aufgenommen.",
        "investment",
        "opened",
    ),
    (
        "zh",
        "美的收购库卡获美国放行",
        "美的集团12日公告，其收购德国库卡集团的交易获美国外国投资委员会通过。",
        "acquisition",
        "approved",
    ),
    (
        "en",
        "Wanxiang and Landshut put plant on paper",
        "The Chinese car parts maker Wanxiang and the city of Landshut signed a contract on a battery plant on Thursday.",
        "investment",
        "signed",
    ),
]


@pytest.mark.parametrize(("language", "title", "text", "kind", "status"), STEPS)
def test_the_act_that_is_the_point_decides_the_step(
    language: Language, title: str, text: str, kind: str, status: str
) -> None:
    deal = main_deal(title, text, language)
    assert (deal.kind, deal.status) == (kind, status)


def test_a_paper_beside_a_number_of_projects_is_a_deal_of_its_own() -> None:
    deals = all_deals(
        "Qingdao and German firms sign eight projects",
        "Eight Sino-German projects were signed in the Qingdao Sino-German Ecopark on Friday. A memorandum of cooperation "
        "was signed there by the city of Qingdao, the German Chamber of Commerce in China and Commerzbank. "
        "Representatives of Siemens and Haier discussed what the park offers.",
        "en",
    )
    assert [deal.evidence[:16] for deal in deals] == ["Eight Sino-Germa", "A memorandum of "]
    assert {party.name for party in deals[1].parties} == {
        "city of Qingdao",
        "German Chamber of Commerce in China",
        "Commerzbank",
    }
