"""Articles on their way: waiting for their page, read, or given up."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlmodel import Session, col, or_, select

from storage.entries import article_ids
from storage.errors import StorageError
from storage.tables import Article, Entry
from storage.values import Entry as EntryValue
from storage.values import PageText, PendingArticle
from storage.writing import digest_of, insert_missing


def pending_articles(
    session: Session,
    now: datetime,
    limit: int,
    *,
    exclude: Collection[int] = (),
    source_ids: Collection[str] | None = None,
) -> list[PendingArticle]:
    """Articles whose text is still to be read and whose time has come, the longest waiting first."""
    query = (
        select(Article)
        .where(
            Article.state == "pending",
            or_(col(Article.next_attempt_at).is_(None), col(Article.next_attempt_at) <= now),
        )
        .order_by(col(Article.next_attempt_at), col(Article.id))
        .limit(limit + len(exclude))
    )
    if source_ids is not None:
        query = query.where(col(Article.source_id).in_(list(source_ids)))
    excluded = set(exclude)
    chosen = [pending_value(article) for article in session.exec(query) if article.id not in excluded]
    return chosen[:limit]


def pending_value(article: Article) -> PendingArticle:
    """A row as it is read."""
    assert article.id is not None
    return PendingArticle(
        id=article.id,
        source_id=article.source_id,
        url=article.url,
        title=article.title,
        summary=article.summary,
        text=article.text,
        author=article.author,
        published=article.published,
        published_basis=article.published_basis,
        attempts=article.attempts,
        language=article.language,
    )


def get_article(session: Session, article_id: int) -> Article:
    """The row of an article.

    Args:
        session: A session.
        article_id: The article.

    Raises:
        StorageError: If there is none of that id.
    """
    article = session.get(Article, article_id)
    if article is None:
        raise StorageError(f"there is no article {article_id}")
    return article


def lock_articles(session: Session, article_ids: Collection[int]) -> dict[int, Article]:
    """The rows of articles as they are now; others keep from changing them until the end. Missing ones are left out."""
    statement = select(Article).where(col(Article.id).in_(list(article_ids))).order_by(col(Article.id))
    rows = session.exec(statement.with_for_update().execution_options(populate_existing=True))
    return {row.id: row for row in rows if row.id is not None}


def record_page(session: Session, article_id: int, page: PageText, now: datetime) -> None:
    """Store what the page said. The article stays pending until its reading is attached."""
    article = get_article(session, article_id)
    article.title = page.title or article.title
    article.text = page.text
    article.author = page.author or article.author
    article.language = page.language or article.language
    if page.published is not None:
        article.published = page.published
        article.published_basis = page.published_basis
    elif article.published is None:
        article.published_basis = "first_seen"
    article.warnings = list(page.warnings)
    article.error = ""
    article.next_attempt_at = now
    session.add(article)


def record_page_failure(session: Session, article_id: int, error: str, *, retry_at: datetime | None) -> None:
    """Note a failed try at a page; without ``retry_at`` it is given up and the article is ``failed``."""
    article = get_article(session, article_id)
    article.attempts += 1
    article.error = error
    article.next_attempt_at = retry_at
    if retry_at is None:
        article.state = "failed"
    session.add(article)


def add_article(session: Session, source_id: str, entry: EntryValue, now: datetime) -> int:
    """The article of that address, made if it is new; it is pending afterwards only if it is new.

    Used for pages that are crawled by hand.
    """
    key = digest_of(entry.url)
    insert_missing(
        session,
        Article,
        [
            {
                "key": key,
                "source_id": source_id,
                "url": entry.url,
                "title": entry.title,
                "author": entry.author,
                "summary": entry.summary,
                "text": entry.text,
                "language": "",
                "published": entry.published,
                "published_basis": entry.published_basis if entry.published else "",
                "first_seen": now,
                "first_poll": False,
                "state": "pending",
                "attempts": 0,
                "next_attempt_at": now,
                "error": "",
                "warnings": [],
                "reasons": [],
            }
        ],
        ("key",),
    )
    article_id = article_ids(session, [key])[key]
    insert_missing(
        session,
        Entry,
        [
            {
                "source_id": source_id,
                "key": digest_of(entry.key),
                "article_id": article_id,
                "guid": entry.guid,
                "url": entry.url,
                "title": entry.title,
                "published": entry.published,
                "seen_at": now,
            }
        ],
        ("source_id", "key"),
    )
    return article_id
