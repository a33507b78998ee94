"""How far the news of a deal has spread: outlets, languages, who was first."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from digests.formats import Formats
from digests.presentation_spread import spread_in_words
from digests.wording import wording_of
from storage.values import SourceReport

NOW = datetime(2026, 11, 27, 7, 0, tzinfo=UTC)


def report(number: int, outlet: str, language: str, hours: float) -> SourceReport:
    at = NOW + timedelta(hours=hours)
    return SourceReport(
        number, outlet.lower(), outlet, f"https://{outlet.lower()}.example/{number}", "", language, at, at, "e", "signed",
        None, None, None, (), False,
    )  # fmt: skip


def spread(language: str, *reports: SourceReport) -> str:
    return spread_in_words(reports, wording_of(language), Formats(language, ZoneInfo("Europe/Berlin")))


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (
            "de",
            "3 Medien, 3 Sprachen, zuerst in Ribao (Chinesisch), 9 Std. vor dem ersten Bericht auf Deutsch",
        ),
        ("en", "3 outlets, 3 languages, first in Ribao (Chinese), 4 days before the first report in English"),
        ("zh", "3家媒体，3种语言，最早见于Ribao（中文）"),
    ],
)
def test_outlets_languages_and_the_lead_over_the_readers_own(language: str, words: str) -> None:
    reports = (
        report(1, "Zeitung", "de", 9.5),
        report(2, "Ribao", "zh", 0),
        report(3, "Wire", "en", 100),
        report(4, "Wire", "en", 101),
    )
    assert spread(language, *reports) == words


def test_one_outlet_in_one_language_needs_no_order() -> None:
    assert spread("en", *(report(number, "Wire", "en", number) for number in range(3))) == "1 outlet"


def test_of_a_few_reports_the_list_says_it_all() -> None:
    assert spread("en", report(1, "Wire", "en", 0), report(2, "Ribao", "zh", 5)) == ""
