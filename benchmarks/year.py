"""A simulated year of polling: ``python -m benchmarks.year [--sources 150] [--seed 1] [--docs docs]``.

The clock is the simulation's own; what decides is the program's: :mod:`crawler.polling`, :mod:`storage.rhythm` and
:mod:`storage.notices`. Sources have rhythms of their own (working hours, weekends, holidays), die, recover, freeze, ban
and burst. ``--docs`` writes the table and the picture that stand in the documentation.
"""

from __future__ import annotations

import argparse
import bisect
import heapq
import random
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median

from benchmarks.year_report import Year, write_pages
from config.settings import PollingSettings
from crawler.polling import BLOCKING, after_failure, after_success
from crawler.values import FailureKind
from storage.health import SourceHealth
from storage.notices import decide
from storage.rhythm import Rhythm
from storage.values import DueAddress

START = datetime(2026, 1, 1, tzinfo=UTC)
YEAR = timedelta(days=365)
PAST = timedelta(days=365)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
WINDOW = 30
"""Items that a source's list holds."""


@dataclass(frozen=True)
class Outage:
    """A time in which a source does not answer as it should, or (``frozen``) brings nothing."""

    begin: datetime
    end: datetime
    kind: FailureKind | None

    @property
    def frozen(self) -> bool:
        """Whether the source answers all the while."""
        return self.kind is None


@dataclass
class World:
    """One source as it is: when it publishes, and when it is out of order."""

    number: int
    host: int
    per_day: float
    items: list[datetime]
    outages: list[Outage]

    def outage_at(self, moment: datetime) -> Outage | None:
        """The outage under way."""
        return next((each for each in self.outages if each.begin <= moment < each.end), None)


@dataclass
class Watched:
    """One source as the program knows it."""

    address: DueAddress
    rhythm: Rhythm = field(default_factory=Rhythm)
    state: str = "new"
    since: datetime = START
    told: str = ""
    seen: int = 0


def make_world(number: int, chance: random.Random) -> World:
    """A source with a rhythm between a few items an hour and two a month, and its year's troubles."""
    per_day = 10 ** chance.uniform(-1.2, 1.8)
    office = chance.random() < 0.6
    outages: list[Outage] = []
    for _ in range(chance.choice((0, 0, 1, 1, 2, 3))):
        begin = START + chance.random() * YEAR * 0.95
        length = timedelta(hours=10 ** chance.uniform(-0.5, 2.8))
        kind = chance.choice(("server", "timeout", "connection", "refused", "not_found", "content", "busy"))
        outages.append(Outage(begin, begin + length, kind))  # type: ignore[arg-type]
    fate = chance.random()
    if fate < 0.05:
        outages.append(Outage(START + chance.uniform(0.3, 0.9) * YEAR, START + 2 * YEAR, "gone"))
    elif fate < 0.12 and per_day > 0.3:  # of a source slower than that, nobody could tell that it is frozen
        begin = START + chance.uniform(0.2, 0.5) * YEAR
        outages.append(Outage(begin, begin + chance.uniform(60, 150) * DAY, None))
    outages = _apart(sorted(outages, key=lambda each: each.begin))
    items = _items(per_day, outages, chance, office=office)
    return World(number, number if number % 5 else 0, per_day, items, outages)


def _apart(outages: list[Outage]) -> list[Outage]:
    kept: list[Outage] = []
    for outage in outages:
        if not kept or outage.begin > kept[-1].end + 20 * DAY:
            kept.append(outage)
    return kept


def _items(per_day: float, outages: list[Outage], chance: random.Random, *, office: bool) -> list[datetime]:
    """Publications of the year and of the year before it, with nights, weekends, a holiday week and bursts."""
    bursts = {int(chance.random() * 365) for _ in range(3)}
    items: list[datetime] = []
    for day in range(-PAST.days, 365):
        date = START + day * DAY
        rate = per_day
        if office and date.weekday() >= 5:
            rate *= 0.02
        if office and 270 <= day < 277:
            rate *= 0.05
        if day in bursts:
            rate = rate * 8 + 10
        count = int(rate) + (chance.random() < rate % 1)
        for _ in range(count):
            hour = min(max(chance.gauss(11, 3), 0), 23.99) if office else chance.uniform(0, 24)
            items.append(date + hour * HOUR)
    frozen = [each for each in outages if each.frozen]
    return sorted(item for item in items if not any(each.begin <= item < each.end for each in frozen))


def simulate(sources: int, seed: int, settings: PollingSettings | None = None) -> Year:
    """Live through a year."""
    settings = settings or PollingSettings()
    chance = random.Random(seed)
    worlds = [make_world(number, chance) for number in range(sources)]
    watched = [Watched(_address(world.number)) for world in worlds]
    year = Year(sources=sources)
    waiting = [(START + chance.random() * HOUR, number) for number in range(sources)]
    heapq.heapify(waiting)
    polls_of_day: dict[tuple[int, int], int] = Counter()
    delays: dict[tuple[int, int], list[timedelta]] = defaultdict(list)
    by_host: Counter[tuple[int, int]] = Counter()
    by_address: Counter[tuple[int, int]] = Counter()
    notices: list[list[tuple[datetime, str]]] = [[] for _ in worlds]
    while waiting and waiting[0][0] < START + YEAR:
        now, number = heapq.heappop(waiting)
        world, known = worlds[number], watched[number]
        day, hour = (now - START) // DAY, (now - START) // HOUR
        year.polls += 1
        year.polls_of_day[day] += 1
        polls_of_day[number, day] += 1
        by_host[world.host, hour] += 1
        by_address[number, hour] += 1
        next_poll = _poll(world, known, now, settings, year, delays)
        for notice in decide([_health(world, known)], {str(number): known.told} if known.told else {}, now):
            notices[number].append((now, notice.change))
            known.told = notice.state if notice.change == "outage" else ""
        heapq.heappush(waiting, (next_poll, number))
    year.dropped = sources - len({number for _, number in waiting})
    year.longest_wait = max(moment for moment, _ in waiting) - (START + YEAR)
    year.most_by_address = max(by_address.values())
    hosts = Counter(world.host for world in worlds)
    year.most_by_host_share = max(count / hosts[host] for (host, _), count in by_host.items())
    for (number, day), found in delays.items():
        interval = DAY / max(1, polls_of_day[number, day])
        year.ratios += [delay / interval for delay in found]
        year.delays += [delay.total_seconds() for delay in found]
        year.by_rate[_band(worlds[number].per_day)] += [delay.total_seconds() for delay in found]
    for world, told in zip(worlds, notices, strict=True):
        year.judge(world.outages, told, START + YEAR)
    return year


def _band(per_day: float) -> str:
    return "over 10 a day" if per_day > 10 else "1 to 10 a day" if per_day > 1 else "less than 1 a day"


def _poll(
    world: World,
    known: Watched,
    now: datetime,
    settings: PollingSettings,
    year: Year,
    delays: dict[tuple[int, int], list[timedelta]],
) -> datetime:
    """Poll a source; the moment of its next poll is returned."""
    outage = world.outage_at(now)
    address = known.address
    if outage is not None and outage.kind is not None:
        plan = after_failure(address, outage.kind, now, settings)
        state = "blocked" if outage.kind in BLOCKING else "failing"
        if known.state not in {"failing", "blocked"}:
            known.since = now
        known.state = state
        known.address = _changed(address, now, plan.interval, failures=address.failures + 1)
        return plan.next_poll_at
    published = bisect.bisect_right(world.items, now)
    first = address.first_poll
    begin = max(0, published - WINDOW) if first else max(known.seen, published - WINDOW)
    year.lost += max(0, begin - known.seen) if not (first or address.failures) else 0
    new = world.items[begin:published]
    known.seen = published
    if not first and not address.failures:
        for item in new:
            delays[world.number, (now - START) // DAY].append(now - item)
    year.items += len(new)
    plan = after_success(address, now, settings, new=new)
    known.rhythm = known.rhythm.after(new, now, first_poll=first)
    known.state = known.rhythm.state(now)
    known.address = _changed(address, now, plan.interval, failures=0, new=bool(new))
    return plan.next_poll_at


def _health(world: World, known: Watched) -> SourceHealth:
    return SourceHealth(
        id=str(world.number),
        name=str(world.number),
        languages=(),
        state=known.state,
        since=known.since,
        error="",
        last_success_at=None,
        last_new_at=None,
        next_poll_at=None,
        addresses=1,
        articles=0,
        newest_at=known.rhythm.newest_at,
        failures=known.address.failures,
    )


def _address(number: int) -> DueAddress:
    return DueAddress(
        id=number,
        source_id=str(number),
        url=f"https://s{number}.example/feed",
        access="rss",
        etag=None,
        last_modified=None,
        body_hash=None,
        interval_seconds=0,
        failures=0,
        first_poll=True,
        last_new_at=None,
        last_poll_at=None,
    )


def _changed(
    address: DueAddress, now: datetime, interval: timedelta, *, failures: int, new: bool = False
) -> DueAddress:
    return DueAddress(
        id=address.id,
        source_id=address.source_id,
        url=address.url,
        access=address.access,
        etag=None,
        last_modified=None,
        body_hash=None,
        interval_seconds=interval.total_seconds(),
        failures=failures,
        first_poll=address.first_poll and failures > 0,
        last_new_at=now if new else address.last_new_at,
        last_poll_at=now,
    )


def main() -> None:
    """Print the figures; write them into the documentation where that is wanted."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--sources", type=int, default=150)
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument("--docs", type=Path)
    options = arguments.parse_args()
    year = simulate(options.sources, options.seed)
    for name, value in year.table():
        print(f"{name:64} {value}")
    print(f"median delay: {median(year.delays) / 60:.1f} min")
    if options.docs is not None:
        write_pages(year, options.docs)


if __name__ == "__main__":
    main()
