"""Leaving by one click: from the header of a mail that arrived, over HTTP, to the digest that does not come any more."""

from __future__ import annotations

import asyncio
import email
import email.policy
import re
from collections.abc import Iterator
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from config import Settings
from digests.leaving import leaving_token, read_leaving_token
from digests.notices import tell_outages
from digests.outbox import compose_due, deliver_due
from storage import Database
from storage.deliveries import list_deliveries
from tests.digests.conftest import MORNING, Desk, deal, open_desk
from tests.web.serving import Site, running
from zhongde.demo_receivers import MailCatcher

PUBLIC = "https://deals.example.org/zhongde"
ANNA, BERND = "Anna <Anna.Maier@example.org>", "bernd@example.org"
_DEALS = (
    ("Musterbau GmbH", "Qingda Group", "Suzhou", "120000000"),
    ("Nordlicht AG", "Huaxin Cables", "Kassel", "35000000"),
    ("Talwerk KG", "Port of Ningbo", "Dresden", "990000000"),
    ("Kurz und Sohn", "Lanhai Bank", "Wuhan", "4100000"),
)
HOUR = timedelta(hours=1)


@pytest.fixture
def mails(tmp_path: Path) -> Iterator[MailCatcher]:
    catcher = MailCatcher(tmp_path / "mail")
    catcher.start()
    yield catcher
    catcher.stop()


class Round:
    """Deals that turn up, and the mails that tell of them."""

    def __init__(self, database: Database, mails: MailCatcher, public_url: str | None = PUBLIC) -> None:
        self.mails = mails
        self.settings = Settings(
            catalogue="none",
            smtp={
                "host": "127.0.0.1",
                "port": mails.port,
                "tls": "none",
                "sender": "zhongde <z@example.org>",
            },
            web={"public_url": public_url, "root_path": "/zhongde", "token": "t" * 30},
            subscriptions=[
                {"name": name, "language": "de", "channels": [{"type": "email", "to": to}]}
                for name, to in (("morning", [ANNA, BERND]), ("other", [ANNA]))
            ],
        )
        self.database = database
        self.desk: Desk = open_desk(database)
        self.now = MORNING
        compose_due(database, self.settings, self.now)

    def find(self) -> None:
        """A deal turns up and is composed."""
        self.now += HOUR
        german, chinese, place, amount = _DEALS[self.desk.count]
        told = deal(
            german=german,
            chinese=chinese,
            place=place,
            amount=amount,
            evidence=f"{german} and {chinese} signed a contract in {place}.",
        )
        self.desk.report(told, at=self.now - timedelta(minutes=1), title=f"{german} builds in {place}")
        assert compose_due(self.database, self.settings, self.now) == 2

    def deliver(self) -> dict[str, list[EmailMessage]]:
        """The mails that arrive now, by recipient."""
        before = len(self.mails.mails)
        asyncio.run(deliver_due(self.database, self.settings, self.now, owner="test"))
        arrived: dict[str, list[EmailMessage]] = {}
        for mail in self.mails.mails[before:]:
            message = email.message_from_bytes(mail.file.read_bytes(), policy=email.policy.default)
            assert isinstance(message, EmailMessage)
            arrived.setdefault(mail.recipient, []).append(message)
        return arrived

    def tell(self) -> dict[str, list[str]]:
        """Find and deliver; the subscriptions by recipient."""
        self.find()
        return {
            who: sorted(str(one["List-Id"]).strip("<").partition(".")[0] for one in messages)
            for who, messages in self.deliver().items()
        }


def address_in(message: EmailMessage) -> str:
    found = re.fullmatch(r"<(\S+)>, *<mailto:\S+>", str(message["List-Unsubscribe"]))
    assert found
    return found[1]


def path_of(message: EmailMessage) -> str:
    return urlsplit(address_in(message)).path


def of_morning(messages: list[EmailMessage]) -> EmailMessage:
    return next(one for one in messages if "morning." in str(one["List-Id"]))


def one_click(site: Site, path: str) -> httpx.Response:
    """What a mail provider does (RFC 8058, section 3.2), without cookies, login or redirects."""
    return httpx.post(f"{site.base}{path}", data={"List-Unsubscribe": "One-Click"})


ANNAS = "anna.maier@example.org"


def lower(arrived: dict[str, Any]) -> dict[str, Any]:
    return {who.lower(): value for who, value in arrived.items()}


def test_one_click_ends_it_for_one_recipient_and_can_be_taken_back(
    database: Database, mails: MailCatcher
) -> None:
    told = Round(database, mails)
    told.find()
    arrived = lower(told.deliver())
    message = of_morning(arrived[ANNAS])
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = address_in(message)
    assert address.startswith(f"{PUBLIC}/unsubscribe/")
    for kind in ("plain", "html"):
        body = message.get_body((kind,))
        assert body is not None
        assert address in body.get_content()
    assert address_in(of_morning(arrived["bernd@example.org"])) != address

    with running(database, host="0.0.0.0", settings=told.settings) as site:
        asked = site.get(path_of(message), headers={"Accept-Language": "de"})
        assert asked.status_code == 200
        assert "A•••@example.org" in asked.text
        assert "Maier" not in asked.text
        assert lower(told.tell()) == {ANNAS: ["morning", "other"], "bernd@example.org": ["morning"]}
        answer = one_click(site, path_of(message))
        assert (answer.status_code, answer.headers.get("set-cookie")) == (200, None)
        assert one_click(site, path_of(message)).status_code == 200
        assert lower(told.tell()) == {ANNAS: ["other"], "bernd@example.org": ["morning"]}

    # The server was started anew: an address sent before still holds, and its page offers the way back.
    with running(database, host="0.0.0.0", settings=told.settings) as site:
        page = site.get(path_of(message), headers={"Accept-Language": "zh-CN"})
        assert "撤销退订" in page.text
        back = re.search(r'<form[^>]* action="([^"]+/return)" method="post"', page.text)
        assert back
        assert httpx.post(f"{site.base}{back[1]}").status_code == 200
        assert lower(told.tell()) == {ANNAS: ["morning", "other"], "bernd@example.org": ["morning"]}


def test_what_waits_for_another_try_is_not_sent_to_who_has_left(
    sqlite_database: Database, mails: MailCatcher
) -> None:
    told = Round(sqlite_database, mails)
    told.find()
    message = of_morning(lower(told.deliver())[ANNAS])
    told.find()
    with running(sqlite_database, host="0.0.0.0", settings=told.settings) as site:
        assert one_click(site, path_of(message)).status_code == 200
    assert {who: len(messages) for who, messages in lower(told.deliver()).items()} == {
        ANNAS: 1,
        "bernd@example.org": 1,
    }
    with sqlite_database.read() as session:
        (kept,) = [row for row in list_deliveries(session) if row.state == "failed"]
    assert "has unsubscribed from morning" in kept.error
    assert told.deliver() == {}  # Nobody is told that it failed.


def test_notices_on_sources_stop_too(sqlite_database: Database, mails: MailCatcher) -> None:
    told = Round(sqlite_database, mails)
    told.find()
    message = of_morning(lower(told.deliver())[ANNAS])
    with running(sqlite_database, host="0.0.0.0", settings=told.settings) as site:
        one_click(site, path_of(message))
    told.now += timedelta(days=60)  # All sources have fallen silent meanwhile.
    assert tell_outages(sqlite_database, told.settings, told.now) > 0
    arrived = lower(told.deliver())
    assert {who: [str(one["List-Id"]).split(".")[0] for one in got] for who, got in arrived.items()} == {
        "bernd@example.org": ["<morning"],
        ANNAS: ["<other"],
    }
    body = arrived[ANNAS][0].get_body(("html",))
    assert body is not None
    assert address_in(arrived[ANNAS][0]) in body.get_content()


@pytest.mark.parametrize("public_url", [None, "http://deals.example.org"])
def test_one_click_is_offered_over_https_only(
    sqlite_database: Database, mails: MailCatcher, public_url: str | None
) -> None:
    told = Round(sqlite_database, mails, public_url)
    told.find()
    (message, _) = lower(told.deliver())[ANNAS]
    assert message["List-Unsubscribe-Post"] is None
    assert ("/unsubscribe/" in str(message["List-Unsubscribe"])) is (public_url is not None)
    assert "mailto:z@example.org" in str(message["List-Unsubscribe"])


def test_a_wrong_token_leads_nowhere(sqlite_database: Database, mails: MailCatcher) -> None:
    told = Round(sqlite_database, mails)
    with running(sqlite_database, host="0.0.0.0", settings=told.settings) as site:
        forged = leaving_token("a guess", "morning", "0" * 32)
        assert one_click(site, f"/zhongde/unsubscribe/{forged}").status_code == 404  # No secret yet.
        told.find()
        path = path_of(of_morning(lower(told.deliver())[ANNAS]))
        payload, _, signature = path.rpartition("/")[2].rpartition(".")
        wrong = [
            forged,
            "x",
            f"{payload}.",
            f"{payload}.{signature[:-3]}AAA",
            f"{payload[:-2]}.{signature}",
            "%00",
            "%C3%A9",
        ]
        for token in (*wrong, "..%2fdeals", f"{payload}.{signature}/other"):
            target = httpx.URL(site.base).copy_with(raw_path=f"/zhongde/unsubscribe/{token}".encode())
            for method in ("GET", "POST"):
                answer = httpx.request(method, target)
                assert answer.status_code in ({404, 405} if "/" in token or "%2f" in token else {404}), token
                assert "example.org" not in answer.text
        assert site.get("/zhongde/deals", follow_redirects=False).status_code == 303  # The rest stays closed.
        assert site.get(path, headers={"Host": "deals.example.org"}).status_code == 200
    assert lower(told.tell()) == {ANNAS: ["morning", "other"], "bernd@example.org": ["morning"]}


@given(st.text(max_size=60), st.text(max_size=40), st.text(max_size=200))
def test_only_what_was_signed_is_read(subscription: str, key: str, other: str) -> None:
    token = leaving_token("secret", subscription, key)
    assert re.fullmatch(r"[A-Za-z0-9_.-]+", token)
    assert read_leaving_token("secret", token) == (subscription, key)
    assert read_leaving_token("another", token) is None
    assert read_leaving_token("secret", other) is None
