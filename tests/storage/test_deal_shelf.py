"""Deal files from memory: the same ones as long as nothing changes, and fresh ones as soon as anything does."""

from __future__ import annotations

from datetime import timedelta

from sqlmodel import col, update

from analysis.values import Party
from storage import Database
from storage.deal_counts import PlaceOfParty, count_by_party_and_place
from storage.deal_files import find_deals, load_deal_files
from storage.deal_shelf import KEPT, KEPT_FOR_SECONDS, DealShelf
from storage.story_merging import merge_stories
from storage.tables import Source
from storage.values import DealFile, DealQuery
from tests.storage.samples import MINUTE, NOW, Archive, deal


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


def both(database: Database, shelf: DealShelf, *deal_ids: int) -> dict[int, DealFile]:
    """The files from the shelf, which must be those of the database."""
    with database.read() as session:
        found = shelf.load(session, deal_ids)
        assert found == load_deal_files(session, deal_ids)
    return found


def known(database: Database) -> list[int]:
    """The ids of all deals, the first one first: databases do not all begin with 1."""
    with database.read() as session:
        return sorted(file.id for file in find_deals(session, DealQuery()))


def test_a_file_is_the_same_object_until_it_changes(archive: Archive) -> None:
    shelf = DealShelf(Clock())
    archive.report(deal())
    (one,) = known(archive.database)
    first = both(archive.database, shelf, one)[one]
    assert both(archive.database, shelf, one)[one] is first
    archive.report(deal(status="opened"), at=NOW + MINUTE)
    changed = both(archive.database, shelf, one)[one]
    assert (first.status, changed.status, len(changed.reports)) == ("signed", "opened", 2)


def test_joined_stories_are_seen_at_once(archive: Archive) -> None:
    shelf = DealShelf(Clock())
    archive.report(deal(), title="Bosch in Suzhou")
    other = deal(
        parties=(Party("Voith", "de", "voith"), Party("Sany", "cn", "sany")), place="Kassel", amount=None
    )
    archive.report(other, at=NOW + timedelta(days=40), text="Voith sells turbines to Sany in Kassel.")
    one, two = known(archive.database)
    files = both(archive.database, shelf, one, two)
    assert files[one].story_id != files[two].story_id
    with archive.database.write() as session:
        merge_stories(session, files[one].story_id, files[two].story_id, by_hand=True)
    assert {file.story_id for file in both(archive.database, shelf, one, two).values()} == {
        files[one].story_id
    }


def test_another_name_of_a_source_is_seen_a_minute_later(archive: Archive) -> None:
    clock = Clock()
    shelf = DealShelf(clock)
    archive.report(deal())
    (one,) = known(archive.database)
    both(archive.database, shelf, one)
    with archive.database.write() as session:
        session.execute(update(Source).where(col(Source.id) == "wire").values(name="Telegraph"))
    clock.seconds = KEPT_FOR_SECONDS
    assert both(archive.database, shelf, one)[one].reports[0].source_name == "Telegraph"


def test_unknown_deals_are_left_out_and_no_list_is_too_long(archive: Archive) -> None:
    shelf = DealShelf()
    archive.report(deal())
    (one,) = known(archive.database)
    assert list(both(archive.database, shelf, one + 6, one, one)) == [one]
    assert list(both(archive.database, shelf, *range(one, one + KEPT + 1))) == [one]


def test_parties_are_counted_by_place(archive: Archive) -> None:
    for day in (0, 40):
        archive.report(deal(amount=None), at=NOW + timedelta(days=day), text=f"Report {day}")
    with archive.database.read() as session:
        assert count_by_party_and_place(session, DealQuery(), 10) == [PlaceOfParty("bosch", "Suzhou", 2)]
        assert count_by_party_and_place(session, DealQuery(kinds=("acquisition",)), 10) == []
