"""The queue: what is due becomes one job a host, nothing is queued twice, and what a dead worker left is done."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text
from sqlmodel import Session, select

from scheduler.queue_app import CRAWL_QUEUE, DELIVERY_QUEUE, POLL, READ, open_queue
from scheduler.queueing import BATCH, QueuedWork, delivery_jobs, owner_of, poll_jobs, read_jobs
from storage import Database
from storage.deliveries import lease_deliveries
from storage.polls import record_poll
from storage.queue import OpenJobs, WaitingPage, open_jobs, prepare_queue, still_due
from storage.sources import due_addresses, sync_catalogue
from storage.tables import Delivery, Digest
from storage.values import PollOutcome
from tests.storage.samples import NOW, source

NOTHING = OpenJobs(frozenset(), frozenset(), {})


@pytest.fixture
def queue_database(queue_url: str):
    database = Database(queue_url)
    database.upgrade()
    with database.write() as session:
        sync_catalogue(session, {name: source(name) for name in ("wire", "zeitung", "ribao")}, NOW)
    yield database
    database.dispose()


def _open(database: Database) -> OpenJobs:
    with database.read() as session:
        return open_jobs(session)


async def test_what_is_queued_or_being_done_is_not_queued_again(queue_database: Database) -> None:
    async with open_queue(queue_database) as app:
        work = QueuedWork(queue_database, app)
        await work.poll(NOW)
        await work.poll(NOW)
        before = _open(queue_database)
        assert before.count == {POLL: 3}
        worker = await app.job_manager.register_worker()
        assert await app.job_manager.fetch_job([CRAWL_QUEUE], worker)
        await work.poll(NOW)
        assert _open(queue_database) == before


async def test_a_second_scheduler_queues_nothing_twice(queue_database: Database) -> None:
    async with open_queue(queue_database) as app:
        work = QueuedWork(queue_database, app)
        with queue_database.read() as session:
            jobs = poll_jobs(due_addresses(session, NOW), NOTHING)
        await app.job_manager.defer_job_async(jobs[0])
        await work._defer(jobs)
        assert _open(queue_database).count == {POLL: 3}


async def test_an_address_that_was_polled_meanwhile_is_not_polled_again(queue_database: Database) -> None:
    with queue_database.write() as session:
        address, *_ = due_addresses(session, NOW)
        later = NOW + timedelta(hours=1)
        record_poll(session, PollOutcome(address.id, address.source_id, NOW, "unchanged", later, 3600.0))
        assert still_due(session, [address.id], NOW) == []


async def test_jobs_of_a_dead_worker_and_its_messages_go_to_others(queue_database: Database) -> None:
    with queue_database.write() as session:
        _message(session)
    async with open_queue(queue_database) as app:
        work = QueuedWork(queue_database, app)
        await work.deliver(NOW)
        worker = await app.job_manager.register_worker()
        job = await app.job_manager.fetch_job([DELIVERY_QUEUE], worker)
        assert job is not None
        with queue_database.write() as session:
            assert lease_deliveries(
                session, NOW, owner=f"{owner_of(job.id)}/1", limit=9, lease=timedelta(minutes=10)
            )
        await work.settle(NOW)
        assert await app.job_manager.fetch_job([DELIVERY_QUEUE], worker) is None
        with queue_database.write() as session:
            session.execute(
                text(
                    "UPDATE zhongde_queue.procrastinate_workers SET last_heartbeat = now() - interval '1 min'"
                )
            )
        await work.settle(NOW)
        other = await app.job_manager.register_worker()
        again = await app.job_manager.fetch_job([DELIVERY_QUEUE], other)
        assert again is not None
        assert again.id == job.id
    with queue_database.read() as session:
        assert session.exec(select(Delivery.lease_owner)).all() == [None]


def _message(session: Session) -> None:
    session.add(
        Digest(
            id="d",
            subscription="desk",
            kind="instant",
            window_from=NOW,
            window_to=NOW,
            created_at=NOW,
            content={},
        )
    )
    session.flush()
    session.add(
        Delivery(
            id="m",
            digest_id="d",
            subscription="desk",
            channel="webhook",
            channel_key="k",
            created_at=NOW,
            next_attempt_at=NOW,
        )
    )


def test_a_queue_of_another_version_of_the_library_is_made_anew(queue_database: Database) -> None:
    definition = (
        "CREATE TABLE procrastinate_jobs (id int, lock text, status text); SELECT '100%';"  # in short
    )
    prepare_queue(queue_database, definition)
    with queue_database.write() as session:
        session.execute(text("INSERT INTO zhongde_queue.procrastinate_jobs VALUES (1)"))
    prepare_queue(queue_database, definition)
    with queue_database.read() as session:
        assert session.execute(text("SELECT count(*) FROM zhongde_queue.procrastinate_jobs")).scalar() == 1
    prepare_queue(queue_database, definition + " SELECT 1;")
    with queue_database.read() as session:
        assert session.execute(text("SELECT count(*) FROM zhongde_queue.procrastinate_jobs")).scalar() == 0


pages = st.lists(
    st.builds(
        WaitingPage,
        id=st.integers(1, 10**6),
        url=st.sampled_from([f"http://{host}.example/{n}" for host in "abc" for n in range(3)]),
        has_text=st.booleans(),
        past=st.booleans(),
    ),
    unique_by=lambda page: page.id,
    max_size=80,
)


@given(pages)
def test_reading_asks_each_host_by_one_job_at_a_time_and_no_article_twice(waiting: list[WaitingPage]) -> None:
    jobs = read_jobs(waiting, NOTHING)
    names = [job.queueing_lock for job in jobs]
    assert len(set(names)) == len(names)
    locks = [job.lock for job in jobs if job.lock is not None]
    assert len(set(locks)) == len(locks)
    ids = [id_ for job in jobs for id_ in job.task_kwargs["article_ids"]]
    assert len(set(ids)) == len(ids)
    assert all(len(job.task_kwargs["article_ids"]) <= BATCH for job in jobs)
    if waiting:
        assert jobs
    news = [
        job.priority
        for job in jobs
        if any(p.id in job.task_kwargs["article_ids"] for p in waiting if not p.past)
    ]
    past = [
        job.priority for job in jobs if any(p.id in job.task_kwargs["article_ids"] for p in waiting if p.past)
    ]
    assert not news or not past or min(news) > max(past)


def test_hosts_with_an_open_job_wait() -> None:
    page = WaitingPage(1, "http://a.example/1", has_text=False, past=False)
    assert read_jobs([page], OpenJobs(frozenset({f"{READ} a.example"}), frozenset(), {READ: 1})) == []
    assert read_jobs([page], NOTHING)[0].lock == "host a.example"


def test_all_mail_is_one_channel_and_is_told_before_anything_else() -> None:
    jobs = delivery_jobs([("email", "x"), ("email", "y"), ("webhook", "z")], NOTHING)
    assert [job.task_kwargs for job in jobs] == [
        {"channel": "email", "key": None},
        {"channel": "webhook", "key": "z"},
    ]
    reading = read_jobs([WaitingPage(1, "http://a.example/1", has_text=False, past=False)], NOTHING)
    assert all(job.priority > reading[0].priority for job in jobs)
