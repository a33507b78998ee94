"""The date that stands near a link of a listing."""

from __future__ import annotations

from datetime import datetime

from lxml.html import HtmlElement

from crawler.cleaning import plain_line
from crawler.dates import not_in_future, parse_date
from crawler.dates_listed import parse_listed_date
from crawler.page_dates import date_text
from crawler.page_document import elements, mark_words, marks_of, select, stated_by

_DATE_WORDS = frozenset(
    {"date", "datum", "time", "pubtime", "published", "zeit", "day", "sj", "rq", "riqi", "shijian"}
)
_STEPS = 3
_MAX_AROUND = 4


def date_near(
    link: HtmlElement, holder: HtmlElement, selector: str | None, zone: str, now: datetime | None
) -> datetime | None:
    """The publication that a listing states for a link; None if it states none for certain.

    It is looked for in the declared element, in the link's own list element, and a few steps around as long as no
    other article's link stands there.
    """
    around = _own_area(link)
    areas = [around] if holder is link or holder is around else [holder, around]
    return next((moment for area in areas if (moment := _date_in(area, link, selector, zone, now))), None)


def _date_in(
    area: HtmlElement, link: HtmlElement, selector: str | None, zone: str, now: datetime | None
) -> datetime | None:
    stated = [stated_by(element) for element in select(area, selector, [])[:2]]
    stated += [stated_by(element) for element in elements(area) if element.tag == "time"]
    stated += _short_texts(area, link)
    return next((moment for text in stated if (moment := _read(text, zone, now))), None)


def _own_area(link: HtmlElement) -> HtmlElement:
    """The largest element around a link, some steps up, in which no other article is linked."""
    address = link.get("href")
    area = link
    current = link
    for _ in range(_STEPS):
        parent = current.getparent()
        if parent is None or parent.tag in {"body", "html", "main"}:
            break
        if any(each.get("href") not in {None, "", address} for each in parent.iter("a")):
            break
        area = current = parent
    return area


def _short_texts(area: HtmlElement, link: HtmlElement) -> list[str]:
    """Short texts of an element, those marked as dates first; a headline's own words come last."""
    marked: list[str] = []
    plain: list[str] = []
    for element in elements(area):
        pairs = [(element.text, element)]
        if element is not area and element.getparent() is not None:
            pairs.append((element.tail, element.getparent()))
        for text, owner in pairs:
            line = plain_line(text or "", 200)
            if line and len(line) <= 60:
                dated = owner.tag == "time" or bool(mark_words(marks_of(owner)) & _DATE_WORDS)
                (marked if dated else plain).append(line)
    whole = plain_line(str(area.text_content()), 300) if area is not link else ""
    return marked + plain + ([whole] if len(whole) <= 250 else [])


def _read(text: str, zone: str, now: datetime | None) -> datetime | None:
    line = plain_line(text, 300).strip("[]()（）【】 ·|")
    moment = parse_date(line, zone)
    if moment is None:
        found = date_text(line)
        moment = parse_date(found, zone) if found else None
    if now is None:
        return moment
    if moment is None:
        moment = parse_listed_date(line, zone, now)
    return not_in_future(moment, now)
