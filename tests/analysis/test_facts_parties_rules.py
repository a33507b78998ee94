"""Whose name is a party's: people, towns, trades, models and owners are told from the firms that act."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from analysis.facts import deals_of
from analysis.facts_names import latin_names
from analysis.facts_names_chinese import chinese_names
from analysis.facts_united import united
from analysis.knowledge import Knowledge
from analysis.layout import lay_out
from analysis.marking import mark
from analysis.signals import signals_of
from analysis.values import Amount, Article, Deal, Language, Party

TODAY = date(2023, 5, 12)


def main_deal(title: str, text: str, language: Language) -> Deal:
    """The main deal, every sentence with an act counting as one that states a deal."""
    knowledge = Knowledge.shipped()
    wording = knowledge.wordings[language]
    laid = lay_out(Article("a", title, text, None, TODAY), language, wording)
    told = mark(laid, knowledge.gazetteer, wording, TODAY)
    return deals_of(told, [one for one in signals_of(told) if one.acts], knowledge)[0]


@pytest.mark.parametrize(
    ("sentence", "language", "wanted"),
    [
        ("Der Straßenbahnbauer Vossfeld liefert sie.", "de", ["Vossfeld"]),
        ("Die Stahlfirma kauft Anteile an der Hellmann-Werft in Wolgast.", "de", ["Hellmann-Werft"]),
        ("Den Auftrag erteilte der Konzern den Verkehrsbetrieben, berichtet das Unternehmen.", "de", []),
        ("Sie unterzeichneten zwei Urkunden über fünf Elektrofähren des Verteilzentrums.", "de", []),
        ("Two more A320 and one DB-1303 were handed over.", "en", []),
        ("Der Bürgermeister Peter Gruber und Zhang Xinqi unterschrieben.", "de", []),
        ("Der Oberwalder Sitzhersteller Grammann gehört nun dazu.", "de", ["Grammann"]),
        (
            "It binds Kaltental University of Applied Sciences and Zhengxiang University of Technology.",
            "en",
            ["Kaltental University of Applied Sciences", "Zhengxiang University of Technology"],
        ),
        ("Phone giant Luoma Telecom pays.", "en", ["Luoma Telecom"]),
        ("Rubber parts group Ningguo Hengda pays.", "en", ["Ningguo Hengda"]),
        ("Presidents Reimund Talbach and Peter Gruber met.", "en", []),
        ("State-owned investor Beihua Holding paid.", "en", ["Beihua Holding"]),
        ("Nach den Worten von Vizegouverneurin Sun Lihua gilt es.", "de", []),
        ("It was blocked by Economy Minister Peter Habermann.", "en", []),
        ("Das Land schickte Carsten-Ludwig Lindemann.", "de", []),
        ("Sie liegt im Hochschul- und Wissenschaftsbezirk.", "de", []),
    ],
)
def test_common_nouns_models_and_people_are_no_names_of_firms(
    sentence: str, language: Language, wanted: list[str]
) -> None:
    assert [found.text for found in latin_names(sentence, 0, language, [])] == wanted


def test_a_town_with_a_common_noun_behind_it_is_no_firm() -> None:
    sentence = "Der Konzern hat in Hefei Verträge unterzeichnet."
    start = sentence.index("Hefei")
    assert not list(latin_names(sentence, 0, "de", [(start, start + 5)]))


def test_an_institution_keeps_the_town_that_it_is_named_after() -> None:
    sentence = "Käufer des Flughafen Lübeck ist ein Fonds."
    start = sentence.index("Lübeck")
    names = [found.text for found in latin_names(sentence, 0, "de", [(start, start + 6)])]
    assert names == ["Flughafen Lübeck"]


@pytest.mark.parametrize(
    ("sentence", "wanted"),
    [
        ("买方是机器人公司库卡", []),
        ("买方是叶片设计公司Aero-Rotor", []),
        ("买方是宏润科技有限公司", ["宏润科技有限公司"]),
    ],
)
def test_what_a_firm_does_is_not_its_name(sentence: str, wanted: list[str]) -> None:
    assert [found.text for found in chinese_names(sentence, sentence, 0)] == wanted


def test_the_surname_of_a_manager_is_no_firm_though_a_firm_bears_it() -> None:
    deal = main_deal(
        "Siemens und SPIC schließen Abkommen",
        "Siemens-Chef Joe Kaeser und SPIC-Vorsitzender Qian Zhimin unterzeichneten am Donnerstag in Peking ein Abkommen "
        "über Gasturbinen. Kaeser sprach von einem Meilenstein.",
        "de",
    )
    assert {party.organisation for party in deal.parties} == {"siemens", "spic"}


def test_the_figures_of_a_sum_are_no_party() -> None:
    deal = main_deal(
        "Nordex liefert nach China",
        "Nordex hat mit Huaneng in Peking einen Vertrag über mehr als sechs Mrd. US-Dollar (4,78 Mrd. Euro) unterzeichnet.",
        "de",
    )
    assert {party.organisation for party in deal.parties} == {"nordex", "huaneng"}


def test_a_name_that_stands_only_where_towns_do_is_no_party() -> None:
    deal = main_deal(
        "Xpeng opens centre in Grunwedel",
        "Xpeng opened a research centre in Grunwedel on Thursday. About 60 engineers will work in Grunwedel.",
        "en",
    )
    assert [party.organisation for party in deal.parties] == ["xpeng"]


@pytest.mark.parametrize(
    ("title", "text", "language", "wanted"),
    [
        (
            "Centre opened in Suzhou",
            "Der deutsche Autozulieferer Brandacker hat im chinesischen Suzhou ein Entwicklungszentrum eröffnet.",
            "de",
            ["Brandacker"],
        ),
        (
            "Factory sold",
            "Odenthal Armaturen, a German maker of taps, has sold its factory in Xiamen to its Chinese partner"
            " Lushan Sanitary for 31 million euros.",
            "en",
            ["Odenthal Armaturen", "Lushan Sanitary"],
        ),
        (
            "Purchase is off",
            "The sale of Bremer Greiftechnik to China is off. Lingyun Robotics of Shenzhen has withdrawn from the"
            " contract, both companies said on Tuesday.",
            "en",
            ["Bremer Greiftechnik", "Lingyun Robotics"],
        ),
        (
            "厦门签下德国测量仪器项目",
            "总投资8亿欧元的德国Grünbacher Messtechnik公司测量仪器项目7月28日在厦门签约落户。",
            "zh",
            ["Grünbacher Messtechnik", "厦门"],
        ),
        (
            "研发中心启用",
            "德国汽车零部件企业布兰达克（Brandacker）昨天在苏州启用研发中心。目前布兰达克在华有四家工厂，员工2900人。",
            "zh",
            ["布兰达克（Brandacker）"],
        ),
    ],
)
def test_firms_by_what_they_are_and_neither_goods_nor_countries_beside_them(
    title: str, text: str, language: Language, wanted: list[str]
) -> None:
    assert {party.name for party in main_deal(title, text, language).parties} <= set(wanted)
    assert wanted[0] in {party.name for party in main_deal(title, text, language).parties}


def test_a_chinese_city_that_signs_is_a_party() -> None:
    deal = main_deal(
        "德国企业落户厦门",
        "11月26日，来自德国海尔布隆的Brandmayr Messtechnik公司与厦门签订测量仪器生产基地投资合同。",
        "zh",
    )
    assert {party.name for party in deal.parties} == {"Brandmayr Messtechnik", "厦门"}


@pytest.mark.parametrize(
    ("title", "text", "language", "wanted"),
    [
        (
            "Spatenstich in Mulderode",
            "Mulderode (abc) - Der chinesische Batteriezulieferer Xinghe hat am Mittwoch in Mulderode mit dem Bau"
            " seiner Fabrik begonnen. 350 Menschen sollen dort arbeiten.",
            "de",
            {"Xinghe"},
        ),
        (
            "Brandacker eröffnet Zentrum in Suzhou",
            "Reutlingen/Suzhou (abc) - Der deutsche Autozulieferer Brandacker hat am Mittwoch im chinesischen Suzhou"
            " ein Entwicklungszentrum eröffnet.",
            "de",
            {"Brandacker"},
        ),
        (
            "Eye drug goes to Shanghai",
            "JENA, Germany, and SHANGHAI, May 11, 2023 /Some Wire/ -- Saalborn Biologics AG and Minghui Therapeutics"
            " Co., Ltd. have signed an exclusive licence agreement for an antibody.",
            "en",
            {"Saalborn Biologics AG", "Minghui Therapeutics Co., Ltd."},
        ),
        (
            "Gears for Suzhou",
            "On Monday Grenzfeld of Hamelrode and Suzhou Minghui Gears signed a contract, the vice president of the"
            " buyer, Chen Yibin, said.",
            "en",
            {"Grenzfeld", "Suzhou Minghui Gears"},
        ),
        (
            "Base for pumps",
            "Pump maker Rheinhold signed an agreement on Monday to build a base in the Taicang High-tech Zone.",
            "en",
            {"Rheinhold"},
        ),
        (
            "Rheinhold Ofenbau builds furnaces for Minghui Chemical",
            "PULLACHRODE/SHANGHAI - On Monday Minghui Chemical Group and Rheinhold Ofenbau GmbH"
            " signed a contract for furnaces at Minghui's Nangong complex, which serves refiners such as Luoma Energy. The Pullachrode"
            " engineers have built 20 furnaces.",
            "en",
            {"Minghui Chemical Group", "Rheinhold Ofenbau GmbH"},
        ),
        (
            "Motoren bestellt",
            "Die chinesische Hefei Fulong Group hat am Mittwoch bei Grünrieder Dichtungen in Bielefeld Dichtungen für"
            " 85 Millionen Euro bestellt.",
            "de",
            {"Hefei Fulong Group", "Grünrieder Dichtungen"},
        ),
        (
            "Group takes over maker of cables",
            "Zhengzhou Xinlong Group signed an agreement on Thursday to acquire all of Dachsrieder Kabel in Dortmund,"
            " Germany, for 44 million euros.",
            "en",
            {"Zhengzhou Xinlong Group", "Dachsrieder Kabel"},
        ),
        (
            "Waldrieder Laser liefert Laserschneider nach China",
            "Der deutsche Hersteller Waldrieder Laser liefert Laserschneider im Wert von 87 Millionen Euro an"
            " die Jinan Chuanglong Group; der Vertrag wurde am Freitag unterschrieben.",
            "de",
            {"Waldrieder Laser", "Jinan Chuanglong Group"},
        ),
        (
            "Rheinhold Pumpen baut ein Werk in Tianjin",
            "Der Pumpenhersteller Rheinhold kündigte am Mittwoch an, in Tianjin ein Werk zu errichten. Verhandelt wird"
            " noch mit der Verwaltung der Wirtschaftszone TEDA über das Grundstück.",
            "de",
            {"Rheinhold Pumpen", "Rheinhold"},
        ),
        (
            "Weseler Pumpen kommen jetzt auch aus Tianjin",
            "Wesel/Tianjin. Der Pumpenhersteller Rheinhold hat am Dienstag sein Werk im chinesischen Tianjin eröffnet.",
            "de",
            {"Rheinhold"},
        ),
        (
            "绵阳签下德国薄膜项目",
            "总投资1.2亿欧元的德国Dachsrieder Folien公司薄膜项目5月10日在绵阳签约落户。",
            "zh",
            {"Dachsrieder Folien", "绵阳"},
        ),
    ],
)
def test_names_that_stand_for_sites_seats_agencies_or_goods_take_no_part(
    title: str, text: str, language: Language, wanted: set[str]
) -> None:
    names = {party.name for party in main_deal(title, text, language).parties}
    assert names
    assert names <= wanted
    assert len(names) == len(wanted) or wanted == {"Rheinhold Pumpen", "Rheinhold"}


def test_what_the_company_puts_into_a_town_belongs_to_the_deal_of_the_firm_that_is_named_there() -> None:
    deal = main_deal(
        "Mitgliedsfirma vergrößert Werk in Foshan",
        "Die Gebrüder Osterloh GmbH & Co. KG, Hersteller von Scharnieren und Beschlägen aus Lippstadt, erweitert ihr"
        " Werk im südchinesischen Foshan. Wie der Geschäftsführer am Samstag bekannt gab, steckt das"
        " Familienunternehmen 22 Millionen Euro in eine zweite Halle in Foshan.",
        "de",
    )
    assert [party.name for party in deal.parties] == ["Gebrüder Osterloh GmbH & Co. KG"]
    assert deal.amount is not None
    assert deal.amount.value == 22_000_000


def test_a_headline_that_counts_projects_and_the_sentence_with_their_sum_tell_one_deal() -> None:
    deal = main_deal(
        "滨湖中德生态园签下12个重点德资项目",
        "5月11日上午,重点德资项目签约仪式在滨湖中德生态园举行。"
        "12个重点项目现场签约,涉及新材料、智慧农业等领域,总投资9.7亿欧元。",
        "zh",
    )
    assert deal.amount is not None
    assert deal.amount.value == 970_000_000
    assert "总投资9.7亿欧元" in deal.evidence


def test_towns_that_sign_with_each_other_are_not_taken_for_a_firms_deal_there() -> None:
    towns = Deal(
        "agreement", "signed", (Party("Rostock", "de"), Party("Dalian", "cn")), None, "Rostock", TODAY, "a"
    )
    firms = replace(
        towns, parties=(Party("Neptun Kranbau GmbH", "de"), Party("Xinghe Group", "cn")), evidence="b"
    )
    town = replace(towns, parties=(Party("Rostock", "de"),), evidence="c")
    names = frozenset({"Rostock", "Dalian"})
    assert united([towns, firms], names, "de") == [towns, firms]
    assert united([town, firms], names, "de") == [firms]
    paid = replace(firms, amount=Amount(Decimal(50_000_000), "EUR"))
    again = replace(paid, status="announced", parties=(Party("Hallenkräne", "de"),), evidence="d")
    assert united([paid, again], names, "de") == [paid]
    assert united([paid, replace(again, date=TODAY - timedelta(days=30))], names, "de") != [paid]


def test_a_country_whose_firm_is_named_behind_it_is_no_party() -> None:
    deal = main_deal(
        "Carmaker strikes a deal",
        "BMW struck a deal on Friday with China's Brilliance Group to expand their joint venture.",
        "en",
    )
    assert "China" not in {party.name for party in deal.parties}


def test_the_town_of_a_site_is_no_part_of_its_name() -> None:
    sentence = "The third phase of the Luoma Production Center in Jinan went into operation."
    start = sentence.index("Jinan")
    assert [found.text for found in latin_names(sentence, 0, "en", [(start, start + 5)])] == [
        "Luoma Production Center"
    ]
