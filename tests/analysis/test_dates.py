"""Dates in three languages: the day meant, by the day of publication, and none where the text leaves it open."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.dates import DateMention, find_dates
from analysis.values import Language

Growth = Callable[[Callable[[str], object], str], float]

FRIDAY = date(2022, 7, 8)


def days(text: str, language: Language, published: date | None = FRIDAY) -> list[str]:
    return [
        found.date.isoformat() for found in find_dates(text, language, published) if found.precision == "day"
    ]


def only(text: str, language: Language, published: date | None = FRIDAY) -> DateMention:
    (found,) = find_dates(text, language, published)
    return found


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("signed on July 7", "2022-07-07"),
        ("signed on 7 July", "2022-07-07"),
        ("signed on July 7, 2021", "2021-07-07"),
        ("on the 7th of July 2022 they met", "2022-07-07"),
        ("signed on Dec. 3", "2021-12-03"),
        ("signed on Thursday", "2022-07-07"),
        ("signed on Friday", "2022-07-08"),
        ("signed last Thursday", "2022-07-07"),
        ("signed last Friday", "2022-07-01"),
        ("meets next Monday", "2022-07-11"),
        ("signed on Monday last week", "2022-06-27"),
        ("signed last week on Tuesday", "2022-06-28"),
        ("signed yesterday", "2022-07-07"),
        ("signed the day before yesterday", "2022-07-06"),
        ("signed two days ago", "2022-07-06"),
        ("it opened on the 5th and closed", "2022-07-05"),
        ("will open on September 1", "2022-09-01"),
        ("dated 2022-07-06 and filed", "2022-07-06"),
        ("dated 25/7/2021 and filed", "2021-07-25"),
        ("signed on Christmas Eve", "2021-12-24"),
    ],
)
def test_english_days(text: str, day: str) -> None:
    assert days(text, "en") == [day]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("am 7. Juli unterzeichnet", "2022-07-07"),
        ("am 7. Juli 2021 unterzeichnet", "2021-07-07"),
        ("am 07.07.2021 unterzeichnet", "2021-07-07"),
        ("am 5.7. unterzeichnet", "2022-07-05"),
        ("am 7.7.21 unterzeichnet", "2021-07-07"),
        ("am Donnerstag unterzeichnet", "2022-07-07"),
        ("am Donnerstagabend unterzeichnet", "2022-07-07"),
        ("am vergangenen Donnerstag unterzeichnet", "2022-07-07"),
        ("am Montag vergangener Woche unterzeichnet", "2022-06-27"),
        ("kommenden Montag wird gebaut", "2022-07-11"),
        ("in der Nacht zum Dienstag vereinbart", "2022-07-05"),
        ("gestern Abend unterzeichnet", "2022-07-07"),
        ("vorgestern unterzeichnet", "2022-07-06"),
        ("heute Morgen unterzeichnet", "2022-07-08"),
        ("vor zwei Tagen unterzeichnet", "2022-07-06"),
        ("am 20. Dezember unterzeichnet", "2021-12-20"),
        ("Der Bau soll am 1. September beginnen", "2022-09-01"),
        ("An Heiligabend teilten sie es mit", "2021-12-24"),
        ("zu Neujahr übernommen", "2022-01-01"),
        ("den Vertrag vom 3. März", "2022-03-03"),
    ],
)
def test_german_days(text: str, day: str) -> None:
    assert days(text, "de") == [day]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("7月7日签约", "2022-07-07"),
        ("七月七日签约", "2022-07-07"),
        ("2021年7月7日签约", "2021-07-07"),
        ("二〇二一年七月七日签约", "2021-07-07"),
        ("民國110年7月7日簽約", "2021-07-07"),
        ("去年12月3日签约", "2021-12-03"),
        ("12月20日签约", "2021-12-20"),
        ("7日下午签约", "2022-07-07"),
        ("本周四签约", "2022-07-07"),
        ("本週四簽約", "2022-07-07"),
        ("上周四签约", "2022-06-30"),
        ("下周一开工", "2022-07-11"),
        ("星期三签约", "2022-07-06"),
        ("昨天签约", "2022-07-07"),
        ("昨晚签约", "2022-07-07"),
        ("前天签约", "2022-07-06"),
        ("今天签约", "2022-07-08"),
        ("本月5日签约", "2022-07-05"),
        ("上月20日签约", "2022-06-20"),
        ("两天前签约", "2022-07-06"),
        ("7月6號簽約", "2022-07-06"),
        ("项目将于9月1日开工", "2022-09-01"),
        ("２０２１年７月７日签约", "2021-07-07"),
    ],
)
def test_chinese_days(text: str, day: str) -> None:
    assert days(text, "zh") == [day]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("last week, earlier this month, recently, soon", "en"),
        ("in the first week, a week ago, on the eve of the visit", "en"),
        ("it met on 9/7/2022", "en"),
        ("on June 31 and February 30, 2022", "en"),
        ("a firm may sign and march on", "en"),
        ("Good Friday and every Monday", "en"),
        ("the day before the summit", "en"),
        ("Anfang der Woche, vor einer Woche, kürzlich, demnächst", "de"),
        ("am 31. Juni und am 30.02.2022", "de"),
        ("am 5. deutsch-chinesischen Forum, dem 3. Standort", "de"),
        ("am Vorabend des Besuchs", "de"),
        ("jeden Montag, am Morgen", "de"),
        ("日前，近日，上周，年底，春节前", "zh"),
        ("6月31日", "zh"),
        ("中国日报、日本、周五福公司", "zh"),
    ],
)
def test_what_the_text_leaves_open_is_no_day(text: str, language: Language) -> None:
    assert days(text, language) == []


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("signed on Tuesday, 3 May, in Berlin", "en"),
        ("signed on Tuesday, May 3, in Berlin", "en"),
        ("signed on Tuesday (May 3) in Berlin", "en"),
        ("am Dienstag, 3. Mai, unterzeichnet", "de"),
        ("am Dienstag, dem 3. Mai, unterzeichnet", "de"),
        ("am Dienstag (3.5.) unterzeichnet", "de"),
        ("周二（5月3日）签约", "zh"),
        ("5月3日（周二）签约", "zh"),
    ],
)
def test_a_weekday_with_its_date_is_that_date(text: str, language: Language) -> None:
    assert days(text, language) == ["2022-05-03"]


@pytest.mark.parametrize(
    "text", ["am Dienstag, 17.30 Uhr", "am Dienstag 12 Leute", "am Dienstag. Mai war gut."]
)
def test_a_weekday_before_another_number_stays_a_weekday(text: str) -> None:
    assert days(text, "de") == ["2022-07-05"]


def test_29_february_is_never_moved_by_years() -> None:
    assert days("on Feb. 29 they signed", "en", date(2022, 7, 8)) == []
    assert days("on Feb. 29 they signed", "en", date(2024, 3, 1)) == ["2024-02-29"]


@pytest.mark.parametrize(
    ("text", "language", "first", "precision"),
    [
        ("in May 2021", "en", date(2021, 5, 1), "month"),
        ("in July", "en", date(2022, 7, 1), "month"),
        ("by the end of 2025", "en", date(2025, 1, 1), "year"),
        ("Ende Mai", "de", date(2022, 5, 1), "month"),
        ("im vergangenen Jahr", "de", date(2021, 1, 1), "year"),
        ("今年5月", "zh", date(2022, 5, 1), "month"),
        ("去年", "zh", date(2021, 1, 1), "year"),
        ("2025年底", "zh", date(2025, 1, 1), "year"),
    ],
)
def test_months_and_years_say_so(text: str, language: Language, first: date, precision: str) -> None:
    found = only(text, language)
    assert (found.date, found.precision) == (first, precision)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("from July 5 to 7 in Berlin", "en"),
        ("vom 5. bis 7. Juli in Berlin", "de"),
        ("7月5日至7日在柏林", "zh"),
        ("7月5日-7日在柏林", "zh"),
    ],
)
def test_a_stretch_of_days_has_both_ends(text: str, language: Language) -> None:
    found = only(text, language)
    assert (found.date, found.until) == (date(2022, 7, 5), date(2022, 7, 7))


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("Mitte Juli, genau am 6., hat er unterschrieben", "de", ["2022-07-06"]),
        ("Am 4. Mai kam er. Am Vorabend hatte man sich geeinigt.", "de", ["2022-05-04", "2022-05-03"]),
        ("They met on May 4. The following day they signed.", "en", ["2022-05-04", "2022-05-05"]),
        ("5月4日会谈，次日签约", "zh", ["2022-05-04", "2022-05-05"]),
    ],
)
def test_a_day_may_lean_on_the_one_named_before(text: str, language: Language, expected: list[str]) -> None:
    assert days(text, language) == expected


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("BEIJING, July 8 (Xinhua) -- China and Germany signed.", "en"),
        ("PEKING, 8. Juli (dpa) – China und Deutschland haben unterzeichnet.", "de"),
        ("新华社柏林7月8日电 中德签署协议。", "zh"),
        ("July 8, 2022\nThe plant opens.", "en"),
        ("Stand: 08.07.2022\nDas Werk öffnet.", "de"),
    ],
)
def test_the_date_of_the_report_is_marked(text: str, language: Language) -> None:
    found = only(text, language)
    assert found.is_dateline
    assert found.date == FRIDAY


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Added 20 July 2019\nThe plant has opened.", "en"),
        ("Release date:2017-05-10 17:10:26 source: Office", "en"),
        ("date 2007-03-12 Kessler plans a plant", "en"),
        ("05 Nov 2020 by Mary Burgess\nThe firms signed.", "en"),
        ("Mon, May 5, 2025, 5:48 AM 1 min read", "en"),
        ("January 18, 2013 Read time: 2 mins", "en"),
        ("Erstellt am 7. Juli 2023\nDer Vertrag steht.", "de"),
        ("Mo, 7. Juli 2023, 10:30 Uhr", "de"),
        ("发布时间：2023-07-07 09:30 来源：招商局", "zh"),
    ],
)
def test_the_stamp_of_a_page_is_the_day_of_the_report(text: str, language: Language) -> None:
    assert only(text, language).is_dateline


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Published on July 7, the study of the chamber names ten deals in both countries.", "en"),
        ("Updated on July 7 by both boards, the contract runs until spring.", "en"),
        ("Am 7. Juli 2023, 10:30 Uhr, unterschrieben beide.", "de"),
    ],
)
def test_a_day_that_opens_a_sentence_is_no_stamp(text: str, language: Language) -> None:
    assert not only(text, language).is_dateline


def test_a_day_inside_a_sentence_is_no_dateline() -> None:
    assert not only("The two firms signed on July 7 in Berlin.", "en").is_dateline
    assert not only("两家公司7月7日在柏林签约。", "zh").is_dateline


@pytest.mark.parametrize(
    ("text", "language", "ahead"),
    [
        ("The plant will open on September 1.", "en", True),
        ("Das Werk soll am 1. September öffnen.", "de", True),
        ("工厂将于9月1日投产。", "zh", True),
        ("The contract was signed on July 7.", "en", False),
        ("Der Vertrag wurde am 7. Juli unterzeichnet.", "de", False),
        ("7月7日签约。", "zh", False),
    ],
)
def test_what_is_to_come_is_marked(text: str, language: Language, ahead: bool) -> None:
    assert only(text, language).looks_ahead is ahead


@pytest.mark.parametrize(
    ("text", "language"),
    [("on Thursday and July 7", "en"), ("am Donnerstag, gestern", "de"), ("7月7日，昨天，周四", "zh")],
)
def test_without_a_day_of_publication_only_full_dates_are_read(text: str, language: Language) -> None:
    assert find_dates(text, language, None) == ()
    assert days("signed on 2022-07-07", language, None) == ["2022-07-07"]


def test_the_hour_of_publication_does_not_matter() -> None:
    assert find_dates("signed yesterday", "en", datetime(2022, 7, 8, 23, 59)) == find_dates(
        "signed yesterday", "en", FRIDAY
    )


WILD = st.text(
    alphabet=st.one_of(
        st.sampled_from(
            "0123456789.,-/ ()年月日周上下本昨今一二三十至 July Mai Montag am on the of Friday last vom bis\n"
        ),
        st.characters(codec="utf-8"),
    ),
    max_size=160,
)


@settings(max_examples=200, deadline=None)
@given(
    WILD,
    st.sampled_from(["en", "de", "zh", "other"]),
    st.one_of(st.none(), st.dates(date(1950, 1, 1), date(2090, 1, 1))),
)
def test_any_text_gives_dates_in_order_at_exact_places(
    text: str, language: Language, published: date | None
) -> None:
    position = 0
    for found in find_dates(text, language, published):
        assert position <= found.start < found.end <= len(text)
        assert text[found.start : found.end] == found.text
        assert found.until is None or found.until > found.date
        assert published is not None or not found.is_relative
        position = found.end


@settings(max_examples=100, deadline=None)
@given(st.dates(date(1990, 1, 1), date(2035, 12, 31)))
def test_a_full_date_is_read_back_in_every_way_of_writing_it(day: date) -> None:
    expected = [day.isoformat()]
    assert days(f"signed on {day.strftime('%B')} {day.day}, {day.year}", "en", None) == expected
    assert days(f"signed on {day.day} {day.strftime('%B')} {day.year}", "en", None) == expected
    assert days(f"am {day.day}.{day.month}.{day.year} unterzeichnet", "de", None) == expected
    assert days(f"{day.year}年{day.month}月{day.day}日签约", "zh", None) == expected


@settings(max_examples=100, deadline=None)
@given(st.dates(date(2000, 1, 1), date(2035, 12, 31)), st.integers(0, 6))
def test_a_weekday_is_the_latest_one_up_to_publication(published: date, number: int) -> None:
    name = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")[number]
    (found,) = find_dates(f"They signed it on {name} in Berlin", "en", published)
    assert found.date.weekday() == number
    assert 0 <= (published - found.date).days < 7


@pytest.mark.parametrize(
    "piece", ["1", "1.", "1. ", "7月", "am ", "on Monday ", "2022-", "Mai ", "7日", "July 5-"]
)
@pytest.mark.parametrize("language", ["en", "de", "zh"])
def test_work_grows_with_the_length_only(piece: str, language: Language, growth: Growth) -> None:
    assert growth(lambda text: find_dates(text, language, FRIDAY), piece) < 24
