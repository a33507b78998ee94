"""The HTML of a mail: tables and inlined CSS for mail programs, links to http(s) only, nothing loaded from outside."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from css_inline import CSSInliner
from jinja2 import Environment, FunctionLoader, StrictUndefined, Template

from digests.presentation import DigestLines
from digests.wording import wording_of

GLANCE_FROM = 4
"""A digest of so many deals begins with a list of them."""

FULL_DEALS = 15
"""So many deals are told in full, the lighter ones in short: Gmail shows no more than 102 KB of a mail."""


def render_html(lines: DigestLines, *, foot: tuple[str, ...] = ()) -> str:
    """The digest as an HTML document. ``foot`` is what the channel adds below, for instance how to stop."""
    wording = wording_of(lines.language)
    document = _template().render(
        digest=lines, foot=foot, wording=wording, glance_from=GLANCE_FROM, full_deals=FULL_DEALS
    )
    return _inliner().inline(document)


@cache
def _template() -> Template:
    folder = files("digests").joinpath("templates")
    environment = Environment(
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        loader=FunctionLoader(lambda name: folder.joinpath(name).read_text(encoding="utf-8")),
    )
    return environment.get_template("digest.html")


@cache
def _inliner() -> CSSInliner:
    # Media queries cannot be inlined: they stay in the head for the programs that know them.
    return CSSInliner(keep_style_tags=False, keep_at_rules=True, load_remote_stylesheets=False)
