"""Sentences end where a reader would end them, and every character of a text is accounted for."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.sentences import split_sentences, without_wraps
from analysis.values import Language

Growth = Callable[[Callable[[str], object], str], float]

LANGUAGES: tuple[Language, ...] = ("en", "de", "zh", "other")


def texts(text: str, language: Language) -> list[str]:
    return [sentence.text for sentence in split_sentences(text, language)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "The deal is worth $1.2 bn. It was signed on Oct. 5. Work begins in 2023.",
            ["The deal is worth $1.2 bn.", "It was signed on Oct. 5.", "Work begins in 2023."],
        ),
        (
            "Mr. Li met Dr. Weber in the U.S. on Monday. He left.",
            ["Mr. Li met Dr. Weber in the U.S. on Monday.", "He left."],
        ),
        ("Siemens Co., Ltd. will build. The park pays.", ["Siemens Co., Ltd. will build.", "The park pays."]),
        ("It was sold to Foo Inc. The buyer paid cash.", ["It was sold to Foo Inc.", "The buyer paid cash."]),
        (
            '"We agreed," he said. "It is big." They left.',
            ['"We agreed," he said.', '"It is big."', "They left."],
        ),
        (
            "It met at 5 p.m. on Monday. It ended at 6 p.m. They left.",
            ["It met at 5 p.m. on Monday.", "It ended at 6 p.m.", "They left."],
        ),
        (
            "No. 4 is next, e.g. the plant, i.e. the works.",
            ["No. 4 is next, e.g. the plant, i.e. the works."],
        ),
        ("J. P. Morgan bought it. J.P. Morgan paid.", ["J. P. Morgan bought it.", "J.P. Morgan paid."]),
        ("See www.bosch.com. Go there.", ["See www.bosch.com.", "Go there."]),
        ("The firm (est. 1890) grew. It sold.", ["The firm (est. 1890) grew.", "It sold."]),
        ("Why? Because. Yes!", ["Why?", "Because.", "Yes!"]),
        (
            "They wait... and wait. They went... The end.",
            ["They wait... and wait.", "They went...", "The end."],
        ),
        ("The plan was dropped.The park said so.", ["The plan was dropped.", "The park said so."]),
    ],
)
def test_english(text: str, expected: list[str]) -> None:
    assert texts(text, "en") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Am 7. Juli unterzeichnete BASF den Vertrag. Er ist 1,2 Mrd. Euro wert. Das Werk öffnet 2023.",
            [
                "Am 7. Juli unterzeichnete BASF den Vertrag.",
                "Er ist 1,2 Mrd. Euro wert.",
                "Das Werk öffnet 2023.",
            ],
        ),
        (
            "Die Müller GmbH & Co. KG baut z. B. in Suzhou. Dr. Weber kam.",
            ["Die Müller GmbH & Co. KG baut z. B. in Suzhou.", "Dr. Weber kam."],
        ),
        ("Das ist der 3. Standort. Der 4. folgt.", ["Das ist der 3. Standort.", "Der 4. folgt."]),
        ("Er sagte: „Wir sind froh.“ Dann ging er.", ["Er sagte: „Wir sind froh.“", "Dann ging er."]),
        ("„Das ist gut“, sagte er. „Sehr gut.“", ["„Das ist gut“, sagte er.", "„Sehr gut.“"]),
        ("Die Firma hat 1.500 Mitarbeiter. Sie wächst.", ["Die Firma hat 1.500 Mitarbeiter.", "Sie wächst."]),
        (
            "Das Werk kostet 15 Mio. Euro bzw. 120 Mio. Yuan.",
            ["Das Werk kostet 15 Mio. Euro bzw. 120 Mio. Yuan."],
        ),
        ("Es endete am 31.12. Danach begann es neu.", ["Es endete am 31.12.", "Danach begann es neu."]),
        ("Es war 2021. Danach begann es.", ["Es war 2021.", "Danach begann es."]),
        ("Im 19. Jahrhundert war es so.", ["Im 19. Jahrhundert war es so."]),
        (
            "Die Nr. 1 kauft u. a. die Meier AG. Die Börse jubelt.",
            ["Die Nr. 1 kauft u. a. die Meier AG.", "Die Börse jubelt."],
        ),
        (
            "Sitz ist Frankfurt a. M. Das Werk steht in Mainz.",
            ["Sitz ist Frankfurt a. M.", "Das Werk steht in Mainz."],
        ),
        ("Karl V. kam. Er blieb.", ["Karl V. kam.", "Er blieb."]),
    ],
)
def test_german(text: str, expected: list[str]) -> None:
    assert texts(text, "de") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("两国签署协议。总投资1.2亿欧元！何时开工？", ["两国签署协议。", "总投资1.2亿欧元！", "何时开工？"]),
        ("一期今年投产；二期后年投产。", ["一期今年投产；", "二期后年投产。"]),
        ("他说：“我们很高兴。”随后离开。", ["他说：“我们很高兴。”", "随后离开。"]),
        ("“这是好事。”李强说。他随后离开。", ["“这是好事。”李强说。", "他随后离开。"]),
        ("「這是好事。」他表示。之後離開。", ["「這是好事。」他表示。", "之後離開。"]),
        ("总投资约3.5亿元。Linde Co., Ltd.公司成立。", ["总投资约3.5亿元。", "Linde Co., Ltd.公司成立。"]),
        ("标题没有标点\n第一句。第二句", ["标题没有标点", "第一句。", "第二句"]),
    ],
)
def test_chinese(text: str, expected: list[str]) -> None:
    assert texts(text, "zh") == expected


def test_a_semicolon_ends_a_sentence_in_chinese_only() -> None:
    assert texts("甲方出资；乙方出地。", "zh") == ["甲方出资；", "乙方出地。"]
    assert len(texts("One pays；the other builds.", "en")) == 1


def test_a_heading_stands_alone_and_a_wrapped_line_goes_on() -> None:
    assert texts("A heading without a stop\nThe first sentence. The second.", "en") == [
        "A heading without a stop",
        "The first sentence.",
        "The second.",
    ]
    wrapped = (
        "The two companies have agreed on a plant in the city of Changzhou that will\n"
        "Employ three hundred people from the region and cost 188 million euros in all,\n"
        "As both of them said on Thursday."
    )
    assert len(texts(wrapped, "en")) == 1
    assert texts("first part\nsecond part goes on. End.", "en") == [
        "first part\nsecond part goes on.",
        "End.",
    ]


def test_points_of_a_list_are_sentences() -> None:
    assert texts("Signed were:\n- a plant in Taicang\n- a school in Jena\n1. a bridge", "en") == [
        "Signed were:",
        "- a plant in Taicang",
        "- a school in Jena",
        "1. a bridge",
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_gives_nothing(language: Language) -> None:
    assert split_sentences("", language) == ()
    assert split_sentences(" \n\t\n ", language) == ()


@settings(max_examples=150, deadline=None)
@given(
    st.text(
        alphabet=st.one_of(
            st.sampled_from("abzABZÄöß 0127.!?…。！？；;:,\n\t\"'“”„«»()（）「」•-–年月日中德元亿"),
            st.characters(codec="utf-8"),
        ),
        max_size=400,
    ),
    st.sampled_from(LANGUAGES),
)
def test_sentences_hold_every_letter_once_in_order(text: str, language: Language) -> None:
    position = 0
    for sentence in split_sentences(text, language):
        assert text[sentence.start : sentence.end] == sentence.text == sentence.text.strip() != ""
        assert sentence.start >= position
        assert not text[position : sentence.start].strip()
        position = sentence.end
    assert not text[position:].strip()


@pytest.mark.parametrize(
    "piece",
    ["a.", "A. ", "Dr. ", "「」。", '."', "...", "\n", "x" * 60 + "\n", "1. ", "((((", "。””", " • ", "ab\n"],
)
@pytest.mark.parametrize("language", ["de", "zh"])
def test_work_grows_with_the_length_only(piece: str, language: Language, growth: Growth) -> None:
    assert growth(lambda text: split_sentences(text, language), piece) < 24


def test_a_headline_does_not_go_on_below() -> None:
    text = "Velanto scraps plans for works\nthe maker of cells said so on Tuesday."
    assert len(split_sentences(text, "en")) == 1
    assert [one.text for one in split_sentences(text, "en", text.index("the"))] == text.split("\n")


def test_lines_that_were_wrapped_are_joined_and_others_are_left() -> None:
    wrapped = (
        "The central banks of both countries signed an agreement\n"
        "during the state visit of the Chinese President Xi\n"
        "Jinping on Friday, the German central bank announced.\n\nMore of it\nRead on"
    )
    whole = without_wraps(wrapped, 0)
    assert "President Xi Jinping on Friday" in whole
    assert whole.endswith("announced.\n\nMore of it\nRead on")
    assert len(whole) == len(wrapped)


@given(st.text(alphabet="ab A.\n", max_size=400), st.integers(0, 40))
@settings(max_examples=200, deadline=None)
def test_joining_lines_changes_nothing_but_breaks(text: str, start: int) -> None:
    whole = without_wraps(text, start)
    assert whole.replace("\n", " ") == text.replace("\n", " ")
    assert whole[:start] == text[:start]
