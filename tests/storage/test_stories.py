"""Copies and stories as a crawl meets them, one article after another, and groupings mended by hand."""

from __future__ import annotations

import subprocess
import sys
from contextlib import ExitStack
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from sqlmodel import select

from analysis.gazetteer import Gazetteer
from analysis.imprints import imprint_of
from analysis.likeness import group
from analysis.likeness_text import is_copy
from analysis.values import Amount, Deal, Party, Reading
from analysis.values import Article as ArticleText
from storage import Database, StorageError
from storage.articles import record_page
from storage.attaching import attach_reading
from storage.deal_files import find_deals, untold_steps
from storage.imprint_bytes import facts_as_bytes, facts_from_bytes, wording_as_bytes, wording_from_bytes
from storage.keeping import forget_old_terms
from storage.story_files import story_file
from storage.story_merging import merge_stories
from storage.story_splitting import split_story
from storage.tables import Article, ArticleImprint, ArticleTerm, Story
from storage.terms import KEPT_ARTICLES, TermIndex
from storage.values import DealFile, DealQuery, PageText
from tests.storage.samples import MINUTE, NOW, Archive, deal, reading

DAY = timedelta(days=1)
BOSCH = Party("Bosch", "de", "bosch")
RELEASE = (
    "Bosch and the city of Suzhou signed a contract on Monday. The plant for heat pumps costs seven billion yuan. "
    "It stands by the canal and will employ 600 people from next spring on. The first machines come from Swabia, "
    "and the roof carries 12,000 square metres of solar cells. The mayor spoke of a good day for the district."
)
GERMAN = (
    "Der Stuttgarter Konzern Bosch baut in Suzhou ein Werk. Sieben Milliarden Yuan sind eingeplant, 600 Menschen finden "
    "Arbeit. Am Montag wurde der Vertrag mit der Stadt unterschrieben."
)
CHINESE = "博世与苏州市周一签约，将投资70亿元建设热泵工厂，计划雇用600人。"


def files(database: Database) -> list[DealFile]:
    with database.read() as session:
        return find_deals(session, DealQuery())


def rows(database: Database) -> list[Article]:
    with database.read() as session:
        found = list(session.exec(select(Article).order_by(Article.id)))  # type: ignore[arg-type]
        session.expunge_all()
    return found


def alerts(database: Database) -> list[int]:
    with database.read() as session:
        told = untold_steps(session, "desk", NOW + 900 * DAY, since=NOW - 900 * DAY)
        return [item.step.id for item in told]


def three_languages(archive: Archive) -> None:
    archive.report(deal(), text=RELEASE, title="Bosch to build in Suzhou")
    archive.report(deal(), text=GERMAN, title="Bosch baut", source="zeitung", language="de", at=NOW + MINUTE)
    chinese = deal(parties=(Party("博世", "de"), Party("苏州市", "cn")), place="苏州")
    archive.report(
        chinese, text=CHINESE, title="博世落户", source="ribao", language="zh", at=NOW + 2 * MINUTE
    )


def test_three_languages_are_one_story_one_file_and_one_alert(archive: Archive) -> None:
    three_languages(archive)
    (file,) = files(archive.database)
    assert [report.language for report in file.reports] == ["en", "de", "zh"]
    assert len(alerts(archive.database)) == 1
    assert {row.story_id for row in rows(archive.database)} == {file.story_id}
    with archive.database.read() as session:
        assert find_deals(session, DealQuery(party="苏州市")) == [file], "found by any report's spelling"


def test_a_shortened_reprint_is_a_copy_and_raises_no_alert(archive: Archive) -> None:
    archive.report(deal(), text=RELEASE)
    shorter = "From our wire. " + RELEASE[:230]
    again = deal(status="opened", evidence="It stands by the canal.")
    assert archive.report(deal(), again, text=shorter, source="zeitung", at=NOW + 20 * DAY)
    first, second = rows(archive.database)
    assert second.copy_of_id == first.id
    assert len(alerts(archive.database)) == 1, "what a copy seems to tell besides is kept and raises no alert"


def test_a_copy_may_alert_if_its_original_told_no_deal(archive: Archive) -> None:
    archive.report(text=RELEASE)
    assert len(archive.report(deal(), text=RELEASE + " It rained.", source="zeitung", at=NOW + MINUTE)) == 1
    assert len(alerts(archive.database)) == 1


def test_what_is_worded_like_an_old_deal_of_others_is_news(archive: Archive) -> None:
    template = "{} and {} signed an agreement in the town hall today, in the presence of many guests and of the press."
    archive.report(deal(), text=template.format("Bosch", "Suzhou"))
    others = deal(
        parties=(Party("Voith", "de", "voith"), Party("Stadt Wuxi", "cn")),
        amount=None,
        place="Wuxi",
        evidence="They.",
    )
    text = template.format("Voith", "Wuxi")
    assert len(archive.report(others, text=text, source="zeitung", at=NOW + 20 * DAY)) == 1
    assert len(alerts(archive.database)) == 2


def test_a_later_step_alerts_once_as_an_update(archive: Archive) -> None:
    three_languages(archive)
    opened = deal(status="opened", amount=None, date=None, evidence="The plant has opened.")
    text = "Bosch opened its heat pump plant in Suzhou, with 600 people and for seven billion yuan."
    assert len(archive.report(opened, text=text, at=NOW + 200 * DAY)) == 1
    assert archive.report(opened, text=text + " It works.", source="zeitung", at=NOW + 201 * DAY) == []
    (file,) = files(archive.database)
    assert [(step.status, step.is_update) for step in file.steps] == [("signed", False), ("opened", True)]


def test_figures_that_differ_are_shown_with_who_says_what(archive: Archive) -> None:
    archive.report(deal(), text=RELEASE)
    rounded = deal(amount=Amount(Decimal(7_100_000_000), "CNY", "about"))
    archive.report(rounded, text=GERMAN, language="de", source="zeitung", at=NOW + MINUTE)
    (file,) = files(archive.database)
    (conflict,) = file.conflicts
    assert conflict.values == (("7000000000 CNY", ("Wire",)), ("7100000000 CNY", ("Zeitung",)))


def test_outside_the_window_a_story_is_not_looked_for(archive: Archive) -> None:
    archive.report(deal(), text=RELEASE)
    archive.report(deal(), text=RELEASE, source="zeitung", at=NOW + 731 * DAY)
    assert rows(archive.database)[1].copy_of_id is None
    assert len({row.story_id for row in rows(archive.database)}) == 2


def invented(number: int) -> tuple[str, Deal]:
    """A deal of firms that nobody knows, unlike every other number's."""
    syllable = ("ba", "ce", "di", "fo", "gu", "ha", "je", "ki")[number % 8] * 2
    buyer, target = f"Zor{syllable}", f"{syllable.title()}nau"
    millions = number * 7 + 11
    text = f"{buyer} bought {number + 40} percent of {target} for {millions}.3 million euros."
    parties = (Party(buyer, "cn"), Party(target, "de"))
    amount = Amount(Decimal(millions * 10**6 + 300_000), "EUR")
    return text, deal(kind="acquisition", parties=parties, amount=amount, place=None, evidence=text)


def test_one_by_one_agrees_with_a_batch_in_any_order(archive: Archive) -> None:
    told = [(RELEASE, deal()), (GERMAN, deal()), (RELEASE[:260], deal()), *(invented(n) for n in range(6))]
    texts = [ArticleText(str(n), f"Report {n}", text, published=NOW) for n, (text, _) in enumerate(told)]
    batch = group(texts, [reading(its) for _, its in told])
    expected = {
        frozenset(n for n, its in enumerate(batch) if its.story == story)
        for story in {g.story for g in batch}
    }
    order = [5, 2, 7, 1, 8, 0, 3, 6, 4]
    for place, number in enumerate(order):
        text, its = told[number]
        archive.report(its, text=text, title=f"Report {number}", at=NOW + place * MINUTE, published=NOW)
    stories = [row.story_id for row in rows(archive.database)]
    found = {
        frozenset(order[place] for place, its in enumerate(stories) if its == story) for story in set(stories)
    }
    assert found == expected


def test_stories_joined_by_hand_are_one_with_one_file_and_stay_so(archive: Archive) -> None:
    archive.report(deal(), text=RELEASE)
    unlike = deal(parties=(Party("Kranich", "de"), Party("Donghu", "cn")), amount=None, place=None, date=None)
    archive.report(
        unlike, text="Kranich signed with Donghu, whoever they are.", source="zeitung", at=NOW + MINUTE
    )
    first, second = sorted({row.story_id for row in rows(archive.database) if row.story_id})
    told = alerts(archive.database)
    assert len(told) == 2
    with archive.database.write() as session:
        assert merge_stories(session, second, first, by_hand=True) == first
    with archive.database.read() as session:
        story = story_file(session, first)
        assert story.by_hand
        assert len(story.articles) == 2
        assert session.get(Story, second) is None
    again = "Donghu and Kranich have signed, as is heard; Kranich keeps silent about the plan with Donghu."
    archive.report(unlike, text=again, source="ribao", at=NOW + 2 * MINUTE)
    assert {row.story_id for row in rows(archive.database)} == {first}


def test_what_two_stories_told_alike_is_told_once_after_they_are_joined(archive: Archive) -> None:
    archive.report(deal(), text="A contract was signed at the canal.", published=NOW - 800 * DAY)
    archive.report(deal(), text=RELEASE, source="zeitung", at=NOW + MINUTE)
    first, second = files(archive.database)
    with archive.database.write() as session:
        merge_stories(session, first.story_id, second.story_id, by_hand=True)
    (file,) = files(archive.database)
    assert [step.status for step in file.steps] == ["signed"]
    assert len(file.reports) == 2
    assert len(alerts(archive.database)) == 1


def test_an_article_taken_out_has_its_own_file_and_alert_and_stays_apart(archive: Archive) -> None:
    three_languages(archive)
    (file,) = files(archive.database)
    german = rows(archive.database)[1].id
    assert german is not None
    with archive.database.write() as session:
        new = split_story(session, file.story_id, [german], NOW + DAY)
    newer, older = files(archive.database)
    assert (newer.story_id, [report.article_id for report in newer.reports]) == (new, [german])
    assert [report.language for report in older.reports] == ["en", "zh"]
    assert [step.first_seen for step in newer.steps] == [NOW + DAY]
    assert len(alerts(archive.database)) == 2, "what was taken for a repetition is told by the next digest"
    archive.report(
        deal(), text=GERMAN.replace("Arbeit", "Lohn"), source="zeitung", language="de", at=NOW + 2 * DAY
    )
    archive.report(deal(), text=RELEASE.replace("good", "great"), source="ribao", at=NOW + 2 * DAY + MINUTE)
    assert {row.story_id for row in rows(archive.database)} == {file.story_id, new}
    with archive.database.read() as session:
        assert story_file(session, new).apart_from == (file.story_id,)
    with archive.database.write() as session:
        assert merge_stories(session, new, file.story_id, by_hand=True) == file.story_id
    with archive.database.read() as session:
        assert story_file(session, file.story_id).apart_from == ()


def test_a_copy_taken_out_is_none_any_more(archive: Archive) -> None:
    archive.report(deal(), text=RELEASE)
    archive.report(deal(), text=RELEASE, source="zeitung", at=NOW + MINUTE)
    first, second = rows(archive.database)
    assert second.copy_of_id == first.id
    assert second.id is not None
    with archive.database.write() as session:
        split_story(session, first.story_id or 0, [second.id], NOW + DAY)
    assert rows(archive.database)[1].copy_of_id is None
    assert archive.database.check() == []
    # Later copies of it are looked for by its wording, as those of any article are.
    with archive.database.read() as session:
        index = TermIndex(session)
        imprint = session.get(ArticleImprint, second.id)
        assert imprint is not None
        shingles = wording_from_bytes(imprint.wording).index_terms
        index.load(shingles)
        assert {index.row(number).recent for number in shingles} == {(first.id, second.id)}


def test_a_split_that_cannot_be_is_told(archive: Archive) -> None:
    three_languages(archive)
    story = files(archive.database)[0].story_id
    every = [row.id for row in rows(archive.database) if row.id]
    for ids, words in (
        (every, "one must stay"),
        ([], "one must stay"),
        ([999], "article 999 is none of story"),
    ):
        with pytest.raises(StorageError, match=words), archive.database.write() as session:
            split_story(session, story, ids, NOW)
    with pytest.raises(StorageError, match="no story 999"), archive.database.write() as session:
        merge_stories(session, story, 999)


def test_imprints_are_kept_whole() -> None:
    text = ArticleText("1", "博世 und Bosch", f"{RELEASE} {CHINESE}", published=NOW)
    for language in ("en", "zh"):
        imprint = imprint_of(text, reading(deal(), language=language), Gazetteer.shipped())
        assert facts_from_bytes(facts_as_bytes(imprint.facts)) == imprint.facts
        kept = wording_from_bytes(wording_as_bytes(imprint.wording))
        assert is_copy(kept, kept)
        assert (kept.key, kept.numbers, kept.names) == (
            imprint.wording.key,
            imprint.wording.numbers,
            imprint.wording.names,
        )
        assert len(kept.shingles) == len(imprint.wording.shingles)


def test_a_common_term_keeps_its_latest_articles_only_and_counts_all(archive: Archive) -> None:
    with archive.database.write() as session:
        index = TermIndex(session)
        index.load([-5, 7])
        for number in range(1, KEPT_ARTICLES + 6):
            index.add(number, [-5, 7], NOW.date())
        index.write()
        fresh = TermIndex(session)
        fresh.load([-5])
        for either in (index, fresh):
            assert either.row(-5).articles == either.articles == KEPT_ARTICLES + 5
            assert either.row(-5).recent == tuple(range(6, KEPT_ARTICLES + 6))
            assert either.counts([7, 8]) == {7: KEPT_ARTICLES + 5, 8: 0}


def test_terms_that_no_article_brings_any_more_are_forgotten(archive: Archive) -> None:
    archive.report(deal(), text=RELEASE)
    archive.report(deal(), text=GERMAN, language="de", source="zeitung", at=NOW + 900 * DAY)
    with archive.database.write() as session:
        assert forget_old_terms(session, NOW + DAY) > 20
        left = session.exec(select(ArticleTerm)).all()
        assert {row.last_day for row in left} == {(NOW + 900 * DAY).date()}


ATTACH = """
import sys
from datetime import UTC, datetime
from storage import Database
from tests.storage.test_stories import attach_everything
attach_everything(Database(sys.argv[1]), datetime(2026, 3, 3, 9, tzinfo=UTC), backwards=sys.argv[2] == "backwards")
"""


def many(number: int) -> tuple[str, Reading]:
    """One of the articles on many deals: four on each, two of them copies."""
    its = number // 4
    text, told = invented(its)
    name = "".join("abcdefghij"[int(digit)] for digit in f"{its:02}").title()
    text = text.replace("Zor", f"Zor{name}").replace("nau", f"{name.lower()}nau")
    parties = tuple(
        Party(party.name.replace("Zor", f"Zor{name}").replace("nau", f"{name.lower()}nau"), party.side)
        for party in told.parties
    )
    long = f"{text} The notary in Kassel wrote it down, and {its + 300} people keep their work for {its + 3} years."
    text = (
        long
        if number % 4 > 1
        else f"{text} That is what was heard, number {its + 500}, from {parties[1].name}."
    )
    return text, Reading("en", True, True, 0.9, (
        Deal("acquisition", "signed", parties, told.amount, None, date(2026, 3, 2), text),
    ))  # fmt: skip


def attach_everything(database: Database, now: datetime, *, backwards: bool) -> None:
    """Attach what is pending, each article in a transaction of its own; one that is attached stays as it is."""
    with database.read() as session:
        pending = [row for row in session.exec(select(Article.id, Article.title)) if row[0] is not None]
    for article, title in sorted(pending, reverse=backwards):
        _text, its = many(int(title.split()[1]))
        with database.write() as session:
            attach_reading(session, article or 0, its, now)


def test_two_processes_that_attach_the_same_articles_make_no_duplicate(archive: Archive) -> None:
    count = 100 if archive.database.is_sqlite else 500
    for number in range(count):
        article = archive.listed(at=NOW, title=f"Item {number}")
        with archive.database.write() as session:
            record_page(session, article, PageText(url="", title=f"Item {number}", text=many(number)[0]), NOW)
    with ExitStack() as stack:
        processes = [
            stack.enter_context(
                subprocess.Popen(
                    [sys.executable, "-c", ATTACH, archive.database.url, way], cwd=Path(__file__).parents[2]
                )
            )
            for way in ("forwards", "backwards")
        ]
    assert [process.returncode for process in processes] == [0, 0]
    read = rows(archive.database)
    assert {row.state for row in read} == {"read"}
    found = files(archive.database)
    assert len(found) == len({row.story_id for row in read}) == count // 4
    assert {len(file.reports) for file in found} == {4}
    assert len(alerts(archive.database)) == count // 4
    assert archive.database.check() == []
    assert NOW.tzinfo is UTC
