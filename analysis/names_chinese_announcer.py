"""Chinese firms that only their announcement shows: the subject of a disclosure (知桥网络公告) or of a headline."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from analysis.names_chinese_words import NEVER_FIRST, NUMERALS, ordinary, sayings
from analysis.names_found import FoundName, KnownNames
from analysis.names_origin import transliterated_start
from analysis.values import Side

_NAME = r"[\u4e00-\u9fff]{2,8}?"
_WHEN = r"(?:\d{1,2}月)?(?:\d{1,2}日|今天|今日|昨日|日前|近日|当日)?(?:早间|午间|晚间|晚|盘后|上午|下午)?"
_LEAD_IN = (
    r"(?:[a-z]公司讯[，,\s]?|[\u4e00-\u9fff]{2,6}[讯电][，,：:\s]|[（(][^）)\n]{2,12}[）)]\s?"
    r"|【[^】\n]{1,20}】)?"
)
# "X19日晚间公告", "X（00***）公布", "X11日发布消息", "X19日在交易所网站披露".
_ANNOUNCEMENT = re.compile(
    rf"(?:(?<=[\n。；！？\s])|^){_LEAD_IN}(?:[\u4e00-\u9fff]{{2,10}}的)?(?P<name>{_NAME})"
    rf"(?:[（(][0-9a-z*.:：]{{4,12}}[）)])?{_WHEN}(?:在[\u4e00-\u9fff]{{2,8}})?"
    r"(?P<verb>公告|披露|公布|宣布|发布公告|发布消息|发布信息|发公告|对外公告|发布晚间公告)"
)
_ANYBODY = frozenset({"公布", "宣布"})  # done by others than firms too; a day or a code must stand before
# Quoted, with the day on which it acts: “万递国际”12日启动.
_QUOTED = re.compile(r"[“\"「『](?P<name>[\u4e00-\u9fff]{3,8})[”\"」』](?P<verb>\d{1,2}日)")
# What firms alone do, at the start of a headline: "X：获德国…定点", "X拟收购德国…", "X联手基金拿下…".
_HEADLINE = re.compile(
    rf"(?P<name>{_NAME})(?:：(?=获|与|拟|将|子公司|控股|中标|签|收到|终止|收购|关于)"
    r"|(?=(?:拟|买下|买入|收购|牵手|联手|携手|入股|引进|中标|拿下|有意|签下|签约|斥资|出资|控股|购入|接手|全资)))"
)
_ENDS_OTHERWISE = re.compile(
    r"(?:公司|集团|企业|双方|方|部|局|委|会|院|社|报|网站|政府|总理|总统|大使|记者|家|商|者|人士|人|国|们|市|省|州|港|台|周|年"
    r"|月|起|[已将拟正也还并再又在日])$"
)
_COUNTED = re.compile(
    f"[{''.join(sorted(NUMERALS))}](?:[{''.join(sorted(NUMERALS))}余家项名多个位大所座年月]|$)"
)
_KNOWN_START = 2


def announcers(folded: str, known: KnownNames, side: Side) -> Iterator[FoundName]:
    """Firms named in no list that announce something: Chinese ones, as their papers write for China.

    A name of foreign sound, one that the text calls by a foreign country and an ordinary word are none.

    Args:
        folded: The folded text, the headline in its first line.
        known: Its known names.
        side: Whose they are: China's, or another's where the text speaks of Taiwan alone.
    """
    title = folded.find("\n") if "\n" in folded else len(folded)
    weighed: set[str] = set()  # each name once, so that a page that repeats one costs no more
    for match in (*_ANNOUNCEMENT.finditer(folded, title), *_QUOTED.finditer(folded, title)):
        name = match.group("name")
        if match.group("verb") in _ANYBODY and match.end("name") == match.start("verb"):
            continue
        if name in weighed:
            continue
        weighed.add(name)
        if _may_be_firm(name, match.start("name"), folded, known):
            yield _found(match.start("name"), name, side)
    for match in _HEADLINE.finditer(folded[:title]):
        name = match.group("name")
        opens = match.start() == 0 or folded[match.start() - 1] in "：:！ 　"
        if (
            opens
            and name not in weighed
            and _opens_a_sentence(name, folded, title)
            and _may_be_firm(name, match.start(), folded, known)
        ):
            weighed.add(name)
            yield _found(match.start(), name, side)


def side_of_native_names(folded: str, known: KnownNames) -> Side:
    """Whose firms with names of Chinese sense are: another's where the text names Taiwan and nothing of China."""
    if not any(hit.form.identity == "taiwan" for hit in known.hits) and "新台币" not in folded:
        return "cn"
    is_mixed = any("cn" in (hit.form.side, hit.form.also_side) for hit in known.hits)
    return "cn" if is_mixed else "other"


def _found(start: int, name: str, side: Side) -> FoundName:
    return FoundName(start, start + len(name), side, "announcer", core=name)


def _opens_a_sentence(name: str, folded: str, title: int) -> bool:
    """Whether the body uses a name of the headline as a subject too."""
    at = folded.find(name, title)
    return at > 0 and folded[at - 1] in "\n。；！？）)】，, 　讯电"


def _may_be_firm(name: str, start: int, folded: str, known: KnownNames) -> bool:
    if name[0] in NEVER_FIRST or _COUNTED.match(name) or _ENDS_OTHERWISE.search(name):
        return False
    if (
        name in sayings()
        or name in ordinary()
        or name[:3] in ordinary()
        or transliterated_start(name) >= _KNOWN_START
    ):
        return False
    if any(known.covering(at) is not None for at in range(start, start + len(name))):
        return False
    return not _is_called_foreign(name, folded, known)


def _is_called_foreign(name: str, folded: str, known: KnownNames) -> bool:
    """Whether a country or place that is not Chinese stands right before the name anywhere: 瑞士某某, 名古屋的某某."""
    sides: Counter[str] = Counter()
    at = folded.find(name)
    while at >= 0:
        before = known.ending(at - 1 if folded[at - 1 : at] == "的" else at)
        if before is not None and before.form.type in ("place", "country"):
            sides[before.form.side] += 1
        at = folded.find(name, at + len(name))
    return bool(sides) and sides["cn"] < sum(sides.values())
