"""Of a long text, what stands near its deals is read for their facts: more of other things changes nothing."""

from __future__ import annotations

from datetime import date

import pytest

from analysis.facts_near import OPENING
from analysis.knowledge import Knowledge
from analysis.reading import read
from analysis.values import Article, Language, Reading

DEAL: dict[Language, tuple[str, str]] = {
    "en": (
        "Kuhnert Pumps and Jinan Hailong sign supply contract",
        "Germany's Kuhnert Pumps signed a contract worth 40 million euros with China's Jinan Hailong Group in Jinan on"
        " Monday.",
    ),
    "de": (
        "Kuhnert Pumpen und Jinan Hailong unterzeichnen Liefervertrag",
        "Die deutsche Kuhnert Pumpen GmbH unterzeichnete am Montag in Jinan mit der chinesischen Jinan Hailong Group"
        " einen Vertrag über 40 Millionen Euro.",
    ),
    "zh": (
        "德国库纳特泵业与济南海龙集团签署供货合同",
        "周一，德国库纳特泵业公司与中国济南海龙集团在济南签署了价值4000万欧元的合同。",
    ),
}
OTHER: dict[Language, str] = {
    "en": "Hall {} showed pictures of {} by children, and the soup cost {} euros. ",
    "de": "Halle {} zeigte Kinderbilder von {}, und die Suppe kostete {} Euro. ",
    "zh": "第{}展厅展出了孩子们画的{}，一碗汤{}欧元。",
}
TOWNS = ("Bremen", "Lyon", "Wuhan", "Oslo", "Ulm", "Xiamen", "Kyoto", "Jena", "Dalian", "Graz", "Hagen")
TOWNS_CHINESE = (
    "不来梅",
    "里昂",
    "武汉",
    "奥斯陆",
    "乌尔姆",
    "厦门",
    "京都",
    "耶拿",
    "大连",
    "格拉茨",
    "哈根",
)
SECOND = {
    "en": "On the same day Germany's Rabenau Optik opened a plant for 15 million euros in Suzhou, China.",
    "de": "Am selben Tag eröffnete die deutsche Rabenau Optik GmbH im chinesischen Suzhou ein Werk für 15 Millionen Euro.",
    "zh": "同日，德国拉贝瑙光学公司在中国苏州投资1500万欧元的工厂开业。",
}


def article(language: Language, before: int, after: int, last: str = "") -> Reading:
    title, deal = DEAL[language]
    towns = TOWNS_CHINESE if language == "zh" else TOWNS
    lines = [
        OTHER[language].format(n, towns[n % len(towns)] if n > OPENING else "A", 3 + n)
        + ("\n\n" if n % 5 == 0 else "")
        for n in range(before + after)
    ]
    text = "".join(lines[:before]) + "\n\n" + deal + "\n\n" + "".join(lines[before:]) + "\n\n" + last
    return read(Article("a", title, text, None, date(2026, 3, 4), language), Knowledge.shipped())


@pytest.mark.parametrize("language", ["en", "de", "zh"])
@pytest.mark.parametrize(("before", "after"), [(0, 300), (150, 150)])
def test_what_else_a_long_text_tells_changes_no_fact(language: Language, before: int, after: int) -> None:
    (alone,) = article(language, 0, 0).deals
    deal = article(language, before, after).deals[0]
    assert deal == alone


@pytest.mark.parametrize("language", ["en", "de", "zh"])
def test_a_deal_at_the_end_of_a_long_text_is_read_with_its_facts(language: Language) -> None:
    reading = article(language, 0, 200, SECOND[language])
    sums = [int(deal.amount.value) for deal in reading.deals if deal.amount is not None]
    assert sums == [40_000_000, 15_000_000]
