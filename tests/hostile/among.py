"""One hostile source among good ones: the good ones bring a new item each round, and each must be stored."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from sqlmodel import select

from config import Settings
from crawler.reactor import run
from crawler.runner import crawl_once
from storage import Database
from storage.tables import Article
from tests.hostile import all_routes
from tests.hostile.server import HostileServer, Visit

_PAGE = "<html><body><article><h1>{title}</h1>{text}</article></body></html>"
_TEXT = (
    "<p>This paragraph tells at some length of nothing in particular, so that it is taken for a text.</p>" * 6
)


def rounds_among_good_ones(folder: Path, *, sources: int, attacks: Sequence[str], timeout: str) -> list[str]:
    """Crawl all sources once for each attack; what the good ones lost, which should be nothing.

    Args:
        folder: Where the database goes.
        sources: How many good ones there are.
        attacks: The routes by which the hostile one answers, one a round.
        timeout: ``fetch.timeout``.
    """
    number = 0

    def feed(visit: Visit) -> None:
        link = f"http://{visit.host}/page-{number}"
        item = f"<item><title>On {visit.host}, {number}</title><link>{link}</link><guid>{link}</guid></item>"
        body = f"<rss version='2.0'><channel><title>t</title>{item}</channel></rss>".encode()
        visit.document(body, "application/rss+xml")

    def page(visit: Visit) -> None:
        visit.document(_PAGE.format(title=f"On {visit.host} {visit.path}", text=_TEXT).encode())

    def attacking(visit: Visit) -> None:
        all_routes()[attacks[number - 1]](visit)

    pages = {f"/page-{count}": page for count in range(1, len(attacks) + 1)}
    lost: list[str] = []
    database = Database(f"sqlite:///{folder / 'zhongde.db'}")
    database.upgrade()
    with HostileServer({**all_routes(), "/feed": feed, "/attack": attacking, **pages}) as server:
        hosts = [f"127.0.3.{place}:{server.port}" for place in range(1, sources + 1)]
        bad = f"127.0.4.1:{server.port}"
        declared = [{"id": f"good{place}", "url": f"http://{host}/feed"} for place, host in enumerate(hosts)]
        declared.append({"id": "hostile", "url": f"http://{bad}/attack"})
        settings = Settings(
            catalogue="none",
            sources=declared,  # type: ignore[arg-type]
            fetch={"allow": [*hosts, bad], "timeout": timeout, "pause": "0s"},  # type: ignore[arg-type]
        )
        catalogue = {source.id: source for source in settings.sources}
        for number in range(1, len(attacks) + 1):
            report = run(lambda: crawl_once(database, settings, catalogue, all_=True))
            lost += [f"{failure} in round {number}" for failure in report.failures if "good" in str(failure)]
            with database.read() as session:
                states = dict(session.exec(select(Article.url, Article.state)).all())
            wanted = [f"http://{host}/page-{number}" for host in hosts]
            lost += [
                f"{url} beside {attacks[number - 1]}: {states.get(url)}"
                for url in wanted
                if states.get(url) != "read"
            ]
    database.dispose()
    return lost
