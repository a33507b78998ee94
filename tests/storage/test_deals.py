"""From readings to deal files: one deal once, its steps, copies and conflicts, and which of them may alert."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlmodel import select

from analysis.values import Amount, Deal, Party
from storage import Database
from storage.articles import record_page
from storage.attaching import attach_reading
from storage.deal_files import (
    conflicts_among,
    deal_file,
    find_deals,
    load_deal_files,
    steps_between,
    untold_steps,
)
from storage.deals import AlertAges
from storage.tables import Article, DealStep
from storage.values import AmountValue, DealFile, DealQuery, PageText
from tests.storage.samples import BODY, MINUTE, NOW, Archive, deal, reading

DAY = timedelta(days=1)


def files(database: Database, **query: object) -> list[DealFile]:
    with database.read() as session:
        return find_deals(session, DealQuery(**query))  # type: ignore[arg-type]


def alerts(database: Database, since: object = NOW - 400 * DAY, until: object = NOW + 400 * DAY) -> list[int]:
    with database.read() as session:
        return [item.step.id for item in untold_steps(session, "desk", until, since=since)]  # type: ignore[arg-type]


def test_a_new_deal_gets_a_file_with_all_that_is_known(archive: Archive) -> None:
    steps = archive.report(deal(), title="Bosch builds in Suzhou")
    (file,) = files(archive.database)
    assert (file.kind, file.status, file.headline) == ("investment", "signed", "Bosch builds in Suzhou")
    assert file.amount == AmountValue(Decimal(7_000_000_000), "CNY")
    assert (file.place, file.date) == ("Suzhou", date(2026, 3, 2))
    assert [(party.name, party.side, party.organisation) for party in file.parties] == [
        ("Bosch", "de", "bosch"),
        ("City of Suzhou", "cn", None),
    ]
    (report,) = file.reports
    assert (report.source_name, report.evidence, report.is_copy) == ("Wire", deal().evidence, False)
    assert report.reasons == ("signed", "Bosch")
    (step,) = file.steps
    assert [step.id] == steps
    assert (step.status, step.is_update, step.url) == ("signed", False, report.url)


def test_several_reports_of_one_deal_make_one_file_and_one_alert(archive: Archive) -> None:
    first = archive.report(deal())
    assert archive.report(deal(), source="zeitung", language="de", at=NOW + MINUTE) == []
    assert (
        archive.report(deal(amount=None, place=None), source="ribao", language="zh", at=NOW + 2 * MINUTE)
        == []
    )
    (file,) = files(archive.database)
    assert [report.source_id for report in file.reports] == ["wire", "zeitung", "ribao"]
    assert alerts(archive.database) == first


def test_a_deal_is_found_by_another_spelling_of_a_party(archive: Archive) -> None:
    hanse, taicang = Party("Hanse Gear Works SE", "de"), Party("Taicang High-tech Zone", "cn")
    archive.report(deal(parties=(hanse, taicang)))
    assert archive.report(deal(parties=(Party("HANSE Gear Works", "de"), taicang)), at=NOW + MINUTE) == []
    assert len(files(archive.database)) == 1


def test_a_spelling_that_only_a_later_report_uses_finds_the_deal_too(archive: Archive) -> None:
    german, chinese = Party("Rheinfels", "de"), Party("Tianjin", "cn")
    archive.report(deal(parties=(german, chinese)))
    chinese_names = (Party("莱茵费尔斯", "de"), Party("Tianjin", "cn"))
    assert archive.report(deal(parties=chinese_names), source="ribao", at=NOW + MINUTE) == []
    opened = deal(parties=(Party("莱茵费尔斯", "de"),), status="opened", date=date(2026, 3, 20))
    assert len(archive.report(opened, source="ribao", at=NOW + 20 * DAY)) == 1
    assert len(files(archive.database)) == 1


def test_a_deal_is_found_by_a_name_with_words_before_it(archive: Archive) -> None:
    archive.report(deal(parties=(Party("Elbwafer", "de"), Party("Huayao Microelectronics", "cn"))))
    longer = (Party("Dresdner Zulieferer Elbwafer", "de"), Party("Shanghaier Huayao Microelectronics", "cn"))
    assert archive.report(deal(parties=longer), source="zeitung", language="de", at=NOW + MINUTE) == []
    assert len(files(archive.database)) == 1


CHINESE = (Party("博世", "de"), Party("苏州市", "cn"))


def test_a_deal_told_in_another_script_is_found_by_its_very_sum_and_day(archive: Archive) -> None:
    archive.report(deal())
    assert (
        archive.report(deal(parties=CHINESE, place="苏州"), source="ribao", language="zh", at=NOW + MINUTE)
        == []
    )
    (file,) = files(archive.database)
    assert [party.name for party in file.parties] == ["Bosch", "City of Suzhou"]
    opened = deal(parties=CHINESE, status="opened", date=date(2026, 9, 1), place="苏州")
    assert len(archive.report(opened, source="ribao", language="zh", at=NOW + 180 * DAY)) == 1
    assert len(files(archive.database)) == 1


def test_many_contracts_of_one_day_are_told_apart(archive: Archive) -> None:
    archive.report(deal())
    siemens = (Party("Siemens", "de", "siemens"), Party("City of Wuxi", "cn"))
    archive.report(deal(parties=siemens, place="Wuxi"), source="ribao", at=NOW + MINUTE)
    assert len(files(archive.database)) == 2


def test_a_file_without_one_side_gets_it_from_a_later_report(archive: Archive) -> None:
    bosch = Party("Bosch", "de", "bosch")
    archive.report(deal(parties=(bosch,)))
    archive.report(deal(), at=NOW + MINUTE)
    archive.report(deal(parties=(bosch, Party("Suzhou", "cn"), Party("TÜV", "de"))), at=NOW + 2 * MINUTE)
    (file,) = files(archive.database)
    assert [party.name for party in file.parties] == ["Bosch", "City of Suzhou"]


@pytest.mark.parametrize(
    "other",
    [
        deal(amount=Amount(Decimal(40_000_000), "CNY")),
        deal(
            place="Chengdu",
            amount=None,
            parties=(Party("Bosch", "de", "bosch"), Party("City of Chengdu", "cn")),
        ),
        deal(date=date(2025, 8, 2)),
        deal(
            parties=(Party("Siemens", "de", "siemens"), Party("City of Suzhou", "cn")),
            amount=Amount(Decimal(900_000_000), "CNY"),
        ),
        deal(parties=(), place=None, amount=None),
    ],
    ids=["another sum", "another place and party", "half a year before", "other parties", "nobody named"],
)
def test_another_deal_gets_a_file_of_its_own(archive: Archive, other: Deal) -> None:
    archive.report(deal())
    assert len(archive.report(other, at=NOW + MINUTE)) == 1
    assert len(files(archive.database)) == 2


def test_two_deals_of_one_article_are_two_files_in_one_story(archive: Archive) -> None:
    memorandum = deal(kind="agreement", amount=None, evidence="They also signed a memorandum.")
    archive.report(deal(), memorandum)
    first, second = files(archive.database)
    assert {first.kind, second.kind} == {"investment", "agreement"}
    assert first.story_id == second.story_id
    assert archive.report(memorandum, deal(), source="zeitung", at=NOW + MINUTE) == []
    assert [len(file.reports) for file in files(archive.database)] == [2, 2]


def test_a_later_status_is_the_next_step_of_the_same_deal(archive: Archive) -> None:
    archive.report(deal(status="announced", date=None))
    signed = archive.report(deal(), at=NOW + DAY)
    cancelled = archive.report(deal(status="cancelled", date=date(2026, 6, 1)), at=NOW + 90 * DAY)
    (file,) = files(archive.database)
    assert file.status == "cancelled"
    assert [(step.status, step.is_update) for step in file.steps] == [
        ("announced", False),
        ("signed", True),
        ("cancelled", True),
    ]
    assert alerts(archive.database)[1:] == signed + cancelled


def test_a_late_report_of_an_earlier_status_completes_the_file_without_an_alert(archive: Archive) -> None:
    opened = archive.report(deal(status="opened"))
    archive.report(deal(status="announced"), source="zeitung", at=NOW + MINUTE)
    (file,) = files(archive.database)
    assert file.status == "opened"
    assert {step.status for step in file.steps} == {"opened", "announced"}
    assert alerts(archive.database) == opened


def test_what_the_file_lacks_is_filled_and_what_it_has_is_kept(archive: Archive) -> None:
    archive.report(deal(amount=None, date=None))
    archive.report(deal(place="Suzhou Industrial Park"), at=NOW + MINUTE)
    (file,) = files(archive.database)
    assert file.amount == AmountValue(Decimal(7_000_000_000), "CNY")
    assert (file.place, file.date) == ("Suzhou", date(2026, 3, 2))


def test_sources_that_disagree_are_shown_with_their_values(archive: Archive) -> None:
    archive.report(deal(amount=Amount(Decimal(188_000_000), "EUR")))
    rounded = deal(amount=Amount(Decimal(190_000_000), "EUR", "about"), date=date(2026, 3, 3))
    archive.report(rounded, source="zeitung", at=NOW + MINUTE)
    archive.report(deal(amount=Amount(Decimal(7_000_000_000), "CNY")), source="ribao", at=NOW + 2 * MINUTE)
    (file,) = files(archive.database)
    conflicts = {conflict.fact: conflict.values for conflict in file.conflicts}
    assert conflicts["amount"] == (("188000000 EUR", ("Wire",)), ("190000000 EUR", ("Zeitung",)))
    assert conflicts["date"] == (("2026-03-02", ("Wire", "Ribao")), ("2026-03-03", ("Zeitung",)))
    assert conflicts_among([]) == ()


def test_a_copy_is_known_by_its_text_and_tells_nothing_new(archive: Archive) -> None:
    text = f"{BODY} It will be opened in two years."
    memorandum = deal(kind="agreement", amount=None, evidence="They also signed a memorandum.")
    archive.report(deal(), memorandum, text=text)
    # The copy has a headline of its own, so another of the deals is its main one.
    assert archive.report(memorandum, deal(), source="zeitung", text=text.upper(), at=NOW + MINUTE) == []
    for file in files(archive.database):
        assert [report.is_copy for report in file.reports] == [False, True]
        assert len({report.evidence for report in file.reports}) == 1


def test_short_texts_are_copies_only_if_the_title_is_the_same_too(archive: Archive) -> None:
    text = "Bosch and City of Suzhou; 7,000,000,000 CNY."
    archive.report(deal(), text=text, title="One")
    archive.report(deal(), text=text, title="Two", source="zeitung", at=NOW + MINUTE)
    archive.report(deal(), text=f"{text}!", title="one", source="ribao", at=NOW + 2 * MINUTE)
    (file,) = files(archive.database)
    assert [report.is_copy for report in file.reports] == [False, False, True]


def test_an_article_that_is_read_twice_is_stored_once(archive: Archive) -> None:
    article = archive.listed()
    with archive.database.write() as session:
        record_page(session, article, PageText(url="", title="", text=BODY), NOW)
        assert len(attach_reading(session, article, reading(deal()), NOW)) == 1
    with archive.database.write() as session:
        assert attach_reading(session, article, reading(deal(status="opened")), NOW) == []
    (file,) = files(archive.database)
    assert (file.status, len(file.reports)) == ("signed", 1)


def test_no_deal_no_file(archive: Archive) -> None:
    assert archive.report() == []
    assert files(archive.database) == []
    with archive.database.read() as session:
        article = session.exec(select(Article)).one()
        assert (article.state, article.alert, article.sino_german) == ("read", False, True)


@pytest.mark.parametrize(
    ("first_poll", "age", "alertable"),
    [
        (True, timedelta(days=6, hours=23), True),
        (True, timedelta(days=7, hours=1), False),
        (True, None, False),
        (False, timedelta(days=59), True),
        (False, timedelta(days=61), False),
        (False, None, True),
        (False, -timedelta(hours=3), True),
    ],
)
def test_what_is_too_old_is_kept_and_raises_no_alert(
    archive: Archive, first_poll: bool, age: timedelta | None, alertable: bool
) -> None:
    article = archive.listed(published=None if age is None else NOW - age)
    with archive.database.write() as session:
        row = session.get(Article, article)
        assert row is not None
        row.first_poll = first_poll
        session.add(row)
        attach_reading(session, article, reading(deal()), NOW)
    assert len(files(archive.database)) == 1
    assert bool(alerts(archive.database)) is alertable
    with archive.database.read() as session:
        assert len(steps_between(session, NOW - DAY, NOW)) == 1


def test_the_ages_can_be_set(archive: Archive) -> None:
    strict = AlertAges(first_poll=timedelta(0), later=timedelta(hours=1))
    archive.report(deal(), published=NOW - timedelta(hours=2), ages=strict)
    assert alerts(archive.database) == []


def test_windows_hold_their_end_and_not_their_beginning(archive: Archive) -> None:
    (step,) = archive.report(deal())
    assert alerts(archive.database, since=NOW - MINUTE, until=NOW) == [step]
    assert alerts(archive.database, since=NOW, until=NOW + MINUTE) == []


def test_deals_are_found_by_every_condition(archive: Archive) -> None:
    archive.report(deal())
    blocked = deal(
        kind="acquisition",
        status="blocked",
        parties=(Party("Huayao", "cn"), Party("ELBWAFER München", "de")),
        place="München",
        amount=None,
        evidence="Das Kabinett untersagte den Verkauf.",
    )
    archive.report(blocked, title="Elbwafer bleibt", at=NOW + DAY)

    def found(**query: object) -> list[str]:
        return [file.kind for file in files(archive.database, **query)]

    assert found() == ["acquisition", "investment"]
    assert found(kinds=("investment",)) == ["investment"]
    assert found(statuses=("blocked", "cancelled")) == ["acquisition"]
    assert found(party="bosch") == ["investment"]
    assert found(party="elbwafer MÜNCHEN") == ["acquisition"]
    assert found(place="MÜNCHEN") == ["acquisition"]
    assert found(query="kabinett verkauf") == ["acquisition"]
    assert found(query="bleibt huayao") == ["acquisition"]
    assert found(query="100%") == []
    assert found(since=NOW + MINUTE) == ["acquisition"]
    assert found(until=NOW) == ["investment"]
    assert found(since=NOW + 2 * DAY) == []


def test_files_are_loaded_together_and_unknown_ones_are_left_out(archive: Archive) -> None:
    archive.report(deal())
    (file,) = files(archive.database)
    with archive.database.read() as session:
        assert load_deal_files(session, [file.id, 999]) == {file.id: file}
        assert deal_file(session, 999) is None


@pytest.mark.parametrize(
    "value", [Decimal("1e15"), Decimal("1e30"), Decimal(-5), Decimal("NaN"), Decimal("Infinity")]
)
def test_a_sum_that_cannot_be_is_left_out_and_the_deal_is_kept(archive: Archive, value: Decimal) -> None:
    assert len(archive.report(deal(amount=Amount(value, "EUR")))) == 1
    (file,) = files(archive.database)
    assert file.amount is None


def test_sums_are_exact(archive: Archive) -> None:
    archive.report(deal(amount=Amount(Decimal("999999999999999.99"), "EUR")))
    (file,) = files(archive.database)
    assert file.amount == AmountValue(Decimal("999999999999999.99"), "EUR")


def test_wild_names_and_sentences_are_kept(archive: Archive) -> None:
    wild = Party("Fir\0ma \ud800" + "x" * 5000, "de")
    assert len(archive.report(deal(parties=(wild, Party("苏州", "cn")), evidence="a\0b", place="\0"))) == 1
    (file,) = files(archive.database)
    assert file.parties[0].name == "Firma \ufffd" + "x" * 5000
    assert file.reports[0].evidence == "ab"


def test_steps_are_unique_for_a_deal_and_status(archive: Archive) -> None:
    archive.report(deal())
    archive.report(deal(), at=NOW + MINUTE)
    with archive.database.read() as session:
        assert len(session.exec(select(DealStep)).all()) == 1
