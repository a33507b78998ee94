"""Copies are told by their wording; texts by template, with other figures or names, are none."""

from __future__ import annotations

import random
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.likeness import containment, fingerprint, group, is_copy, shingles, text_key
from analysis.values import Article, Language, Reading

ENGLISH = (
    "Hessian pump maker Kranich and the city of Taizhou have signed a contract for a plant in the city's medical park. "
    "The works will cost 84 million euros and employ 320 people from the spring of 2027, said managing director Ute "
    "Lorenz on Tuesday. Half of the output is meant for hospitals in eastern China, the rest for export. The park pays "
    "for the roads and gives 12 hectares of land. Kranich has sold in China since 1998 through a partner in Nanjing, "
    "whose 45 employees it takes over."
)
GERMAN = (
    "Der hessische Pumpenbauer Kranich und die Stadt Taizhou haben einen Vertrag über ein Werk im Medizinpark der Stadt "
    "unterzeichnet. Das Werk kostet 84 Millionen Euro und soll vom Frühjahr 2027 an 320 Menschen beschäftigen, sagte "
    "Geschäftsführerin Ute Lorenz am Dienstag. Die Hälfte der Pumpen ist für Krankenhäuser im Osten Chinas bestimmt, der "
    "Rest geht in die Ausfuhr. Der Park zahlt die Straßen und gibt 12 Hektar Land. Kranich verkauft seit 1998 über einen "
    "Partner in Nanjing, dessen 45 Mitarbeiter übernommen werden."
)
CHINESE = (
    "德国黑森州水泵企业克拉尼希与泰州市签署合同，在该市医药高新区建设工厂。公司总经理乌特·洛伦茨周二表示，工厂投资8400万欧元，"
    "计划自2027年春季起雇用320名员工。产品一半供应华东地区医院，其余出口。园区负责修路并提供12公顷土地。克拉尼希自1998年起"
    "通过南京的合作伙伴在华销售，该伙伴的45名员工也将一并接收。双方还约定在园区内设立培训中心，由职业学校共同运营。"
)
TEXTS: list[tuple[Language, str]] = [("en", ENGLISH), ("de", GERMAN), ("zh", CHINESE)]


def copies(one: str, other: str, language: Language, titles: tuple[str, str] = ("A", "B")) -> bool:
    return is_copy(fingerprint(titles[0], one, language), fingerprint(titles[1], other, language))


@pytest.mark.parametrize(("language", "text"), TEXTS)
def test_the_same_text_in_other_dress_is_a_copy(language: Language, text: str) -> None:
    dressed = text.replace(" ", "  ").replace(",", ", ").replace("，", "， ").replace(".", ".\n\n").upper()
    assert text_key(text) == text_key(dressed)
    assert copies(text, dressed, language)


@pytest.mark.parametrize(("language", "text"), TEXTS)
def test_a_shortened_and_an_embedded_text_are_copies(language: Language, text: str) -> None:
    third = text[: len(text) // 3]
    assert copies(text, third, language)
    agency = {"en": "By our own correspondents. ", "de": "Von unserer Redaktion. ", "zh": "本报综合报道。"}[
        language
    ]
    assert copies(text, agency + text + agency * 3, language)


@pytest.mark.parametrize(("language", "text"), TEXTS)
def test_a_lightly_edited_text_is_a_copy(language: Language, text: str) -> None:
    edits = {
        "en": [("have signed", "signed"), ("said managing director", "according to managing director")],
        "de": [("haben einen Vertrag", "haben jetzt einen Vertrag"), ("sagte", "so")],
        "zh": [("计划自", "拟自"), ("也将一并接收", "将被接收")],
    }[language]
    edited = text
    for old, new in edits:
        assert old in edited
        edited = edited.replace(old, new)
    assert copies(text, edited, language)


def test_traditional_and_simplified_characters_are_one_text() -> None:
    simplified = "德国汽车企业与中国汽车电池厂签订长期供货协议，总价四十亿欧元，为期十年，双方并将在图林根州建设电池工厂。"
    traditional = "德國汽車企業與中國汽車電池廠簽訂長期供貨協議，總價四十億歐元，為期十年，雙方並將在圖林根州建設電池工廠。"
    assert copies(simplified, traditional, "zh")


def test_a_template_with_other_figures_is_no_copy() -> None:
    def results(firm: str, *figures: str) -> str:
        return (
            "The company {} said on Wednesday that sales in the quarter rose to {} million euros from {} million a year "
            "before, while the operating result came to {} million euros after {} million. The board confirmed its guidance "
            "for the year and expects growth of {} percent, it said in a statement after the meeting in the morning."
        ).format(firm, *figures)

    one = results("Kranich", "412", "398", "31", "28", "4.5")
    assert not copies(one, results("Kranich", "455", "412", "36", "31.5", "5.2"), "en")
    assert not copies(one, results("Lorenz", "97", "88", "7", "6", "3"), "en")


def test_the_same_news_in_other_words_is_no_copy() -> None:
    other = (
        "Taizhou wins a German maker of pumps: for 84 million euros the Kranich company is going to build in the medical "
        "zone, the municipality announced. Some 320 jobs are promised, and the first deliveries are due in 2027. Hospitals "
        "along the coast are the customers it has in mind."
    )
    assert not copies(ENGLISH, other, "en")


def test_a_translation_is_no_copy() -> None:
    assert not is_copy(fingerprint("A", ENGLISH, "en"), fingerprint("A", GERMAN, "de"))


def test_texts_too_short_to_tell_are_copies_only_if_they_are_the_same() -> None:
    assert copies("A plant opens in Jena", "A plant opens in Jena!", "en", ("News", "News"))
    assert not copies("A plant opens in Jena", "A plant opens in Gera", "en", ("News", "News"))


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=200), st.sampled_from(["en", "de", "zh", "other"]))
def test_any_text_is_a_copy_of_itself_and_contains_itself(text: str, language: Language) -> None:
    prints = fingerprint("", text, language)
    assert is_copy(prints, prints)
    assert prints.shingles == shingles(text, language)
    assert containment(prints.shingles, prints.shingles) == (1.0 if prints.shingles else 0.0)
    assert prints.index_terms <= prints.shingles


NOTHING = {language: Reading(language, False, False, 0.0) for language in ("en", "de", "zh")}


def article(name: str, text: str, day: int = 1) -> Article:
    return Article(name, f"Title of {name}", text, published=date(2026, 5, day))


def test_the_earliest_of_all_copies_is_the_original() -> None:
    articles = [
        article("late", ENGLISH, 9),
        article("first", ENGLISH + " The mayor was pleased.", 2),
        article("other", GERMAN, 3),
        article("short", ENGLISH[:300], 5),
    ]
    readings = [NOTHING["en"], NOTHING["en"], NOTHING["de"], NOTHING["en"]]
    groups = group(articles, readings)
    assert [found.copy_of for found in groups] == ["first", None, None, "first"]
    assert {found.story for found in groups} == {"first"}, "the German report tells the same story"


def test_a_digest_of_two_texts_does_not_make_them_one() -> None:
    second = ENGLISH.replace("Taizhou", "Ningbo").translate(str.maketrans("0123456789", "5678901234")).replace(
        "Kranich", "Sperber"
    ).replace("Ute Lorenz", "Jan Petri").replace("Nanjing", "Xiamen").replace("pump", "valve")  # fmt: skip
    articles = [article("one", ENGLISH, 1), article("two", second, 2)]
    groups = group(articles, [NOTHING["en"]] * 2)
    assert [found.copy_of for found in groups] == [None, None]


def test_the_order_of_the_articles_does_not_matter() -> None:
    articles = [
        *(article(f"en{number}", ENGLISH + f" Report {number}.", number + 1) for number in range(4)),
        *(article(f"de{number}", GERMAN[: 400 - 30 * number], number + 2) for number in range(4)),
    ]
    expected = None
    for seed in range(6):
        random.Random(seed).shuffle(articles)
        groups = group(articles, [NOTHING[found.id[:2]] for found in articles])
        originals = {found.id: its.copy_of for found, its in zip(articles, groups, strict=True)}
        assert expected is None or originals == expected
        expected = originals
    assert expected is not None
    assert sum(original is None for original in expected.values()) == 2


def test_articles_and_readings_belong_together() -> None:
    with pytest.raises(ValueError, match="1 articles but 2 readings"):
        group([article("one", ENGLISH)], [NOTHING["en"]] * 2)


def test_nothing_gives_no_groups() -> None:
    assert group([], []) == ()
