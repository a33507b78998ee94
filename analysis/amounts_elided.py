"""Sums that leave their currency to the sum before: "48 Millionen Euro … Volumen etwa 20 Millionen."

Only a large number that counts nothing else is taken: what follows it is a stop, a verb or a joining word, and no word
before it speaks of people or goods.
"""

from __future__ import annotations

import re
from decimal import Decimal

from analysis.amounts_quantity import MILLION, Quantity
from analysis.values import Language

_FARTHEST = 600
_NOTHING_COUNTED: dict[Language, re.Pattern[str]] = {
    "en": re.compile(
        r"\s*(?:[.,;:)!?”\"](?!\d)|$|[–—]|\s(?:goes?|went|comes?|came|is|are|was|were|will|would|has|had|have|and then"
        r"|more|of (?:it|that|this|which))\b)"
    ),
    "de": re.compile(
        r"\s*(?:[.,;:)!?“\"](?!\d)|$|[–—]|\s(?:denn|und dann|davon|flie(?:ßt|ßen)|geht|gehen|kommt|kommen|kamen"
        r"|entf(?:ällt|allen)|ist|sind"
        r"|war|waren|soll|sollen|will|wollen|wird|werden|mehr|weniger|investier\w+|zahl\w+)\b)"
    ),
    "zh": re.compile(r"\s*(?:[。，；：、！？,;）)”」]|$|用于|用於|将|將|由|来自|來自)"),
}
_COUNTS_OTHERS = re.compile(
    r"(?:population|inhabitants|people|residents|users?|customers?|subscribers?|followers?|visitors?|passengers?|guests?|units?"
    r"|vehicles?|cars?|tonnes?|tons?|barrels?|copies|shares?|views?|households?|capacity|containers?|teu"
    r"|einwohner\w*|bevölkerung\w*|menschen|nutzer\w*|kunden|besucher\w*|passagiere?n?|gäste?n?|stück\w*|fahrzeuge?n?|autos|tonnen"
    r"|aktien|haushalte?n?|kapazität\w*|absatz|auflage|anhänger"
    r"|人口|人次|用户|用戶|居民|游客|遊客|旅客|客流|产量|產量|销量|銷量|产能|產能|票房|观众|觀眾|粉丝|粉絲|阅读|閱讀|播放|吨|噸|辆|輛|股本|股份|台)"
    r"[^.。\n]{0,60}$",
    re.IGNORECASE,
)


def elided_currency(
    text: str, quantity: Quantity, language: Language, previous: tuple[int, str] | None
) -> str | None:
    """The currency of a number that names none, None where it may count something else.

    Args:
        text: The whole text, its signs narrow.
        quantity: The number.
        language: The language of the text.
        previous: End and currency of the sum before, None without one.
    """
    if (
        previous is None
        or quantity.scale <= 1
        or quantity.value < MILLION
        or quantity.value > Decimal(10**12)
    ):
        return None
    end, currency = previous
    if quantity.start - end > _FARTHEST:
        return None
    if _NOTHING_COUNTED.get(language, _NOTHING_COUNTED["en"]).match(text, quantity.end) is None:
        return None
    if _COUNTS_OTHERS.search(text[max(0, quantity.start - 90) : quantity.start]):
        return None
    return currency


__all__ = ["elided_currency"]
