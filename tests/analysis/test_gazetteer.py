"""Known names: found in three languages and scripts, at their offsets, with their sides; the user's own in front."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.gazetteer import Gazetteer
from config.extensions import CityEntry, OrganisationEntry

GAZETTEER = Gazetteer.shipped()


def named(text, language):
    return {mention.text: mention for mention in GAZETTEER.find(text, language)}


def identities(text, language):
    return [mention.identity for mention in GAZETTEER.find(text, language)]


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("CATL will supply BMW from Erfurt.", "en", ["catl", "bmw", "erfurt"]),
        ("Contemporary Amperex supplies Volkswagen.", "en", ["catl", "volkswagen"]),
        ("宁德时代向大众汽车供应电池。", "zh", ["catl", "volkswagen"]),
        ("寧德時代向福斯汽車供應電池。", "zh", ["catl", "volkswagen"]),
        ("賓士與西門子在台北。", "zh", ["mercedes-benz", "siemens", "taipei"]),
        ("Die Deutsche Börse und die Commerzbank", "de", ["deutsche-boerse", "commerzbank"]),
        ("大陆集团在常州扩产", "zh", ["continental", "changzhou"]),
        ("JAC und VW bauen in Hefei", "de", ["jac", "volkswagen", "hefei"]),
    ],
)
def test_names_in_all_scripts_lead_to_one_organisation(text, language, expected):
    assert identities(text, language) == expected


def test_offsets_point_at_the_name_as_it_is_written():
    text = "Ｈeute: 　「賓士」  ‘Nio’ und BMW’s Werk"
    for mention in GAZETTEER.find(text, "de"):
        assert text[mention.start : mention.end] == mention.text
    assert [mention.identity for mention in GAZETTEER.find(text, "de")] == ["mercedes-benz", "nio", "bmw"]


def test_a_subsidiary_counts_for_its_owner_and_for_where_it_stands():
    mention = named("Kuka baut in Augsburg.", "de")["Kuka"]
    assert (mention.side, mention.also_side) == ("de", "cn")
    mention = named("Bosch Automotive Products (Suzhou) Co., Ltd. expands.", "en")[
        "Bosch Automotive Products (Suzhou) Co., Ltd."
    ]
    assert (mention.side, mention.also_side) == ("de", "cn")
    mention = named("一汽-大众在长春", "zh")["一汽-大众"]
    assert {mention.side, mention.also_side} == {"cn", "de"}


def test_case_matters_for_abbreviations():
    assert "man" not in identities("A man and his gas in the most recent sap", "en")
    assert identities("MAN and SAP", "en") == ["man", "sap"]
    assert identities("Nio and NIO", "en") == ["nio", "nio"]


def test_names_count_by_themselves_only():
    assert identities("The Volkswagenesque Siemensstadt", "en") == []
    assert identities("Volkswagens Werk", "de") == ["volkswagen"]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("其中行业协会说，资金风险不大。", "zh"),
        ("普罗大众的大众文化", "zh"),
        ("由此联想到小米粥", "zh"),
        ("道德与美德", "zh"),
    ],
)
def test_short_chinese_names_inside_of_ordinary_words_do_not_count(text, language):
    assert [mention.text for mention in GAZETTEER.find(text, language)] == []


def test_the_mainland_is_no_tyre_maker():
    found = named("中国大陆的买家与大陆集团", "zh")
    assert found["中国大陆"].identity == "china"
    assert found["大陆集团"].identity == "continental"


def test_weak_names_need_a_hint():
    assert "linde" not in identities("Unter der Linde saß ein Dichter.", "de")
    assert "linde" in identities("Der Gasehersteller Linde liefert Wasserstoff.", "de")
    assert "volkswagen" not in identities("大众喜欢这首歌。", "zh")
    assert "volkswagen" in identities("大众计划扩大在合肥的汽车产能。", "zh")
    assert "metro-ag" not in identities("The metro runs every four minutes.", "en")


def test_weak_names_count_where_the_text_names_the_firm_in_full():
    assert identities("Die Merck KGaA baut. Merck zahlt.", "de") == ["merck-de", "merck-de"]


@pytest.mark.parametrize(
    ("text", "language", "identity"),
    [
        ("Das Bundeskartellamt gibt den Kauf frei.", "de", "bundeskartellamt"),
        ("SAMR cleared the merger.", "en", "samr"),
    ],
)
def test_those_that_only_approve_are_no_actors(text, language, identity):
    mention = next(mention for mention in GAZETTEER.find(text, language) if mention.identity == identity)
    assert not mention.is_actor
    organisation = GAZETTEER.organisation(identity)
    assert organisation is not None
    assert organisation.is_authority


@pytest.mark.parametrize(
    ("text", "language", "name"),
    [
        ("BEIJING, May 3 (Xinhua) -- A bridge opened.", "en", "Xinhua"),
        ("Das berichtete das Handelsblatt gestern.", "de", "Handelsblatt"),
        ("据新华社报道，大桥开通。", "zh", "新华社"),
        ("according to Deutsche Welle", "en", "Deutsche Welle"),
    ],
)
def test_papers_that_are_quoted_speak_for_no_side(text, language, name):
    mention = named(text, language)[name]
    assert (mention.side, mention.is_actor) == ("other", False)


def test_people_in_office_stand_for_their_side_and_sign_nothing():
    found = named("Angela Merkel empfing Li Keqiang.", "de")
    assert (found["Angela Merkel"].type, found["Angela Merkel"].side) == ("person_office", "de")
    assert (found["Li Keqiang"].side, found["Li Keqiang"].is_actor) == ("cn", False)


def test_organisations_and_places_are_given_by_their_id():
    organisation = GAZETTEER.organisation("kuka")
    assert organisation is not None
    assert organisation.parent == "midea"
    place = GAZETTEER.place("shenzhen")
    assert place is not None
    assert (place.side, place.region, place.names["zh"][0]) == ("cn", "guangdong", "深圳")
    assert GAZETTEER.organisation("no-such-firm") is None
    assert GAZETTEER.place("no-such-town") is None


def test_the_users_own_names_come_first_and_the_shipped_ones_stay():
    own = GAZETTEER.extended(
        [OrganisationEntry(id="my-firm", side="de", names=("Nordlicht Antriebe", "北光驱动", "BMW"))],
        [CityEntry(names=("Kleinmusterstadt", "小样城"), country="DE")],
    )
    assert [m.identity for m in own.find("Nordlicht Antriebe und Siemens in Kleinmusterstadt", "de")] == [
        "my-firm",
        "siemens",
        "own-city-1",
    ]
    assert [m.side for m in own.find("北光驱动落户小样城", "zh")] == ["de", "de"]
    assert [m.identity for m in own.find("BMW", "en")] == ["my-firm"]
    assert GAZETTEER.extended((), ()) is GAZETTEER


_PIECES = st.sampled_from(
    ["BMW", "宁德时代", "賓士", "GmbH", "Co., Ltd.", "Universität ", "University", "有限公司", "（", "）", "(", ")", "“", "公司", "德国", "China", " of ", " & ",
     "Feldkamp", "Hongtai", "-based", ", a ", "Stadt", " der ", "\n", ". ", "、", "的", "İ", "ß", "'s", "集团", "Linde", "黑德里希", "AG", "e. V.", "aus", "Ulm", "制造商", "中国"]
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.lists(st.one_of(_PIECES, st.text(max_size=6)), max_size=30), st.sampled_from(["en", "de", "zh"]))
def test_mentions_of_any_text_have_right_offsets_and_do_not_overlap(pieces, language):
    text = "".join(pieces)
    end = 0
    for mention in GAZETTEER.find(text, language):
        assert mention.start >= end
        assert mention.end > mention.start
        assert text[mention.start : mention.end] == mention.text
        assert mention.side in ("cn", "de", "other")
        assert mention.also_side in (None, "cn", "de")
        assert mention.also_side != mention.side
        end = mention.end
    assert end <= len(text)


@settings(max_examples=30, deadline=None)
@given(st.text(max_size=200), st.sampled_from(["en", "de", "zh"]))
def test_finding_is_the_same_every_time(text, language):
    assert GAZETTEER.find(text, language) == GAZETTEER.find(text, language)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("BASF builds in Zhanjiang.", True),
        ("Die Pumpenbau Lindacker GmbH liefert nach Qingdao.", True),
        ("中德签署合作协议", True),
        ("寧德時代向賓士供貨", True),
        ("Die Gemeinde Fulda baut eine Kantine.", False),
        ("浙江省发布天气预报", False),
        ("The weather in Lisbon is fine.", False),
        ("", False),
    ],
)
def test_a_quick_look_tells_which_texts_may_name_both_sides(text, expected):
    assert GAZETTEER.may_name_both(text) is expected


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("福伊特造纸（嘉善）靴套工厂主体完工", ["嘉善"]),
        ("本报宁海讯　德国企业开工", ["宁海"]),
        ("江山如此多娇", []),
        ("德国企业落户温岭", ["温岭"]),
        ("兰溪市与德国企业签约", ["兰溪市"]),
    ],
)
def test_chinese_counties_are_known_where_they_stand_as_places(text: str, wanted: list[str]) -> None:
    found = Gazetteer.shipped().find(text, "zh")
    assert [mention.text for mention in found if mention.type == "place"] == wanted


def test_the_table_of_cities_describes_a_place_that_has_further_names() -> None:
    place = Gazetteer.shipped().place("qufu")
    assert place is not None
    assert place.population > 0
