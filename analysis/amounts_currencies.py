"""Currencies as news name them, before a number ("EUR 188m", "€1.2bn") or after it ("1.2亿欧元", "15 Mio. Euro")."""

from __future__ import annotations

import re
from dataclasses import dataclass

from analysis.gazetteer_text import lower
from analysis.values import Language

# Latin names, matched without regard to case unless they stand in _CASED.
_AFTER: dict[str, str] = {
    r"euros?": "EUR",
    r"us[\s-]?dollars?|u\.\s?s\.[\s-]?dollars?|american[\s-]dollars?|amerikanischen?r?[\s-]dollar": "USD",
    r"(?:hong[\s-]?kong|hk)[\s-]dollars?": "HKD",
    r"(?:canadian|kanadischen?r?)[\s-]dollars?": "CAD",
    r"(?:australian?|australischen?r?)[\s-]dollars?": "AUD",
    r"(?:singapore|singapur|s)[\s-]dollars?": "SGD",
    r"(?:new[\s-])?taiwan[\s-]dollars?|taiwandollars?": "TWD",
    r"dollars?": "USD",
    r"(?:chinese |chinesischen?r? )?(?:yuan(?:[\s-](?:renminbi|rmb))?|renminbi(?:[\s-]yuan)?|rmb(?:[\s-]yuan)?)": "CNY",
    r"(?:british |britischen?r? )?pounds?[\s-]sterling|british pounds?|britischen?r? pfund|pfund sterling": "GBP",
    r"(?:japanese |japanischen?r? )?yen": "JPY",
    r"(?:swiss |schweizer )?(?:francs?|franken)|sfr\.?": "CHF",
    r"(?:south[\s-])?korean won|südkoreanischen?r? won": "KRW",
    r"(?:indian |indischen?r? )?(?:rupees?|rupien?)": "INR",
    r"(?:russian |russischen?r? )?(?:roubles?|rubles?|rubel)": "RUB",
    r"swedish (?:kron(?:or|a)|crowns?)|schwedischen?r? kronen": "SEK",
    r"danish (?:kroner?|crowns?)|dänischen?r? kronen": "DKK",
    r"norwegian (?:kroner?|crowns?)|norwegischen?r? kronen": "NOK",
    r"czech (?:koruna|crowns?)|tschechischen?r? kronen": "CZK",
    r"zloty|złoty|zlotys": "PLN",
    r"forints?": "HUF",
    r"(?:turkish |türkischen?r? )?lira": "TRY",
    r"ringgit": "MYR",
    r"baht": "THB",
    r"(?:uae )?dirhams?": "AED",
    r"(?:d-mark|deutsche[\s-]?mark|deutschmarks?|german marks?|westmark)": "DEM",
    r"(?:macau |macao )?patacas?": "MOP",
    r"french francs|französischen?r? francs?": "FRF",
}
# Words that mean something else when written small, or without a scale word before them.
_CASED: dict[str, str] = {
    r"EUR|€": "EUR",
    r"US[\s-]?\$|USD|US-\$": "USD",
    r"HK\$|HKD": "HKD",
    r"C\$|CA\$|CAD": "CAD",
    r"AU\$|A\$|AUD": "AUD",
    r"S\$|SGD": "SGD",
    r"NT\$|TWD|NTD": "TWD",
    r"\$": "USD",
    r"CNY|CN¥|RMB¥?|Rmb|RMB￥": "CNY",
    r"GBP|£": "GBP",
    r"JPY|JP¥": "JPY",
    r"¥": "¥",
    r"CHF": "CHF",
    r"KRW|₩": "KRW",
    r"INR|₹": "INR",
    r"RUB|₽": "RUB",
    r"SEK": "SEK",
    r"DKK": "DKK",
    r"NOK": "NOK",
    r"CZK": "CZK",
    r"PLN": "PLN",
    r"HUF": "HUF",
    r"TRY": "TRY",
    r"MYR": "MYR",
    r"THB": "THB",
    r"AED": "AED",
    r"MOP\$?": "MOP",
    r"DM|DEM": "DEM",
}
# Only after a scale word: a weight, a verb and a name otherwise.
_SCALED_ONLY: dict[str, str] = {r"pounds?|pfund": "GBP", r"won": "KRW", r"marks?": "DEM", r"kronor": "SEK"}
_HAN: dict[str, str] = {
    r"(?:元)?欧元|(?:元)?歐元|歐羅": "EUR",
    r"元?美元|美金|美刀": "USD",
    r"元?港元|港币|港幣|港紙": "HKD",
    r"日元|日圆|日圓|日币|日幣": "JPY",
    r"英镑|英鎊": "GBP",
    r"瑞士法郎|瑞郎": "CHF",
    r"韩元|韓元|韩圆|韓圜|韓圓": "KRW",
    r"新?[台臺][币幣]|新?[台臺]币": "TWD",
    r"澳元|澳大利亚元|澳幣": "AUD",
    r"加元|加拿大元|加幣": "CAD",
    r"新加坡元|新元|坡元|新幣": "SGD",
    r"卢布|盧布": "RUB",
    r"卢比|盧比": "INR",
    r"瑞典克朗": "SEK",
    r"丹麦克朗|丹麥克朗": "DKK",
    r"挪威克朗": "NOK",
    r"捷克克朗": "CZK",
    r"兹罗提|茲羅提": "PLN",
    r"福林": "HUF",
    r"(?:土耳其)?里拉": "TRY",
    r"林吉特|令吉": "MYR",
    r"泰铢|泰銖": "THB",
    r"迪拉姆": "AED",
    r"(?:德国|德國|西德)?(?:马克|馬克)": "DEM",
    r"(?:法国|法國)?法郎": "CHF",
    r"澳门元|澳門元|澳门币|澳門幣": "MOP",
    r"元?人民币元?|元?人民幣元?|元?人民市": "CNY",
    r"欧(?![洲盟亚亞美陆陸宝寶中元莱萊姆])|歐(?![洲盟亞美陸寶中元萊姆])": "EUR",
    r"元(?![化论論制素件宵旦首老帅帥勋勳气氣朝代宇桥橋区區])|圆(?![形满桌])|块钱|塊錢": "CNY",
}
_BEFORE_HAN: dict[str, str] = {
    r"人民币|人民幣": "CNY", r"欧元|歐元": "EUR", r"美元|美金": "USD", r"港元|港币|港幣": "HKD",
    r"新?[台臺][币幣]": "TWD", r"日[元圆圓]": "JPY", r"韩[元圆]|韓[元圜圓]": "KRW", r"英镑|英鎊": "GBP",
    r"瑞士法郎|瑞郎": "CHF",
}  # fmt: skip
# Pre-euro and rarer markers that stand before a number as words.
_BEFORE_WORDS: dict[str, str] = {r"renminbi|yuan|euro|chf|sfr\.?": ""}


@dataclass(frozen=True, slots=True)
class CurrencyMarker:
    """A currency's name or sign at the offsets ``start`` to ``end`` (exclusive)."""

    start: int
    end: int
    code: str
    is_bare: bool = False
    """元 alone: a currency named before the number goes before it (新台幣7.7兆元)."""


def _pattern(tables: list[tuple[dict[str, str], bool]]) -> tuple[re.Pattern[str], list[str]]:
    codes: list[str] = []
    parts: list[str] = []
    for table, ignore_case in tables:
        for names, code in table.items():
            parts.append(f"({'(?i:' + names + ')' if ignore_case else names})")
            codes.append(code)
    return re.compile("|".join(parts)), codes


_LETTER_BEHIND = r"(?![^\W\d_㐀-鿿])"
# Names without case are searched in small letters, which is much faster than to search without case.
_EXACT_PATTERN, _EXACT_CODES = _pattern([(_CASED, False), (_HAN, False)])
_SMALL_PATTERN, _SMALL_CODES = _pattern([(_AFTER, False)])
_SCALED_PATTERN, _SCALED_CODES = _pattern([(_SCALED_ONLY, False)])
_LONGEST = 60  # characters of a currency's name at most
_BEFORE_PATTERN, _BEFORE_CODES = _pattern([(_CASED, False), (_AFTER, True), (_BEFORE_HAN, False)])
_WORD_END = re.compile(_LETTER_BEHIND)
_GAP = re.compile(
    r"[\s\u00a0-]{0,2}(?:(?i:of|in|chinese|chinesische[rn]?|a|an|each|an|je|worth of)[\s\u00a0]){0,1}",
    re.IGNORECASE,
)
_SPACES = re.compile(r"[\s\u00a0-]{0,2}")
_YEN = re.compile(r"\b(?:yen|japan\w*|tokyo|tokio)\b|日本|日元", re.IGNORECASE)
_YUAN = re.compile(r"\b(?:yuan|renminbi|rmb|cny|chin\w*|beijing|peking)\b|人民币|人民幣|元", re.IGNORECASE)


def marker_after(text: str, at: int, scaled: bool, yen: str) -> CurrencyMarker | None:
    """The currency named directly after a number that ends at ``at``; ``scaled``: a scale word came before."""
    gap = _GAP.match(text, at, at + 20)
    positions = {at, gap.end()} if gap else {at}
    spaces = _SPACES.match(text, at)
    if spaces:
        positions.add(spaces.end())
    for position in sorted(positions):
        small = lower(text[position : position + _LONGEST])
        for match, codes in (
            _named_at(text, position, small),
            (_SCALED_PATTERN.match(small) if scaled else None, _SCALED_CODES),
        ):
            if match is None:
                continue
            end = position + len(match.group())
            last = text[end - 1]
            if last.isascii() and last.isalpha() and not _WORD_END.match(text, end):
                continue
            if text[end : end + 1].isdigit():
                continue  # the sign stands before the next number: €1bn-€2bn
            code = codes[(match.lastindex or 1) - 1]
            bare = match.group() in ("元", "圆", "圓")
            return CurrencyMarker(position, end, yen if code == "¥" else code, bare)
    return None


def _named_at(text: str, position: int, small: str) -> tuple[re.Match[str] | None, list[str]]:
    """The currency whose sign or name stands at a position, and the codes of its pattern."""
    match = _EXACT_PATTERN.match(text, position)
    return (_SMALL_PATTERN.match(small), _SMALL_CODES) if match is None else (match, _EXACT_CODES)


# Before most numbers stands no currency: the end of what stands there tells so at a fraction of the price.
_LAST_WORD = re.compile(r"[A-Za-zÀ-ÿł]+$")
_LAST_WORDS = frozenset(
    {
        *(
            "eur",
            "usd",
            "hkd",
            "cad",
            "aud",
            "sgd",
            "twd",
            "ntd",
            "cny",
            "rmb",
            "gbp",
            "jpy",
            "chf",
            "krw",
            "inr",
            "rub",
        ),
        *(
            "sek",
            "dkk",
            "nok",
            "czk",
            "pln",
            "huf",
            "try",
            "myr",
            "thb",
            "aed",
            "mop",
            "dm",
            "dem",
            "euro",
            "euros",
        ),
        *(
            "dollar",
            "dollars",
            "taiwandollar",
            "taiwandollars",
            "yuan",
            "renminbi",
            "sterling",
            "pound",
            "pounds",
        ),
        *(
            "pfund",
            "yen",
            "franc",
            "francs",
            "franken",
            "sfr",
            "won",
            "rupee",
            "rupees",
            "rupie",
            "rupien",
            "rouble",
        ),
        *(
            "roubles",
            "ruble",
            "rubles",
            "rubel",
            "krona",
            "kronor",
            "kroner",
            "krone",
            "kronen",
            "crown",
            "crowns",
        ),
        *(
            "koruna",
            "zloty",
            "złoty",
            "zlotys",
            "forint",
            "forints",
            "lira",
            "ringgit",
            "baht",
            "dirham",
            "dirhams",
        ),
        *("mark", "deutschmark", "deutschmarks", "marks", "westmark", "pataca", "patacas"),
    }
)
_LAST_SIGNS = frozenset("€$£¥￥₩₹₽.元币幣金圆圓圜镑鎊郎")
_IN_WORD = re.compile(r"[^\W_㐀-鿿]")


def marker_before(text: str, at: int, yen: str) -> CurrencyMarker | None:
    """The currency named directly before a number that begins at ``at``."""
    floor = max(0, at - 22)
    stretch = text[floor:at].rstrip(" \u00a0\t-")
    if at - floor - len(stretch) > 2:
        return None
    last_word = _LAST_WORD.search(stretch)
    if last_word and last_word.group().casefold() not in _LAST_WORDS:
        return None
    if not last_word and stretch[-1:] not in _LAST_SIGNS:
        return None
    best: CurrencyMarker | None = None
    for match in _BEFORE_PATTERN.finditer(stretch):
        if match.end() != len(stretch):
            continue
        first = match.start()
        opens_with_letter = stretch[first].isascii() and stretch[first].isalpha()
        if first and opens_with_letter and _IN_WORD.match(stretch, first - 1):
            continue
        code = _BEFORE_CODES[(match.lastindex or 1) - 1]
        best = CurrencyMarker(floor + first, floor + match.end(), yen if code == "¥" else code)
    return best


def yen_or_yuan(text: str, language: Language) -> str:
    """What ¥ stands for in ``text``: the yuan in Chinese and where China's money is named, else the yen."""
    if language == "zh":
        return "JPY" if _YEN.search(text) and not re.search("人民币|人民幣|中国|中國", text) else "CNY"
    return "CNY" if _YUAN.search(text) and not _YEN.search(text) else "JPY"


__all__ = ["CurrencyMarker", "marker_after", "marker_before", "yen_or_yuan"]
