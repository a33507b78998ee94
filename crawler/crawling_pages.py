"""Articles: their pages fetched and read, and what they say stored; if there is no page, the teaser is read.

An article whose page cannot be had still counts: after the tries that :mod:`crawler.polling` allows, title and teaser
of its list are read, so that no alert is lost, and it is kept as ``failed`` with the reason.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TypeVar
from urllib.parse import urlsplit

from sqlmodel import Session

from analysis.values import Article
from config import Settings, SourceDeclaration
from crawler.addresses import slot_of
from crawler.crawling_polls import Clock
from crawler.dates import date_in_address, not_in_future, zone_of
from crawler.fetching import ACCEPT_PAGES, Fetcher
from crawler.polling import after_page_failure
from crawler.reading_pool import ReadingFailure, ReadingPool
from crawler.reading_pool_tasks import PageAnswer, PageTask, ReadText, read_article, read_page
from crawler.values import Fetched, FetchFailure
from storage.articles import lock_articles, record_page, record_page_failure
from storage.attaching import Attachment, attach_readings
from storage.deals import AlertAges
from storage.errors import StorageError
from storage.grouping import STORY_WINDOW
from storage.marks import PreparedArticle, prepare_article
from storage.values import PageText, PendingArticle, PublishedBasis

T = TypeVar("T")
R = TypeVar("R")

_log = logging.getLogger("zhongde.crawler")

_TROUBLES: frozenset[str] = frozenset({"timeout", "connection", "name", "busy"})
_TROUBLED_AFTER = 3
_TROUBLED_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class ReadArticle:
    """What became of one article: its page and reading, or the failure and when it is tried again.

    Without ``retry_at`` a failed article is given up; ``page`` and ``read`` are then its teaser's.
    """

    article: PendingArticle
    page: PageText | None = None
    read: ReadText | None = None
    failure: FetchFailure | None = None
    retry_at: datetime | None = None


async def _at_once() -> None:
    """Wait for nothing."""


class PageReader:
    """Fetches and reads articles. It stores nothing itself; :func:`store_articles` does.

    Args:
        fetcher: What fetches.
        pool: Where pages are read.
        catalogue: The sources by id.
        settings: For tries and pauses.
        clock: Gives the present moment.
        room: Waited for before an article is read.
    """

    def __init__(
        self,
        fetcher: Fetcher,
        pool: ReadingPool,
        catalogue: Mapping[str, SourceDeclaration],
        settings: Settings,
        clock: Clock,
        room: Callable[[], Awaitable[None]] = _at_once,
    ) -> None:
        self._fetcher = fetcher
        self._pool = pool
        self._catalogue = catalogue
        self._settings = settings
        self._clock = clock
        self._room = room
        self._places = asyncio.Semaphore(settings.workers)
        self._troubled: dict[str, tuple[int, float]] = {}

    async def read(self, article: PendingArticle) -> ReadArticle:
        """Read an article: the text at hand, else its page, else, when that is given up, its teaser."""
        try:
            if article.text:
                return ReadArticle(article, None, await self._read_text(article, article.title, article.text))
            by_variant = await self._by_variant(article)
            if by_variant is not None:
                return by_variant
            return await self.understood(article, await self._fetch(article.url))
        except FetchFailure as failure:
            return await self.failed(article, failure)

    async def _by_variant(self, article: PendingArticle) -> ReadArticle | None:
        """The article as its declared print or AMP page says it; None if there is none, or it cannot be read."""
        declaration = self._catalogue.get(article.source_id)
        variant = declaration.variant.of(article.url) if declaration and declaration.variant else None
        if variant is None:
            return None
        try:
            done = await self.understood(article, await self._fetch(variant))
        except FetchFailure as failure:
            _log.info("variant %s: %s; the article's own page is read", variant, failure.message)
            return None
        # The article keeps its own address, whatever the variant calls itself.
        return done if done.page is None else replace(done, page=replace(done.page, url=article.url))

    async def _fetch(self, url: str) -> Fetched:
        """Fetch a page, unless its host has just failed several times: then every page would wait for it in turn."""
        slot = slot_of(url)
        now = asyncio.get_running_loop().time()
        failures, until = self._troubled.get(slot, (0, 0.0))
        if failures >= _TROUBLED_AFTER and now < until:
            raise FetchFailure(
                "connection", f"{slot} did not answer a moment ago; it is left alone for a while"
            )
        try:
            document = await self._fetcher.get(url, accept=ACCEPT_PAGES)
        except FetchFailure as failure:
            if failure.kind in _TROUBLES:
                failures = self._troubled.get(slot, (0, 0.0))[0]
                self._troubled[slot] = (failures + 1, now + _TROUBLED_SECONDS)
            raise
        self._troubled.pop(slot, None)
        return document

    async def understood(self, article: PendingArticle, document: Fetched) -> ReadArticle:
        """Read an article from its page.

        Raises:
            FetchFailure: If the page says nothing.
        """
        declaration = self._catalogue.get(article.source_id)
        answer = await self._run(
            read_page,
            PageTask(
                article_id=str(article.id),
                body=document.body,
                url=document.final_url,
                content_type=document.content_type,
                title=article.title,
                published=article.published,
                language=self._language(article),
                selectors=declaration.selectors if declaration else None,
                timezone=declaration.timezone if declaration else "UTC",
            ),
        )
        if answer.error is not None or answer.read is None:
            raise FetchFailure("content", answer.error or "the page could not be read")
        zone = declaration.timezone if declaration else "UTC"
        return ReadArticle(article, _page_text(article, answer, zone, self._clock()), answer.read)

    async def failed(self, article: PendingArticle, failure: FetchFailure) -> ReadArticle:
        """What a failure leads to: another try, or the teaser."""
        retry_at = after_page_failure(
            failure.kind,
            article.attempts + 1,
            self._clock(),
            self._settings.polling,
            retry_after_seconds=failure.retry_after_seconds,
        )
        _log.info("page %s: %s", article.url, failure.message)
        if retry_at is not None:
            return ReadArticle(article, failure=failure, retry_at=retry_at)
        teaser = article.summary or article.title
        if not teaser:
            return ReadArticle(article, failure=failure)
        try:
            read = await self._read_text(article, article.title, teaser)
        except ReadingFailure:
            return ReadArticle(article, failure=failure)
        page = PageText(
            url=article.url,
            title=article.title,
            text=teaser,
            warnings=(f"only the teaser was read: {failure.message}",),
        )
        return ReadArticle(article, page, read, failure)

    async def _read_text(self, article: PendingArticle, title: str, text: str) -> ReadText:
        return await self._run(
            read_article,
            Article(
                id=str(article.id),
                title=title,
                text=text,
                url=article.url,
                published=article.published,
                language=self._language(article),
            ),
        )

    async def _run(self, function: Callable[[T], R], task: T) -> R:
        # Those that have passed by are as many as there are processes; the others learn here that there is no room.
        async with self._places:
            await self._room()
            return await self._pool.run(function, task)

    def _language(self, article: PendingArticle) -> str | None:
        declaration = self._catalogue.get(article.source_id)
        if article.language:
            return article.language
        return declaration.language[0] if declaration and len(declaration.language) == 1 else None


def _page_text(article: PendingArticle, answer: PageAnswer, zone: str, now: datetime) -> PageText:
    """The page as stored. The list's date stands where there is one: it names the minute more often than pages do."""
    published, basis = published_by(article, answer.published, zone, now)
    return PageText(
        url=answer.url or article.url,
        title=answer.title,
        text=answer.text,
        author=answer.author,
        language=answer.language,
        published=published,
        published_basis=basis,
        warnings=answer.warnings,
    )


def published_by(
    article: PendingArticle, on_page: datetime | None, zone: str, now: datetime
) -> tuple[datetime | None, PublishedBasis]:
    """The date to store with an article, and where it comes from; None keeps the list's.

    The list's date stands where there is one, but a day that the page states to the minute is refined. After list and
    page comes the day that the address names. A date ahead of its time is none.
    """
    on_page = not_in_future(on_page, now)
    if article.published is None:
        if on_page is not None:
            return on_page, "page"
        return not_in_future(date_in_address(urlsplit(article.url).path, zone), now), "address"
    local = article.published.astimezone(zone_of(zone))
    if on_page is not None and not (local.hour or local.minute or local.second):
        same_day = on_page.astimezone(zone_of(zone)).date() == local.date()
        if same_day and on_page != article.published:
            return on_page, "page"
    return None, "page"


def alert_ages(settings: Settings) -> AlertAges:
    """Up to which age items raise alerts, by the settings."""
    return AlertAges(first_poll=settings.polling.alert_age, later=settings.polling.late_age)


@dataclass(frozen=True, slots=True)
class ArticleToStore:
    """What became of an article, when, and what is stored of its reading besides."""

    done: ReadArticle
    now: datetime
    prepared: PreparedArticle | None = None

    def ready(self) -> ArticleToStore:
        """With all that can be worked out before the turn to write."""
        # Title and text as record_page will leave them.
        page, read, article = self.done.page, self.done.read, self.done.article
        if read is None:
            return self
        title = page.title or article.title if page is not None else article.title
        text = (page.text if page is not None else article.text) or article.summary
        return replace(self, prepared=prepare_article(title, text, read.reading.language, read.imprint))

    @property
    def weight(self) -> int:
        """How many terms and words are written of it; an ordinary article has some five hundred."""
        prepared = self.prepared
        return 1 if prepared is None else len(prepared.marks.numbers) + len(prepared.body_tokens)


def store_articles(
    session: Session,
    articles: Sequence[ArticleToStore],
    ages: AlertAges,
    window: timedelta = STORY_WINDOW,
) -> list[int]:
    """Store what became of articles, which are ready; the number of new steps of deals of each is returned.

    An article that another process has read meanwhile stays as it is.

    Raises:
        StorageError: If an article is no longer there.
    """
    ids = [one.done.article.id for one in articles]
    if len(set(ids)) < len(ids):
        # Read again, because what was to be stored of it had to wait for long: the first one holds.
        return [store_articles(session, [one], ages, window)[0] for one in articles]
    rows = lock_articles(session, ids)
    for article_id in ids:
        if article_id not in rows:
            raise StorageError(f"there is no article {article_id}")
    waiting = [one for one in articles if rows[one.done.article.id].state == "pending"]
    attachments = []
    for one in waiting:
        done, article_id = one.done, one.done.article.id
        if done.page is not None:
            record_page(session, article_id, done.page, one.now)
        if done.read is not None:
            assert one.prepared is not None
            attachments.append(Attachment(article_id, done.read.reading, one.now, one.prepared))
    steps = dict.fromkeys(rows, 0)
    new = attach_readings(session, attachments, ages=ages, window=window)
    for attachment, steps_of_one in zip(attachments, new, strict=True):
        steps[attachment.article_id] = len(steps_of_one)
    for one in waiting:
        failure, article_id = one.done.failure, one.done.article.id
        if failure is not None:
            record_page_failure(session, article_id, failure.message, retry_at=one.done.retry_at)
    return [steps[article_id] for article_id in ids]
