"""From readings to the archive: each article gets its text index, its story, and what it tells of deals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session

from analysis.gazetteer import Gazetteer
from analysis.imprints import Imprint, imprint_of
from analysis.values import Article as ArticleText
from analysis.values import Reading
from storage.articles import get_article
from storage.deal_index import index_deal
from storage.deals import AlertAges, attach_deals
from storage.grouping import STORY_WINDOW, Grouping, keep_imprints
from storage.marks import PreparedArticle, prepare_article
from storage.search import index_articles
from storage.story_files import touch_story
from storage.tables import Article


@dataclass(frozen=True, slots=True)
class Attachment:
    """What was read in an article, and when, with what is stored of it besides."""

    article_id: int
    reading: Reading
    now: datetime
    prepared: PreparedArticle


def attach_reading(
    session: Session,
    article_id: int,
    reading: Reading,
    now: datetime,
    *,
    ages: AlertAges | None = None,
    imprint: Imprint | None = None,
    window: timedelta = STORY_WINDOW,
) -> list[int]:
    """As :func:`attach_readings`, for one article; the ids of its new steps are returned.

    The imprint is made with the shipped names if it is left out.
    """
    article = get_article(session, article_id)
    if imprint is None:
        text = ArticleText(str(article.id), article.title, article.text, article.url, article.published)
        imprint = imprint_of(text, reading, Gazetteer.shipped())
    prepared = prepare_article(article.title, article.text or article.summary, reading.language, imprint)
    attachment = Attachment(article_id, reading, now, prepared)
    return attach_readings(session, [attachment], ages=ages, window=window)[0]


def attach_readings(
    session: Session,
    attachments: Sequence[Attachment],
    *,
    ages: AlertAges | None = None,
    window: timedelta = STORY_WINDOW,
) -> list[list[int]]:
    """Store what articles say: they are ``read`` afterwards, have their stories, and their deals files and steps.

    A copy joins the deals of its original and raises no alert of its own, unless the original told no deal, or only
    deals of quite other parties: what is written by one template is worded alike. A report of a known story joins the
    files of its deals: a status that is new is a step, a repetition is none.

    An article that has been given up stays ``failed``; what is stored is then the reading of its teaser. One that
    has been read before, by another process perhaps, stays as it is. Several at once come to the same as one after the
    other in this order, and cost less.

    Args:
        session: A writing session.
        attachments: The articles, with their texts, and what was read in them.
        ages: Up to which age an item raises an alert.
        window: How far apart in time reports of one story may be.

    Returns:
        For each the ids of its new steps; they are what alerts are about.

    Raises:
        StorageError: If there is no such article.
    """
    steps: list[list[int]] = [[] for _ in attachments]
    grouping = Grouping(session, window)
    with session.no_autoflush:
        new: list[tuple[int, Article, PreparedArticle]] = []
        for place, attachment in enumerate(attachments):
            article = get_article(session, attachment.article_id)
            if article.alert is None:
                _mark_read(article, attachment.reading)
                session.add(article)
                new.append((place, article, attachment.prepared))
        keep_imprints(session, [(article, prepared) for _, article, prepared in new])
        grouping.expect([prepared.marks for _, _, prepared in new])
        for place, article, prepared in new:
            steps[place] = _attach(
                session, article, attachments[place], grouping, ages or AlertAges(), window
            )
            grouping.done(article, prepared.marks)
        index_articles(
            session,
            [
                (attachments[place].article_id, prepared.title_tokens, prepared.body_tokens)
                for place, _, prepared in new
            ],
        )
    grouping.write()
    session.flush()
    return steps


def _attach(
    session: Session,
    article: Article,
    attachment: Attachment,
    grouping: Grouping,
    ages: AlertAges,
    window: timedelta,
) -> list[int]:
    now = attachment.now
    original = grouping.place(article, attachment.prepared.marks, now)
    if article.story_id is not None:
        touch_story(session, article.story_id, now)
    steps, completed = attach_deals(session, article, original, attachment.reading, now, ages, window)
    # A flush costs as much as several statements; of an article without a story the next one sees nothing.
    if article.story_id is not None:
        session.flush()
    for deal in completed:
        assert deal.id is not None
        index_deal(session, deal.id)
    return [step.id for step in steps if step.id is not None]


def _mark_read(article: Article, reading: Reading) -> None:
    article.language = reading.language
    article.sino_german = reading.sino_german
    article.alert = reading.alert
    article.score = reading.score
    article.reasons = list(reading.reasons)
    if article.state == "pending":
        article.state = "read"
    article.next_attempt_at = None
