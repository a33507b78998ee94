"""Names in Chinese that take no part in the deals beside them: hosts, supporters, embassies, who counts, venues."""

from __future__ import annotations

import re

from analysis.facts_actors import Actor
from analysis.facts_candidates import Span
from analysis.gazetteer_text import simplify

_REACH = 40  # characters behind a name that may tell that it counts or asks
_SENTENCE = 120  # characters on either side that are looked through for a signature

# The folded text is looked at, so simplified characters do for both scripts.
_SITE = re.compile(r"(?:产业园|园区|科技园|创新园|生态园|研究院|研究所|中心|基地|工厂|总部|学院|学校)$")
_PROJECT = re.compile(r"(?:建设|合作|等)?项目")
_BASE = re.compile(r"(?:基地|厂区|生产线)$")
_MISSION = re.compile(r"大使馆|领事馆|总领馆|使领馆")
# "由甲、乙和丙主办", "得到了甲、乙的大力支持": whoever is enumerated there.
_HOSTS = re.compile(
    r"[^。;,!?\n]{0,28}?等?(?:共同|联合|倾情|具体)?(?:主办|承办|协办|指导单位|的(?:大力|鼎力|积极|有力)?支持)"
)
# "甲、乙、丙等百余家企业代表参加了推介会": they were there.
_ATTENDS = re.compile(
    r"[^。;,!?\n]{0,40}?(?:代表|负责人|嘉宾|企业|机构|人士|领导|专家|院校|高校)[^。;,!?\n]{0,8}?(?:参加|出席|参会|与会|到场|到会|应邀)"
)
# 共同设立卧龙采埃孚汽车电机有限公司, 合办中德智能制造学院: what is only being founded.
_FOUNDED = re.compile(
    r"(?:成立|设立|组建|新设|筹建|共建|合办|举办|创办|组成|打造)(?:了|合资公司|合资企业|合资|名为|新公司|一[家所个]|[“\"「『]){0,3}$"
)
_COUNTS_BEFORE = re.compile(r"(?:据|根据|援引|按照)[\u3400-\u9fff]{0,6}$")
_COUNTS = re.compile(
    r"(?:\([^)\n]{1,20}\))?(?:的|所|最新|发布的|公布的|提供的|[\w .&-]{0,24}?)"
    r"(?:数据|统计|调查|报告|测算|分析|研究|预测|报道|报导)"
)
_VENUE_BEFORE = re.compile(r"[在于][\u3400-\u9fff]{0,8}$")
_VENUE = re.compile(r"总行|总部|大厦|大楼|会议室|会议中心|礼堂|展厅|酒店")
# 从安徽省商务厅获悉: who told the paper.
_TOLD = re.compile(r"(?:方面)?(?:日前|近日|今日|今天|昨日|昨天)?(?:获悉|了解到|证实|求证|获知)")
_HALL = re.compile(r"(?:国际)?(?:会议中心|会展中心|大会堂|博览中心|德国中心)|(?:主|分)?会场|会议现场")
# 松山湖管委会主任出席, 园区党工委书记致辞: an office named through its official.
_OFFICE = re.compile(r"(?:管委会|管理委员会|政府|[区园])$")
_OFFICIAL = re.compile(
    r"(?:党工委|党委|管委会|管理委员会)?副?(?:主任|书记|区长|县长|市长|领导|(?:相关|有关)?负责人|常委)"
)
_SIGNS = re.compile(r"签|协议|备忘录|合同|代表双方|互换")


def is_named_by_official(span: Span, folded: str) -> bool:
    """Whether a park, a zone or a government is named through somebody of it who is there, and nothing is signed.

    Args:
        span: Where it is named.
        folded: The folded text.
    """
    if _OFFICE.search(simplify(span.text)) is None or _OFFICIAL.match(folded, span.end) is None:
        return False
    before = re.split(r"[。;!?\n]", folded[max(0, span.start - _SENTENCE) : span.start])[-1]
    behind = re.split(r"[。;!?\n]", folded[span.end : span.end + _SENTENCE])[0]
    return _SIGNS.search(before + behind) is None


def is_beside_in_chinese(actor: Actor, folded: str) -> bool:
    """Whether a Chinese text names somebody only as what takes no part in deals.

    Such are who hosts a meeting or lends support, who counts or tells, an embassy, a base, a project called by its
    site (农机研究院项目); of places the halls of a meeting (在上海会场) and the posts of diplomats (驻上海总领事馆).

    Args:
        actor: Somebody who may be a party.
        folded: The folded text.
    """
    if actor.type != "organisation":
        return all(
            _HALL.match(folded, span.end) is not None or folded[span.start - 1 : span.start] == "驻"
            for span in actor.spans
        )
    founded = _FOUNDED.search(folded, max(0, actor.spans[0].start - 14), actor.spans[0].start)
    if founded is not None and not actor.is_known:
        return True
    return all(_is_beside(actor, span, folded) for span in actor.spans)


def _is_beside(actor: Actor, span: Span, folded: str) -> bool:
    name = simplify(span.text)
    if _MISSION.search(name) or is_named_by_official(span, folded):
        return True
    if not actor.has_form and _BASE.search(name):
        return True
    if not actor.is_known and (
        (not actor.has_form and _SITE.search(name) and _PROJECT.match(folded, span.end))
        or (folded[span.start - 1 : span.start] == "从" and _TOLD.match(folded, span.end))
    ):
        return True
    if _HOSTS.match(folded, span.end) or _ATTENDS.match(folded, span.end):
        return True
    return (
        _VENUE.match(folded, span.end) is not None
        and _VENUE_BEFORE.search(folded, max(0, span.start - 10), span.start) is not None
    ) or (
        _COUNTS_BEFORE.search(folded, max(0, span.start - 8), span.start) is not None
        and _COUNTS.match(folded, span.end, span.end + _REACH) is not None
    )
