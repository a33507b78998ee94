"""Sums of money in three languages: what they are worth, in which currency, and what they count."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.amounts import MoneyMention, find_amounts
from analysis.values import Language

Growth = Callable[[Callable[[str], object], str], float]


def sums(text: str, language: Language) -> list[str]:
    """Value and currency of every sum, as "188000000 EUR"."""
    return [f"{found.amount.value:f} {found.amount.currency}" for found in find_amounts(text, language)]


def only(text: str, language: Language) -> MoneyMention:
    (found,) = find_amounts(text, language)
    return found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a loan of EUR 2.5bn", "2500000000 EUR"),
        ("€188 million", "188000000 EUR"),
        ("188 million euros", "188000000 EUR"),
        ("US$3m", "3000000 USD"),
        ("$1.7-billion", "1700000000 USD"),
        ("Rmb 300m", "300000000 CNY"),
        ("more than RMB10 billion", "10000000000 CNY"),
        ("some 15 billion renminbi", "15000000000 CNY"),
        ("3 trillion yuan", "3000000000000 CNY"),
        ("HK$7.8 billion", "7800000000 HKD"),
        ("7 million Swiss francs", "7000000 CHF"),
        ("GBP 5 million", "5000000 GBP"),
        ("9 million pounds", "9000000 GBP"),
        ("12 bn. euros", "12000000000 EUR"),
        ("€ 4 mn", "4000000 EUR"),
        ("the 50-million-euro plant", "50000000 EUR"),
        ("a 1.6 billion-euro deal", "1600000000 EUR"),
        ("2,500,000 euros", "2500000 EUR"),
        ("€2.500.000", "2500000 EUR"),
        ("EUR1,234.56", "1234.56 EUR"),
        ("EUR 1.234,56", "1234.56 EUR"),
        ("half a billion euros", "500000000 EUR"),
        ("a quarter of a billion euros", "250000000 EUR"),
        ("three quarters of a billion dollars", "750000000 USD"),
        ("one and a half billion yuan", "1500000000 CNY"),
        ("two and a half million euros", "2500000 EUR"),
        ("five hundred thousand euros", "500000 EUR"),
        ("twenty-five million dollars", "25000000 USD"),
        ("another billion euros", "1000000000 EUR"),
        ("a further €20 million", "20000000 EUR"),
        ("A$5 million", "5000000 AUD"),
        ("¥500 million for a plant in Suzhou, China", "500000000 CNY"),
        ("¥500 million for a plant in Osaka, Japan", "500000000 JPY"),
    ],
)
def test_english_sums(text: str, expected: str) -> None:
    assert sums(text, "en") == [expected]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1,2 Mrd. Euro", "1200000000 EUR"),
        ("1,2 Mrd. €", "1200000000 EUR"),
        ("15 Mio. Euro", "15000000 EUR"),
        ("500 Mill. Euro", "500000000 EUR"),
        ("3 Mia. Franken", "3000000000 CHF"),
        ("300 Mio. RMB", "300000000 CNY"),
        ("EUR 12,5 Mio", "12500000 EUR"),
        ("1,438 Milliarden Euro", "1438000000 EUR"),
        ("1,2 Billionen Yuan", "1200000000000 CNY"),
        ("1.500.000 Euro", "1500000 EUR"),
        ("1 500 000 Euro", "1500000 EUR"),
        ("3.000 Euro", "3000 EUR"),
        ("250 TEUR", "250000 EUR"),
        ("2,5 Millionen US-Dollar", "2500000 USD"),
        ("eine halbe Milliarde Euro", "500000000 EUR"),
        ("eineinhalb Milliarden Yuan", "1500000000 CNY"),
        ("anderthalb Millionen Euro", "1500000 EUR"),
        ("zweieinhalb Milliarden Euro", "2500000000 EUR"),
        ("fünf Millionen Euro", "5000000 EUR"),
        ("fünfhunderttausend Euro", "500000 EUR"),
        ("hundertzwanzig Millionen Euro", "120000000 EUR"),
        ("Eine weitere Milliarde Euro", "1000000000 EUR"),
        ("die 50-Millionen-Euro-Fabrik", "50000000 EUR"),
    ],
)
def test_german_sums(text: str, expected: str) -> None:
    assert sums(text, "de") == [expected]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1.2亿欧元", "120000000 EUR"),
        ("3.5億歐元", "350000000 EUR"),
        ("１．２亿欧元", "120000000 EUR"),
        ("3.1亿元", "310000000 CNY"),
        ("100亿元人民币", "10000000000 CNY"),
        ("人民币10亿元", "1000000000 CNY"),
        ("2000万欧元", "20000000 EUR"),
        ("1,500万欧元", "15000000 EUR"),
        ("两千万欧元", "20000000 EUR"),
        ("六十万欧元", "600000 EUR"),
        ("一亿五千万元", "150000000 CNY"),
        ("一点五亿欧元", "150000000 EUR"),
        ("1亿2000万元", "120000000 CNY"),
        ("3个亿欧元", "300000000 EUR"),
        ("1.5万亿元", "1500000000000 CNY"),
        ("二十五亿港元", "2500000000 HKD"),
        ("新台幣7.7兆元", "7700000000000 TWD"),
        ("100亿日元", "10000000000 JPY"),
        ("4000万瑞士法郎", "40000000 CHF"),
        ("2.3亿欧", "230000000 EUR"),
        ("US$3亿", "300000000 USD"),
    ],
)
def test_chinese_sums(text: str, expected: str) -> None:
    assert sums(text, "zh") == [expected]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("several million euros", "en"),
        ("several hundred million euros", "en"),
        ("hundreds of millions of euros", "en"),
        ("a double-digit million euro amount", "en"),
        ("two million people and 9 pounds of cheese", "en"),
        ("51 percent of 2.7 million TEU in 2023", "en"),
        ("ein zweistelliger Millionenbetrag", "de"),
        ("einen mittleren dreistelligen Millionenbetrag in Euro", "de"),
        ("mehrere Millionen Euro", "de"),
        ("einige hundert Millionen Euro", "de"),
        ("5,3 Millionen Tonnen", "de"),
        ("数亿元", "zh"),
        ("几百万欧元", "zh"),
        ("五六千万元", "zh"),
        ("上亿元", "zh"),
        ("逾7亿人次，5000万人", "zh"),
        ("欧洲和元宵节，100多家企业", "zh"),
    ],
)
def test_vague_sums_and_other_quantities_are_none(text: str, language: Language) -> None:
    assert sums(text, language) == []


@pytest.mark.parametrize(
    ("text", "language", "low", "high"),
    [
        ("between 200 and 300 million euros", "en", 200_000_000, 300_000_000),
        ("200-300 million euros", "en", 200_000_000, 300_000_000),
        ("1 to 2 billion euros", "en", 1_000_000_000, 2_000_000_000),
        ("€1bn-€2bn", "en", 1_000_000_000, 2_000_000_000),
        ("zwischen 200 und 300 Millionen Euro", "de", 200_000_000, 300_000_000),
        ("200 bis 300 Millionen Euro", "de", 200_000_000, 300_000_000),
        ("10至20亿元", "zh", 1_000_000_000, 2_000_000_000),
        ("1亿-2亿欧元", "zh", 100_000_000, 200_000_000),
        ("3000万到5000万欧元", "zh", 30_000_000, 50_000_000),
    ],
)
def test_a_range_gives_its_lower_end_and_keeps_the_other(
    text: str, language: Language, low: int, high: int
) -> None:
    found = only(text, language)
    assert (found.amount.value, found.upper, found.amount.qualifier) == (low, high, "range")


@pytest.mark.parametrize(
    ("text", "language", "qualifier"),
    [
        ("up to 45 million euros", "en", "up to"),
        ("as much as $5bn", "en", "up to"),
        ("less than $5bn", "en", "up to"),
        ("weniger als 5 Millionen Euro", "de", "up to"),
        ("不到1亿欧元", "zh", "up to"),
        ("bis zu 45 Millionen Euro", "de", "up to"),
        ("不超过2亿欧元", "zh", "up to"),
        ("最高5000万欧元", "zh", "up to"),
        ("at least $5 million", "en", "at least"),
        ("mindestens 5 Millionen Dollar", "de", "at least"),
        ("不少于3亿元", "zh", "at least"),
        ("more than 10 million euros", "en", "more than"),
        ("€50m-plus", "en", "more than"),
        ("gut 30 Millionen Euro", "de", "more than"),
        ("超过100亿元", "zh", "more than"),
        ("50多亿元", "zh", "more than"),
        ("around 8 million euros", "en", "about"),
        ("rund 8,5 Milliarden Euro", "de", "about"),
        ("约70亿元", "zh", "about"),
        ("70亿元左右", "zh", "about"),
        ("ein Kredit über 20 Millionen Euro", "de", None),
        ("a plant for 20 million euros", "en", None),
    ],
)
def test_the_words_beside_a_sum_qualify_it(text: str, language: Language, qualifier: str | None) -> None:
    assert only(text, language).amount.qualifier == qualifier


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("188 million euros (about 192 million U.S. dollars)", "en"),
        ("1.2 billion euros, or about 1.4 billion dollars", "en"),
        ("RMB 1 billion (approx. EUR 130 million)", "en"),
        ("100 Millionen Yuan (rund 13 Millionen Euro)", "de"),
        ("100 Millionen Yuan, umgerechnet 13 Millionen Euro", "de"),
        ("1.88亿欧元（约1.92亿美元）", "zh"),
        ("1.2亿欧元，折合人民币9.4亿元", "zh"),
        ("约24亿欧元，按今天的汇率折168亿元人民币", "zh"),
    ],
)
def test_the_second_of_two_currencies_is_a_conversion(text: str, language: Language) -> None:
    first, second = find_amounts(text, language)
    assert not first.is_conversion
    assert second.is_conversion


def test_two_sums_in_two_currencies_are_no_conversion_where_their_worth_differs() -> None:
    assert [
        found.is_conversion for found in find_amounts("30 million euros (2 billion yuan in all)", "en")
    ] == [False, False]


@pytest.mark.parametrize(
    ("text", "language", "role"),
    [
        ("sales of 3.2 billion euros last year", "en", "turnover"),
        ("it has signed new orders of 2 billion yuan", "en", "order"),
        ("某某公司昨与某区签约　5亿元建厂　一年半后年产百万套", "zh", "sum"),
        ("bilateral trade reached 245 billion euros", "en", "trade"),
        ("it will invest 20 million euros in Jena", "en", "investment"),
        ("an order worth 20 million euros", "en", "order"),
        ("62 euros per share", "en", "unit_price"),
        ("a net loss of 20 million euros", "en", "profit"),
        ("a market value of 3 billion euros", "en", "valuation"),
        ("registered capital of 10 million yuan", "en", "capital"),
        ("Umsatz von 3,2 Milliarden Euro", "de", "turnover"),
        ("der Kaufpreis beträgt 20 Millionen Euro", "de", "price"),
        ("7,80 Euro pro Aktie", "de", "unit_price"),
        ("eine Anzahlung von 3 Millionen Euro", "de", "part"),
        ("die Börse bewertet sie mit 3 Milliarden Euro", "de", "valuation"),
        ("总投资1.88亿欧元", "zh", "investment"),
        ("营收320亿元", "zh", "turnover"),
        ("每股5.5欧元", "zh", "unit_price"),
        ("注册资本1亿元", "zh", "capital"),
        ("累计投资达1000亿美元", "zh", "running_total"),
        ("双边贸易额2454亿欧元", "zh", "trade"),
        ("cumulative investment of 3 billion euros", "en", "running_total"),
        ("it cost 20 million euros", "en", "sum"),
    ],
)
def test_the_words_beside_a_sum_say_what_it_counts(text: str, language: Language, role: str) -> None:
    assert only(text, language).role == role


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        (
            "Das Werk kostete 48 Millionen Euro. Halle zwei hat ein Volumen von etwa 20 Millionen.",
            "de",
            "20000000 EUR",
        ),
        (
            "In der Kasse bleibt eine Milliarde Euro; das Paket ist mit 1,9 Milliarden bewertet, denn …",
            "de",
            None,
        ),
        ("It paid 96 million euros; a further 23 million goes to Kassel.", "en", "23000000 EUR"),
        ("订单从40亿欧元加到73亿欧元，其中45亿由集团自己用。", "zh", "4500000000 EUR"),
        ("貿易額2,454億歐元（約新台幣7.7兆元），進口1,417億、出口1,036億。", "zh", "103600000000 EUR"),
    ],
)
def test_a_large_number_may_leave_its_currency_to_the_sum_before(
    text: str, language: Language, expected: str | None
) -> None:
    last = find_amounts(text, language)[-1]
    assert last.is_elided is (expected is not None)
    if expected is not None:
        assert sums(text, language)[-1] == expected


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("It paid 96 million euros and has 23 million customers.", "en"),
        ("It paid 96 million euros. The population is 23 million.", "en"),
        ("Es kostet 48 Millionen Euro. Die Stadt hat 20 Millionen Einwohner.", "de"),
        ("Es kostet 48 Millionen Euro bei einem Absatz von 20 Millionen.", "de"),
        ("投资48亿元，用户达5亿。", "zh"),
        ("A population of 23 million.", "en"),
    ],
)
def test_what_counts_people_or_goods_takes_no_currency(text: str, language: Language) -> None:
    assert not any(found.is_elided for found in find_amounts(text, language))


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Each side pays six hundred thousand euros.", "en"),
        ("Jede Seite zahlt anderthalb Millionen Euro.", "de"),
        ("双方各出资六十万欧元。", "zh"),
    ],
)
def test_what_each_party_pays_is_marked(text: str, language: Language) -> None:
    assert only(text, language).per_party
    assert not only("Together they pay 2 million euros.", "en").per_party


WILD = st.text(
    alphabet=st.one_of(
        st.sampled_from(
            "0123456789.,'  -–/€$¥£%()（），。亿万千百十两点多元欧美港人民币bnmMrdio EURSD约至到半einhalbzwei"
        ),
        st.characters(codec="utf-8"),
    ),
    max_size=160,
)


def test_each_of_two_parties_pays_the_figure_before_each() -> None:
    (mention,) = find_amounts("the two parties bring in three million euros each", "en")
    assert mention.per_party
    assert not mention.unit_price


def test_a_price_for_each_thing_stays_a_unit_price() -> None:
    (mention,) = find_amounts("the machines cost 30,000 euros each", "en")
    assert mention.unit_price


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("复星医药涨5.21%，报38.4元，成交1.33亿港元", "turnover"),
        ("2010年以来，沈阳生产基地总投资超过830亿元", "running_total"),
    ],
)
def test_share_turnover_and_the_investment_of_years_are_told_apart(text: str, role: str) -> None:
    assert find_amounts(text, "zh")[-1].role == role


def test_a_conversion_of_another_size_is_a_slip_of_the_text() -> None:
    first, second = find_amounts("1.1 billion yuan (110.8 billion dollars)", "en")
    assert first.is_slip
    assert second.is_slip
    assert second.is_conversion


@settings(max_examples=200, deadline=None)
@given(WILD, st.sampled_from(["en", "de", "zh", "other"]))
def test_any_text_gives_sums_in_order_at_exact_places(text: str, language: Language) -> None:
    position = 0
    for found in find_amounts(text, language):
        assert position <= found.start < found.end <= len(text)
        assert text[found.start : found.end] == found.text
        assert found.amount.value >= 0
        assert found.amount.value.is_finite()
        assert len(found.amount.currency) == 3
        assert found.upper is None or found.upper > found.amount.value
        position = found.end


@settings(max_examples=100, deadline=None)
@given(st.integers(1, 10**12), st.sampled_from(["EUR", "USD", "CNY"]))
def test_a_number_written_with_separators_is_read_back(value: int, currency: str) -> None:
    assert sums(f"costs {currency} {value:,} in all", "en") == [f"{value} {currency}"]
    german = f"{value:,}".replace(",", ".")
    assert sums(f"kostet {german} Euro", "de") == [f"{value} EUR"]
    spaced = f"{value:,}".replace(",", " ")
    assert sums(f"kostet {spaced} Euro", "de") == [f"{value} EUR"]


@settings(max_examples=100, deadline=None)
@given(st.decimals(Decimal("0.1"), Decimal("9999.9"), places=1))
def test_a_scaled_number_is_worth_the_same_in_every_language(value: Decimal) -> None:
    expected = [f"{(value * 10**6).normalize():f} EUR"]
    assert sums(f"{value} million euros", "en") == expected
    assert sums(f"{value} Millionen Euro".replace(".", ","), "de") == expected
    assert sums(f"{value * 100}万欧元", "zh") == expected


@pytest.mark.parametrize(
    "piece", ["1", "1,", "1.000 ", "€", "亿", "一", "zwei", "hundred ", "1 to ", "einhundert", "1 Mio. "]
)
@pytest.mark.parametrize("language", ["en", "de", "zh"])
def test_work_grows_with_the_length_only(piece: str, language: Language, growth: Growth) -> None:
    assert growth(lambda text: find_amounts(text, language), piece) < 24
