"""The language of a text: by script, by its small words, and by what is declared only where the text cannot tell."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.language import detect_language
from analysis.values import Language


@pytest.mark.parametrize(
    ("title", "language"),
    [
        ("Deutsche Bank wins order from Bank of China", "en"),
        ("Volkswagen and Xpeng agree partnership", "en"),
        ("BMW, Brilliance sign deal", "en"),
        ("CATL Thuringia plant starts production", "en"),
        ("BYD eyes German plant", "en"),
        ("Siemens baut Werk in Chengdu", "de"),
        ("VW und Xpeng vereinbaren Partnerschaft", "de"),
        ("Kuka-Übernahme: Midea am Ziel", "de"),
        ("Chery eröffnet R&D-Zentrum in Raunheim", "de"),
        ("Bosch investiert in Suzhou", "de"),
        ("西门子在成都建厂", "zh"),
        ("西門子在成都設廠", "zh"),
        ("宝马 BMW Brilliance 合资", "zh"),
        ("KUKA：美的集团完成收购", "zh"),
    ],
)
def test_short_titles_full_of_foreign_names(title: str, language: Language) -> None:
    assert detect_language(title, "") == language


@pytest.mark.parametrize(
    "title",
    [
        "シーメンスが成都に工場を建設",
        "独企業、中国に投資",
        "지멘스 청두 공장 건설",
        "Siemens construit une usine à Chengdu",
        "La Chine achète un port allemand",
        "Siemens construye una fábrica en Chengdu",
        "El puerto de Hamburgo vende a Cosco",
        "Siemens costruisce una fabbrica a Chengdu",
        "Siemens bouwt fabriek in Chengdu",
        "Chiny kupują niemiecką firmę",
        "Сименс строит завод в Чэнду",
        "سيمنز تبني مصنعا في تشنغدو",
    ],
)
def test_what_is_not_read_is_other(title: str) -> None:
    assert detect_language(title, "") == "other"


def test_the_text_outweighs_the_title() -> None:
    text = "Siemens AG and the city of Chengdu agreed on a plant which is to be built by the end of the year."
    assert detect_language("中国企业 Siemens AG 签约", text) == "en"
    assert (
        detect_language("Deal!", "Der Vertrag wurde am Montag in Berlin von beiden Seiten unterzeichnet.")
        == "de"
    )
    assert (
        detect_language("BMW Brilliance", "宝马集团与沈阳市签署投资协议，总投资150亿元，项目明年开工。")
        == "zh"
    )


def test_a_quotation_in_another_language_does_not_turn_the_text() -> None:
    german = "Der Minister sagte in Peking, die Partnerschaft sei gut für beide Länder. " * 3
    assert detect_language("Besuch", german + "“We are very happy with the result,” said the mayor.") == "de"


@pytest.mark.parametrize(
    ("declared", "language"),
    [
        ("de", "de"),
        ("de-DE", "de"),
        ("en_GB", "en"),
        ("zh-Hant", "zh"),
        ("fr", "other"),
        ("", "other"),
        (None, "other"),
    ],
)
def test_the_declared_language_decides_where_there_is_nothing_to_tell(
    declared: str | None, language: Language
) -> None:
    assert detect_language("12345 !!!", "", declared) == language


@pytest.mark.parametrize("declared", ["en", "de"])
def test_names_alone_are_of_the_declared_language(declared: Language) -> None:
    assert detect_language("Volkswagen Anhui", "", declared) == declared


@pytest.mark.parametrize("declared", ["en", "fr", "zh", "x", "not a tag"])
def test_a_declared_language_never_overrules_a_text_that_can_tell(declared: str) -> None:
    text = "Der Vertrag wurde am Montag in Berlin unterzeichnet, und die Arbeiten sollen noch in diesem Jahr beginnen."
    assert detect_language("Vertrag unterzeichnet", text, declared) == "de"


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=80), st.text(max_size=200), st.one_of(st.none(), st.text(max_size=8)))
def test_any_text_has_one_of_the_languages(title: str, text: str, declared: str | None) -> None:
    assert detect_language(title, text, declared) in ("en", "de", "zh", "other")
