"""Articles on their way from listed to read: nothing is lost, everything is retried, the end is known."""

from __future__ import annotations

from datetime import timedelta

import pytest

from storage import Database, StorageError
from storage.article_counts import ArticleCounts, count_articles
from storage.articles import (
    add_article,
    get_article,
    pending_articles,
    record_page,
    record_page_failure,
)
from storage.attaching import attach_reading
from storage.sources import ensure_by_hand_source
from storage.values import PageText
from tests.storage.samples import BODY, MINUTE, NOW, Archive, deal, entry, reading

PAGE = PageText(
    url="https://wire.example/1",
    title="From the page",
    text=BODY,
    author="A. Reporter",
    language="en",
    published=NOW - 5 * MINUTE,
    warnings=("date from the address",),
)


def states(database: Database) -> ArticleCounts:
    with database.read() as session:
        return count_articles(session)


def test_an_article_is_pending_until_its_reading_is_attached(archive: Archive) -> None:
    article_id = archive.listed()
    with archive.database.write() as session:
        record_page(session, article_id, PAGE, NOW)
    with archive.database.read() as session:
        (article,) = pending_articles(session, NOW, 10)
    assert (article.title, article.text, article.author) == ("From the page", BODY, "A. Reporter")
    assert (article.published, article.published_basis) == (NOW - 5 * MINUTE, "page")
    with archive.database.write() as session:
        attach_reading(session, article_id, reading(), NOW)
    assert states(archive.database) == ArticleCounts(read=1)


def test_a_page_without_a_date_keeps_that_of_the_feed(archive: Archive) -> None:
    dated, undated = archive.listed(), archive.listed(published=None)
    with archive.database.write() as session:
        for article_id in (dated, undated):
            record_page(session, article_id, PageText(url="", title="", text=BODY), NOW)
        first, second = get_article(session, dated), get_article(session, undated)
        assert (first.title, first.published, first.published_basis) == ("Bosch in Suzhou", NOW, "feed")
        assert (second.published, second.published_basis) == (None, "first_seen")


def test_a_failed_page_is_tried_again_at_its_time_and_given_up_at_last(archive: Archive) -> None:
    article_id = archive.listed()
    with archive.database.write() as session:
        record_page_failure(session, article_id, "timeout", retry_at=NOW + 10 * MINUTE)
    with archive.database.read() as session:
        assert pending_articles(session, NOW + 9 * MINUTE, 10) == []
        (article,) = pending_articles(session, NOW + 10 * MINUTE, 10)
        assert article.attempts == 1
    with archive.database.write() as session:
        record_page_failure(session, article_id, "HTTP 404", retry_at=None)
    assert states(archive.database) == ArticleCounts(failed=1)
    with archive.database.read() as session:
        assert pending_articles(session, NOW + timedelta(days=9), 10) == []
        assert get_article(session, article_id).error == "HTTP 404"


def test_the_teaser_of_an_article_given_up_still_alerts(archive: Archive) -> None:
    article_id = archive.listed()
    with archive.database.write() as session:
        record_page_failure(session, article_id, "HTTP 404", retry_at=None)
        assert len(attach_reading(session, article_id, reading(deal()), NOW)) == 1
    assert states(archive.database) == ArticleCounts(failed=1, alerts=1)


def test_the_longest_waiting_come_first_and_those_in_work_are_left_out(archive: Archive) -> None:
    ids = [archive.listed(at=NOW + number * MINUTE) for number in range(4)]
    later = NOW + timedelta(hours=1)
    with archive.database.read() as session:
        assert [article.id for article in pending_articles(session, later, 2)] == ids[:2]
        chosen = pending_articles(session, later, 2, exclude={ids[0], ids[2]})
        assert [article.id for article in chosen] == [ids[1], ids[3]]
        assert pending_articles(session, later, 9, source_ids=["zeitung"]) == []
        assert len(pending_articles(session, later, 9, source_ids=["wire"])) == 4


def test_a_page_by_hand_is_pending_only_if_it_is_new(archive: Archive) -> None:
    with archive.database.write() as session:
        by_hand = ensure_by_hand_source(session, NOW)
        article_id = add_article(session, by_hand, entry(1), NOW)
        attach_reading(session, article_id, reading(), NOW)
        assert add_article(session, by_hand, entry(1), NOW) == article_id
    assert states(archive.database) == ArticleCounts(read=1)


def test_an_unknown_article_is_told(database: Database) -> None:
    with database.write() as session, pytest.raises(StorageError, match="there is no article 77"):
        attach_reading(session, 77, reading(), NOW)
