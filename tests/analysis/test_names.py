"""Names in no list: by legal form, ending, description and origin; and what only looks like a side."""

import pytest

from analysis.gazetteer import Gazetteer

GAZETTEER = Gazetteer.shipped()


def mention(text, language, name):
    for found in GAZETTEER.find(text, language):
        if found.text == name:
            return found
    raise AssertionError(f"{name!r} is none of {[found.text for found in GAZETTEER.find(text, language)]}")


def sides(text, language):
    found = GAZETTEER.find(text, language)
    return {side for one in found for side in (one.side, one.also_side) if side in ("cn", "de")}


@pytest.mark.parametrize(
    ("text", "language", "name", "side", "rule"),
    [
        ("Die Quendler Feinguss GmbH wächst.", "de", "Quendler Feinguss GmbH", "de", "legal form"),
        (
            "Die Gebrüder Tolk Pumpen GmbH & Co. KG ist alt.",
            "de",
            "Gebrüder Tolk Pumpen GmbH & Co. KG",
            "de",
            "legal form",
        ),
        ("It bought Quendler Feinguss GmbH.", "en", "Quendler Feinguss GmbH", "de", "legal form"),
        ("Quendler Feinguss GmbH与当地签约", "zh", "Quendler Feinguss GmbH", "de", "legal form"),
        ("Der Kulturkreis Tolk e. V. lädt ein.", "de", "Kulturkreis Tolk e. V.", "de", "legal form"),
        (
            "Nantong Xinhui Valve Co., Ltd. sells valves.",
            "en",
            "Nantong Xinhui Valve Co., Ltd.",
            "cn",
            "legal form",
        ),
        ("江苏青汀环保设备有限公司中标。", "zh", "江苏青汀环保设备有限公司", "cn", "legal form"),
        ("黑德里特改装技术公司破产。", "zh", "黑德里特改装技术公司", "other", "legal form"),
        ("德国的黑德里特改装技术公司破产。", "zh", "黑德里特改装技术公司", "de", "legal form"),
        ("Die Haferkamp-Gruppe investiert.", "de", "Haferkamp-Gruppe", "de", "firm name"),
    ],
)
def test_legal_forms_and_endings_tell_the_side(text, language, name, side, rule):
    found = mention(text, language, name)
    assert (found.side, found.rule, found.identity, found.is_actor) == (side, rule, None, True)


@pytest.mark.parametrize(
    ("text", "language", "name", "side"),
    [
        ("the Shenzhen-based Kelanto wants more", "en", "Kelanto", "cn"),
        ("the German machine builder Quendler said", "en", "Quendler", "de"),
        ("the Hamburg company Quendler said", "en", "Quendler", "de"),
        ("Chinese carmaker Velante opens a shop", "en", "Velante", "cn"),
        ("Quendler, a Stuttgart maker of pumps, grows", "en", "Quendler", "de"),
        ("der chinesische Batteriehersteller Velante kommt", "de", "Velante", "cn"),
        ("das Tübinger Unternehmen Quendler baut", "de", "Quendler", "de"),
        ("der Zulieferer Velante aus Ningbo kauft", "de", "Velante", "cn"),
        ("der Konzern Velante mit Sitz in Shenzhen kauft", "de", "Velante", "cn"),
        ("德国轴承制造商法尔肯贝格投产", "zh", "法尔肯贝格", "de"),
        ("中国企业“远桥”落户", "zh", "远桥", "cn"),
        ("总部位于慕尼黑的黑德里特技术公司", "zh", "黑德里特技术公司", "de"),
        ("德国储能运营商Nordspeicher Haff与其签约", "zh", "Nordspeicher Haff", "de"),
    ],
)
def test_descriptions_tell_the_side(text, language, name, side):
    assert mention(text, language, name).side == side


@pytest.mark.parametrize(
    ("text", "language", "name", "side", "identity"),
    [
        ("Die Stadt Duisburg unterschreibt.", "de", "Stadt Duisburg", "de", "duisburg"),
        ("The city of Qingdao signed.", "en", "city of Qingdao", "cn", "qingdao"),
        ("深圳市人民政府与其签约。", "zh", "深圳市人民政府", "cn", "shenzhen"),
        ("Die Universität Rostock forscht.", "de", "Universität Rostock", "de", None),
        ("Maritime Universität Dalian und andere", "de", "Universität Dalian", "cn", None),
        ("Die Technische Hochschule Linhai lehrt.", "de", "Technische Hochschule Linhai", "cn", None),
        (
            "Hunan Academy of Agricultural Sciences",
            "en",
            "Hunan Academy of Agricultural Sciences",
            "cn",
            None,
        ),
        ("Linjiang Polytechnic teaches.", "en", "Linjiang Polytechnic", "cn", None),
        ("太仓经济技术开发区管委会", "zh", "太仓经济技术开发区管委会", "cn", None),
        ("扬州高新区迎来项目", "zh", "扬州高新区", "cn", None),
    ],
)
def test_institutions_and_governments_go_by_their_town(text, language, name, side, identity):
    found = mention(text, language, name)
    assert (found.side, found.type) == (side, "organisation")
    if identity is not None:
        assert found.identity == identity


def test_chinese_owner_and_german_seat_make_both_sides():
    found = mention("Die Hongxin Thermal Deutschland GmbH baut.", "de", "Hongxin Thermal Deutschland GmbH")
    assert (found.side, found.also_side) == ("cn", "de")
    found = mention("Xinyuan Europe GmbH opened.", "en", "Xinyuan Europe GmbH")
    assert (found.side, found.also_side) == ("cn", "de")


def test_a_firm_once_named_is_known_by_its_first_word():
    text = "Die Quendler Feinguss GmbH wird verkauft. Quendler schweigt, Quendlers Belegschaft nicht."
    found = [one for one in GAZETTEER.find(text, "de") if one.rule == "short name"]
    assert [one.text for one in found] == ["Quendler", "Quendler"]
    assert {one.side for one in found} == {"de"}
    text = "德国弗尔克泵业来访。弗尔克将建厂。"
    assert [one.text for one in GAZETTEER.find(text, "zh") if one.rule == "short name"] == ["弗尔克"]


def test_austrian_and_swiss_firms_are_on_neither_side():
    text = "Das österreichische Unternehmen Kremsner Gießtechnik GmbH aus Linz eröffnet ein Werk in Suzhou."
    assert mention(text, "de", "Kremsner Gießtechnik GmbH").side == "other"
    assert sides(text, "de") == {"cn"}
    assert mention("Die Schweizer Urnäsch Werkzeuge AG baut.", "de", "Urnäsch Werkzeuge AG").side == "other"
    assert sides("奥地利企业在苏州设厂。", "zh") == {"cn"}


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("常德、德州、德清、景德镇、承德和德阳的工厂", "zh"),
        ("宁德的茶", "zh"),
    ],
)
def test_chinese_towns_with_the_character_for_germany_are_chinese(text, language):
    assert sides(text, language) == {"cn"}


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The capital of Kentucky is Frankfort.", "en"),
        ("The mill in Berlin, New Hampshire, closed; Berlin mourns.", "en"),
        ("She grew up in Hanover, Pennsylvania.", "en"),
        ("Vienna is lovely in spring.", "en"),
        ("A German shepherd ran through Germantown with German measles.", "en"),
        ("Chinese cabbage, Chinese checkers and fine china from China Grove.", "en"),
        ("Merck & Co raised its forecast.", "en"),
        ("TSMC and Foxconn of Taiwan, the Republic of China (Taiwan)", "en"),
        ("台积电与鸿海在台湾", "zh"),
        ("Hans Deutsch und Angela Chung singen.", "de"),
        ("Germán Castro met Ford Motor in Detroit.", "en"),
        ("德州扑克与德云社", "zh"),
        ("日本名古屋的东海精机宣布扩产。东海精机表示", "zh"),
        ("日本名古屋的东海精机11月1日宣布扩产。东海精机表示", "zh"),
        ("印度铁道部与法国商务部", "zh"),
        ("据德国《商报》报道，德国媒体普遍看好", "zh"),
    ],
)
def test_look_alikes_are_on_neither_side(text, language):
    assert sides(text, language) == set()


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("For the German market, of 31 Chinese guests, the Central Bank waits.", "en"),
        ("Für 540 Millionen Euro. Kein Akkuwerk. 600.000 Tonnen Stahl. Zentrum für Antriebe.", "de"),
        ("二线电芯厂与上市公司，两台起重机，一家公司，这家企业", "zh"),
        ("The mayor of Berlin and the people of China", "en"),
    ],
)
def test_common_words_make_no_names(text, language):
    assert [one.text for one in GAZETTEER.find(text, language) if one.rule != "known name"] == []


@pytest.mark.parametrize(
    ("piece", "language"),
    [
        ("Universität für ", "de"),
        ("Tolk & ", "de"),
        ("GmbH & Co. ", "de"),
        ("a-", "en"),
        ("of the ", "en"),
        ("Hongtai ", "en"),
        ("Co., Ltd., ", "en"),
        ("the Hamburg company Quendler of ", "en"),
        ("有限公司", "zh"),
        ("（中国）", "zh"),
        ("的公司", "zh"),
        ("黑德里希", "zh"),
        ("中国企业", "zh"),
    ],
)
def test_the_work_grows_with_the_length_alone(growth, piece, language):
    assert growth(lambda text: GAZETTEER.find(text, language), piece) < 24


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("启明精工拟收购德国泵企\n启明精工19日晚间公告，董事会已同意。", "启明精工"),
        ("获德国定点\ne公司讯，云栈电控6月2日晚间公告，收到通知书。", "云栈电控"),
        ("新仓启用\n（记者 王一）跨境电商“百路国际”12日在不来梅启用仓库。", "百路国际"),
        ("要约期满\n嘉泽国际（01***）公布，德国监管部门已批准。", "嘉泽国际"),
    ],
)
def test_who_announces_in_a_chinese_paper_is_a_chinese_firm(text: str, name: str) -> None:
    found = [mention for mention in Gazetteer.shipped().find(text, "zh") if mention.text == name]
    assert found
    assert {mention.side for mention in found} == {"cn"}


@pytest.mark.parametrize(
    "text",
    [
        "财报\n公司今日公告，本公司董事会19日公告，研究人员3日宣布。",
        "签约\n瑞士诺维达3日公告，与瑞士诺维达合作的德国企业今日公告。",
        "长约\n汉宇公司18日公告，金额约新台币52亿元。",
    ],
)
def test_not_everything_that_is_announced_is_by_a_chinese_firm(text: str) -> None:
    assert not [mention for mention in Gazetteer.shipped().find(text, "zh") if mention.side == "cn"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("收购案中德国撤回许可", {"de"}),
        ("中德国际合作", {"cn", "de"}),
        ("霍恩施泰因在德国", {"de"}),
        ("湖北恩施与德国城市结好", {"cn", "de"}),
        ("德国商务部长抵达汉堡", {"de"}),
    ],
)
def test_chinese_characters_mean_what_they_make_with_those_around_them(text, expected):
    assert sides(text, "zh") == expected


def test_american_towns_with_german_names_are_not_german() -> None:
    english = Gazetteer.shipped().find("BERLIN, Conn. -- A toolmaker in Berlin was sold.", "en")
    chinese = Gazetteer.shipped().find(
        "肯塔基州法兰克福市与鹤壁市签署意向书，法兰克福代表团参观了酒厂。", "zh"
    )
    assert "de" not in {mention.side for mention in (*english, *chinese)}


def test_hamburgers_are_not_from_hamburg() -> None:
    assert not Gazetteer.shipped().find("汉堡连锁获融资，牛肉汉堡热卖", "zh")


def test_names_that_look_german_are_not_german_in_a_text_on_switzerland() -> None:
    opened = "Plant builder Brühlmann has opened a hall in Wuxi"
    assert sides(f"{opened}. The Swiss group employs 300 people there.", "en") == {"cn"}
    assert sides(f"{opened}, which cost four million Swiss francs.", "en") == {"cn", "de"}


def test_a_persons_given_name_is_no_town() -> None:
    found = Gazetteer.shipped().find("Der Verein hat Fan Zhendong verpflichtet, sagte Chen in Qingdao.", "de")
    assert [mention.text for mention in found if mention.type == "place"] == ["Qingdao"]


def test_an_austrian_firm_is_not_german_for_its_german_guests() -> None:
    opened = "Formenbau Reitinger of Graz has opened a hall in Wuxi. The firm from Styria, Austria, employs 300 people."
    guests = (
        " " * 300 + "The German consul and three customers from Stuttgart came, and a choir from Vienna sang."
    )
    named = {mention.text: mention.side for mention in Gazetteer.shipped().find(opened + guests, "en")}
    assert named["Formenbau Reitinger"] == "other"
    at_home = (
        "Formenbau Reitinger of Ulm, which supplies Austria, Graz and Vienna, has opened a hall in Wuxi."
    )
    named = {mention.text: mention.side for mention in Gazetteer.shipped().find(at_home, "en")}
    assert named["Formenbau Reitinger"] == "de"


def test_a_name_is_that_of_the_known_firm_whose_initials_stand_behind() -> None:
    written = (
        "Fischer Advanced Composite Components (FACC) was sold, not Fischer Advanced Coatings GmbH (FEV)."
    )
    named = {mention.text: mention for mention in Gazetteer.shipped().find(written, "en")}
    assert named["Fischer Advanced Composite Components"].identity == "facc"
    assert named["Fischer Advanced Coatings GmbH"].identity is None


def test_words_that_are_also_small_towns_are_no_places() -> None:
    assert not sides(
        "Wenn man die Line dominiert, hat man die Überhand, sagte der Spieler aus Stanford.", "de"
    )
    assert not sides("It was Fate that filled the Bin, and the Wedding was nice.", "en")
