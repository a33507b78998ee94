"""Digests and the outbox: told once, one id for life, nothing lost, nobody's lease taken."""

from __future__ import annotations

import threading
from collections import Counter
from datetime import timedelta

import pytest

from storage import Database
from storage.deal_files import untold_steps
from storage.deliveries import (
    count_deliveries,
    delivery_content,
    delivery_view,
    lease_deliveries,
    list_deliveries,
    oldest_unsent,
    release_leases,
    replay_delivery,
    settle_delivery,
)
from storage.digests import advance_window, ensure_subscription, record_digest, window_of
from storage.values import DeliveryView, LeasedDelivery, NewDelivery, NewDigest
from tests.storage.samples import MINUTE, NOW, Archive, deal

LEASE = timedelta(minutes=5)


def digest(
    name: str, *steps: int, deliveries: int = 1, subscription: str = "desk", **more: object
) -> NewDigest:
    values: dict[str, object] = {
        "kind": "scheduled",
        "window_from": NOW - MINUTE,
        "window_to": NOW,
        "content": {"type": "zhongde.digest.v1"},
    }
    return NewDigest(
        id=name,
        subscription=subscription,
        step_ids=steps,
        deliveries=tuple(
            NewDelivery(f"{name}-message-{number}", "webhook", "key", f"hook {number}", f"body {number}")
            for number in range(deliveries)
        ),
        **(values | more),  # type: ignore[arg-type]
    )


def record(database: Database, new: NewDigest) -> bool:
    with database.write() as session:
        return record_digest(session, new, NOW)


def lease(database: Database, owner: str, at: object = NOW, **more: object) -> list[LeasedDelivery]:
    with database.write() as session:
        return lease_deliveries(session, at, owner=owner, **({"limit": 10, "lease": LEASE} | more))  # type: ignore[arg-type]


def settle(database: Database, name: str, owner: str, outcome: str, **more: object) -> bool:
    with database.write() as session:
        return settle_delivery(
            session,
            name,
            owner=owner,
            outcome=outcome,  # type: ignore[arg-type]
            **({"detail": "", "now": NOW} | more),  # type: ignore[arg-type]
        )


def view(database: Database, name: str) -> DeliveryView:
    with database.read() as session:
        found = delivery_view(session, name)
    assert found is not None
    return found


def test_a_step_is_told_to_a_subscription_once(archive: Archive) -> None:
    steps = archive.report(deal())
    assert record(archive.database, digest("one", *steps)) is True
    assert record(archive.database, digest("two", *steps)) is False
    with archive.database.read() as session:
        assert untold_steps(session, "desk", NOW, since=NOW - MINUTE) == []
        assert len(untold_steps(session, "other", NOW, since=NOW - MINUTE)) == 1
        assert [row.digest_id for row in list_deliveries(session)] == ["one"]
    assert record(archive.database, digest("three", *steps, subscription="other")) is True


def test_a_digest_is_written_as_a_whole_or_not_at_all(archive: Archive) -> None:
    steps = archive.report(deal())

    def break_off() -> None:
        with archive.database.write() as session:
            record_digest(session, digest("one", *steps), NOW)
            raise RuntimeError("power cut")

    with pytest.raises(RuntimeError):
        break_off()
    with archive.database.read() as session:
        assert count_deliveries(session) == {"pending": 0, "failed": 0, "sent": 0}
        assert len(untold_steps(session, "desk", NOW, since=NOW - MINUTE)) == 1
        assert window_of(session, "desk") is None


def test_two_composers_at_once_tell_a_step_once(archive: Archive) -> None:
    steps = archive.report(deal())
    told: list[bool] = []
    gate = threading.Barrier(2)

    def compose(name: str) -> None:
        own = Database(archive.database.url)
        gate.wait()
        told.append(record(own, digest(name, *steps)))
        own.dispose()

    threads = [threading.Thread(target=compose, args=(name,)) for name in ("one", "two")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(told) == [False, True]


def test_windows_begin_now_and_never_move_back(database: Database) -> None:
    with database.write() as session:
        assert ensure_subscription(session, "desk", NOW) == NOW
        assert ensure_subscription(session, "desk", NOW + MINUTE) == NOW
        advance_window(session, "desk", NOW + 2 * MINUTE)
        advance_window(session, "desk", NOW)
        assert window_of(session, "desk") == NOW + 2 * MINUTE
    record(database, digest("one", window_to=NOW + 5 * MINUTE))
    record(database, digest("two", window_to=NOW + 9 * MINUTE, kind="manual"))
    with database.read() as session:
        assert window_of(session, "desk") == NOW + 5 * MINUTE


def test_a_leased_row_is_nobody_else_s_until_the_lease_ends(database: Database) -> None:
    record(database, digest("one"))
    (row,) = lease(database, "first")
    assert (row.id, row.content, row.attempts) == ("one-message-0", "body 0", 0)
    assert lease(database, "second") == []
    assert lease(database, "second", NOW + LEASE - MINUTE) == []
    assert [row.id for row in lease(database, "second", NOW + LEASE)] == ["one-message-0"]
    assert settle(database, row.id, "first", "sent") is False
    assert settle(database, row.id, "second", "sent") is True
    assert lease(database, "third", NOW + timedelta(days=1)) == []


def test_many_processes_share_the_outbox_without_a_row_twice(database: Database) -> None:
    for number in range(4):
        record(database, digest(f"digest-{number}", deliveries=10))
    taken: Counter[str] = Counter()
    gate = threading.Barrier(3)

    def work(owner: str) -> None:
        own = Database(database.url)
        gate.wait()
        while rows := lease(own, owner, limit=3):
            taken.update(row.id for row in rows)
            for row in rows:
                assert settle(own, row.id, owner, "sent")
        own.dispose()

    threads = [threading.Thread(target=work, args=(f"worker-{number}",)) for number in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(taken) == 40
    assert set(taken.values()) == {1}
    with database.read() as session:
        assert count_deliveries(session) == {"pending": 0, "failed": 0, "sent": 40}


def test_a_retry_waits_for_its_time_under_the_same_id(database: Database) -> None:
    record(database, digest("one"))
    lease(database, "first")
    assert settle(database, "one-message-0", "first", "retry", detail="HTTP 503", retry_at=NOW + 10 * MINUTE)
    assert lease(database, "first", NOW + 9 * MINUTE) == []
    (row,) = lease(database, "first", NOW + 10 * MINUTE)
    assert (row.id, row.attempts) == ("one-message-0", 1)
    assert settle(database, row.id, "first", "sent", detail="HTTP 204", now=NOW + 10 * MINUTE)
    shown = view(database, "one-message-0")
    assert (shown.state, shown.attempts, shown.sent_at, shown.error) == ("sent", 2, NOW + 10 * MINUTE, "")
    assert shown.history == ((NOW, "retry", "HTTP 503"), (NOW + 10 * MINUTE, "sent", "HTTP 204"))
    with database.write() as session, pytest.raises(ValueError, match="a retry needs a time"):
        settle_delivery(session, "one-message-0", owner="first", outcome="retry", detail="", now=NOW)


def test_what_is_given_up_is_kept_and_can_be_replayed(database: Database) -> None:
    record(database, digest("one"))
    lease(database, "first")
    settle(database, "one-message-0", "first", "failed", detail="HTTP 410")
    with database.write() as session:
        assert [row.error for row in list_deliveries(session, state="failed")] == ["HTTP 410"]
        assert oldest_unsent(session) is None
        assert replay_delivery(session, "one-me", NOW + MINUTE) is True
        assert replay_delivery(session, "one-me", NOW + MINUTE) is False
        assert replay_delivery(session, "unknown", NOW) is False
        assert oldest_unsent(session) == NOW
    (row,) = lease(database, "first", NOW + MINUTE)
    assert (row.id, row.attempts) == ("one-message-0", 0)
    settle(database, row.id, "first", "sent")
    with database.write() as session:
        assert replay_delivery(session, "one-message-0", NOW) is False
    assert len(view(database, "one-message-0").history) == 2


def test_a_process_that_stops_gives_its_leases_back_and_no_other_s(database: Database) -> None:
    record(database, digest("one", deliveries=3))
    for owner in ("first", "first/round 2", "firsthand"):
        lease(database, owner, limit=1)
    with database.write() as session:
        release_leases(session, "first")
    assert len(lease(database, "third")) == 2


def test_only_rows_of_the_digests_asked_for_are_leased(database: Database) -> None:
    record(database, digest("one"))
    record(database, digest("two"))
    assert [row.digest_id for row in lease(database, "first", only=["two"])] == ["two"]


def test_a_delivery_is_found_by_a_unique_beginning_of_its_id(database: Database) -> None:
    record(database, digest("digest", deliveries=2))
    with database.read() as session:
        assert delivery_content(session, "digest-message-1") == "body 1"
        assert delivery_view(session, "digest-message") is None
        assert delivery_view(session, "dig") is None
        assert delivery_view(session, "digest_message-1") is None
        assert delivery_content(session, "nothing-like-it") is None


def test_an_outbox_row_takes_any_text(database: Database) -> None:
    wild = NewDelivery("id-of-the-row", "email", "key", "a\0b@example.org", "内容\0 \ud800 end")
    new = digest("one", deliveries=0)
    with database.write() as session:
        record_digest(
            session,
            NewDigest(
                new.id, "desk", "manual", new.window_from, new.window_to, {"title": "\0\ud800"}, (), (wild,)
            ),
            NOW,
        )
    with database.read() as session:
        assert delivery_content(session, "id-of-the-row") == "内容 \ufffd end"
