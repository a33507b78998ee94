"""The HTML of a mail: tables and inlined CSS for mail programs, links to http(s) only, nothing loaded from outside."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from zoneinfo import ZoneInfo

from css_inline import CSSInliner
from jinja2 import Environment, FunctionLoader, StrictUndefined, Template

from digests.formats import Formats
from digests.presentation import DigestLines
from digests.wording import wording_of

GLANCE_FROM = 4
"""A digest of so many deals begins with a list of them."""

FULL_DEALS = 15
"""So many deals are told in full, the lighter ones in short."""

MAX_BYTES = 100_000
"""Gmail shows no more than 102 KB of a mail."""

_STEPS = ((FULL_DEALS, 1000), (10, 200), (6, 100), (3, 60), (1, 40), (0, 20), (0, 8))
"""How many deals are told in full, and how many at all, tried one after the other until the page is small enough."""


def render_html(lines: DigestLines, *, foot: tuple[str, ...] = (), stop: str = "") -> str:
    """The digest as an HTML document of at most MAX_BYTES.

    A long digest tells fewer deals in full and at last leaves out the lightest, counted as the rest; the plain text
    has them all. ``foot`` is what the channel adds below, ``stop`` the address by which one leaves.
    """
    page = ""
    total = len(lines.deals)
    tried: set[tuple[int, int]] = set()
    for full, most in _STEPS:
        step = (min(full, total), min(most, total))
        if step in tried:
            continue
        tried.add(step)
        page = _page(lines, foot, stop, *step)
        if len(page.encode()) <= MAX_BYTES:
            break
    return page


def _page(lines: DigestLines, foot: tuple[str, ...], stop: str, full: int, most: int) -> str:
    wording = wording_of(lines.language)
    left_out = len(lines.deals) - most
    rest = lines.rest
    if left_out:
        number = lines.beyond + left_out
        rest = wording.count("rest", number, Formats(lines.language, ZoneInfo("UTC")).number(number))
    document = _template().render(
        digest=lines,
        foot=foot,
        stop=stop,
        wording=wording,
        glance_from=GLANCE_FROM,
        full_deals=full,
        most=most,
        rest=rest,
    )
    return _inliner().inline(document)


def inlined(name: str, **values: object) -> str:
    """Another of our pages as HTML for mail, its values escaped."""
    return _inliner().inline(_environment().get_template(name).render(**values))


@cache
def _template() -> Template:
    return _environment().get_template("digest.html")


@cache
def _environment() -> Environment:
    folder = files("digests").joinpath("templates")
    return Environment(
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        loader=FunctionLoader(lambda name: folder.joinpath(name).read_text(encoding="utf-8")),
    )


@cache
def _inliner() -> CSSInliner:
    # Media queries cannot be inlined: they stay in the head for the programs that know them.
    return CSSInliner(keep_style_tags=False, keep_at_rules=True, load_remote_stylesheets=False)
