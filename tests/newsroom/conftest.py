from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from newsroom import Newsroom

TODAY = date(2026, 11, 25)


@pytest.fixture(scope="session")
def standing() -> Iterator[Newsroom]:
    """A newsroom for tests that only look."""
    with Newsroom(TODAY) as newsroom:
        yield newsroom


@pytest.fixture
def fresh() -> Iterator[Newsroom]:
    """A newsroom for tests that publish or break something."""
    with Newsroom(TODAY) as newsroom:
        yield newsroom
