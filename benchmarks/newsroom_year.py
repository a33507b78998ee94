"""The newsroom's year as a database: its own items at their dates, and generated ones spread over twelve months.

Nothing is served or crawled: the texts are read and filed as the crawler would have done on the day they came out.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal

from analysis.imprints import imprint_of
from analysis.knowledge import Knowledge
from analysis.reading import read
from analysis.values import Amount, Article, Deal, Party, Reading
from config.declarations import SourceDeclaration
from newsroom import Newsroom
from newsroom.drafts import render
from newsroom.generator import generate
from newsroom.values import Item
from storage.articles import add_article, record_page
from storage.attaching import attach_reading
from storage.crawl_runs import CrawlTotals, record_run
from storage.database import Database
from storage.polls import record_poll
from storage.sources import due_addresses, sync_catalogue
from storage.values import Entry, PageText, PollOutcome

DAYS = 365
HOST = "https://{site}.example"


def items_of_the_year(today: datetime, generated: int, seed: int = 7) -> list[Item]:
    """Every readable item of the newsroom out by ``today``, and so many generated ones, in order of publication."""
    room = Newsroom(today=today.date())
    try:
        items = [
            item
            for item in room.items
            if item.readable and item.published is not None and item.published <= today
        ]
        outlets = {site.id: site.outlet for site in room.sites}
    finally:
        room.stop()
    numbers = random.Random(seed)
    for draft in generate(tuple(outlets.values()), 0, generated, seed):
        # More towards the end, as an archive grows.
        days = int(DAYS * (1 - numbers.random() ** 0.7))
        moment = datetime.combine((today - timedelta(days=days)).date(), time(numbers.randrange(5, 17)), UTC)
        if moment < today:
            items.append(render(draft, outlets[draft.site], HOST.format(site=draft.site), moment, moment))
    return sorted(items, key=lambda item: (item.published or today, item.id))


def declarations() -> dict[str, SourceDeclaration]:
    """The newsroom's sites as sources under names that lead nowhere."""
    room = Newsroom()
    try:
        return {
            site.id: SourceDeclaration(
                id=site.id,
                name=site.name,
                url=HOST.format(site=site.id) + "/feed.xml",
                access="rss",
                side=site.outlet.side,
                language=site.language,
            )
            for site in room.sites
        }
    finally:
        room.stop()


def fill(database: Database, items: Iterable[Item], *, really_read: bool = True) -> None:
    """File every item at the moment of its publication.

    Args:
        database: An empty one with its schema.
        items: In order of publication.
        really_read: Read the texts; else take the facts that the newsroom says they hold, which takes no time.
    """
    catalogue = declarations()
    knowledge = Knowledge.shipped()
    with database.write() as session:
        sync_catalogue(session, catalogue, datetime(2020, 1, 1, tzinfo=UTC))
    for item in items:
        assert item.published is not None
        now = item.published.astimezone(UTC)
        url = HOST.format(site=item.site) + "/" + item.url.partition("//")[2].partition("/")[2]
        article = Article(item.id, item.title, item.text, url, item.published, item.language)
        reading = read(article, knowledge) if really_read else _expected(item)
        imprint = imprint_of(article, reading, knowledge.gazetteer)
        with database.write() as session:
            entry = Entry(key=item.id, url=url, title=item.title, summary=item.teaser, published=now)
            article_id = add_article(session, item.site, entry, now)
            record_page(
                session, article_id, PageText(url, item.title, item.text, language=item.language), now
            )
            attach_reading(session, article_id, reading, now, imprint=imprint)


def look_healthy(database: Database, now: datetime) -> None:
    """Note a fresh poll of every source but three, of which one fails, one is blocked and one comes late."""
    with database.write() as session:
        addresses = due_addresses(session, now)
        for place, address in enumerate(sorted(addresses, key=lambda entry: entry.source_id)):
            failing, blocked, late = place == 3, place == 5, place == 7
            at = now - timedelta(hours=9 if late else 0, minutes=10)
            record_poll(
                session,
                PollOutcome(
                    address_id=address.id,
                    source_id=address.source_id,
                    at=at,
                    result="failed" if failing or blocked else "unchanged",
                    next_poll_at=at + timedelta(minutes=30),
                    interval_seconds=1800,
                    status=403 if blocked else 503 if failing else 200,
                    error="403 Forbidden" if blocked else "503 Service Unavailable" if failing else "",
                    blocked=blocked,
                ),
            )
        record_run(session, "daemon", now, now, CrawlTotals())


def _expected(item: Item) -> Reading:
    deals = tuple(_deal(item)) if item.alert else ()
    return Reading(
        language=item.language,
        sino_german=item.sino_german,
        alert=item.alert,
        score=0.9 if item.alert else 0.1,
        deals=deals,
        reasons=(),
    )


def _deal(item: Item) -> Iterator[Deal]:
    for place, told in enumerate(item.deals):
        sides = ("de", "cn") if place % 2 else ("cn", "de")
        parties = (Party(name, sides[number % 2]) for number, name in enumerate(told.parties))  # type: ignore[arg-type]
        amount = told.amount and Amount(
            Decimal(told.amount.value), told.amount.currency, told.amount.qualifier
        )  # type: ignore[arg-type]
        yield Deal(told.kind, told.status, tuple(parties), amount, told.place, told.date, told.evidence)  # type: ignore[arg-type]
