"""A small archive that fills as a crawl would fill it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from analysis.values import Amount, Deal, Party, Reading
from config.declarations import SourceDeclaration
from storage import Database
from storage.articles import pending_articles, record_page
from storage.attaching import attach_reading
from storage.deals import AlertAges
from storage.polls import record_poll
from storage.sources import due_addresses
from storage.values import Entry, PageText, PollOutcome

NOW = datetime(2026, 3, 3, 8, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
BODY = (
    "Bosch and the city of Suzhou signed a contract on Monday. The plant for heat pumps costs seven billion yuan. "
    "It stands by the canal and will employ six hundred people from next spring on."
)


def source(name: str, url: str | None = None, **more: object) -> SourceDeclaration:
    """A declared source with one feed."""
    return SourceDeclaration(
        id=name,
        name=name.title(),
        url=url or f"https://{name}.example/feed.xml",
        access="rss",
        language="en",
        **more,
    )


def entry(number: int, at: datetime | None = NOW, **more: str) -> Entry:
    """The entry of a feed."""
    url = f"https://wire.example/{number}"
    values = {"key": url, "url": url, "title": f"Title {number}", **more}
    return Entry(**values, published=at)  # type: ignore[arg-type]


def outcome(address_id: int, *entries: Entry, at: datetime = NOW, **more: object) -> PollOutcome:
    """What a successful poll of the wire brought."""
    values: dict[str, object] = {
        "source_id": "wire",
        "result": "new" if entries else "unchanged",
        "next_poll_at": at + 30 * MINUTE,
        "interval_seconds": 1800.0,
        "status": 200,
        "etag": '"1"',
        "last_modified": "Tue, 03 Mar 2026 08:00:00 GMT",
        "body_hash": "abc",
    }
    return PollOutcome(address_id=address_id, at=at, entries=entries, **(values | more))  # type: ignore[arg-type]


def deal(**more: object) -> Deal:
    """A signed investment of Bosch in Suzhou, or what is said instead."""
    values: dict[str, object] = {
        "kind": "investment",
        "status": "signed",
        "parties": (Party("Bosch", "de", "bosch"), Party("City of Suzhou", "cn")),
        "amount": Amount(Decimal(7_000_000_000), "CNY"),
        "place": "Suzhou",
        "date": date(2026, 3, 2),
        "evidence": "Bosch and the city of Suzhou signed a contract on Monday.",
    }
    return Deal(**(values | more))  # type: ignore[arg-type]


def in_words(number: int, *deals: Deal) -> str:
    """A short text of one report: who, where, how much, and enough words of its own to be a copy of no other."""
    facts = [
        f"{', '.join(party.name for party in told.parties)}; {told.place or 'no place'}"
        + (f"; {told.amount.value:f} {told.amount.currency}" if told.amount else "")
        for told in deals
    ]
    letters = "".join("abcdefghij"[int(digit)] for digit in str(number))
    own_words = " ".join(f"{letters}{ending}" for ending in "klmnopqrstuvwxyz")
    return f"{' / '.join(facts)}. {own_words}."


def reading(*deals: Deal, language: str = "en", alert: bool | None = None) -> Reading:
    """A reading with these deals."""
    return Reading(
        language=language,  # type: ignore[arg-type]
        sino_german=True,
        alert=bool(deals) if alert is None else alert,
        score=0.9,
        deals=deals,
        reasons=("signed", "Bosch"),
    )


@dataclass
class Archive:
    """Lets articles turn up in a database: listed by a source, their page read, their reading attached."""

    database: Database
    count: int = 0

    def listed(self, at: datetime = NOW, *, source: str = "wire", **more: object) -> int:
        """A source lists a new entry; the id of its pending article is returned."""
        self.count += 1
        url = f"https://{source}.example/{self.count}"
        values: dict[str, object] = {"key": url, "url": url, "title": "Bosch in Suzhou", "published": at}
        with self.database.write() as session:
            (address,) = due_addresses(session, at, source_ids=[source])
            item = Entry(**(values | more))  # type: ignore[arg-type]
            record_poll(session, outcome(address.id, item, at=at, source_id=source))
            return next(article.id for article in pending_articles(session, at, 1000) if article.url == url)

    def report(
        self,
        *deals: Deal,
        at: datetime = NOW,
        source: str = "wire",
        text: str | None = None,
        title: str = "",
        language: str = "en",
        ages: AlertAges | None = None,
        **more: object,
    ) -> list[int]:
        """An article is listed, fetched and read at once; the ids of its new steps are returned."""
        article = self.listed(at, source=source, **more)
        page = PageText(
            url="",
            title=title or f"Report {self.count}",
            text=in_words(self.count, *deals) if text is None else text,
            language=language,
        )
        with self.database.write() as session:
            record_page(session, article, page, at)
            return attach_reading(session, article, reading(*deals, language=language), at, ages=ages)
