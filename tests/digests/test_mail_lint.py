"""A mail lint over every kind of digest in every language: what mail programs, spam filters and screen readers want."""

from __future__ import annotations

import email
import email.policy
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from functools import cache
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from lxml import html as lxml_html

from config.settings import Settings
from digests.channels.mail_message import MailFile, build_mail, read_address
from digests.compose import compose
from digests.contents import messages_of
from digests.samples import sample_digest
from digests.trend import trend_of
from digests.values import ComposedDigest
from digests.wrapping import WIDTH, columns
from storage.values import (
    AmountValue,
    Conflict,
    DealFile,
    DealMark,
    PartyValue,
    ReadingCounts,
    SourceCoverage,
    SourceReport,
    StepValue,
    UntoldStep,
)

NOW = datetime(2026, 11, 27, 7, 0, tzinfo=UTC)
LANGUAGES = ("en", "de", "zh")
KINDS = ("morning", "groups", "long", "alert", "empty", "review", "sample")
EVIDENCE = {
    "en": "Bosch and the city of Suzhou signed a contract worth seven billion yuan on Thursday.",
    "de": "Bosch und die Stadt Suzhou unterzeichneten am Donnerstag einen Vertrag über sieben Milliarden Yuan.",
    "zh": "博世与苏州市政府周四签署了价值70亿元的合同。",
}
STATUSES = ("signed", "announced", "planned", "blocked", "opened")


def deal_file(number: int, language: str) -> DealFile:
    told, url = EVIDENCE[language], f"https://wire.example/2026/{number}?a=1&b=2"
    status = STATUSES[number % len(STATUSES)]
    report = SourceReport(
        number, "wire", "Wire & Co", url, told[:40], language, NOW, NOW, told, status, None, None, None, (), False,
        ("signed a contract",),
    )  # fmt: skip
    others = tuple(
        replace(report, article_id=number * 100 + more, url=f"{url}&{more}", source_id=f"s{more}",
                source_name=f"日报 {more}", language=LANGUAGES[more % 3], published=NOW + timedelta(hours=more))
        for more in range(1, 4)
    )  # fmt: skip
    step = StepValue(number, status, date(2026, 11, 26), told, url, NOW, is_update=number % 4 == 3)
    parties = (PartyValue("Bosch", "de", "bosch"), PartyValue("苏州市政府", "cn"))
    amount = AmountValue(Decimal(7_000_000_000), "CNY", "doubtful" if number == 1 else "about")
    conflicts = (Conflict("amount", (("7000000000 CNY", ("Wire",)), ("7500000000 CNY", ("日报",)))),)
    return DealFile(
        number, number, ("agreement", "investment", "acquisition")[number % 3], status, "h", parties[: 1 + number % 2],
        amount if number % 3 else None, "Suzhou" if number % 2 else "Köln", date(2026, 11, 26), NOW, NOW,
        (report, *others), (step,), conflicts if number % 2 else (),
    )  # fmt: skip


def digest_of(kind: str, settings: Settings) -> ComposedDigest:
    subscription = settings.subscriptions[0]
    if kind == "sample":
        return sample_digest(subscription, NOW)
    count = {"empty": 0, "alert": 1, "long": 90}.get(kind, 9)
    deals = [deal_file(number, LANGUAGES[number % 3]) for number in range(1, count + 1)]
    marks = [
        DealMark(NOW - timedelta(days=5 * day), "investment", ("Suzhou", "Köln")[day % 2])
        for day in range(15)
    ]
    return compose(
        subscription,
        [UntoldStep(deal.steps[0], deal) for deal in deals],
        window_from=NOW - timedelta(days=26 if kind == "review" else 1),
        window_to=NOW,
        coverage=SourceCoverage(
            fresh=140, failing=2, silent=1, troubled=(("武汉日报", "failing", "503 & more"),)
        ),
        kind="instant" if kind == "alert" else "scheduled",
        now=NOW,
        digest_id="d1",
        readings=ReadingCounts(read=400, unrelated=380, no_deal=8, copies=3, alerts=9),
        trend=trend_of(marks, 12, NOW, ZoneInfo("Europe/Berlin")),
    )


@cache
def mail_of(kind: str, language: str) -> bytes:
    """The mail as it goes out."""
    settings = Settings.model_validate(
        {
            "catalogue": "none",
            "smtp": {"sender": "中德 zhongde <digest@example.org>"},
            "subscriptions": [
                {
                    "name": "morning",
                    "schedule": "instant" if kind == "alert" else "0 8 * * *",
                    "timezone": "Europe/Berlin",
                    "language": language,
                    "group_by": "region" if kind == "groups" else "none",
                    "review": "month" if kind == "review" else "none",
                    "max_deals": 80,
                    "send_empty": True,
                    "channels": [
                        {
                            "type": "email",
                            "to": ["analyst@example.org"],
                            "attach": ["csv", "xlsx", "ics"] if kind == "morning" else [],
                        }
                    ],
                }
            ],
        }
    )
    digest = digest_of(kind, settings)
    (row,) = messages_of(digest, settings.subscriptions[0], settings, sample=kind == "sample")
    content = json.loads(row.content)
    return build_mail(
        sender=read_address(settings.smtp.sender),
        recipient=read_address(row.recipient),
        message_id=row.id,
        made_at=NOW,
        subscription="morning",
        subject=content["subject"],
        text=content["text"],
        html=content["html"],
        language=content["language"],
        files=tuple(MailFile(**file) for file in content.get("files", ())),
    )


def parsed(kind: str, language: str) -> EmailMessage:
    return email.message_from_bytes(mail_of(kind, language), policy=email.policy.default)  # type: ignore[return-value]


def page_of(kind: str, language: str) -> str:
    body = parsed(kind, language).get_body(("html",))
    assert body is not None
    return str(body.get_content())


every = pytest.mark.parametrize(
    ("kind", "language"), [(kind, language) for kind in KINDS for language in LANGUAGES]
)


@every
def test_the_message_is_sound(kind: str, language: str) -> None:
    raw = mail_of(kind, language)
    message = parsed(kind, language)
    assert raw.isascii()
    assert b"\n" not in raw.replace(b"\r\n", b"")
    assert max(map(len, raw.split(b"\r\n"))) <= 998
    assert [defect for part in message.walk() for defect in part.defects] == []
    names = [name.lower() for name in message]
    assert len(names) == len(set(names))
    for name in (
        "from",
        "to",
        "subject",
        "date",
        "message-id",
        "list-id",
        "list-unsubscribe",
        "mime-version",
    ):
        assert message[name], name
    assert parsedate_to_datetime(message["date"]) == NOW
    assert 5 <= len(str(message["subject"])) <= 200
    alternative = message
    if kind == "morning":
        assert message.get_content_type() == "multipart/mixed"
        alternative = message.get_payload(0)  # type: ignore[assignment]
        files = list(message.iter_attachments())
        assert [file.get_filename() for file in files] == [
            f"morning-2026-11-27.{form}" for form in ("csv", "xlsx", "ics")
        ]
    assert [part.get_content_type() for part in alternative.iter_parts()] == ["text/plain", "text/html"]


@every
def test_the_page_is_small_and_loads_and_runs_nothing(kind: str, language: str) -> None:
    page = page_of(kind, language)
    assert len(page.encode()) <= 100_000
    document = lxml_html.document_fromstring(page)
    assert (
        document.cssselect(
            "script, iframe, object, embed, form, input, link, base, video, audio, svg, meta[http-equiv]"
        )
        == []
    )
    assert not re.search(
        r"url\(|@import|expression\(|javascript:|position\s*:|display\s*:\s*(flex|grid)", page, re.IGNORECASE
    )
    for image in document.iter("img"):
        assert image.get("alt") is not None
        assert image.get("src", "").startswith("cid:")
    assert not [name for element in document.iter() for name in element.attrib if str(name).startswith("on")]
    ids = [element.get("id") for element in document.cssselect("[id]")]
    assert len(ids) == len(set(ids))
    for link in document.iter("a"):
        address = link.get("href", "")
        assert address.startswith(("https://", "http://", "mailto:", "#")), address
        assert not address.startswith("#") or address[1:] in ids
        assert address.startswith("#") or link.get("rel") == "noopener noreferrer"
        assert (link.text_content() or "").strip()


@every
def test_a_screen_reader_finds_its_way(kind: str, language: str) -> None:
    document = lxml_html.document_fromstring(page_of(kind, language))
    assert document.get("lang") == ("zh-Hans" if language == "zh" else language)
    assert (document.findtext(".//title") or "").strip()
    levels = [int(element.tag[1]) for element in document.cssselect("h1, h2, h3, h4, h5, h6")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(level - before <= 1 for before, level in pairwise(levels))
    for table in document.iter("table"):
        assert table.get("role") in {"presentation", "img"}
        assert table.get("role") != "img" or (table.get("aria-label") or "").strip()
    for quote in document.iter("blockquote"):
        assert quote.get("lang") in LANGUAGES
    # The text part follows the same order.
    body = parsed(kind, language).get_body(("plain",))
    assert body is not None
    text = re.sub(r"\s+", "", str(body.get_content()))
    place = 0
    for element in document.cssselect("h1, h2.section"):
        heading = element.text_content()
        if heading not in {"At a glance", "Auf einen Blick", "一览"}:
            place = text.find(re.sub(r"\s+", "", heading), place)
            assert place >= 0, heading


@every
def test_the_text_reads_well_on_its_own(kind: str, language: str) -> None:
    body = parsed(kind, language).get_body(("plain",))
    assert body is not None
    text = str(body.get_content())
    lines = text.splitlines()
    assert max(columns(line) for line in lines if "://" not in line) <= WIDTH
    assert not re.search(r"<[a-z/]|&(amp|lt|gt|nbsp|#\d+);|\{\w*\}|\bNone\b", text)
    assert "\n\n\n" not in text
    document = lxml_html.document_fromstring(page_of(kind, language))
    addresses = {link.get("href") for link in document.iter("a") if link.get("href", "").startswith("http")}
    assert addresses <= {line.strip() for line in lines}
    for part in ("≈", "Ø") if kind in {"morning", "groups"} and language != "zh" else ():
        assert part in text


COLOUR = re.compile(r"(?:^|;)\s*(color|background-color|background)\s*:\s*(#[0-9a-fA-F]{3,6})")
RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")


def luminance(colour: str) -> float:
    """Relative luminance by WCAG 2.2."""
    digits = colour.lstrip("#")
    digits = "".join(digit * 2 for digit in digits) if len(digits) == 3 else digits
    channels = [int(digits[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    linear = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def coloured(page: str, *, dark: bool) -> Iterator[tuple[str, str, str]]:
    """Every piece of text with its colour and the one behind it."""
    document = lxml_html.document_fromstring(page)
    own: dict[Any, dict[str, str]] = {
        element: {
            name.replace("background-color", "background"): value
            for name, value in COLOUR.findall(element.get("style", ""))
        }
        for element in document.iter()
        if isinstance(element.tag, str)
    }
    if dark:
        style = "".join(document.xpath("//style/text()"))
        block = style[style.index("prefers-color-scheme: dark") :].partition("{")[2]
        for selectors, rules in RULE.findall(block):
            found = {
                name.replace("background-color", "background"): value for name, value in COLOUR.findall(rules)
            }
            for element in document.cssselect(selectors.strip()):
                own[element] |= found
    for element in own:
        text = (element.text or "").strip().replace("\xa0", "")
        if not text or element.tag in {"title", "style"} or "preview" in element.get("class", ""):
            continue
        chain = [element, *element.iterancestors()]
        colour = next((own[step]["color"] for step in chain if "color" in own.get(step, {})), "#000000")
        behind = next(
            (own[step]["background"] for step in chain if "background" in own.get(step, {})), "#ffffff"
        )
        yield text, colour, behind


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("kind", KINDS)
def test_every_text_has_enough_contrast(kind: str, dark: bool) -> None:
    poor = [
        (text[:40], colour, behind, round(contrast(colour, behind), 2))
        for text, colour, behind in coloured(page_of(kind, "en"), dark=dark)
        if contrast(colour, behind) < 4.5
    ]
    assert poor == []


def test_the_bars_stand_out_from_their_ground() -> None:
    page = page_of("review", "en")
    style = lxml_html.document_fromstring(page)
    for kind in ("agreement", "investment", "acquisition"):
        (key,) = style.cssselect(f".key-{kind}")[:1]
        (_, colour) = COLOUR.findall(key.get("style", ""))[-1]
        assert contrast(colour, "#ffffff") >= 3, kind
