"""Firms, towns and sums as news names them: a few again and again, and however many are known, ever more new ones.

Ranks are drawn so that each is as likely as its inverse (Zipf's law): of a thousand reports some forty name the first
firm, and the millionth article still brings names that no other has. An archive that draws from a fixed stock instead
runs out of names and sums, so that in a large one unrelated deals look like one.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from functools import cache

from analysis.values import Side

SYLLABLES = (
    "ba", "ce", "di", "fo", "gu", "ha", "je", "ki", "lo", "mu", "na", "pe", "qui", "ro", "su", "ta", "ve",
)  # fmt: skip
_LENGTH = 7
_FIRMS = 10**8
_STEP = 236_091_731
"""Spreads neighbouring ranks over all names; it and their number have no common factor, so that no two meet."""
_KNOWN: dict[Side, tuple[str, ...]] = {
    "cn": (
        "BYD", "CATL", "Geely", "Huawei", "NIO", "XPeng", "Midea", "Gotion", "SAIC", "Chery", "COSCO", "Sinopec",
        "Haier", "Xiaomi", "Lenovo", "Weichai", "Dongfeng", "Sany",
    ),
    "de": (
        "Volkswagen", "BASF", "Siemens", "Bosch", "BMW", "Schaeffler", "Infineon", "Merck", "Thyssenkrupp", "Bayer",
        "Henkel", "Evonik", "Lanxess", "Voith", "Trumpf",
    ),
}  # fmt: skip
_TOWNS: dict[Side, tuple[str, ...]] = {
    "cn": (
        "Shanghai", "Beijing", "Shenzhen", "Suzhou", "Taicang", "Hefei", "Wuhan", "Chengdu", "Qingdao", "Changzhou",
        "Hangzhou", "Nanjing", "Tianjin", "Wuxi", "Ningbo", "Chongqing", "Foshan", "Xiamen", "Dalian", "Shenyang",
        "Changsha", "Zhengzhou", "Jinan", "Taizhou", "Guangzhou", "Dongguan", "Yantai", "Changchun", "Zhuhai",
        "Nantong", "Jiaxing", "Weifang", "Harbin", "Guiyang", "Kunming",
    ),
    "de": (
        "Munich", "Berlin", "Hamburg", "Stuttgart", "Cologne", "Duisburg", "Dresden", "Leipzig", "Bremen", "Nuremberg",
        "Mannheim", "Kassel", "Jena", "Aachen", "Erfurt", "Rostock", "Kiel", "Augsburg", "Karlsruhe", "Darmstadt",
        "Dortmund", "Bochum", "Wolfsburg", "Ingolstadt", "Bielefeld", "Regensburg", "Heilbronn", "Salzgitter",
        "Chemnitz", "Magdeburg", "Schweinfurt", "Friedrichshafen",
    ),
}  # fmt: skip
_DIGITS = (1, 2, 2, 3, 3, 4)


@dataclass(frozen=True, slots=True)
class Firm:
    """A firm and where it sits."""

    name: str
    side: Side
    town: str


def firm(numbers: random.Random, side: Side) -> Firm:
    """A firm of a side: one of the well-known ones, or one of a hundred million made-up ones."""
    rank = int(_FIRMS ** numbers.random())
    return _well_known(rank, side) if rank <= len(_KNOWN[side]) else _made_up(rank, side)


@cache
def _well_known(rank: int, side: Side) -> Firm:
    return Firm(_KNOWN[side][rank - 1], side, _town_of(rank, side))


def _made_up(rank: int, side: Side) -> Firm:
    size = len(SYLLABLES)
    # An odd number for the one side and an even one for the other, so that no name is of both.
    left = (2 * rank + (side == "de")) * _STEP % size**_LENGTH
    syllables = []
    for _ in range(_LENGTH):
        left, place = divmod(left, size)
        syllables.append(SYLLABLES[place])
    return Firm("".join(syllables).title(), side, _town_of(rank, side))


def _town_of(rank: int, side: Side) -> str:
    return _TOWNS[side][int(len(_TOWNS[side]) ** (rank * 7919 % 1_000_003 / 1_000_003)) - 1]


def signing_place(numbers: random.Random, buyer: Firm, target: Firm) -> str:
    """Where two firms sign: at the one's, at the other's, or elsewhere in either country."""
    towns = _TOWNS[numbers.choice(("cn", "de"))]
    return numbers.choice((buyer.town, target.town, towns[int(len(towns) ** numbers.random()) - 1]))


def millions(numbers: random.Random) -> int:
    """A sum from 1 to 9,999 million, small ones likelier, most of them round: of one to four digits that count."""
    value = 10 ** (4 * numbers.random())
    unit: int = 10 ** max(0, len(str(int(value))) - numbers.choice(_DIGITS))
    return max(1, int(value) // unit) * unit
