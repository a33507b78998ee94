"""What a digest of 5,000 deals costs: ``python -m benchmarks.digests [deals]``. It must stay under 5 s and 300 MB.

The deals lie in an SQLite file with three reports each, in three languages. Loading, composing and each form are
measured in a process of their own, whose peak memory is told.
"""

from __future__ import annotations

import random
import resource
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

from config.settings import Settings
from storage.database import Database
from storage.deal_index import index_deal
from storage.tables import Article, Deal, DealParty, DealReport, DealStep, Source, Story

NOW = datetime(2026, 11, 27, 7, 0, tzinfo=UTC)
DEALS = 5000
PLACES = (
    "Suzhou",
    "Taicang",
    "南京",
    "München",
    "Dortmund",
    "Shanghai",
    "青岛",
    "Jena",
    "Wolfsburg",
    "Hefei",
)
PARTIES = (
    ("Bosch", "bosch"),
    ("巴斯夫", "basf"),
    ("Volkswagen", "volkswagen"),
    ("Kilowattfabrik GmbH", None),
)
EVIDENCE = (
    "The two sides signed a contract worth several hundred million yuan on Thursday in the presence of guests.",
    "Beide Seiten unterzeichneten am Donnerstag einen Vertrag über mehrere hundert Millionen Yuan.",
    "双方周四在来宾见证下签署了价值数亿元的合同，项目将于明年开工建设。",
)


# fmt: off
def fill(database: Database, deals: int) -> None:
    """Write so many deals with three reports each, spread over four weeks."""
    numbers = random.Random(5)
    long_ago = NOW - timedelta(days=300)
    languages = ("en", "de", "zh")
    with database.write() as session:
        for language in languages:
            session.add(Source(id=language, name=f"Paper {language}", languages=[language], health="fresh",
                               health_since=long_ago, last_success_at=NOW, last_new_at=NOW))  # fmt: skip
        session.flush()
        for number in range(1, deals + 1):
            seen = NOW - timedelta(minutes=numbers.randrange(1, 28 * 1440))
            story = Story(title=f"Story {number}", first_seen=seen, last_seen=seen)
            session.add(story)
            session.flush()
            name, organisation = numbers.choice(PARTIES)
            place, kind = numbers.choice(PLACES), numbers.choice(("agreement", "investment", "acquisition"))
            amount = Decimal(numbers.randrange(1, 10**6) * 10_000)
            deal = Deal(story_id=story.id or 0, kind=kind, status="signed", headline=f"Deal {number}", place=place,
                        date_=seen.date(), day=seen.date(), amount=amount, currency="CNY", first_seen=seen,
                        updated_at=seen)  # fmt: skip
            session.add(deal)
            session.flush()
            deal_id = deal.id or 0
            session.add(
                DealParty(deal_id=deal_id, position=0, name=name, side="de", organisation=organisation)
            )
            session.add(DealParty(deal_id=deal_id, position=1, name=f"公司{number}", side="cn"))
            for position, language in enumerate(languages):
                url = f"https://{language}.example/{number}"
                article = Article(
                    key=url, source_id=language, url=url, title=f"Deal {number} is signed in {place}",
                    language=language, published=seen, first_seen=seen + timedelta(hours=position), state="read",
                    sino_german=True, alert=True, reasons=["Words: “signed”"], story_id=story.id,
                )  # fmt: skip
                session.add(article)
                session.flush()
                article_id = article.id or 0
                session.add(
                    DealReport(
                        deal_id=deal_id,
                        article_id=article_id,
                        position=0,
                        kind=kind,
                        status="signed",
                        place=place,
                        amount=amount,
                        currency="CNY",
                        parties=[{"name": name, "side": "de"}],
                        evidence=EVIDENCE[position],
                    )
                )
                if position == 0:
                    session.add(DealStep(deal_id=deal_id, status="signed", evidence=EVIDENCE[0],
                                         article_id=article_id, first_seen=seen))  # fmt: skip
            session.flush()
            index_deal(session, deal_id)


# fmt: on


def measure(url: str, language: str) -> None:
    """Compose and render everything, and print what each took."""
    from digests.outbox import preview
    from digests.render import FORMS, render_bytes

    settings = Settings.model_validate(
        {
            "database": url,
            "catalogue": "none",
            "subscriptions": [{"name": "all", "schedule": "0 8 * * *", "language": language, "max_deals": 1000,
                               "group_by": "region"}],
        }
    )  # fmt: skip
    database = Database(url)
    begun = clock()
    digest = preview(database, settings, "all", NOW, NOW - timedelta(days=40))
    rows = [("load and compose", clock() - begun, len(digest.all_deals))]
    for form in FORMS:
        started = clock()
        size = len(render_bytes(digest, form))
        rows.append((form, clock() - started, size))
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    for name, seconds, size in rows:
        print(f"{language}  {name:18} {seconds:6.2f} s  {size:>10,}")
    mail = sum(seconds for name, seconds, _ in rows if name in {"load and compose", "html", "text", "json"})
    print(f"{language}  {'a mail and webhook':18} {mail:6.2f} s")
    total = clock() - begun
    print(f"{language}  {'all of it':18} {total:6.2f} s  {memory:>7.0f} MB peak of the process")


def clock() -> float:
    """CPU seconds of this process: other work on the machine does not count."""
    return time.process_time()


def main(deals: int) -> None:
    """Fill a database, and measure each language in a fresh process."""
    with tempfile.TemporaryDirectory() as place:
        url = f"sqlite:///{Path(place, 'deals.db')}"
        database = Database(url)
        database.upgrade()
        fill(database, deals)
        database.dispose()
        for language in ("en", "de", "zh"):
            subprocess.run(
                [sys.executable, "-m", "benchmarks.digests", "--measure", url, language], check=True
            )


if __name__ == "__main__":
    if sys.argv[1:2] == ["--measure"]:
        measure(sys.argv[2], sys.argv[3])
    else:
        main(int(sys.argv[1]) if len(sys.argv) > 1 else DEALS)
