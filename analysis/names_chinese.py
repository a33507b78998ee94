"""Names in Chinese characters that stand in no list: firms, institutions, authorities and parks by how they end,
and firms that the text describes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from analysis.gazetteer_index import Hit
from analysis.gazetteer_text import is_han
from analysis.names_chinese_announcer import announcers, side_of_native_names
from analysis.names_chinese_sound import names_by_sound
from analysis.names_chinese_words import (
    AFTER_PLANT,
    NEVER_FIRST,
    NEVER_INSIDE,
    NUMERALS,
    STOPS,
    endings,
    kinds,
    ordinary,
    sets,
    verbs,
)
from analysis.names_found import FoundName, KnownNames, side_of_hit, side_of_places
from analysis.names_origin import is_transliteration, transliterated_start
from analysis.values import Side

LONGEST = 18
"""Characters of a name before its ending, at most."""

_LATIN_NAME = re.compile(
    r"[A-Z\u00c0-\u00de][A-Za-z\u00c0-\u024f0-9&-]{2,24}(?:\s[A-Z\u00c0-\u00de][A-Za-z\u00c0-\u024f0-9&-]{1,24}){0,3}"
)
_QUOTED = re.compile(r"[“\"「『]([^”\"」』\n]{2,14})[”\"」』]")
# What follows 涉及 up to 等领域 are fields, not firms: 涉及智慧农业、智能制造等领域.
_FIELDS = re.compile(
    r"(?:涉及|涵盖|聚焦|包括|覆盖|围绕|在|于|深化|加强|拓展)[^。；！？\n]{2,90}?(?:等|多个|各个?|方面)[^。；，！？\n]{0,6}(?:领域|产业|行业|赛道|方向)"
)
_BUILT = re.compile(r"(?:兴建|筹建|新建|扩建|投建|改建|建造)$")  # 沃尔芬兴建电池基地: what is built, no name
# In quotation marks behind a firm: what it does or takes part in, not what it is called (集团“云签约”).
_NO_FIRM = re.compile(
    r"签|合作|计划|之家|论坛|大会|行动|模式|战略|项目|工程|品牌|活动|对话|之旅|双元制|走出去|引进来|一带一路|[日年周月奖]$"
)
_CHINA = "中国"
_NO_GROUP = re.compile(r"企业|最大|知名|民营|大型|[的家大]$")
_ALIAS = re.compile(r"[（(](?:以下)?(?:简称|下称)[:：为]?[“\"「]?([^”\"」）)\n]{2,10})[”\"」]?[）)]")


class ChineseNames:
    """The rules on one text.

    Args:
        folded: The folded text.
        known: Its known names.
    """

    def __init__(self, folded: str, known: KnownNames) -> None:
        self._text = folded
        self._known = known
        self._foreign = _side_of_foreign_names(known)
        self._native = side_of_native_names(folded, known)
        self._fields = [(match.start(), match.end()) for match in _FIELDS.finditer(folded)]

    def find(self) -> Iterator[FoundName]:
        """The names, possibly overlapping."""
        for match in endings().finditer(self._text):
            name = self._by_ending(match.start(), match.end(), match.group())
            if name is not None:
                yield name
        for match in kinds().finditer(self._text):
            name = self._by_kind(match.start(), match.end())
            if name is not None:
                yield name
        yield from self._aliases()
        yield from announcers(self._text, self._known, self._native)
        if self._foreign == "de":
            yield from names_by_sound(self._text, self._known)

    def _by_ending(self, at: int, end: int, ending: str) -> FoundName | None:
        _, institutions, governments, parks = sets()
        if ending.endswith("厂") and self._text[end : end + 1] in AFTER_PLANT:
            return None
        start, is_clear = self._start(at)
        if start >= at or _BUILT.search(self._text, start, at):
            return None
        start = self._at_foreign_name(self._after_verb(start, at), at)
        inside = self._known.within(start, end)
        owners = [hit for hit in inside if hit.form.type == "organisation"]
        places = [
            hit
            for hit in inside
            if hit.form.type in ("place", "country") and (hit.start == start or not hit.form.is_adjective)
        ]
        if owners:
            between = self._text[owners[0].end : at]
            is_tight = not between or (
                ending.endswith(("公司", "集团"))
                and not verbs().search(between)
                and not set(between) & NEVER_INSIDE
            )
            if owners[0].start != start or len(owners) > 1 or ending in governments or not is_tight:
                return None
            form = owners[0].form
            stands = side_of_places(places)
            seat = form.also_side or (stands if stands not in ("other", form.side) else None)
            return FoundName(start, end, form.side, "known name", seat, form.identity)
        if ending in governments or ending in parks:
            return self._office(start, end, places, ending)
        bare = self._without_places(start, at, places)
        if not bare or not self._is_core(bare, ending, is_clear, places):
            return None
        side = self._side(start, end, bare, places)
        is_legal = ending.endswith(("公司", "集团")) or ending in institutions
        if side is None and (is_legal or self._is_closed(end)) and not is_transliteration(bare[:2]):
            side = self._native
        if side is None:
            return None
        rule = "institution" if ending in institutions else "legal form" if is_legal else "firm name"
        if rule == "firm name" and kinds().match(self._text, end):
            return None  # 中国光伏电池制造商: what somebody makes
        if rule == "firm name" and any(first < start and end <= last for first, last in self._fields):
            return None
        origin: Side | None = (
            self._foreign if is_transliteration(bare) or transliterated_start(bare) >= 2 else None
        )
        also: Side | None = None
        if origin is not None and origin != side and "other" not in (origin, side):
            side, also = origin, side
        core_name = (
            bare if 2 <= len(bare) <= 6 and rule != "institution" else bare[: transliterated_start(bare)]
        )
        return FoundName(start, end, side, rule, also, core=core_name)

    def _office(self, start: int, end: int, places: Sequence[Hit], ending: str) -> FoundName | None:
        _, _, governments, _ = sets()
        side = side_of_places(places)
        if places:
            start = places[0].start
        else:
            bare = self._text[start : end - len(ending)]
            if (
                not 2 <= len(bare) <= 6
                or bare in ordinary()
                or bare[:2] in ordinary()
                or bare[0] in NEVER_FIRST
            ):
                return None
            side = self._foreign if transliterated_start(bare) >= 2 else "cn"
        if side is None or side == "other":
            return None
        identity = (
            places[0].form.identity
            if len(places) == 1 and ending in governments and "管" not in ending
            else None
        )
        return FoundName(
            start, end, side, "government" if ending in governments else "park", identity=identity
        )

    def _start(self, at: int) -> tuple[int, bool]:
        """Where the name that ends at ``at`` starts, and whether that is a clear edge."""
        start, stop = at, max(0, at - LONGEST)
        while start > stop:
            hit = self._known.covering(start - 1)
            if hit is not None and hit.end <= at and (hit.start == start - 1 or not hit.form.is_adjective):
                start = hit.start
                if hit.form.type == "organisation":
                    return start, True
                before = self._known.ending(start)
                if not hit.form.is_adjective and (
                    before is None or before.form.type not in ("place", "country")
                ):
                    return start, True
                continue
            char = self._text[start - 1]
            if char in ")）" and start < at + 1:
                opening = max(self._text.rfind("(", stop, start), self._text.rfind("（", stop, start))
                if opening < 0:
                    return start, True
                start = opening
                continue
            is_dash = self._text[start - 2 : start] == "--"
            if char in STOPS or is_dash or not (is_han(char) or char.isalnum() or char in "·-&"):
                return start, True
            start -= 1
        return start, start == 0

    def _after_verb(self, start: int, at: int) -> int:
        """The start moved behind the last verb in front of the name."""
        for match in verbs().finditer(self._text, start, at):
            if match.end() < at:
                covering = self._known.covering(match.start())
                if covering is None or covering.start == match.start():
                    start = match.end()
        return start

    def _at_foreign_name(self, start: int, at: int) -> int:
        """The start moved to a foreign name further on, unless a place or a foreign name stands at the start."""
        if self._known.starting(start) is not None or transliterated_start(self._text[start:at]) >= 2:
            return start
        for position in range(start + 1, at - 2):
            if transliterated_start(self._text[position:at]) >= 3:
                return position
        return start

    def _is_closed(self, end: int) -> bool:
        """Whether a name clearly ends there: at a mark, a function word or a verb."""
        return (
            end >= len(self._text) or self._text[end] in STOPS or verbs().match(self._text, end) is not None
        )

    def _without_places(self, start: int, at: int, places: Sequence[Hit]) -> str:
        parts = []
        position = start
        for hit in places:
            parts.append(self._text[position : hit.start])
            position = hit.end
        parts.append(self._text[position:at])
        bare = "".join(parts)
        return re.sub(r"[（）()]|^[省市区县州]", "", bare)

    def _is_core(self, bare: str, ending: str, is_clear: bool, places: Sequence[Hit]) -> bool:
        """Whether the characters before an ending can be a name, and are no common words."""
        if len(bare) < 2 or len(bare) > 14 or bare in ordinary() or not is_clear or not is_han(bare[0]):
            return False
        halves = [bare[index : index + 2] for index in range(0, len(bare) - 1, 2)]
        if halves[0] not in ordinary() and transliterated_start(bare) >= 2:
            return True
        if ending == "厂":
            return False
        if ending.endswith("有限公司"):
            return not all(half in ordinary() for half in halves) or len(bare) > 4
        if bare[0] in NEVER_FIRST or any(char in NUMERALS for char in bare):
            return False
        if self._is_national_group(bare, ending, places):
            return True
        if ending in ("公司", "集团") and len(bare) >= 4:
            return halves[0] not in ordinary()
        common = sum(half in ordinary() for half in halves) + (bare[-2:] in ordinary() and len(bare) % 2)
        if places and places[0].form.type == "place":
            return not common or len(bare) > 2
        return (
            halves[0] not in ordinary()
            and bare[-2:] not in ordinary()
            and len(bare) <= 8
            and (len(bare) <= 4 or not common or ending in ("公司", "集团") or ending in sets()[1])
        )

    def _is_national_group(self, bare: str, ending: str, places: Sequence[Hit]) -> bool:
        """Whether a name is ``中国`` with a trade and 集团: so the state's groups are called (中国化学工程集团)."""
        return (
            ending in ("集团", "集团公司", "总公司")
            and len(places) == 1
            and self._text[places[0].start : places[0].end] == _CHINA
            and len(bare) >= 2 * len(_CHINA)
            and _NO_GROUP.search(bare) is None
        )

    def _side(self, start: int, end: int, bare: str, places: Sequence[Hit]) -> Side | None:
        if places:
            return side_of_places(places[:1])
        near = self._described_before(start)
        if near is not None:
            return near
        after = self._text[end : end + 1]
        if after and after in "（(":
            hit = self._known.starting(end + 1)
            if hit is not None and hit.form.type in ("place", "country"):
                return side_of_hit(hit)
        if is_transliteration(bare) or transliterated_start(bare) >= 2:
            return self._foreign
        return None

    def _described_before(self, start: int) -> Side | None:
        """The side of the place in a description that ends where the name starts: 总部位于慕尼黑的, 德国家族企业."""
        position = start
        if position and self._text[position - 1] in '“"「『':
            position -= 1
        window = self._text[max(0, position - 16) : position]
        edge = max((window.rfind(char) for char in "，。；：、！？\n"), default=-1)
        first = position - len(window) + edge + 1
        hits = self._known.places(first, position)
        if not hits:
            return None
        between = self._text[hits[-1].end : position]
        if between in ("", "的") or kinds().search(between) or between.endswith("的"):
            return side_of_hit(hits[-1])
        return None

    def _by_kind(self, at: int, end: int) -> FoundName | None:
        """``德国轴承制造商X``, ``中国企业“X”``: a place, a kind of firm, and the name right behind it."""
        window_start = max(0, at - 12)
        hits = self._known.places(window_start, at)
        if not hits or any(char in STOPS and char != "的" for char in self._text[hits[-1].end : at]):
            return None
        side = side_of_hit(hits[-1])
        if side is None:
            return None
        quoted = _QUOTED.match(self._text, end)
        if quoted is not None:
            if self._known.within(quoted.start(1), quoted.end(1)) or _NO_FIRM.search(quoted.group(1)):
                return None
            return FoundName(quoted.start(1), quoted.end(1), side, "described", core=quoted.group(1))
        latin = _LATIN_NAME.match(self._text, end)
        if latin is not None and not self._known.within(latin.start(), latin.end()):
            return FoundName(end, latin.end(), side, "described", core=latin.group().split()[0])
        if self._known.starting(end) is not None:
            return None
        length = transliterated_start(self._text[end : end + 10])
        if length >= 2 and side != "cn":
            return FoundName(end, end + length, side, "described", core=self._text[end : end + length])
        return None

    def _aliases(self) -> Iterator[FoundName]:
        """Short names given in brackets right behind the full one are found with it, by its core."""
        for match in _ALIAS.finditer(self._text):
            before = self._known.ending(match.start())
            if before is not None and before.form.type == "organisation":
                form = before.form
                yield FoundName(
                    match.start(1),
                    match.end(1),
                    form.side,
                    "short name",
                    form.also_side,
                    form.identity,
                    match.group(1),
                )


def _side_of_foreign_names(known: KnownNames) -> Side:
    """Whose names foreign sounds are in this text: Germany's, if it speaks of Germany more than of others."""
    german = sum("de" in (hit.form.side, hit.form.also_side) for hit in known.hits)
    others = Counter(
        hit.form.identity for hit in known.hits if hit.form.type == "country" and hit.form.side == "other"
    )
    is_german = german >= max(others.values(), default=0) and 2 * german >= others.total()
    return "de" if german and is_german else "other"
