"""Many small news hosts on loopback, each with an address of its own, that note who asks them and when.

A host that is asked while it is answering is noted: that is what politeness across processes must prevent.
"""

from __future__ import annotations

import asyncio
import random
import threading
from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from xml.sax.saxutils import escape

_FIRMS = (
    "Hengfeng",
    "Donghai",
    "Yuxin",
    "Lianhe",
    "Tianrui",
    "Zhongke",
    "Baishan",
    "Qinghe",
    "Mingda",
    "Shunfa",
)
_PARTNERS = ("Lindner", "Brandt", "Kessler", "Vogt", "Harms", "Riedel", "Stolz", "Weidner", "Ahrens", "Pohl")
_CITIES = ("Hamburg", "Leipzig", "Duisburg", "Kassel", "Rostock", "Bremen", "Erfurt", "Mainz")
_WORDS = [
    "board",
    "plant",
    "order",
    "worker",
    "market",
    "margin",
    "supplier",
    "harbour",
    "permit",
    "street",
    "pump",
    "valve",
    "battery",
    "cable",
]


def story(number: int) -> tuple[str, list[str]]:
    """Headline and paragraphs of an invented article; every fourth tells a deal."""
    chance = random.Random(number)
    prose = [
        " ".join(
            f"The {chance.choice(_WORDS)} of the {chance.choice(_WORDS)} was about {chance.randint(3, 900)} "
            f"a {chance.choice(_WORDS)}, as the {chance.choice(_WORDS)} said."
            for _ in range(5)
        )
        for _ in range(5)
    ]
    if number % 4:
        return f"The {chance.choice(_WORDS)} and the {chance.choice(_WORDS)}, report {number}", prose
    buyer, seller = f"{chance.choice(_FIRMS)} {number}", f"{chance.choice(_PARTNERS)} {number} GmbH"
    city, sum_ = chance.choice(_CITIES), chance.randint(11, 990)
    deal = (
        f"The Chinese battery maker {buyer} Technology Co., Ltd. and the German supplier {seller} signed a contract "
        f"worth {sum_} million euros in {city} on a joint plant."
    )
    return f"China's {buyer} and Germany's {seller} sign {sum_} million euro contract", [deal, *prose]


class ManyHosts:
    """Serves hosts in a thread of its own from :meth:`start` to :meth:`stop`.

    Args:
        hosts: How many.
        items: Items that each lists at the start.
        latency: Seconds that an answer takes.
        pages: Headlines and pages of the items in their order, instead of short invented ones.
    """

    def __init__(
        self, hosts: int, items: int, *, latency: float = 0.02, pages: Sequence[tuple[str, bytes]] = ()
    ) -> None:
        self.addresses = [f"127.1.{number // 250}.{number % 250 + 1}" for number in range(hosts)]
        self.latency = latency
        self._pages = pages
        self.port = 0
        self.requests: Counter[tuple[str, str]] = Counter()
        self.overlapping: list[tuple[str, str]] = []
        self.spans: dict[str, list[tuple[float, float]]] = defaultdict(list)
        self._items: dict[str, list[tuple[int, datetime]]] = {}
        self._active: Counter[str] = Counter()
        self._number = 0
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        for address in self.addresses:
            self._items[address] = []
            for _ in range(items):
                self.publish(address)

    def publish(self, address: str) -> str:
        """One more item on a host; its address is returned."""
        self._number += 1
        self._items[address].append((self._number, datetime.now(UTC) - timedelta(minutes=1)))
        return self._url(address, self._number)

    def urls(self) -> set[str]:
        """The addresses of all items."""
        return {self._url(address, number) for address, items in self._items.items() for number, _ in items}

    def _url(self, address: str, number: int) -> str:
        return f"http://{address}:{self.port}/item/{number}"

    def allow(self) -> list[str]:
        """For ``fetch.allow``."""
        return [f"{address}:{self.port}" for address in self.addresses]

    def sources(self, every: str) -> list[dict[str, object]]:
        """For ``sources``."""
        return [
            {
                "id": f"host-{number}",
                "name": f"Host {number}",
                "url": f"http://{address}:{self.port}/feed.xml",
                "access": "rss",
                "language": "en",
                "every": every,
            }
            for number, address in enumerate(self.addresses)
        ]

    def start(self) -> None:
        """Listen on every address, at one port."""
        self._thread.start()
        first = asyncio.run_coroutine_threadsafe(self._listen(self.addresses[:1], 0), self._loop).result()
        self.port = first
        asyncio.run_coroutine_threadsafe(self._listen(self.addresses[1:], first), self._loop).result()

    async def _listen(self, addresses: list[str], port: int) -> int:
        server = await self._loop.create_server(lambda: _Connection(self), addresses, port, backlog=256)
        return int(server.sockets[0].getsockname()[1])

    def stop(self) -> None:
        """Stop serving."""
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()

    def began(self, host: str, path: str) -> float:
        """A request has come in."""
        self.requests[host, path] += 1
        self._active[host] += 1
        if self._active[host] > 1:
            self.overlapping.append((host, path))
        return self._loop.time()

    def ended(self, host: str, since: float) -> None:
        """A request has been answered, or whoever asked is gone."""
        self._active[host] -= 1
        self.spans[host].append((since, self._loop.time()))

    def answer(self, host: str, path: str, etag: str) -> bytes:
        """The answer to a request."""
        items = self._items.get(host, [])
        if path == "/feed.xml":
            tag = f'"{len(items)}"'
            if tag == etag:
                return b"HTTP/1.1 304 Not Modified\r\nETag: " + tag.encode() + b"\r\n\r\n"
            entries = "".join(
                f"<item><title>{escape(self._headline(number))}</title><link>{self._url(host, number)}</link>"
                f"<guid>{number}</guid><pubDate>{format_datetime(moment)}</pubDate></item>"
                for number, moment in reversed(items)
            )
            feed = f'<rss version="2.0"><channel><title>{host}</title>{entries}</channel></rss>'
            return _response(feed.encode(), "application/rss+xml", tag)
        name, _, number = path.rpartition("/")
        if name != "/item":
            return b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"
        if self._pages:
            return _response(self._pages[int(number) - 1][1], "text/html; charset=utf-8")
        headline, paragraphs = story(int(number))
        body = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
        page = (
            f'<!doctype html><html lang="en"><head><title>{headline}</title></head><body><nav>Home News</nav>'
            f"<article><h1>{headline}</h1>{body}</article><footer>Imprint</footer></body></html>"
        )
        return _response(page.encode(), "text/html; charset=utf-8")

    def _headline(self, number: int) -> str:
        return self._pages[number - 1][0] if self._pages else story(number)[0]


def _response(body: bytes, kind: str, etag: str = "") -> bytes:
    head = f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n"
    return (head + (f"ETag: {etag}\r\n" if etag else "") + "\r\n").encode() + body


class _Connection(asyncio.Protocol):
    """HTTP/1.1 without bodies, one request after the other; whoever hangs up has ended his request."""

    def __init__(self, world: ManyHosts) -> None:
        self._world = world
        self._buffer = b""
        self._asked: tuple[str, float] | None = None
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def connection_lost(self, exc: Exception | None) -> None:
        self._transport = None
        self._end()

    def _end(self) -> None:
        if self._asked is not None:
            (host, since), self._asked = self._asked, None
            self._world.ended(host, since)

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        head, mark, self._buffer = self._buffer.partition(b"\r\n\r\n")
        if not mark:
            self._buffer = head
            return
        first, *lines = head.decode("latin-1").split("\r\n")
        headers = {
            name.strip().lower(): value.strip() for name, _, value in (x.partition(":") for x in lines)
        }
        host, path = headers["host"].partition(":")[0], first.split(" ")[1]
        self._asked = (host, self._world.began(host, path))
        answer = self._world.answer(host, path, headers.get("if-none-match", ""))
        asyncio.get_running_loop().call_later(self._world.latency, self._send, answer)

    def _send(self, answer: bytes) -> None:
        self._end()
        if self._transport is not None:
            self._transport.write(answer)
