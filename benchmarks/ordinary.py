"""Invented articles of ordinary news, most of them of no country that matters: what a watched source mostly brings."""

from __future__ import annotations

import random
from datetime import date, timedelta

from analysis.values import Article
from benchmarks.articles import ReadLanguage, size_of

_TOWNS: dict[ReadLanguage, tuple[str, ...]] = {
    "en": ("Leeds", "Cardiff", "Boston", "Toronto", "Shanghai", "Hamburg"),
    "de": ("Kassel", "Jena", "Graz", "Basel", "Ulm", "Peking"),
    "zh": ("合肥", "长沙", "武汉", "成都", "东京", "慕尼黑"),
}
_SENTENCES: dict[ReadLanguage, tuple[str, ...]] = {
    "en": (
        "The council of {town} wants {small} new bus stops along the ring road by next spring.",
        "A survey of {count} households found that most people walk to the market at weekends.",
        "The museum shows {small} paintings of the river, and entry is free for children.",
        "Rain is expected over the hills on {weekday}, with up to {small} millimetres by the evening.",
        "The bakery on the corner sold {count} loaves last week, said its owner, who opened the shop in {year}.",
        "Three schools share the new hall, which was finished {small} weeks earlier than hoped.",
        "The club lost its match by two goals and meets its neighbours from {town} again in May.",
        "Prices of flats rose by {small} percent within a year, according to the association of brokers.",
        "Firefighters needed {small} minutes to put out the flames in an empty barn.",
    ),
    "de": (
        "Der Rat von {town} will bis zum Frühjahr {small} neue Haltestellen an der Ringstraße bauen.",
        "Eine Umfrage unter {count} Haushalten ergab, dass die meisten am Wochenende zu Fuß zum Markt gehen.",
        "Das Museum zeigt {small} Gemälde vom Fluss, für Kinder ist der Eintritt frei.",
        "Am {weekday} wird über den Hügeln Regen erwartet, bis zum Abend fallen bis zu {small} Millimeter.",
        "Die Bäckerei an der Ecke verkaufte vorige Woche {count} Brote, sagte die Inhaberin, die {year} eröffnete.",
        "Drei Schulen teilen sich die neue Halle, die {small} Wochen früher fertig wurde als erhofft.",
        "Der Verein verlor sein Spiel mit zwei Toren und trifft im Mai wieder auf die Nachbarn aus {town}.",
        "Die Preise der Wohnungen stiegen binnen eines Jahres um {small} Prozent, teilte der Verband der Makler mit.",
        "Die Feuerwehr brauchte {small} Minuten, um die Flammen in einer leeren Scheune zu löschen.",
    ),
    "zh": (
        "{town}市计划明年春天前在环路增设{small}个公交站点。",
        "一项覆盖{count}户家庭的调查显示，多数人周末步行去市场。",
        "博物馆展出{small}幅描绘河流的画作，儿童免费入场。",
        "{weekday}山区有雨，到傍晚降水量可达{small}毫米。",
        "街角的面包店上周卖出{count}个面包，店主说小店于{year}年开张。",
        "三所学校共用新体育馆，工期比预期提前了{small}周。",
        "球队以两球之差告负，五月将再次迎战来自{town}的邻居。",
        "经纪人协会的数据显示，住房价格一年内上涨{small}%。",
        "消防员用了{small}分钟扑灭一座空谷仓的大火。",
    ),
}
_WEEKDAYS: dict[ReadLanguage, tuple[str, ...]] = {
    "en": ("Monday", "Thursday"),
    "de": ("Montag", "Donnerstag"),
    "zh": ("周一", "周四"),
}
_SENTENCES_A_PARAGRAPH = 4
_FIRST_DAY = date(2026, 1, 5)


def ordinary_articles(language: ReadLanguage, size: int, count: int, seed: int = 1) -> list[Article]:
    """So many articles of about ``size`` words, of Chinese characters."""
    chance = random.Random(f"ordinary-{language}-{size}-{seed}")
    return [_article(language, size, number, chance) for number in range(count)]


def _article(language: ReadLanguage, size: int, number: int, chance: random.Random) -> Article:
    paragraphs: list[str] = []
    while size_of("\n".join(paragraphs), language) < size:
        sentences = chance.sample(_SENTENCES[language], _SENTENCES_A_PARAGRAPH)
        paragraphs.append(
            ("" if language == "zh" else " ").join(
                _filled(sentence, language, chance) for sentence in sentences
            )
        )
    title = _filled(chance.choice(_SENTENCES[language]), language, chance).rstrip(".。")
    published = _FIRST_DAY + timedelta(days=number % 300)
    return Article(f"ordinary-{language}-{number}", title, "\n".join(paragraphs), None, published, language)


def _filled(sentence: str, language: ReadLanguage, chance: random.Random) -> str:
    return sentence.format(
        town=chance.choice(_TOWNS[language]),
        small=chance.randint(3, 60),
        count=chance.randint(100, 4_000),
        weekday=chance.choice(_WEEKDAYS[language]),
        year=chance.randint(1990, 2024),
    )


__all__ = ["ordinary_articles"]
