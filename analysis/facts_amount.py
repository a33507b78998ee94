"""The sum of a deal: which of a text's figures is its own, and which counts something else."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from analysis.amounts import MoneyMention
from analysis.facts_patterns import pattern
from analysis.facts_telling import Telling
from analysis.marking import MarkedSentence
from analysis.values import Amount, Language

_ROLES = {
    "price": 3.0, "investment": 3.0, "order": 2.8, "sum": 2.2, "capital": 1.0, "part": 1.2,
    "valuation": -0.6, "per_period": -0.4,
}  # fmt: skip
"""What a figure counts, and how much that speaks for its being the deal's; other roles never are."""

_LEAST = 2.2
_SMALLEST = Decimal(10_000)
_SAME = Decimal("0.03")

# One euro, roughly: only to see which figures are out of all proportion for one deal.
_PER_EURO = {
    "USD": Decimal("1.1"), "CNY": Decimal(8), "HKD": Decimal(9), "JPY": Decimal(140), "KRW": Decimal(1400),
    "TWD": Decimal(35), "INR": Decimal(80), "RUB": Decimal(80), "HUF": Decimal(350), "CZK": Decimal(25),
}  # fmt: skip
_DOUBTFUL = Decimal(20_000_000_000)
_IMPOSSIBLE = Decimal(60_000_000_000)


@dataclass(frozen=True, slots=True)
class _Scored:
    mention: MoneyMention
    score: float


def amount_of(
    telling: Telling, published: date | None, parties: Sequence[tuple[int, int]], language: Language
) -> Amount | None:
    """The sum of one deal, or None if the text gives none that is surely its own.

    Args:
        telling: The deal as the text tells it.
        published: The day of publication; figures of earlier years are not the deal's.
        parties: Where the parties are named (start, end), to tell their figures from those of others.
        language: The language of the text.
    """
    scored = sorted(
        _scored(telling, published, parties, language), key=lambda one: (-one.score, one.mention.start)
    )
    if not scored or scored[0].score < _LEAST:
        return None
    best = _precise(scored)
    amount = best.mention.amount
    value = amount.value
    sentence = next(
        (s for s in (*telling.core, *telling.context) if s.placed.start <= best.mention.start < s.placed.end),
        None,
    )
    if sentence is not None and pattern("each pays", language).search(sentence.placed.text):
        value *= 2
    worth = value / _PER_EURO.get(amount.currency, Decimal(1))
    if worth > _IMPOSSIBLE:
        return None
    qualifier = "doubtful" if worth > _DOUBTFUL else amount.qualifier
    return Amount(value, amount.currency, qualifier)


def _precise(scored: Sequence[_Scored]) -> _Scored:
    """The best figure, or a more exact one of nearly the same value: headlines round."""
    best = scored[0]
    for other in scored[1:]:
        one, two = best.mention.amount, other.mention.amount
        near = (
            one.currency == two.currency and abs(one.value - two.value) <= max(one.value, two.value) * _SAME
        )
        if (
            near
            and other.score >= _LEAST - 1
            and len(two.value.normalize().as_tuple().digits) > len(one.value.normalize().as_tuple().digits)
        ):
            best = replace(other, score=best.score)
    return best


def _scored(
    telling: Telling, published: date | None, parties: Sequence[tuple[int, int]], language: Language
) -> Iterator[_Scored]:
    lead = telling.lead.sentence
    core = set(map(id, telling.core))
    seen: set[tuple[Decimal, str]] = set()
    repeated = {
        (m.amount.value, m.amount.currency)
        for sentence in telling.core
        for m in sentence.money
        if (m.amount.value, m.amount.currency) in seen or seen.add((m.amount.value, m.amount.currency))  # type: ignore[func-returns-value]
    }
    for sentence in (*telling.core, *(s for s in telling.context if id(s) not in core)):
        where = _where(sentence, telling, lead, parties)
        for mention in sentence.money:
            base = _ROLES.get(mention.role)
            if (
                base is None
                or mention.is_conversion
                or mention.unit_price
                or mention.amount.value < _SMALLEST
            ):
                continue
            score = base + where - _against(mention, sentence, lead, published, language)
            if (mention.amount.value, mention.amount.currency) in repeated:
                score += 0.8
            yield _Scored(mention, score)


def _where(
    sentence: MarkedSentence, telling: Telling, lead: MarkedSentence, parties: Sequence[tuple[int, int]]
) -> float:
    """How much the place of a sentence speaks for its figures."""
    if sentence is lead:
        return 2.0
    if sentence is telling.title:
        return 1.6
    if any(sentence is statement.sentence for statement in telling.statements):
        return 1.0
    distance = abs(sentence.placed.number - lead.placed.number)
    near = 0.5 if sentence.placed.paragraph == lead.placed.paragraph else 0.0
    if sentence.placed.number < lead.placed.number:
        distance += 1
    here = any(sentence.placed.start <= start < sentence.placed.end for start, _ in parties)
    return near - 0.3 * min(distance, 8) + (0.3 if here else 0.0)


def _against(
    mention: MoneyMention,
    sentence: MarkedSentence,
    lead: MarkedSentence,
    published: date | None,
    language: Language,
) -> float:
    """What in the clause and sentence speaks against a figure."""
    start, end = sentence.clause(mention.start)
    clause = sentence.placed.text[start - sentence.placed.start : end - sentence.placed.start]
    against = 0.0
    if pattern("earlier figure", language).search(clause):
        against += 1.5
    if pattern("total of many", language).search(sentence.placed.text):
        against += 2.0
    if sentence is not lead:
        frames = {cue.meaning.name for cue in sentence.of("frame")}
        against += (
            1.0 * ("statistics" in frames) + 0.7 * ("market" in frames) + 0.7 * ("retrospective" in frames)
        )
        if any(m.side == "other" and m.type != "organisation" for m in sentence.mentions):
            against += 0.8
    for dated in sentence.dates:
        if published is not None and dated.precision == "year" and (published - dated.date).days > 400:
            against += 0.8
            break
    return against
