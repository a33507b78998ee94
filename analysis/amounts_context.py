"""What the words around a sum say of it: how exact it is, who pays it, what it counts."""

# ruff: noqa: E501 - the lists of words inside patterns read better uncut

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator
from typing import Literal

from analysis.caseless import small_expression
from analysis.gazetteer_text import lower
from analysis.values import Qualifier

MoneyRole = Literal[
    "sum",
    "price",
    "investment",
    "order",
    "unit_price",
    "per_period",
    "turnover",
    "profit",
    "valuation",
    "running_total",
    "output",
    "trade",
    "part",
    "debt",
    "capital",
]
"""What a figure counts. ``sum`` is a figure of which the near words say nothing; ``price``, ``investment`` and
``order`` may be a deal's amount; the others as a rule are not."""

_BEFORE_QUALIFIERS: list[tuple[Qualifier, str]] = [
    (
        "up to",
        r"up to(?: (?:a total of|an additional))?|as much as|at most|no more than|not more than|a maximum(?: of)?|maximum(?: of)?"
        r"|less than|below|bis zu|weniger als|unter|höchstens|maximal|nicht mehr als|bis maximal"
        r"|最多(?:可达|可達|为|為)?|最高(?:可达|可達|达|達|可|为|為)?|(?:可)?高达|(?:可)?高達|不到|不足|不超过|不超過|不高于|不高於|上限(?:为|為)?|至多|封顶",
    ),
    (
        "at least",
        r"at least|no less than|not less than|a minimum(?: of)?|upwards of|mindestens|wenigstens|zumindest|nicht weniger als"
        r"|至少|不低于|不低於|不少于|不少於|起码|不下",
    ),
    (
        "more than",
        r"(?:well |slightly |just |a little )?(?:more than|over|above|in excess of|exceeding|beyond|upward of|topping)"
        r"|(?:deutlich |weit |etwas |knapp )?(?:mehr als|über)|gut|jenseits von|超过|超過|超|逾|超出|多于|多於|高于|高於|突破|过|過|大于",
    ),
    (
        "about",
        r"(?:an estimated|about|around|roughly|approximately|approx\.?|some|nearly|almost|not quite|close to|circa|ca\.?|just under"
        r"|a little under|just short of|in the region of|close on|~|c\.)"
        r"|rund|etwa|ungefähr|circa|zirka|ca\.?|an die|knapp|fast|nahezu|beinahe|annähernd|schätzungsweise|in etwa|grob"
        r"|大约|大約|约合|約合|约为|約為|约|約|近|将近|將近|接近|大概|差不多|逼近|合约|折合约",
    ),
]
_FILLER = r"(?:(?:a |an |the |total of |a total of |insgesamt |another |further |weitere[nr]? |zusammen |etwa |rund |about |ein(?:e|en|er|em)? |der |die |den |in |总额|總額|为|為|达|達|合计|計|计|人民币|人民幣)\s?){0,2}"


def _qualifying(words: str) -> re.Pattern[str]:
    """Some words right before a figure, as an expression for small letters."""
    return re.compile(
        small_expression(rf"(?:^|(?<=[\s(（\[—–,，。、:：;；-])|(?<=[^\x00-\x7f]))(?:{words})\s?{_FILLER}$")
    )


_BEFORE_PATTERNS = [(name, _qualifying(words)) for name, words in _BEFORE_QUALIFIERS]
_ANY_QUALIFIER = _qualifying("|".join(words for _, words in _BEFORE_QUALIFIERS))
_SENTENCE_BEFORE = re.compile(r".*[.!?。！？]\s", re.DOTALL)
_AFTER_MORE = re.compile(
    r"-plus\b|\s?\+(?!\d)|\s?(?:or more|and more|plus\b|and above|oder mehr|und mehr|以上|有余|有餘|开外)",
    re.IGNORECASE,
)
_AFTER_ABOUT = re.compile(r"\s?(?:左右|上下|or so\b|or thereabouts)", re.IGNORECASE)
_AFTER_LESS = re.compile(r"\s?(?:at (?:the )?most|以下|以内|以內|封顶|封頂)", re.IGNORECASE)
_OVER_CONTRACT = re.compile(
    small_expression(
        r"(?:contracts?|orders?|agreements?|deals?|loans?|invoices?|commitments?|cheques?|checks?|guarantees?"
        r"|\w{0,30}(?:vertr(?:ag|ags|äge|ägen)|auftr(?:ag|ags|äge|ägen)|kredite?n?|zusagen?|abkommen|angebote?|anleihen?|rechnungen?"
        r"|scheck|bürgschaft|vereinbarung(?:en)?|bestellung(?:en)?|order|darlehen|deal|offerten?|geschäfte?n?))\b"
        r"(?:\W+\w+){0,8}?\W+(?:over|über)\s?(?:\w+\.?\s){0,2}$",
    )
)


def qualifier_of(text: str, start: int, end: int) -> Qualifier | None:
    """How the words directly before ``start`` or after ``end`` qualify the figure between them."""
    before = text[max(0, start - 48) : start]
    ended = _SENTENCE_BEFORE.match(before)
    before = lower(before[ended.end() :] if ended else before)
    # Most figures are not qualified: one look tells so.
    for name, pattern in _BEFORE_PATTERNS if _ANY_QUALIFIER.search(before) else ():
        match = pattern.search(before)
        if match is None:
            continue
        word = match.group().strip()
        if word.startswith(("over", "über")) and _OVER_CONTRACT.search(
            lower(text[max(0, start - 110) : start])
        ):
            continue
        if (
            word.startswith("gut")
            and name == "more than"
            and text[start : start + 1].isalpha()
            and not word.endswith("gut")
        ):
            continue
        return name
    if _AFTER_MORE.match(text, end):
        return "more than"
    if _AFTER_ABOUT.match(text, end):
        return "about"
    if _AFTER_LESS.match(text, end):
        return "up to"
    return None


_PER_PARTY = re.compile(
    small_expression(
        r"\b(?:each (?:side|party|partner|company|university|institution|firm|of (?:the two|them|the partners|the parties))"
        r"|both (?:sides|partners|parties|companies) each|jede (?:Seite|Partei|Hochschule|Universität|Firma|der beiden)|jeder (?:Partner|der beiden)"
        r"|beide (?:Seiten|Partner|Parteien)\b[^.;]{0,30}\bje(?:weils)?)\b[^.;,]{0,40}$|[双雙两兩各三四五]方?(?:公司|校|家|国|國|市)?(?:将|將|均)?(?:每年)?各(?:自)?(?:出|投|拿|付|掏|承担|承擔)[^，。；]{0,10}$",
    )
)


_PARTIES_PAY = re.compile(
    small_expression(
        r"\b(?:(?:two|both|three|four) (?:sides|parties|partners|companies|firms|universities|cities|owners)|sides|partners|both)\b"
        r"[^.;,]{0,40}\b(?:bring|pay|put|contribut|invest|add|give)\w*\b[^.;,]{0,20}$"
    )
)
_EACH = re.compile(r"\s?each\b", re.IGNORECASE)


def is_per_party(text: str, start: int, end: int) -> bool:
    """Whether the words beside a figure say that each of the parties pays it."""
    before = lower(text[max(0, start - 90) : start])
    if _PER_PARTY.search(before) is not None:
        return True
    return _EACH.match(text, end) is not None and _PARTIES_PAY.search(before) is not None


_UNIT_AFTER = re.compile(
    small_expression(
        r"^\s?(?:(?:per|a|an|je|pro|the|die|der|das)\s(?:(?:ordinary|new|dividend|bearer|verkaufte[nr]?|neue[nr]?|metric)\s)?"
        r"(?:share|unit|tonne|ton|piece|kilo|kilogram|kilogramme|kg|kilowatt|kilowatt-hour|kwh|mwh|megawatt|hour|litre|liter|barrel|square metre|square meter"
        r"|head|person|night|vehicle|car|bus|item|metre|hectare|ticket|box|bottle|passenger|seat|student"
        r"|aktie|anteilsschein|anteil|stück|anteilschein|stammaktie|vorzugsaktie|tonne|kilo|kilogramm|quadratmeter|stunde|liter|hektar|person|kopf|fahrzeug|nacht|kubikmeter|papier|titel|kilowattstunde|megawattstunde|flasche|paar|schein|container|teil|gerät)"
        r"(?:e|en|s)?\b|apiece|each\b|/\s?(?:share|kg|kwh|mwh|t\b|m2|m²|stück|aktie|liter)"
        r"|/?每?(?:股|吨|噸|公斤|千克|平方米|平米|平方公尺|小时|小時|人|辆|輛|台|桶|升|张|張|件|度|千瓦时)(?![东東权權份票本市价價])|一股|每股|/股|一吨|一台|一辆|一张)",
    )
)
_UNIT_BEFORE = re.compile(
    small_expression(
        r"(?:每(?:股|吨|噸|公斤|平方米|平米|小时|小時|人|张|張|件|桶|份|台|辆|輛)[^，。；,;]{0,14}|股价[^，。]{0,10}|股價[^，。]{0,10}|发行价[^，。]{0,6}|單價[^，。]{0,6}|单价[^，。]{0,6}|票价[^，。]{0,6}|收(?:报|報|于|於|盤報|盘报)[^，。]{0,6}"
        r"|(?:je|pro|per)\s(?:aktie|share|stück|anteil|anteilsschein|tonne|unit|ton)\s[^.;]{0,25}"
        r"|(?:share price|issue price|ausgabebetrag|ausgabepreis|aktienkurs|kurs|bezugspreis|ticket|tickets|season tickets|starting wage|stundenlohn|price target|kursziel|target)\s[^.;]{0,30})$",
    )
)
_PERIOD_AFTER = re.compile(
    small_expression(
        r"^\s?(?:(?:a|per|every|each)\s(?:year|month|quarter|week|day)|annually|a year|yearly|(?:im|pro|je)\s(?:jahr|monat|quartal|woche|tag)|jährlich|monatlich|brutto im monat"
        r"|/?每?(?:年|月)(?![底初末内內前后後\d]))",
    )
)
_PERIOD_BEFORE = re.compile(
    small_expression(
        r"(?:每年|年均|每月|年租金|月薪|年薪|annual(?:ly)?|yearly|\bim jahr\b(?! ?\d)|jährlich(?:e[rn]?)?(?: \w+)?|per year|a year)[^，。,.;]{0,28}$",
    )
)

_ROLE_WORDS: list[tuple[MoneyRole, str]] = [
    (
        "turnover",
        r"turnover|turned over|manages?\b|under management|verwaltet\b|管理规模|管理規模|revenues?|sales (?:of|were|rose|fell|came|reached|grew|totalled)|net sales|annual sales|order (?:intake|book|backlog)s?|new orders (?:rose|fell|grew|climbed|dropped|reached|totall?ed|came|were)|booked orders|auftragseingang\w*|auftragsbestand\w*|umsatz\w*|umsätze\w*|erlöse?n?\b|erlöste|setzte\b"
        r"|销售额|銷售額|营业收入|營業收入|营收|營收|新增订单|新增訂單|在手订单|新签合同|营业额|營業額|销售收入|銷售收入|收入|年销售|年銷售",
    ),
    (
        "profit",
        r"profits?|net income|earnings|ebitda?|loss(?:es)?|lost\b|verlor(?:en)?\b|gewinn\w*|verlust\w*|überschuss|fehlbetrag|ergebnis|jahresfehlbetrag|净利润?|淨利潤?|利润|利潤|亏损|虧損|净亏|盈利|纯利|純利",
    ),
    (
        "running_total",
        r"cumulative\w*|accumulated|in total since|since (?:19|20)\d\d|so far|to date|as of|by the end of|(?:over|in|during|within) the (?:past|last|previous) (?:\w+ )?(?:years|decades?|months)|over the past|altogether since|has (?:so far )?invested|have (?:so far )?invested"
        r"|bislang|bisher|in den (?:letzten|vergangenen|zurückliegenden) (?:\w+ )?(?:jahren|monaten)|kumuliert\w*|seit (?:19|20)\d\d|gesamtbestand|累计|累計|历年|歷年|过去[\u3400-\u9fff\d]{1,3}年|過去[\u3400-\u9fff\d]{1,3}年|截至|截止|已投资|已投資|迄今|至今|累积|累積",
    ),
    (
        "output",
        r"annual output|output value|output of|production value|produktionswert|jahresproduktion|produktionsvolumen|产值|產值|年产|年產|产出|產出|税收|稅收|纳税|納稅|税金|稅金|利税|利稅|gdp|bruttoinlandsprodukt|生产总值|生產總值|tax revenue|steueraufkommen",
    ),
    (
        "trade",
        r"bilateral trade|trade volume|trade between|two-way trade|imports?\b|exports?\b|exported|imported|handelsvolumen|außenhandel|warenaustausch|importe?n?|exporte?n?|exportiert\w*|ausfuhr\w*|einfuhr\w*|贸易额|貿易額|进出口|進出口|出口|进口|進口",
    ),
    (
        "valuation",
        r"market (?:value|cap(?:italisation|italization)?)|valued at|values? (?:the|it)|valuation|worth on the stock|on the stock (?:exchange|market)|an der börse wert|börsenwert|marktkapitalisierung|bewertet|bewertung|marktwert|市值|估值|企业价值|企業價值|unternehmenswert|enterprise value",
    ),
    (
        "part",
        r"down ?payment|upfront(?: payment)?|up front|deposit|first instal?ment|milestones?|anzahlung|vorauszahlung|erste rate|meilensteinzahlung\w*|meilenstein\w*|首付款|预付款|預付款|定金|訂金|订金|保证金|保證金|里程碑|诚意金|首期款",
    ),
    (
        "debt",
        r"debts?\b|liabilities|(?:write|writes|writing|written|wrote)[ -](?:off|down)s?\b|abgeschrieben|abschreib\w*|减记|減記|减值|減值|owe[sd]?\b|schulden|verbindlichkeiten|verschuldung|负债|負債|债务|債務|欠款|应收账款",
    ),
    (
        "capital",
        r"registered capital|share capital|stammkapital|grundkapital|注册资本|註冊資本|注册资金|資本金",
    ),
    (
        "price",
        r"purchase price|kaufpreis|price of|price tag|for a price|at a price|takeover price|acquired for|bought for|buys? .{0,40} for|sold .{0,30}for|consideration of|consideration|preis\b|preis:|作价|作價|对价|對價|收购价|收購價|售价|成交价|成交價|代价|代價|斥资|斥資|出价|收购金额|交易金额|交易總額|交易额",
    ),
    (
        "investment",
        r"invest(?:s|ed|ing|ment|ments)?\b|investier\w*|investition\w*|investitionsvolumen|investitionssumme|steckt|总投资|總投資|投资|投資|投入|注资|注資|出资|出資|增资|增資|耗资|耗資|puts?\b|spend(?:s|ing)?\b",
    ),
    (
        "order",
        r"orders?\b|ordered|contracts?\b|worth\b|contract value|auftrag\w*|aufträge\w*|auftragswert|vertrag\w*|bestell\w*|order\w*|合同|订单|訂單|合約|中标|中標|单子|签约额|簽約額",
    ),
]
_ROLE_PATTERNS = [
    # For small letters, and without what must stand before: so a pattern is passed over letter by letter.
    (role, re.compile(words))
    for role, words in _ROLE_WORDS
]
# "Cumulative investment of 3 billion" is no investment of that sum, whichever word stands nearer.
_RUNNING = re.compile(
    small_expression(
        r"\b(?:foreign direct investment|fdi|cumulative\w*|accumulated|kumuliert\w*|ha[sv]e? (?:so far|by now|meanwhile|altogether)|ha[sv]e? (?:by now |now )?(?:reached|risen to|grown to|climbed to"
        r"|surpassed|exceeded|topped))\b|累计|累計|累积|累積|历年|歷年",
    )
)
# Chinese headlines part their clauses by spaces.
_CLAUSE_BREAK = re.compile(
    r"[.!?;:。！？；：\n]\s?|[,，](?=\s|[^\d\s])|\s[–—-]\s|(?<=[\u3400-\u9fff])\s+(?=[\u3400-\u9fff])"
)


# What a share turned over on a day, and what went into a site over the years.
_TRADED_BEFORE = re.compile(
    r"(?:涨|漲|跌|报|報|升|收)[^。；]{0,40}成交(?:额|額|金额|金額)?(?:约|約|逾|达|達)?$"
)
_SINCE_BEFORE = re.compile(
    r"(?:19|20)\d\d年?以[来來][^。；]{0,40}(?:投资|投資|投入)(?:总?额)?(?:已|约|約|逾|达|達|超|过|過|超过|超過)*$"
)


def role_of(text: str, start: int, end: int) -> tuple[MoneyRole, str | None]:
    """What the figure between ``start`` and ``end`` counts, and the word that tells, by its own clause."""
    after = text[end : end + 40]
    small = lower(after)
    unit = _UNIT_AFTER.match(small)
    if unit and not is_per_party(text, start, end):
        return "unit_price", after[: unit.end()].strip()
    before = text[max(0, start - 90) : start]
    small_text = lower(before)
    traded = _TRADED_BEFORE.search(small_text)
    if traded:
        return "turnover", before[traded.start() : traded.end()]
    running = _SINCE_BEFORE.search(small_text)
    if running:
        return "running_total", before[running.start() : running.end()]
    unit = _UNIT_BEFORE.search(small_text)
    if unit:
        return "unit_price", before[unit.start() : unit.end()].strip()
    clause_before, clause_after = _clause(before, after)
    nearest: tuple[int, MoneyRole, str] | None = None
    small_before, small_after = lower(clause_before), lower(clause_after)
    for role, pattern in _ROLE_PATTERNS:
        preceding = list(_words(pattern, small_before))
        if preceding:
            start, end = preceding[-1]
            distance = len(clause_before) - end
            if nearest is None or distance < nearest[0]:
                nearest = (distance, role, clause_before[start:end])
        following = next(_words(pattern, small_after), None)
        if following is not None:
            start, end = following
            distance = start + 2
            if nearest is None or distance < nearest[0]:
                nearest = (distance, role, clause_after[start:end])
    if nearest is not None and nearest[1] in ("investment", "order"):
        running = _last(_RUNNING, small_before)
        if running is not None:
            return "running_total", clause_before[running.start() : running.end()]
    period_after = _PERIOD_AFTER.match(small)
    period_before = None if period_after else _PERIOD_BEFORE.search(small_text)
    if nearest is not None and nearest[1] not in ("investment", "order", "price", "sum"):
        return nearest[1], nearest[2]
    if period_after:
        return "per_period", after[: period_after.end()].strip()
    if period_before:
        return "per_period", before[period_before.start() : period_before.end()].strip()
    return (nearest[1], nearest[2]) if nearest else ("sum", None)


_HEADS = (
    "umsatz",
    "umsätze",
    "erlös",
    "gewinn",
    "verlust",
    "überschuss",
    "investition",
    "auftrag",
    "aufträge",
)
"""German nouns that tell the same behind others: ``Jahresumsatz``, ``Großauftrag``."""


def _words(pattern: re.Pattern[str], small: str) -> Iterator[tuple[int, int]]:
    """Where a pattern matches from the beginning of a word on, or a German compound's head; in Chinese from anywhere."""
    match = pattern.search(small)
    while match is not None:
        start, end = match.span()
        before = small[start - 1 : start]
        if before.isascii() and (before.isalnum() or before == "_") and not small.startswith(_HEADS, start):
            end = start + 1
        else:
            yield start, end
        match = pattern.search(small, end)


def _last(pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    found = deque(pattern.finditer(text), maxlen=1)
    return found[0] if found else None


def _clause(before: str, after: str) -> tuple[str, str]:
    last = _last(_CLAUSE_BREAK, before)
    first = _CLAUSE_BREAK.search(after)
    return (before[last.end() :] if last else before), (after[: first.start()] if first else after)


__all__ = ["MoneyRole", "is_per_party", "qualifier_of", "role_of"]
