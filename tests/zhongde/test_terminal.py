"""Nothing from outside reaches a terminal as anything but text: tables, JSON, logs."""

from __future__ import annotations

import json
import logging
import unicodedata

import pytest
import structlog
from hypothesis import given
from hypothesis import strategies as st

from config import ConfigurationError, Settings
from zhongde.logs import configure_log
from zhongde.opml import read_opml
from zhongde.output import plain_json, print_json, print_table, say

HOSTILE = (
    "\x1b[31mred\x1b]0;title\x07 \x9b2J \u202egnp.exe \u200bhidden\U000e0041 \r\nforged line 中德 \u2028next"
)


def harmless(text: str) -> bool:
    """Whether a text holds nothing but what is shown, apart from line breaks."""
    return not [c for c in text if c != "\n" and unicodedata.category(c) in {"Cc", "Cf", "Cs", "Zl", "Zp"}]


def test_tables_and_lines_show_text_only(capsys: pytest.CaptureFixture[str]) -> None:
    print_table(("name",), [(HOSTILE,)])
    say(HOSTILE)
    shown = capsys.readouterr().out
    assert harmless(shown)
    assert "中德" in shown


@given(st.recursive(st.text() | st.just(HOSTILE), lambda inner: st.lists(inner, max_size=3), max_leaves=5))
def test_json_means_the_same_and_is_harmless(value: object) -> None:
    document = plain_json(json.dumps(value, ensure_ascii=False))
    assert json.loads(document) == value
    assert "\x9b" not in document
    assert not [
        c for c in document if unicodedata.category(c) in {"Cc", "Zl", "Zp"} or 0x202A <= ord(c) <= 0x202E
    ]


def test_printed_json_is_read_back(capsys: pytest.CaptureFixture[str]) -> None:
    print_json({"name": HOSTILE})
    shown = capsys.readouterr().out
    assert json.loads(shown) == {"name": HOSTILE}
    assert harmless(shown)


def test_names_from_an_opml_file_are_cleaned_and_only_its_feeds_taken() -> None:
    document = (
        '<opml version="2.0"><body><outline text="&#x9b;2J&#x202e;The &lt;b&gt;\tWire&#10;&#x200b;" xmlUrl="https://a.example/f"/>'
        '<outline text="x" xmlUrl="javascript:alert(1)"/><outline text="x" xmlUrl="http://[127.0.0.1]/"/>'
        '<outline text="x" xmlUrl="https://user:password@b.example/f"/><outline text="&#x202e;" xmlUrl="https://c.example/f"/>'
        "</body></opml>"
    )
    found = read_opml(document.encode(), "feeds.opml")
    assert [(feed["name"], feed["url"]) for feed in found] == [
        ("2JThe <b> Wire", "https://a.example/f"),
        ("https://c.example/f", "https://c.example/f"),
    ]


@pytest.mark.parametrize(
    "start", ["<!DOCTYPE l [<!ENTITY a 'ha'>]>", "<!DOCTYPE l [<!ENTITY a SYSTEM 'file:///etc/passwd'>]>"]
)
def test_an_opml_file_that_declares_entities_is_refused(start: str) -> None:
    with pytest.raises(ConfigurationError, match="is no OPML file"):
        read_opml(
            f'{start}<opml><outline text="&a;" xmlUrl="https://a.example/f"/></opml>'.encode(), "feeds.opml"
        )


@pytest.mark.parametrize("form", ["text", "json"])
def test_a_log_entry_is_one_line_whatever_is_in_it(capsys: pytest.CaptureFixture[str], form: str) -> None:
    root = logging.getLogger()
    before, level = root.handlers, root.level
    try:
        configure_log(Settings(log_format=form))  # type: ignore[call-arg]
        logging.getLogger("somebody").warning("a page said %s", HOSTILE)
    finally:
        root.handlers = before
        root.setLevel(level)
        structlog.reset_defaults()
    shown = capsys.readouterr().err
    assert shown.count("\n") == 1
    assert harmless(shown)
    assert "forged line" in shown
