"""The text of an article page, without what stands around it, whatever its encoding."""

from __future__ import annotations

import pytest

from tests.crawler.page_samples import CHINESE, ENGLISH, GERMAN, linked, page, paragraphs, read

# The text


@pytest.mark.parametrize(("lines", "lang"), [(ENGLISH, "en"), (GERMAN, "de"), (CHINESE, "zh")])
def test_what_stands_around_an_article_is_not_its_text(lines, lang):
    body = f"""
    <div id="cookie-banner"><p>We use cookies and similar means to improve what you see on this site and elsewhere. Accept all?</p></div>
    <header><a href="/">The Site</a> <p>Slogan of the site that goes on for quite a while, so that it looks like a paragraph</p></header>
    <nav><ul><li><a href="/a">Home</a></li><li><a href="/b">Business</a></li></ul></nav>
    <div class="breadcrumbs">Home &gt; Business &gt; Article</div>
    <article><h1>Lindacker builds in Hefei</h1>
    <div class="social-share"><a href="#">Facebook</a> <a href="#">WeChat</a></div>
    <figure><img src="x.jpg"><figcaption>The plant in an undated photograph that the company handed out to all newspapers.</figcaption></figure>
    <p>{lines[0]}</p><div class="ad-slot">Advertisement</div><p>{lines[1]}</p>
    <aside class="related-box"><h3>Related</h3><p>Another article of which the first sentences stand here and are long enough to be read as text.</p></aside>
    <p>{lines[2]}</p>
    <p class="tags">Tags: China, Germany</p></article>
    <section class="related-articles"><h2>Read next</h2><div><p><a href="/1">Some other firm buys another firm for 90 million dollars in Shanghai, it says</a></p>
    <p><a href="/2">A third firm sells a fourth firm for 80 million dollars in Suzhou, it denies</a></p></div></section>
    <div class="comments"><p>I have read this article and think that it is a very good article about a plant.</p></div>
    <div class="newsletter"><p>Subscribe to our newsletter, which comes every morning at six and tells you everything that matters.</p></div>
    <footer><p>All rights reserved. The Site is published by The Site Limited, a company registered somewhere.</p></footer>"""
    assert read(page(body, lang=lang)).text.split("\n") == list(lines)


@pytest.mark.parametrize(
    "tail",
    [
        "（责任编辑：张三）",
        "责编：李四",
        "【打印本页】【关闭窗口】",
        "SOURCE Lindacker GmbH",
        "(dpa/lnw)",
        "Tags: a, b",
    ],
)
def test_notes_after_the_text_are_left_out(tail):
    assert read(page(f"<h1>T</h1><div>{paragraphs()}<p>{tail}</p></div>")).text.split("\n") == list(ENGLISH)


def test_a_text_in_pieces_of_one_kind_is_put_together():
    pieces = "".join(
        f'<div class="chunk"><div class="piece">{paragraphs(part)}</div></div>' for part in (ENGLISH, GERMAN)
    )
    assert read(page(f"<main><h1>T</h1>{pieces}</main>")).text.split("\n") == [*ENGLISH, *GERMAN]


def test_pieces_are_found_however_deeply_each_is_wrapped():
    wrapped = "<div class='con'><div class='con-in'><div class='mod'><div class='box'><div class='par'>{}</div></div></div></div></div>"
    body = "".join(wrapped.format(paragraphs(part)) for part in (ENGLISH, GERMAN))
    text = read(page(f"<div class='section'><h1>T</h1>{body}</div>")).text
    assert text.split("\n") == [*ENGLISH, *GERMAN]


def test_paragraphs_parted_by_line_breaks_are_lines():
    text = read(page(f"<h1>T</h1><div class='content'>{'<br><br>　　'.join(CHINESE)}</div>", lang="zh")).text
    assert text.split("\n") == list(CHINESE)
    wrapped = ENGLISH[0].replace(" will build", "<br>will build")
    assert read(page(f"<h1>T</h1><div><p>{wrapped}</p>{paragraphs(ENGLISH[1:])}</div>")).text.split(
        "\n"
    ) == list(ENGLISH)


def test_a_body_in_a_textarea_is_read():
    body = f"<h1>标题在这里</h1><textarea class='article-content'>{paragraphs(CHINESE).replace('<', '&lt;')}</textarea>"
    assert read(page(body, lang="zh")).text.split("\n") == list(CHINESE)


def test_the_text_of_the_structured_data_stands_in_for_an_empty_page():
    found = read(page("<div id='app'></div>", linked(headline="T", articleBody="\n".join(ENGLISH))))
    assert found.text.split("\n") == list(ENGLISH)
    assert found.error is None


def test_a_table_is_read_row_by_row():
    table = "<table><tr><td>Party</td><td>Lindacker</td></tr><tr><td>Sum</td><td>40 million euros</td></tr></table>"
    text = read(page(f"<h1>T</h1><div>{paragraphs(ENGLISH[:2])}{table}<p>{ENGLISH[2]}</p></div>")).text
    assert "Sum | 40 million euros" in text


def test_readings_that_disagree_still_give_one_of_them():
    left = "".join(f"<p>{line} {number}</p>" for number, line in enumerate(ENGLISH * 2))
    right = "".join(f"<p>{line} {number}</p>" for number, line in enumerate(GERMAN * 2))
    found = read(
        page(
            f"<div class='comment-page'><div>{left}</div></div><div class='x'><table><tr><td>{right}</td></tr></table></div>"
        )
    )
    assert found.text
    assert found.error is None


def test_invisible_and_direction_characters_are_out_of_text_and_title():
    found = read(
        page(
            f"<h1>Pl\u200bant \u202ein\u202c Hefei</h1><div><p>{ENGLISH[0]}\u00ad\u0007</p>{paragraphs(ENGLISH[1:])}</div>",
            title="",
        )
    )
    assert found.title == "Plant in Hefei"
    assert found.text.split("\n") == list(ENGLISH)


# Encodings


@pytest.mark.parametrize(
    ("encoding", "declared", "header"),
    [
        ("gb18030", "gb2312", None),
        ("gb18030", "gbk", "text/html"),
        ("gb18030", "iso-8859-1", "text/html; charset=iso-8859-1"),
        ("gb18030", "utf-8", None),
        ("utf-8", "gb2312", "text/html; charset=gbk"),
        ("utf-8-sig", "gb2312", None),
        ("utf-16", "utf-8", None),
        ("utf-8", "", None),
    ],
)
def test_chinese_pages_are_read_whatever_they_declare(encoding, declared, header):
    markup = f"<html><head><meta charset='{declared}'><title>合肥工厂签约</title></head><body><h1>合肥工厂签约</h1><div>{paragraphs(CHINESE)}</div></body></html>"
    found = read(markup.encode(encoding), content_type=header)
    assert found.title == "合肥工厂签约"
    assert found.text.split("\n") == list(CHINESE)
    assert found.language == "zh"


def test_traditional_chinese_in_big5_is_read():
    lines = (
        "虛構的德國水泵製造商林達克公司週二宣布，將在合肥經濟技術開發區建設新工廠，佔地約三萬平方米。",
    ) * 2
    markup = f"<meta charset='big5'><h1>合肥工廠簽約</h1><div>{paragraphs(lines)}</div>"
    assert read(markup.encode("big5"), content_type=None).text.split("\n")[0] == lines[0]


def test_german_pages_in_windows_1252_are_read():
    markup = (
        f"<html lang=de><meta charset='iso-8859-1'><h1>Werk für „Hefei“</h1><div>{paragraphs(GERMAN)}</div>"
    )
    found = read(markup.encode("cp1252"), content_type=None)
    assert found.title == "Werk für „Hefei“"
    assert found.text.split("\n") == list(GERMAN)


# The cheap reading


@pytest.mark.parametrize(("lines", "lang"), [(ENGLISH, "en"), (GERMAN, "de"), (CHINESE, "zh")])
def test_what_does_not_matter_is_read_by_one_extractor_alone(lines, lang):
    said = []

    def matters(text):
        said.append(text)
        return False

    long = lines * 3
    body = f"<nav><a href='/'>Home</a></nav><article><h1>T</h1>{paragraphs(long)}</article><footer>f</footer>"
    found = read(page(body, lang=lang), matters=matters)
    assert found.text.split("\n") == list(long)
    assert not found.careful
    assert all(line in said[0] for line in long)


def test_what_matters_is_read_by_all_of_them():
    found = read(page(f"<article><h1>T</h1>{paragraphs()}</article>"), matters=lambda text: "Hefei" in text)
    assert found.careful
    assert found.text.split("\n") == list(ENGLISH)


def test_a_page_of_which_the_cheap_reading_finds_little_is_read_by_all():
    body = f"<h1>T</h1><table><tr><td>{'</td></tr><tr><td>'.join(GERMAN)}</td></tr></table>"
    assert read(page(body), matters=lambda text: False).text == read(page(body)).text
