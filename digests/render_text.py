"""The plain text of a mail: complete on its own, lines of readable width, addresses written out."""

from __future__ import annotations

from itertools import count

from digests.presentation import DealLines, DigestLines, SourceLine
from digests.presentation_totals import BarList, TotalsLines, TrendLines
from digests.wording import Wording, wording_of
from digests.wrapping import columns, wrap


def render_text(lines: DigestLines, *, foot: tuple[str, ...] = (), stop: str = "") -> str:
    """The digest as text. ``foot`` is what the channel adds below, ``stop`` the address by which one leaves."""
    wording = wording_of(lines.language)
    blocks = [
        wrap(lines.title),
        wrap(" · ".join(part for part in (lines.counts, lines.window) if part)),
    ]
    blocks += [wrap(text) for text in (lines.notice, lines.empty) if text]
    if lines.totals is not None:
        blocks += _totals(lines.totals, wording)
    number = count(1)
    for section in lines.sections:
        blocks.append(_heading(section.heading))
        for group in section.groups:
            if group.heading:
                blocks.append(f"{group.heading}\n{'-' * columns(group.heading)}")
            blocks += [_deal(deal, next(number), wording) for deal in group.deals]
    if lines.rest:
        blocks.append("\n".join(text for text in (wrap(lines.rest), lines.deals_page) if text))
    if lines.trend is not None:
        blocks += _trend(lines.trend, wording)
    blocks.append("-" * 40)
    blocks.append("\n".join([wrap(lines.coverage_heading), *map(wrap, lines.coverage)]))
    if lines.missing:
        blocks.append("\n".join([wrap(lines.missing_heading), *(_item(text) for text in lines.missing)]))
    blocks.append(wrap(wording.space.join(text for text in (lines.rates, lines.times) if text)))
    if foot:
        blocks.append("\n".join(wrap(text) for text in foot))
    if stop:
        blocks.append(f"{wording.text('unsubscribe')}{wording.colon}\n{stop}")
    return "\n\n".join(blocks) + "\n"


def _heading(text: str) -> str:
    return f"{text}\n{'=' * columns(text)}"


def _totals(totals: TotalsLines, wording: Wording) -> list[str]:
    return [
        _heading(totals.heading),
        wrap(totals.summary),
        *(_bars(entry, wording) for entry in totals.lists),
    ]


def _bars(entry: BarList, wording: Wording) -> str:
    """A bar list as a list: the label, its number, and what else is known."""
    rows = (
        f"{bar.label}{wording.colon}{bar.value}{wording.semicolon + bar.note if bar.note else ''}"
        for bar in entry.bars
    )
    return "\n".join([wrap(entry.heading), *(_item(row) for row in rows)])


def _trend(trend: TrendLines, wording: Wording) -> list[str]:
    weeks = wording.comma.join(
        wording.text("trend.week_of", number=str(column.total), day=column.day)
        for column in trend.columns
        if column.total
    )
    kinds = wording.comma.join(label for _, label in trend.legend)
    blocks = [_heading(trend.heading), "\n".join([wrap(trend.summary), wrap(kinds), wrap(weeks)])]
    return [*blocks, _bars(trend.regions, wording)] if len(trend.regions.bars) > 1 else blocks


def _deal(deal: DealLines, number: int, wording: Wording) -> str:
    parts = [_item(deal.headline, f"{number}. ")]
    if deal.quote:
        parts.append(_item(f"{wording.text('quote.open')}{deal.quote}{wording.text('quote.close')}", "   "))
    parts += [_item(conflict, "   ! ") for conflict in deal.conflicts]
    parts += [_item(text, "   ? ") for text in (deal.doubts, deal.not_stated) if text]
    if deal.source:
        parts.append(_item(_source(deal.source, wording), "   "))
        if deal.source.link:
            parts.append(f"   {deal.source.link}")
    if deal.also_in:
        others = wording.semicolon.join(_source(source, wording) for source in deal.also_in)
        more = f"{wording.semicolon}{deal.also_in_more}" if deal.also_in_more else ""
        parts.append(_item(f"{wording.text('label.also_in')}{wording.colon}{others}{more}", "   "))
        parts += [f"   {source.link}" for source in deal.also_in if source.link]
    if deal.spread:
        parts.append(_item(f"{wording.text('label.spread')}{wording.colon}{deal.spread}", "   "))
    if deal.names:
        parts.append(_item(f"{wording.text('label.names')}{wording.colon}{deal.names}", "   "))
    if deal.recognised_by:
        parts.append(
            _item(f"{wording.text('label.recognised_by')}{wording.colon}{deal.recognised_by}", "   ")
        )
    if deal.page:
        parts.append(_item(f"{wording.text('label.page')}{wording.colon}{deal.page}", "   "))
    return "\n".join(parts)


def _source(source: SourceLine, wording: Wording) -> str:
    about = wording.text("told", language=source.language, time=source.time)
    return f"{source.outlet}{wording.space}{about}"


def _item(text: str, lead: str = "- ") -> str:
    return wrap(text, lead, " " * len(lead))
