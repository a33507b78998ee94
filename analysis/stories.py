"""Stories: which articles tell of one real-world deal, in whatever language, outlet or wording."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime

from analysis.matching import DealFacts, party_identity, same_deal
from analysis.values import Article, Deal, Reading

_LONGEST_POSTING = 200


def story_numbers(
    articles: Sequence[Article], readings: Sequence[Reading], originals: Sequence[int]
) -> list[int | None]:
    """For every article the number of the first article of its story; None where it tells of no deal.

    Args:
        articles: In any order.
        readings: One for every article.
        originals: For every article the number of the one it is a copy of, or its own; a copy shares the story.
    """
    leader = list(originals)

    def find(number: int) -> int:
        while leader[number] != number:
            leader[number] = leader[leader[number]]
            number = leader[number]
        return number

    facts = [
        [facts_of(deal, article) for deal in reading.deals] if reading.alert else []
        for article, reading in zip(articles, readings, strict=True)
    ]
    postings: dict[tuple[str, str], list[int]] = defaultdict(list)
    for number, deals in enumerate(facts):
        parties = {party for deal in deals for party in deal.parties}
        candidates = {other for party in parties for other in postings[party]}
        for other in sorted(candidates):
            if find(other) != find(number) and any(
                same_deal(known, new) for known in facts[other] for new in deals
            ):
                first, second = sorted((find(other), find(number)))
                leader[second] = first
        for party in parties:
            if len(postings[party]) < _LONGEST_POSTING:
                postings[party].append(number)
    sizes: dict[int, int] = defaultdict(int)
    for number in range(len(articles)):
        sizes[find(number)] += 1
    return [
        find(number) if facts[number] or sizes[find(number)] > 1 else None for number in range(len(articles))
    ]


def facts_of(deal: Deal, article: Article) -> DealFacts:
    """What identifies a deal as one article tells it; an article without a day counts as seen on the deal's."""
    published = article.published
    seen = published.date() if isinstance(published, datetime) else published
    return DealFacts(
        kind=deal.kind,
        status=deal.status,
        parties=frozenset(
            (party_identity(party.name, party.organisation), party.side) for party in deal.parties
        ),
        amount=deal.amount.value if deal.amount else None,
        currency=deal.amount.currency if deal.amount else None,
        place=deal.place,
        seen=seen or deal.date or date.min,
        date=deal.date,
    )
