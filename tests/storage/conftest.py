from __future__ import annotations

import pytest

from storage import Database
from storage.polls import record_poll
from storage.sources import due_addresses, sync_catalogue
from tests.storage.samples import MINUTE, NOW, Archive, outcome, source


@pytest.fixture
def archive(database: Database) -> Archive:
    """Three sources that have been polled once before: what they list now is news."""
    with database.write() as session:
        sync_catalogue(session, {name: source(name) for name in ("wire", "zeitung", "ribao")}, NOW - MINUTE)
        for address in due_addresses(session, NOW):
            record_poll(session, outcome(address.id, at=NOW - MINUTE, source_id=address.source_id))
    return Archive(database)
