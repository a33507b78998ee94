"""Full text over articles in three languages, on SQLite (FTS5) and PostgreSQL (tsvector) alike."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select as sql_select
from sqlalchemy import text as sql_text
from sqlmodel import Session, col, select

from analysis.gazetteer_text import simplify
from storage.search_words import (
    fold,
    postgresql_query,
    query_terms,
    runs,
    sqlite_query,
    vector_of,
)
from storage.tables import Article, Source

_SQLITE_INSERT = sql_text(
    "INSERT OR REPLACE INTO article_search (rowid, title, body) VALUES (:id, :title, :body)"
)
_POSTGRESQL_INSERT = sql_text(
    "INSERT INTO article_search (article_id, tokens) VALUES (:id, array_to_tsvector(:tokens)) "
    "ON CONFLICT (article_id) DO UPDATE SET tokens = excluded.tokens"
)


RANKED = 200
"""So many of the articles found, the latest, are ranked."""
TITLE_WEIGHT = 2.0
SATURATION, LENGTH_WEIGHT, USUAL_LENGTH = 1.2, 0.75, 1500
"""k1 and b of BM25 (Robertson and Zaragoza 2009), and a usual text's length in letters."""


def index_articles(session: Session, articles: Iterable[tuple[int, list[str], list[str]]]) -> None:
    """Put articles into the index, replacing what stood there: ids, and the tokens of title and text."""
    rows: list[dict[str, object]] = []
    on_postgresql = session.get_bind().dialect.name == "postgresql"
    for article_id, title, body in articles:
        if on_postgresql:
            rows.append({"id": article_id, "tokens": vector_of(title + body)})
        else:
            rows.append({"id": article_id, "title": " ".join(title), "body": " ".join(body)})
    if rows:
        session.connection().execute(_POSTGRESQL_INSERT if on_postgresql else _SQLITE_INSERT, rows)


@dataclass(frozen=True, slots=True)
class SearchHit:
    """One article found, best first."""

    article_id: int
    source_id: str
    source_name: str
    url: str
    title: str
    language: str
    published: datetime | None
    alert: bool
    excerpt: str


def search_articles(session: Session, query: str, limit: int = 20) -> list[SearchHit]:
    """Articles that hold every term of the query, best first; a query without a term finds nothing.

    The latest :data:`RANKED` are ranked, so that words of which there are hundreds of thousands cost no more than
    rare ones. Best are those with the words in the headline, then those with many of them in a short text.
    """
    if not query_terms(query):
        return []
    # Whole words are looked up one by one; beginnings are put together first, which takes long for common ones.
    ids = _latest(session, query, prefixes=False)
    if len(ids) < RANKED:
        ids = _latest(session, query, prefixes=True)
    rows = session.execute(
        sql_select(col(Article.id), col(Article.title), col(Article.text), col(Article.summary)).where(
            col(Article.id).in_(ids)
        )
    )
    words = [term for term, _ in query_terms(query)]
    scores = {row.id: _score(words, row.title, row.text or row.summary) for row in rows}
    best = sorted(scores, key=lambda number: (-scores[number], -number))[:limit]
    found = {
        article.id: (article, source)
        for article, source in session.exec(
            select(Article, Source).join(Source).where(col(Article.id).in_(best))
        )
    }
    return [_hit(*found[number], query) for number in best]


def _latest(session: Session, query: str, *, prefixes: bool) -> list[int]:
    """The ids of the latest articles that hold every term, as a whole word or at the beginning of one."""
    if session.get_bind().dialect.name == "postgresql":
        match = postgresql_query(query, prefixes=prefixes)
        statement = (
            "SELECT article_id FROM article_search WHERE tokens @@ CAST(:match AS tsquery) "
            "ORDER BY article_id DESC LIMIT :limit"
        )
    else:
        match = sqlite_query(query, prefixes=prefixes)
        found = "SELECT rowid FROM article_search WHERE article_search MATCH :match"
        statement = f"{found} ORDER BY rowid DESC LIMIT :limit"
    return list(session.execute(sql_text(statement), {"match": match, "limit": RANKED}).scalars())


def _score(words: list[str], title: str, text: str) -> float:
    """How well an article fits: the frequency part of BM25 for the text, and for each word that its headline holds."""
    folded, body = fold(title), text.casefold()
    length = LENGTH_WEIGHT * len(body) / USUAL_LENGTH + 1 - LENGTH_WEIGHT
    score = 0.0
    for word in words:
        often = body.count(word)
        score += often / (often + SATURATION * length) + (TITLE_WEIGHT if word in folded else 0.0)
    return score


def _hit(article: Article, source: Source, query: str) -> SearchHit:
    assert article.id is not None
    return SearchHit(
        article_id=article.id,
        source_id=source.id,
        source_name=source.name,
        url=article.url,
        title=article.title,
        language=article.language,
        published=article.published,
        alert=bool(article.alert),
        excerpt=_excerpt(article.text or article.summary, query),
    )


def _excerpt(text: str, query: str, width: int = 160) -> str:
    """The surroundings of the first word of the query that stands in the text, else its beginning."""
    lowered = simplify(text.lower())
    position = next((found for run in runs(query) if (found := lowered.find(run.lower())) >= 0), 0)
    start = max(0, position - width // 3)
    # No piece begins within a word where words have blanks between them.
    start = text.find(" ", start, position) + 1 or start if start else 0
    piece = " ".join(text[start : start + width].split())
    return ("… " if start else "") + piece + (" …" if start + width < len(text) else "")
