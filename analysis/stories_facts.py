"""What of an article tells its story apart from others, in terms that are the same in every language.

Names known to the gazetteer become ids, sums and numbers become values, dates become days. Names that are not
known stay words: Latin ones are the same in English and German and often stand in Chinese texts, Chinese ones meet
each other only.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache

from analysis.cleaning import clean
from analysis.dates import DateMention
from analysis.findings import Findings
from analysis.gazetteer import Gazetteer
from analysis.gazetteer_text import has_han, simplify
from analysis.values import Amount, Article, Deal, Language, Party, Reading, Side
from config.deals import Kind, Status

_LATIN_NAME = re.compile(r"[A-ZÀ-ÖØ-Þ][^\W\d_㐀-鿿]*(?:['’][^\W\d_]+)?")
_HAN = re.compile(r"[㐀-鿿]+")
_LEAST_NUMBER, _YEARS = Decimal(10), (Decimal(1900), Decimal(2100))
_SHORTEST_WORD = 3
_LONGEST_TEXT = 20_000
_SOME_WEEKS, _HALF_A_YEAR = 30, 183
_GENERIC = frozenset({
    "gmbh", "ag", "se", "kg", "kgaa", "ev", "co", "ltd", "limited", "inc", "corp", "corporation", "group",
    "holding", "holdings", "plc", "company", "the", "and", "und", "der", "die", "das", "for", "fur", "of",
    "university", "universitat", "hochschule", "institute", "institut", "technology", "technologies",
    "technologie", "technologien", "international", "industries", "industrie", "industry", "bank", "china",
    "german", "germany", "deutschland", "deutsche", "deutscher", "chinese", "chinesische", "investment",
    "invest", "development", "management", "services", "service", "systems", "system", "energy", "power",
    "auto", "automotive", "motor", "motors", "park", "city", "stadt", "government", "ministry",
    "ministerium", "academy", "center", "centre", "zentrum", "science", "sciences", "applied", "new",
    "europe", "european", "global", "deutschen", "technical", "mit", "von",
})  # fmt: skip
_GENERIC_HAN = re.compile(
    r"股份有限公司|有限责任公司|有限公司|公司|集团|股份|控股|科技|技术|大学|学院|研究院|研究所|银行|投资|发展|工业|国际|产业园"
    r"|管委会|人民政府|政府|德国|中国|汽车|能源|新材料|环保|应用|高新区|开发区"
)


@dataclass(frozen=True, slots=True)
class PartyNames:
    """What one party may be found by in another text: the ids of who it is, of its owners, the words of its name."""

    side: Side
    organisations: frozenset[str]
    owners: frozenset[str]
    words: frozenset[str]
    pieces: tuple[str, ...]
    """Pairs of Chinese characters out of its name, generic words left out."""


@dataclass(frozen=True, slots=True)
class DealFacts:
    """One deal as an article tells it, its names resolved as far as they are known."""

    kind: Kind
    status: Status
    parties: tuple[PartyNames, ...]
    amount: Amount | None
    places: frozenset[str]
    date: date | None


@dataclass(frozen=True, slots=True)
class StoryFacts:
    """What is kept of an article to find the others on the same story.

    ``terms`` are comparable across languages: ``o:`` organisation, ``p:`` place, ``n:`` number, ``m:`` money,
    ``d:`` day. ``owners`` are the ids of the owners of the organisations named. ``told`` is the day of publication,
    else the latest day or year that the text names; ``told_within`` is by how many days that may be wrong.
    ``headline`` are the terms of the title: organisations, places, numbers, money, and ``w:`` Latin names. ``words``
    are the capitalised Latin words of the text in folded form, ``han`` its Chinese text in simplified characters.
    """

    language: Language
    told: date | None
    told_within: int
    terms: frozenset[str]
    headline: frozenset[str]
    owners: frozenset[str]
    words: frozenset[str]
    han: str
    deals: tuple[DealFacts, ...]


def story_facts(
    article: Article, reading: Reading, gazetteer: Gazetteer, findings: Findings | None = None
) -> StoryFacts:
    """The facts of an article and of the deals that were read in it.

    ``findings`` of the reading are taken where they are of the same text; else it is searched anew.
    """
    language = reading.language
    published = article.published.date() if isinstance(article.published, datetime) else article.published
    text = clean(f"{article.title}\n{article.text[:_LONGEST_TEXT]}").text
    if findings is None or not findings.are_of(text, language, published, gazetteer):
        findings = Findings(text, language, published, gazetteer)
    told, told_within = (published, 0) if published else _told(findings.dates)
    placed = list(_placed_terms(findings))
    terms = frozenset(term for _, term in placed)
    title = clean(article.title).text
    return StoryFacts(
        language=language,
        told=told,
        told_within=told_within,
        terms=terms,
        headline=frozenset(
            (
                *(term for place, term in placed if place < len(title) and term[0] != "d"),
                *(f"w:{word}" for word in latin_names(title)),
            )
        ),
        owners=_owners((term[2:] for term in terms if term.startswith("o:")), gazetteer),
        words=latin_names(text),
        han="\n".join(_HAN.findall(simplify(text))) if language == "zh" else "",
        deals=tuple(_deal_facts(deal, language, gazetteer) for deal in reading.deals),
    )


def _told(dates: Iterable[DateMention]) -> tuple[date | None, int]:
    """About when a text without a day of publication was written, and by how many days that may be wrong."""
    past = [mention for mention in dates if not mention.looks_ahead]
    latest = max(past, key=lambda mention: (mention.date.year, mention.date), default=None)
    if latest is None:
        return None, 0
    if latest.precision == "year":
        return latest.date.replace(month=7), _HALF_A_YEAR
    return latest.date, _HALF_A_YEAR if latest.precision == "month" else _SOME_WEEKS


def latin_names(text: str) -> frozenset[str]:
    """The capitalised Latin words, without case and marks; generic ones of firms are left out."""
    found = {fold_word(word) for word in _LATIN_NAME.findall(text)}
    return frozenset(word for word in found if len(word) >= _SHORTEST_WORD and word not in _GENERIC)


@lru_cache(maxsize=8_192)
def fold_word(word: str) -> str:
    """A Latin word without case and marks: ``Köln`` and ``Koln`` are one."""
    decomposed = unicodedata.normalize("NFKD", word.casefold())
    return "".join(char for char in decomposed if char.isalnum())


def _placed_terms(findings: Findings) -> Iterator[tuple[int, str]]:
    """The terms of a text, each with where it stands."""
    for mention in findings.mentions:
        if mention.identity is None:
            continue
        if mention.type == "organisation":
            yield mention.start, f"o:{mention.identity}"
        elif mention.type == "place":
            yield mention.start, f"p:{mention.identity}"
    for quantity in findings.quantities:
        value = quantity.value
        is_year = (
            quantity.scale == 1 and _YEARS[0] <= value <= _YEARS[1] and value == value.to_integral_value()
        )
        if value >= _LEAST_NUMBER and not is_year:
            yield quantity.start, f"n:{value.normalize():f}"
    for money in findings.money:
        yield money.start, f"m:{money.amount.value.normalize():f}{money.amount.currency}"
    for mentioned in findings.dates:
        if mentioned.precision == "day":
            yield mentioned.start, f"d:{mentioned.date.isoformat()}"


def _owners(identities: Iterable[str], gazetteer: Gazetteer) -> frozenset[str]:
    organisations = (gazetteer.organisation(identity) for identity in identities)
    return frozenset(
        found.parent for found in organisations if found is not None and found.parent is not None
    )


def _deal_facts(deal: Deal, language: Language, gazetteer: Gazetteer) -> DealFacts:
    parties = tuple(party_names(party, language, gazetteer) for party in deal.parties)
    places = gazetteer.find(deal.place, language) if deal.place else ()
    return DealFacts(
        kind=deal.kind,
        status=deal.status,
        parties=tuple(party for party in parties if party.organisations or party.words or party.pieces),
        amount=deal.amount,
        places=frozenset(place.identity for place in places if place.type == "place" and place.identity),
        date=deal.date,
    )


def party_names(party: Party, language: Language, gazetteer: Gazetteer) -> PartyNames:
    """What a party may be found by in another text."""
    name = party.name
    known = {party.organisation} if party.organisation else set()
    known.update(
        mention.identity
        for mention in gazetteer.find(name, language)
        if mention.type == "organisation" and mention.identity
    )
    runs = _HAN.findall(_GENERIC_HAN.sub(" ", simplify(name))) if has_han(name) else []
    return PartyNames(
        party.side,
        frozenset(known),
        _owners(known, gazetteer),
        latin_names(name),
        tuple(dict.fromkeys(run[index : index + 2] for run in runs for index in range(len(run) - 1))),
    )


__all__ = [
    "DealFacts",
    "PartyNames",
    "StoryFacts",
    "fold_word",
    "latin_names",
    "party_names",
    "story_facts",
]
