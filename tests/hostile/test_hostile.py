"""Whatever a server does, a request ends within its bounds, and nobody else is harmed.

``python -m benchmarks.hostile`` is the long form with all default bounds, seconds and memory.
"""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from config import Settings
from crawler.fetching_engine import FetchEngine
from crawler.reactor import run
from crawler.reading_pool import ReadingPool
from crawler.reading_pool_tasks import Document, read_feed
from crawler.values import FetchFailure
from tests.hostile import all_routes, hosts, prepare, robots_hosts
from tests.hostile.among import rounds_among_good_ones
from tests.hostile.server import HostileServer

pytestmark = pytest.mark.slow

PATIENCE_SECONDS = 60
"""Far more than the two seconds that a request is given: what takes longer hangs."""


def settings(urls: list[str], **fetch: object) -> Settings:
    allow = [url.split("/")[2] for url in urls]
    bounds = {"allow": allow, "timeout": "2s", "pause": "0s", "concurrency": 20, **fetch}
    return Settings(catalogue="none", fetch=bounds, workers=1)  # type: ignore[arg-type]


@pytest.mark.parametrize("light", [False, True], ids=["pages", "lists"])
def test_every_request_ends_within_its_bounds(light: bool) -> None:
    """Sixty and more routes, twenty at once; a good page beside them is fetched all the same."""
    prepare()
    with HostileServer(all_routes()) as server:
        urls = [
            f"http://{host}:{server.port}{path}" for host, path in zip(hosts(), all_routes(), strict=True)
        ]
        urls += [f"http://{host}:{server.port}/robots-asked" for host in robots_hosts()]
        good = [f"http://127.0.5.{number}:{server.port}/good" for number in range(1, 9)]

        async def ask(engine: FetchEngine, url: str) -> int | str:
            try:
                async with asyncio.timeout(PATIENCE_SECONDS):
                    return len((await engine.fetcher.get(url, light=light)).body)
            except FetchFailure as failure:
                return failure.kind

        async def work() -> list[int | str]:
            async with FetchEngine(settings([*urls, *good], max_bytes="2MiB").fetch) as engine:
                return await asyncio.gather(*(ask(engine, url) for url in [*urls, *good]))

        answers = dict(zip([*urls, *good], run(work), strict=True))
    assert len(urls) >= 120
    assert max(size for size in answers.values() if isinstance(size, int)) <= 2 * 2**20
    assert all(isinstance(answers[url], int) for url in good)
    # Nothing that goes on for ever, or unpacks to 400 MB, is taken for an answer.
    endless = [
        url for url in urls if "/endless" in url or "/drip" in url or "/silent" in url or "/bomb-" in url
    ]
    taken = {url.rsplit("/", 1)[1] for url in endless if isinstance(answers[url], int)}
    assert taken == {
        "endless-lengthy",
        "bomb-unstated",
        "bomb-sitemap.xml.gz",
    }  # the length stated; not unpacked


async def test_reading_ends_too() -> None:
    """Documents on which parsers without bounds need a minute and more, or that grow by what they declare."""
    paths = (
        "/attributes-many",
        "/tags-open",
        "/deep-xml",
        "/charset-codec-zip",
        "/entities",
        "/bomb-unstated",
    )
    with HostileServer(all_routes()) as server:
        async with asyncio.timeout(PATIENCE_SECONDS), ReadingPool(Settings(workers=1)) as pool:
            for path in paths:
                reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
                writer.write(f"GET {path} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
                body = (await reader.read()).partition(b"\r\n\r\n")[2]
                writer.close()
                listed = await pool.run(read_feed, Document(body, server.url(path), "text/xml", None))
                assert sum(len(entry.title) + len(entry.text) for entry in listed.entries) < 10_000, path


def test_one_hostile_source_harms_no_other(tmp_path: Path) -> None:
    attacks = ("/endless-body", "/bomb-gzip", "/attributes-many", "/headers-many")
    assert rounds_among_good_ones(tmp_path, sources=12, attacks=attacks, timeout="30s") == []
