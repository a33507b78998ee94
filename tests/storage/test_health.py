"""What ``status`` and the digest's foot know: coverage, crawls, addresses."""

from __future__ import annotations

from storage.crawl_runs import CrawlTotals, last_runs, record_run
from storage.health import addresses_of, coverage
from storage.polls import record_poll
from storage.sources import due_addresses, sync_catalogue
from tests.storage.samples import MINUTE, NOW, Archive, deal, outcome, source


def test_the_coverage_counts_every_source_once_and_names_the_troubled(archive: Archive) -> None:
    archive.report(deal())
    archive.listed()
    with archive.database.write() as session:
        catalogue = {name: source(name) for name in ("wire", "zeitung", "ribao", "fresh-one")}
        catalogue["asleep"] = source("asleep", enabled=False, disabled_reason="paywall")
        sync_catalogue(session, catalogue, NOW)
        (address,) = due_addresses(session, NOW, source_ids=["zeitung"])
        failed = outcome(address.id, source_id="zeitung", result="failed", error="HTTP 500", at=NOW)
        record_poll(session, failed)
    with archive.database.read() as session:
        found = coverage(session, NOW)
    assert (found.fresh, found.failing, found.new, found.off) == (2, 1, 1, 1)
    assert (found.late, found.silent, found.blocked) == (0, 0, 0)
    assert found.troubled == (("Zeitung", "failing", "HTTP 500"),)
    assert (found.articles_read, found.articles_pending, found.alerts) == (1, 1, 1)


def test_crawls_are_kept_the_newest_first(archive: Archive) -> None:
    with archive.database.write() as session:
        for number in range(3):
            start = NOW + number * MINUTE
            totals = CrawlTotals(polls=number, failures=({"source": "wire", "error": "timeout"},))
            record_run(session, "hand", start, start + MINUTE, totals)
    with archive.database.read() as session:
        runs = last_runs(session, limit=2)
    assert [run.polls for run in runs] == [2, 1]
    assert runs[0].failures == [{"source": "wire", "error": "timeout"}]
    assert runs[0].finished_at == NOW + 3 * MINUTE


def test_the_addresses_of_a_source_are_shown_with_their_polls(archive: Archive) -> None:
    with archive.database.read() as session:
        (shown,) = addresses_of(session, "wire")
        assert addresses_of(session, "nobody") == []
    assert (shown.url, shown.last_status) == ("https://wire.example/feed.xml", 200)
    assert (shown.conditional, shown.failures, shown.error) == (True, 0, "")
