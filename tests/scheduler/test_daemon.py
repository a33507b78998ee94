"""The daemon as a real process: it tells at once, once, survives being killed, and stops when told to."""

import resource
import signal
import subprocess
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from storage.digests import ensure_subscription
from tests.scheduler.conftest import stop, wait_until

pytestmark = pytest.mark.slow


@pytest.fixture
def daemon_of():
    """Starts daemons and makes sure that none outlives its test."""
    started = []

    def start(world):
        process = world.start()
        started.append(process)
        return process

    yield start
    for process in started:
        if process.poll() is None:
            process.kill()
            process.wait(timeout=10)


def _look_first(world):
    """Read everything that is there, so that what comes afterwards is new."""
    assert world.command("crawl", "--all").returncode in (0, 3)


def _quiet(world):
    """Whether everything listed was read, so that what comes next is new."""
    status = world.json("status")
    return status["articles"]["pending"] == 0 and status["articles"]["read"] > 0


def test_a_new_deal_is_told_at_once_by_mail_and_signed_webhook(world, daemon_of):
    world.configure(sites=("harbour-courier",))
    _look_first(world)
    daemon = daemon_of(world)
    assert world.mails.mails == []
    item = world.newsroom.publish_next()
    assert wait_until(lambda: world.mails.mails and world.hooks.webhooks), world.log
    [mail], [hook] = world.mails.mails, world.hooks.webhooks
    assert hook.signature_holds
    assert hook.payload["data"]["subscription"] == "desk"
    assert hook.payload["data"]["news"][0]["sources"][0]["url"] == item.url
    assert mail.recipient == "desk@example.org"
    assert stop(daemon) == 0
    assert "Traceback" not in world.log
    assert {row["state"] for row in world.json("deliveries", "list")} == {"sent"}


def test_a_killed_daemon_loses_nothing_and_tells_nothing_under_a_second_id(world, daemon_of):
    world.configure()
    _look_first(world)
    daemon = daemon_of(world)
    items = world.newsroom.publish_generated(12, seed=7)
    # Killed as soon as the first message is out: others are read, composed or on their way at that moment.
    assert wait_until(lambda: bool(world.hooks.webhooks)), world.log
    stop(daemon, signal.SIGKILL)
    second = daemon_of(world)

    def told():
        return {
            source["url"]
            for hook in world.hooks.webhooks
            for deal in hook.payload["data"]["news"] + hook.payload["data"]["updates"]
            for source in deal["sources"]
        }

    alerts = {item.url for item in items if item.alert}
    read = {article["url"] for article in _alerts_read(world)}
    wait_until(lambda: (alerts & {a["url"] for a in _alerts_read(world)}) <= told() and _quiet(world))
    read = {article["url"] for article in _alerts_read(world)}
    assert len(alerts & read) >= 6
    assert (alerts & read) <= told(), world.log
    assert stop(second) == 0
    rows = {row["id"]: row for row in world.json("deliveries", "list", "--limit", "1000")}
    assert {row["state"] for row in rows.values()} == {"sent"}
    assert {hook.id for hook in world.hooks.webhooks} <= set(rows)
    assert all(hook.signature_holds for hook in world.hooks.webhooks)
    by_deal = {}
    for hook in world.hooks.webhooks:
        for deal in hook.payload["data"]["news"]:
            by_deal.setdefault(deal["id"], set()).add(hook.id)
    assert all(len(ids) == 1 for ids in by_deal.values())


def _alerts_read(world):
    from sqlmodel import select

    from storage.tables import Article

    database = world.database()
    with database.read() as session:
        rows = session.exec(select(Article.url).where(Article.alert)).all()
    database.dispose()
    return [{"url": url} for url in rows]


def test_a_scheduled_digest_missed_while_asleep_is_sent_once(world, daemon_of):
    world.configure()
    _look_first(world)
    world.configure(schedule="0 8 * * *")
    database = world.database()
    with database.write() as session:
        ensure_subscription(session, "desk", datetime.now(UTC) - timedelta(days=2))
    database.dispose()
    daemon = daemon_of(world)
    assert wait_until(lambda: bool(world.mails.mails)), world.log
    assert stop(daemon) == 0
    again = daemon_of(world)
    wait_until(lambda: len(world.mails.mails) > 1, seconds=5)
    assert stop(again) == 0
    assert len(world.mails.mails) == 1
    assert len(world.hooks.webhooks) == 1


def test_a_backup_of_a_running_daemon_is_put_back_and_tells_nothing_again(world, daemon_of):
    world.configure(sites=("harbour-courier",))
    _look_first(world)
    daemon = daemon_of(world)
    first = world.newsroom.publish_next()
    assert wait_until(lambda: len(world.hooks.webhooks) == 1), world.log
    assert wait_until(lambda: _sent(world) == 2), world.log
    copy = world.folder / "copy.db"
    assert world.command("db", "backup", str(copy)).returncode == 0
    assert stop(daemon, signal.SIGKILL) != 0
    for suffix in ("", "-wal", "-shm"):
        (world.folder / f"zhongde.db{suffix}").unlink(missing_ok=True)
    copy.rename(world.folder / "zhongde.db")
    assert world.command("db", "check").returncode == 0
    again = daemon_of(world)
    items = world.newsroom.publish_generated(4, seed=7, sites=["harbour-courier"])
    wanted = {item.url for item in items if item.alert}
    assert wanted
    assert wait_until(lambda: wanted <= {url for _, url in _told(world)}), world.log
    assert stop(again) == 0
    told = _told(world)
    assert len(told) == len(set(told))
    assert [url for message, url in told].count(first.url) == 1


def _told(world):
    return [
        (hook.id, source["url"])
        for hook in world.hooks.webhooks
        for deal in hook.payload["data"]["news"]
        for source in deal["sources"]
    ]


def _sent(world):
    return world.json("status")["deliveries"]["sent"]


def test_a_full_disk_is_told_and_the_daemon_goes_on_when_there_is_room(world, daemon_of):
    world.configure(sites=("harbour-courier",))
    _look_first(world)
    daemon = daemon_of(world)
    resource.prlimit(daemon.pid, resource.RLIMIT_FSIZE, (20_000, resource.RLIM_INFINITY))
    item = world.newsroom.publish_next()
    assert wait_until(lambda: "nothing stored so far is lost" in world.log), world.log
    resource.prlimit(daemon.pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    assert wait_until(lambda: len(world.mails.mails) == len(world.hooks.webhooks) == 1), world.log
    assert [url for _, url in _told(world)] == [item.url]
    assert stop(daemon) == 0
    assert world.command("db", "check").returncode == 0


def test_a_newer_schema_and_an_unusable_folder_are_refused_in_words(world):
    world.configure(sites=("harbour-courier",))
    database = world.database()
    with database.write() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '0999'"))
    database.dispose()
    refused = world.command("run")
    assert (refused.returncode, "newer than this program knows" in refused.stderr) == (2, True)
    world.database_url = f"sqlite:///{world.folder}/nowhere/zhongde.db"
    world.configure(sites=("harbour-courier",))
    refused = world.command("run")
    assert (refused.returncode, "Check that the folder exists" in refused.stderr) == (2, True)
    assert "Traceback" not in refused.stderr


def test_a_second_daemon_is_refused_and_the_first_goes_on(world, daemon_of):
    world.configure(sites=("harbour-courier",))
    daemon = daemon_of(world)
    second = world.command("run")
    assert second.returncode == 2
    assert "another" in second.stderr.lower()
    assert "Traceback" not in second.stderr
    assert daemon.poll() is None
    assert stop(daemon, signal.SIGINT) == 0


def test_the_daemon_stops_while_a_server_hangs(world, daemon_of):
    import socket

    with socket.create_server(("127.0.0.1", 0)) as hanging:
        world.configure(sites=("harbour-courier",), smtp_port=hanging.getsockname()[1])
        _look_first(world)
        daemon = daemon_of(world)
        world.newsroom.publish_next()
        assert wait_until(lambda: bool(world.hooks.webhooks)), world.log
        try:
            assert stop(daemon) == 0
        except subprocess.TimeoutExpired:
            pytest.fail(f"did not stop in time:\n{world.log}")
    rows = world.json("deliveries", "list")
    assert {row["state"] for row in rows if row["channel"] == "email"} == {"pending"}
    assert {row["state"] for row in rows if row["channel"] == "webhook"} == {"sent"}


def test_a_changed_configuration_is_read_at_sighup_and_a_wrong_one_refused(world, daemon_of):
    world.configure(sites=("harbour-courier",))
    _look_first(world)
    daemon = daemon_of(world)
    right = world.config.read_text(encoding="utf-8")
    world.config.write_text(right + "no_such_key: 1\n", encoding="utf-8")
    daemon.send_signal(signal.SIGHUP)
    assert wait_until(lambda: "configuration refused, the old one stays" in world.log), world.log
    assert "no_such_key" in world.log
    before = world.log.count("watching")
    world.config.write_text(right.replace("name: desk", "name: office"), encoding="utf-8")
    daemon.send_signal(signal.SIGHUP)
    assert wait_until(lambda: world.log.count("watching") > before), world.log
    assert {entry["name"] for entry in world.json("subscriptions", "list")} == {"office"}
    item = world.newsroom.publish_next()
    assert wait_until(lambda: bool(world.hooks.webhooks)), world.log
    [hook] = world.hooks.webhooks
    assert hook.payload["data"]["subscription"] == "office"
    assert hook.payload["data"]["news"][0]["sources"][0]["url"] == item.url
    assert daemon.poll() is None
    assert stop(daemon) == 0
    assert "Traceback" not in world.log
