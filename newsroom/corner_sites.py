"""The sites of the hostile corner, each a small function of a visit. All they tell is invented."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from html import escape
from zlib import crc32

from newsroom.corner import CornerSite, Visit
from newsroom.desk import Answer

_XML = {"Content-Type": "application/rss+xml; charset=utf-8"}
_HTML = {"Content-Type": "text/html; charset=utf-8"}
_DEAL = (
    "{firm} GmbH of Fulda and the {firm} Bay Water Company of Qingdao, China, signed a contract for {count} pumps on "
    "{date}. The contract is worth {sum} million euros, both firms said. The pumps are to be delivered from Germany in "
    "spring. The company has made pumps since 1921 and employs 300 people, who were told in the canteen."
)
_WEATHER = (
    "The canteen of the harbour of Fulda serves soup today, and tomorrow again. The cook is from Kassel. " * 4
)


def now() -> datetime:
    """The real time: the corner tells of days before it."""
    return datetime.now(UTC)


def _item(
    base: str, number: str, *, title: str = "", guid: str = "", date: datetime | None = None, link: str = ""
) -> str:
    parts = [
        f"<title>{escape(title or f'Fulda pump maker signs contract in Qingdao, part {number}')}</title>",
        f"<link>{escape(link or f'{base}/a/{number}')}</link>",
        f"<guid isPermaLink='false'>{escape(guid or number)}</guid>",
    ]
    if date is not None:
        parts.append(f"<pubDate>{format_datetime(date)}</pubDate>")
    return f"<item>{''.join(parts)}<description>Forty pumps.</description></item>"


def _feed(items: Iterable[str]) -> Answer:
    text = f'<rss version="2.0"><channel><title>Corner</title>{"".join(items)}</channel></rss>'
    return Answer(200, text.encode(), _XML)


def _article(visit: Visit, *, deal: bool = True) -> Answer:
    """A page without a date; each site's deals are its own."""
    site = visit.base.rsplit("/", 1)[1]
    seed = crc32(visit.base.rsplit("/", 1)[1].encode() + visit.path.encode())
    day = now() - timedelta(days=1)
    text, headline = _WEATHER, ""
    if deal:
        firm = f"{site.title().replace('-', '')} {('Pumpen', 'Armaturen', 'Ventile', 'Filter')[seed % 4]}"
        text = _DEAL.format(
            firm=firm, count=20 + seed % 70, sum=11 + seed % 800, date=f"{day:%B} {day.day}, {day.year}"
        )
        headline = (
            f"German {firm} GmbH signs contract worth {11 + seed % 800} million euros with China's Qingdao"
        )
    heading = headline if deal else "Soup"
    return _page(heading, f"<article><h1>{heading}</h1><p>{text}</p></article>")


def _page(title: str, body: str) -> Answer:
    return Answer(200, f"<html><head><title>{title}</title></head><body>{body}</body></html>".encode(), _HTML)


def _gone(status: int = 404) -> Answer:
    return Answer(status, b"<h1>no</h1>", _HTML)


def _old(visit: Visit, number: int) -> datetime:
    return now() - timedelta(days=8 + 8 * number)


def healthy(visit: Visit) -> Answer:
    """Quiet and sound: one item more each round. One of the first, of this morning, tells of a deal."""
    if visit.path == "/feed.xml":
        count = 6 + visit.round
        return _feed(
            _item(visit.base, f"h{n}", date=now() - timedelta(hours=12 * (count - n))) for n in range(count)
        )
    return _article(visit, deal=visit.path == "/a/h5")


def frozen(visit: Visit) -> Answer:
    """Valid, answered with 200, and unchanged since December 2017."""
    if visit.path == "/feed.xml":
        start = datetime(2017, 12, 1, 8, tzinfo=UTC)
        return _feed(_item(visit.base, f"f{n}", date=start + timedelta(days=n)) for n in range(12))
    return _article(visit)


def empty(visit: Visit) -> Answer:
    """A channel without items."""
    return _feed(())


def dateless(visit: Visit) -> Answer:
    """No dates in the feed nor on its pages; the addresses name the day."""
    if visit.path == "/feed.xml":
        return _feed(
            _item(visit.base, f"d{n}", link=f"{visit.base}/a/{_old(visit, n):%Y/%m/%d}/d{n}.html")
            for n in range(3)
        )
    return _article(visit)


def doubled_guid(visit: Visit) -> Answer:
    """Every item has the same guid."""
    if visit.path == "/feed.xml":
        return _feed(_item(visit.base, f"g{n}", guid="0", date=_old(visit, n)) for n in range(4))
    return _article(visit)


def changing_guid(visit: Visit) -> Answer:
    """New guids at every request."""
    if visit.path == "/feed.xml":
        return _feed(
            _item(visit.base, f"c{n}", guid=f"{visit.hits}-{n}", date=_old(visit, n)) for n in range(4)
        )
    return _article(visit)


def retitled(visit: Visit) -> Answer:
    """The desk changes the headline, the date and the tracking of an old item each round."""
    if visit.path == "/feed.xml":
        link = f"{visit.base}/a/r1?utm_source=rss&utm_campaign={visit.round}"
        title = (
            "Fulda pump maker signs contract",
            "UPDATE 1: forty pumps for Qingdao",
            "UPDATE 2: pumps, pumps",
        )[min(visit.round, 2)]
        moment = _old(visit, 0) if not visit.round else now()
        return _feed([_item(visit.base, "r1", title=title, guid=link, link=link, date=moment)])
    return _article(visit)


def redirected(visit: Visit) -> Answer:
    """The feed is elsewhere for now, and so are its articles."""
    if visit.path == "/feed.xml":
        return Answer(302, b"", {"Location": f"{visit.base}/elsewhere.xml"})
    if visit.path == "/elsewhere.xml":
        return _feed(_item(visit.base, f"e{n}", date=_old(visit, n)) for n in range(2))
    if visit.path.startswith("/a/"):
        return Answer(302, b"", {"Location": visit.base + visit.path.replace("/a/", "/b/")})
    return _article(visit)


def moved(visit: Visit) -> Answer:
    """The feed has moved for good."""
    if visit.path == "/feed.xml":
        return Answer(301, b"", {"Location": f"{visit.base}/new/feed.xml"})
    if visit.path == "/new/feed.xml":
        return _feed([_item(visit.base, "m1", date=_old(visit, 0))])
    return _article(visit)


def gone(visit: Visit) -> Answer:
    """It was there in the first round, and is gone for good since."""
    if visit.path == "/feed.xml":
        return _gone(410) if visit.round else _feed([_item(visit.base, "x1", date=_old(visit, 0))])
    return _article(visit)


def refused(visit: Visit) -> Answer:
    """403 for programs."""
    return _gone(403)


def block_page(visit: Visit) -> Answer:
    """A block page in Chinese with status 200, from the second round on."""
    if visit.path == "/feed.xml" and not visit.round:
        return _feed([_item(visit.base, "b1", date=_old(visit, 0))])
    if visit.path == "/feed.xml":
        return _page("安全验证", "<p>您的访问过于频繁，请输入验证码后继续。</p>")
    return _article(visit)


def login_wall(visit: Visit) -> Answer:
    """A listing that asks to log in, with status 200, from the second round on."""
    if visit.path.startswith("/a/"):
        return _article(visit)
    if visit.round:
        return _page(
            "Anmelden", "<form><input name='user'><input type='password'></form><p>Bitte anmelden.</p>"
        )
    link = f"<a href='{visit.base}/a/l1'>Pumpen für den Hafen der Stadt Qingdao</a>"
    return _page("Presse", f"<ul><li>{link} {_old(visit, 0):%d.%m.%Y}</li></ul>")


def empty_shell(visit: Visit) -> Answer:
    """A listing that only scripts fill."""
    return _page(
        "新闻", "<div id='app'></div><script src='/a.js'></script><noscript>请启用JavaScript</noscript>"
    )


def slow(visit: Visit) -> Answer:
    """Answers, but not in time."""
    return _feed([_item(visit.base, "s1", date=_old(visit, 0))])


def short_window(visit: Visit) -> Answer:
    """Five items at a time, eight new ones a round; its second page holds what the first no longer does."""
    if visit.path == "/feed.xml":
        newest = 5 + 8 * visit.round
        page = 2 if "page=2" in visit.query else 1
        numbers = range(newest, 0, -1)[5 * (page - 1) : 5 * page]
        start = now() - timedelta(days=40)
        return _feed(
            _item(
                visit.base,
                f"w{n}",
                date=start + timedelta(days=n) if n <= 5 else now() - timedelta(minutes=99 - n),
            )
            for n in numbers
        )
    return _article(visit, deal=False)


def torn(visit: Visit) -> Answer:
    """Not well-formed: a bare ampersand, an unclosed element, a stray byte."""
    if visit.path == "/feed.xml":
        text = _feed([_item(visit.base, "t1", date=_old(visit, 0))]).body.decode()
        return Answer(200, text.replace("Forty pumps.", "Pumps & more <br> \x0b").encode() + b"\xff", _XML)
    return _article(visit)


def future(visit: Visit) -> Answer:
    """Dated in the year 2099, and in 1789."""
    if visit.path == "/feed.xml":
        dates = (datetime(2099, 1, 1, tzinfo=UTC), datetime(1789, 7, 14, tzinfo=UTC))
        return _feed(_item(visit.base, f"z{n}", date=date) for n, date in enumerate(dates))
    return _article(visit)


def agency_json(visit: Visit) -> Answer:
    """A section page that only names its JSON, whose dates carry no zone."""
    if visit.path == "/section.htm":
        return Answer(
            200, b"<ul class='wz-list' data='datasource:0123abcd'></ul><script src='x.js'></script>", _HTML
        )
    if visit.path == "/ds_0123abcd.json":
        rows = [
            {
                "contentId": f"j{n}",
                "showTitle": f"合同签署 {n}",
                "publishUrl": f"../{visit.base.rsplit('/', 1)[1]}/a/j{n}.html",
                "publishTime": f"{_old(visit, n):%Y-%m-%d %H:%M:%S}",
            }
            for n in range(3)
        ]
        return Answer(200, json.dumps({"datasource": rows}).encode(), {"Content-Type": "application/json"})
    return _article(visit)


def mixed_listing(visit: Visit) -> Answer:
    """Links of every kind, dates in every form, two pages, GBK under a wrong header."""
    if visit.path.startswith("/news/a/"):
        return _article(visit, deal=not visit.path.endswith("/1.html"))
    day = now() + timedelta(hours=8)
    site = visit.base.rsplit("/", 1)[1]

    def ago(days: int, form: str) -> str:
        return f"{day - timedelta(days=days):{form}}"

    if "index_1" in visit.path:
        rows = [("a/5.html", "五", ago(40, "%Y-%m-%d"))]
    else:
        rows = [
            ("./a/1.html", "一", "3小时前"),
            ("../news/a/2.html", "二", ago(30, "%Y年%m月%d日")),
            (f"//{visit.base.split('//')[1]}/news/a/3.html", "三", ago(31, "%Y.%m.%d")),
            (f"/{site}/news/a/4.html?spm=1.2.3", "四", ago(35, "%m-%d %H:%M")),
        ]
    lines = "".join(
        f"<li><a href='{link}'>第{number}条消息来自虚构港口</a><span>{date}</span></li>"
        for link, number, date in rows
    )
    pager = "<script>createPageHTML(2, 0, 'index', 'htm')</script>" if "index_1" not in visit.path else ""
    text = (
        f"<html><head><meta charset='gb2312'></head><body><ul class='list'>{lines}</ul>{pager}</body></html>"
    )
    return Answer(200, text.encode("gb18030"), {"Content-Type": "text/html; charset=utf-8"})


def search(visit: Visit) -> Answer:
    """A search feed: addresses that hide the article, publishers at the end of titles."""
    if visit.path == "/search.xml":
        links = (f"https://news.google.com/rss/articles/CBMi{n}?oc=5" for n in range(2))
        items = (
            _item(visit.base, f"q{n}", title=f"Pumps for Qingdao - Paper {n}", link=link, date=_old(visit, n))
            for n, link in enumerate(links)
        )
        return _feed(items)
    return _gone()


def forbidden(visit: Visit) -> Answer:
    """robots.txt keeps programs from the feed."""
    return _feed([_item(visit.base, "n1", date=_old(visit, 0))])


_LISTING = {"url": "/list/", "access": "listing"}

SITES: tuple[CornerSite, ...] = (
    CornerSite("healthy", healthy, "fresh", 8),
    CornerSite("frozen", frozen, "silent", 12, quirks=(1,)),
    CornerSite("empty", empty, "empty", 0, quirks=(2,)),
    CornerSite("dateless", dateless, "fresh", 3, quirks=(3, 10)),
    CornerSite("torn", torn, "fresh", 1, quirks=(4,)),
    CornerSite(
        "short-window",
        short_window,
        "fresh",
        21,
        {"url": "/feed.xml", "access": "rss", "pages": "/feed.xml?page={page}"},
        quirks=(6, 23),
    ),
    CornerSite("future", future, "fresh", 2, quirks=(10,)),
    CornerSite("doubled-guid", doubled_guid, "fresh", 4),
    CornerSite("changing-guid", changing_guid, "fresh", 4),
    CornerSite("retitled", retitled, "fresh", 1, quirks=(9, 11)),
    CornerSite("redirected", redirected, "fresh", 2),
    CornerSite("moved", moved, "fresh", 1, quirks=(5,)),
    CornerSite("gone", gone, "failing", 1, quirks=(5,)),
    CornerSite("refused", refused, "blocked", 0, quirks=(25,)),
    CornerSite("block-page", block_page, "blocked", 1, quirks=(20,)),
    CornerSite("login-wall", login_wall, "blocked", 1, _LISTING, quirks=(20,)),
    CornerSite("empty-shell", empty_shell, "failing", 0, _LISTING, quirks=(20,)),
    CornerSite("forbidden", forbidden, "blocked", 0, quirks=(24,), disallow=("/feed.xml",)),
    CornerSite("slow", slow, "failing", 0, seconds=5.0),
    CornerSite(
        "agency-json",
        agency_json,
        "fresh",
        3,
        {
            "timezone": "Asia/Shanghai",
            "addresses": [
                {
                    "url": "/section.htm",
                    "access": "json",
                    "behind": {"pattern": "datasource:([0-9a-f]+)", "address": "/ds_{}.json"},
                    "paths": {
                        "items": "datasource",
                        "title": "showTitle",
                        "url": "publishUrl",
                        "date": "publishTime",
                        "id": "contentId",
                    },
                }
            ],
        },
        quirks=(7, 12, 17, 20),
    ),
    CornerSite(
        "mixed-listing",
        mixed_listing,
        "fresh",
        5,
        {
            "url": "/news/",
            "access": "listing",
            "timezone": "Asia/Shanghai",
            "article_url": r"/news/a/\d+\.html$",
            "max_pages": 3,
            "selectors": {"list": "div.aged-away li"},
        },
        quirks=(7, 8, 11, 17, 19, 22, 23),
    ),
    CornerSite(
        "search",
        search,
        "fresh",
        2,
        {"url": "/search.xml", "access": "search", "kind": "aggregator"},
        quirks=(18,),
    ),
)
