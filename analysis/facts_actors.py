"""Who may take part in a deal: every name of one firm, office or university brought together."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from analysis.facts_candidates import Candidate, Span, named_groups, occurrences, short_forms
from analysis.facts_home import home_of
from analysis.facts_names_people import is_person_name
from analysis.facts_words import NameWords, name_words
from analysis.gazetteer import Gazetteer
from analysis.gazetteer_text import has_han, simplify
from analysis.marking import MarkedSentence, MarkedText
from analysis.mentions import Mention, MentionType
from analysis.names_origin import origin_of, transliterated_start
from analysis.values import Side

_MOST = 80  # actors of one text; more are a list, not the parties of deals
_GERMAN_FORM = re.compile(r"\b(?:GmbH|AG|KG|KGaA|OHG|e\.\s?V\.|SE|Hochschule|Universität|Stadtwerke)\b")
_GIVEN_NAME = re.compile(r"(?<![.] )\b[A-Z][a-z]{1,9} $")
_MUNICIPAL_AFTER = re.compile(
    r"(?:['’]s)?\s?(?:municipal|city (?:government|council|administration)|government|province"
    r"|district|人民政府|市政府|区政府|市|省|州|区|县|縣)",
    re.IGNORECASE,
)
_MUNICIPAL_BEFORE = re.compile(
    r"(?:(?:city|town|district|province|state|county|municipality|government|mayor)\s(?:government\s)?of\s"
    r"|(?:Stadt|Provinz|Gemeinde|Landkreis|Stadtverwaltung|Regierung|Freistaat|Land|Bezirk)\s(?:der\s|von\s)?)$",
    re.IGNORECASE,
)
_SITE_BEFORE = re.compile(  # "a plant in the eastern Chinese city of"
    r"\b(?:in|at|near|outside)\s(?:the\s)?(?:[\w-]+(?:['’]s)?\s){0,4}"
    r"(?:city|town|district|county|municipality|province|state)\sof\s$"
)
_TOWNSHIP_AFTER = re.compile(r"[市县縣郡镇鎮](?![场場])")  # behind a town that no table knows
_UNIT = re.compile(r"旗下的?$")
_CHINESE_FORM = re.compile(r"Co\.?,?\s?Ltd|有限公司|集团|股份")


@dataclass(frozen=True, slots=True)
class Actor:
    """One who may be a party: the names the text gives, the side, and who it is if known.

    ``is_known`` is set for those of the gazetteer, ``is_authority`` for those that clear or forbid deals. A place or
    country is an actor too, where its government may be meant; ``is_municipal`` says that such words stand beside it.
    ``sentences`` are the numbers of the sentences that name it.
    """

    key: str
    side: Side
    also_side: Side | None
    organisation: str | None
    spans: tuple[Span, ...]
    is_known: bool
    is_authority: bool = False
    is_sure: bool = True
    type: MentionType = "organisation"
    sentences: frozenset[int] = frozenset()
    is_municipal: bool = False
    _told: dict[str, bool] = field(default_factory=dict, init=False, repr=False, compare=False)

    def remembered(self, question: str, ask: Callable[[], bool]) -> bool:
        """The answer to a question about it that is the same for every deal of the text, asked once."""
        answer = self._told.get(question)
        if answer is None:
            answer = self._told[question] = ask()
        return answer

    @property
    def has_form(self) -> bool:
        """Whether a name of it shows a legal form."""
        return self.remembered("has form", self._has_form)

    def _has_form(self) -> bool:
        return any(
            _GERMAN_FORM.search(span.text) or _CHINESE_FORM.search(span.text) for span in self.spans[:6]
        )

    def is_in(self, sentence: MarkedSentence) -> bool:
        """Whether a sentence names it."""
        return sentence.placed.number in self.sentences

    def within(self, start: int, end: int) -> tuple[Span, ...]:
        """Where it is named between two offsets."""
        # A tuple of one is less than a span that begins there: so spans are looked up by their start.
        first = bisect_left(self.spans, (start,))
        return self.spans[first : bisect_left(self.spans, (end,), first)]

    def name_in(self, sentence: MarkedSentence) -> str:
        """The fullest name in a sentence; if it has none, the fullest form of the most usual one in the text."""
        placed = sentence.placed
        near = self.within(placed.start, placed.end)
        # 大陆集团旗下康迪泰克: the unit that deals, not the owner of the same name.
        units = [span for span in near if _UNIT.search(placed.text, 0, span.start - placed.start)]
        if near:
            near = tuple(units) or near
            return max(near, key=lambda span: (min(len(span.text), 60), -span.start)).text
        forms = Counter(span.text for span in self.spans)

        def standing(span: Span) -> tuple[int, int, int]:
            alike = sum(number for form, number in forms.items() if form in span.text or span.text in form)
            return alike, min(len(span.text), 60), -span.start

        return max(self.spans, key=standing).text

    @property
    def sides(self) -> frozenset[Side]:
        """Its side, and that of where it stands if that is the other."""
        return frozenset({self.side} if self.also_side is None else {self.side, self.also_side})


def actors_of(text: MarkedText, gazetteer: Gazetteer) -> tuple[Actor, ...]:
    """Everyone named in an article's own sentences, in the order of first mention."""
    words = name_words()
    clusters = named_groups(text)
    places = {m.text for one in text.telling for m in one.mentions if m.type in ("place", "country")}
    starts = [sentence.placed.start for sentence in text.sentences]

    def numbers(spans: Iterable[Span]) -> frozenset[int]:
        """The sentences in which some names stand."""
        return frozenset(text.sentences[bisect_right(starts, span.start) - 1].placed.number for span in spans)

    actors: list[Actor] = []
    for key, cluster in clusters[:_MOST]:
        actor = _actor(key, cluster, text, places, gazetteer, words, numbers)
        if actor is not None:
            actors.append(actor)
    taken = [(span.start, span.end) for actor in actors for span in actor.spans]
    actors.extend(_places(text, taken, gazetteer, numbers))
    return tuple(sorted(actors, key=lambda actor: actor.spans[0].start))


def _places(
    text: MarkedText,
    taken: Sequence[tuple[int, int]],
    gazetteer: Gazetteer,
    numbers: Callable[[Iterable[Span]], frozenset[int]],
) -> Iterator[Actor]:
    """Places and countries as those who act: cities, provinces and states sign too."""
    covered = bytearray(len(text.layout.text) + 1)
    for start, end in taken:
        covered[start:end] = b"\x01" * (end - start)
    spans: dict[str, list[Span]] = {}
    first: dict[str, Mention] = {}
    municipal: set[str] = set()
    whole = text.layout.text
    for sentence in text.telling:
        for mention in sentence.mentions:
            if mention.type not in ("place", "country") or covered[mention.start]:
                continue
            key = mention.identity or f"?{mention.text}"
            if mention.identity is None and not _TOWNSHIP_AFTER.match(whole, mention.end):
                continue
            if mention.type == "country" and not mention.is_actor:
                continue
            if any(money.start <= mention.start < money.end for money in sentence.money):
                continue  # "15 billion U.S. dollars"
            if _GIVEN_NAME.search(whole, max(0, mention.start - 24), mention.start) and is_person_name(
                f"{whole[: mention.start].split()[-1]} {mention.text}", name_words()
            ):
                continue  # "vice president Chen Yibin"
            first.setdefault(key, mention)
            spans.setdefault(key, []).append(Span(mention.start, mention.end, mention.text))
            if _MUNICIPAL_AFTER.match(whole, mention.end) or (
                _MUNICIPAL_BEFORE.search(whole, max(0, mention.start - 40), mention.start)
                and not _SITE_BEFORE.search(whole, max(0, mention.start - 80), mention.start)
            ):
                municipal.add(key)
    home = home_of(text, gazetteer)
    if home is not None and (identity := home[0].identity) is not None:
        first.setdefault(identity, home[0])
        ours = [Span(at, at + 2, home[0].text) for at in home[1]]
        spans[identity] = sorted([*spans.get(identity, ()), *ours])
        municipal.add(identity)
    for identity, named in list(spans.items())[:_MOST]:
        mention = first[identity]
        yield Actor(
            key=f"@{identity}",
            side=mention.side,
            also_side=mention.also_side,
            organisation=None,
            spans=tuple(named),
            is_known=mention.identity is not None,
            type=mention.type,
            sentences=numbers(named),
            is_municipal=identity in municipal,
        )


def _actor(
    key: str,
    cluster: Sequence[Candidate],
    text: MarkedText,
    places: set[str],
    gazetteer: Gazetteer,
    words: NameWords,
    numbers: Callable[[Iterable[Span]], frozenset[int]],
) -> Actor | None:
    mention = next((candidate.mention for candidate in cluster if candidate.mention is not None), None)
    spans = {(candidate.span.start, candidate.span.end): candidate.span for candidate in cluster}
    if mention is None or mention.identity is None or any(candidate.is_own for candidate in cluster):
        for form in short_forms(cluster, words):
            if form in places:
                continue
            for span in occurrences(form, text.layout.text):
                if not any(start < span.end and span.start < end for start, end in spans):
                    spans[span.start, span.end] = span
    ordered = tuple(sorted(spans.values(), key=lambda span: span.start))
    names = {span.text.lower() for span in ordered}
    mine = words.of(text.layout.language)
    identity = mention.identity if mention is not None else None
    own = next((candidate for candidate in cluster if candidate.is_own), None)
    if own is not None and mention is not None and not own.span.text.startswith(mention.text):
        identity = None  # a venture that bears the name of a partner is neither partner
    organisation = gazetteer.organisation(identity) if identity else None
    plain = {simplify(name) for name in names}
    by_words = bool(mine.authorities & (plain | {word for name in names for word in name.split()}))
    is_media = organisation is not None and organisation.sector == "media"
    if is_media:
        return None
    return Actor(
        key=key,
        side=mention.side if mention else _side_of(ordered, text, words),
        also_side=mention.also_side if mention else None,
        organisation=identity,
        spans=ordered,
        is_known=organisation is not None,
        is_sure=any(candidate.is_sure for candidate in cluster),
        sentences=numbers(ordered),
        is_authority=by_words or (organisation is not None and organisation.is_authority),
    )


def _side_of(spans: Sequence[Span], text: MarkedText, words: NameWords) -> Side:
    """The side by a place in or beside the name, by the legal form, by Pinyin; ``other`` if nothing tells."""
    votes: dict[Side, int] = {}
    for span in spans[:6]:
        for mention in _around(span, text):
            if mention.type in ("place", "country"):
                weight = 3 if span.start <= mention.start < span.end else 2
                votes[mention.side] = votes.get(mention.side, 0) + weight
    for span in spans[:6]:
        if _GERMAN_FORM.search(span.text):
            votes["de"] = votes.get("de", 0) + 2
        if _CHINESE_FORM.search(span.text):
            votes["cn"] = votes.get("cn", 0) + 2
        origin = origin_of(re.split(r"[\s(,]", span.text)[0])
        if origin is not None:
            votes[origin] = votes.get(origin, 0) + 2
        elif has_han(span.text) and transliterated_start(span.text) >= 3:
            votes["de"] = votes.get("de", 0) + 1
    return max(votes, key=lambda side: (votes[side], side == "cn")) if votes else "other"


def _around(span: Span, text: MarkedText) -> Iterable[Mention]:
    sentences = text.sentences
    index = bisect_left(sentences, span.start + 1, key=lambda sentence: sentence.placed.start) - 1
    if index < 0:
        return
    for mention in sentences[index].mentions:
        if span.start - 12 <= mention.start and mention.end <= span.end + 26:
            between = text.layout.text[min(mention.end, span.start) : max(span.start, mention.end)]
            after = text.layout.text[span.end : max(span.end, mention.start)]
            beside = mention.end <= span.start and not re.search(
                r"[,;，、和与]", between[mention.end - mention.start :]
            )
            follows = mention.start >= span.end and re.match(
                r"\s?(?:\(|（|,\s|aus\s|of\s|from\s|in\s|im\s)*$", after
            )
            if span.start <= mention.start < span.end or beside or follows:
                yield mention
