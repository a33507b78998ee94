"""A digest in every form: what a preview shows and a file holds."""

from __future__ import annotations

from typing import Literal

from digests.presentation import put_into_words
from digests.render_calendar import render_calendar
from digests.render_chat import render_chat
from digests.render_feed import render_feed
from digests.render_html import render_html
from digests.render_json import render_json
from digests.render_table import render_csv, render_xlsx
from digests.render_text import render_text
from digests.values import ComposedDigest

TextForm = Literal["html", "text", "json", "markdown", "atom", "rss", "jsonfeed", "csv", "ics"]
Form = TextForm | Literal["xlsx"]
FORMS: tuple[Form, ...] = (
    "html",
    "text",
    "json",
    "markdown",
    "atom",
    "rss",
    "jsonfeed",
    "csv",
    "xlsx",
    "ics",
)
_NO_LIMIT = 10**9


def render(digest: ComposedDigest, form: TextForm) -> str:
    """The digest in one form of text; ``json`` is the webhook's body, indented.

    Raises:
        ValueError: If there is no such form.
    """
    match form:
        case "html":
            return render_html(put_into_words(digest))
        case "text":
            return render_text(put_into_words(digest))
        case "json":
            return render_json(digest) + "\n"
        case "markdown":
            (message,) = render_chat(put_into_words(digest), "markdown", max_bytes=_NO_LIMIT)
            return f"# {message.title}\n\n{message.body}\n"
        case "atom" | "rss" | "jsonfeed":
            return render_feed(digest, form)
        case "csv":
            return render_csv(digest)
        case "ics":
            return render_calendar(digest)
    raise ValueError(f"{form!r} is no form of text of a digest; there are {', '.join(FORMS)}")


def render_bytes(digest: ComposedDigest, form: Form) -> bytes:
    """The digest in any form as a file holds it. CSV begins with a mark by which Excel knows UTF-8.

    Raises:
        ValueError: If there is no such form.
    """
    if form == "xlsx":
        return render_xlsx(digest)
    return render(digest, form).encode("utf-8-sig" if form == "csv" else "utf-8")
