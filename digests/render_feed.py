"""A digest as a feed, an entry for each step told."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from digests.feed_forms import FeedEntry, FeedForm, FeedHead, feed_as
from digests.presentation import DealLines, put_into_words
from digests.values import ComposedDigest
from digests.wording import Wording, wording_of


def render_feed(digest: ComposedDigest, form: FeedForm) -> str:
    """The digest's deals as a feed, the newest first."""
    entries = sorted(_entries(digest), key=lambda entry: entry.published, reverse=True)
    head = FeedHead(
        identity=f"urn:zhongde:subscription:{digest.subscription}",
        title=put_into_words(digest).title,
        language="zh-Hans" if digest.language == "zh" else digest.language,
        updated=digest.composed_at,
    )
    return feed_as(form, head, entries).decode("utf-8")


def _entries(digest: ComposedDigest) -> Iterator[FeedEntry]:
    wording = wording_of(digest.language)
    shown = {words.id: words for words in put_into_words(digest).deals}
    for entry in digest.deals:
        words = shown[entry.deal.id]
        yield FeedEntry(
            identity=f"urn:zhongde:deal:{entry.deal.id}:{entry.step.status}",
            title=words.headline,
            address=words.source.link if words.source else None,
            content=_content(words, wording),
            is_html=True,
            published=entry.step.first_seen,
            updated=entry.step.first_seen,
            categories=(words.kind,),
        )


def _content(words: DealLines, wording: Wording) -> str:
    """HTML of a deal; everything from outside is escaped."""
    parts = []
    if words.quote:
        quote = f"{wording.text('quote.open')}{words.quote}{wording.text('quote.close')}"
        parts.append(f'<blockquote lang="{escape(words.quote_language)}">{escape(quote)}</blockquote>')
    parts += [f"<p>{escape(conflict)}</p>" for conflict in words.conflicts]
    for source in (words.source, *words.also_in):
        if source is None:
            continue
        told = escape(wording.text("told", language=source.language, time=source.time))
        outlet = escape(source.outlet)
        shown = f'<a href="{escape(source.link)}">{outlet}</a>' if source.link else outlet
        parts.append(f"<p>{shown}{wording.space}{told}</p>")
    parts += [f"<p>{escape(text)}</p>" for text in (words.doubts, words.not_stated) if text]
    for label, text in (("spread", words.spread), ("names", words.names)):
        if text:
            parts.append(f"<p>{escape(wording.text(f'label.{label}') + wording.colon + text)}</p>")
    return "".join(parts)
