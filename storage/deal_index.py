"""What lists and counts of deals go by: day, direction, region, sectors, languages, euros, and an index of words.

All of it follows from a deal's file and the reports on it, and is kept beside them so that a filter looks at no other
table, however many deals and reports there are.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

from sqlalchemy import Integer, bindparam, column, select
from sqlalchemy import text as sql_text
from sqlmodel import Session

from analysis.directions import direction_between
from analysis.values import Deal as DealReading
from config.known_places import region_of
from config.trades import sectors_among
from config.yearly_rates import euros_in_year
from storage.search_words import index_tokens, postgresql_query, sqlite_query, vector_of
from storage.tables import Article, Deal, DealParty, DealReport
from storage.writing import sql_table

FACETS = ("day", "direction", "region", "languages", "sectors", "euros")
"""Columns of a deal that follow from the rest."""
_REPORTS = 60
"""So many reports of a deal are indexed by their words; those after them say the same."""
MAX_PLACE = 200
_PARTIES_OF_SECTORS = 12
_deal, _party = sql_table(Deal), sql_table(DealParty)
_report, _article = sql_table(DealReport), sql_table(Article)
_OF_DEAL: Any = bindparam("of_deal")
_FILE = select(
    _deal.c.kind, _deal.c.place, _deal.c.date, _deal.c.first_seen, _deal.c.headline, _deal.c.amount, _deal.c.currency,
).where(_deal.c.id == _OF_DEAL)  # fmt: skip
_PARTIES = (
    select(_party.c.name, _party.c.side, _party.c.organisation)
    .where(_party.c.deal_id == _OF_DEAL)
    .order_by(_party.c.position)
)
_TOLD = (
    select(_article.c.language, _article.c.title, _report.c.evidence, _report.c.place, _report.c.parties)
    .join_from(_report, _article, _report.c.article_id == _article.c.id)
    .where(_report.c.deal_id == _OF_DEAL)
    .order_by(_report.c.id)
)
_KEEP = (
    _deal.update().where(_deal.c.id == _OF_DEAL).values({name: bindparam(f"new_{name}") for name in FACETS})
)
_SQLITE_INSERT = sql_text(
    "INSERT OR REPLACE INTO deal_search (rowid, names, words) VALUES (:id, :names, :words)"
)
_POSTGRESQL_INSERT = sql_text(
    "INSERT INTO deal_search (deal_id, names, words) VALUES (:id, array_to_tsvector(:names), array_to_tsvector(:words))"
    " ON CONFLICT (deal_id) DO UPDATE SET names = excluded.names, words = excluded.words"
)
_SQLITE_DELETE = sql_text("DELETE FROM deal_search WHERE rowid = :id")


@dataclass(frozen=True, slots=True)
class DealFacets:
    """What a deal is found by, besides what its file says itself: the columns of :data:`FACETS`, and words."""

    day: date
    direction: str
    region: str
    languages: str
    sectors: str
    euros: float | None
    names: tuple[str, ...]
    words: tuple[str, ...]

    def columns(self, prefix: str = "") -> dict[str, Any]:
        """The values of the columns."""
        return {f"{prefix}{name}": getattr(self, name) for name in FACETS}


@dataclass(frozen=True, slots=True)
class _Told:
    """The facts of a file, and what is told of it: language and text. Parties are name, side and organisation."""

    kind: str
    place: str | None
    day: date
    amount: Decimal | None
    currency: str | None
    parties: Sequence[tuple[str, str, str | None]]
    texts: Sequence[tuple[str, str]]
    other_names: Sequence[tuple[str, str | None]] = ()


def _facets(told: _Told) -> DealFacets:
    """Work them out. Pure."""
    names: list[str] = []
    parties = (*((name, known) for name, _, known in told.parties), *told.other_names)
    for name, organisation in dict.fromkeys(parties):
        # As in German, so that parts of any long name are found: wagen in Volkswagen.
        names += _tokens(name, "de")
        names += _tokens(organisation or "")
    words = [token for language, text in dict.fromkeys(told.texts) for token in _tokens(text, language)]
    region = region_of(told.place)
    euros = None
    if told.amount is not None and told.currency is not None:
        euros = euros_in_year(told.amount, told.currency, told.day.year)
    return DealFacets(
        day=told.day,
        direction=direction_between(told.kind, [side for _, side, _ in told.parties], told.place) or "",
        region="" if region is None else region.id,
        languages=_listed({language for language, _ in told.texts if language}),
        sectors=_listed(sectors_among(known for _, _, known in told.parties[:_PARTIES_OF_SECTORS])),
        euros=None if euros is None else float(euros),
        names=tuple(dict.fromkeys(names)),
        words=tuple(dict.fromkeys((*words, *_tokens(told.place or "")))),
    )


# A deal's file is indexed anew with each report, from the same headlines and names.
_tokens = lru_cache(maxsize=2_048)(index_tokens)


def _listed(words: Iterable[str]) -> str:
    """Words in one text, so that each is found with the blanks around it."""
    found = " ".join(sorted(words))
    return f" {found} " if found else ""


def facets_of_reading(reading: DealReading, article: Article, now: datetime) -> DealFacets:
    """What a new deal is found by that one article tells."""
    amount = reading.amount
    return _facets(
        _Told(
            kind=reading.kind,
            place=place_of(reading.place),
            day=reading.date or now.date(),
            amount=amount.value if amount else None,
            currency=amount.currency if amount else None,
            parties=[(party.name, party.side, party.organisation) for party in reading.parties],
            texts=[(article.language, text) for text in (article.title, reading.evidence)],
        )
    )


def place_of(text: str | None) -> str | None:
    """A place as a file keeps it: PostgreSQL indexes no text of any length, and no place has a longer name."""
    return None if text is None else text[:MAX_PLACE]


def index_deal(session: Session, deal_id: int) -> None:
    """Bring what a deal is found by up to date with its file and all reports on it; both are written already."""
    connection = session.connection()
    key = {"of_deal": deal_id}
    file = connection.execute(_FILE, key).one()
    reports = connection.execute(_TOLD, key).all()
    texts = [(language, "") for language in sorted({row.language for row in reports})]
    other_names: list[tuple[str, str | None]] = []
    for row in reports[:_REPORTS]:
        texts += [(row.language, row.title), (row.language, row.evidence), ("", row.place or "")]
        other_names += [(str(one["name"]), one.get("organisation")) for one in row.parties]
    facets = _facets(
        _Told(
            kind=file.kind,
            place=file.place,
            day=file.date or file.first_seen.date(),
            amount=file.amount,
            currency=file.currency,
            parties=[(row.name, row.side, row.organisation) for row in connection.execute(_PARTIES, key)],
            texts=[*texts, ("", file.headline)],
            other_names=other_names,
        )
    )
    connection.execute(_KEEP, {**key, **facets.columns("new_")})
    keep_words(session, deal_id, facets)


def keep_words(session: Session, deal_id: int, facets: DealFacets) -> None:
    """Put a deal's words into the index, replacing what stood there."""
    connection = session.connection()
    if session.get_bind().dialect.name == "postgresql":
        both = vector_of([*facets.names, *facets.words])
        values: dict[str, Any] = {"id": deal_id, "names": vector_of(list(facets.names)), "words": both}
        connection.execute(_POSTGRESQL_INSERT, values)
        return
    connection.execute(
        _SQLITE_INSERT,
        {"id": deal_id, "names": " ".join(facets.names), "words": " ".join(facets.words)},
    )


def forget_words(session: Session, deal_id: int) -> None:
    """Take a deal out of the index; PostgreSQL does so by itself."""
    if session.get_bind().dialect.name != "postgresql":
        session.connection().execute(_SQLITE_DELETE, {"id": deal_id})


def deals_with_words(dialect_name: str, query: str, *, in_names: bool = False) -> Any:
    """A statement for the ids of deals that hold every word of a query, None for one without a word.

    Args:
        dialect_name: Of the database.
        query: Words, found by their beginning, or within German compounds; Chinese ones anywhere.
        in_names: Look in the names of parties only, as any report writes them.
    """
    if dialect_name == "postgresql":
        match = postgresql_query(query)
        within = "names" if in_names else "words"
        statement = f"SELECT deal_id FROM deal_search WHERE {within} @@ CAST(:match AS tsquery)"  # noqa: S608
    else:
        match = sqlite_query(query)
        match = f"names : ({match})" if match and in_names else match
        statement = "SELECT rowid AS deal_id FROM deal_search WHERE deal_search MATCH :match"
    if not match:
        return None
    # Unique: several such conditions may stand in one statement, which is compiled once for all words.
    found = sql_text(statement).bindparams(bindparam("match", match, unique=True))
    deals = found.columns(column("deal_id", Integer)).subquery()
    return select(deals.c.deal_id)
