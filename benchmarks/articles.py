"""Invented articles of a wanted length in three languages, the same ones at every run."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Literal

from analysis.values import Article
from benchmarks.archive_firms import firm

ReadLanguage = Literal["en", "de", "zh"]

_FIRMS: tuple[str, ...] = (
    "Kranich",
    "Velmora Optik",
    "Sperber",
    "Elbtal Pumpen",
    "Hessenwerk",
    "Isarion",
    "Bosch",
    "Siemens",
    "BASF",
)
_PARTNERS: tuple[str, ...] = (
    "Donghu",
    "Qinshan Photonics",
    "Lianyun Valve",
    "Xinhe Battery",
    "Tianmu Medical",
    "COSCO",
    "BYD",
)
_CITIES = {
    "en": ("Taizhou", "Hefei", "Kassel", "Suzhou", "Jena", "Wuhan", "Duisburg", "Qingdao"),
    "de": ("Taizhou", "Hefei", "Kassel", "Suzhou", "Jena", "Wuhan", "Duisburg", "Qingdao"),
    "zh": ("泰州", "合肥", "卡塞尔", "苏州", "耶拿", "武汉", "杜伊斯堡", "青岛"),
}
_SENTENCES: dict[ReadLanguage, tuple[str, ...]] = {
    "en": (
        "{firm} and {partner} have signed a contract for a plant in {city} that will cost {sum} million euros.",
        "The works is to employ {count} people on {small} hectares, managing director Ute Lorenz said on {weekday}.",
        "Half of the output goes to hospitals in the east of the country, and the rest is meant for export.",
        "The city of {city} pays for the roads and grants the land for {small} years.",
        "In {year} the company had turnover of {count} million euros, {small} percent more than the year before.",
        "A spokesman for {partner} declined to comment on the price.",
        "Trade between the two countries came to {sum} billion euros, according to the statistics office.",
        "The authorities have yet to approve the purchase; a decision is expected by the end of {year}.",
        "Visitors to the fair in {city} saw pumps, valves and a bridge made of paper on {month} {day}.",
    ),
    "de": (
        "{firm} und {partner} haben ein Werk in {city} vereinbart und unterzeichnet, das {sum} Millionen Euro kostet.",
        "Auf {small} Hektar sollen {count} Menschen arbeiten, sagte Geschäftsführerin Ute Lorenz am {weekday}.",
        "Die Hälfte der Pumpen geht an Krankenhäuser im Osten des Landes, der Rest ist für die Ausfuhr bestimmt.",
        "Die Stadt {city} zahlt die Straßen und überlässt das Gelände für {small} Jahre.",
        "Im Jahr {year} setzte das Unternehmen {count} Millionen Euro um, {small} Prozent mehr als im Vorjahr.",
        "Ein Sprecher von {partner} wollte sich zum Preis nicht äußern.",
        "Der Handel zwischen beiden Ländern erreichte nach Angaben des Amtes {sum} Milliarden Euro.",
        "Die Behörden müssen dem Kauf noch zustimmen; bis Ende {year} wird eine Entscheidung erwartet.",
        "Auf der Messe in {city} sahen die Gäste am {day}. {month} Pumpen, Ventile und eine Brücke aus Papier.",
    ),
    "zh": (
        "{firm}与{partner}在{city}签署合同，将投资{sum}00万欧元建设工厂。",
        "工厂占地{small}公顷，计划雇用{count}名员工，总经理乌特·洛伦茨{weekday}表示。",
        "一半产品供应华东地区的医院，其余部分用于出口。",
        "{city}市负责修建道路，并提供为期{small}年的土地使用权。",
        "{year}年公司营业收入为{count}万欧元，比上年增长{small}%。",
        "{partner}发言人拒绝就价格发表评论。",
        "据统计局数据，两国贸易额达到{sum}亿欧元。",
        "收购尚需主管部门批准，预计{year}年底前作出决定。",
        "{month}{day}日，在{city}举行的展会上，来宾参观了水泵、阀门和一座纸桥。",
    ),
}
_OF_SIDE = {
    "en": ("Germany's {}", "China's {}"),
    "de": ("Deutschlands {}", "Chinas {}"),
    "zh": ("德国{}", "中国{}"),
}
_PIECES = {
    "en": (
        "pump valve press wharf depot patent tender filter sensor",
        "works room line yard land",
        "the of and in to",
    ),
    "de": (
        "Pumpen Ventil Pressen Hafen Lager Patent Filter Sensor",
        "werk halle bau hof land",
        "der die und in zu",
    ),
    "zh": ("泵 阀 压 港 仓 专 滤 感 轮 钢", "厂 室 线 场 地 站 台 件", "的 在 与 和 了"),
}
"""Words of sentences that say nothing are made of these, no two articles having many in common."""

_TELLING = 4
"""Sentences with names and figures in an article as in archives."""

_WEEKDAYS = {"en": ("Monday", "Thursday"), "de": ("Montag", "Donnerstag"), "zh": ("周一", "周四")}
_MONTHS = {"en": ("May", "September"), "de": ("Mai", "September"), "zh": ("5月", "9月")}
_FIRST_DAY = date(2026, 1, 5)


def size_of(text: str, language: ReadLanguage) -> int:
    """Words of a Latin text, characters of a Chinese one."""
    return len(text) if language == "zh" else len(text.split())


def articles(
    language: ReadLanguage, size: int, count: int, seed: int = 1, *, as_in_archives: bool = False
) -> list[Article]:
    """So many articles of at least ``size`` words (characters in Chinese).

    Args:
        language: In which they are written.
        size: Of each.
        count: Of articles.
        seed: Another one makes other articles.
        as_in_archives: Whether each tells of one deal between two firms drawn as news names them
            (:mod:`benchmarks.archive_firms`), in a few sentences among others that say nothing. Otherwise each names
            many of few firms by the same few sentences: every article of thousands would be about all the others.
    """
    numbers = random.Random(f"{language} {size} {seed}")
    return [
        _article(language, size, number, numbers, as_in_archives=as_in_archives) for number in range(count)
    ]


def _article(
    language: ReadLanguage, size: int, number: int, numbers: random.Random, *, as_in_archives: bool
) -> Article:
    firms, partners, cities = _FIRMS, _PARTNERS, _CITIES[language]
    if as_in_archives:
        ours, theirs = _OF_SIDE[language]
        firms = (ours.format(firm(numbers, "de").name),)
        partners = (theirs.format(firm(numbers, "cn").name),)
        cities = (numbers.choice(cities),)
    sentences: list[str] = []
    length = 0
    for pattern in _patterns(language, numbers, as_in_archives=as_in_archives):
        if length >= size:
            break
        sentence = pattern.format(
            firm=numbers.choice(firms),
            partner=numbers.choice(partners),
            city=numbers.choice(cities),
            sum=numbers.randint(2, 900),
            count=numbers.randint(30, 9000),
            small=numbers.randint(3, 60),
            year=numbers.randint(2019, 2027),
            weekday=numbers.choice(_WEEKDAYS[language]),
            month=numbers.choice(_MONTHS[language]),
            day=numbers.randint(1, 28),
        )
        sentences.append(sentence)
        length += size_of(sentence, language)
    joint = "" if language == "zh" else " "
    paragraphs = [joint.join(sentences[start : start + 4]) for start in range(0, len(sentences), 4)]
    return Article(
        id=f"{language}-{size}-{number}",
        title=sentences[0].rstrip(".。"),
        text="\n".join(paragraphs),
        published=_FIRST_DAY + timedelta(days=numbers.randint(0, 300)),
        language=language,
    )


def _patterns(language: ReadLanguage, numbers: random.Random, *, as_in_archives: bool) -> Iterator[str]:
    """The sentences of an article, without end."""
    known = list(_SENTENCES[language])
    if as_in_archives:
        yield known[0]
        yield from numbers.sample(known[1:], _TELLING - 1)
        while True:
            yield _saying_nothing(language, numbers)
    while True:
        numbers.shuffle(known)
        yield from known


def _saying_nothing(language: ReadLanguage, numbers: random.Random) -> str:
    beginnings, ends, small = (pieces.split() for pieces in _PIECES[language])
    words = [
        numbers.choice(small) if place % 3 == 0 else numbers.choice(beginnings) + numbers.choice(ends)
        for place in range(numbers.randint(12, 20))
    ]
    return "".join(words) + "。" if language == "zh" else " ".join(words).capitalize() + "."
