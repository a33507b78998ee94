"""Redirects for good on a list's address: followed over days, only to lists, never to where nothing may be requested."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest

from storage import Database
from storage.polls import record_poll
from storage.tables import Address
from tests.crawler.crawls import crawl, feed, one_source, rows
from tests.storage.samples import outcome

START = datetime.now(UTC)
RSS = "application/rss+xml"


def over_days(database: Database, server, days: Sequence[float] = (0, 1, 2, 3)) -> Address:
    for day in days:
        crawl(database, one_source(server), clock=lambda day=day: START + timedelta(days=day))
    (address,) = rows(database, Address)
    assert isinstance(address, Address)
    return address


def redirect(server, path: str, target: str, status: int = 301) -> None:
    server.text(path, "", status=status, Location=target)


@pytest.mark.parametrize("status", [301, 308])
def test_what_moves_for_good_is_taken_over(odd_server, database: Database, status: int) -> None:
    redirect(odd_server, "/feed", odd_server.url("/new"), status)
    odd_server.text("/new", feed(odd_server, "a"), kind=RSS)
    assert over_days(database, odd_server).adopted_url == odd_server.url("/new")


@pytest.mark.parametrize("status", [302, 303, 307])
def test_what_moves_for_now_is_not(odd_server, database: Database, status: int) -> None:
    redirect(odd_server, "/feed", odd_server.url("/new"), status)
    odd_server.text("/new", feed(odd_server, "a"), kind=RSS)
    address = over_days(database, odd_server)
    assert (address.adopted_url, address.moved_to) == ("", "")


def test_a_chain_is_followed_as_far_as_it_is_for_good(odd_server, database: Database) -> None:
    redirect(odd_server, "/feed", odd_server.url("/second"))
    redirect(odd_server, "/second", odd_server.url("/third"), 308)
    redirect(odd_server, "/third", odd_server.url("/today"), 302)
    redirect(odd_server, "/today", odd_server.url("/there"), 301)
    odd_server.text("/there", feed(odd_server, "a"), kind=RSS)
    assert over_days(database, odd_server).adopted_url == odd_server.url("/third")


def test_a_target_that_is_no_list_is_never_taken_over(odd_server, database: Database) -> None:
    redirect(odd_server, "/feed", odd_server.url("/parked"))
    odd_server.text("/parked", "<html><body><p>This domain is for sale.</p></body></html>")
    address = over_days(database, odd_server)
    assert (address.adopted_url, address.moved_to) == ("", "")
    assert address.failures == 4


def test_a_forbidden_target_is_never_taken_over(odd_server, second_server, database: Database) -> None:
    second_server.text("/new", feed(second_server, "a"), kind=RSS)
    redirect(odd_server, "/feed", second_server.url("/new"))  # not among fetch.allow
    address = over_days(database, odd_server)
    assert (address.adopted_url, second_server.paths) == ("", [])


def test_targets_that_change_are_not_believed(odd_server, database: Database) -> None:
    for name in ("x", "y"):
        odd_server.text(f"/{name}", feed(odd_server, "a"), kind=RSS)
    for day in range(8):
        redirect(odd_server, "/feed", odd_server.url(f"/{'xy'[day % 2]}"))
        address = over_days(database, odd_server, (day,))
    assert address.adopted_url == ""


def test_a_redirect_that_goes_away_is_forgotten(odd_server, database: Database) -> None:
    odd_server.text("/new", feed(odd_server, "a"), kind=RSS)
    for day in (0, 1, 2):
        redirect(odd_server, "/feed", odd_server.url("/new"))
        over_days(database, odd_server, (3 * day,))
        odd_server.text("/feed", feed(odd_server, "a"), kind=RSS)
        address = over_days(database, odd_server, (3 * day + 1,))
    assert (address.adopted_url, address.moved_to) == ("", "")


def test_a_new_address_that_dies_is_given_back(odd_server, database: Database) -> None:
    redirect(odd_server, "/feed", odd_server.url("/new"))
    odd_server.text("/new", feed(odd_server, "a"), kind=RSS)
    over_days(database, odd_server)
    odd_server.text("/new", "", status=404)
    odd_server.text("/feed", feed(odd_server, "a", "b"), kind=RSS)
    assert over_days(database, odd_server, (5,)).adopted_url == ""
    address = over_days(database, odd_server, (6,))
    assert (address.failures, address.last_items) == (0, 2)


def test_nobody_is_led_from_an_encrypted_address_to_an_open_one(database: Database) -> None:
    from storage.sources import due_addresses, sync_catalogue
    from tests.storage.samples import source

    with database.write() as session:
        sync_catalogue(session, {"wire": source("wire", url="https://wire.example/feed.xml")}, START)
        (due,) = due_addresses(session, START)
        for day in range(5):
            at = START + timedelta(days=day)
            record_poll(session, outcome(due.id, at=at, moved_to="http://wire.example/feed.xml"))
    (address,) = rows(database, Address)
    assert (address.adopted_url, address.moved_to) == ("", "")
