"""Names in Chinese characters that stand in no list, by the words with which firms and offices end theirs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from analysis.facts_names import FoundName
from analysis.facts_words import NameWords, name_words

_LONGEST = 16
_PART_OF_FIRM = frozenset("母子孙总分该此两本外各多")
_KINDS = frozenset({"公司", "集团", "机械", "汽车", "科技", "材料", "新材料", "银行", "能源", "光伏", "化工"})
_FIRMS = frozenset({"公司", "集团"})
_NAME_AFTER = re.compile(r"[\s“\"「『]?[A-Za-z“\"「『\u3400-\u9fff]")
# "两国商会", "3所学院": whoever they are.
_COUNTED = re.compile(r"(?:中德|中欧|德中)?[两各多双二三](?:国|地|市|省|校|县|区|州|方)|[所家间座]")
# A unit that its name alone shows, between its owner and what it does: 鞍钢集团旗下攀钢钒钛与.
_UNIT = re.compile(
    r"旗下(?![的一二三两多全所各子这那其某数几])(?P<name>[\u4e00-\u9fff]{3,6}?)(?=[与和同在于以将]|宣布|公告|今[天日]|昨[天日]|日前|\d{1,2}日)"
)
# A German partner that only the paper shows: 与德国斯图歌特签订.
_PARTNER = re.compile(
    r"[与和同跟]德国(?P<name>[\u4e00-\u9fff]{2,8}?)(?=(?:\d{1,2}日|[今昨]天|[今昨]日|日前|近日|当天|正式|在[\u4e00-\u9fff]{2,6})?"
    r"(?:签|达成|合作|合资|共同|共建|联合|联手|携手|举行|建立|结为|结成|互换))"
)
_NO_PARTNER = re.compile(
    r"[市州县省区方国]$|[在就于的及等与和]|客商|企业|公司$|大学|学校|政府|伙伴|同行|代表|总理|总统|政要|专家|厂商|商会|机构|有关|相关|多家|友人|朋友|老牌|著名|知名|当地|本土|商|巨头|厂家|[也已还才又]"
)
_BOTH = frozenset({"中德", "德中", "中欧", "两国"})  # 中德轨道交通: what both work at
_BEFORE_WHAT = re.compile(r"(?:全球|世界|中国|德国|欧洲|国内)?最大")  # 最大锂离子电池(制造商)
_TITLES = re.compile(r"院长|校长|书记|主任|总裁|董事长|市长|总经理|教授|先生|女士|博士|一行|代表(?!处|团)")
_HAN = re.compile(r"[\u3400-\u9fff]")


def chinese_names(sentence: str, folded: str, offset: int) -> Iterator[FoundName]:
    """The names in Chinese characters of one sentence, by the words with which firms and offices end theirs.

    Args:
        sentence: The sentence as it is.
        folded: The same in simplified characters, every character in its place.
        offset: Where it begins in the text.
    """
    words = name_words()
    generic = words.by_language["zh"].generic
    found: list[FoundName] = []
    taken = bytearray(len(folded))
    for pattern in _endings():
        for match in pattern.finditer(folded):
            if taken[match.start()] or taken[match.end() - 1]:
                continue
            end = _chain_end(pattern, folded, match.end())
            if match.group() == "公司" and folded[match.start() - 1 : match.start()] in _PART_OF_FIRM:
                continue
            start = _behind_title(folded, _beginning(folded, match.start(), taken, words), match.start())
            if start == match.start() or folded[start:end] in generic:
                continue
            bare = folded[start : match.start()]
            if match.group() in _KINDS and _is_what(bare):
                is_title = match.group() not in _FIRMS and not _NAME_AFTER.match(folded, end)
                if not is_title:
                    continue  # "机器人公司库卡", "检测公司": what the firm does
            elif match.group() in words.weak_han and _is_what(bare):
                continue  # "测量仪器": goods
            is_shared_trade = bare in _BOTH and _is_what(match.group())
            if is_shared_trade or _BEFORE_WHAT.match(bare) or "记者" in bare:
                continue
            if len(bare) < 2 or not _HAN.search(bare) or bare in generic or _COUNTED.match(bare):
                continue
            taken[start:end] = b"\x01" * (end - start)
            is_sure = match.group() in words.sure_han or match.group() in words.legal_han
            found.append(FoundName(offset + start, offset + end, sentence[start:end], is_sure))
    for match in _UNIT.finditer(folded):
        start, end = match.span("name")
        bare = match.group("name")
        if not any(taken[start:end]) and bare not in generic and not _is_what(bare):
            found.append(FoundName(offset + start, offset + end, sentence[start:end], True))
    for match in _PARTNER.finditer(folded):
        start, end = match.span("name")
        bare = match.group("name")
        if not any(taken[start:end]) and _NO_PARTNER.search(bare) is None and not _is_what(bare):
            found.append(FoundName(offset + start, offset + end, sentence[start:end], True))
    yield from sorted(found, key=lambda name: name.start)


@cache
def _is_what(bare: str) -> bool:
    """Whether a name before its ending is made of words for trades and goods only: ``工业机器人``."""
    trades = name_words().trades_han
    reached = {0}
    for at in range(len(bare)):
        if at in reached:
            reached |= {at + len(word) for word in trades if bare.startswith(word, at)}
    return len(bare) in reached


def _chain_end(pattern: re.Pattern[str], folded: str, end: int) -> int:
    """The end of a name whose endings follow one another: ``新材料科技园``."""
    for _ in range(4):
        following = pattern.match(folded, end)
        if following is None:
            return end
        end = following.end()
    return end


def _behind_title(folded: str, start: int, at: int) -> int:
    """The beginning moved behind a person's title: 院长代表学院 names no college."""
    last = start
    for title in _TITLES.finditer(folded, start, at):
        last = title.end()
    return last


def _beginning(folded: str, at: int, taken: bytearray, words: NameWords) -> int:
    start = at
    limit = max(0, at - _LONGEST)
    while start > limit and not taken[start - 1]:
        last = folded[start - 1]
        if last == ")":
            opening = folded.rfind("(", limit, start)
            if opening > limit and start - opening <= 8:
                start = opening
                continue
            break
        if last in words.stops_han or last.isdigit():
            break
        if any(folded[max(0, start - size) : start] in words.stops_han for size in (2, 3, 4)):
            break
        start -= 1
    return start


@cache
def _endings() -> tuple[re.Pattern[str], ...]:
    """Patterns of endings, the surest first: what a sure one covers is not cut up by another."""
    words = name_words()
    groups = (words.legal_han, words.sure_han, words.weak_han)
    return tuple(re.compile("|".join(map(re.escape, group))) for group in groups)
