"""When an article was published, as its page states it. Never invented; what is day-only is refined, not guessed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from lxml.html import HtmlElement

from crawler.cleaning import plain_line
from crawler.dates import LENGTH, parse_date
from crawler.page_blocks import Block
from crawler.page_document import is_inside, mark_words, marks_of, stated_by

_MONTHS = (
    r"(?:january|januar|jan|jän(?:ner)?|february|februar|feb|march|märz|mär|mrz|mar|april|apr|may|mai|june|juni|jun"
    r"|july|juli|jul|august|aug|september|sept|sep|october|oktober|oct|okt|november|nov|december|dezember|dec|dez)"
)
_CLOCK = (
    r"(?:\s*(?:[T,|·–-]|um|at|上午|下午|凌晨|早上|晚上|中午)?\s*,?\s*\d{1,2}[:：]\d{2}(?:[:：]\d{2})?(?:\.\d{1,9})?"
    r"(?:\s*[ap]\.?m\.?(?![a-z]))?(?:\s*Uhr)?"
    r"(?:\s*(?:Z(?![a-z])|\(?(?:UTC|GMT|CET|CEST|MEZ|MESZ|EST|EDT|BST|HKT|CST|ET)\)?(?![a-z])|[+-]\d{2}:?\d{2}))?)?"
)
_IN_TEXT = re.compile(
    rf"(?<![\d/.-])(?:(?:19|20)\d{{2}}\s?年\s?\d{{1,2}}\s?月\s?\d{{1,2}}\s?[日号]?|(?:19|20)\d{{2}}[-/.]\d{{1,2}}[-/.]\d{{1,2}}"
    rf"|\d{{1,2}}\.\s?\d{{1,2}}\.\s?(?:19|20)\d{{2}}|\d{{2}}\.\d{{2}}\.\d{{2}}(?![\d.])|\d{{1,2}}[/-]\d{{1,2}}[/-](?:19|20)\d{{2}}"
    rf"|\d{{1,2}}(?:st|nd|rd|th)?\.?[\s-]{_MONTHS}\.?,?[\s-](?:19|20)\d{{2}}|{_MONTHS}\.?\s\d{{1,2}}(?:st|nd|rd|th)?,?\s(?:19|20)\d{{2}})"
    rf"(?!\d){_CLOCK}",
    re.IGNORECASE,
)
_CLOCK_FIRST = re.compile(
    rf"(\d{{1,2}}:\d{{2}})(?:\s*Uhr)?,?\s+(\d{{1,2}}\.?\s{_MONTHS}\.?\s(?:19|20)\d{{2}}|{_MONTHS}\.?\s\d{{1,2}},?\s(?:19|20)\d{{2}})",
    re.IGNORECASE,
)
_DATELINE = re.compile(
    r"[A-ZÄÖÜ][^.!?:]{1,60},\s(\w{3,9}\.?\s\d{1,2},\s(?:19|20)\d{2}|\d{1,2}\.?\s\w{3,9}\s(?:19|20)\d{2})"
    r"\s*(?:/[^/]{2,40}/|\([^)]{2,40}\))?\s*(?:--|–|—)\s"
)
_HAS_CLOCK = re.compile(r"\d\s*[:：时]\s?\d{2}|T\d{2}|^\d{9,14}(?:\.\d+)?$|\d{14}")
_HAS_ZONE = re.compile(r"\d{2}\s*(?:Z|UTC|GMT|[+-]\d{2}:?\d{2})\s*$|^\d{9,13}$", re.IGNORECASE)
_BEFORE_CLOCK = re.compile(r"(?<=\d)\s*[|·–-]\s*(?=\d{1,2}:)")
_WITHIN_CHINESE = re.compile(r"(\d)\s?([年月])\s?")
_DATE_WORDS = frozenset(
    {
        *(
            "date",
            "datum",
            "time",
            "pub",
            "pubtime",
            "published",
            "publish",
            "pubdate",
            "posted",
            "stand",
            "fbrq",
        ),
        *("timestamp", "meta", "info", "dateline", "zeit", "source", "shijian", "created", "sub", "ly", "sj"),
    }
)
_LABEL = re.compile(
    r"published|posted|released|veröffentlicht|erschienen|stand|datum|vom|date|发布|发表|时间|日期|来源|publ\.",
    re.IGNORECASE,
)
_CHANGED = re.compile(r"updated?|modified|aktualisiert|geändert|bearbeitet|更新|修改", re.IGNORECASE)
_ASIDE = frozenset({"aside", "nav", "footer", "figure"})
_LIST = frozenset({"li"})
_SHORT = 180


@dataclass(frozen=True, slots=True)
class _Dated:
    moment: datetime
    with_clock: bool
    with_zone: bool


def date_text(text: str) -> str | None:
    """The first full date, with its time if one stands by, in a text."""
    clock_first = _CLOCK_FIRST.search(text[:500])
    match = _IN_TEXT.search(text[:500])
    if clock_first is not None and (match is None or clock_first.start() < match.start()):
        return f"{clock_first[2]} {clock_first[1]}"
    return match[0].strip() if match is not None else None


def publication_date(
    stated: Sequence[str],
    changed: Sequence[str],
    selected: Sequence[HtmlElement],
    root: HtmlElement,
    blocks: Sequence[Block],
    title_place: int | None,
    zone: str,
    warnings: list[str],
) -> datetime | None:
    """The moment of publication in UTC; None if the page states none for certain.

    Args:
        stated: What metadata say, best first.
        changed: What they say of its last change.
        selected: What the source's own selector for the date found.
        root: The page.
        blocks: Its blocks, without furniture of other articles.
        title_place: The place of the headline among the blocks.
        zone: The zone of dates that name none.
        warnings: Conflicts are told here.
    """
    dated = [found for value in stated if (found := _read(value, zone)) is not None]
    unread = next((value for value in stated if _read(value, zone) is None), None)
    dated += [
        found for element in selected[:5] if (found := _read_within(stated_by(element), zone)) is not None
    ]
    strong = len(dated)
    if not dated or not dated[0].with_clock:
        times, doubtful_times = _time_elements(root, zone)
        dated += [*times, *_in_text(blocks, title_place, zone), *doubtful_times]
    if not dated:
        dated += _datelines(blocks, zone) or _confirmed(changed, blocks, zone)
    if not dated:
        if unread:
            warnings.append(f"a date that cannot be read was dropped: {plain_line(unread, 60)}")
        return None
    first = dated[0]
    for other in dated[1:strong]:
        if abs(other.moment - first.moment) > timedelta(hours=36):
            warnings.append(
                f"the page states two dates: {first.moment:%Y-%m-%d} and {other.moment:%Y-%m-%d}; the first is used"
            )
            break
    return _refined(first, dated[1:], zone)


def _refined(first: _Dated, others: Sequence[_Dated], zone: str) -> datetime:
    """A day with the clock that another statement of the same day has; a wall clock with another's zone."""
    if not first.with_clock:
        local = ZoneInfo(zone)
        day = first.moment.astimezone(local).date()
        for other in others:
            if other.with_clock and other.moment.astimezone(local).date() == day:
                return other.moment
    elif not first.with_zone:
        for other in others:
            shift = abs(other.moment - first.moment)
            if other.with_zone and shift <= timedelta(hours=14) and shift.seconds % 900 == 0:
                return other.moment
    return first.moment


def _read(value: str, zone: str) -> _Dated | None:
    text = " ".join(value[: LENGTH + 1].split())
    moment = parse_date(text, zone)
    if moment is None:
        return _read_within(text, zone)
    return _Dated(moment, _HAS_CLOCK.search(text) is not None, _HAS_ZONE.search(text) is not None)


def _read_within(text: str, zone: str) -> _Dated | None:
    found = date_text(" ".join(text.split()))
    if found is None:
        whole = " ".join(text[: LENGTH + 1].split())
        moment = parse_date(whole, zone)
        return None if moment is None else _Dated(moment, _HAS_CLOCK.search(whole) is not None, False)
    moment = parse_date(
        re.sub(r"(?<=\d)\s*[|·–-]\s*(?=\d{1,2}:)", " ", re.sub(r"(\d)\s?([年月])\s?", r"\1\2", found)), zone
    )
    if moment is None:
        return None
    return _Dated(moment, _HAS_CLOCK.search(found) is not None, _HAS_ZONE.search(found) is not None)


def _time_elements(root: HtmlElement, zone: str) -> tuple[list[_Dated], list[_Dated]]:
    """Dates of ``time`` elements of the article itself; apart from them those of changes, and those in lists."""
    first: list[_Dated] = []
    last: list[_Dated] = []
    for element in root.iter("time"):
        if _is_aside(element) or _in_list_of_links(element):
            continue
        found = _read(stated_by(element), zone)
        if found is None:
            continue
        around = element.getparent()
        near = f"{marks_of(element)} {(around.text_content() or '')[:80] if around is not None else ''}"
        (last if _CHANGED.search(near) or is_inside(element, _LIST) else first).append(found)
        if len(first) >= 5:
            break
    return first, last


def _datelines(blocks: Sequence[Block], zone: str) -> list[_Dated]:
    """The date in the dateline of a release: ``CITY, Country, Oct. 5, 2026 /Wire/ -- ``."""
    for block in blocks:
        match = _DATELINE.match(block.text[:200])
        if match is not None and (found := _read_within(match[1], zone)) is not None:
            return [found]
    return []


def _is_aside(element: HtmlElement, steps: int = 60) -> bool:
    """Whether an element stands beside the article; what holds the headline is no such thing, whatever its name."""
    current: HtmlElement | None = element
    for _ in range(steps):
        if current is None:
            return False
        if current.tag in _ASIDE:
            return current.find(".//h1") is None
        current = current.getparent()
    return False


def _marks_about(owner: HtmlElement) -> frozenset[str]:
    """The words by which a line, what is around it, and its first parts are marked."""
    marked = [owner, *list(owner.iter("span", "em", "i", "b"))[:3]]
    parent = owner.getparent()
    if parent is not None:
        marked.append(parent)
    return frozenset().union(*(mark_words(marks_of(element)) for element in marked))


def _confirmed(changed: Sequence[str], blocks: Sequence[Block], zone: str) -> list[_Dated]:
    """The day of the last change, if the page shows the same day, without its year, as that of publication."""
    for value in changed:
        found = _read(value, zone)
        if found is None:
            continue
        day = found.moment.astimezone(ZoneInfo(zone))
        short = re.compile(rf"(?<!\d)0?{day.month}\s?[-./月]\s?0?{day.day}(?=\d\d:\d\d|\D|$)")
        for block in blocks:
            if len(block.text) <= _SHORT and _LABEL.search(block.text) and short.search(block.text):
                return [found]
    return []


def _in_list_of_links(element: HtmlElement) -> bool:
    """Whether an element stands in a short list element that links to another article."""
    item = element if element.tag == "li" else next(element.iterancestors("li"), None)
    if item is None or len(str(item.text_content())) > 600:
        return False
    return any(len(str(link.text_content()).strip()) >= 8 for link in item.iter("a"))


def _in_text(blocks: Sequence[Block], title_place: int | None, zone: str) -> list[_Dated]:
    """Dates in short lines near the headline, or in elements or after words that say what they are."""
    scored: list[tuple[float, int, _Dated]] = []
    for place, block in enumerate(blocks):
        if len(block.text) > _SHORT or _is_aside(block.owner, 8) or _in_list_of_links(block.owner):
            continue
        found = _read_within(block.text, zone)
        if found is None:
            continue
        words = _marks_about(block.owner)
        score = 2.0 * bool(words & _DATE_WORDS) + 2.0 * bool(_LABEL.search(block.text))
        score += 1.0 * (len(block.text) < 60) + 0.5 * found.with_clock
        if title_place is not None:
            score += 2.0 * (0 <= place - title_place <= 4) + 1.0 * (-3 <= place - title_place < 0)
        score -= 2.5 * bool(_CHANGED.search(block.text))
        if score >= 2.5:
            scored.append((-score, place, found))
    return [found for _, _, found in sorted(scored, key=lambda each: each[:2])]
