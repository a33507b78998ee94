"""What readers see: the right words in three languages, and nothing that a hostile text could make active."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from importlib.resources import files
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st
from lxml import html as lxml_html

from config.deals import Kind
from config.settings import SubscriptionSettings
from digests.compose import compose
from digests.formats import Formats
from digests.names import names_beside, organisation_name, place_name
from digests.outside_text import clean_text, header_text, markdown_link, markdown_text, safe_link
from digests.presentation import put_into_words
from digests.render import render
from digests.render_chat import render_chat
from digests.render_html import FULL_DEALS, MAX_BYTES, render_html
from digests.render_text import render_text
from digests.values import ComposedDigest
from digests.wrapping import WIDTH, columns, wrap
from storage.values import (
    AmountValue,
    Conflict,
    DealFile,
    PartyValue,
    SourceCoverage,
    SourceReport,
    StepValue,
    UntoldStep,
)

NOW = datetime(2026, 11, 27, 7, 0, tzinfo=UTC)
LANGUAGES = ("en", "de", "zh")
EVIDENCE = "Bosch and the city of Suzhou signed a contract worth seven billion yuan on Thursday."


def deal_file(number: int = 1, text: str | None = None, url: str | None = None) -> DealFile:
    """A deal; with ``text`` everything that comes from outside reads so."""
    url = url or f"https://wire.example/2026/{number}"
    told = text if text is not None else EVIDENCE
    name = text if text is not None else "Bosch"
    report = SourceReport(
        number, "wire", text or "Wire", url, text or "Bosch invests in Suzhou", "en", NOW, NOW, told, "signed",
        None, None, None, (), False, (text or "signed a contract",),
    )  # fmt: skip
    other = replace(
        report, article_id=1000 + number, url=url + "?other", source_name=text or "日报", language="zh"
    )
    steps = (StepValue(number, "signed", date(2026, 11, 26), told, url, NOW, is_update=False),)
    return DealFile(
        number, number, "investment", "signed", "h", (PartyValue(name, "de", "bosch"), PartyValue("苏州市政府", "cn")),
        AmountValue(Decimal(7_000_000_000), text or "CNY", "about"), text or "Suzhou", date(2026, 11, 26), NOW, NOW,
        (report, other), steps,
        (Conflict("amount", (("7000000000 CNY", (text or "Wire",)), (text or "7500000000 CNY", ("日报",)))),),
    )  # fmt: skip


def digest_of(
    *deals: DealFile, language: str = "en", coverage: SourceCoverage | None = None, **more: Any
) -> ComposedDigest:
    subscription = SubscriptionSettings(
        name="morning", schedule="0 8 * * *", timezone="Europe/Berlin", language=language, **more
    )
    return compose(
        subscription,
        [UntoldStep(step, deal) for deal in deals for step in deal.steps],
        window_from=NOW - timedelta(days=1),
        window_to=NOW,
        coverage=coverage
        or SourceCoverage(fresh=20, late=1, troubled=(("日报", "late", ""),), articles_read=1234),
        kind="scheduled",
        now=NOW,
        digest_id="d1",
    )


@pytest.mark.parametrize(
    ("language", "headline", "counts", "quoted"),
    [
        ("en", "Bosch and City of Suzhou (苏州市政府) · investment · signed · about ¥7\u00a0bn (≈\u00a0€860\u00a0m, Ø 2025) · Suzhou, Jiangsu · 26 Nov 2026",
         "1 new deal", f"“{EVIDENCE}”"),
        ("de", "Bosch und Stadt Suzhou (苏州市政府) · Investition · unterzeichnet · rund 7\u00a0Mrd.\u00a0Yuan "
         "(≈\u00a0860\u00a0Mio.\u00a0€, Ø 2025) · Suzhou, Jiangsu · 26. Nov. 2026", "1 neues Vorhaben", f"„{EVIDENCE}“"),
        ("zh", "博世（Bosch）和苏州市政府 · 投资 · 已签署 · 约70亿元人民币（≈\u00a08.6亿欧元，2025年均价） · 江苏苏州 · "
         "2026年11月26日",
         "新项目1个", f"“{EVIDENCE}”"),
    ],
)  # fmt: skip
def test_a_deal_in_the_readers_language(language: str, headline: str, counts: str, quoted: str) -> None:
    digest = digest_of(deal_file(), language=language)
    words = put_into_words(digest)
    assert words.counts == counts
    assert words.deals[0].headline == headline
    text = render(digest, "text")
    unfolded = re.sub(r"\s+", "" if language == "zh" else " ", text)
    for part in (headline, quoted):
        assert re.sub(r"\s+", "" if language == "zh" else " ", part) in unfolded
    page = lxml_html.document_fromstring(render(digest, "html"))
    assert page.get("lang") in {language, "zh-Hans"}
    assert quoted in page.text_content()
    assert max(map(columns, (line for line in text.splitlines() if "://" not in line))) <= WIDTH


@pytest.mark.parametrize(
    ("reasons", "shown"),
    [
        (("Strongest sentence: “" + EVIDENCE + "”", "Words: “prohibited” (blocked); “takeover of”.", "For: x (+0.8)."),
         "„prohibited“; „takeover of“"),
        (("signed a contract", "Bosch (German)", "x" * 200), "signed a contract; Bosch (German)"),
        ((), ""),
    ],
)  # fmt: skip
def test_by_which_words_a_deal_was_recognised(reasons: tuple[str, ...], shown: str) -> None:
    deal = deal_file()
    deal = replace(deal, reports=(replace(deal.reports[0], reasons=reasons),))
    assert put_into_words(digest_of(deal, language="de")).deals[0].recognised_by == shown


@pytest.mark.parametrize(
    ("kind", "place", "doubts"),
    [
        ("investment", "Bitterfeld", ""),  # whoever builds abroad may do so alone
        ("investment", None, "no German party is named"),
        ("agreement", "Bitterfeld", "no German party is named"),
    ],
)
def test_a_side_that_is_missing_is_a_doubt_unless_somebody_builds_abroad(
    kind: Kind, place: str | None, doubts: str
) -> None:
    deal = replace(deal_file(), kind=kind, place=place, parties=(PartyValue("Xinghe", "cn"),))
    told = put_into_words(digest_of(deal)).deals[0].doubts
    assert doubts in told
    assert bool(told) == bool(doubts)


@pytest.mark.parametrize("language", LANGUAGES)
def test_conflicts_and_coverage_are_told_in_words(language: str) -> None:
    coverage = SourceCoverage(
        fresh=20, failing=2, off=3, new=1, troubled=(("Wuhan Daily", "failing", "404"),), articles_read=1234
    )
    words = put_into_words(digest_of(deal_file(), language=language, coverage=coverage))
    (conflict,) = words.deals[0].conflicts
    assert "7000000000" not in conflict
    assert {"en": "¥7.5\u00a0bn", "de": "7,5\u00a0Mrd.\u00a0Yuan", "zh": "75亿元人民币"}[language] in conflict
    assert any("22" in line for line in words.coverage)
    assert any("Wuhan Daily" in line and "404" in line for line in words.missing)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("reason", ["quiet", "filtered", "troubled", "no_sources"])
def test_an_empty_digest_says_why(language: str, reason: str) -> None:
    coverage = {
        "troubled": SourceCoverage(fresh=3, failing=2),
        "no_sources": SourceCoverage(off=5),
    }.get(reason, SourceCoverage(fresh=5))
    more = {"filter": {"kinds": ["acquisition"]}} if reason == "filtered" else {}
    deals = [deal_file()] if reason == "filtered" else []
    digest = digest_of(*deals, language=language, coverage=coverage, **more)
    words = put_into_words(digest)
    assert digest.is_empty
    assert words.empty
    assert words.empty in lxml_html.document_fromstring(render(digest, "html")).text_content()


def test_the_three_languages_say_the_same_things() -> None:
    def shape(node: Any) -> Any:
        if isinstance(node, dict):
            return "plural" if "other" in node else {key: shape(value) for key, value in sorted(node.items())}
        return sorted(set(re.findall(r"\{\w+\}", str(node))))

    folder = files("digests").joinpath("messages")
    shapes = [shape(yaml.safe_load(folder.joinpath(f"{name}.yaml").read_text("utf-8"))) for name in LANGUAGES]
    assert shapes[0] == shapes[1] == shapes[2]


HOSTILE_PARTS = st.sampled_from(
    ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "javascript:alert(1)", "{{ 7*7 }}", "{% raw %}",
     "</style>", "]]>", "<!--", "&lt;b&gt;", "\x00\x1b[31m", "\u202e", "\ud800", "@all", "<!here>", "**", "](http://x)",
     "=?utf-8?q?x?=", "\r\nBcc: x@y.org", "'", "`", "\\", "|", "中", "{number}", "%s", "\u2028", " " * 50]
)  # fmt: skip
HOSTILE = st.lists(HOSTILE_PARTS | st.text(max_size=20), min_size=1, max_size=5).map("".join)
URLS = st.sampled_from(
    ["https://good.example/a?b=1&c=2", "javascript:alert(1)", "JaVaScRiPt:alert(1)", "data:text/html,x",
     "//evil.example",
     "https://user:pw@evil.example/", "http://[::1", 'https://x.example/"onmouseover="alert(1)', "https://x.example/\\..",
     "vbscript:x", "file:///etc/passwd", "https://x.example/a b", "https://bücher.example/ü", "", "http://x.example:99999/"]
)  # fmt: skip


def assert_harmless(document: str) -> None:
    page = lxml_html.document_fromstring(document)
    for element in page.iter():
        if not isinstance(element.tag, str):
            continue
        assert element.tag not in {
            "script",
            "img",
            "iframe",
            "object",
            "embed",
            "form",
            "link",
            "svg",
            "base",
        }
        for name, value in element.attrib.items():
            assert not name.startswith("on"), (element.tag, name)
            if name in {"href", "src", "action"}:
                link = urlsplit(value)
                assert value.startswith("#deal-") or (link.scheme in {"http", "https"} and link.hostname), (
                    value
                )
    assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\u202a-\u202e\ud800-\udfff]", document)


@settings(max_examples=60, deadline=None)
@example("<script>alert(1)</script>", "javascript:alert(1)", "en")
@example("'\"><svg/onload=alert(1)>", 'https://x.example/"onmouseover="alert(1)', "zh")
@given(HOSTILE, URLS, st.sampled_from(LANGUAGES))
def test_hostile_texts_are_shown_and_never_active(text: str, url: str, language: str) -> None:
    coverage = SourceCoverage(fresh=1, failing=1, troubled=((text, "failing", text),))
    digest = digest_of(deal_file(1, text, url), language=language, coverage=coverage)
    words = put_into_words(digest)
    assert_harmless(render_html(words))
    plain = render_text(words)
    assert not re.search("[\x00-\x08\x0b-\x1f\u202a-\u202e\u2028\ud800-\udfff]", plain)
    for form in ("markdown", "text"):
        for message in render_chat(words, form, max_bytes=800):  # type: ignore[arg-type]
            assert len(message.body.encode()) <= 800
            assert "@all" not in message.body + message.title
            assert "<!here>" not in message.body + message.title
    assert "\n" not in header_text(words.subject)
    payload = json.loads(render(digest, "json"))
    assert payload["data"]["news"][0]["sources"][0]["url"] == (url or "https://wire.example/2026/1")


@given(st.text(max_size=200))
def test_cleaning_leaves_one_harmless_line(text: str) -> None:
    cleaned = clean_text(text, 50)
    assert len(cleaned) <= 50
    assert cleaned == clean_text(cleaned, 50)
    assert not re.search("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\u2028\u2029]", cleaned)
    assert "=?" not in header_text(text)


@given(URLS | st.text(max_size=60))
def test_only_http_links_pass(url: str) -> None:
    link = safe_link(url)
    if link is not None:
        assert urlsplit(link).scheme in {"http", "https"}
        assert urlsplit(link).hostname
        assert not set(link) & set("\"<> '\\") - {"'"}
    shown = markdown_link("x](javascript:alert(1))", url)
    assert "](javascript" not in shown.replace("\\]", "")


def test_markdown_of_others_is_shown_as_it_stands() -> None:
    shown = markdown_text("**b** [x](y) <@U1> @all `c`")
    assert shown.replace("\u2060", "⁠") == r"\*\*b\*\* \[x\]⁠(y) \<⁠@⁠U1\> @⁠all \`c\`"


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(max_size=300), min_size=1, max_size=10), st.integers(300, 2000))
def test_a_long_digest_becomes_several_messages_that_fit(texts: list[str], limit: int) -> None:
    digest = digest_of(*(deal_file(number, text or None) for number, text in enumerate(texts, 1)))
    messages = render_chat(put_into_words(digest), "markdown", max_bytes=limit)
    assert all(0 < len(message.body.encode()) <= limit for message in messages)
    titles = [message.title for message in messages]
    assert len(set(titles)) == len(titles)


def test_a_deal_in_a_chat() -> None:
    (markdown,) = render_chat(put_into_words(digest_of(deal_file())), "markdown", max_bytes=4000)
    paragraphs = markdown.body.split("\n\n")
    assert paragraphs[0] == "**New deals**"
    assert paragraphs[1].startswith("**Bosch and City of Suzhou (苏州市政府) · investment · signed")
    assert paragraphs[2] == f"> “{EVIDENCE}”"
    assert "[Wire](https://wire.example/2026/1) (English, 27 Nov, 08:00)  \nAlso in: [日报](" in paragraphs[3]
    (plain,) = render_chat(put_into_words(digest_of(deal_file())), "text", max_bytes=4000)
    assert "Wire (English, 27\u00a0Nov, 08:00) https://wire.example/2026/1\n" in plain.body
    assert not set("*[]>") & set(plain.body)


def test_a_mail_of_fifty_deals_is_shown_whole_by_gmail() -> None:
    digest = digest_of(*(deal_file(number, EVIDENCE * 4) for number in range(1, 51)))
    page = render(digest, "html")
    assert len(page.encode()) <= MAX_BYTES
    document = lxml_html.document_fromstring(page)
    assert len(document.cssselect("[id^=deal-]")) == 50
    assert 5 <= len(document.cssselect("blockquote")) <= FULL_DEALS


def test_a_mail_of_a_thousand_deals_leaves_out_the_lightest_and_says_so() -> None:
    words = put_into_words(
        digest_of(*(deal_file(number, "德" * 600) for number in range(1, 1001)), max_deals=900)
    )
    page = render_html(words)
    assert len(page.encode()) <= MAX_BYTES
    shown = len(lxml_html.document_fromstring(page).cssselect("[id^=deal-]"))
    assert 0 < shown < 900
    assert f"and {1000 - shown} more deals" in page
    assert render_text(words).count("https://wire.example/2026/") == 1800


def test_names_stand_side_by_side_where_the_script_is_foreign() -> None:
    assert organisation_name("巴斯夫", "basf", "en") == "BASF (巴斯夫)"
    assert organisation_name("BASF SE", "basf", "de") == "BASF SE"
    assert organisation_name("BASF SE", "basf", "zh") == "巴斯夫（BASF SE）"
    assert organisation_name("某公司", None, "en") == "某公司"
    assert organisation_name("X", "no-such-id", "zh") == "X"
    assert organisation_name("苏州市政府", None, "de") == "Stadt Suzhou (苏州市政府)"
    assert organisation_name("city of Suzhou", None, "zh") == "苏州市政府（city of Suzhou）"
    assert place_name("南京", "de") == "Nanjing, Jiangsu"
    assert place_name("München", "en") == "Munich, Bavaria"
    assert place_name("Köln", "zh") == "北莱茵-威斯特法伦州科隆"
    assert place_name("上海", "en") == place_name("Shanghai", "de") == "Shanghai"
    assert place_name("Suzhou, Jiangsu", "zh") == "苏州（Suzhou, Jiangsu）"
    assert place_name("Nowhere", "zh") == "Nowhere"
    # Several parks share this name: none of them may be put for it.
    assert place_name("中德产业园", "en") == "中德产业园"
    parties = (PartyValue("Bosch", "de", "bosch"), PartyValue("某公司", "cn"))
    assert names_beside(parties, "München", "Bosch") == ("Bosch / 博世", "Munich / München / 慕尼黑")
    assert names_beside(parties, "München", "博世（Bosch） · Munich, München 慕尼黑") == ()


@pytest.mark.parametrize(
    ("language", "value", "currency", "shown"),
    [
        ("en", "1200000000", "EUR", "€1.2\u00a0bn"),
        ("de", "1200000000", "EUR", "1,2\u00a0Mrd.\u00a0€"),
        ("zh", "1200000000", "EUR", "12亿欧元"),
        ("zh", "85000000", "EUR", "8500万欧元"),
        ("en", "2500", "USD", "$2,500"),
        ("de", "0", "CNY", "0\u00a0Yuan"),
        ("en", "123456789012345", "XYZ", "XYZ\u00a0123.5\u00a0tn"),
    ],
)
def test_sums_as_each_language_writes_them(language: str, value: str, currency: str, shown: str) -> None:
    assert Formats(language, ZoneInfo("UTC")).money(Decimal(value), currency) == shown


@given(st.text(alphabet="ab 中国，。（）“”0123456789.", max_size=300))
def test_wrapped_lines_keep_the_text_and_begin_with_no_closing_mark(text: str) -> None:
    lines = wrap(text, "- ", "  ").splitlines()
    assert re.sub(r"\s", "", "".join(lines)) == "-" + re.sub(r"\s", "", text)
    for line in lines[1:]:
        assert line.startswith("  ")
    words = max((len(word) for word in re.split(r"[ 中国]", text)), default=0)
    assert all(columns(line) <= WIDTH or words > 20 for line in lines)


def test_json_is_the_webhooks_body() -> None:
    payload = json.loads(render(digest_of(deal_file()), "json"))
    assert payload["type"] == "zhongde.digest.v1"
    data = payload["data"]
    assert set(data) >= {"subscription", "digest", "window", "news", "updates", "coverage"}
    assert set(data["window"]) == {"from", "to"}
    (news,) = data["news"]
    assert set(news) >= {
        "id", "kind", "status", "parties", "amount", "place", "date", "headline", "first_seen", "story", "sources",
        "steps", "conflicts",
    }  # fmt: skip
    assert news["amount"] == {"value": 7_000_000_000, "currency": "CNY", "qualifier": "about"}
    assert news["amount_eur"]["rate_year"] == 2025


def test_an_unknown_form_is_refused() -> None:
    with pytest.raises(ValueError, match="html, text, json"):
        render(digest_of(), "pdf")  # type: ignore[arg-type]
