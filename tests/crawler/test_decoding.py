"""Encodings: marks, headers, declarations, and labels that lie."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.decoding import decode, known_encoding

CHINESE = "中德双方在合肥签署合作协议，项目总投资四千万欧元，预计明年投产。" * 3
GERMAN = "Die Gesellschaft für Übersee-Maßnahmen prüft „größere“ Geschäfte über 5 € in München."


def page(text: str, declared: str) -> str:
    return f"<html><head><meta charset='{declared}'></head><body>{text}</body></html>"


@pytest.mark.parametrize(
    ("encoding", "declared", "header", "text"),
    [
        ("utf-8", "utf-8", None, CHINESE),
        ("utf-8", "gb2312", "text/html; charset=GBK", CHINESE),
        ("utf-8", "iso-8859-1", None, GERMAN),
        ("gb18030", "gb2312", None, CHINESE),
        ("gb18030", "gbk", None, CHINESE + "镕堃喆"),
        ("gb18030", "", None, CHINESE),
        ("gb18030", "iso-8859-1", "text/html; charset=ISO-8859-1", CHINESE),
        ("gb18030", "x", "text/html; charset=gb2312", CHINESE + "😀"),
        ("cp1252", "iso-8859-1", None, GERMAN),
        ("cp1252", "windows-1252", None, GERMAN),
        ("big5hkscs", "big5", None, "中德雙方簽署合作協議，項目總投資四千萬歐元。"),
        ("utf-16", "utf-8", None, CHINESE),
        ("utf-16-le", "", None, GERMAN),
        ("utf-8-sig", "gb2312", "text/html; charset=gb2312", CHINESE),
        ("iso2022_jp", "iso-2022-jp", None, "日本語の文章です。"),
    ],
)
def test_text_comes_back_whatever_is_declared(encoding, declared, header, text):
    data = page(text, declared).encode(encoding)
    assert text in decode(data, header)[0]


@pytest.mark.parametrize(
    ("label", "expected"),
    [
        ("GB2312", "gb18030"),
        (" gbk ", "gb18030"),
        ("latin1", "cp1252"),
        ("Big5", "big5hkscs"),
        ("utf-8", "utf-8"),
        ("utf-7", None),
        ("base64", None),
        ("no-such", None),
        ("", None),
    ],
)
def test_labels_are_read_as_the_web_uses_them(label, expected):
    assert known_encoding(label) == expected


def test_a_cut_character_does_not_change_the_encoding():
    data = page(CHINESE, "gb2312").encode("gb18030")
    cut = data[: data.index("投产".encode("gb18030")) + 1]
    text, encoding = decode(cut)
    assert encoding == "gb18030"
    assert CHINESE[:20] in text


@pytest.mark.parametrize("declared", ["", "utf-8", "gb2312"])
def test_german_that_is_not_declared_is_not_read_as_chinese(declared):
    assert GERMAN in decode(page(GERMAN, declared).encode("cp1252"))[0]


def test_a_utf_8_page_cut_within_a_character_stays_utf_8():
    data = page(CHINESE, "iso-8859-1").encode()[:-25]
    cut = data[: len(data) - 1]
    text, encoding = decode(cut, "text/html; charset=iso-8859-1")
    assert encoding == "utf-8"
    assert CHINESE[:20] in text


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=300), st.one_of(st.none(), st.text(max_size=30)))
def test_decode_is_total(data, header):
    text, encoding = decode(data, header)
    assert isinstance(text, str)
    assert encoding


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"]), max_size=200))
def test_utf_8_comes_back_exactly(text):
    data = text.encode()
    if not data.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")):
        assert decode(data)[0] == text
