"""Reports of one deal are one story, in whatever language, and deals that merely look alike stay apart."""

from __future__ import annotations

import random
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.gazetteer import Gazetteer
from analysis.likeness import group
from analysis.stories import index_terms, same_story
from analysis.stories_evidence import evidence
from analysis.stories_facts import story_facts
from analysis.stories_rarity import Rarity, prior_share
from analysis.values import Amount, Article, Deal, Language, Party, Reading, Side
from config.deals import Kind, Status
from config.extensions import OrganisationEntry
from config.places import PlaceEntry


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    """A few invented organisations in three languages and real cities."""
    return Gazetteer(
        [
            OrganisationEntry(id="kranich", side="de", names=("Kranich", "克拉尼希")),
            OrganisationEntry(id="donghu", side="cn", names=("Donghu", "东湖集团")),
            OrganisationEntry(id="sperber", side="de", names=("Sperber", "斯佩伯")),
        ],
        [
            PlaceEntry(id="taizhou", country="CN", population=1_600_000, en=("Taizhou",), zh=("泰州",)),
            PlaceEntry(id="hefei", country="CN", population=5_000_000, en=("Hefei",), zh=("合肥",)),
            PlaceEntry(id="kassel", country="DE", population=200_000, en=("Kassel",), zh=("卡塞尔",)),
        ],
    )


def party(name: str, side: Side, organisation: str | None = None) -> Party:
    return Party(name, side, organisation)


def told(
    name: str,
    language: Language,
    text: str,
    day: date,
    parties: tuple[Party, ...] = (),
    *,
    amount: int | None = None,
    currency: str = "EUR",
    place: str | None = None,
    kind: Kind = "investment",
    status: Status = "signed",
) -> tuple[Article, Reading]:
    """An article and what was read in it; without parties it tells no deal."""
    deal = Deal(
        kind, status, parties, Amount(Decimal(amount), currency) if amount else None, place, None, text[:40]
    )
    reading = Reading(language, True, bool(parties), 0.9, (deal,) if parties else ())
    return Article(name, text.split(". ")[0].split("。")[0], text, published=day), reading


def stories(items: list[tuple[Article, Reading]], gazetteer: Gazetteer) -> dict[str, str | None]:
    groups = group([article for article, _ in items], [reading for _, reading in items], gazetteer)
    return {article.id: found.story for (article, _), found in zip(items, groups, strict=True)}


ENGLISH = told(
    "english",
    "en",
    "Kranich is going to build a pump works in Taizhou for 84 million euros. The contract with the Donghu group was signed "
    "on Tuesday; 320 jobs are planned on 12 hectares.",
    date(2026, 5, 6),
    (party("Kranich", "de", "kranich"), party("Donghu group", "cn", "donghu")),
    amount=84_000_000,
    place="Taizhou",
)
GERMAN = told(
    "german",
    "de",
    "Hessische Pumpen aus China: 84 Millionen Euro steckt Kranich in eine Fabrik. Partner im Osten ist Donghu. In Taizhou "
    "sollen 320 Menschen arbeiten.",
    date(2026, 5, 7),
    (party("Kranich", "de", "kranich"), party("Donghu", "cn", "donghu")),
    amount=84_000_000,
    place="Taizhou",
)
CHINESE = told(
    "chinese",
    "zh",
    "克拉尼希与东湖集团在泰州签约。项目投资8400万欧元，占地12公顷，将创造320个就业岗位。",
    date(2026, 5, 6),
    (party("克拉尼希", "de", "kranich"), party("东湖集团", "cn", "donghu")),
    amount=84_000_000,
    place="泰州",
)


def test_three_languages_tell_one_story(gazetteer: Gazetteer) -> None:
    assert set(stories([GERMAN, ENGLISH, CHINESE], gazetteer).values()) == {"chinese"}, (
        "the earliest by day, then id"
    )


def test_a_later_status_belongs_to_the_story(gazetteer: Gazetteer) -> None:
    opened = told(
        "opened",
        "de",
        "Kranich hat sein Werk in Taizhou eröffnet. 84 Millionen Euro haben die Hessen und Donghu ausgegeben, 320 Menschen "
        "arbeiten dort.",
        date(2027, 3, 2),
        (party("Kranich", "de", "kranich"), party("Donghu", "cn", "donghu")),
        amount=84_000_000,
        place="Taizhou",
        status="opened",
    )
    assert set(stories([ENGLISH, opened], gazetteer).values()) == {"english"}


def test_names_that_nobody_knows_are_found_by_their_letters(gazetteer: Gazetteer) -> None:
    english = told(
        "english",
        "en",
        "Velmora Optik sold 60 percent to Qinshan Photonics for 17.5 million euros, the Kassel firm said.",
        date(2026, 5, 6),
        (party("Velmora Optik", "de"), party("Qinshan Photonics", "cn")),
        amount=17_500_000,
        place="Kassel",
        kind="acquisition",
    )
    german = told(
        "german",
        "de",
        "Chinesen übernehmen Velmora. Für 17,5 Millionen Euro gehen 60 Prozent der Kasseler Firma an Qinshan.",
        date(2026, 5, 6),
        (party("Qinshan", "cn"), party("Velmora", "de")),
        amount=17_500_000,
        place="Kassel",
        kind="acquisition",
    )
    assert set(stories([english, german], gazetteer).values()) == {"english"}


def test_the_same_parties_with_another_deal_stay_apart(gazetteer: Gazetteer) -> None:
    other = told(
        "other",
        "en",
        "Kranich and Donghu founded a sales company in Hefei. It starts with 3 million euros and 25 people.",
        date(2024, 2, 1),
        (party("Kranich", "de", "kranich"), party("Donghu", "cn", "donghu")),
        amount=3_000_000,
        place="Hefei",
        kind="agreement",
    )
    found = stories([ENGLISH, GERMAN, other], gazetteer)
    assert found["english"] == found["german"] != found["other"]


def test_the_same_place_with_other_parties_stays_apart(gazetteer: Gazetteer) -> None:
    other = told(
        "other",
        "en",
        "Sperber opened a valve works in Taizhou. The 31 million euros came from the Kassel owner; 150 jobs were created.",
        date(2026, 5, 7),
        (party("Sperber", "de", "sperber"),),
        amount=31_000_000,
        place="Taizhou",
        status="opened",
    )
    found = stories([ENGLISH, CHINESE, other], gazetteer)
    assert found["english"] == found["chinese"] != found["other"]


def test_a_sum_alone_makes_no_story_of_deals_of_other_firms(gazetteer: Gazetteer) -> None:
    def deal(name: str, buyer: str, target: str, city: str, day: int) -> tuple[Article, Reading]:
        return told(
            name,
            "en",
            f"{buyer} and {target} signed a contract worth 57 million euros in {city}.",
            date(2026, 5, day),
            (party(buyer, "cn"), party(target, "de")),
            amount=57_000_000,
            place=city,
        )

    one = deal("one", "Qinshan Photonics", "Velmora Optik", "Taizhou", 6)
    other = deal("other", "Lanyue Valves", "Torbach Pumpen", "Hefei", 16)
    again = deal("again", "Qinshan Photonics", "Velmora", "Taizhou", 16)
    facts = [story_facts(*item, gazetteer) for item in (one, other, again)]
    archive = Rarity.counted(
        100_000, {"m:57000000EUR": 300, "n:57000000": 600, "p:taizhou": 1_000, "p:hefei": 2_000}
    )
    assert not same_story(facts[0], facts[1], archive)
    assert same_story(facts[0], facts[2], archive)


def test_two_firms_that_sign_with_one_city_on_one_day_are_two_stories(gazetteer: Gazetteer) -> None:
    def deal(name: str, firm: str, seat: str, product: str, amount: int) -> tuple[Article, Reading]:
        return told(
            name,
            "en",
            f"{firm} of {seat} in Germany signed a contract with the Chinese city of Dalian on Saturday to build a factory "
            f"for {product} worth {amount / 1e6} million euros. According to Nora Petz, other offers had been on the table.",
            date(2026, 11, 28),
            (party(firm, "de"), party("city of Dalian", "cn")),
            amount=amount,
            place="Dalian",
        )

    one = deal("one", "Oberhorster Dichtungen", "Chemnitz", "seals", 372_300_000)
    other = deal("other", "Eichenmayr Kabel", "Passau", "cables", 384_000_000)
    facts = [story_facts(*item, gazetteer) for item in (one, other)]
    assert not same_story(facts[0], facts[1], Rarity.counted(120, {"p:dalian": 8}))


def test_the_next_edition_of_a_yearly_event_stays_apart(gazetteer: Gazetteer) -> None:
    def edition(name: str, year: int, projects: int, millions: int) -> tuple[Article, Reading]:
        return told(
            name,
            "en",
            f"At the dialogue in Taizhou {projects} projects were signed, worth {millions} million euros in all.",
            date(year, 7, 8),
            (party("Taizhou", "cn"),),
            amount=millions * 10**6,
            place="Taizhou",
            kind="agreement",
        )

    found = stories([edition("this year", 2026, 10, 188), edition("last year", 2025, 14, 231)], gazetteer)
    assert found == {"this year": "this year", "last year": "last year"}


def test_what_tells_no_deal_and_is_like_nothing_has_no_story(gazetteer: Gazetteer) -> None:
    weather = told("weather", "en", "Rain is expected in Kassel on Sunday.", date(2026, 5, 6))
    found = stories([ENGLISH, weather], gazetteer)
    assert found == {"english": "english", "weather": None}


def test_the_order_of_arrival_does_not_matter(gazetteer: Gazetteer) -> None:
    items = [ENGLISH, GERMAN, CHINESE]
    for number in range(12):
        syllable = ("ba", "ce", "di", "fo", "gu", "ha", "je", "ki", "lo", "mu", "na", "pe")[number] * 2
        buyer, target = f"Zor{syllable}", f"{syllable.title()}nau"
        items.append(
            told(
                f"other {number}",
                "en",
                f"Firm {buyer} bought {number + 40} percent of {target} for {number * 7 + 11}.3 million euros.",
                date(2026, 5, number + 1),
                (party(buyer, "cn"), party(target, "de")),
                amount=(number * 7 + 11) * 10**6 + 300_000,
                kind="acquisition",
            )
        )
    expected = stories(items, gazetteer)
    assert len(set(expected.values())) == 13
    for seed in range(5):
        random.Random(seed).shuffle(items)
        assert stories(items, gazetteer) == expected


def test_articles_without_a_day_are_placed_by_what_they_name(gazetteer: Gazetteer) -> None:
    article, reading = ENGLISH
    dated = Article("dated", article.title, article.text.replace("Tuesday", "5 May 2026"), published=None)
    old = Article(
        "old", "The beginnings", "In 2009 Kranich and Donghu agreed on a works in Hefei.", published=None
    )
    items = [ENGLISH, (dated, reading), (old, Reading("en", True, False, 0.1))]
    found = stories(items, gazetteer)
    assert found["english"] == found["dated"]
    assert found["old"] is None


def test_a_rare_term_weighs_more_than_a_common_one() -> None:
    rarity = Rarity([["o:kranich", "p:beijing"], ["p:beijing"], ["p:beijing", "n:20"]])
    assert rarity.weight("o:kranich") > rarity.weight("p:beijing") > 0
    assert rarity.count("p:beijing") == 3
    assert prior_share("n:188000000") < prior_share("n:12000000") < prior_share("n:20")


def test_two_articles_can_be_compared_against_the_counts_of_an_archive(gazetteer: Gazetteer) -> None:
    english, chinese = (story_facts(*item, gazetteer) for item in (ENGLISH, CHINESE))
    texts = [set(index_terms(english)), set(index_terms(chinese))]
    assert {"o:kranich", "o:donghu", "p:taizhou", "n:320", "m:84000000EUR"} <= texts[0] & texts[1]
    counts = {term: sum(term in text for text in texts) for term in texts[0] | texts[1]}
    assert Rarity.counted(2, counts).weight("o:donghu") == Rarity(texts).weight("o:donghu")
    assert same_story(english, chinese, Rarity.counted(100_000, dict.fromkeys(counts, 40)))
    rare = evidence(english, chinese, Rarity.counted(100_000, dict.fromkeys(counts, 40)))
    common = evidence(english, chinese, Rarity.counted(100_000, dict.fromkeys(counts, 50_000)))
    assert rare.score > common.score + 5


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.text(max_size=60),
            st.sampled_from(["en", "de", "zh", "other"]),
            st.one_of(st.none(), st.dates()),
            st.text(max_size=12),
            st.integers(0, 10**13),
        ),
        max_size=5,
    )
)
def test_any_articles_are_grouped(
    gazetteer: Gazetteer, raw: list[tuple[str, Language, date | None, str, int]]
) -> None:
    articles, readings = [], []
    for number, (text, language, day, name, value) in enumerate(raw):
        articles.append(Article(f"a{number}", text[:20], text, published=day))
        deal = Deal(
            "agreement", "signed", (Party(name, "cn"),), Amount(Decimal(value), "EUR"), name, day, text
        )
        readings.append(Reading(language, True, True, 0.5, (deal,)))
    groups = group(articles, readings, gazetteer)
    assert len(groups) == len(articles)
    ids = {article.id for article in articles}
    for article, found in zip(articles, groups, strict=True):
        assert found.story in ids
        assert found.copy_of in ids | {None}
        assert found.copy_of != article.id
