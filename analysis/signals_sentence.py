"""The signs of one sentence: what is done in it, by whom, to what, when, and in which tone."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

from analysis.acts import Act
from analysis.acts_past import YEAR
from analysis.marking import MarkedSentence, MarkedText, sides_of
from analysis.mentions import Mention
from analysis.signals_counted import counts_papers
from analysis.signals_fresh import RECENT, sounds_fresh
from analysis.signals_passing import only_whose, taking_part
from analysis.signals_words import FIRST_PERSON, PERCENT, QUOTE
from analysis.values import Language, Side

NO_NEWS = frozenset(
    {"statistics", "survey", "trend", "generic", "opinion", "interview", "retrospective", "legal", "service",
     "sport", "launch", "simulation", "roundup"}
)  # fmt: skip
"""Frames of texts that report no deal of their own."""
GENERIC = frozenset({"generic"})
"""The frame of actors that are called by their country only: no news unless they sign or open something."""
BOTH: frozenset[Side] = frozenset({"cn", "de"})

_STOPS = tuple('.!?:;。！？：；…"”“»«』」)）')
_NUMBERED = re.compile(r"\s*(?:[(（]?\d{1,2}[.、)）]\s?(?!\d)|[•·▪*–-]\s|[一二三四五六七八九十]{1,2}、)")
_DEAL_MONEY = frozenset({"investment", "order", "price", "sum", "capital", "part", "valuation"})
_DECISIVE = frozenset({"signed", "approved", "started", "opened", "completed", "blocked", "cancelled"})
_NO_THIRD_COUNTRY = frozenset({"europe", "eu", "european-union", "european-commission", "brussels", "airbus"})
_FIRST_PAGES = 1998
_LAST_YEAR = 2035  # later ones are goals
_PLAN = frozenset({"计划", "拟"})
_GOALS = 2  # years that goals lie ahead at least
_OLD = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class Sighted:
    """A telling sentence with what the signs are read from. ``near`` are the sides named in, before and after it."""

    number: int
    sentence: MarkedSentence
    acts: tuple[Act, ...]
    real: tuple[Act, ...]
    objects: frozenset[str]
    moods: frozenset[str]
    frames: frozenset[str]
    organisations: frozenset[str]
    organisation_sides: frozenset[Side]
    opposite_organisations: bool
    sides: frozenset[Side]
    named_sides: frozenset[Side]
    near: frozenset[Side]
    has_sum: bool

    @property
    def decides(self) -> bool:
        """Whether something decisive is done in it to what deals are about, or a firm is bought by name."""
        if self.organisations and any(act.kind == "acquisition" for act in self.real):
            return True
        return bool(self.objects) and any(act.status in _DECISIVE for act in self.real)

    @property
    def is_core(self) -> bool:
        """Whether it has all that a deal needs: an act as done, what it is about, who does it, both sides near."""
        named = self.organisations or self.named_sides >= BOTH
        return bool(self.real and (self.objects or self.has_sum) and named and self.near >= BOTH)


def sides_taking_part(sentence: MarkedSentence) -> frozenset[Side]:
    """The sides that a sentence names otherwise than in passing."""
    return _sides(sentence) & sides_of(taking_part(sentence))


def sight(number: int, sentence: MarkedSentence, acts: tuple[Act, ...], near: frozenset[Side]) -> Sighted:
    """Gather what the signs of a sentence are read from; ``near`` are the sides that may be its parties."""
    acting = [mention for mention in sentence.mentions if mention not in only_whose(sentence)]
    named = [mention for mention in acting if mention.type == "organisation" and not is_bystander(mention)]
    real = tuple(act for act in acts if act.is_real)
    return Sighted(
        number=number,
        sentence=sentence,
        acts=acts,
        real=real,
        objects=frozenset(cue.meaning.name for cue in sentence.of("object")),
        moods=frozenset(_moods(sentence, real)),
        frames=frozenset(cue.meaning.name for cue in sentence.of("frame")),
        organisations=frozenset(identity_of(mention) for mention in named),
        organisation_sides=sides_of(named),
        opposite_organisations=_are_opposite(named),
        sides=_sides(sentence),
        named_sides=sides_of([mention for mention in acting if mention.type != "country"]),
        near=near,
        has_sum=any(mention.role in _DEAL_MONEY for mention in sentence.money),
    )


def _moods(sentence: MarkedSentence, real: Sequence[Act]) -> Iterator[str]:
    """The moods that speak against a deal: not those of talks that are over, nor the purpose of what is signed."""
    moods = sentence.of("mood")
    signed = min((act.cue.core_end for act in real if act.status == "signed"), default=None)
    for mood in moods:
        name = mood.meaning.name
        if name == "talks" and any(
            over.start <= mood.start and mood.end <= over.end for over in moods if over is not mood
        ):
            continue
        if name == "intention" and signed is not None and mood.start >= signed:
            continue  # "signed a memorandum in which they want to deepen …"
        if mood.text in _PLAN and any(
            act.status == "announced" and act.cue.start < mood.start and mood.end <= act.cue.end
            for act in real
        ):
            continue  # 宣布计划投资三亿: the plan is made public
        yield name


def _sides(sentence: MarkedSentence) -> frozenset[Side]:
    """The sides named, without the countries of currencies ("U.S. dollars") and Europe as a whole."""
    whose = only_whose(sentence)
    sides = (
        sides_of([mention for mention in sentence.mentions if mention not in whose])
        if whose
        else sentence.sides
    )
    if "other" not in sides:
        return sides
    elsewhere = any(
        mention.side == "other"
        and not is_bystander(mention)
        and not any(money.start <= mention.start < money.end for money in sentence.money)
        for mention in sentence.mentions
    )
    return sides if elsewhere else sides - {"other"}


def leads_elsewhere(sentence: MarkedSentence) -> bool:
    """Whether the first name of a sentence is of a third country: who acts stands first."""
    first = next((mention for mention in sentence.mentions if not is_bystander(mention)), None)
    return first is not None and first.side == "other" and first.also_side is None


def is_no_news(one: Sighted) -> bool:
    """Whether a sentence sounds like one of a text that reports no deal of its own."""
    told = one.frames & NO_NEWS
    return bool(told) and not (told == GENERIC and one.decides)


def counts_signed(one: Sighted) -> bool:
    """Whether a number of papers or projects is said to be signed, whoever the partners are."""
    return any(act.status == "signed" for act in one.real) and counts_papers(one.sentence.placed.text)


def is_bystander(mention: Mention) -> bool:
    """Whether a name that is on neither side is no third country: Europe and its offices, a paper that is quoted."""
    is_paper = (mention.identity or "").startswith("media-")
    return mention.side == "other" and (is_paper or mention.identity in _NO_THIRD_COUNTRY)


def _are_opposite(named: Sequence[Mention]) -> bool:
    """Whether two different organisations stand on the two sides; one that belongs to both does not count twice."""
    chinese = {identity_of(mention) for mention in named if "cn" in (mention.side, mention.also_side)}
    german = {identity_of(mention) for mention in named if "de" in (mention.side, mention.also_side)}
    return bool(chinese) and bool(german) and len(chinese | german) > 1


def identity_of(mention: Mention) -> str:
    """Who is meant: the gazetteer's id, or the name itself."""
    return mention.identity or mention.text.casefold()


def sentence_signs(
    one: Sighted, sentences: Sequence[Sighted], text: MarkedText, newest: int | None
) -> Iterator[str]:
    """The names of the signs that a sentence shows."""
    yield from _act_signs(one)
    yield from _side_signs(one)
    yield from _neighbour_signs(one, sentences)
    yield from _core_signs(one)
    yield from _place_signs(one, sentences)
    yield from _figure_signs(one)
    yield from _date_signs(one, text, newest)
    yield from _tone_signs(one, text.layout.language)


def _act_signs(one: Sighted) -> Iterator[str]:
    for act in one.real:
        yield f"act {act.status}"
        if act.kind is not None:
            yield f"act {act.status} {act.kind}"
        if not one.objects:
            yield f"{act.status} without object"
        for kind in one.objects:
            yield f"{act.status} with {kind}"
    if not one.real:
        yield "no real act"
        for act in one.acts:
            for mood in act.moods:
                yield f"act only {mood}"
                if mood in ("future", "intention"):
                    yield f"{act.status} only {mood}"
    elif not any(act.status in _DECISIVE for act in one.real):
        yield "only announced or planned"
    if any(not act.is_real for act in one.acts) and one.real:
        yield "real and unreal acts"
    if len({act.status for act in one.real}) > 1 or len(one.real) > 2:
        yield "several acts"
    for kind in one.objects:
        yield f"object {kind}"
    if not one.objects:
        yield "no object"


def _side_signs(one: Sighted) -> Iterator[str]:
    if one.sides >= BOTH:
        yield "both sides in sentence"
        if one.organisation_sides & BOTH:
            yield "both sides, an organisation"
        if one.opposite_organisations:
            yield "organisations of both sides"
        elif one.organisation_sides >= BOTH:
            yield "one organisation of both sides"
        if not one.organisations:
            yield "both sides, no organisation"
    elif one.sides & BOTH:
        yield "one side in sentence"
    else:
        yield "no side in sentence"
    if one.near >= BOTH:
        yield "both sides near"
    if "other" in one.sides:
        yield "third country in sentence"
        if not one.sides >= BOTH:
            yield "third country instead of a side"
        if "other" in one.organisation_sides:
            yield "organisation of a third country in sentence"
            if not one.organisation_sides >= BOTH:
                yield "organisation of a third country instead of a side"
        if leads_elsewhere(one.sentence):
            yield "a third country leads"
    if "generic" in one.frames:
        yield "generic actors beside a name" if one.organisations else "generic actors only"


def _neighbour_signs(one: Sighted, sentences: Sequence[Sighted]) -> Iterator[str]:
    """Where the side stands that the sentence itself does not name."""
    if not one.near >= BOTH or one.sides >= BOTH or not one.real:
        return
    title = sentences[0].sides if sentences[0].sentence.placed.role == "title" else frozenset()
    if one.sides | title >= BOTH:
        yield "both sides with the headline"
    elif title | sides_before(one, sentences) >= BOTH:
        yield "both sides with the sentence before"
    else:
        yield "both sides with the sentence after only"


def sides_before(one: Sighted, sentences: Sequence[Sighted]) -> frozenset[Side]:
    """The sides of a sentence and the one before it."""
    return one.sides | sentences[max(0, one.number - 1)].sides


def _core_signs(one: Sighted) -> Iterator[str]:
    role = one.sentence.placed.role
    if one.is_core:
        yield "core"
        yield f"core in {role}"
        if one.sides >= BOTH:
            yield "core with both sides in sentence"
            yield f"core with both sides in sentence, {role}"
    elif one.real:
        if one.sides >= BOTH:
            yield "real act and both sides, no core"
        if not one.near >= BOTH:
            yield "real act, one side near"


def _place_signs(one: Sighted, sentences: Sequence[Sighted]) -> Iterator[str]:
    role = one.sentence.placed.role
    yield f"in {role}"
    if one.real:
        yield f"real act in {role}"
        if not any(other.real for other in sentences[: one.number] if other.sentence.placed.role != "title"):
            yield "first real act"
    if role == "body":
        yield "in first half" if one.number * 2 < len(sentences) else "in second half"
    opening = [other for other in sentences if other.sentence.placed.role in ("title", "lead")]
    if role == "title" or not one.organisations:
        return
    if any(one.organisations & other.organisations for other in opening[:1]):
        yield "its organisation in the headline"
    elif any(one.organisations & other.organisations for other in opening if other is not one):
        yield "its organisation in the lead"
    elif role == "body":
        yield "its organisation not in the opening"


def _figure_signs(one: Sighted) -> Iterator[str]:
    roles = {mention.role for mention in one.sentence.money}
    if one.has_sum:
        yield "sum"
        if one.real:
            yield "sum with a real act"
    if roles - _DEAL_MONEY:
        yield "other figure"
    if PERCENT.search(one.sentence.placed.text):
        yield "percentage"


def _date_signs(one: Sighted, text: MarkedText, newest: int | None) -> Iterator[str]:
    if not one.sentence.dates:
        yield "no date"
    beside = "with a core" if one.is_core else "with a real act"
    published = text.published
    for mention in one.sentence.dates if one.real else ():
        if mention.looks_ahead:
            yield "date ahead"
        elif mention.is_dateline:
            yield "dateline"
        elif published is not None:
            age = published - mention.date
            if mention.precision == "day" and timedelta(days=-1) <= age <= RECENT:
                yield f"recent day {beside}"
            elif age > _OLD:
                yield f"old date {beside}"
            elif age < timedelta(days=-1):
                yield "date ahead"
            else:
                yield "date of the last weeks"
        elif mention.precision == "day":
            yield f"some day {beside}"
        else:
            yield "some year"
    years = {int(year) for year in YEAR.findall(one.sentence.placed.text)}
    if years:
        if newest is not None and max(years) < newest - 1:
            yield "years long past"
        elif newest is not None and max(years) < newest:
            yield "last year"


def newest_year(sentences: Sequence[MarkedSentence], text: MarkedText) -> int | None:
    """The year in which an article speaks: that of publication, or of the newest day it names.

    Where neither is known, the newest year named less a margin, since it may be a goal still ahead; an undated
    page is no older than the first ones of the web.
    """
    if text.published is not None:
        return text.published.year
    days = [
        mention.date.year
        for sentence in sentences
        for mention in sentence.dates
        if mention.precision == "day" and not mention.looks_ahead
    ]
    years = [int(year) for sentence in sentences for year in YEAR.findall(sentence.placed.text)]
    named = max([*days, *(year - _GOALS for year in years if year <= _LAST_YEAR)], default=None)
    return None if named is None else max(named, _FIRST_PAGES)


def _tone_signs(one: Sighted, language: Language) -> Iterator[str]:
    for mood in one.moods:
        yield f"mood {mood}"
    for frame in one.frames:
        yield f"frame {frame}"
    if one.real and sounds_fresh(one.sentence, language):
        yield "fresh, with a core" if one.is_core else "fresh, with a real act"
    if one.real and is_no_news(one):
        yield "real act in a sentence of no news"
    if counts_signed(one):
        yield "counts papers signed"
    if one.real and "past" in one.moods and _past_beside(one):
        yield "past beside the act"
    plain = one.sentence.placed.text
    if plain.rstrip('"”“»« ').endswith(("?", "？")):
        yield "question"
    if one.sentence.placed.role != "title":
        if not plain.rstrip().endswith(_STOPS):
            yield "no full stop"
        if _NUMBERED.match(plain):
            yield "numbered line"
    if QUOTE.search(plain):
        yield "quotation"
    if FIRST_PERSON[language].search(plain):
        yield "first person"
    if len(plain) > (120 if language == "zh" else 320):
        yield "long sentence"


def _past_beside(one: Sighted) -> bool:
    spans = [one.sentence.clause(act.cue.start) for act in one.real]
    return all(
        any(start <= mood.start < end for mood in one.sentence.of("mood") if mood.meaning.name == "past")
        for start, end in spans
    )
