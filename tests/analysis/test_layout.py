"""Where things stand in an article, and which of its lines are not its own."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.cleaning import clean
from analysis.layout import Layout, lay_out
from analysis.values import Article, Language
from analysis.wording import build_wording

PROSE = {
    "en": "The company said on Monday that it had begun to build the plant, and that it would hire 300 people.",
    "de": "Das Unternehmen teilte am Montag mit, dass der Bau des Werks begonnen habe und 300 Leute gesucht werden.",
    "zh": "公司周一宣布，新工厂已经动工建设，计划两年后投产，届时将雇用三百名员工，产品主要供应中国市场，并出口到东南亚各国。",
}


def laid(title: str, text: str, language: Language = "en") -> Layout:
    return lay_out(Article("1", title, text), language, build_wording(language))


def roles(layout: Layout) -> list[str]:
    return [sentence.role for sentence in layout.sentences]


def test_headline_opening_and_body_are_told_apart() -> None:
    sentences = [f"The {number} sentence tells a little more of what has happened here." for number in "abcd"]
    assert roles(laid("A headline", " ".join(sentences))) == ["title", "lead", "lead", "lead", "body"]


def test_credits_and_captions_do_not_use_up_the_opening() -> None:
    sentences = [f"The {number} sentence tells a little more of what has happened here." for number in "abc"]
    layout = laid("A headline", "By Ma Jingjing.\nPhoto by a friend.\n" + " ".join(sentences))
    assert roles(layout)[-3:] == ["lead", "lead", "lead"]


def test_without_a_headline_the_text_still_has_an_opening() -> None:
    assert roles(laid("", "One is here. Two is here."))[0] == "lead"


@pytest.mark.parametrize(
    ("language", "header", "teaser"),
    [
        ("en", "Read more", "BASF signs contract for wind park in Guangdong"),
        ("de", "Lesen Sie auch", "Bosch eröffnet Forschungszentrum in Suzhou"),
        ("zh", "相关阅读", "巴斯夫签约广东风电场"),
    ],
)
def test_related_links_tell_nothing(language: Language, header: str, teaser: str) -> None:
    layout = laid("Headline", f"{PROSE[language]}\n{header}\n{teaser}\n", language)
    assert [s.text for s in layout.sentences if not s.tells] == [header, teaser]


def test_prose_after_related_links_tells_again() -> None:
    more = " ".join(
        [PROSE["en"]] + ["The mayor of the town was glad, and so was the works council of the firm."] * 3
    )
    layout = laid("Headline", f"{PROSE['en']}\nRead more\nA teaser\n{more}")
    assert layout.sentences[-1].role == "repeat" or layout.sentences[-1].tells


def test_rows_of_links_are_no_part_of_the_article() -> None:
    layout = laid("Headline", f"Home | Business | Companies | Markets\n{PROSE['en']}")
    assert [s.role for s in layout.sentences if "Markets" in s.text] == ["furniture"]


def test_a_doubled_body_is_read_once() -> None:
    layout = laid("Headline", f"{PROSE['en']}\n{PROSE['en']}")
    assert roles(layout) == ["title", "lead", "repeat"]


def test_misread_letters_are_repaired_and_traced_back() -> None:
    layout = laid("VertrÃ¤ge geschlossen", "Die Vereinbarung Ã¼ber GÃ¼terzÃ¼ge gilt.", "de")
    assert layout.text == "Verträge geschlossen\nDie Vereinbarung über Güterzüge gilt."
    sentence = layout.sentences[1]
    assert layout.as_written(sentence.start, sentence.end) == "Die Vereinbarung Ã¼ber GÃ¼terzÃ¼ge gilt."


def test_pronunciation_aids_are_taken_out_of_chinese_texts() -> None:
    assert clean("中(zhong)德生態園(yuan)").text == "中德生態園"


def test_an_undamaged_text_stays_as_it_is() -> None:
    cleaned = clean("Müller & Söhne kosten 3 € – «gut».")
    assert cleaned.text == cleaned.original
    assert cleaned.positions is None


@settings(max_examples=80, deadline=None)
@given(st.text(max_size=60), st.text(max_size=600), st.sampled_from(["en", "de", "zh"]))
def test_any_article_can_be_laid_out(title: str, text: str, language: Language) -> None:
    layout = laid(title, text, language)
    last = 0
    for sentence in layout.sentences:
        assert last <= sentence.start < sentence.end <= len(layout.text)
        assert layout.text[sentence.start : sentence.end] == sentence.text
        last = sentence.end
