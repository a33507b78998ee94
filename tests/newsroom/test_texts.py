"""What the items promise: enough of them, in three languages, with facts that stand in their texts."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date, timedelta

import pytest

from newsroom import Newsroom
from newsroom.drafts import Draft
from newsroom.texts import load_drafts

DRAFTS = tuple(load_drafts().values())
CHANGZHOU = "changzhou-dialogue-2022"
MEMORANDUM = (
    "Changzhou",
    "German Chamber of Commerce in China",
    "Sino-German (Changzhou) Innovation Park",
    "Commerzbank",
)


def test_there_are_enough_items_and_deals_in_each_language(standing: Newsroom) -> None:
    languages = Counter(item.language for item in standing.items)
    alerts = Counter(item.language for item in standing.items if item.alert)
    assert len(standing.items) >= 70
    assert sum(alerts.values()) * 3 >= len(standing.items)
    for language in ("en", "de", "zh"):
        assert languages[language] >= 20
        assert alerts[language] >= 8
        assert languages[language] - alerts[language] >= 8


def test_each_site_has_something_to_tell(standing: Newsroom) -> None:
    assert len(standing.sites) >= 12
    assert {item.site for item in standing.items if item.published} == {site.id for site in standing.sites}


def test_every_fact_expected_stands_in_the_text(standing: Newsroom) -> None:
    for item in standing.items:
        assert item.alert == bool(item.deals), item.id
        for deal in item.deals:
            assert deal.evidence in item.text, item.id
            whole = f"{item.title}\n{item.text}"
            assert [party for party in deal.parties if party not in whole] == [], item.id
            assert deal.place is None or deal.place in whole, item.id
            if deal.amount is not None:
                assert deal.amount.stated in item.text, item.id


_SCALES = {
    "million": 10**6,
    "Million": 10**6,
    "Millionen": 10**6,
    "mln": 10**6,
    "billion": 10**9,
    "Milliarden": 10**9,
    "亿": 10**8,
    "万": 10**4,
}
_CURRENCIES = {"EUR": ("euro", "EUR", "欧元"), "USD": ("dollar", "USD", "美元"), "CNY": ("yuan", "元人民币")}


def test_amounts_are_what_the_text_states(standing: Newsroom) -> None:
    for item in standing.items:
        for deal in item.deals:
            if deal.amount is None:
                continue
            stated = deal.amount.stated
            number = re.search(r"\d[\d.,]*", stated)
            assert number is not None, item.id
            digits = number[0].replace(",", "." if item.language == "de" else "")
            scale = next((factor for word, factor in _SCALES.items() if word in stated), 1)
            assert round(float(digits) * scale) == deal.amount.value, item.id
            spellings = _CURRENCIES[deal.amount.currency]
            assert any(word.lower() in stated.lower() for word in spellings), item.id


def test_no_placeholder_is_left_in_any_text(standing: Newsroom) -> None:
    for item in standing.items:
        assert "{" not in f"{item.title}{item.teaser}{item.text}", item.id


def test_the_dialogue_of_changzhou_is_told_by_four_outlets_in_three_languages(standing: Newsroom) -> None:
    reports = [item for item in standing.items if item.story == CHANGZHOU]
    own = [item for item in reports if item.copy_of is None]
    assert len({item.site for item in own}) >= 4
    assert {item.language for item in own} == {"en", "de", "zh"}
    assert any(item.copy_of for item in reports)
    deals = [deal for item in reports for deal in item.deals]
    assert any(deal.kind == "agreement" and deal.parties == MEMORANDUM for deal in deals)
    assert any(deal.amount and deal.amount.value == 188_000_000 for deal in deals)
    assert {deal.date for deal in deals} == {date(2022, 7, 7)}
    assert {deal.place for deal in deals} <= {"Changzhou", "常州"}


def test_running_totals_of_changzhou_are_told_but_are_no_amounts(standing: Newsroom) -> None:
    reports = [item for item in standing.items if item.story == CHANGZHOU]
    assert any("110.8 billion dollars" in item.text for item in reports)
    assert sum("234" in item.text for item in reports) >= 3
    amounts = {deal.amount.value for item in reports for deal in item.deals if deal.amount}
    assert amounts == {188_000_000, 190_000_000}


def test_copies_repeat_their_original_word_for_word(standing: Newsroom) -> None:
    copies = [item for item in standing.items if item.copy_of]
    assert len(copies) >= 6
    for item in copies:
        original = standing.item(item.copy_of or "")
        repeated = [part for part in item.paragraphs if part in original.paragraphs]
        assert len(repeated) == len(item.paragraphs) - 1, item.id
        assert sum(map(len, repeated)) > len(item.text) / 2, item.id
        assert item.story == original.story
        assert {deal.evidence for deal in item.deals} <= {deal.evidence for deal in original.deals}
        assert item.site != original.site


def test_deals_move_on_from_step_to_step(standing: Newsroom) -> None:
    def steps(story: str) -> list[str]:
        known = sorted(
            (item for item in standing.items if item.story == story and item.published and item.deals),
            key=lambda item: item.published.timestamp() if item.published else 0,
        )
        return list(dict.fromkeys(item.deals[0].status for item in known))

    assert steps("rheinfels-tianjin") == ["announced", "signed", "opened"]
    assert steps("lingyun-greiftechnik") == ["signed", "cancelled"]
    assert steps("weidental-hefei") == ["signed", "approved"]
    assert steps("lindacker-suzhou") == ["announced", "opened"]
    assert steps("elbwafer-huayao") == ["blocked"]


def test_every_kind_of_look_alike_is_there_in_several_languages(standing: Newsroom) -> None:
    notes = " / ".join(f"{item.language}: {item.note}" for item in standing.items if not item.alert)
    for trap in ("statistic", "talks", "to be signed", "rumour", "anniversar", "survey", "running total"):
        assert trap in notes
    for trap in ("Taiwan", "Austrian", "Swiss", "Japan", "Korea", "German is the breed", "china, not China"):
        assert trap in notes
    deceptive = [item for item in standing.items if not item.alert and item.sino_german]
    assert Counter(item.language for item in deceptive).keys() == {"en", "de", "zh"}
    assert len(deceptive) >= 20


def test_held_items_begin_with_a_new_deal_in_each_language(standing: Newsroom) -> None:
    first = [standing.item(item) for item in standing.held[:3]]
    assert [item.language for item in first] == ["en", "de", "zh"]
    known = {item.story for item in standing.items if item.published}
    for item in first:
        assert item.alert
        assert item.readable
        assert item.story not in known
        assert item.deals[0].amount is not None
    later = [standing.item(item) for item in standing.held[3:]]
    assert any(item.copy_of for item in later)
    assert any(not item.alert for item in later)
    assert any(item.alert and item.story in known for item in later)


@pytest.mark.parametrize("today", [date(2026, 1, 2), date(2026, 11, 25), date(2028, 2, 29)])
def test_relative_items_stay_fresh_and_dated_ones_stand_fast(today: date) -> None:
    with Newsroom(today) as newsroom:
        items = {item.id: item for item in newsroom.items}
        now = newsroom.now()
    drafts = load_drafts()
    for item in items.values():
        assert item.published is None or item.published <= now
        draft: Draft = drafts[item.id]
        if draft.published is not None:
            assert item.published == draft.published
    fresh = [
        item
        for item in items.values()
        if item.alert and item.published and now - item.published < timedelta(days=7)
    ]
    assert len(fresh) >= 20
    assert {item.language for item in fresh} == {"en", "de", "zh"}


def test_before_an_event_its_reports_are_not_out() -> None:
    with Newsroom(date(2022, 7, 7)) as newsroom:
        published = {item.id for item in newsroom.items if item.published}
    assert "changzhou-dialogue-2022-agency" in published
    assert "changzhou-dialogue-2022-wire" not in published


@pytest.mark.parametrize("draft", DRAFTS, ids=lambda draft: draft.id)
def test_the_words_are_those_of_the_item_s_language(draft: Draft) -> None:
    text = "".join(draft.paragraphs)
    han = sum("一" <= character <= "鿿" for character in text)
    if draft.language == "zh":
        assert han > len(text) / 3
    else:
        assert han == 0
        articles = {"en": r"\b(the|of)\b", "de": r"\b(der|die|das|den|im)\b"}[draft.language]
        assert re.search(articles, text, re.IGNORECASE)


def test_generated_deals_are_all_different_and_repeat_with_their_seed() -> None:
    with Newsroom(date(2026, 11, 25)) as one, Newsroom(date(2026, 11, 25)) as other:
        first = one.publish_generated(60, seed=3)
        again = other.publish_generated(30, seed=3) + other.publish_generated(30, seed=3)
    assert [item.text for item in first] == [item.text for item in again]
    assert len({item.title + item.text for item in first}) == 60
    assert len({deal.parties for item in first for deal in item.deals}) == 60
    for item in first:
        deal = item.deals[0]
        assert deal.evidence in item.text
        assert deal.amount is not None
        assert deal.amount.stated in item.text
        assert all(party in item.text for party in deal.parties)
