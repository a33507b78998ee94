from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import psycopg
import pytest

from tests.workers.fleet import Fleet
from tests.workers.hosts import ManyHosts

_numbers = count(1)


@pytest.fixture
def queue_url(postgresql_url: str) -> str:
    """An empty PostgreSQL of this test's own: the queue and its locks are a whole database's."""
    name = f"queue_{next(_numbers)}"
    with psycopg.connect(postgresql_url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    address, query = postgresql_url.split("?", 1)
    return f"{address.rsplit('/', 1)[0]}/{name}?{query}"


@pytest.fixture
def fleet_of(queue_url: str, tmp_path: Path) -> Iterator[Callable[..., Fleet]]:
    """Makes a fleet, and ends it."""
    made: list[Fleet] = []

    def make(hosts: int, items: int, *, latency: float = 0.02, **options: object) -> Fleet:
        world = ManyHosts(hosts, items, latency=latency)
        world.start()
        made.append(Fleet(tmp_path, queue_url, world, **options))
        return made[-1]

    yield make
    for fleet in made:
        fleet.close()
        fleet.hosts.stop()
