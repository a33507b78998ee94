"""The words that state deals: what phrases stand for, where they are found, and what a user adds."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.values import Language
from analysis.wording import Meaning, Wording, build_wording, expand, fold
from config.extensions import WordingEntry

SIGNED = Meaning("act", "signed")
BUILT = Meaning("act", "announced", "investment")


def found(language: Language, phrases: dict[str, Meaning], text: str) -> list[str]:
    return [cue.text for cue in Wording(language, phrases.items()).find(fold(text))]


def test_braces_give_alternatives() -> None:
    assert sorted(expand("{a,b} {c,d}")) == ["a c", "a d", "b c", "b d"]
    assert list(expand("letter{,s} of intent")) == ["letter of intent", "letters of intent"]


def test_a_phrase_is_found_as_a_word_of_its_own_in_latin_script() -> None:
    assert found("en", {"sign": SIGNED}, "They sign; a design, signs of it") == ["sign"]


def test_a_star_opens_the_edge_of_a_word() -> None:
    assert found("de", {"*vertrag": SIGNED}, "Der Liefervertrag gilt") == ["vertrag"]
    assert found("de", {"*vertrag": SIGNED}, "vertraglich") == []


def test_chinese_words_need_no_edges_and_either_script_will_do() -> None:
    assert found("zh", {"签署": SIGNED}, "雙方今日簽署協議") == ["签署"]


def test_a_gap_spans_words_within_reach_only() -> None:
    phrase = {"wins … order": SIGNED}
    assert found("en", phrase, "Siemens wins a very large order") == ["wins a very large order"]
    assert found("en", phrase, "Siemens wins " + "x " * 60 + "order") == []
    assert found("en", phrase, "an order that nobody wins") == []


def test_gaps_may_stand_within_braces() -> None:
    phrase = {"{soll … unterzeichnet,unterzeichnet werden}": SIGNED}
    assert found("de", phrase, "Er soll morgen unterzeichnet sein") == ["soll morgen unterzeichnet"]
    assert found("de", phrase, "wo sie unterzeichnet werden") == ["unterzeichnet werden"]


def test_the_longer_phrase_of_one_meaning_hides_the_shorter() -> None:
    assert found("en", {"takes": SIGNED, "takes over": SIGNED}, "Sany takes over") == ["takes over"]


def test_a_word_that_stands_in_others_by_chance_does_not_count_there() -> None:
    wording = Wording("zh", [("流产", SIGNED)], {"流产": ["物流产业"]})
    assert [cue.start for cue in wording.find("物流产业园的收购流产")] == [8]
    with pytest.raises(ValueError, match="no part of"):
        Wording("zh", [("流产", SIGNED)], {"流产": ["物流中心"]})


@pytest.mark.parametrize(
    "text", ["国际物流产业园", "虚拟湾产业园", "主要是机器", "会议程序", "新增资金", "物流主流产品"]
)
def test_shipped_chinese_words_do_not_stand_across_the_edges_of_others(text: str) -> None:
    cues = build_wording("zh").find(fold(text))
    assert {cue.text for cue in cues} <= {"产业园", "设备"}


def test_offsets_are_those_of_the_text() -> None:
    text = "Gestern, so hieß es, unterzeichneten beide."
    (cue,) = Wording("de", [("unterzeichneten", SIGNED)]).find(fold(text))
    assert text[cue.start : cue.end] == "unterzeichneten"


@pytest.mark.parametrize(
    ("language", "text", "status"),
    [
        ("en", "Siemens and CRRC signed a contract.", "signed"),
        ("en", "Bosch broke ground for a plant in Suzhou.", "announced"),
        ("en", "The ministry greenlights the takeover.", "approved"),
        ("en", "Berlin vetoed the sale.", "blocked"),
        ("en", "Webasto inaugurated its works in Wuhan.", "opened"),
        ("en", "The investor pulled out of the venture.", "cancelled"),
        ("de", "Midea steigt bei dem Roboterbauer ein.", "announced"),
        ("de", "Das Kartellamt gab grünes Licht.", "approved"),
        ("de", "Die Beteiligten haben den Vertrag unterschrieben.", "signed"),
        ("de", "Der Bund untersagte den Verkauf.", "blocked"),
        ("de", "Das Werk wurde eingeweiht.", "opened"),
        ("de", "Die Übernahme ist geplatzt.", "cancelled"),
        ("zh", "双方签署合作协议。", "signed"),
        ("zh", "新工廠在太倉奠基。", "announced"),
        ("zh", "德国政府叫停了这笔交易。", "blocked"),
        ("zh", "博世新厂投产。", "opened"),
        ("zh", "商务部批准了收购。", "approved"),
        ("zh", "双方终止了合资。", "cancelled"),
    ],
)
def test_shipped_words_state_the_usual_acts(language: Language, text: str, status: str) -> None:
    cues = build_wording(language).find(fold(text))
    assert status in {cue.meaning.name for cue in cues if cue.meaning.group == "act"}


@pytest.mark.parametrize("text", ["传感器材料制造商", "中国联想集团", "塑料研究院"])
def test_parts_of_chinese_words_are_no_moods(text: str) -> None:
    assert [cue for cue in build_wording("zh").find(text) if cue.meaning.group == "mood"] == []


def test_a_user_adds_a_phrase() -> None:
    entry = WordingEntry(language="en", phrase="tied … knot", kind="agreement", status="signed")
    (cue,) = [
        cue
        for cue in build_wording("en", [entry]).find(fold("The two tied a golden knot"))
        if cue.text == "tied a golden knot"
    ]
    assert (cue.meaning.kind, cue.meaning.status) == ("agreement", "signed")


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=400), st.sampled_from(["en", "de", "zh"]))
def test_any_text_gives_cues_within_it_in_order(text: str, language: Language) -> None:
    folded = fold(text)
    assert len(folded) == len(text)
    cues = build_wording(language).find(folded)
    assert [cue.start for cue in cues] == sorted(cue.start for cue in cues)
    assert all(0 <= cue.start < cue.end <= len(text) for cue in cues)


def test_the_work_grows_with_the_text_only() -> None:
    wording = build_wording("de")

    def seconds(number: int) -> float:
        text = fold("haben einen vertrag über das werk geschlossen und " * number)
        start = time.process_time()
        wording.find(text)
        return time.process_time() - start

    small = min(seconds(40) for _ in range(3))
    assert min(seconds(320) for _ in range(3)) < 30 * max(small, 0.0005)
