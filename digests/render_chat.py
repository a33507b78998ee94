"""A digest for a chat: a title and blocks in Markdown or plain text, packed into messages of limited size."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from digests.outside_text import inert_text, markdown_link, markdown_text
from digests.presentation import DealLines, DigestLines, SourceLine
from digests.presentation_totals import TotalsLines
from digests.wording import Wording, wording_of

ChatFormat = Literal["markdown", "text"]

_BREAK: dict[ChatFormat, str] = {"markdown": "  \n", "text": "\n"}
"""A new line within a paragraph; CommonMark takes a plain one for a blank."""


@dataclass(frozen=True, slots=True)
class ChatMessage:
    """One message of a chat; a digest that is too long for one has several, each readable by itself."""

    title: str
    body: str


def render_chat(lines: DigestLines, form: ChatFormat, *, max_bytes: int) -> tuple[ChatMessage, ...]:
    """The digest as messages whose bodies take at most ``max_bytes`` bytes of UTF-8."""
    wording = wording_of(lines.language)
    blocks = [text for text in (_escape(lines.notice, form), _escape(lines.empty, form)) if text]
    if lines.totals is not None:
        blocks += _totals(lines.totals, form, wording)
    for section in lines.sections:
        heads = [section.heading]
        for group in section.groups:
            heads += [group.heading] if group.heading else []
            for deal in group.deals:
                block = "\n\n".join([*(_strong(head, form) for head in heads), _deal(deal, form, wording)])
                blocks.append(block)
                heads = []
    if lines.rest:
        blocks.append(_linked(lines.rest, lines.deals_page, form, wording))
    coverage = [
        *lines.coverage,
        *(
            [f"{lines.missing_heading}{wording.space}{wording.semicolon.join(lines.missing)}"]
            if lines.missing
            else []
        ),
    ]
    blocks.append(
        _BREAK[form].join(_escape(text, form) for text in (*coverage, lines.rates, lines.times) if text)
    )
    return chat_messages(lines.subject, blocks, wording, max_bytes=max_bytes)


def chat_messages(
    subject: str, blocks: Iterable[str], wording: Wording, *, max_bytes: int
) -> tuple[ChatMessage, ...]:
    """Blocks, escaped for their chat, as messages whose bodies take at most ``max_bytes`` bytes of UTF-8."""
    bodies = _pack(blocks, max_bytes)
    return tuple(
        ChatMessage(_title(subject, number, len(bodies), wording), body)
        for number, body in enumerate(bodies, 1)
    )


def _strong(text: str, form: ChatFormat) -> str:
    return f"**{_escape(text, form)}**" if form == "markdown" else text


def _totals(totals: TotalsLines, form: ChatFormat, wording: Wording) -> list[str]:
    """The sums of a review; a list that would be too long for a chat is cut by its own limit already."""
    blocks = [f"{_strong(totals.heading, form)}\n\n{_escape(totals.summary, form)}"]
    for entry in totals.lists:
        rows = [
            _escape(f"{bar.label}{wording.colon}{bar.value}{f' ({bar.note})' if bar.note else ''}", form)
            for bar in entry.bars
        ]
        blocks.append(_BREAK[form].join([_strong(entry.heading, form), *rows]))
    return blocks


def _title(subject: str, number: int, total: int, wording: Wording) -> str:
    if total == 1:
        return inert_text(subject)
    return inert_text(f"{subject} {wording.text('part', part=str(number), parts=str(total))}")


def _deal(deal: DealLines, form: ChatFormat, wording: Wording) -> str:
    quote = f"{wording.text('quote.open')}{deal.quote}{wording.text('quote.close')}" if deal.quote else ""
    others = wording.comma.join(_source(source, form, wording) for source in deal.also_in)
    more = f"{wording.comma}{_escape(deal.also_in_more, form)}" if deal.also_in_more else ""
    headline = _escape(deal.headline, form)
    about = (
        *(_escape(conflict, form) for conflict in deal.conflicts),
        *(_escape(text, form) for text in (deal.doubts, deal.not_stated) if text),
        _source(deal.source, form, wording) if deal.source else "",
        f"{wording.text('label.also_in')}{wording.colon}{others}{more}" if others else "",
        _escape(f"{wording.text('label.spread')}{wording.colon}{deal.spread}", form) if deal.spread else "",
        _linked(wording.text("label.page"), deal.page, form, wording) if deal.page else "",
    )
    lines = _BREAK[form].join(part for part in about if part)
    if form == "text":
        return "\n".join(part for part in (headline, quote and _escape(quote, form), lines) if part)
    # Without the blank line the lines behind a quotation would belong to it.
    return "\n\n".join(
        part for part in (f"**{headline}**", quote and f"> {_escape(quote, form)}", lines) if part
    )


def _source(source: SourceLine, form: ChatFormat, wording: Wording) -> str:
    about = _escape(wording.text("told", language=source.language, time=source.time), form)
    if source.link is None:
        return f"{_escape(source.outlet, form)} {about}"
    if form == "markdown":
        return f"{markdown_link(source.outlet, source.link)} {about}"
    return f"{_escape(source.outlet, form)} {about} {source.link}"


def _linked(text: str, address: str, form: ChatFormat, wording: Wording) -> str:
    """A text that leads to a page of ours, if readers reach it."""
    if address and form == "markdown":
        return markdown_link(text, address)
    return _escape(text, form) + (f"{wording.colon}{address}" if address else "")


def _escape(text: str, form: ChatFormat) -> str:
    return markdown_text(text, 2000) if form == "markdown" else inert_text(text)


def _pack(blocks: Iterable[str], max_bytes: int) -> Sequence[str]:
    """Put whole blocks together while they fit; a block that does not fit alone is cut at a character."""
    bodies: list[str] = []
    for block in blocks:
        block = _cut(block, max_bytes)
        joined = f"{bodies[-1]}\n\n{block}" if bodies else block
        if bodies and len(joined.encode()) <= max_bytes:
            bodies[-1] = joined
        else:
            bodies.append(block)
    return bodies


def _cut(text: str, max_bytes: int) -> str:
    encoded = text.encode()
    if len(encoded) <= max_bytes:
        return text
    return encoded[: max_bytes - 3].decode(errors="ignore").rstrip("\\ ") + "…"
