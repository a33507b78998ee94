"""What keeps work flowing: jobs by host, changes in common transactions, and articles read once by whoever is first."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from datetime import UTC, datetime
from functools import partial
from threading import Event

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlmodel import Session, select

from analysis.gazetteer import Gazetteer
from analysis.imprints import imprint_of
from analysis.values import Article as ArticleText
from analysis.values import Reading
from crawler.crawling_dispatch import Dispatcher
from crawler.crawling_entries import SITEMAP_ENTRIES, listed_in_feed, listed_in_sitemap
from crawler.crawling_pages import ArticleToStore, ReadArticle, store_articles
from crawler.crawling_store import Store
from crawler.reading_pool_tasks import ReadText
from crawler.values import FeedItem, FetchFailure, ParsedFeed, ParsedSitemap, SitemapEntry
from storage import Database, StorageError
from storage.articles import add_article, pending_articles
from storage.deals import AlertAges
from storage.sources import ensure_by_hand_source
from storage.tables import Article, Source
from storage.values import Entry, PageText

NOW = datetime(2026, 11, 28, 12, 0, tzinfo=UTC)


@settings(max_examples=50, deadline=None)
@given(st.lists(st.sampled_from("abcde"), max_size=40), st.integers(1, 6), st.integers(1, 3))
def test_every_job_runs_once_within_both_limits(hosts: list[str], limit: int, parallel: int) -> None:
    running: Counter[str] = Counter()
    done: list[int] = []
    chance = random.Random(len(hosts))

    async def job(number: int, host: str) -> None:
        running[host] += 1
        assert running[host] <= parallel
        assert running.total() <= limit
        for _ in range(chance.randrange(4)):
            await asyncio.sleep(0)
        running[host] -= 1
        done.append(number)

    async def work() -> None:
        dispatcher = Dispatcher(limit, lambda _host: parallel)
        for number, host in enumerate(hosts):
            dispatcher.submit(host, partial(job, number, host))
        await dispatcher.drain()
        assert dispatcher.open_jobs == 0

    asyncio.run(work())
    assert sorted(done) == list(range(len(hosts)))


async def test_a_host_that_hangs_holds_up_only_itself() -> None:
    done: list[str] = []
    all_done = asyncio.Event()

    async def hang() -> None:
        await asyncio.sleep(3600)

    async def work(host: str) -> None:
        done.append(host)
        if len(done) == 50:
            all_done.set()

    dispatcher = Dispatcher(4, lambda _host: 1)
    for _ in range(50):
        dispatcher.submit("hangs", hang)
    for number in range(50):
        dispatcher.submit(f"works-{number}", partial(work, f"works-{number}"))
    await asyncio.wait_for(all_done.wait(), 10)
    await dispatcher.close()
    assert dispatcher.open_jobs == 0


async def test_an_unexpected_error_ends_the_work_and_is_raised() -> None:
    async def fail() -> None:
        raise StorageError("no room")

    async def hang() -> None:
        await asyncio.sleep(3600)

    dispatcher = Dispatcher(4, lambda _host: 2)
    dispatcher.submit("a", hang)
    dispatcher.submit("a", fail)
    with pytest.raises(StorageError, match="no room"):
        await dispatcher.drain()
    assert dispatcher.take_failure() is not None
    ran: list[int] = []

    async def later() -> None:
        ran.append(1)

    dispatcher.submit("a", later)
    await dispatcher.drain()
    assert ran == [1]


def add_source(name: str, session: Session) -> str:
    session.add(Source(id=name, health_since=NOW))
    session.flush()
    return name


def source_ids(database: Database) -> set[str]:
    with database.read() as session:
        return set(session.exec(select(Source.id)))


async def test_changes_are_committed_and_one_that_fails_harms_no_other(either_database: Database) -> None:
    def wrong(session: Session) -> None:
        add_source("lost", session)
        raise ValueError("wrong")

    async with Store(either_database) as store:
        results = await asyncio.gather(
            *(store.write(partial(add_source, f"s{number}")) for number in range(60)),
            store.write(wrong),
            store.write(partial(add_source, "s1")),
            return_exceptions=True,
        )
    assert results[:60] == [f"s{number}" for number in range(60)]
    assert isinstance(results[60], ValueError)
    assert isinstance(results[61], Exception)
    assert source_ids(either_database) == {f"s{number}" for number in range(60)}


async def test_changes_that_can_be_made_together_wait_a_moment_for_those_to_come(database: Database) -> None:
    made: list[list[str]] = []

    def add(session: Session, names: list[str]) -> list[str]:
        made.append(names)
        return [add_source(name, session) for name in names]

    async def later(name: str) -> str:
        for _ in range(20):
            await asyncio.sleep(0)
        return await store.write_together(add, name)

    async with Store(database, lambda: 3) as store:
        await asyncio.gather(store.write_together(add, "a"), later("b"), later("c"))
        assert [set(names) for names in made] == [{"a", "b", "c"}]
        # Those that never come are not waited for for ever.
        assert await store.write_together(add, "d") == "d"
    assert source_ids(database) == {"a", "b", "c", "d"}


async def test_what_is_prepared_for_the_turn_to_write_fails_for_itself_alone(database: Database) -> None:
    def add(session: Session, names: list[str]) -> list[str]:
        return [add_source(name, session) for name in names]

    def prepared(name: str) -> str:
        if name == "bad":
            raise ValueError(name)
        return name.upper()

    async with Store(database, lambda: 3) as store:
        results = await asyncio.gather(
            *(store.write_together(add, name, prepare=prepared) for name in ("a", "bad", "b")),
            return_exceptions=True,
        )
        with pytest.raises(ValueError, match="bad"):
            await store.write_together(add, "bad", prepare=prepared)
    assert (results[0], results[2]) == ("A", "B")
    assert isinstance(results[1], ValueError)
    assert source_ids(database) == {"A", "B"}


async def test_of_heavy_values_fewer_are_made_together(database: Database) -> None:
    made: list[list[int]] = []

    def add(session: Session, weights: list[int]) -> list[int]:
        made.append(weights)
        return weights

    async with Store(database) as store:
        await asyncio.gather(
            *(store.write_together(add, weight, weigh=int) for weight in (1, 19_000, 2_000, 50_000, 3, 4))
        )
    assert made == [[1, 19_000], [2_000], [50_000], [3, 4]]


async def test_there_is_room_until_as_much_waits_as_one_transaction_takes(database: Database) -> None:
    begun, go_on = Event(), Event()

    def hold(session: Session) -> None:
        begun.set()
        assert go_on.wait(10)

    def add(session: Session, names: list[str]) -> list[str]:
        return [add_source(name, session) for name in names]

    async def has_room() -> bool:
        try:
            async with asyncio.timeout(0.05):
                await store.room()
        except TimeoutError:
            return False
        return True

    async with Store(database) as store:
        waiting = [asyncio.create_task(store.write(hold))]
        assert await asyncio.to_thread(begun.wait, 10)
        for number in range(80):
            waiting.append(asyncio.create_task(store.write(partial(add_source, f"light-{number}"))))
        await asyncio.sleep(0)
        assert await has_room()
        for number in range(60):
            heavy = store.write_together(add, f"heavy-{number}", prepare=str.lower)
            waiting.append(asyncio.create_task(heavy))
        await asyncio.sleep(0)
        assert not await has_room()
        go_on.set()
        await store.room()
        await asyncio.gather(*waiting)
        assert await has_room()
    assert len(source_ids(database)) == 140


async def test_a_change_is_carried_out_although_nobody_waits_for_it_any_more(database: Database) -> None:
    async with Store(database) as store:
        waiting = asyncio.create_task(store.write(partial(add_source, "s")))
        await asyncio.sleep(0)
        waiting.cancel()
        await asyncio.gather(waiting, return_exceptions=True)
    assert source_ids(database) == {"s"}


@pytest.mark.parametrize("at_once", [False, True])
def test_an_article_that_another_process_has_read_stays_as_it_is(
    either_database: Database, at_once: bool
) -> None:
    url = "https://example.org/a"
    with either_database.write() as session:
        source = ensure_by_hand_source(session, NOW)
        add_article(session, source, Entry(key=url, url=url, title="A"), NOW)
    with either_database.read() as session:
        (article,) = pending_articles(session, NOW, 10)
    reading = Reading(language="en", sino_german=False, alert=False, score=0.0)
    done = []
    for text, failure in (("first", None), ("second", None), ("", FetchFailure("gone", "too late"))):
        imprint = imprint_of(ArticleText("1", "A", text), reading, Gazetteer.shipped())
        read = ReadText(reading, imprint) if text else None
        one = ReadArticle(article, PageText(url, "A", text), read, failure)
        done.append(ArticleToStore(one, NOW).ready())
    for some in [done] if at_once else [[one] for one in done]:
        with either_database.write() as session:
            assert store_articles(session, some, AlertAges()) == [0] * len(some)
    with either_database.read() as session:
        stored = session.exec(select(Article)).one()
        assert (stored.text, stored.state, stored.attempts, stored.error) == ("first", "read", 0, "")


def test_items_of_one_feed_keep_keys_of_their_own() -> None:
    feed = ParsedFeed(
        items=(
            FeedItem("With link", "https://EXAMPLE.org/a?utm_source=rss", ""),
            FeedItem("With both", "https://example.org/b", "tag:b"),
            FeedItem("No link", "", "tag:c", summary="words"),
            FeedItem("Neither", "", "", published=NOW),
            FeedItem("Same guid", "https://example.org/b2", "tag:b"),
            FeedItem("Doubled", "https://example.org/a", ""),
        )
    )
    listed = listed_in_feed(feed, "https://example.org/feed")
    assert [entry.key for entry in listed.entries][:3] == [
        "https://example.org/a",
        "https://example.org/b",
        "tag:c",
    ]
    assert [entry.title for entry in listed.entries] == [
        *("With link", "With both", "No link", "Neither", "Same guid"),
    ]
    assert len({entry.url for entry in listed.entries}) == 5
    assert [entry.text for entry in listed.entries] == ["", "", "words", "Neither", ""]


def test_of_a_large_sitemap_only_what_is_new_is_taken() -> None:
    old = tuple(
        SitemapEntry(f"https://example.org/old/{number}", modified=datetime(2020, 1, 1, tzinfo=UTC))
        for number in range(5_000)
    )
    new = tuple(SitemapEntry(f"https://example.org/new/{number}", modified=NOW) for number in range(3))
    urls = [entry.url for entry in listed_in_sitemap(ParsedSitemap(entries=old + new), None, NOW).entries]
    assert urls == [f"https://example.org/new/{number}" for number in range(3)]
    small = listed_in_sitemap(ParsedSitemap(entries=old[:10] + new), None, NOW)
    assert len(small.entries) == 13
    undated = tuple(SitemapEntry(f"https://example.org/{number}") for number in range(SITEMAP_ENTRIES + 5))
    many = listed_in_sitemap(ParsedSitemap(entries=undated), None, NOW)
    assert len(many.entries) == SITEMAP_ENTRIES
    assert "were taken" in many.warnings[0]
