"""Who is a party in Chinese texts: not hosts, supporters, halls, towns beside a builder, nor a unit's owner."""

from __future__ import annotations

from datetime import date

import pytest

from analysis.facts import deals_of
from analysis.facts_names_chinese import chinese_names
from analysis.knowledge import Knowledge
from analysis.layout import lay_out
from analysis.marking import mark
from analysis.signals import signals_of
from analysis.values import Article, Deal

TODAY = date(2023, 5, 12)


def main_deal(title: str, text: str) -> Deal:
    """The main deal, every sentence with an act counting as one that states a deal."""
    knowledge = Knowledge.shipped()
    wording = knowledge.wordings["zh"]
    laid = lay_out(Article("a", title, text, None, TODAY), "zh", wording)
    told = mark(laid, knowledge.gazetteer, wording, TODAY)
    return deals_of(told, [one for one in signals_of(told) if one.acts], knowledge)[0]


@pytest.mark.parametrize(
    ("title", "text", "wanted", "unwanted"),
    [
        (
            "常熟签下德国项目",
            "由江苏省贸促会和德国驻上海总领事馆共同主办的交流会11日在常熟举行。会上，常熟高新区与西门子签订投资协议。",
            ["常熟高新区", "西门子"],
            ["江苏省贸促会", "德国驻上海总领事馆"],
        ),
        (
            "鞍钢与西马克签约",
            "鞍钢集团旗下攀钢钒钛与德国西马克集团11日签署合作协议，双方将共同开发轧制技术。",
            ["攀钢钒钛", "西马克集团"],
            ["鞍钢集团"],
        ),
        (
            "馬牌輪胎合肥擴建",
            "德國大陸集團旗下馬牌輪胎今天在合肥為第四期擴建工程舉行動土儀式，投資20億元。",
            ["馬牌輪胎"],
            ["合肥", "德國大陸集團"],
        ),
        (
            "博世在蕪湖設廠",
            "記者11日從安徽省商務廳獲悉，博世將投資2億美元在蕪湖建設新工廠。",
            ["博世"],
            ["安徽省商務廳"],
        ),
        (
            "中国化学工程与巴斯夫签约",
            "中国化学工程集团与巴斯夫11日在北京签署合作协议，共同推进湛江一体化基地建设。",
            ["中国化学工程集团", "巴斯夫"],
            ["湛江一体化基地"],
        ),
        (
            "奇瑞与德国公司签约",
            "奇瑞与德国斯图歌特11日签订合作备忘录，双方将共同设立瑞歌智能物流有限公司。浙江大学等二十余家机构代表参加了活动。",
            ["奇瑞", "斯图歌特"],
            ["瑞歌智能物流有限公司", "浙江大学"],
        ),
        (
            "百年德企平湖开业",
            "11日，位于平湖的克诺尔机械设备（中国）有限公司新厂开业，注册资金1950万美元，总投资5475万美元。",
            ["克诺尔机械设备（中国）有限公司"],
            ["平湖"],
        ),
    ],
)
def test_whoever_only_stands_beside_is_no_party(
    title: str, text: str, wanted: list[str], unwanted: list[str]
) -> None:
    names = [party.name for party in main_deal(title, text).parties]
    assert set(wanted) <= set(names)
    assert not set(unwanted) & set(names)


@pytest.mark.parametrize(
    "sentence",
    [
        "中德两国商会当天交换了文本。",
        "双方将在3所技师学院设立考点。",
        "注册资本由四亿元提高到六亿元。",
        "王正明院长代表学院签字。",
    ],
)
def test_whoever_is_only_counted_or_stood_for_has_no_name(sentence: str) -> None:
    found = {name.text for name in chinese_names(sentence, sentence, 0)}
    assert not {name for name in found if "两国" in name or "技师" in name or "院长" in name}


def test_what_is_put_in_is_the_sum_and_not_the_registered_capital() -> None:
    deal = main_deal(
        "百年德企平湖开业",
        "11日，西门子在平湖的新厂开业，项目注册资金1950万美元，总投资5475万美元。",
    )
    assert deal.amount is not None
    assert deal.amount.value == 54_750_000


def test_an_office_abroad_stands_where_it_is_opened() -> None:
    deal = main_deal(
        "鞋革行业协会驻德办事处揭牌", "5月11日，温州市鞋革行业协会驻德国办事处在慕尼黑揭牌，市长出席仪式。"
    )
    assert deal.place == "慕尼黑"
