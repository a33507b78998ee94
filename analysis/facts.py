"""The facts of the deals that a text states: kind, status, parties, amount, place, date, and the evidence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import cast

from analysis.facts_actors import Actor, actors_of
from analysis.facts_amount import amount_of
from analysis.facts_date import date_of
from analysis.facts_near import near_statements
from analysis.facts_parties import as_party, bystanders_of, parties_of
from analysis.facts_patterns import pattern
from analysis.facts_place import place_of
from analysis.facts_statements import Telling
from analysis.facts_steps import finer_status
from analysis.facts_telling import statements_of, tellings_of
from analysis.facts_traits import traits_of
from analysis.facts_united import united
from analysis.facts_weights import FactsWeights, shipped_facts_weights
from analysis.gazetteer import Gazetteer
from analysis.knowledge import Knowledge
from analysis.marking import MarkedText
from analysis.signals import Signals
from analysis.values import Deal, Language
from config.deals import KINDS, STATUSES, Kind, Status


def deals_of(
    text: MarkedText,
    signals: Sequence[Signals],
    knowledge: Knowledge,
    doubtful: Sequence[Signals] = (),
) -> tuple[Deal, ...]:
    """The deals that some sentences of a text state, with their facts; the main deal comes first.

    The main deal is that of the headline, else the first in the text. The evidence is a sentence exactly as the
    article has it. Total and linear in the length of the text.

    Args:
        text: The marked article.
        signals: Those of its sentences that state a deal.
        knowledge: Names and weights.
        doubtful: Sentences that may state one less surely; one of them may be the main deal's.
    """
    if not signals:
        return ()
    weights = shipped_facts_weights()

    def sureness(one: Signals) -> float:
        return knowledge.weights.score(one.signs)

    text = near_statements(text, signals, doubtful, sureness)
    actors = actors_of(text, knowledge.gazetteer)
    statements = statements_of(text, signals, sureness, doubtful)
    tellings = tellings_of(text, statements, actors, weights.lead)
    deals: list[Deal] = []
    for telling in tellings:
        deal = _deal(telling, text, actors, knowledge.gazetteer, weights)
        if not any(_repeats(deal, known, text.layout.language) for known in deals):
            deals.append(deal)
    towns = frozenset(span.text for actor in actors if actor.type == "place" for span in actor.spans)
    return tuple(_dated(united(deals, towns, text.layout.language), text))


def _deal(
    telling: Telling, text: MarkedText, actors: Sequence[Actor], gazetteer: Gazetteer, weights: FactsWeights
) -> Deal:
    language = text.layout.language
    traits = traits_of(telling, language)
    kind = cast(Kind, weights.kind.choose(traits, KINDS))
    status = cast(Status, weights.status.choose((*traits, f"kind {kind}"), STATUSES))
    parties = parties_of(telling, text, actors, kind, weights.party)
    spans = [(span.start, span.end) for actor in parties for span in actor.spans]
    others = bystanders_of(actors, parties)
    placed = telling.lead.sentence.placed
    evidence = text.layout.as_written(placed.start, placed.end)
    return Deal(
        kind=kind,
        status=finer_status(status, kind, evidence, language),
        parties=tuple(as_party(actor, telling, parties) for actor in parties),
        amount=amount_of(telling, text.published, spans, kind, language, weights.amount, others),
        place=place_of(telling, text, kind, parties, gazetteer, weights.place, traits),
        date=date_of(telling, text, weights.date),
        evidence=evidence,
    )


def _dated(deals: Sequence[Deal], text: MarkedText) -> Iterator[Deal]:
    """A deal without a day has that of the others if the text knows one day only: all was done at one meeting."""
    days = {deal.date for deal in deals if deal.date is not None}
    told = {
        day.date
        for sentence in text.telling
        for day in sentence.dates
        if day.precision == "day" and not day.is_dateline
    }
    for deal in deals:
        yield (
            replace(deal, date=next(iter(days)))
            if deal.date is None and len(days) == 1 and told <= days
            else deal
        )


def _repeats(deal: Deal, known: Deal, language: Language) -> bool:
    """Whether a deal says nothing that a known one of the same text does not say."""
    if deal.kind != known.kind or deal.status != known.status:
        return False
    counted = pattern("counted", language)
    if bool(counted.search(deal.evidence)) != bool(counted.search(known.evidence)):
        return False
    names, theirs = {party.name for party in deal.parties}, {party.name for party in known.parties}
    return names <= theirs and (deal.amount is None or deal.amount == known.amount)
