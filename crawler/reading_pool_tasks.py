"""What the reading processes are asked to do: documents in, plain values out. Pure, run in another process."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from analysis.imprints import Imprint
from analysis.values import Article, Reading
from config.declarations import PathsDeclaration, SelectorsDeclaration, SourceDeclaration
from crawler.crawling_entries import Listed, listed_in_feed, listed_in_sitemap, listed_on_page
from crawler.reading_pool_worker import knowledge
from crawler.values import FailureKind

UNPACKED_LENGTH = 60_000_000


@dataclass(frozen=True, slots=True)
class Document:
    """A body with where it came from and what its source is known for."""

    body: bytes
    url: str
    content_type: str | None
    declaration: SourceDeclaration | None


@dataclass(frozen=True, slots=True)
class PageTask:
    """An article to be read from its page, with what its list said of it.

    ``language`` is the source's, if it has but one.
    """

    article_id: str
    body: bytes
    url: str
    content_type: str | None
    title: str
    published: datetime | None
    language: str | None
    selectors: SelectorsDeclaration | None
    timezone: str


@dataclass(frozen=True, slots=True)
class ReadText:
    """What an article says, and what later ones know it by."""

    reading: Reading
    imprint: Imprint


@dataclass(frozen=True, slots=True)
class PageAnswer:
    """What a page said and what that means; ``error`` tells why it said nothing."""

    title: str = ""
    text: str = ""
    author: str = ""
    language: str = ""
    published: datetime | None = None
    url: str | None = None
    warnings: tuple[str, ...] = ()
    read: ReadText | None = None
    error: str | None = None


@dataclass(frozen=True, slots=True)
class Look:
    """What an unknown document is: ``kind`` as of :mod:`crawler.recognition`; ``feeds`` are those a page names."""

    kind: str
    title: str = ""
    language: str = ""
    feeds: tuple[str, ...] = ()
    published: datetime | None = None
    error: str | None = None
    entries: int = 0


def read_feed(document: Document) -> Listed:
    """The entries of a feed."""
    from crawler.feeds import parse_feed

    timezone = document.declaration.timezone if document.declaration else "UTC"
    feed = parse_feed(document.body, url=document.url, content_type=document.content_type, timezone=timezone)
    return listed_in_feed(feed, document.url)


def read_json(document: Document, paths: PathsDeclaration | None) -> Listed:
    """The entries of a site's own JSON, read by declared paths or by what its keys are called."""
    from crawler.lists_json import parse_json_list

    timezone = document.declaration.timezone if document.declaration else "UTC"
    return listed_in_feed(
        parse_json_list(document.body, url=document.url, paths=paths, timezone=timezone), document.url, "json"
    )


def trouble_with(document: Document) -> tuple[FailureKind, str] | None:
    """Why a web page that came where a list was expected is no list, in words; None if nothing speaks against it."""
    from crawler.page_state import trouble_of_list

    return trouble_of_list(document.body, document.content_type)


def read_listing(document: Document, now: datetime, page: int) -> Listed:
    """The entries of a listing page, the first being page 1."""
    from crawler.listing import links_of

    found = links_of(
        document.body,
        url=document.url,
        content_type=document.content_type,
        declaration=document.declaration,
        now=now,
        page=page,
    )
    return listed_on_page(found)


def read_sitemap(document: Document, now: datetime, since: datetime | None = None) -> Listed:
    """The entries of a sitemap, or the parts of an index."""
    from crawler.sitemaps import parse_sitemap

    sitemap = parse_sitemap(
        document.body,
        url=document.url,
        content_type=document.content_type,
        timezone=document.declaration.timezone if document.declaration else "UTC",
    )
    return listed_in_sitemap(sitemap, document.declaration, now, since)


def look_at(document: Document) -> Look:
    """What a body is, and what it is called: for addresses of which nothing is known."""
    from crawler.feeds import parse_feed
    from crawler.recognition import feeds_of, kind_of

    body = unpacked(document.body)
    kind = kind_of(body, document.content_type, document.url)
    if kind in {"rss", "atom", "jsonfeed"}:
        feed = parse_feed(body, url=document.url, content_type=document.content_type)
        return Look(kind, feed.title, feed.language, error=feed.error, entries=len(feed.items))
    if kind in {"article", "listing"}:
        from crawler.pages import extract

        page = extract(body, url=document.url, content_type=document.content_type)
        feeds = tuple(link.url for link in feeds_of(body, document.url, document.content_type))
        return Look(kind, page.title, page.language, feeds, published=page.published)
    return Look(kind)


def unpacked(body: bytes) -> bytes:
    """A packed document (``.xml.gz``) unpacked, up to a bound; any other as it is."""
    if not body.startswith(b"\x1f\x8b"):
        return body
    try:
        return zlib.decompressobj(wbits=31).decompress(body, UNPACKED_LENGTH)
    except zlib.error:
        return body


def read_page(task: PageTask) -> PageAnswer:
    """Extract an article from its page and read it.

    Most pages cannot be alerts, for nothing on them names both sides: these get the cheap reading. If it finds more
    than was thought, the careful one is done after all.
    """
    answer, careful = _read_page(task, knowledge().gazetteer.may_name_both)
    if not careful and answer.read is not None and answer.read.reading.score > 0:
        answer, _ = _read_page(task, None)
    return answer


def _read_page(task: PageTask, matters: Callable[[str], bool] | None) -> tuple[PageAnswer, bool]:
    from crawler.pages import extract

    page = extract(
        task.body,
        url=task.url,
        content_type=task.content_type,
        selectors=task.selectors,
        timezone=task.timezone,
        matters=matters,
    )
    if page.error or not page.text.strip():
        error = page.error or "no text was found on the page"
        return PageAnswer(error=error, warnings=page.warnings), page.careful
    title = page.title or task.title
    published = task.published or page.published
    language = page.language or task.language
    article = Article(task.article_id, title, page.text, page.url or task.url, published, language)
    answer = PageAnswer(
        title=title,
        text=page.text,
        author=page.author,
        language=page.language,
        published=page.published,
        url=page.url,
        warnings=page.warnings,
        read=read_article(article),
    )
    return answer, page.careful


def read_article(article: Article) -> ReadText:
    """What an article says, and what it is known by."""
    from analysis.imprints import imprint_of
    from analysis.reading import read_with_findings

    known = knowledge()
    reading, findings = read_with_findings(article, known)
    return ReadText(reading, imprint_of(article, reading, known.gazetteer, findings))
