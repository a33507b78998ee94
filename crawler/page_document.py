"""A page's bytes as a tree, parsed once and bounded. Never raises for bad input."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import lxml.html
from cssselect import SelectorError
from lxml import etree
from lxml.cssselect import CSSSelector
from lxml.html import HtmlElement

from crawler.bounding import bounded
from crawler.decoding import decode

MAX_BYTES = 6_000_000
"""Longer pages are cut: an article ends long before."""

MAX_ATTRIBUTE = 20_000
"""Longer attributes (embedded images, states of scripts) are dropped before the tree is built."""

_LONG_ATTRIBUTE = re.compile(rb"""=\s*("[^"<>]{%d,}"|'[^'<>]{%d,}')""" % (MAX_ATTRIBUTE, MAX_ATTRIBUTE))
_CONTROLS = bytes({*range(0x20)} - set(b"\t\n\r"))
_CLASSES = etree.ElementDefaultClassLookup(element=HtmlElement)
"""One class for all elements. lxml's own lookup tells forms' fields apart, in Python, each time one is touched."""

_ALTERNATIVES = re.compile(r"\|(?!=)(?![^\[]*\])")


@dataclass(frozen=True, slots=True)
class PageDocument:
    """A page as a tree."""

    root: HtmlElement
    encoding: str
    warnings: tuple[str, ...] = ()


def parse_page(data: bytes, content_type: str | None) -> PageDocument | None:
    """The tree of a page; None if there is nothing in it.

    It has ``html`` as its root, no comments, and a depth of 2,048 at most (libxml2's own bound), whatever came.
    """
    warnings: list[str] = []
    if len(data) > MAX_BYTES:
        warnings.append(f"the page has {len(data):,} bytes, of which the first {MAX_BYTES:,} were read")
        data = data[:MAX_BYTES]
    text, encoding = decode(data, content_type)
    # On bytes, for that is what libxml2 takes, and a character more or less costs nothing there.
    markup = text.encode("utf-8", "ignore").translate(None, _CONTROLS).lstrip()
    if "\ufffe" in text or "\uffff" in text:
        markup = markup.replace("\ufffe".encode(), b"").replace("\uffff".encode(), b"")
    if len(markup) > MAX_ATTRIBUTE:
        markup = _LONG_ATTRIBUTE.sub(b'=""', markup)
    if not markup:
        return None
    parser = lxml.html.HTMLParser(
        encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True, no_network=True
    )
    parser.set_element_class_lookup(_CLASSES)
    try:
        root = lxml.html.document_fromstring(bounded(markup, warnings), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return None
    if text.count("\ufffd") > 20:
        warnings.append(f"the text has characters that could not be read as {encoding}")
    return PageDocument(root, encoding, tuple(warnings))


@lru_cache(maxsize=512)
def _compiled(selector: str) -> CSSSelector | str:
    try:
        return CSSSelector(selector, translator="html")
    except (SelectorError, etree.XPathError) as error:
        return str(error)


def select(root: HtmlElement, selector: str | None, warnings: list[str]) -> list[HtmlElement]:
    """The elements of the first alternative (separated by ``|``) of a CSS selector that finds any.

    A selector that is none becomes a warning.
    """
    for alternative in _ALTERNATIVES.split(selector or ""):
        alternative = alternative.strip()
        if not alternative:
            continue
        compiled = _compiled(alternative)
        if isinstance(compiled, str):
            warnings.append(f"the selector {alternative!r} is no CSS selector: {compiled}")
            continue
        matched = compiled(root)
        found = (
            [element for element in matched if isinstance(element, HtmlElement)]
            if isinstance(matched, list)
            else []
        )
        if found:
            return found
    return []


def stated_by(element: HtmlElement) -> str:
    """What an element states: the content of a meta tag, the datetime of a time, or else its text."""
    return str(element.get("content") or element.get("datetime") or element.text_content() or "")


def is_inside(element: HtmlElement, tags: frozenset[str], steps: int = 60) -> bool:
    """Whether an element stands within one of the tags, itself included."""
    current: HtmlElement | None = element
    for _ in range(steps):
        if current is None:
            return False
        if current.tag in tags:
            return True
        current = current.getparent()
    return False


def marks_of(element: HtmlElement) -> str:
    """Class, id and role of an element, for telling what it is."""
    return f"{element.get('class', '')} {element.get('id', '')} {element.get('role', '')}".strip()


_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_WORDS = re.compile(r"[a-z]+|[\u4e00-\u9fff]+")


@lru_cache(maxsize=20_000)
def mark_words(marks: str) -> frozenset[str]:
    """The words of class and id names: ``artikel__meta-zeile ShareBar`` has artikel, meta, zeile, share, bar."""
    return frozenset(_WORDS.findall(_CAMEL.sub(" ", marks[:500]).lower()))


def elements(root: HtmlElement) -> Iterator[HtmlElement]:
    """All elements in the order of the document; comments and the like left out."""
    for element in root.iter(etree.Element):
        if isinstance(element, HtmlElement) and isinstance(element.tag, str):
            yield element
