"""How English and German news write dates."""

# ruff: noqa: E501 - a rule a line reads best uncut

from __future__ import annotations

import re
from datetime import timedelta

from analysis import dates_keys as keys
from analysis.dates_anchor import weekday
from analysis.dates_rules import (
    ISO_DATE,
    SLASHED_DATE,
    Context,
    Found,
    Rule,
    day_found,
    day_month_year,
    day_of_month,
    days_ago,
    month_found,
    nearest_weekday,
    numeric_year,
    same_day,
    year_found,
)
from analysis.dates_rules_weeks import ENGLISH_WEEKS, GERMAN_WEEKS
from analysis.dates_words import (
    ENGLISH_DAYS,
    ENGLISH_MONTHS,
    ENGLISH_WEEKDAYS,
    GERMAN_MONTHS,
    GERMAN_WEEKDAYS,
)

_SMALL_NUMBERS = {
    "a": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "ten": 10,
    "einem": 1, "zwei": 2, "drei": 3, "vier": 4, "fünf": 5, "sechs": 6, "sieben": 7, "acht": 8, "zehn": 10,
}  # fmt: skip


def _alternatives(names: dict[str, int]) -> str:
    return "|".join(sorted(names, key=len, reverse=True))


def _number(match: re.Match[str], group: str) -> int | None:
    value = match.groupdict().get(group)
    return int(value) if value else None


def _shift(match: re.Match[str]) -> int | None:
    """Years from publication that the words beside the date state: "last year", "dieses Jahres"."""
    words = (match.groupdict().get("shift") or match.groupdict().get("shift_before") or "").lower()
    if not words:
        return None
    if re.search(r"last|previous|vergangen|letzt|vorjahr|vorig", words):
        return -1
    if re.search(r"next|kommend|nächst", words):
        return 1
    return 0


# English -------------------------------------------------------------------------------------------------------------
_EN_MONTH = rf"(?P<month>(?:{_alternatives(ENGLISH_MONTHS)})(?:\b\.?))"
_EN_MONTH_LONG = (
    r"(?P<month>January|February|March|April|May|June|July|August|September|October|November|December)"
)
_EN_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_EN_LAST = r"(?:\s?(?:-|–|to|and|/)\s?(?P<last>\d{1,2})(?:st|nd|rd|th)?)?"
_EN_YEAR = r"(?:,?\s?(?P<year>(?:19|20)\d\d)\b|,?\s(?:of\s)?(?P<shift>this year|last year|next year))?"
# "on Tuesday, 3 May": the date decides, not the weekday.
_EN_DATE_FOLLOWS = (
    rf"(?i:,?\s\(?(?:the\s)?(?:\d{{1,2}}(?:st|nd|rd|th)?\s(?:of\s)?(?:{_alternatives(ENGLISH_MONTHS)})\b"
    rf"|(?:{_alternatives(ENGLISH_MONTHS)})\b\.?\s\d))"
)
_EN_WEEKDAY = "Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday"


def _en_month(match: re.Match[str]) -> int:
    return ENGLISH_MONTHS[match["month"].rstrip(".").lower()]


def _en_date(match: re.Match[str], context: Context) -> Found | None:
    return day_month_year(
        context,
        int(match["day"]),
        _en_month(match),
        _number(match, "year"),
        _shift(match),
        _number(match, "last"),
    )


def _en_month_only(match: re.Match[str], context: Context) -> Found | None:
    return month_found(context, _en_month(match), _number(match, "year"), _shift(match))


def _en_weekday(match: re.Match[str], context: Context) -> Found | None:
    return nearest_weekday(context, ENGLISH_WEEKDAYS[match["weekday"].lower()], match["which"] or "")


def _ago(match: re.Match[str], context: Context) -> Found | None:
    number = match["number"].lower()
    days = int(number) if number.isdigit() else _SMALL_NUMBERS[number]
    return days_ago(context, days)


def _same(match: re.Match[str], context: Context) -> Found | None:
    earlier = re.search(r"before|previous|zuvor|vortag|vorabend", match.group(), re.IGNORECASE)
    later = re.search(r"after|following|folgetag|darauf", match.group(), re.IGNORECASE)
    return same_day(context, -1 if earlier else 1 if later else 0)


def _year(match: re.Match[str], context: Context) -> Found | None:
    return year_found(context, _number(match, "year"), _shift(match))


ENGLISH: tuple[Rule, ...] = (
    *ENGLISH_WEEKS,
    ISO_DATE,
    SLASHED_DATE,
    Rule(re.compile(rf"(?i:\b(?:(?:{_EN_WEEKDAY}),?\s)?(?:the\s)?{_EN_DAY}{_EN_LAST}\s(?:of\s)?{_EN_MONTH}{_EN_YEAR})(?!\w)"), _en_date, keys.ENGLISH_MONTH),
    Rule(re.compile(rf"\b(?i:(?:{_EN_WEEKDAY}),?\s)?(?i:{_EN_MONTH})\s?{_EN_DAY}(?!\d|[.,]\d{{3}}|\s(?:million|billion|percent|per cent)){_EN_LAST}(?i:{_EN_YEAR})(?!\w|%)"), _en_date, keys.ENGLISH_MONTH),
    Rule(re.compile(rf"\b(?i:(?P<shift_before>(?:last|next|this)\s)?{_EN_MONTH_LONG},?\s(?:of\s)?(?:(?P<year>(?:19|20)\d\d)\b|(?P<shift>this year|last year|next year)))"), _en_month_only, keys.ENGLISH_LONG_MONTH),
    Rule(re.compile(rf"\b(?:[Ii]n|[Ss]ince|[Ee]arly|[Ll]ate|[Mm]id-?|[Bb]y|[Uu]ntil|[Ff]rom|[Tt]ill|[Dd]uring|end of|beginning of|middle of|(?P<shift_before>[Ll]ast|[Nn]ext|[Tt]his))\s?{_EN_MONTH_LONG}\b(?!\s\d)"), _en_month_only, keys.ENGLISH_LONG_MONTH),
    Rule(re.compile(r"\b(?i:(?P<word>(?:the\s+)?day\s+before\s+yesterday|(?:the\s+)?day\s+after\s+tomorrow|yesterday|today|tonight|tomorrow|this\s+(?:morning|afternoon|evening)|last\s+night))\b"), lambda match, context: days_ago(context, _english_days(match["word"])), keys.ENGLISH_NEAR_DAY),
    Rule(re.compile(rf"(?<!\bGood\s)(?<!\bBlack\s)(?<!\bevery\s)(?<!\bEvery\s)(?<!\beach\s)(?:\b(?P<which>(?:[Oo]n\s)?(?:[Ll]ast|[Nn]ext|[Tt]his(?:\s(?:coming|past))?|[Cc]oming|[Pp]ast|[Uu]ntil|[Bb]y|[Ss]ince|[Oo]n|[Ff]or)\s(?:early\s|late\s)?)|\b)(?P<weekday>{_EN_WEEKDAY})\b(?!\s?(?:to|and|-|–)\s(?:{_EN_WEEKDAY}))(?!{_EN_DATE_FOLLOWS})"), _en_weekday, keys.ENGLISH_WEEKDAY),
    Rule(re.compile(r"\b(?P<number>\d{1,2}|a|one|two|three|four|five|six|seven|ten)\sdays?\sago\b", re.IGNORECASE), _ago, keys.AGO),
    Rule(re.compile(r"\b(?:(?:on|at)\s)?the\s(?:same|previous|following)\sday\b|\bthe (?:day|evening) (?:before|after)\b(?=\s?[,.;:)]|$|\s(?:in|at|by)\s)", re.IGNORECASE), _same, keys.ENGLISH_SAME_DAY),
    Rule(re.compile(r"\b[Oo]n the (?P<day>\d{1,2})(?:st|nd|rd|th)\b(?!\s(?:floor|anniversary|edition|time|[A-Za-z]+ (?:time|edition)))"), lambda match, context: day_of_month(context, int(match["day"])), keys.ON_THE),
    Rule(re.compile(r"(?:\b(?i:in|since|by|of|until|till|from|during|early|late|mid|to|end of|year|spring|summer|autumn|fall|winter|quarter|through)\s|\()(?P<year>(?:19|20)\d\d)\b(?![%,.]?\d|\s?(?:%|percent|per cent|million|billion|euros?|dollars?|yuan|people|employees|jobs|tonnes|MW|megawatts))"), _year, keys.YEARS),
    Rule(re.compile(r"\b(?P<shift>(?:[Tt]his|[Ll]ast|[Nn]ext) year)\b"), _year, keys.ENGLISH_YEAR),
)  # fmt: skip


def _english_days(word: str) -> int:
    plain = re.sub(r"\s+", " ", word.lower())
    if plain.startswith("day "):
        plain = f"the {plain}"
    return ENGLISH_DAYS[plain]


# German --------------------------------------------------------------------------------------------------------------
_DE_MONTH = rf"(?P<month>(?:{_alternatives(GERMAN_MONTHS)})(?:s\b|\b\.?))"
_DE_MONTH_LONG = (
    r"(?P<month>Januar|Jänner|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember)"
)
_DE_DATE_FOLLOWS = (
    rf",?\s\(?(?:de[mnr]\s)?\d{{1,2}}\.\s?(?:\d{{1,2}}\.|(?i:{_alternatives(GERMAN_MONTHS)})\b)"
)
_DE_WEEKDAY = "Montag|Dienstag|Mittwoch|Donnerstag|Freitag|Samstag|Sonnabend|Sonntag"
_DE_PART = r"(?:abend|morgen|vormittag|nachmittag|mittag|nacht|früh)?"
_DE_YEAR = (
    r"(?:,?\s(?P<year>(?:19|20)\d\d)\b|\s(?P<shift>dieses\sJahres|d\.\s?J\.|des\s(?:vergangenen|letzten|vorigen)\sJahres"
    r"|(?:vergangenen|letzten|vorigen|kommenden|nächsten)\sJahres|des\sVorjahres))?"
)


def _de_month(match: re.Match[str]) -> int:
    name = match["month"].rstrip(".").lower()
    return GERMAN_MONTHS[name] if name in GERMAN_MONTHS else GERMAN_MONTHS[name.removesuffix("s")]


def _de_date(match: re.Match[str], context: Context) -> Found | None:
    return day_month_year(
        context,
        int(match["day"]),
        _de_month(match),
        _number(match, "year"),
        _shift(match),
        _number(match, "last"),
    )


def _de_numeric(match: re.Match[str], context: Context) -> Found | None:
    year = numeric_year(match["year"]) if match["year"] else None
    return day_month_year(context, int(match["day"]), int(match["month"]), year, None)


def _de_month_only(match: re.Match[str], context: Context) -> Found | None:
    return month_found(context, _de_month(match), _number(match, "year"), _shift(match))


def _de_relative(match: re.Match[str], context: Context) -> Found | None:
    word = match["word"].lower()
    return days_ago(
        context, {"heute": 0, "gestern": 1, "vorgestern": 2, "morgen": -1, "übermorgen": -2}[word]
    )


def _de_weekday(match: re.Match[str], context: Context) -> Found | None:
    found = nearest_weekday(context, GERMAN_WEEKDAYS[match["weekday"].lower()], match["which"] or "")
    if match["weeks"] and found:
        weeks = _SMALL_NUMBERS.get(match["weeks"].lower(), 0)
        base = weekday(GERMAN_WEEKDAYS[match["weekday"].lower()], context.published, "this")
        return day_found(base - timedelta(days=7 * weeks) if base and weeks else None, True)
    return found


_DE_AFTER_DAY = (
    r"hat|haben|hatte|hatten|ist|sind|war|waren|wurde|wurden|wird|werden|soll|sollen|will|unterzeichnete|unterzeichneten"
    r"|unterschrieb|gab|kam|fand|trafen|traf|in|im|mit|den|die|das|ein|eine|einen"
)

GERMAN: tuple[Rule, ...] = (
    *GERMAN_WEEKS,
    ISO_DATE,
    Rule(re.compile(rf"\b[Aa]m\s(?P<day>\d{{1,2}})\.(?=\s?[,;)]|\s(?:{_DE_AFTER_DAY})\s)"), lambda match, context: day_of_month(context, int(match["day"])), keys.GERMAN_NUMBERED_DAY),
    Rule(re.compile(rf"\b(?:(?:{_DE_WEEKDAY}){_DE_PART}(?:,?\s(?:dem|den|der)\s|,?\s))?(?P<day>\d{{1,2}})\.\s?(?:(?:bis|und|[-–/])\s?(?:zum\s)?(?P<last>\d{{1,2}})\.\s?)?(?i:{_DE_MONTH}){_DE_YEAR}(?!\w)"), _de_date, keys.GERMAN_MONTH),
    Rule(re.compile(rf"(?:\b(?:{_DE_WEEKDAY}){_DE_PART},?\s(?:dem\s|den\s|der\s)?)?(?<![\d.,])(?P<day>\d{{1,2}})\.\s?(?P<month>\d{{1,2}})\.\s?(?P<year>(?:19|20)\d\d|\d\d(?![\d.,]|\s?(?:Uhr|Prozent|%)))(?![\d])"), _de_numeric, keys.POINTED),
    Rule(re.compile(rf"(?:(?<=\()|\b(?:am|vom|bis|zum|ab|seit|dem|den|der|und|{_DE_WEEKDAY}),?\s)(?<![\d.,])(?P<day>\d{{1,2}})\.\s?(?P<month>\d{{1,2}})\.(?P<year>)(?!\s?\d|\w|\s?Uhr)"), _de_numeric, keys.POINTED),
    Rule(re.compile(rf"\b{_DE_MONTH_LONG},?\s(?:(?P<year>(?:19|20)\d\d)\b|(?P<shift>dieses\sJahres|(?:des\s)?(?:vergangenen|letzten|vorigen|kommenden|nächsten)\sJahres|des\sVorjahres))"), _de_month_only, keys.GERMAN_LONG_MONTH),
    Rule(re.compile(rf"\b(?i:im|seit|bis|ab|ende|anfang|mitte|vom|zum|vergangenen|letzten|kommenden|nächsten|diesen|dieser|für)\s(?:vergangenen\s|letzten\s|kommenden\s|nächsten\s|Ende\s|Anfang\s|Mitte\s)?{_DE_MONTH_LONG}\b(?!\s?\d)"), _de_month_only, keys.GERMAN_LONG_MONTH),
    Rule(re.compile(r"(?<!\bbis\s)(?<!\bBis\s)(?<!\bvon\s)(?<!\bnoch\s)\b(?P<word>[Hh]eute|[Gg]estern|[Vv]orgestern|übermorgen|Übermorgen|(?<!\bheute\s)(?<!\bgestern\s)(?<!\bHeute\s)(?<!\bGestern\s)morgen)(?!\w)"), _de_relative, keys.GERMAN_NEAR_DAY),
    Rule(re.compile(rf"\b(?P<which>(?:[Aa]m|[Vv]om|[Ss]eit|[Bb]is(?:\szum)?|[Aa]b|[Ff]ür|[Zz]um|[Dd]en|[Dd]es|[Ii]n der Nacht (?:zum|auf)|[Nn]och am|[Bb]ereits am|[Ee]rst am)?\s?(?:(?:vergangenen|letzten|vorigen|kommenden|nächsten|diesen|diesem|dieser|frühen|späten)\s)?)(?<!jeden\s)(?<=[a-z]\s)(?P<weekday>{_DE_WEEKDAY})(?:s)?{_DE_PART}(?!{_DE_DATE_FOLLOWS})(?:\svor\s(?P<weeks>einer|zwei|drei|vier)\sWochen?)?(?!\w|ausgabe)"), _de_weekday, keys.GERMAN_WEEKDAY),
    Rule(re.compile(rf"(?:^|(?<=\n)|(?<=[,–—|/]\s))(?P<which>)(?P<weekday>{_DE_WEEKDAY}){_DE_PART}(?P<weeks>)(?!{_DE_DATE_FOLLOWS})(?=[,.:]|\s[–—|]|$)", re.MULTILINE), _de_weekday, keys.GERMAN_WEEKDAY),
    Rule(re.compile(r"\b[Vv]or\s(?P<number>\d{1,2}|einem|zwei|drei|vier|fünf|sechs|sieben|acht|zehn)\sTage?n?\b"), _ago, keys.GERMAN_DAYS_AGO),
    Rule(re.compile(r"\b(?:am\s(?:selben|gleichen)\s(?:Tage?|Abend)|(?:am\s)?Vortag|[Aa]m\sVorabend(?!\s(?:de[rs]|eine[rs]|von|ihre[rs]|seine[rs]))|[Tt]ags\s(?:zuvor|darauf)|am\s(?:Tag\sdarauf|Folgetag))\b"), _same, keys.GERMAN_SAME_DAY),
    Rule(re.compile(r"(?:\b(?i:im\sjahre?|in|seit|bis|ab|von|ende|anfang|mitte|frühjahr|sommer|herbst|winter|quartal|halbjahr|jahres?|geschäftsjahr|schon|bereits|erst|noch|dass|und|auch|war|wurde|hatte|hat|sich|nach|für|vor)\s|\(|(?<=\.\s)|^)(?P<year>(?:19|20)\d\d)\b(?![%,.]?\d|\s?(?:%|Prozent|Millionen|Milliarden|Euro|Dollar|Yuan|Menschen|Mitarbeiter\w*|Beschäftigte\w*|Stellen|Tonnen|MW|Megawatt|Quadratmeter|Meter|Kilometer|Uhr))", re.MULTILINE), _year, keys.YEARS),
    Rule(re.compile(r"\b(?P<shift>(?:dieses|vergangenes|voriges|nächstes|kommendes)\sJahr|(?:in\sdiesem|im\s(?:vergangenen|letzten|vorigen|kommenden|nächsten))\sJahr)\b"), _year, keys.GERMAN_YEAR),
)  # fmt: skip

__all__ = ["ENGLISH", "GERMAN"]
