"""Where a new article belongs: whose copy it is, and to which story. Decided as :mod:`analysis.likeness` does for many.

Candidates come from the index of terms, a bounded number of them; so one article costs the same in any archive.
What several new articles need is read at once: nobody else writes meanwhile, and each answer of a server takes a while.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime, timedelta

from sqlmodel import Session

from analysis.likeness_text import containment, is_copy
from analysis.stories import are_alike, mean_score
from analysis.stories_evidence import LEAST_SHARED, evidence
from analysis.stories_facts import StoryFacts
from analysis.stories_rarity import Rarity
from storage.imprint_bytes import facts_from_bytes, wording_from_bytes
from storage.marks import Marks, PreparedArticle, marks_of
from storage.neighbours import Neighbours, Span
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


def keep_imprints(session: Session, articles: Iterable[tuple[Article, PreparedArticle]]) -> None:
    """Store what articles are known by, for as long as they are."""
    rows = [
        {
            "article_id": article.id,
            "day": _day_of(article, prepared.marks.facts),
            "wording": prepared.wording,
            "facts": prepared.facts,
        }
        for article, prepared in articles
    ]
    insert_missing(session, ArticleImprint, rows, ("article_id",))


def _day_of(article: Article, facts: StoryFacts) -> date:
    """About when an article told its news: its date, else what its text says of that, else when it was found."""
    if article.published is not None:
        return article.published.date()
    return facts.told or article.first_seen.date()


class Grouping:
    """Finds out, within one transaction, whose copies new articles are and to which stories they belong.

    Args:
        session: A writing session.
        window: How far apart in time reports of one story may be.
    """

    def __init__(self, session: Session, window: timedelta = STORY_WINDOW) -> None:
        self._session = session
        self._window = window
        self._index = TermIndex(session)
        self._near = Neighbours(session)

    def expect(self, articles: Collection[Marks]) -> None:
        """Have at hand what will be asked for these articles: it is read at once for all."""
        self._index.load({number for marks in articles for number in marks.numbers})
        if len(articles) > 1:
            self._near.load_wordings(
                {number for marks in articles for number in _likely_originals(marks, self._index)}
            )
            kin = {number for marks in articles for number in self._likely_kin(marks)[0]}
            self._near.load_facts(kin)
            self._index.counts(
                {number_of(term) for facts in self._near.facts(kin) for term in _weighed(facts)}
            )

    def place(self, article: Article, marks: Marks, now: datetime) -> Article | None:
        """Note in an article's row whose copy it is and its story, if it is like any other, and enter it in the index.

        An article may show that two stories are one: they are merged then, unless a person took them apart.

        Args:
            article: The article; ``copy_of_id`` and ``story_id`` are set.
            marks: What it is grouped by; :func:`keep_imprints` has stored it.
            now: The present moment.

        Returns:
            The article that it is a copy of, None if it is an original.
        """
        assert article.id is not None
        self._index.load(marks.numbers)
        day = _day_of(article, marks.facts)
        span = (day - self._window, day + self._window)
        original = self._original(marks, span)
        if original is not None:
            article.copy_of_id = original.id
            self._join(article, original, now)
            return original
        self._find_story(article, marks, span, now)
        self._index.add(article.id, marks.numbers, now.date())
        return None

    def done(self, article: Article, marks: Marks) -> None:
        """An article has the story that it keeps: let those after it find it."""
        assert article.id is not None
        self._near.put(article.id, _day_of(article, marks.facts), marks.wording, marks.facts)
        self._near.moved(article.id, article.story_id)

    def write(self) -> None:
        """Write what was entered in the index."""
        self._index.write()

    def _original(self, marks: Marks, span: Span) -> Article | None:
        prints = self._near.wordings(_likely_originals(marks, self._index), span)
        copies = [number for number, theirs in prints.items() if is_copy(theirs, marks.wording)]
        if not copies:
            return None
        best = max(
            copies, key=lambda number: (containment(prints[number].shingles, marks.wording.shingles), -number)
        )
        original = self._session.get(Article, best)
        if original is not None and original.copy_of_id is not None:
            return self._session.get(Article, original.copy_of_id)
        return original

    def _likely_kin(self, marks: Marks) -> tuple[list[int], dict[str, int]]:
        """The originals that share most rarity with an article, and how common its terms are."""
        counts = {term: self._index.row(number).articles for term, number in marks.terms.items()}
        rarity = Rarity.counted(self._index.articles, counts)
        shared: dict[int, float] = {}
        for term, number in marks.terms.items():
            recent = self._index.row(number).recent
            if recent:
                weight = rarity.weight(term)
                for other in recent:
                    shared[other] = shared.get(other, 0.0) + weight
        enough = [number for number, weight in shared.items() if weight >= LEAST_SHARED]
        return sorted(enough, key=lambda number: (-shared[number], number))[:STORY_CANDIDATES], counts

    def _find_story(self, article: Article, marks: Marks, span: Span, now: datetime) -> None:
        likeliest, counts = self._likely_kin(marks)
        candidates = self._near.members(likeliest, span)
        if not candidates:
            return
        session = self._session
        comparison = Comparison(self._index, counts)
        comparison.know(candidates)
        own = Member(article.id or 0, None, marks.facts)
        scored = [(comparison.score(own, member), member) for member in candidates]
        likely = sorted(
            ((score, member) for score, member in scored if score > 0),
            key=lambda pair: (-pair[0], pair[1].article_id),
        )
        if not likely:
            return
        stories = members_of(
            session, {member.story_id for _, member in likely if member.story_id is not None}
        )
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
                self._join(article, row, now)
                ours = [*theirs, *ours]

    def _join(self, article: Article, other: Article, now: datetime) -> None:
        """Put an article into the story of another, which gets one if it has none; two stories become one."""
        session = self._session
        if other.story_id is None and article.story_id is None:
            other.story_id = open_story(session, other.title, now)
        if other.story_id is None:
            other.story_id = article.story_id
        elif article.story_id is None:
            article.story_id = other.story_id
        elif article.story_id != other.story_id:
            merge_stories(session, article.story_id, other.story_id)
            self._near.merged()
        session.add(other)
        session.add(article)
        assert other.id is not None
        self._near.moved(other.id, other.story_id)


def _likely_originals(marks: Marks, index: TermIndex) -> list[int]:
    """The articles that share most shingles with one."""
    shared: Counter[int] = Counter()
    for number in marks.shingles:
        shared.update(index.row(number).recent)
    least = _LEAST_SHARED_TERMS if len(marks.shingles) >= _MANY_TERMS else 1
    return [number for number, times in shared.most_common(COPY_CANDIDATES) if times >= least]


def index_imprint(session: Session, article_id: int, now: datetime) -> None:
    """Enter an article in the index that was taken for a copy and is none."""
    row = session.get(ArticleImprint, article_id)
    if row is None:
        return
    marks = marks_of(wording_from_bytes(row.wording), facts_from_bytes(row.facts))
    index = TermIndex(session)
    index.load(marks.numbers)
    index.add(article_id, marks.numbers, now.date())
    index.write()


def _weighed(facts: StoryFacts) -> set[str]:
    """The terms of which it matters how common they are when an article is compared with others."""
    terms = set(facts.terms)
    for deal in facts.deals:
        for party in deal.parties:
            terms.update(f"w:{word}" for word in party.words)
            terms.update(f"o:{identity}" for identity in party.organisations)
    return terms


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
            wanted |= _weighed(member.facts)
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
