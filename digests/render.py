"""A digest as HTML, text or JSON: what a preview shows and a file holds."""

from __future__ import annotations

from typing import Literal

from digests.presentation import put_into_words
from digests.render_html import render_html
from digests.render_json import render_json
from digests.render_text import render_text
from digests.values import ComposedDigest

Form = Literal["html", "text", "json"]


def render(digest: ComposedDigest, form: Form) -> str:
    """The digest in one form; ``json`` is the webhook's body, indented.

    Raises:
        ValueError: If there is no such form.
    """
    match form:
        case "html":
            return render_html(put_into_words(digest))
        case "text":
            return render_text(put_into_words(digest))
        case "json":
            return render_json(digest, indent=2) + "\n"
    raise ValueError(f"{form!r} is no form of a digest; there are html, text and json")
