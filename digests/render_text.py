"""The plain text of a mail: complete on its own, lines of readable width, addresses written out."""

from __future__ import annotations

from digests.presentation import DealLines, DigestLines, SourceLine
from digests.wording import Wording, wording_of
from digests.wrapping import columns, wrap


def render_text(lines: DigestLines, *, foot: tuple[str, ...] = ()) -> str:
    """The digest as text. ``foot`` is what the channel adds below, for instance how to stop."""
    wording = wording_of(lines.language)
    blocks = [
        wrap(lines.title),
        wrap(" · ".join(part for part in (lines.counts, lines.window) if part)),
    ]
    blocks += [wrap(text) for text in (lines.notice, lines.empty) if text]
    for section in lines.sections:
        blocks.append(f"{section.heading}\n{'=' * columns(section.heading)}")
        blocks += [_deal(deal, number, wording) for number, deal in enumerate(section.deals, 1)]
    if lines.rest:
        blocks.append(wrap(lines.rest))
    blocks.append("-" * 40)
    blocks.append("\n".join([wrap(lines.coverage_heading), *map(wrap, lines.coverage)]))
    if lines.missing:
        blocks.append("\n".join([wrap(lines.missing_heading), *(_item(text) for text in lines.missing)]))
    blocks.append(wrap(wording.space.join(text for text in (lines.rates, lines.times) if text)))
    if foot:
        blocks.append("\n".join(wrap(text) for text in foot))
    return "\n\n".join(blocks) + "\n"


def _deal(deal: DealLines, number: int, wording: Wording) -> str:
    parts = [_item(deal.headline, f"{number}. ")]
    if deal.quote:
        parts.append(_item(f"{wording.text('quote.open')}{deal.quote}{wording.text('quote.close')}", "   "))
    parts += [_item(conflict, "   ! ") for conflict in deal.conflicts]
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
    if deal.recognised_by:
        parts.append(
            _item(f"{wording.text('label.recognised_by')}{wording.colon}{deal.recognised_by}", "   ")
        )
    return "\n".join(parts)


def _source(source: SourceLine, wording: Wording) -> str:
    about = wording.text("told", language=source.language, time=source.time)
    return f"{source.outlet}{wording.space}{about}"


def _item(text: str, lead: str = "- ") -> str:
    return wrap(text, lead, " " * len(lead))
