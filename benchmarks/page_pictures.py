"""Pictures of every page on the newsroom's year: ``python -m benchmarks.page_pictures docs/pictures/pages``.

Needs Chromium. Every page in three languages, 390, 1,000 and 1,600 pixels wide, light and dark.
"""

from __future__ import annotations

import asyncio
import io
import shutil
import socket
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
from PIL import Image
from playwright.sync_api import Browser, sync_playwright

from benchmarks.newsroom_year import fill, items_of_the_year, look_healthy
from config.settings import Settings
from digests.outbox import send_now
from storage.database import Database
from storage.deal_listing import list_deals
from storage.values import DealQuery
from web.server import serve

WIDTHS = (390, 1000, 1600)
LANGUAGES = ("en", "de", "zh")
SCHEMES = ("light", "dark")
WORDS = {"en": "signed", "de": "Vertrag", "zh": "签约"}
TALLEST = 1150
COLOURS = 48


def main(folder: Path) -> None:
    """Write all pictures into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as place:
        database = Database(f"sqlite:///{place}/year.db")
        database.upgrade()
        now = datetime.now(UTC)
        fill(database, items_of_the_year(now, generated=220))
        look_healthy(database, now)
        settings = Settings(
            catalogue="none",
            subscriptions=(
                {
                    "name": "morning",
                    "schedule": "0 8 * * *",
                    "channels": ({"type": "email", "to": ("analyst@example.org",)},),
                },
            ),
        )
        send_now(database, settings, "morning", now, now - timedelta(days=7))
        with _served(database, settings) as base, sync_playwright() as playwright:
            chromium = shutil.which("chromium") or shutil.which("chromium-browser")
            browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
            for language in LANGUAGES:
                for name, path in _pages(database, WORDS[language]):
                    for width in WIDTHS:
                        for scheme in SCHEMES:
                            target = folder / f"{name}-{language}-{width}-{scheme}.png"
                            _picture(browser, f"{base}{path}", language, width, scheme).save(
                                target, optimize=True
                            )
                            sys.stdout.write(f"{target} {target.stat().st_size // 1024} KiB\n")
            browser.close()
        database.dispose()


def _pages(database: Database, word: str) -> Iterator[tuple[str, str]]:
    with database.read() as session:
        deals = list_deals(session, DealQuery(), limit=200).deals
    richest = max(deals, key=lambda deal: (len(deal.steps), len(deal.reports)))
    yield "deals", "/deals"
    yield "deal", f"/deals/{richest.id}"
    for name in ("map", "organisations", "trends", "sources", "deliveries", "status"):
        yield name, f"/{name}"
    yield "story", f"/stories/{richest.story_id}"
    yield "source", f"/sources/{richest.reports[0].source_id}"
    yield "search", f"/search?q={word}"


def _picture(browser: Browser, address: str, language: str, width: int, scheme: str) -> Image.Image:
    locale = {"en": "en-GB", "de": "de-DE", "zh": "zh-CN"}[language]
    context = browser.new_context(
        viewport={"width": width, "height": 800},
        color_scheme=scheme,
        locale=locale,  # type: ignore[arg-type]
    )
    page = context.new_page()
    page.goto(address)
    shot = Image.open(io.BytesIO(page.screenshot(full_page=True))).convert("RGB")
    context.close()
    cut = shot.crop((0, 0, shot.width, min(shot.height, TALLEST)))
    return cut.quantize(COLOURS, dither=Image.Dither.NONE)


@contextmanager
def _served(database: Database, settings: Settings) -> Iterator[str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{probe.getsockname()[1]}"
    loop, stop = asyncio.new_event_loop(), asyncio.Event()
    with ThreadPoolExecutor(1) as pool:
        served = pool.submit(lambda: loop.run_until_complete(serve(database, settings, address, stop)))
        try:
            httpx.Client(transport=httpx.HTTPTransport(retries=10)).get(f"http://{address}/healthz")
            yield f"http://{address}"
        finally:
            loop.call_soon_threadsafe(stop.set)
        served.result(20)
    loop.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
