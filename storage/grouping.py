"""Where a new article belongs: whose copy it is, and to which story. Decided as :mod:`analysis.likeness` does for many.

Candidates come from the index of terms, a bounded number of them; so one article costs the same in any archive.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlmodel import Session

from analysis.imprints import Imprint
from analysis.likeness_text import Fingerprint, containment, is_copy
from analysis.stories import are_alike, index_terms, mean_score
from analysis.stories_evidence import LEAST_SHARED, evidence
from analysis.stories_facts import StoryFacts
from analysis.stories_rarity import Rarity
from storage.imprint_bytes import (
    facts_as_bytes,
    facts_from_bytes,
    wording_as_bytes,
    wording_from_bytes,
)
from storage.number_queries import NumberQuery
from storage.story_files import apart_from, open_story
from storage.story_members import Member, members_of
from storage.story_merging import merge_stories
from storage.tables import Article, ArticleImprint
from storage.terms import TermIndex, number_of
from storage.writing import insert_missing

STORY_WINDOW = timedelta(days=730)
"""Reports further apart in time than this are not looked at as one story, unless the settings say otherwise."""
COPY_CANDIDATES = 20
STORY_CANDIDATES = 20
_LEAST_SHARED_TERMS = 2
_MANY_TERMS = 16
_SPAN = ("since", "until")
_WORDINGS = NumberQuery(
    "SELECT article_id, wording FROM article_imprint WHERE article_id IN {numbers} AND day BETWEEN {since} AND {until}",
    _SPAN,
)
_CANDIDATES = NumberQuery(
    "SELECT article_id, story_id, facts FROM article_imprint JOIN article ON article.id = article_id"
    " WHERE article_id IN {numbers} AND day BETWEEN {since} AND {until}",
    _SPAN,
)


@dataclass(frozen=True, slots=True)
class Marks:
    """What an article is grouped by.

    ``day`` is about when it told its news; ``wording`` is as the database keeps it; ``shingles`` and ``terms`` are the
    numbers of the index's rows on its wording, and on what it tells of.
    """

    day: date
    wording: Fingerprint
    facts: StoryFacts
    shingles: frozenset[int]
    terms: dict[str, int]

    @property
    def numbers(self) -> set[int]:
        """Its rows in the index."""
        return {*self.shingles, *self.terms.values()}


def keep_imprints(session: Session, imprints: Iterable[tuple[Article, Imprint]]) -> list[Marks]:
    """Store what articles are known by, for as long as they are; what each is grouped by is returned."""
    rows: list[dict[str, object]] = []
    kept: list[Marks] = []
    for article, imprint in imprints:
        wording, day = wording_as_bytes(imprint.wording), _day_of(article, imprint.facts)
        facts = facts_as_bytes(imprint.facts)
        rows.append({"article_id": article.id, "day": day, "wording": wording, "facts": facts})
        kept.append(_marks(day, imprint, wording_from_bytes(wording)))
    insert_missing(session, ArticleImprint, rows, ("article_id",))
    return kept


def _day_of(article: Article, facts: StoryFacts) -> date:
    """About when an article told its news: its date, else what its text says of that, else when it was found."""
    if article.published is not None:
        return article.published.date()
    return facts.told or article.first_seen.date()


def _marks(day: date, imprint: Imprint, wording: Fingerprint) -> Marks:
    shingles = frozenset((*imprint.wording.index_terms, number_of(f"k:{imprint.wording.key}")))
    terms = {term: number_of(term) for term in index_terms(imprint.facts)}
    return Marks(day, wording, imprint.facts, shingles, terms)


def group_article(
    session: Session,
    article: Article,
    marks: Marks,
    index: TermIndex,
    now: datetime,
    *,
    window: timedelta = STORY_WINDOW,
) -> Article | None:
    """Find out whose copy an article is and to which story it belongs, note both in its row, and enter it in the index.

    An article may show that two stories are one: they are merged then, unless a person took them apart.

    Args:
        session: A writing session.
        article: The article; ``copy_of_id`` and ``story_id`` are set. It has no story if it is like no other.
        marks: What it is grouped by, as :func:`keep_imprints` has stored it.
        index: The index of terms; whoever gave it writes it.
        now: The present moment.
        window: How far apart in time reports of one story may be.

    Returns:
        The article that it is a copy of, None if it is an original.
    """
    assert article.id is not None
    index.load(marks.numbers)
    span = (marks.day - window, marks.day + window)
    original = _original(session, marks, index, span)
    if original is not None:
        article.copy_of_id = original.id
        _join(session, article, [original], now)
        return original
    _find_story(session, article, marks, index, span, now)
    index.add(article.id, marks.numbers, now.date())
    return None


def index_imprint(session: Session, article_id: int, now: datetime) -> None:
    """Enter an article in the index that was taken for a copy and is none."""
    row = session.get(ArticleImprint, article_id)
    if row is None:
        return
    wording, facts = wording_from_bytes(row.wording), facts_from_bytes(row.facts)
    marks = _marks(row.day, Imprint(wording, facts), wording)
    index = TermIndex(session)
    index.load(marks.numbers)
    index.add(article_id, marks.numbers, now.date())
    index.write()


def _original(session: Session, marks: Marks, index: TermIndex, span: tuple[date, date]) -> Article | None:
    shared: Counter[int] = Counter()
    for number in marks.shingles:
        shared.update(index.row(number).recent)
    least = _LEAST_SHARED_TERMS if len(marks.shingles) >= _MANY_TERMS else 1
    likeliest = [number for number, times in shared.most_common(COPY_CANDIDATES) if times >= least]
    if not likeliest:
        return None
    rows = _WORDINGS.run(session, likeliest, since=span[0], until=span[1])
    prints = {number: wording_from_bytes(data) for number, data in rows}
    copies = [number for number, theirs in prints.items() if is_copy(theirs, marks.wording)]
    if not copies:
        return None
    best = max(
        copies, key=lambda number: (containment(prints[number].shingles, marks.wording.shingles), -number)
    )
    original = session.get(Article, best)
    if original is not None and original.copy_of_id is not None:
        return session.get(Article, original.copy_of_id)
    return original


def _find_story(
    session: Session,
    article: Article,
    marks: Marks,
    index: TermIndex,
    span: tuple[date, date],
    now: datetime,
) -> None:
    counts = {term: index.row(number).articles for term, number in marks.terms.items()}
    candidates = _candidates(session, marks, index, Rarity.counted(index.articles, counts), span)
    if not candidates:
        return
    comparison = Comparison(index, counts)
    comparison.know(candidates)
    own = Member(article.id or 0, None, marks.facts)
    scored = [(comparison.score(own, member), member) for member in candidates]
    likely = sorted(
        ((score, member) for score, member in scored if score > 0),
        key=lambda pair: (-pair[0], pair[1].article_id),
    )
    if not likely:
        return
    stories = members_of(session, {member.story_id for _, member in likely if member.story_id is not None})
    comparison.know([member for group in stories.values() for member in group.members])
    ours = [own]
    joined: set[int] = set()
    for _, member in likely:
        group = stories.get(member.story_id or 0)
        key = -member.article_id if group is None else group.story_id
        if key in joined:
            continue
        theirs = [member] if group is None else group.members
        if comparison.are_one(ours, theirs, single=group is not None and group.by_hand) and not (
            group is not None
            and article.story_id is not None
            and article.story_id in apart_from(session, group.story_id)
        ):
            joined.add(key)
            row = session.get(Article, member.article_id)
            assert row is not None
            _join(session, article, [row], now)
            ours = [*theirs, *ours]


def _candidates(
    session: Session,
    marks: Marks,
    index: TermIndex,
    rarity: Rarity,
    span: tuple[date, date],
) -> list[Member]:
    """The originals that share most rarity with the article."""
    shared: dict[int, float] = {}
    for term, number in marks.terms.items():
        recent = index.row(number).recent
        if recent:
            weight = rarity.weight(term)
            for other in recent:
                shared[other] = shared.get(other, 0.0) + weight
    enough = [number for number, weight in shared.items() if weight >= LEAST_SHARED]
    likeliest = sorted(enough, key=lambda number: (-shared[number], number))[:STORY_CANDIDATES]
    if not likeliest:
        return []
    rows = _CANDIDATES.run(session, likeliest, since=span[0], until=span[1])
    return [Member(number, story, facts_from_bytes(data)) for number, story, data in rows]


class Comparison:
    """Compares articles by the counts of the archive, which are asked for as they are needed."""

    def __init__(self, index: TermIndex, counts: dict[str, int]) -> None:
        self._index = index
        self._asked = set(counts)
        self._scores: dict[tuple[int, int], float] = {}
        self._rarity = Rarity.counted(index.articles, counts)

    def know(self, members: Iterable[Member]) -> None:
        """Ask how common the terms of these articles are."""
        wanted: set[str] = set()
        for member in members:
            wanted |= member.facts.terms
            for deal in member.facts.deals:
                for party in deal.parties:
                    wanted.update(f"w:{word}" for word in party.words)
                    wanted.update(f"o:{identity}" for identity in party.organisations)
        new = {number_of(term): term for term in wanted - self._asked}
        if not new:
            return
        self._asked.update(new.values())
        found = self._index.counts(new)
        self._rarity.learn({new[number]: articles for number, articles in found.items()})

    def score(self, one: Member, other: Member) -> float:
        """How likely two articles, whose terms are known, are of one story; 0 is even."""
        pair = (one.article_id, other.article_id)
        score = self._scores.get(pair)
        if score is None:
            score = self._scores[pair] = evidence(one.facts, other.facts, self._rarity).score
        return score

    def are_one(self, ours: Sequence[Member], theirs: Sequence[Member], *, single: bool) -> bool:
        """Whether two groups are one story; ``single``: whether it is enough that one of theirs is like ours."""
        if single:
            return any(mean_score(self.score(one, other) for one in ours) > 0 for other in theirs)
        pairs = len(ours) * len(theirs)
        return are_alike((self.score(one, other) for other in theirs for one in ours), pairs)


def _join(session: Session, article: Article, others: Sequence[Article], now: datetime) -> None:
    """Put an article into the story of others, which get one if they have none; two stories become one."""
    for other in others:
        if other.story_id is None and article.story_id is None:
            other.story_id = open_story(session, other.title, now)
        if other.story_id is None:
            other.story_id = article.story_id
        elif article.story_id is None:
            article.story_id = other.story_id
        elif article.story_id != other.story_id:
            merge_stories(session, article.story_id, other.story_id)
        session.add(other)
        session.add(article)
