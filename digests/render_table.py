"""A digest's deals as a table: CSV (RFC 4180) and an Excel workbook, all of them, those beyond the limit included."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from digests.deal_json import moment_as_json, number_as_json
from digests.facets import direction_of, region_id_of, sector_id_of
from digests.formats import Formats
from digests.names import organisation_name, place_name
from digests.outside_text import clean_text, safe_link, spreadsheet_text
from digests.presentation_groups import facet_name
from digests.values import ComposedDigest, DigestDeal
from digests.wording import Wording, wording_of

Cell = str | int | float | date | None

COLUMNS = (
    "id", "news", "kind", "status", "parties", "amount", "currency", "qualifier", "euros", "rate_year", "place",
    "region", "sector", "direction", "date", "first_seen", "sources", "outlet", "url", "evidence",
)  # fmt: skip
_WIDTHS = {"id": 7, "parties": 40, "amount": 16, "euros": 16, "place": 24, "region": 20, "sector": 22, "outlet": 22,
           "url": 40, "evidence": 80, "first_seen": 22}  # fmt: skip
_USUAL_WIDTH = 13


@dataclass(frozen=True, slots=True)
class DealTable:
    """A table with its headings in the digest's language; amounts are numbers in the main unit, days are days."""

    title: str
    headings: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


def table_of(digest: ComposedDigest) -> DealTable:
    """All deals of a digest, in its order."""
    wording = wording_of(digest.language)
    formats = Formats(digest.language, ZoneInfo(digest.timezone))
    return DealTable(
        wording.text("title"),
        tuple(wording.text(f"column.{name}") for name in COLUMNS),
        tuple(_row(entry, wording, formats) for entry in digest.all_deals),
    )


def render_csv(digest: ComposedDigest) -> str:
    """The table as CSV. A cell that a spreadsheet would run as a formula gets an apostrophe in front."""
    table = table_of(digest)
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(table.headings)
    writer.writerows([_harmless(cell) for cell in row] for row in table.rows)
    return buffer.getvalue()


def render_xlsx(digest: ComposedDigest) -> bytes:
    """The table as an Excel workbook: headings stay in sight, columns can be filtered, nothing is a formula."""
    import xlsxwriter

    table = table_of(digest)
    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        # The same digest gives the same file.
        book.set_properties({"title": table.title, "created": digest.composed_at.replace(tzinfo=None)})
        sheet = book.add_worksheet("zhongde")
        bold = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        money = book.add_format({"num_format": "#,##0.##"})
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for column, (name, heading) in enumerate(zip(COLUMNS, table.headings, strict=True)):
            sheet.set_column(column, column, _WIDTHS.get(name, _USUAL_WIDTH))
            sheet.write_string(0, column, heading, bold)
        for line, row in enumerate(table.rows, 1):
            for column, cell in enumerate(row):
                if isinstance(cell, date):
                    sheet.write_datetime(line, column, cell, day)
                elif isinstance(cell, int | float):
                    sheet.write_number(
                        line, column, cell, money if COLUMNS[column] in {"amount", "euros"} else None
                    )
                elif cell:
                    sheet.write_string(line, column, cell)
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, max(1, len(table.rows)), len(COLUMNS) - 1)
    return buffer.getvalue()


def _row(entry: DigestDeal, wording: Wording, formats: Formats) -> tuple[Cell, ...]:
    deal, language = entry.deal, wording.language
    proving = next((report for report in deal.reports if report.url == entry.step.url), None)
    direction, region, sector = direction_of(deal), region_id_of(deal), sector_id_of(deal)
    qualifier = deal.amount.qualifier if deal.amount else None
    names = (organisation_name(party.name, party.organisation, language) for party in deal.parties)
    return (
        deal.id,
        wording.text("column.is_update" if entry.is_update else "column.is_news"),
        wording.term("kind", deal.kind),
        wording.term("status", entry.step.status),
        "; ".join(name for name in names if name),
        number_as_json(deal.amount.value) if deal.amount else None,
        clean_text(deal.amount.currency, 8) if deal.amount else "",
        wording.term("column.qualifiers", qualifier) if qualifier else "",
        number_as_json(entry.euros.value) if entry.euros else None,
        (entry.euros.rate_day or entry.euros.rate_year) if entry.euros else None,
        place_name(deal.place or "", language),
        facet_name("region", region, wording) if region else "",
        facet_name("sector", sector, wording) if sector else "",
        facet_name("direction", direction, wording) if direction else "",
        entry.step.date or deal.date,
        moment_as_json(deal.first_seen.astimezone(formats.zone)),
        len({report.source_id for report in deal.reports}),
        clean_text(proving.source_name, 120) if proving else "",
        safe_link(entry.step.url) or "",
        clean_text(entry.step.evidence),
    )


def _harmless(cell: Cell) -> Cell | str:
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, str):
        return spreadsheet_text(cell)
    return "" if cell is None else cell
