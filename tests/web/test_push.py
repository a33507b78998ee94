"""WebSub against a real hub on loopback: subscribing, proof of intent, signed news, renewal, and hubs that refuse."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from urllib.parse import urlsplit

import httpx
import pytest

from config import Settings
from crawler.websub_asking import ask_hubs
from newsroom.hub import Hub
from storage import Database
from storage.polls import record_poll
from storage.push import PushState, PushSubscription, by_token, push_states
from storage.sources import due_addresses, sync_catalogue
from storage.values import DueAddress
from tests.storage.samples import outcome, source
from tests.web.serving import free_port, running

TOPIC = "https://wire.example/feed.xml"


@pytest.fixture
def watched(tmp_path) -> Iterator[Database]:
    """A database with one source that is due in a day."""
    database = Database(f"sqlite:///{tmp_path / 'push.db'}")
    database.upgrade()
    now = datetime.now(UTC)
    with database.write() as session:
        sync_catalogue(session, {"wire": source("wire")}, now)
    yield database
    database.dispose()


def settings_with(*pairs: str, public_url: str | None, **polling: object) -> Settings:
    return Settings(
        catalogue="none",
        fetch={"allow": list(pairs), "timeout": "3s"},  # type: ignore[arg-type]
        web={"public_url": public_url},  # type: ignore[arg-type]
        polling=polling,  # type: ignore[arg-type]
    )


def polled(database: Database, hub: str | None, topic: str = TOPIC) -> None:
    """A poll that named this hub; the next one comes in a day."""
    now = datetime.now(UTC)
    with database.write() as session:
        (address,) = due_addresses(session, now, all_=True)
        done = outcome(
            address.id,
            at=now - timedelta(hours=1),
            next_poll_at=now + timedelta(days=1),
            hub=hub,
            topic=topic,
        )
        record_poll(session, done)


def state_of(database: Database, at: datetime | None = None) -> PushState:
    with database.read() as session:
        return push_states(session, at or datetime.now(UTC))["wire"][0]


def subscription_of(database: Database, form: dict[str, str]) -> PushSubscription:
    with database.read() as session:
        known = by_token(session, urlsplit(form["hub.callback"]).path.rsplit("/", 1)[1])
        assert known is not None
        session.expunge(known)
    return known


def due(database: Database) -> list[DueAddress]:
    with database.read() as session:
        return due_addresses(session, datetime.now(UTC))


@contextmanager
def subscribed(database: Database, hub: Hub) -> Iterator[Settings]:
    """Our server running, the hub named by the feed and asked."""
    polled(database, hub.address)
    public = Settings(catalogue="none")
    with running(database, settings=public) as site:
        settings = settings_with(hub.pair, public_url=site.base)
        assert asyncio.run(ask_hubs(database, settings, datetime.now(UTC))) == 1
        yield settings


@pytest.mark.parametrize("method", ["sha1", "sha256", "sha384", "sha512"])
def test_what_a_hub_pushes_lets_the_feed_be_polled_at_once(watched: Database, method: str) -> None:
    with Hub(method=method) as hub, subscribed(watched, hub):
        state = state_of(watched)
        assert (state.state, state.hub, state.pushes) == ("active", hub.address, 0)
        assert state.until is not None
        assert timedelta(minutes=50) < state.until - datetime.now(UTC) <= timedelta(hours=1)
        assert due(watched) == []
        assert hub.publish(TOPIC, b"<rss/>") == [202]
        assert [address.source_id for address in due(watched)] == ["wire"]
        assert state_of(watched).pushes == 1


@pytest.mark.parametrize("signature", ["", "sha256=00", "sha256=", "md5=0", "nonsense", "sha1=é"])
def test_what_is_not_signed_as_agreed_changes_nothing(watched: Database, signature: str) -> None:
    with Hub() as hub, subscribed(watched, hub):
        signature = signature.encode().decode("latin-1")
        assert hub.publish(TOPIC, b"<rss/>", signature=signature) == [202]
        assert (due(watched), state_of(watched).pushes) == ([], 0)


def test_a_signature_holds_for_its_body_only(watched: Database) -> None:
    with Hub() as hub, subscribed(watched, hub):
        secret = hub.requests[0]["hub.secret"]
        other = hmac.new(secret.encode(), b"<feed/>", hashlib.sha256).hexdigest()
        hub.publish(TOPIC, b"<rss/>", signature=f"sha256={other}")
        assert due(watched) == []


def test_each_subscription_has_a_secret_and_an_address_that_nobody_can_guess(watched: Database) -> None:
    with Hub() as hub, subscribed(watched, hub) as settings:
        form = hub.requests[0]
        assert form["hub.mode"] == "subscribe"
        assert form["hub.topic"] == TOPIC
        assert int(form["hub.lease_seconds"]) > 86_400
        assert form["hub.callback"].startswith(f"{settings.web.public_url}/push/")
        assert len(form["hub.callback"].rsplit("/", 1)[1]) >= 40
        assert 40 <= len(form["hub.secret"]) < 200
        polled(watched, hub.address, "https://wire.example/other.xml")  # another topic
        asyncio.run(ask_hubs(watched, settings, datetime.now(UTC)))
        second = hub.requests[1]
        assert second["hub.secret"] != form["hub.secret"]
        assert second["hub.callback"] != form["hub.callback"]
        # What the first hub still pushes is told that nobody wants it any more.
        assert hub.publish(TOPIC, b"<rss/>") == [410]


def test_questions_that_we_did_not_provoke_are_not_confirmed(watched: Database) -> None:
    with Hub() as hub, subscribed(watched, hub):
        callback = hub.requests[0]["hub.callback"]
        good = {
            "hub.mode": "subscribe",
            "hub.topic": TOPIC,
            "hub.challenge": "c",
            "hub.lease_seconds": "10",
        }
        # It has been confirmed once; another round was not asked for.
        assert hub.call(callback, good)[0] == 404
        assert hub.call(callback, good | {"hub.topic": "https://other.example/"})[0] == 404
        assert hub.call(callback, good | {"hub.mode": "unsubscribe"})[0] == 404
        assert hub.call(callback, {})[0] == 404
        assert hub.call(callback[:-2], good)[0] == 404
        assert state_of(watched).state == "active"


def test_a_subscription_is_renewed_before_its_lease_ends_and_lapses_otherwise(watched: Database) -> None:
    with Hub(lease_seconds=7200) as hub, subscribed(watched, hub) as settings:
        now = datetime.now(UTC)
        assert asyncio.run(ask_hubs(watched, settings, now + timedelta(minutes=80))) == 0
        hub.lease_seconds = 14_400
        assert asyncio.run(ask_hubs(watched, settings, now + timedelta(minutes=95))) == 1
        assert [form["hub.callback"] for form in hub.requests] == [hub.requests[0]["hub.callback"]] * 2
        state = state_of(watched)
        assert state.state == "active"
        assert state.until is not None
        assert state.until > now + timedelta(hours=3)
        assert state_of(watched, now + timedelta(hours=5)).state == "lapsed"


def test_a_hub_that_refuses_is_asked_again_later_and_polling_goes_on(watched: Database) -> None:
    with Hub(status=500) as hub:
        polled(watched, hub.address)
        settings = settings_with(hub.pair, public_url=f"http://127.0.0.1:{free_port()}")
        start = datetime.now(UTC)
        asked = [
            minutes
            for minutes in range(0, 24 * 60, 5)
            if asyncio.run(ask_hubs(watched, settings, start + timedelta(minutes=minutes)))
        ]
        assert asked[0] == 0
        pauses = [later - earlier for earlier, later in pairwise(asked)]
        assert pauses == sorted(pauses)
        assert pauses[0] >= 10
        assert len(asked) < 10
        state = state_of(watched)
        assert (state.state, state.error) == ("asked", "the hub answered 500")


def test_a_hub_that_takes_requests_and_never_asks_back_is_asked_less_and_less(watched: Database) -> None:
    with Hub(status=202) as hub:
        polled(watched, hub.address)
        settings = settings_with(
            hub.pair, public_url=f"http://127.0.0.1:{free_port()}"
        )  # nobody answers there
        start = datetime.now(UTC)
        for hours in range(24):
            asyncio.run(ask_hubs(watched, settings, start + timedelta(hours=hours)))
        assert 2 < len(hub.requests) < 8
        assert hub.subscriptions == {}


def test_a_hub_that_denies_is_left_alone_for_a_week(watched: Database) -> None:
    with Hub(denies=True) as hub, subscribed(watched, hub) as settings:
        state = state_of(watched)
        assert (state.state, state.error) == ("denied", "not today")
        now = datetime.now(UTC)
        assert asyncio.run(ask_hubs(watched, settings, now + timedelta(days=6))) == 0
        assert asyncio.run(ask_hubs(watched, settings, now + timedelta(days=8))) == 1


def test_hubs_are_judged_like_every_other_address(watched: Database) -> None:
    with Hub() as hub:
        polled(watched, hub.address)
        settings = settings_with(public_url="https://deals.example.org")  # nothing on loopback is allowed
        assert asyncio.run(ask_hubs(watched, settings, datetime.now(UTC))) == 1
        assert hub.requests == []
        assert "cannot be asked" in state_of(watched).error


def test_nobody_is_asked_without_an_address_of_ours_or_against_the_settings(watched: Database) -> None:
    with Hub() as hub:
        polled(watched, hub.address)
        for settings in (
            settings_with(hub.pair, public_url=None),
            settings_with(hub.pair, public_url="https://deals.example.org", push=False),
        ):
            assert asyncio.run(ask_hubs(watched, settings, datetime.now(UTC))) == 0
        assert hub.requests == []


def test_a_feed_that_names_no_hub_any_more_is_no_longer_pushed(watched: Database) -> None:
    polled(watched, "https://hub.example/")
    polled(watched, None)  # its list was not read
    assert state_of(watched).hub == "https://hub.example/"
    polled(watched, "")
    with watched.read() as session:
        assert push_states(session, datetime.now(UTC)) == {}


def test_endless_news_is_cut_off(watched: Database) -> None:
    with Hub() as hub, subscribed(watched, hub):
        callback = hub.requests[0]["hub.callback"]
        answer = httpx.post(callback, content=b"x" * (6 * 1024 * 1024))
        assert answer.status_code == 413
        assert due(watched) == []


def test_hubs_need_no_login(watched: Database) -> None:
    web = {"token": "t" * 24, "address": "127.0.0.1:1"}
    with running(watched, settings=Settings(catalogue="none", web=web)) as site:  # type: ignore[arg-type]
        assert site.get("/deals", follow_redirects=False).status_code == 303
        assert site.get("/push/unknown?hub.mode=subscribe").status_code == 404
        assert httpx.post(f"{site.base}/push/unknown", content=b"").status_code == 410
