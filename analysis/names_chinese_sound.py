"""Foreign names in Chinese characters, known by their sound alone."""

from __future__ import annotations

import re
from collections.abc import Iterator

from analysis.names_chinese_words import sayings
from analysis.names_found import FoundName, KnownNames
from analysis.names_origin import TRANSLITERATION, is_transliteration

_SOUNDS = re.compile(f"[{''.join(sorted(TRANSLITERATION))}]{{3,8}}")
_PERSON_BEFORE = re.compile(r"(?:[长官理统席裁授士人员者家主记帅将]|先生|女士|·|姓)$")
# Behind an office the whole of a foreign name is a person's: 市长马尔察-施瓦茨费舍尔, 州长安可·雷林格.
_OFFICE_NAME = re.compile(
    r"(?:市长|州长|县长|区长|部长|总裁|董事长|总经理|首席执行官|董事|主席|会长|校长|院长|教授|博士|总领事|大使|参赞|议员|代表|行政长官|国务秘书)"
    rf"[{''.join(sorted(TRANSLITERATION))}]{{1,8}}[-·•.—]$"
)
_TOWN_AFTER = re.compile(r"[市镇县州区村]|机场|港口|大街|附近|郊外|城郊")
_PERSON_AFTER = re.compile(
    r"(?:说|表示|指出|认为|称|坦言|透露|强调|先生|女士|教授|博士|·|夫人|在接受|告诉|回忆|总理|总统|部长|市长|主席|总裁|外长)"
)


def names_by_sound(folded: str, known: KnownNames) -> Iterator[FoundName]:
    """Foreign names by their sound alone, unless they are people's. Use it on texts that speak of Germany.

    Args:
        folded: The folded text.
        known: Its known names.
    """
    found: dict[str, list[tuple[int, int]]] = {}
    people: set[str] = set()
    for match in _SOUNDS.finditer(folded):
        run = match.group()
        if run in sayings() or not is_transliteration(run) or _is_known(known, *match.span()):
            continue
        found.setdefault(run, []).append(match.span())
        before = folded[max(0, match.start() - 4) : match.start()]
        lead = folded[max(0, match.start() - 16) : match.start()]
        if (
            _PERSON_BEFORE.search(before)
            or _OFFICE_NAME.search(lead)
            or _PERSON_AFTER.match(folded, match.end())
        ):
            people.add(run)
    for run, spans in found.items():
        if run not in people:
            is_town = any(_TOWN_AFTER.match(folded, end) for _, end in spans)
            for start, end in spans:
                yield FoundName(
                    start, end, "de", "foreign sound", type="place" if is_town else "organisation"
                )


def _is_known(known: KnownNames, start: int, end: int) -> bool:
    return any(known.covering(at) is not None for at in range(start, end))
