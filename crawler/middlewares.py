"""The one middleware of ours: whatever a spider requests goes through the fetcher, which judges, waits and bounds."""

from __future__ import annotations

from typing import Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from scrapy.responsetypes import responsetypes

from crawler.fetching import ACCEPT_PAGES, Fetcher
from crawler.fetching_room import room_of
from crawler.fetching_settings import FETCH_SETTINGS
from crawler.fetching_transports import INNER, LightTransport, by_scrapy
from crawler.reactor import resolver_of_process
from crawler.values import Fetched
from guard import AddressGuard, ForbiddenAddress


class FetchMiddleware:
    """Answers a spider's request by the fetcher, and lets the fetcher's own requests through to the network.

    Those are judged here once more, so that none reaches the network unjudged.
    """

    def __init__(self, crawler: Crawler) -> None:
        fetch = crawler.settings[FETCH_SETTINGS]
        self._guard = AddressGuard(fetch.allow)
        resolver = resolver_of_process()
        resolver.guard = self._guard

        async def download(request: Request) -> Response:
            return await crawler.engine.download_async(request)

        self._transport = by_scrapy(download)
        self._room = room_of(crawler)
        self._max_bytes = fetch.max_bytes
        self.fetcher = Fetcher(fetch, self._guard, self._transport, resolver.refusal, self._room)

    def light_transport(self) -> LightTransport:
        """A transport for lists under the same guard and bounds; to be made on the running loop, and closed."""
        return LightTransport(
            self._guard, resolver_of_process(), self._room, self._max_bytes, self._transport
        )

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """As Scrapy makes its components."""
        return cls(crawler)

    async def process_request(self, request: Request) -> Response | None:
        """Judge a request of the fetcher; answer one of a spider.

        Raises:
            FetchFailure: If a spider's request brings nothing usable.
            IgnoreRequest: If a request of the fetcher must not go out.
        """
        if request.meta.get(INNER):
            try:
                self._guard.check_url(request.url)
            except ForbiddenAddress as error:
                raise IgnoreRequest(str(error)) from None
            return None
        fetched = await self.fetcher.get(
            request.url,
            etag=_header(request, "If-None-Match"),
            last_modified=_header(request, "If-Modified-Since"),
            accept=_header(request, "Accept") or ACCEPT_PAGES,
        )
        return response_of(fetched)


def _header(request: Request, name: str) -> str | None:
    value = request.headers.get(name)
    return None if value is None else value.decode("latin-1")


def response_of(fetched: Fetched) -> Response:
    """A fetched document as Scrapy's spiders know it."""
    headers = {name: value for name, value in fetched.headers.items() if name != "content-encoding"}
    raw = {name.encode("latin-1"): value.encode("latin-1") for name, value in headers.items()}
    kind = responsetypes.from_args(headers=raw, url=fetched.final_url, body=fetched.body[:5_000])
    return kind(url=fetched.final_url, status=fetched.status, headers=raw, body=fetched.body)


def fetched_of(response: Response) -> Fetched:
    """A response as the rest of the crawler knows it."""
    headers = {
        name.decode("latin-1").lower(): values[-1].decode("latin-1")
        for name, values in response.headers.items()
        if values
    }
    asked = response.request.url if response.request is not None else response.url
    return Fetched(asked, response.url, response.status, headers, response.body)
