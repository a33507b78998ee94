"""Crawls of one odd source, and what they left in the database."""

from __future__ import annotations

from typing import Any

from sqlmodel import select

from config import Settings
from crawler.reactor import run
from crawler.runner import crawl_once
from crawler.values import CrawlReport
from storage import Database


def catalogue_of(settings: Settings) -> dict[str, Any]:
    return {source.id: source for source in settings.sources}


def crawl(database: Database, settings: Settings, *source_ids: str, **options: Any) -> CrawlReport:
    chosen: dict[str, Any] = {"source_ids": source_ids} if source_ids else {"all_": True}
    return run(lambda: crawl_once(database, settings, catalogue_of(settings), **chosen, **options))


def rows(database: Database, model: Any, *conditions: Any) -> list[Any]:
    with database.read() as session:
        found = list(session.exec(select(model).where(*conditions)))
        session.expunge_all()
        return found


def one_source(server: Any, path: str = "/feed", **declaration: Any) -> Settings:
    source = {"id": "odd", "url": server.url(path), "access": "rss", **declaration}
    fetch = {"allow": [server.pair], "timeout": "2s"}
    return Settings(catalogue="none", sources=[source], fetch=fetch)  # type: ignore[arg-type, list-item]


def feed(server: Any, *names: str, summary: str = "a teaser") -> str:
    items = "".join(
        f"<item><title>On {name}</title><link>{server.url('/' + name)}</link><guid>{server.url('/' + name)}</guid>"
        f"<description>{summary}</description></item>"
        for name in names
    )
    return f'<rss version="2.0"><channel><title>t</title>{items}</channel></rss>'


PAGE = "<html><body><article><h1>On a thing</h1>{}</article></body></html>".format(
    "<p>This paragraph tells at some length of nothing in particular, so that it is taken for a text.</p>" * 6
)
