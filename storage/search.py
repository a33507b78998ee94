"""Full text over articles in three languages, on SQLite (FTS5) and PostgreSQL (tsvector) alike."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text as sql_text
from sqlmodel import Session, col, select

from analysis.gazetteer_text import simplify
from storage.search_words import index_tokens, postgresql_query, query_terms, runs, sqlite_query, vector_of
from storage.tables import Article, Source

_SQLITE_INSERT = sql_text(
    "INSERT OR REPLACE INTO article_search (rowid, title, body) VALUES (:id, :title, :body)"
)
_POSTGRESQL_INSERT = sql_text(
    "INSERT INTO article_search (article_id, tokens) VALUES (:id, array_to_tsvector(:tokens)) "
    "ON CONFLICT (article_id) DO UPDATE SET tokens = excluded.tokens"
)


def index_article(session: Session, article: Article) -> None:
    """Put an article into the index, replacing what stood there."""
    title = index_tokens(article.title, article.language)
    body = index_tokens(article.text or article.summary, article.language)
    if session.get_bind().dialect.name == "postgresql":
        session.connection().execute(
            _POSTGRESQL_INSERT,
            {"id": article.id, "tokens": vector_of(title + body)},
        )
        return
    session.connection().execute(
        _SQLITE_INSERT,
        {"id": article.id, "title": " ".join(title), "body": " ".join(body)},
    )


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
    """Articles that hold every term of the query, best first; a query without a term finds nothing."""
    if not query_terms(query):
        return []
    if session.get_bind().dialect.name == "postgresql":
        match = postgresql_query(query)
        statement = (
            "SELECT article_id FROM article_search WHERE tokens @@ CAST(:match AS tsquery) "
            "ORDER BY article_id DESC LIMIT :limit"
        )
    else:
        match = sqlite_query(query)
        statement = (
            "SELECT rowid FROM article_search WHERE article_search MATCH :match "
            "ORDER BY bm25(article_search, 4.0, 1.0), rowid DESC LIMIT :limit"
        )
    ids = list(session.execute(sql_text(statement), {"match": match, "limit": limit}).scalars())
    rows = session.exec(select(Article, Source).join(Source).where(col(Article.id).in_(ids))).all()
    found = {article.id: (article, source) for article, source in rows}
    return [_hit(*found[article_id], query) for article_id in ids if article_id in found]


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
