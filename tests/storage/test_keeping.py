"""What is dropped with age, and what is never."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlmodel import func, select

from storage.article_counts import count_articles
from storage.articles import get_article
from storage.deal_files import find_deals
from storage.dropping import drop_old_articles
from storage.entries import known_keys
from storage.errors import StorageError
from storage.keeping import KeepingPolicy, clear_old, drop_old_texts, tidy
from storage.polls import record_poll
from storage.search import search_articles
from storage.sources import due_addresses
from storage.tables import Article, ArticleImprint, DealReport, DealStep, Entry, Story
from storage.values import DealQuery
from tests.storage.samples import NOW, Archive, deal, entry, outcome

LATER = NOW + timedelta(days=100)


def test_old_texts_that_no_deal_rests_on_are_dropped_and_their_rows_stay(archive: Archive) -> None:
    archive.report(text="Fog holds up thirty ships.", title="Fog", summary="Fog.")
    archive.report(deal(), title="Deal")
    waiting = archive.listed()
    archive.report(text="Young news.", title="Young", at=LATER)
    with archive.database.write() as session:
        (fog,) = search_articles(session, "fog")
        assert drop_old_texts(session, LATER - timedelta(days=1)) == 1
        assert drop_old_texts(session, LATER - timedelta(days=1)) == 0
    with archive.database.read() as session:
        article = get_article(session, fog.article_id)
        assert (article.text, article.summary, article.title, article.state) == ("", "", "Fog", "read")
        assert get_article(session, waiting).state == "pending"
        (file,) = find_deals(session, DealQuery())
        assert get_article(session, file.reports[0].article_id).text != ""
        assert len(search_articles(session, "young")) == 1
        assert known_keys(session, "wire", ["https://wire.example/1"]) == {"https://wire.example/1"}


def test_what_was_dropped_is_not_new_when_it_is_listed_again(archive: Archive) -> None:
    with archive.database.write() as session:
        (address,) = due_addresses(session, NOW, source_ids=["wire"])
        record_poll(session, outcome(address.id, entry(1)))
        drop_old_texts(session, LATER)
        assert record_poll(session, outcome(address.id, entry(1), at=LATER)) == 0


def test_tidying_leaves_everything_in_place(archive: Archive) -> None:
    archive.report(deal())
    tidy(archive.database)
    assert archive.database.check() == []
    with archive.database.read() as session:
        assert len(find_deals(session, DealQuery())) == 1


def _count(session, table) -> int:
    return session.exec(select(func.count()).select_from(table)).one()


def test_old_articles_without_a_deal_are_dropped_with_all_that_hangs_on_them(archive: Archive) -> None:
    archive.report(text="Fog holds up thirty ships.", title="Fog")
    archive.report(deal(), title="Deal")
    archive.listed()
    archive.report(text="Young news.", title="Young", at=LATER)
    with archive.database.read() as session:
        fog = search_articles(session, "fog")[0].article_id
        evidence = _count(session, DealReport), _count(session, DealStep)
    cleared = clear_old(archive.database, KeepingPolicy(timedelta(days=50), None, timedelta(days=730)), LATER)
    assert (cleared.articles, cleared.texts) == (1, 0)
    with archive.database.read() as session:
        with pytest.raises(StorageError):
            get_article(session, fog)
        assert search_articles(session, "fog") == []
        counts = count_articles(session)
        assert (counts.pending, counts.read, counts.failed) == (1, 2, 0)
        assert (_count(session, DealReport), _count(session, DealStep)) == evidence
        (file,) = find_deals(session, DealQuery())
        assert get_article(session, file.reports[0].article_id).text != ""
        assert _count(session, Entry) == 3
        assert _count(session, ArticleImprint) == 2
        assert len(search_articles(session, "young")) == 1
    assert archive.database.check() == []


def test_a_copy_of_the_proof_stays_with_its_story(archive: Archive) -> None:
    archive.report(deal(), title="Deal")
    archive.listed()
    with archive.database.write() as session:
        proof, copy = session.exec(select(Article).order_by(Article.id)).all()
        copy.state, copy.story_id, copy.copy_of_id = "read", proof.story_id, proof.id
        session.add(copy)
    with archive.database.write() as session:
        assert drop_old_articles(session, LATER).number == 0


def test_stories_go_with_their_last_article_unless_they_hold_a_deal(archive: Archive) -> None:
    archive.report(deal(), title="Deal")
    archive.listed()
    with archive.database.write() as session:
        story = Story(title="Fog", first_seen=NOW, last_seen=NOW)
        session.add(story)
        session.flush()
        other = session.exec(select(Article).where(Article.state == "pending")).one()
        other.state, other.story_id = "read", story.id
        session.add(other)
    with archive.database.write() as session:
        assert drop_old_articles(session, LATER).number == 1
        assert _count(session, Story) == 1


@pytest.mark.parametrize("renamed", [False, True])
def test_a_dropped_article_is_not_new_when_it_is_listed_again(archive: Archive, renamed: bool) -> None:
    with archive.database.write() as session:
        (address,) = due_addresses(session, NOW, source_ids=["wire"])
        record_poll(session, outcome(address.id, entry(1)))
        session.exec(select(Article)).one().state = "read"
    with archive.database.write() as session:
        assert drop_old_articles(session, LATER).number == 1
    again = entry(1, key="guid-made-anew") if renamed else entry(1)
    with archive.database.write() as session:
        assert known_keys(session, "wire", ["https://wire.example/1"]) == {"https://wire.example/1"}
        assert record_poll(session, outcome(address.id, again, entry(2), at=LATER)) == 1
        assert [article.title for article in session.exec(select(Article))] == ["Title 2"]


def test_many_go_in_small_batches_the_oldest_first(archive: Archive) -> None:
    with archive.database.write() as session:
        (address,) = due_addresses(session, NOW, source_ids=["wire"])
        record_poll(session, outcome(address.id, *(entry(number) for number in range(7))))
        for article in session.exec(select(Article)):
            article.state = "read"
    reached, numbers = None, []
    for _ in range(4):
        with archive.database.write() as session:
            dropped = drop_old_articles(session, LATER, after=reached, limit=3)
        reached = dropped.reached
        numbers.append(dropped.number)
    assert numbers == [3, 3, 1, 0]
