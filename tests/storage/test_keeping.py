"""What is dropped with age, and what is never."""

from __future__ import annotations

from datetime import timedelta

from storage.articles import get_article
from storage.deal_files import find_deals
from storage.entries import known_keys
from storage.keeping import drop_old_texts, tidy
from storage.polls import record_poll
from storage.search import search_articles
from storage.sources import due_addresses
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
