"""Polls: one address asked, its answer understood, and what follows stored in one transaction."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from config import Settings, SourceDeclaration
from config.declarations import SITEMAP_ACCESS
from crawler.addresses import canonical_url, slot_of
from crawler.crawling_entries import Listed
from crawler.crawling_lists import READABLE, ListReader, accept_of, declared
from crawler.discovery import KnownSites, mapped
from crawler.fetching import Fetcher
from crawler.polling import BLOCKING, after_failure, after_success
from crawler.polling_hints import freshness_seconds
from crawler.values import Fetched, FetchFailure
from crawler.websub import PUSHED_ACCESS, hub_in_header
from storage.values import DueAddress, PollOutcome, PollResult

Clock = Callable[[], datetime]

_log = logging.getLogger("zhongde.crawler")


@dataclass(frozen=True, slots=True)
class Polled:
    """A poll's outcome, with the failure if it failed."""

    outcome: PollOutcome
    failure: FetchFailure | None = None


class Poller:
    """Polls addresses. It stores nothing itself.

    Args:
        fetcher: What fetches.
        lists: What reads the answers.
        catalogue: The sources by id.
        settings: For the polling policy.
        clock: Gives the present moment.
    """

    def __init__(
        self,
        fetcher: Fetcher,
        lists: ListReader,
        catalogue: Mapping[str, SourceDeclaration],
        settings: Settings,
        clock: Clock,
    ) -> None:
        self._fetcher = fetcher
        self._lists = lists
        self._catalogue = catalogue
        self._settings = settings
        self._clock = clock
        self._sites = KnownSites(catalogue)
        for declaration in catalogue.values():
            if declaration.pause is not None:
                for address in declaration.addresses:
                    fetcher.pace.set_least_pause(slot_of(address.url), declaration.pause.total_seconds())

    async def poll(self, address: DueAddress, *, robots: bool = True) -> Polled:
        """Ask an address, conditionally if it has been asked before."""
        try:
            if address.access not in READABLE:
                raise FetchFailure("content", f"addresses of the kind {address.access!r} are not read")
            url = address.adopted_url or address.url
            how = declared(self._catalogue.get(address.source_id), address.url)
            if how is not None and how.behind is not None:
                page = await self._fetcher.get(url, robots=robots, light=True)
                url = await self._lists.behind(how, page)
            document = await self._fetcher.get(
                url,
                etag=address.etag,
                last_modified=address.last_modified,
                accept=accept_of(address.access),
                robots=robots,
                light=True,
            )
            return await self.understood(address, document)
        except FetchFailure as failure:
            return self.failed(address, failure)

    async def understood(self, address: DueAddress, document: Fetched) -> Polled:
        """The outcome of an answer.

        Raises:
            FetchFailure: If it is no such list as the address is said to be.
        """
        if document.not_modified:
            return Polled(self._succeeded(address, document, "not_modified"))
        body_hash = hashlib.sha256(document.body).hexdigest()
        # An index of sitemaps may stay the same while its parts change.
        if body_hash == address.body_hash and address.access not in SITEMAP_ACCESS:
            return Polled(self._succeeded(address, document, "unchanged", body_hash=body_hash))
        declaration = self._catalogue.get(address.source_id)
        listed = await self._lists.new_entries(address, declaration, document, self._clock())
        if address.access == "search":
            language = declaration.language[0] if declaration and len(declaration.language) == 1 else ""
            listed = mapped(listed, self._sites, language)
        result: PollResult = "new" if listed.entries else "unchanged"
        return Polled(self._succeeded(address, document, result, body_hash=body_hash, listed=listed))

    def _succeeded(
        self,
        address: DueAddress,
        document: Fetched,
        result: PollResult,
        *,
        body_hash: str | None = None,
        listed: Listed | None = None,
    ) -> PollOutcome:
        now = self._clock()
        declaration = self._catalogue.get(address.source_id)
        hints = [
            seconds
            for seconds in (listed.ttl_seconds if listed else None, freshness_seconds(document.headers, now))
            if seconds is not None
        ]
        hub, topic = _push(address, document, listed)
        plan = after_success(
            address,
            now,
            self._settings.polling,
            new=[entry.published for entry in listed.entries] if listed else (),
            every=declaration.every if declaration else None,
            hint_seconds=max(hints, default=None),
        )
        return PollOutcome(
            address_id=address.id,
            source_id=address.source_id,
            at=now,
            result=result,
            next_poll_at=plan.next_poll_at,
            interval_seconds=plan.interval.total_seconds(),
            status=document.status,
            etag=document.headers.get("etag"),
            last_modified=document.headers.get("last-modified"),
            body_hash=body_hash,
            entries=listed.entries if listed else (),
            warnings=listed.warnings if listed else (),
            read_pages=declaration is None or declaration.text == "full",
            listed=listed.total if listed else None,
            gap=listed.gap if listed else False,
            remark=_remark(address, document, listed),
            moved_to=document.moved_to or ("" if address.moving else None),
            hub=hub,
            topic=topic,
        )

    def failed(self, address: DueAddress, failure: FetchFailure) -> Polled:
        """The outcome of a failure."""
        now = self._clock()
        declaration = self._catalogue.get(address.source_id)
        plan = after_failure(
            address,
            failure.kind,
            now,
            self._settings.polling,
            every=declaration.every if declaration else None,
            retry_after_seconds=failure.retry_after_seconds,
        )
        outcome = PollOutcome(
            address_id=address.id,
            source_id=address.source_id,
            at=now,
            result="failed",
            next_poll_at=plan.next_poll_at,
            interval_seconds=plan.interval.total_seconds(),
            status=failure.status,
            error=failure.message,
            blocked=failure.kind in BLOCKING,
        )
        _log.info("poll of %s failed: %s", address.url, failure.message)
        return Polled(outcome, failure)


def _push(address: DueAddress, document: Fetched, listed: Listed | None) -> tuple[str | None, str]:
    """The hub and topic that an answer with news names, by header or in the feed; None if there is nothing to say."""
    if listed is None or address.access not in PUSHED_ACCESS or not (listed.entries or address.first_poll):
        return None, ""
    hub, topic = hub_in_header(document.headers.get("link", ""), document.final_url)
    return hub or listed.hub or "", topic or listed.topic or document.final_url


def _remark(address: DueAddress, document: Fetched, listed: Listed | None) -> str:
    """What is odd about an address that answers, for whoever looks at it."""
    remarks = list(listed.warnings[:3]) if listed else []
    moved = document.final_url != document.url
    if moved and canonical_url(document.final_url) != canonical_url(document.url):
        remarks.insert(0, f"answers from {document.final_url}")
    return "; ".join(remarks)[:500]
