"""How far a deal's news has spread, in words: outlets, languages, who was first and by how much."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from digests.formats import Formats
from digests.names import MAX_NAME
from digests.outside_text import clean_text
from digests.wording import Wording
from storage.values import SourceReport

LEAST_REPORTS = 3
"""With fewer reports the list of them says it all."""
_IN_DAYS = timedelta(days=2)


def spread_in_words(reports: Sequence[SourceReport], wording: Wording, formats: Formats) -> str:
    """For instance ``6 outlets, 3 languages, first in Ribao (Chinese), 9 h before the first report in German``.

    The lead is that over the reader's own language, and is told from one hour on. Empty for a few reports.
    """
    if len(reports) < LEAST_REPORTS:
        return ""
    outlets = len({report.source_id for report in reports})
    languages = len({report.language for report in reports})
    first = min(reports, key=_seen)
    parts = [wording.count("spread.outlets", outlets, formats.number(outlets))]
    if languages > 1:
        parts.append(wording.count("spread.languages", languages, formats.number(languages)))
    if outlets > 1:
        name = clean_text(first.source_name or first.source_id, MAX_NAME)
        parts.append(
            wording.text("spread.first", outlet=name, language=formats.language_name(first.language))
        )
    own = [report for report in reports if report.language == formats.language]
    if own and first.language != formats.language:
        lead = min(map(_seen, own)) - _seen(first)
        if lead >= timedelta(hours=1):
            parts.append(
                wording.text(
                    "spread.lead",
                    time=_duration(lead, wording, formats),
                    language=formats.language_name(formats.language),
                )
            )
    return ("，" if wording.language == "zh" else ", ").join(parts)


def _seen(report: SourceReport) -> datetime:
    return report.published or report.first_seen


def _duration(lead: timedelta, wording: Wording, formats: Formats) -> str:
    name, unit = ("days", timedelta(days=1)) if lead >= _IN_DAYS else ("hours", timedelta(hours=1))
    return wording.text(f"spread.{name}", number=formats.number(lead // unit))
