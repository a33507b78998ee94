"""A site with a long past: a listing of many pages, for backfills."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import parse_qs

from newsroom.corner import CornerSite, Visit
from newsroom.corner_sites import now
from newsroom.desk import Answer

_PROSE = (
    "The harbour council of Fulda met on that day and heard a report on the canteen. Soup number {number} was praised "
    "by {guests} guests. The cook, who is from Kassel, thanked everybody. The next meeting is in a week. "
)
_HTML = {"Content-Type": "text/html; charset=utf-8"}


def archive_site(items: int, per_page: int = 50) -> CornerSite:
    """A listing of so many articles, one for every hour back from now, with numbered pages."""

    def answer(visit: Visit) -> Answer:
        if visit.path.startswith("/a/"):
            number = int(visit.path.removeprefix("/a/").removesuffix(".html"))
            text = (_PROSE.format(number=number, guests=number * 7 % 1000)) * 3
            return _page(
                f"Soup number {number} of the harbour canteen",
                f"<article><h1>Soup {number}</h1><p>{text}</p></article>",
            )
        page = int(parse_qs(visit.query).get("seite", ["1"])[0])
        numbers = range(items, 0, -1)[(page - 1) * per_page : page * per_page]
        lines = "".join(
            f"<li><a href='{visit.base}/a/{number}.html'>Soup number {number} of the harbour canteen</a> "
            f"<span>{now() - timedelta(hours=items - number):%d.%m.%Y}</span></li>"
            for number in numbers
        )
        more = f"<a rel='next' href='?seite={page + 1}'>weiter</a>" if page * per_page < items else ""
        return _page("Archive", f"<ul>{lines}</ul>{more}")

    return CornerSite(
        "archive",
        answer,
        "fresh",
        items,
        {"url": "/list/", "access": "listing", "article_url": r"/a/\d+\.html$", "timezone": "UTC"},
    )


def _page(title: str, body: str) -> Answer:
    text = f"<!DOCTYPE html><html lang='en'><head><title>{title}</title></head><body>{body}</body></html>"
    return Answer(200, text.encode(), _HTML)
