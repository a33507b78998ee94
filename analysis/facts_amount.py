"""The sum of a deal: which of a text's figures is its own, and which counts something else."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal

from analysis.amounts import MoneyMention
from analysis.facts_amount_traits import figure_traits, owner_traits, time_traits
from analysis.facts_options import Option, OptionWeights
from analysis.facts_patterns import pattern
from analysis.facts_statements import Telling
from analysis.marking import MarkedSentence
from analysis.values import Amount, Language
from config.deals import Kind

NEVER = frozenset({"unit_price", "turnover", "profit", "output", "trade", "debt"})
"""Roles of figures that are never the sum of a deal (a running total hardly ever is); see
:data:`analysis.amounts_context.MoneyRole`."""

_SEVERAL = {"three": 3, "four": 4, "five": 5, "drei": 3, "vier": 4, "fünf": 5, "三": 3, "四": 4, "五": 5}
_FIRM_WORTH = re.compile(
    r"market|valuation|börs|markt|bewert|unternehmenswert|enterprise|市值|估值|价值|價值", re.IGNORECASE
)
_SMALLEST = Decimal(10_000)
_SAME = Decimal("0.03")
_SLIP = 1000  # million for billion, Mio. for Mrd.

# One euro, roughly: only to see which figures are out of all proportion for one deal.
_PER_EURO = {
    "USD": Decimal("1.1"), "CNY": Decimal(8), "HKD": Decimal(9), "JPY": Decimal(140), "KRW": Decimal(1400),
    "TWD": Decimal(35), "INR": Decimal(80), "RUB": Decimal(80), "HUF": Decimal(350), "CZK": Decimal(25),
}  # fmt: skip
_DOUBTFUL = Decimal(20_000_000_000)
_IMPOSSIBLE = Decimal(60_000_000_000)


def amount_of(
    telling: Telling,
    published: date | None,
    parties: Sequence[tuple[int, int]],
    kind: Kind,
    language: Language,
    weights: OptionWeights,
    others: Sequence[tuple[int, int]] = (),
) -> Amount | None:
    """The sum of one deal, or None if the text gives none that is surely its own.

    Args:
        telling: The deal as the text tells it.
        published: The day of publication; figures of earlier years are not the deal's.
        parties: Where the parties are named (start, end), to tell their figures from those of others.
        kind: The kind of the deal.
        language: The language of the text.
        weights: What the traits of a figure weigh.
        others: Where those are named that take no part in the deal: their figures are not its sum.
    """
    options = amount_options(telling, published, parties, kind, language, others)
    chosen = weights.choose(options, nothing_traits(telling, kind, language))
    chosen = chosen or _sum_of_counted(telling, language)
    if chosen is None:
        return None
    value, currency = chosen
    mentions = [mention for _, mention in _mentions(telling)]
    exact = _precise(value, currency, mentions)
    amount = next(m.amount for m in mentions if m.amount.value == exact and m.amount.currency == currency)
    total = exact * _payers(exact, currency, telling, language)
    worth = total / _PER_EURO.get(currency, Decimal(1))
    if worth > _IMPOSSIBLE:
        return None
    told = [mention for sentence in telling.core for mention in sentence.money]
    doubtful = worth > _DOUBTFUL or _is_contradicted(exact, currency, told)
    return Amount(total, currency, "doubtful" if doubtful else amount.qualifier)


def _sum_of_counted(telling: Telling, language: Language) -> tuple[Decimal, str] | None:
    """The one figure just before the sentence that counts the deals of the headline: what they come to together."""
    counted = pattern("counted", language)
    title, lead = telling.title, telling.lead.sentence
    if title is None or not (counted.search(title.placed.text) and counted.search(lead.placed.text)):
        return None
    figures = {
        (mention.amount.value, mention.amount.currency)
        for sentence in telling.reach
        if telling.where(sentence) in ("stated", "title", "just before")
        for mention in sentence.money
        if _is_usable(mention)
    }
    return figures.pop() if len(figures) == 1 else None


def _is_contradicted(value: Decimal, currency: str, mentions: Sequence[MoneyMention]) -> bool:
    """Whether the text slips with a sum: its conversion is of another size, or it stands there a thousandfold too."""
    return any(
        (mention.is_slip and mention.amount.value == value and mention.amount.currency == currency)
        or (
            mention.amount.currency == currency
            and mention.role not in NEVER
            and any(
                abs(larger / smaller / _SLIP - 1) < _SAME
                for smaller, larger in [sorted((mention.amount.value, value))]
                if smaller > 0
            )
        )
        for mention in mentions
    )


def nothing_traits(telling: Telling, kind: Kind, language: Language) -> frozenset[str]:
    """What speaks for a deal's having no sum: its kind, and that the text says the sum is kept secret."""
    near = (sentence for sentence in telling.reach if telling.where(sentence) != "far after")
    secret = any(pattern("secret", language).search(sentence.placed.text) for sentence in near)
    figures = "some" if _figures_where_stated(telling) else "no"
    return frozenset(
        {"none", f"none of {kind}", "none in one deal" if telling.is_only else "none in many"}
        | {f"none, {figures} figure where stated", f"none of {kind}, {figures} figure where stated"}
        | ({"none, kept secret", f"none, kept secret, {figures} figure where stated"} if secret else set())
    )


def _figures_where_stated(telling: Telling) -> bool:
    """Whether the sentences that state a deal, or its headline, have a figure that may be its sum."""
    return any(_is_usable(mention) for sentence in telling.core for mention in sentence.money)


def amount_options(
    telling: Telling,
    published: date | None,
    parties: Sequence[tuple[int, int]],
    kind: Kind,
    language: Language,
    others: Sequence[tuple[int, int]] = (),
) -> list[Option[tuple[Decimal, str]]]:
    """The figures that may be the sum of a deal, as (value, currency), with what speaks for and against each."""
    options: list[Option[tuple[Decimal, str]]] = []
    pairs = list(_mentions(telling))
    counts = Counter((mention.amount.value, mention.amount.currency) for _, mention in pairs)
    converted = {(m.amount.value, m.amount.currency) for _, m in pairs if m.is_conversion}
    counts_deals = any(pattern("counted", language).search(one.placed.text) for one in telling.core[:2])
    usable = [(sentence, mention) for sentence, mention in pairs if _is_usable(mention)]
    order = {
        id(mention): number for number, (_, mention) in enumerate(sorted(usable, key=lambda p: p[1].start))
    }
    names = sorted([(*span, True) for span in parties] + [(*span, False) for span in others])
    is_elsewhere = not _figures_where_stated(telling)
    stated_at = {m.identity for m in telling.lead.sentence.mentions if m.type == "place"}
    largest = max((mention.amount.value for _, mention in usable), default=Decimal(0))
    for sentence, mention in usable:
        traits = set(figure_traits(mention, sentence, telling, published, parties, kind, language))
        where = telling.where(sentence)
        worth = mention.amount.value / _PER_EURO.get(mention.amount.currency, Decimal(1))
        if worth > _DOUBTFUL and sentence not in telling.core:
            continue  # out of proportion, and not said where the deal is
        if sentence not in telling.core and _tells_of_others(sentence, parties):
            continue
        if mention.role == "capital" and any(
            other.role == "investment" and other.amount.value > mention.amount.value
            for other in sentence.money
        ):
            continue  # 注册资金1950万美元,总投资5475万美元: what is put in is the sum
        if kind != "acquisition" and _FIRM_WORTH.search(mention.cue or ""):
            continue  # what a firm is worth is paid only for the whole of it
        traits.update(owner_traits(mention, sentence, where, names))
        traits.update(time_traits(mention, sentence, where, published, language))
        if is_elsewhere:
            traits.add(f"{where}, none where stated")
        if where != "stated" and any(m.identity in stated_at for m in sentence.mentions if m.type == "place"):
            traits.add("place of the statement beside")
        if counts[mention.amount.value, mention.amount.currency] > 1:
            traits.add("said again")
        if (mention.amount.value, mention.amount.currency) in converted:
            traits.add("a conversion elsewhere")
        if not counts_deals and pattern("counted", language).search(sentence.placed.text):
            traits.add("of several deals")
        if order[id(mention)] == 0:
            traits.add("first figure")
        if mention.amount.value == largest:
            traits.add("largest figure")
        if len(usable) == 1:
            traits.add("only figure")
        options.append(Option((mention.amount.value, mention.amount.currency), frozenset(traits)))
    return options


def _tells_of_others(sentence: MarkedSentence, parties: Sequence[tuple[int, int]]) -> bool:
    """Whether a sentence names firms of both sides and none of a deal's own parties: it tells of another deal."""
    start, end = sentence.placed.start, sentence.placed.end
    firms = {m.side for m in sentence.mentions if m.type == "organisation"}
    return firms >= {"cn", "de"} and not any(start <= at < end for at, _ in parties)


def _is_usable(mention: MoneyMention) -> bool:
    # "has invested 1.8 billion euros in the factory" may be a total of years or this plant's own.
    is_total = mention.role == "running_total" and not (mention.cue or "").lower().endswith("invested")
    return not (
        is_total
        or mention.role in NEVER
        or mention.unit_price
        or mention.is_conversion
        or mention.amount.value < _SMALLEST
        or mention.amount.value / _PER_EURO.get(mention.amount.currency, Decimal(1)) > _IMPOSSIBLE
    )


def _mentions(telling: Telling) -> Iterator[tuple[MarkedSentence, MoneyMention]]:
    for sentence in telling.reach:
        for mention in sentence.money:
            yield sentence, mention


def _precise(value: Decimal, currency: str, mentions: Sequence[MoneyMention]) -> Decimal:
    """The value, or a more exact one that it rounds: headlines round."""
    best = value
    for mention in mentions:
        other = mention.amount.value
        near = mention.amount.currency == currency and abs(other - value) <= max(other, value) * _SAME
        if near and _is_usable(mention) and _digits(other) > _digits(best):
            best = other
    return best


def _digits(value: Decimal) -> int:
    return len(value.normalize().as_tuple().digits)


def _payers(value: Decimal, currency: str, telling: Telling, language: Language) -> int:
    """How many pay the figure each, so that the sum is so many times as much; 1 if it is the sum itself."""
    for sentence, mention in _mentions(telling):
        if mention.amount.value != value or mention.amount.currency != currency:
            continue
        written = sentence.placed.text
        alike = [m for m in sentence.money if (m.amount.value, m.amount.currency) == (value, currency)]
        if len(alike) > 1 and pattern("pays in", language).search(written):
            return len(alike)
        if not mention.per_party and (
            any(other.per_party for other in sentence.money)
            or not pattern("each pays", language).search(written)
        ):
            continue  # 注册资本54亿元，双方各出资27亿元: the capital is what both pay together
        before = written[: mention.start - sentence.placed.start]
        several = pattern("several pay", language).search(before[-60:])
        return 2 if several is None else _SEVERAL[several.group(1).lower()]
    return 1
