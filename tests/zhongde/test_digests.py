"""Digests can be seen and sent by hand, by real mail and webhook servers on loopback; what fails is kept and told."""

import base64
import email
import email.policy
import json
import socket

import pytest

from digests.channels.opening import mail_key
from storage.departures import record_departure
from tests.zhongde.conftest import NOW
from zhongde.demo_receivers import MailCatcher, WebhookReceiver
from zhongde.main import main

SECRET = "whsec_" + base64.b64encode(b"a secret of thirty-two bytes.....").decode()


@pytest.fixture
def mails(tmp_path):
    catcher = MailCatcher(tmp_path / "mail")
    catcher.start()
    yield catcher
    catcher.stop()


@pytest.fixture
def hooks(tmp_path):
    receiver = WebhookReceiver(tmp_path / "hooks", SECRET)
    receiver.start()
    yield receiver
    receiver.stop()


def subscribe(installation, smtp_port, hook_url=None, hook_port=0):
    hook = f"      - {{type: webhook, url: '{hook_url}', secret: '{SECRET}'}}\n" if hook_url else ""
    allow = f"fetch: {{allow: ['127.0.0.1:{hook_port}']}}\n" if hook_url else ""
    installation.configure(
        f"smtp: {{host: 127.0.0.1, port: {smtp_port}, tls: none, sender: 'zhongde <z@example.org>', timeout: 5s}}\n"
        f"{allow}"
        "subscriptions:\n"
        "  - name: morning\n    schedule: '0 8 * * *'\n    timezone: Europe/Berlin\n    channels:\n"
        "      - {type: email, to: [analyst@example.org, second@example.org]}\n"
        f"{hook}"
        "  - {name: silent}\n"
    )


def free_port():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


def test_a_preview_shows_and_sends_nothing(filled):
    subscribe(filled, free_port())
    text = filled.run("digest", "preview", "morning")
    assert text.code == 0
    assert "Musterbau GmbH" in text.out
    payload = filled.run("digest", "preview", "morning", "--format", "json").json
    assert payload["type"] == "zhongde.digest.v1"
    assert len(payload["data"]["news"]) == 2
    page = filled.folder / "digest.html"
    assert filled.run("digest", "preview", "morning", "--format", "html", "--out", str(page)).code == 0
    assert "Musterbau GmbH" in page.read_text(encoding="utf-8")
    assert filled.run("deliveries", "list", "--json").json == []


def test_a_digest_arrives_by_mail_and_signed_webhook(filled, mails, hooks):
    subscribe(filled, mails.port, hooks.url, hooks.port)
    outcome = filled.run("digest", "send", "morning")
    assert outcome.code == 0, outcome.err
    assert sorted(mail.recipient for mail in mails.mails) == ["analyst@example.org", "second@example.org"]
    message = email.message_from_bytes(mails.mails[0].file.read_bytes(), policy=email.policy.default)
    for kind in ("plain", "html"):
        body = message.get_body((kind,))
        assert body is not None
        assert "Musterbau GmbH" in body.get_content()
        assert "They signed it" in body.get_content()
    [hook] = hooks.webhooks
    assert hook.signature_holds
    assert hook.payload["data"]["news"][0]["steps"][0]["evidence"]
    rows = filled.run("deliveries", "list", "--json").json
    assert {row["state"] for row in rows} == {"sent"}
    assert hook.id in {row["id"] for row in rows}
    assert len({mail.message_id for mail in mails.mails}) == 2


def test_a_dead_mail_server_is_told_and_nothing_is_lost(filled):
    subscribe(filled, free_port())
    outcome = filled.run("digest", "send", "morning")
    assert outcome.code == 3
    assert "Traceback" not in outcome.err
    rows = filled.run("deliveries", "list", "--json").json
    assert {row["state"] for row in rows} == {"pending"}
    assert all(row["error"] for row in rows), rows
    shown = filled.run("deliveries", "show", rows[0]["id"][:12], "--json").json
    assert shown["attempts"] == 1
    assert shown["history"]
    status = filled.run("status", "--json").json
    assert status["deliveries"]["pending"] == 2
    assert status["oldest_unsent_seconds"] >= 0


def test_a_sample_is_sent_to_try_the_channels(filled, mails, hooks):
    subscribe(filled, mails.port, hooks.url, hooks.port)
    outcome = filled.run("subscriptions", "test", "morning", "--json")
    assert outcome.code == 0, outcome.err
    assert all(result["ok"] for result in outcome.json)
    assert len(mails.mails) == 2
    assert hooks.webhooks[0].signature_holds
    assert filled.run("deliveries", "list", "--json").json == []


def test_a_sample_that_does_not_arrive_is_told(filled):
    subscribe(filled, free_port())
    outcome = filled.run("subscriptions", "test", "morning")
    assert outcome.code == 3
    assert "no" in outcome.out


def test_subscriptions_are_listed(filled):
    subscribe(filled, free_port())
    rows = filled.run("subscriptions", "list", "--json").json
    assert [row["name"] for row in rows] == ["morning", "silent"]
    assert rows[0]["next"]
    assert rows[1]["next"] is None


def test_who_has_left_is_listed_gets_no_sample_and_can_be_let_in_again(filled, mails):
    subscribe(filled, mails.port)
    database = filled.database()
    with database.write() as session:
        record_departure(session, "morning", mail_key("Analyst@example.org"), NOW)
    database.dispose()
    rows = filled.run("subscriptions", "list", "--json").json
    assert [row["unsubscribed"] for row in rows] == [["analyst@example.org"], []]
    assert "analyst@example.org" in filled.run("subscriptions", "list").out
    outcome = filled.run("subscriptions", "test", "morning", "--json")
    assert outcome.code == 3
    assert [(row["recipient"], row["ok"]) for row in outcome.json] == [
        ("analyst@example.org", False),
        ("second@example.org", True),
    ]
    assert "resubscribe morning" in outcome.json[0]["detail"]
    assert filled.run("digest", "send", "morning").code == 0
    assert [mail.recipient for mail in mails.mails] == ["second@example.org"] * 2
    assert filled.run("subscriptions", "resubscribe", "morning", "analyst@example.org").code == 0
    assert filled.run("subscriptions", "list", "--json").json[0]["unsubscribed"] == []
    again = filled.run("subscriptions", "resubscribe", "morning", "analyst@example.org")
    assert again.code == 2
    assert "has not unsubscribed" in again.err
    assert filled.run("subscriptions", "resubscribe", "evening", "analyst@example.org").code == 2


@pytest.mark.parametrize(
    "command", [("digest", "preview"), ("digest", "send"), ("subscriptions", "test")], ids=" ".join
)
def test_an_unknown_subscription_is_told(filled, command):
    subscribe(filled, free_port())
    outcome = filled.run(*command, "evening")
    assert outcome.code == 2
    assert "evening" in outcome.err
    assert "morning" in outcome.err


def test_a_subscription_without_channels_is_told(filled):
    subscribe(filled, free_port())
    outcome = filled.run("digest", "send", "silent")
    assert outcome.code == 2
    assert "channels" in outcome.err


def test_unknown_deliveries_are_told(filled):
    for command in (("show", "nothing"), ("replay", "nothing")):
        outcome = filled.run("deliveries", *command)
        assert outcome.code == 2
        assert "nothing" in outcome.err
    assert filled.run("deliveries", "replay").code == 2
    assert filled.run("deliveries", "list", "--state", "lost").code == 2
    assert json.loads(filled.run("deliveries", "list", "--json").out) == []


def test_a_preview_takes_its_form_from_the_file_and_every_form_can_be_had(filled):
    subscribe(filled, free_port())
    for name, begin in (
        ("a.xlsx", b"PK"),
        ("a.ics", b"BEGIN:VCALENDAR"),
        ("a.csv", b"\xef\xbb\xbfNumber,"),
        ("a.xml", b"<?xml"),
        ("a.md", b"# Deals"),
        ("a.json", b"{"),
        ("a.html", b"<!DOCTYPE html>"),
    ):
        file = filled.folder / name
        assert filled.run("digest", "preview", "morning", "--out", str(file)).code == 0, name
        assert file.read_bytes().startswith(begin), name
    outcome = filled.run("digest", "preview", "morning", "--format", "pdf")
    assert outcome.code == 2
    assert "jsonfeed" in outcome.err


def test_a_preview_opens_in_the_browser(filled, monkeypatch):
    opened = []
    monkeypatch.setattr("webbrowser.open", lambda address: opened.append(address) or True)
    subscribe(filled, free_port())
    assert filled.run("digest", "preview", "morning", "--open").code == 0
    assert opened[0].startswith("file://")
    assert opened[0].endswith("morning.html")


def test_the_schema_of_the_webhook_is_printed(capsys):
    assert main(["digest", "schema"]) == 0
    assert json.loads(capsys.readouterr().out)["title"] == "zhongde.digest.v1"


def test_a_rehearsal_shows_what_would_have_been_sent(filled):
    subscribe(filled, free_port())
    outcome = filled.run("digest", "rehearse", "morning", "--since", "2020-01-01")
    assert outcome.code == 0
    assert "nothing was sent" in outcome.out
    labels = filled.folder / "labels.jsonl"
    addresses = [deal["sources"][0]["url"] for deal in filled.run("deals", "--json").json]
    labels.write_text(
        "".join(
            json.dumps({"url": url, "alert": True}) + "\n"
            for url in [*addresses, "https://elsewhere.example/"]
        )
    )
    judged = filled.run(
        "digest", "rehearse", "silent", "--since", "2020-01-01", "--labels", str(labels), "--json"
    ).json
    told = sum(len(digest["news"]) + len(digest["updates"]) for digest in judged["digests"])
    assert judged["judgement"]["precision"] == 1.0
    assert judged["judgement"]["recall"] == told / len(addresses)
    assert judged["judgement"]["not_stored"] == 1
    assert judged["digests"][0]["news"]
    assert filled.run("deliveries", "list", "--json").json == []
    labels.write_text('{"url": "https://wire.example/1"}\n')
    outcome = filled.run("digest", "rehearse", "silent", "--since", "2020-01-01", "--labels", str(labels))
    assert outcome.code == 2
    assert "labels.jsonl" in outcome.err
