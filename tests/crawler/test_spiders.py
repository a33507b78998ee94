"""The Scrapy project works from the checkout, with the settings and database of ``zhongde.yaml``."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from scrapy.crawler import AsyncCrawlerRunner
from scrapy.settings import Settings as ScrapySettings
from sqlmodel import select

from config import load_settings
from config.settings import FetchSettings
from crawler.fetching_settings import PROJECT_SETTINGS, scrapy_settings
from crawler.reactor import run
from newsroom import Newsroom
from storage import Database
from storage.tables import Address, Article

ROOT = Path(__file__).resolve().parents[2]


def scrapy(*arguments: str, config: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "scrapy", *arguments],
        cwd=ROOT,
        env=os.environ | {"ZHONGDE_CONFIG": str(config)},
        capture_output=True,
        text=True,
        timeout=60,
    )


@pytest.fixture
def config(newsroom: Newsroom, database: Database, tmp_path: Path) -> Path:
    path = tmp_path / "zhongde.yaml"
    settings = {
        "catalogue": "none",
        "database": database.url,
        "sources": newsroom.source_declarations(),
        "fetch": {"allow": newsroom.allow()},
    }
    path.write_text(yaml.safe_dump(settings))
    return path


def stored(database: Database) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    with database.read() as session:
        for article in session.exec(select(Article)):
            found.setdefault(article.source_id, set()).add(article.state)
    return found


def test_the_spiders_are_listed(config: Path) -> None:
    assert scrapy("list", config=config).stdout.split() == ["articles", "feeds", "listings", "sitemaps"]


def test_a_spider_runs_from_the_checkout(newsroom: Newsroom, database: Database, config: Path) -> None:
    result = scrapy("crawl", "feeds", "-a", "source=kammerblatt", config=config)
    assert stored(database) == {"kammerblatt": {"pending"}}, result.stderr
    assert result.returncode == 0


def crawl(config: Path, spider: str, source: str) -> None:
    """As ``scrapy crawl`` does, in this process."""
    project = load_settings(config)
    settings = ScrapySettings(scrapy_settings(project.fetch) | {PROJECT_SETTINGS: project})

    async def work() -> None:
        await AsyncCrawlerRunner(settings).crawl(spider, source=source)

    run(work)


def test_every_spider_stores_what_it_finds(newsroom: Newsroom, database: Database, config: Path) -> None:
    crawl(config, "feeds", "kammerblatt")
    crawl(config, "listings", "phantom-park")
    crawl(config, "sitemaps", "imaginary-standard")
    assert stored(database) == {
        "kammerblatt": {"pending"},
        "phantom-park": {"pending"},
        "imaginary-standard": {"pending"},
    }
    crawl(config, "articles", "imaginary-standard")
    assert stored(database)["imaginary-standard"] == {"read"}
    assert stored(database)["phantom-park"] == {"pending"}

    newsroom.clear_requests()
    crawl(config, "sitemaps", "imaginary-standard")
    assert [(made.path, made.status) for made in newsroom.requests if made.path != "/robots.txt"] == [
        (newsroom.site("imaginary-standard").outlet.address, 304)
    ]


def test_a_spider_keeps_to_robots_txt_and_the_guard(odd_server, database: Database, tmp_path: Path) -> None:
    odd_server.text("/robots.txt", "User-agent: *\nDisallow: /feed\n", kind="text/plain")
    odd_server.text("/feed", "<rss/>")
    sources = [
        {"id": "forbidden", "url": odd_server.url("/feed")},
        {"id": "private", "url": "http://127.0.0.1:9/feed"},
    ]
    path = tmp_path / "zhongde.yaml"
    settings = {"catalogue": "none", "database": database.url, "sources": sources}
    path.write_text(yaml.safe_dump(settings | {"fetch": {"allow": [odd_server.pair]}}))
    for source in ("forbidden", "private"):
        crawl(path, "feeds", source)
    with database.read() as session:
        errors = {address.source_id: address.error for address in session.exec(select(Address))}
    assert "robots.txt" in errors["forbidden"]
    assert "address is private" in errors["private"]
    assert odd_server.paths == ["/robots.txt"]


def test_a_wrong_source_is_told_without_a_traceback(config: Path) -> None:
    result = scrapy("crawl", "feeds", "-a", "source=nobody", config=config)
    assert "there is no source 'nobody'" in result.stderr
    assert "Traceback" not in result.stderr


def test_a_wrong_configuration_is_told_without_a_traceback(tmp_path: Path) -> None:
    path = tmp_path / "zhongde.yaml"
    path.write_text("fetsch: {}\n")
    result = scrapy("list", config=path)
    assert "unknown key" in result.stderr
    assert "Traceback" not in result.stderr
    assert result.returncode != 0


def test_what_matters_for_safety_is_set() -> None:
    settings = ScrapySettings(scrapy_settings(FetchSettings()))
    assert settings.getbool("DOWNLOAD_VERIFY_CERTIFICATES")
    for name in (
        "TELNETCONSOLE_ENABLED",
        "REMOTE_CONTROL_ENABLED",
        "COOKIES_ENABLED",
        "REFERER_ENABLED",
        "HTTPPROXY_ENABLED",
        "REDIRECT_ENABLED",
        "RETRY_ENABLED",
        "AUTOTHROTTLE_ENABLED",
    ):
        assert not settings.getbool(name), name
    handlers = settings.getwithbase("DOWNLOAD_HANDLERS")
    used = {scheme: handler for scheme, handler in handlers.items() if handler is not None}
    assert set(used) == {"http", "https"}
    assert not any(
        "_httpx" in handler or "_aiohttp" in handler or "http2" in handler for handler in used.values()
    )
