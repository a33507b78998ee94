"""The signs of a whole article: what its headline and opening say, and what kind of text it is."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from analysis.acts_past import YEAR
from analysis.marking import MarkedText, sides_of
from analysis.signals_fresh import is_fresh
from analysis.signals_news import TO_COME, acts_by_verb
from analysis.signals_passing import taking_part
from analysis.signals_sentence import (
    BOTH,
    GENERIC,
    NO_NEWS,
    Sighted,
    counts_signed,
    is_bystander,
    is_no_news,
    leads_elsewhere,
)
from analysis.signals_together import calls_together
from analysis.signals_words import FIRST_PERSON, PERCENT, QUOTE
from analysis.values import Language, Side

_EXPLAINS = re.compile(
    r"(?:^|[:–—]\s|[：:])(?:How|Why|What|Where|Who|Inside|Meet|Wie|Warum|Wieso|Was|Wer|Wo|So|Wenn)\b|为何|如何|怎样|怎么|为什么|什么|之后$|背后"
)
_ASKS = re.compile(r"\?(?:\s|$)|？")
_COMMENTS = re.compile(
    r"\W{0,3}(?:\w+\s)?(?:opinion|comment|commentary|op-ed|analysis|editorial|column|essay|interview|explainer"
    r"|fact ?box|q&a|timeline"
    r"|(?:gast)?kommentar|leitartikel|gastbeitrag|analyse|kolumne|glosse|porträt|chronik|hintergrund|faktencheck|standpunkt"
    r"|外媒|港媒|美媒|图解|观察|评论|社评|锐评|快评|专访|观点|述评|短评|时评|盘点|聚焦|特稿|访谈|对话)\s?(?:[:：|｜丨／/]|[-–—]\s)",
    re.IGNORECASE,
)
_HEARSAY = re.compile(r"\W{0,2}(?:传|傳)(?![统統承播媒奇感动動真染授世递遞导導输輸神记記])")
# "1月三一收购…；7月徐工收购…；8月…": each clause opens with a month of its own.
_OPENS_WITH_MONTH = re.compile(
    r"(?:^|[。；;，,:：])\s?(?:(?:19|20)\d\d年|同年|去年|今年)?(1[0-2]|[1-9])月(?:份|底|初|中旬|\d{1,2}[日号])?"
)
_ENTRIES = 3  # so many of them make a chronicle
_DATED = 12  # characters in which an entry of a chronicle names its year
_PAST = frozenset({"old", "ago", "before", "aside"})
_IN_DOUBT = frozenset({"hypothesis", "talks", "rumour", "denial", "negation", "total"})
_PLANNED = frozenset({"planned"})
_SHORT_OF_SIGNED = frozenset({"planned", "announced"})
_PAPERS = frozenset({"paper", "agreement"})
_NO_ACT = frozenset({"rumour", "denial", "ago", "past", "before"})
_LOOKS_BACK = frozenset({"retrospective", "roundup"})
UNDECIDED = frozenset({"future", "intention", "hypothesis", "talks", "rumour", "denial"})
"""Moods of headlines above things that have not come about."""


def _plans_a_sum(one: Sighted) -> bool:
    """Whether a firm is said to plan, and no more, what it names the sum of: such a programme is decided."""
    return (
        one.has_sum
        and bool(one.organisations)
        and any(act.status in ("planned", "announced") for act in one.real)
        and not one.moods & _IN_DOUBT
        and "preview" not in one.frames
    )


def explains(title: str) -> bool:
    """Whether a headline promises to explain what is known already: "How Midea changed Kuka"."""
    return _EXPLAINS.search(title) is not None


def article_signs(sentences: Sequence[Sighted], text: MarkedText) -> Iterator[str]:
    """The names of the signs that hold for every sentence of the article."""
    if not sentences:
        return
    yield from _side_signs(sentences)
    yield from _kind_signs(sentences, text)
    opening = [one for one in sentences if one.sentence.placed.role in ("title", "lead")]
    yield from _opening_signs(opening)
    yield from _unsettled_signs(opening, sentences, text.layout.language)
    if sentences[0].sentence.placed.role == "title":
        yield from _title_signs(sentences[0], signs_below=_signs_papers(sentences[1:], text))
        told = {act.status for act in sentences[0].real}
        if told & {act.status for one in opening[1:] for act in one.real}:
            yield "the opening repeats what the title says"
    else:
        yield "no title"


def _side_signs(sentences: Sequence[Sighted]) -> Iterator[str]:
    counts: Counter[Side] = Counter()
    for one in sentences:
        for mention in one.sentence.mentions:
            if is_bystander(mention) or (mention.side == "other" and "other" not in one.sides):
                continue
            counts[mention.side] += 1
            if mention.also_side is not None:
                counts[mention.also_side] += 1
    if not counts["cn"] or not counts["de"]:
        yield "text without both sides"
    if min(counts["cn"], counts["de"]) >= 3:
        yield "text much on both sides"
    if min(counts["cn"], counts["de"]) == 1:
        yield "one side named once"
    if counts["other"] > counts["cn"] + counts["de"]:
        yield "text on third countries"
    elif counts["other"] > min(counts["cn"], counts["de"]):
        yield "third countries outweigh a side"
    organisations = {organisation for one in sentences for organisation in one.organisations}
    if len(organisations) >= 7:
        yield "many organisations"
    if not organisations:
        yield "no organisation in text"


def _kind_signs(sentences: Sequence[Sighted], text: MarkedText) -> Iterator[str]:
    language = text.layout.language
    body = [one for one in sentences if one.sentence.placed.role != "title"]
    frames = Counter(frame for one in body for frame in one.frames)
    for name, number in frames.items():
        if number >= 3 and number * 4 >= len(sentences):
            yield f"text of {name}"
    if len(sentences) <= 5:
        yield "short text"
    if len(sentences) >= 30:
        yield "long text"
    plain = [one.sentence.placed.text for one in sentences]
    if len({year for piece in plain for year in YEAR.findall(piece)}) >= 5:
        yield "many years"
    if _tells_by_dates(plain):
        yield "chronicle"
    fresh = [one for one in body if is_fresh(one.sentence, text)]
    if not fresh:
        yield "nothing fresh in the text"
    elif not any(one.real for one in fresh):
        yield "nothing fresh is done"
    if sum(piece.rstrip().endswith(("?", "？")) for piece in plain) >= 3:
        yield "many questions"
    speaking = sum(FIRST_PERSON[language].search(piece) is not None for piece in plain)
    if speaking >= 3 and speaking * 3 >= len(plain):
        yield "first person throughout"
    if len(plain) >= 6 and sum(QUOTE.search(piece) is not None for piece in plain) * 3 >= len(plain):
        yield "much quoted"
    if sum(PERCENT.search(piece) is not None for piece in plain) >= 3:
        yield "many percentages"
    if sum(bool(one.sentence.money) for one in sentences) >= 4:
        yield "many sums"
    past = [act for one in sentences for act in one.acts if act.moods & _PAST]
    if len(past) >= 2:
        yield "several past acts"
    if len(past) > sum(len(one.real) for one in sentences):
        yield "more past acts than real ones"
    if sum(bool(act.moods & UNDECIDED) for one in sentences for act in one.acts) >= 3:
        yield "several undecided acts"
    told = {act.status for one in sentences for act in one.real}
    if told and told <= {"planned"}:
        yield "only plans in the text"
    if _unrelated([one.organisations for one in sentences if one.is_core]) >= 3:
        yield "cores of unrelated organisations"
    if sum(bool(one.real) for one in body) * 2 >= len(body) >= 3:
        yield "full of real acts"


def _tells_by_dates(plain: Sequence[str]) -> bool:
    """Whether sentences open with a year each, or the clauses of one with a month each."""
    if sum(YEAR.search(piece[:_DATED]) is not None for piece in plain[1:]) >= _ENTRIES:
        return True
    return any(len(set(_OPENS_WITH_MONTH.findall(piece))) >= _ENTRIES for piece in plain)


def _unrelated(groups: Sequence[frozenset[str]]) -> int:
    """How many of some groups of organisations have nothing in common with those before."""
    number = 0
    seen: set[str] = set()
    for group in groups:
        if not group & seen:
            number += 1
        seen |= group
    return number


def _opening_signs(opening: Sequence[Sighted]) -> Iterator[str]:
    yield f"in the opening: {_presence(opening)}"
    sides = frozenset(side for one in opening for side in one.sides)
    if "other" in sides and not sides >= BOTH:
        yield "third country in the opening instead of a side"
    if len([one for one in opening if one.is_core]) >= 2:
        yield "several cores in the opening"
    lead = [one for one in opening if one.sentence.placed.role == "lead"]
    if sum(is_no_news(one) for one in lead) >= 2:
        yield "lead of no news"
    if any(one.is_core for one in lead):
        yield "a core in the lead"
    elif any(one.real for one in lead):
        yield "a real act in the lead, no core"
    else:
        yield "no real act in the lead"
    if not any(one.organisations or one.named_sides >= BOTH for one in opening):
        yield "no organisation in the opening"


def _signs_papers(body: Sequence[Sighted], text: MarkedText) -> bool:
    """Whether papers are said to be signed by those named, or by both together, somewhere below the title."""
    language = text.layout.language
    return any(
        one.objects & _PAPERS
        and ((one.near >= BOTH and one.named_sides & BOTH) or calls_together(one.sentence, language))
        and not one.moods & _NO_ACT
        and any(act.status == "signed" for act in acts_by_verb(one, language))
        for one in body
    )


def _unsettled_signs(
    opening: Sequence[Sighted], sentences: Sequence[Sighted], language: Language
) -> Iterator[str]:
    """That nothing is settled yet: the paper is still to be signed, or somebody unnamed told it."""
    to_come = any(act.status == "signed" and act.moods & TO_COME for one in opening for act in one.acts)
    if to_come and {act.status for one in sentences for act in one.real} <= _SHORT_OF_SIGNED:
        yield "only a signing to come"
    if to_come and {act.status for one in opening for act in acts_by_verb(one, language)} <= _PLANNED:
        yield "only plans and a signing to come in the opening"
    if any("rumour" in one.moods for one in opening if one.sentence.placed.role == "lead"):
        yield "hearsay in the lead"


def _presence(sentences: Sequence[Sighted]) -> str:
    """How some sentences name the two sides: by those who act or where they are, or by the country only."""
    mentions = [mention for one in sentences for mention in taking_part(one.sentence)]
    named = sides_of([mention for mention in mentions if mention.type != "country"]) & BOTH
    sides = sides_of(mentions) & BOTH
    if named == BOTH:
        return "both sides by name"
    if sides == BOTH:
        return "one side by its country" if named else "both sides by their countries"
    return "one side" if sides else "no side"


def _title_signs(title: Sighted, *, signs_below: bool) -> Iterator[str]:
    if title.real:
        yield "title has a real act"
        for act in title.real:
            yield f"title {act.status}"
    elif title.acts:
        yield "title has an unreal act"
        if any(act.status == "signed" and act.moods & TO_COME for act in title.acts):
            yield "title of a signing to come"
    else:
        yield "title without act"
    if title.objects:
        yield "title names a deal"
    yield f"in title: {_presence([title])}"
    if title.opposite_organisations:
        yield "organisations of both sides in title"
    elif title.organisations:
        yield "an organisation in title"
    elif title.named_sides & BOTH:
        yield "title of places, no organisation"
    elif title.sides & BOTH:
        yield "title of countries only, papers signed below" if signs_below else "title of countries only"
    if "other" in title.sides:
        yield "third country in title"
        if not title.sides >= BOTH:
            yield "third country in title instead of a side"
        if leads_elsewhere(title.sentence):
            yield "a third country leads the title"
    for name in title.frames:
        yield f"title of {name}"
    for name in title.moods:
        yield f"title mood {name}"
    if title.frames & NO_NEWS == GENERIC and title.decides:
        yield "title of generic actors who act"
    elif signs_below and title.frames & NO_NEWS <= _LOOKS_BACK and title.frames & _LOOKS_BACK:
        yield "title that looks back, papers signed below"
    elif title.frames & NO_NEWS:
        yield "title of no news"
    if counts_signed(title):
        yield "title counts papers signed"
    if _plans_a_sum(title):
        yield "title plans a sum"
    if signs_below and "preview" in title.frames and not title.moods & UNDECIDED:
        yield "title of a journey, papers signed below"
    elif title.moods & UNDECIDED or "preview" in title.frames or _HEARSAY.match(title.sentence.placed.text):
        yield "title undecided"
    if title.sentence.money:
        yield "sum in title"
    plain = title.sentence.placed.text
    if _ASKS.search(plain):
        yield "title asks"
    if _COMMENTS.match(plain):
        yield "title marks a comment"
    if explains(plain):
        yield "title explains"
    if QUOTE.search(plain[:1]):
        yield "title is a quotation"
    if title.is_core:
        yield "title is a core"
