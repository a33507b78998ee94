"""Fits what traits weigh for the facts of a deal: ``python -m analysis.facts_fitting ITEMS…``.

Kind and status: multinomial logistic regression on the traits of the main deal. Amount, place and date: a conditional
logit (McFadden, 1974) over what the text offers and nothing. Parties: logistic regression over the actors named. All
with an L2 penalty, minimised by L-BFGS from zero, so that the same items give the same file. Held-out stories are
never fitted to.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from zlib import crc32

from analysis.acts import acts_of
from analysis.evaluation import normalise_name, same_name
from analysis.evaluation_items import LabelledDeal, LabelledItem, load_items
from analysis.facts_actors import Actor, actors_of
from analysis.facts_amount import amount_options, nothing_traits
from analysis.facts_date import date_options, no_date_traits
from analysis.facts_lead import lead_options
from analysis.facts_logit import Row, fit_choices, fit_options
from analysis.facts_options import OptionWeights
from analysis.facts_parties import bystanders_of, parties_of, party_options
from analysis.facts_place import no_place_traits, place_options
from analysis.facts_place_found import found_places
from analysis.facts_statements import NEAR, Statement, Telling
from analysis.facts_telling import statements_of, tellings_of
from analysis.facts_traits import STATUS_ONLY, meaning_of, option_meanings, traits_of
from analysis.facts_weights import OPTIONS, WEIGHTS_FILE, FactsWeights
from analysis.gazetteer import Gazetteer
from analysis.knowledge import Knowledge
from analysis.marking import MarkedText
from analysis.reading import examine
from config.deals import KINDS, STATUSES
from config.organisations import shipped_organisations
from config.places import shipped_cities, shipped_regions

PENALTIES = {"lead": 6.0, "kind": 8.0, "status": 8.0, "party": 8.0, "amount": 4.0, "place": 8.0, "date": 3.0}
"""Strength of the L2 penalty by fact; chosen by cross-validation over stories of the open part."""
EMPHASIS = {"real": 2.0}
"""What a deal counts by the beginning of its file's name; the others count 1."""
TOLD = 0.6
"""What a deal counts as its evidence tells it, beside the main deal as reading finds it."""
UNKNOWN = 0.5
"""What a deal counts when half of the organisations are in no list."""
_REDUCED = {"started": "announced", "completed": "signed"}
_REPOSITORY_FILE = Path(__file__).resolve().parent.parent / "config" / "data" / WEIGHTS_FILE


@dataclass(frozen=True, slots=True)
class Example:
    """A deal to learn from: the sentences that state deals, who is named there, and what the label says.

    ``told`` is set where the label's evidence says which sentence leads; without it, reading has to find it.
    """

    text: MarkedText
    statements: tuple[Statement, ...]
    actors: tuple[Actor, ...]
    event: LabelledDeal
    emphasis: float = 1.0
    told: Telling | None = None

    def telling(self, weights: OptionWeights) -> Telling:
        """The deal as the text tells it, by the weights for the leading sentence."""
        return self.told or tellings_of(self.text, self.statements, self.actors, weights)[0]


def examples_of(item: LabelledItem, knowledge: Knowledge) -> list[Example]:
    """What an item teaches: its main deal as reading finds it, and each deal as its evidence tells it."""
    examination = examine(item.article, knowledge)
    text = examination.text
    if not item.events or text is None or examination.best is None:
        return []
    signals = examination.stating or (examination.best.signals,)
    statements = tuple(
        statements_of(text, signals, lambda one: knowledge.weights.score(one.signs), examination.doubtful)
    )
    if not statements:
        return []
    actors = actors_of(text, knowledge.gazetteer)
    emphasis = EMPHASIS.get(item.source.split(".")[0], 1.0)
    examples = [Example(text, statements, actors, item.events[0], emphasis)]
    numbers = [_number_of(event, text) for event in item.events]
    for order, (event, number) in enumerate(zip(item.events, numbers, strict=True)):
        if number is not None:
            others = [other for other in numbers if other is not None and other != number]
            told = _told(text, number, others, with_title=order == 0)
            examples.append(Example(text, statements, actors, event, TOLD * emphasis, told))
    return examples


def without_some(knowledge: Knowledge) -> Knowledge:
    """Knowledge that lacks half of the organisations: news names many that no list has, and so must what is learnt."""
    kept = [one for one in shipped_organisations() if crc32(one.id.encode()) % 2]
    return replace(knowledge, gazetteer=Gazetteer(kept, (*shipped_regions(), *shipped_cities())))


def _number_of(event: LabelledDeal, text: MarkedText) -> int | None:
    """The place of the sentence that holds a label's evidence among the article's own sentences."""
    evidence = normalise_name(event.evidence)
    for number, sentence in enumerate(text.telling):
        written = normalise_name(sentence.placed.text)
        if evidence and (evidence in written or (len(written) > 12 and written in evidence)):
            return number
    return None


def _told(text: MarkedText, number: int, others: Sequence[int], *, with_title: bool) -> Telling:
    telling = text.telling
    sentence = telling[number]
    lead = Statement(number, sentence, acts_of(sentence, text.layout.language), 1.0)
    title = telling[0] if with_title and telling[0].placed.role == "title" else None
    context = telling if with_title else telling[max(0, number - 1) : number + 1 + NEAR]
    foreign = frozenset(telling[other].placed.number for other in others)
    around = tuple(one for one in context if one is not title)
    return Telling(lead, (lead,), title, around, foreign, not others)


def fit(examples: Sequence[Example], knowledge: Knowledge) -> FactsWeights:
    """The weights that tell right facts from wrong ones best under the penalties.

    Raises:
        ValueError: If there is nothing to learn from.
    """
    if not examples:
        raise ValueError("fitting needs items with deals")
    found = [example for example in examples if example.told is None]
    lead = fit_options([_lead_row(example) for example in found], PENALTIES["lead"], option_meanings("lead"))
    tellings = [example.telling(lead) for example in examples]
    traits = [
        traits_of(telling, example.text.layout.language)
        for telling, example in zip(tellings, examples, strict=True)
    ]
    kind = fit_choices(
        [
            (of - STATUS_ONLY, example.event.kind, example.emphasis)
            for of, example in zip(traits, examples, strict=True)
        ],
        KINDS,
        PENALTIES["kind"],
        meaning_of,
    )
    status = fit_choices(
        [
            (
                of | {f"kind {example.event.kind}"},
                _REDUCED.get(example.event.status, example.event.status),
                example.emphasis,
            )
            for of, example in zip(traits, examples, strict=True)
        ],
        STATUSES,
        PENALTIES["status"],
        meaning_of,
    )
    pairs = list(zip(tellings, examples, strict=True))
    party = fit_options(
        [row for pair in pairs for row in _party_rows(*pair)], PENALTIES["party"], option_meanings("party")
    )
    amounts: list[Row] = []
    places: list[Row] = []
    dates: list[Row] = []
    for (telling, example), said in zip(pairs, traits, strict=True):
        event, text = example.event, example.text
        parties = parties_of(telling, text, example.actors, event.kind, party)
        spans = [(span.start, span.end) for actor in parties for span in actor.spans]
        wanted = None if event.amount is None else (event.amount.value, event.amount.currency)
        others = bystanders_of(example.actors, parties)
        figures = amount_options(telling, text.published, spans, event.kind, text.layout.language, others)
        amounts.append(
            Row(
                [(option.traits, option.value == wanted) for option in figures],
                nothing_traits(telling, event.kind, text.layout.language),
                wanted is None,
                example.emphasis,
            )
        )
        named = found_places(telling, text, parties, knowledge.gazetteer)
        offered = place_options(telling, text, event.kind, parties, knowledge.gazetteer, named)
        places.append(
            Row(
                [(option.traits, same_name(option.value, event.place)) for option in offered],
                no_place_traits(event.kind, said, text),
                event.place is None,
                example.emphasis,
            )
        )
        days = date_options(telling, text)
        dates.append(
            Row(
                [(option.traits, option.value == event.date) for option in days],
                no_date_traits(text),
                event.date is None,
                example.emphasis,
            )
        )
    return FactsWeights(
        kind,
        status,
        lead,
        party,
        fit_options(amounts, PENALTIES["amount"], option_meanings("amount")),
        fit_options(places, PENALTIES["place"], option_meanings("place")),
        fit_options(dates, PENALTIES["date"], option_meanings("date")),
    )


def _lead_row(example: Example) -> Row:
    """The statement that the label names as evidence leads; without one among them the row teaches nothing."""
    evidence = normalise_name(example.event.evidence)
    title = example.text.telling[0] if example.text.telling[0].placed.role == "title" else None
    body = [statement for statement in example.statements if statement.sentence is not title]
    options: list[tuple[frozenset[str], bool]] = []
    for statement, traits in lead_options(body, example.text, example.actors):
        written = normalise_name(statement.sentence.placed.text)
        options.append((traits, evidence in written or (len(written) > 12 and written in evidence)))
    return Row(options, frozenset({"none"}), False, example.emphasis)


def _party_rows(telling: Telling, example: Example) -> Iterable[Row]:
    for actor, traits in party_options(telling, example.text, example.actors, example.event.kind):
        is_party = any(
            same_name(name, actor.name_in(telling.lead.sentence)) for name in example.event.parties
        )
        yield Row([(traits, is_party)], frozenset(), not is_party, example.emphasis)


def weights_text(weights: FactsWeights, files: Iterable[str], number: int) -> str:
    """The weights as the readable file that reading takes them from, the strongest first."""
    lines = [
        "# What each trait weighs for the facts of a deal, in log-odds. Kind and status: the highest sum is taken. The",
        "# others: an option is taken if the sum of its traits is the highest and above that of taking nothing.",
        "# Made by `python -m analysis.facts_fitting`; do not edit by hand.",
        f"# Fitted to {number} deals of: {', '.join(files)}.",
    ]
    for name, layers in (("kind", weights.kind), ("status", weights.status)):
        lines.append(f"{name}:")
        for choice, bias in layers.bias.items():
            lines += [f"  {choice}:", f"    bias: {bias}", *_ranked("weights", layers.of[choice], 4)]
    for name in OPTIONS:
        lines += _ranked(name, getattr(weights, name).of, 0)
    return "\n".join(lines) + "\n"


def _ranked(name: str, weights: Mapping[str, float], indent: int) -> list[str]:
    if not weights:
        return [f"{' ' * indent}{name}: {{}}"]
    ranking = sorted(weights.items(), key=lambda pair: (-pair[1], pair[0]))
    return [f"{' ' * indent}{name}:", *(f'{" " * indent}  "{trait}": {weight}' for trait, weight in ranking)]


def main(arguments: Sequence[str] | None = None) -> int:
    """Fit to the open part of the files named and write the weights."""
    parser = argparse.ArgumentParser(prog="python -m analysis.facts_fitting", description=main.__doc__)
    parser.add_argument("items", nargs="+", type=Path, help="labelled items, one JSON object a line")
    parser.add_argument(
        "--whole", nargs="+", type=Path, default=[], help="items written for fitting: none is held out"
    )
    parser.add_argument(
        "--out", type=Path, default=_REPOSITORY_FILE, help="file to write (default: the shipped one)"
    )
    chosen = parser.parse_args(arguments)
    knowledge = Knowledge.shipped()
    items = [item for path in chosen.items for item in load_items(path) if item.part == "open"]
    items += [item for path in chosen.whole for item in load_items(path)]
    alerts = [item for item in items if item.alert]
    examples = [example for item in alerts for example in examples_of(item, knowledge)]
    fewer = without_some(knowledge)
    examples += [
        replace(example, emphasis=UNKNOWN * example.emphasis)
        for item in alerts
        for example in examples_of(item, fewer)
    ]
    weights = fit(examples, knowledge)
    files = [path.name for path in (*chosen.items, *chosen.whole)]
    text = weights_text(weights, files, len(examples))
    chosen.out.write_text(text, encoding="utf-8")
    sys.stdout.write(f"{len(examples)} deals fitted, written to {chosen.out}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
