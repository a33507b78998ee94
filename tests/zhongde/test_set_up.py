"""Mistakes of the user are told with file, key and remedy, under exit code 2, and never with a traceback."""

import socket

import pytest

from zhongde.main import app, main


def test_help_names_every_command(installation):
    shown = installation.plain("--help")
    assert shown.code == 0
    for command in (
        "run",
        "crawl",
        "fetch",
        "parse-feed",
        "extract",
        "analyse",
        "evaluate",
        "deals",
        "deal",
        "search",
        "digest",
        "sources",
        "subscriptions",
        "deliveries",
        "status",
        "doctor",
        "db",
        "demo",
    ):
        assert command in shown.out


def _commands(group=None, path=()):
    import typer

    command = group or typer.main.get_command(app)
    for name, child in command.commands.items():
        if hasattr(child, "commands"):
            yield from _commands(child, (*path, name))
        else:
            yield (*path, name)


@pytest.mark.parametrize("command", list(_commands()), ids=" ".join)
def test_every_command_explains_itself(installation, command):
    shown = installation.plain(*command, "--help")
    assert shown.code == 0
    assert "Usage" in shown.out


def test_the_version_is_told(installation):
    assert installation.plain("--version").out.startswith("zhongde 0.")


@pytest.mark.parametrize("command", [("deals",), ("status",), ("db", "check"), ("crawl", "--all"), ("run",)])
def test_a_wrong_key_is_told_by_every_command(installation, command):
    installation.configure("subscribtions: []\n")
    outcome = installation.run(*command)
    assert outcome.code == 2
    for part in ("zhongde.yaml", "line 5", "subscribtions", "'subscriptions'"):
        assert part in outcome.err
    assert "Traceback" not in outcome.err


def test_a_missing_file_is_told(installation):
    assert main(["status", "--config", str(installation.folder / "none.yaml")]) == 2
    outcome = installation.plain("status", "--config", str(installation.folder / "none.yaml"))
    assert "no such file" in outcome.err


def test_an_unknown_command_is_told(installation):
    outcome = installation.plain("crwal")
    assert outcome.code == 2
    assert "crwal" in outcome.err


def test_a_database_that_is_none_is_told(installation):
    (installation.folder / "zhongde.db").write_text(
        "this is no database, only a text that is long enough " * 50
    )
    outcome = installation.run("deals")
    assert outcome.code == 2
    assert "zhongde.db" in outcome.err
    assert "Traceback" not in outcome.err


def test_an_engine_of_later_is_refused(installation):
    installation.configure("engine: procrastinate\n")
    outcome = installation.run("run")
    assert outcome.code == 2
    assert "engine: local" in outcome.err


def test_the_doctor_tells_what_is_wrong(installation):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    installation.configure(
        f"smtp: {{host: 127.0.0.1, port: {port}, tls: none}}\n"
        "subscriptions:\n  - {name: morning, channels: [{type: email, to: [a@example.org]}]}\n"
    )
    outcome = installation.run("doctor")
    assert outcome.code == 3
    assert f"127.0.0.1:{port}" in outcome.out + outcome.err
    assert any(not finding["ok"] for finding in installation.run("doctor", "--json").json)


def test_the_schema_is_json_schema(installation):
    schema = installation.run("doctor", "--schema").json
    assert "subscriptions" in schema["properties"]
    assert schema["additionalProperties"] is False


def test_status_has_the_promised_shape(filled):
    status = filled.run("status", "--json").json
    assert status["sources"].keys() >= {"fresh", "late", "silent", "failing", "blocked", "off"}
    assert status["articles"] == {"pending": 0, "read": 2, "alerts": 2}
    assert status["deliveries"] == {"pending": 0, "failed": 0, "sent": 0}
    assert status["oldest_unsent_seconds"] is None
    assert status["last_runs"] == []
    assert filled.run("status").code == 0


def test_status_tells_what_was_given_up_and_what_to_do(filled):
    filled.give_up(
        *(f"reader{number}@example.org" for number in range(25)), error="mx.example.org: 550 no such user"
    )
    told = filled.run("status").out
    report = filled.run("status", "--json").json
    assert report["deliveries"]["failed"] == 25
    (*_, row) = report["failed_deliveries"]
    assert len(report["failed_deliveries"]) == 20
    assert (row["subscription"], row["channel"], row["state"]) == ("morning", "email", "failed")
    assert f"email of morning to {row['recipient']}: mx.example.org: 550 no such user" in told
    assert f"zhongde deliveries replay {row['id'][:13]}" in told
    assert "and 5 more: 'zhongde deliveries list --state failed'" in told
    assert filled.run("deliveries", "replay", row["id"][:13]).code == 0
    assert row["id"] not in str(filled.run("status", "--json").json["failed_deliveries"])


def test_the_database_is_kept(filled):
    assert filled.run("db", "upgrade").code == 0
    assert filled.run("db", "check").code == 0
    copy = filled.folder / "copy.db"
    assert filled.run("db", "backup", str(copy)).code == 0
    assert copy.stat().st_size > 0
    again = filled.run("db", "backup", str(copy))
    assert again.code == 2
    assert "copy.db" in again.err
