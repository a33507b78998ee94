"""How well reading does: its verdicts and facts against labelled items.

Alert: precision, recall and F1 over the items that are not arguable; arguable ones are counted apart. Facts:
the main deal of items that are rightly an alert, arguable ones included. Matching is strict and stated: a name
or place matches if the normalised texts are equal or one contains the other; amounts match in value and
currency; dates match to the day; a fact absent on both sides matches. Labels write ``announced`` for started and
``signed`` for completed, so both are compared after that reduction.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from analysis.evaluation_items import LabelledAmount, LabelledDeal, LabelledItem, load_items
from analysis.knowledge import Knowledge
from analysis.reading import read
from analysis.values import Amount, Deal, Reading

__all__ = ["Counts", "Evaluation", "FactMismatch", "Facts", "ItemError", "evaluate", "load_items", "score"]

_REDUCED_STATUS = {"started": "announced", "completed": "signed"}


@dataclass(frozen=True, slots=True)
class Counts:
    """Right and wrong verdicts, and what follows from them. A share of nothing is None."""

    right_alerts: int = 0
    wrong_alerts: int = 0
    missed: int = 0
    right_silence: int = 0

    @property
    def precision(self) -> float | None:
        """Of the alerts, the share that is right."""
        return _share(self.right_alerts, self.right_alerts + self.wrong_alerts)

    @property
    def recall(self) -> float | None:
        """Of the items that should alert, the share that did."""
        return _share(self.right_alerts, self.right_alerts + self.missed)

    @property
    def f1(self) -> float | None:
        """The harmonic mean of precision and recall."""
        return _share(2 * self.right_alerts, 2 * self.right_alerts + self.wrong_alerts + self.missed)


@dataclass(frozen=True, slots=True)
class Facts:
    """How many facts of the main deal were right, of how many; the shares are between 0 and 1."""

    deals: int = 0
    kind: int = 0
    status: int = 0
    place: int = 0
    date: int = 0
    parties_wanted: int = 0
    parties_found: int = 0
    amounts_wanted: int = 0
    amounts_given: int = 0
    amounts_right: int = 0

    @property
    def shares(self) -> dict[str, float | None]:
        """Each fact's share by its name."""
        return {
            "kind": _share(self.kind, self.deals),
            "status": _share(self.status, self.deals),
            "amount precision": _share(self.amounts_right, self.amounts_given),
            "amount recall": _share(self.amounts_right, self.amounts_wanted),
            "party recall": _share(self.parties_found, self.parties_wanted),
            "place": _share(self.place, self.deals),
            "date": _share(self.date, self.deals),
        }


@dataclass(frozen=True, slots=True)
class FactMismatch:
    """One fact of a main deal that differs: what the label wants and what reading got, as text."""

    fact: str
    wanted: str
    got: str


@dataclass(frozen=True, slots=True)
class ItemError:
    """What reading got wrong on one item: ``wrong alert``, ``missed``, ``language`` or ``facts``."""

    id: str
    source: str
    language: str
    what: str
    title: str
    reasons: tuple[str, ...] = ()
    mismatches: tuple[FactMismatch, ...] = ()
    arguable: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """The figures of one group of items: all, a language, a file, or a file's held-out part."""

    items: int
    alert: Counts
    arguable: Counts
    sino_german: Counts
    language_right: int
    facts: Facts


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Figures by language, by file, and by the part of a file (open or held out), with every error."""

    total: Group
    by_language: Mapping[str, Group]
    by_file: Mapping[str, Group]
    by_part: Mapping[str, Group]
    errors: tuple[ItemError, ...]


def evaluate(
    items: Sequence[LabelledItem], knowledge: Knowledge, progress: Callable[[int], None] | None = None
) -> Evaluation:
    """Read every item and score the readings against its labels.

    Args:
        items: What to read, with the labels.
        knowledge: Names, wording and weights.
        progress: Told the number of items read so far, after each.
    """
    readings: list[Reading] = []
    for item in items:
        readings.append(read(item.article, knowledge))
        if progress is not None:
            progress(len(readings))
    return score(items, readings)


def score(items: Sequence[LabelledItem], readings: Sequence[Reading]) -> Evaluation:
    """Score readings that belong to the items in the same order.

    Raises:
        ValueError: If the two differ in length.
    """
    pairs = list(zip(items, readings, strict=True))
    return Evaluation(
        total=_group(pairs),
        by_language=_grouped(pairs, [item.lang for item in items]),
        by_file=_grouped(pairs, [item.source for item in items]),
        by_part=_grouped(pairs, [f"{item.source} ({item.part})" for item in items]),
        errors=tuple(error for pair in pairs for error in _errors(*pair)),
    )


_Pair = tuple[LabelledItem, Reading]


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def _grouped(pairs: Sequence[_Pair], keys: Sequence[str]) -> dict[str, Group]:
    return {
        key: _group([pair for pair, its in zip(pairs, keys, strict=True) if its == key])
        for key in dict.fromkeys(keys)
    }


def _group(pairs: Sequence[_Pair]) -> Group:
    return Group(
        items=len(pairs),
        alert=_counts((item.alert, reading.alert) for item, reading in pairs if not item.arguable),
        arguable=_counts((item.alert, reading.alert) for item, reading in pairs if item.arguable),
        sino_german=_counts((item.sino_german, reading.sino_german) for item, reading in pairs),
        language_right=sum(item.lang == reading.language for item, reading in pairs),
        facts=_facts(pairs),
    )


def _counts(verdicts: Iterable[tuple[bool, bool]]) -> Counts:
    cells = list(verdicts)
    return Counts(
        right_alerts=cells.count((True, True)),
        wrong_alerts=cells.count((False, True)),
        missed=cells.count((True, False)),
        right_silence=cells.count((False, False)),
    )


def _facts(pairs: Sequence[_Pair]) -> Facts:
    mains = [
        (item.events[0], reading.deals[0])
        for item, reading in pairs
        if item.alert and reading.alert and reading.deals
    ]
    return Facts(
        deals=len(mains),
        kind=sum(wanted.kind == got.kind for wanted, got in mains),
        status=sum(_same_status(wanted, got) for wanted, got in mains),
        place=sum(same_name(wanted.place, got.place) for wanted, got in mains),
        date=sum(wanted.date == got.date for wanted, got in mains),
        parties_wanted=sum(len(wanted.parties) for wanted, _ in mains),
        parties_found=sum(len(wanted.parties) - len(_parties_missed(wanted, got)) for wanted, got in mains),
        amounts_wanted=sum(wanted.amount is not None for wanted, _ in mains),
        amounts_given=sum(got.amount is not None for _, got in mains),
        amounts_right=sum(
            wanted.amount is not None and same_amount(wanted.amount, got.amount) for wanted, got in mains
        ),
    )


def _errors(item: LabelledItem, reading: Reading) -> Iterable[ItemError]:
    def error(what: str, mismatches: tuple[FactMismatch, ...] = ()) -> ItemError:
        return ItemError(
            item.id, item.source, item.lang, what, item.title, reading.reasons, mismatches, item.arguable
        )

    if item.lang != reading.language:
        yield error("language", (FactMismatch("language", item.lang, reading.language),))
    if reading.alert and not item.alert:
        yield error("wrong alert")
    elif item.alert and not reading.alert:
        yield error("missed")
    elif item.alert and reading.deals:
        mismatches = tuple(_mismatches(item.events[0], reading.deals[0]))
        if mismatches:
            yield error("facts", mismatches)


def _mismatches(wanted: LabelledDeal, got: Deal) -> Iterable[FactMismatch]:
    if wanted.kind != got.kind:
        yield FactMismatch("kind", wanted.kind, got.kind)
    if not _same_status(wanted, got):
        yield FactMismatch("status", wanted.status, got.status)
    if not same_amount(wanted.amount, got.amount):
        yield FactMismatch("amount", _amount_text(wanted.amount), _amount_text(got.amount))
    missed = _parties_missed(wanted, got)
    if missed:
        yield FactMismatch("parties", "; ".join(missed), "; ".join(party.name for party in got.parties))
    if not same_name(wanted.place, got.place):
        yield FactMismatch("place", str(wanted.place), str(got.place))
    if wanted.date != got.date:
        yield FactMismatch("date", str(wanted.date), str(got.date))


def _parties_missed(wanted: LabelledDeal, got: Deal) -> list[str]:
    return [name for name in wanted.parties if not any(same_name(name, party.name) for party in got.parties)]


def _same_status(wanted: LabelledDeal, got: Deal) -> bool:
    return _REDUCED_STATUS.get(wanted.status, wanted.status) == _REDUCED_STATUS.get(got.status, got.status)


def same_amount(wanted: LabelledAmount | None, got: Amount | None) -> bool:
    """Whether value and currency agree; two absent amounts agree."""
    if wanted is None or got is None:
        return wanted is None and got is None
    return wanted.value == got.value and wanted.currency == got.currency


def same_name(wanted: str | None, got: str | None) -> bool:
    """Whether two names agree: equal, or one within the other, after normalising; two absent ones agree."""
    if wanted is None or got is None:
        return wanted is None and got is None
    first, second = normalise_name(wanted), normalise_name(got)
    if not first or not second:
        return first == second
    return first in second or second in first


def normalise_name(name: str) -> str:
    """Letters and digits only, in one width and one case, so that punctuation and spacing do not count."""
    folded = unicodedata.normalize("NFKC", name).casefold()
    return "".join(character for character in folded if character.isalnum())


def _amount_text(amount: LabelledAmount | Amount | None) -> str:
    return "none" if amount is None else f"{amount.value:f} {amount.currency}"
