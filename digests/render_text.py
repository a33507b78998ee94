"""The plain text of a mail: complete on its own, lines of readable width, addresses written out."""

from __future__ import annotations

import textwrap
import unicodedata

from digests.presentation import DealLines, DigestLines, SourceLine
from digests.wording import Wording, wording_of

WIDTH = 76


def render_text(lines: DigestLines, *, foot: tuple[str, ...] = ()) -> str:
    """The digest as text. ``foot`` is what the channel adds below, for instance how to stop."""
    wording = wording_of(lines.language)
    blocks = [
        _paragraph(lines.title),
        _paragraph(" · ".join(part for part in (lines.counts, lines.window) if part)),
    ]
    blocks += [_paragraph(text) for text in (lines.notice, lines.empty) if text]
    for section in lines.sections:
        blocks.append(f"{section.heading}\n{'=' * _columns(section.heading)}")
        blocks += [_deal(deal, number, wording) for number, deal in enumerate(section.deals, 1)]
    if lines.rest:
        blocks.append(_paragraph(lines.rest))
    blocks.append("-" * 40)
    blocks.append("\n".join([_paragraph(lines.coverage_heading), *map(_paragraph, lines.coverage)]))
    if lines.missing:
        blocks.append(
            "\n".join([_paragraph(lines.missing_heading), *(_item(text) for text in lines.missing)])
        )
    if lines.rates:
        blocks.append(_paragraph(lines.rates))
    if foot:
        blocks.append("\n".join(_paragraph(text) for text in foot))
    return "\n\n".join(blocks) + "\n"


def _deal(deal: DealLines, number: int, wording: Wording) -> str:
    parts = [_item(deal.headline, f"{number}. ")]
    if deal.quote:
        parts.append(_item(f"{wording.text('quote.open')}{deal.quote}{wording.text('quote.close')}", "   "))
    parts += [_item(conflict, "   ! ") for conflict in deal.conflicts]
    if deal.source:
        parts.append(_item(_source(deal.source), "   "))
        if deal.source.link:
            parts.append(f"   {deal.source.link}")
    if deal.also_in:
        others = "; ".join(_source(source) for source in deal.also_in)
        more = f"; {deal.also_in_more}" if deal.also_in_more else ""
        parts.append(_item(f"{wording.text('label.also_in')}: {others}{more}", "   "))
        parts += [f"   {source.link}" for source in deal.also_in if source.link]
    if deal.recognised_by:
        parts.append(_item(f"{wording.text('label.recognised_by')}: {deal.recognised_by}", "   "))
    return "\n".join(parts)


def _source(source: SourceLine) -> str:
    return f"{source.outlet} ({source.language}, {source.time})"


def _item(text: str, lead: str = "- ") -> str:
    return _paragraph(text, lead, " " * len(lead))


def _paragraph(text: str, lead: str = "", indent: str = "") -> str:
    """Wrap at blanks; a line of Chinese, which has none, is cut by its width in columns."""
    lines: list[str] = []
    for line in textwrap.wrap(
        text,
        WIDTH,
        initial_indent=lead,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    ) or [lead]:
        while _columns(line) > WIDTH and (cut := _cut(line)) is not None:
            lines.append(line[:cut].rstrip())
            line = indent + line[cut:].lstrip()
        lines.append(line)
    return "\n".join(lines)


def _columns(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def _cut(line: str) -> int | None:
    """Where a line may be broken between Chinese characters; no line begins with a closing mark."""
    columns = 0
    best = None
    for position, character in enumerate(line):
        columns += _columns(character)
        if columns > WIDTH:
            break
        if _columns(character) == 2 and not _is_closing(line[position + 1 : position + 2]):
            best = position + 1
    return best


def _is_closing(character: str) -> bool:
    return character in "，。、；：？！）》」』”’" and character != ""
