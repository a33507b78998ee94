"""Names in Chinese characters that stand in no list: firms, institutions, authorities and parks by how they end,
and firms that the text describes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache

from analysis.gazetteer_index import Hit
from analysis.gazetteer_text import is_han
from analysis.names_found import FoundName, KnownNames, side_of_hit, side_of_places
from analysis.names_origin import TRANSLITERATION, is_transliteration, transliterated_start
from analysis.values import Side
from config.names import lookalikes, name_words, ordinary_chinese_words

LONGEST = 18
"""Characters of a name before its ending, at most."""

_STOPS = frozenset(
    "的後与和及在对为由向给将被是了从到等据称该其把让使并而或于后前日月年个至获已就也都还又再则以因但若如即使受随同跟比较更最很这那此每各某第于另"
    "，。；：、！？“”‘’「」『』《》〈〉（）()【】[]\"',.;:!?|—…\n\r\t "
)
_AFTER_PLANT = frozenset("商家房址区长")
_NUMERALS = frozenset("〇零一二三四五六七八九十百千万亿两几多数0123456789")
_BAD_FIRST = frozenset(
    "有家後某建加做想看来去要会能可不没只正再已用买卖造设打开关上下大小旧老全他她它我你们外本贵时今又近约盖舊新座台间条款张批辆架股"
)
_LATIN_NAME = re.compile(
    r"[A-Z\u00c0-\u00de][A-Za-z\u00c0-\u024f0-9&-]{2,24}(?:\s[A-Z\u00c0-\u00de][A-Za-z\u00c0-\u024f0-9&-]{1,24}){0,3}"
)
_SOUNDS = re.compile(f"[{''.join(sorted(TRANSLITERATION))}]{{3,8}}")
_PERSON_BEFORE = re.compile(r"(?:[长官理统席裁授士人员者家主记帅将]|先生|女士|·|姓)$")
_TOWN_AFTER = re.compile(r"[市镇县州区村]|机场|港口|大街|附近|郊外|城郊")
_PERSON_AFTER = re.compile(
    r"(?:说|表示|指出|认为|称|坦言|透露|强调|先生|女士|教授|博士|·|夫人|在接受|告诉|回忆|总理|总统|部长|市长|主席|总裁|外长)"
)
_QUOTED = re.compile(r"[“\"「『]([^”\"」』\n]{2,14})[”\"」』]")
_ALIAS = re.compile(r"[（(](?:以下)?(?:简称|下称)[:：为]?[“\"「]?([^”\"」）)\n]{2,10})[”\"」]?[）)]")


@cache
def _endings() -> re.Pattern[str]:
    words = name_words().chinese
    every = {*words.firms, *words.institutions, *words.governments, *words.parks}
    return re.compile("|".join(sorted(map(re.escape, every), key=len, reverse=True)))


@cache
def _kinds() -> re.Pattern[str]:
    return re.compile("|".join(sorted(map(re.escape, name_words().chinese.kinds), key=len, reverse=True)))


@cache
def _sets() -> tuple[frozenset[str], frozenset[str], frozenset[str], frozenset[str]]:
    words = name_words().chinese
    return (
        frozenset(words.firms),
        frozenset(words.institutions),
        frozenset(words.governments),
        frozenset(words.parks),
    )


@cache
def _sayings() -> frozenset[str]:
    return frozenset(lookalikes().zh)


@cache
def _ordinary() -> frozenset[str]:
    return frozenset(ordinary_chinese_words())


@cache
def _verbs() -> re.Pattern[str]:
    return re.compile("|".join(sorted(map(re.escape, name_words().chinese.before), key=len, reverse=True)))


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

    def find(self) -> Iterator[FoundName]:
        """The names, possibly overlapping."""
        for match in _endings().finditer(self._text):
            name = self._by_ending(match.start(), match.end(), match.group())
            if name is not None:
                yield name
        for match in _kinds().finditer(self._text):
            name = self._by_kind(match.start(), match.end())
            if name is not None:
                yield name
        yield from self._aliases()
        if self._foreign == "de":
            yield from self._by_sound()

    def _by_sound(self) -> Iterator[FoundName]:
        """Foreign names by their sound alone, in a text that speaks of Germany, unless they are people's."""
        found: dict[str, list[tuple[int, int]]] = {}
        people: set[str] = set()
        for match in _SOUNDS.finditer(self._text):
            run = match.group()
            if run in _sayings() or not is_transliteration(run) or self._is_known(*match.span()):
                continue
            found.setdefault(run, []).append(match.span())
            before = self._text[max(0, match.start() - 4) : match.start()]
            if _PERSON_BEFORE.search(before) or _PERSON_AFTER.match(self._text, match.end()):
                people.add(run)
        for run, spans in found.items():
            if run not in people:
                is_town = any(_TOWN_AFTER.match(self._text, end) for _, end in spans)
                for start, end in spans:
                    yield FoundName(
                        start, end, "de", "foreign sound", type="place" if is_town else "organisation"
                    )

    def _is_known(self, start: int, end: int) -> bool:
        return any(self._known.covering(at) is not None for at in range(start, end))

    def _by_ending(self, at: int, end: int, ending: str) -> FoundName | None:
        _, institutions, governments, parks = _sets()
        if ending.endswith("厂") and self._text[end : end + 1] in _AFTER_PLANT:
            return None
        start, is_clear = self._start(at)
        if start >= at:
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
            if owners[0].start != start or len(owners) > 1 or ending in governments:
                return None
            form = owners[0].form
            stands = side_of_places(places)
            also = form.also_side or (stands if stands not in ("other", form.side) else None)
            return FoundName(start, end, form.side, "known name", also, form.identity)
        if ending in governments or ending in parks:
            return self._office(start, end, places, ending)
        bare = self._without_places(start, at, places)
        if not bare or not self._is_core(bare, ending, is_clear, places):
            return None
        side = self._side(start, end, bare, places)
        is_legal = ending.endswith(("公司", "集团")) or ending in institutions
        if side is None and (is_legal or self._is_closed(end)) and not is_transliteration(bare[:2]):
            side = "cn"
        if side is None:
            return None
        rule = "institution" if ending in institutions else "legal form" if is_legal else "firm name"
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
        _, _, governments, _ = _sets()
        side = side_of_places(places)
        if places:
            start = places[0].start
        else:
            bare = self._text[start : end - len(ending)]
            if (
                not 2 <= len(bare) <= 6
                or bare in _ordinary()
                or bare[:2] in _ordinary()
                or bare[0] in _BAD_FIRST
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
            if char in _STOPS or not (is_han(char) or char.isalnum() or char in "·-&"):
                return start, True
            start -= 1
        return start, start == 0

    def _after_verb(self, start: int, at: int) -> int:
        """The start moved behind the last verb in front of the name."""
        for match in _verbs().finditer(self._text, start, at):
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
            end >= len(self._text) or self._text[end] in _STOPS or _verbs().match(self._text, end) is not None
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
        if len(bare) < 2 or len(bare) > 14 or bare in _ordinary() or not is_clear or not is_han(bare[0]):
            return False
        halves = [bare[index : index + 2] for index in range(0, len(bare) - 1, 2)]
        if halves[0] not in _ordinary() and transliterated_start(bare) >= 2:
            return True
        if ending == "厂":
            return False
        if ending.endswith("有限公司"):
            return not all(half in _ordinary() for half in halves) or len(bare) > 4
        if bare[0] in _BAD_FIRST or any(char in _NUMERALS for char in bare):
            return False
        if ending in ("公司", "集团") and len(bare) >= 4:
            return halves[0] not in _ordinary()
        ordinary = sum(half in _ordinary() for half in halves) + (bare[-2:] in _ordinary() and len(bare) % 2)
        if places and places[0].form.type == "place":
            return not ordinary or len(bare) > 2
        return (
            halves[0] not in _ordinary()
            and bare[-2:] not in _ordinary()
            and len(bare) <= 8
            and (len(bare) <= 4 or not ordinary or ending in ("公司", "集团") or ending in _sets()[1])
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
        if between in ("", "的") or _kinds().search(between) or between.endswith("的"):
            return side_of_hit(hits[-1])
        return None

    def _by_kind(self, at: int, end: int) -> FoundName | None:
        """``德国轴承制造商X``, ``中国企业“X”``: a place, a kind of firm, and the name right behind it."""
        window_start = max(0, at - 12)
        hits = self._known.places(window_start, at)
        if not hits or any(char in _STOPS and char != "的" for char in self._text[hits[-1].end : at]):
            return None
        side = side_of_hit(hits[-1])
        if side is None:
            return None
        quoted = _QUOTED.match(self._text, end)
        if quoted is not None:
            if self._known.within(quoted.start(1), quoted.end(1)):
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
    return "de" if german and german >= max(others.values(), default=0) else "other"
