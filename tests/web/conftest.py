from __future__ import annotations

from collections.abc import Iterator

import pytest

from storage import Database
from tests.web.serving import Site, filled, running


@pytest.fixture(scope="session")
def web_database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    database = filled(tmp_path_factory.mktemp("web"))
    yield database
    database.dispose()


@pytest.fixture(scope="session")
def site(web_database: Database) -> Iterator[Site]:
    with running(web_database) as found:
        yield found
