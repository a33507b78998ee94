"""Who may take part in a deal: every name of one firm, office or university brought together."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from analysis.facts_names import FoundName, latin_names
from analysis.facts_names_chinese import chinese_names
from analysis.facts_words import NameWords, name_words
from analysis.gazetteer import Gazetteer
from analysis.gazetteer_text import has_han
from analysis.marking import MarkedSentence, MarkedText
from analysis.matching import party_identity
from analysis.mentions import Mention, MentionType
from analysis.values import Language, Side

_PLAIN = frozenset(
    [
        "ag",
        "se",
        "gmbh",
        "kg",
        "kgaa",
        "co",
        "ltd",
        "limited",
        "inc",
        "corp",
        "corporation",
        "group",
        "gruppe",
    ]
) | frozenset(["konzern", "company", "holding", "plc", "llc", "nv"])
_MOST = 80  # actors of one text; more are a list, not the parties of deals
_ALIAS = re.compile(
    r"\s?[（(](?:(?:以下)?(?:下称|简称|下稱|簡稱)|kurz:?|short:?|abbreviated|hereinafter)?\s?[“\"「„‘']?"
    r"([A-Z][\w&.+ -]{1,40}|[\u3400-\u9fff]{2,8})[”\"」“’']?[)）]"
)
_ROLE_BEFORE = re.compile(
    r"[a-zäöüß-]*(?:hersteller|bauer|konzern|firma|unternehmen|gruppe|anbieter|zulieferer|spezialist"
    r"|tochter|riese|händler|betreiber|lieferant|entwickler|produzent|partner|investor|dienstleister"
    r"|ausrüster|käufer|universität|hochschule|reederei|werft)s?\s(?:der\s)?$",
    re.IGNORECASE,
)
_PINYIN_NAME = re.compile(
    r"(?:(?:zh|ch|sh|[bpmfdtnlgkhjqxzcsryw])?(?:iang|iong|uang|iao|ian|uan|ang|eng|ing|ong|ai|ei|ao|ou|an|en|in|un|ia|ie|iu|ua|uo|ui|ue|a|e|i|o|u)){2,4}",
    re.IGNORECASE,
)
_GERMAN_FORM = re.compile(r"\b(?:GmbH|AG|KG|KGaA|OHG|e\.\s?V\.|SE|Hochschule|Universität|Stadtwerke)\b")
_MUNICIPAL_AFTER = re.compile(
    r"(?:['’]s)?\s?(?:municipal|city (?:government|council|administration)|government|province"
    r"|district|人民政府|市政府|区政府|市|省|州|区)",
    re.IGNORECASE,
)
_MUNICIPAL_BEFORE = re.compile(
    r"(?:(?:city|town|district|province|state|county|municipality|government|mayor)\s(?:government\s)?of\s"
    r"|(?:Stadt|Provinz|Gemeinde|Landkreis|Stadtverwaltung|Regierung|Freistaat|Land|Bezirk)\s(?:der\s|von\s)?)$",
    re.IGNORECASE,
)
_CHINESE_FORM = re.compile(r"Co\.?,?\s?Ltd|有限公司|集团|股份")


@dataclass(frozen=True, slots=True)
class Span:
    """One place in the text where an actor is named."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Actor:
    """One who may be a party: the names the text gives, the side, and who it is if known.

    ``is_known`` is set for those of the gazetteer, ``is_authority`` for those that clear or forbid deals. A place or
    country is an actor too, where its government may be meant; ``is_municipal`` says that such words stand beside it.
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
    is_municipal: bool = False

    @property
    def has_form(self) -> bool:
        """Whether a name of it shows a legal form."""
        return any(
            _GERMAN_FORM.search(span.text) or _CHINESE_FORM.search(span.text) for span in self.spans[:6]
        )

    def within(self, start: int, end: int) -> tuple[Span, ...]:
        """Where it is named between two offsets."""
        first = bisect_left(self.spans, start, key=lambda span: span.start)
        last = bisect_left(self.spans, end, key=lambda span: span.start)
        return self.spans[first:last]

    def name_in(self, sentence: MarkedSentence) -> str:
        """The fullest name in a sentence; if it has none, the fullest form of the most usual one in the text."""
        near = self.within(sentence.placed.start, sentence.placed.end)
        if near:
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


@dataclass(frozen=True, slots=True)
class _Candidate:
    span: Span
    mention: Mention | None
    is_sure: bool
    sentence: int
    alias: str | None = None
    is_own: bool = False
    """Whether it is another than the known one whose name it contains: a subsidiary, a venture."""


def actors_of(text: MarkedText, gazetteer: Gazetteer) -> tuple[Actor, ...]:
    """Everyone named in an article's own sentences, in the order of first mention."""
    language = text.layout.language
    words = name_words()
    candidates = [
        candidate
        for number, sentence in enumerate(text.telling)
        for candidate in _with_aliases(_candidates(sentence, number, language), sentence)
    ]
    clusters = _clusters(_confirmed(candidates, text, words), words)
    whole = text.layout.text
    actors: list[Actor] = []
    for key, cluster in clusters[:_MOST]:
        actor = _actor(key, cluster, text, whole, gazetteer, words)
        if actor is not None:
            actors.append(actor)
    taken = [(span.start, span.end) for actor in actors for span in actor.spans]
    actors.extend(_places(text, taken))
    return tuple(sorted(actors, key=lambda actor: actor.spans[0].start))


def _places(text: MarkedText, taken: Sequence[tuple[int, int]]) -> Iterator[Actor]:
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
            if mention.type not in ("place", "country") or mention.identity is None or covered[mention.start]:
                continue
            if mention.type == "country" and not mention.is_actor:
                continue
            first.setdefault(mention.identity, mention)
            spans.setdefault(mention.identity, []).append(Span(mention.start, mention.end, mention.text))
            if _MUNICIPAL_AFTER.match(whole, mention.end) or _MUNICIPAL_BEFORE.search(
                whole, max(0, mention.start - 40), mention.start
            ):
                municipal.add(mention.identity)
    for identity, named in list(spans.items())[:_MOST]:
        mention = first[identity]
        yield Actor(
            key=f"@{identity}",
            side=mention.side,
            also_side=mention.also_side,
            organisation=None,
            spans=tuple(named),
            is_known=True,
            type=mention.type,
            is_municipal=identity in municipal,
        )


def _candidates(sentence: MarkedSentence, number: int, language: Language) -> Iterator[_Candidate]:
    placed = sentence.placed
    known = [mention for mention in sentence.mentions if mention.type == "organisation"]
    places = [(m.start, m.end) for m in sentence.mentions if m.type in ("place", "country")]
    found: list[FoundName] = []
    if not (placed.role == "title" and language == "en" and _is_title_case(placed.text)):
        found.extend(latin_names(placed.text, placed.start, language, places))
    if language == "zh":
        found.extend(chinese_names(placed.text, placed.folded, placed.start))
    words = name_words()
    used: set[int] = set()
    for name in found:
        inside = [
            index
            for index, mention in enumerate(known)
            if mention.start < name.end and name.start < mention.end
        ]
        identities = {known[index].identity for index in inside}
        if len(identities) > 1:
            continue
        if not inside:
            yield _Candidate(Span(name.start, name.end, name.text), None, name.is_sure, number)
            continue
        mention = known[inside[0]]
        start, end = min(name.start, mention.start), max(name.end, mention.end)
        used.update(inside)
        stretch = placed.text[start - placed.start : end - placed.start]
        is_own = not _is_same(stretch, mention, words)
        yield _Candidate(Span(start, end, stretch), mention, True, number, is_own=is_own)
    for index, mention in enumerate(known):
        if index not in used:
            yield _Candidate(Span(mention.start, mention.end, mention.text), mention, True, number)


def _with_aliases(candidates: Iterable[_Candidate], sentence: MarkedSentence) -> Iterator[_Candidate]:
    """Take a name in brackets together with the one before: ``China National Chemical (ChemChina)``."""
    placed = sentence.placed
    places = {mention.start for mention in sentence.mentions if mention.type in ("place", "country")}
    covered = 0
    for candidate in sorted(candidates, key=lambda candidate: candidate.span.start):
        span = candidate.span
        if span.start < covered:
            continue
        match = _ALIAS.match(placed.text, span.end - placed.start)
        if match is None or match.start(1) + placed.start in places:
            yield candidate
            continue
        covered = match.end() + placed.start
        whole = Span(span.start, covered, placed.text[span.start - placed.start : match.end()])
        yield replace(candidate, span=whole, alias=match.group(1).strip(), is_sure=True)


def _is_same(stretch: str, mention: Mention, words: NameWords) -> bool:
    """Whether a longer name is only the fuller name of the known one: ``Siemens AG``, ``BMW Group``."""
    rest = stretch.replace(mention.text, " ", 1)
    if has_han(rest):
        return re.sub(r"[（(][^）)]*[）)]", "", rest).strip() in {
            "",
            *words.legal_han,
            *words.sure_han,
            "股份",
            "控股",
        }
    parts = re.findall(r"\w+", rest)
    return all(part.lower() in _PLAIN for part in parts)


def _is_title_case(title: str) -> bool:
    words = [word for word in re.findall(r"[A-Za-z][\w’'-]*", title) if len(word) > 3]
    return len(words) >= 3 and sum(word[0].isupper() for word in words) * 10 > len(words) * 7


def _bare(name: str) -> str:
    """A name in small letters without its legal form and without another name in brackets."""
    match = _ALIAS.search(name)
    if match is not None and match.end() == len(name) and match.start() > 1:
        name = name[: match.start()]
    return party_identity(name, None)


def _confirmed(candidates: Sequence[_Candidate], text: MarkedText, words: NameWords) -> list[_Candidate]:
    """The candidates that are names: surely, or because the text bears it out."""
    sure = {_bare(candidate.span.text) for candidate in candidates if candidate.is_sure}
    seen: dict[str, set[int]] = {}
    for candidate in candidates:
        seen.setdefault(_bare(candidate.span.text), set()).add(candidate.sentence)
    mine = words.of(text.layout.language)
    whole = text.layout.text
    kept: list[_Candidate] = []
    for candidate in candidates:
        name, small = candidate.span.text, candidate.span.text.lower()
        if candidate.mention is None and (
            small in mine.media or small in mine.generic or small in mine.roles
        ):
            continue
        borne_out = _bare(name) in sure or len(seen[_bare(name)]) > 1
        at = candidate.span.start
        if candidate.is_sure or borne_out or _ROLE_BEFORE.search(whole, max(0, at - 40), at):
            kept.append(replace(candidate, is_sure=True))
        elif len(name) > 3 or (has_han(name) and len(name) > 2):
            kept.append(candidate)
    return kept


def _clusters(candidates: Sequence[_Candidate], words: NameWords) -> list[tuple[str, list[_Candidate]]]:
    """Candidates of one actor together: by identity, by equal names, and by a shorter name within a longer one."""
    clusters: dict[str, list[_Candidate]] = {}
    by_name: dict[str, str] = {}
    for candidate in sorted(candidates, key=lambda c: (c.mention is None or c.is_own, -len(c.span.text))):
        name = _bare(candidate.span.text)
        if candidate.mention is not None and candidate.mention.identity is not None and not candidate.is_own:
            key = f"#{candidate.mention.identity}"
            by_name.setdefault(name, key)
        else:
            longer = None if candidate.is_own else _longer(name, candidate.span.text, by_name, words)
            key = by_name.get(name) or longer or name
            by_name.setdefault(name, key)
        clusters.setdefault(key, []).append(candidate)
    for key in list(clusters):
        for alias in {_bare(one.alias) for one in clusters.get(key, ()) if one.alias}:
            other = by_name.get(alias)
            if other is not None and other != key and other in clusters:
                clusters[key].extend(clusters.pop(other))
    for cluster in clusters.values():
        cluster.sort(key=lambda candidate: candidate.span.start)
    return sorted(clusters.items(), key=lambda pair: pair[1][0].span.start)


def _longer(name: str, written: str, by_name: dict[str, str], words: NameWords) -> str | None:
    """The one longer name that a short one stands for."""
    if len(name) < (2 if has_han(name) else 3) or written.lower() in words.endings:
        return None
    inside = len(written.split()) == 1
    owners = {
        key
        for longer, key in by_name.items()
        if len(longer) > len(name) and (longer.startswith(name) or (inside and name in longer))
    }
    return next(iter(owners)) if len(owners) == 1 else None


def _actor(
    key: str,
    cluster: Sequence[_Candidate],
    text: MarkedText,
    whole: str,
    gazetteer: Gazetteer,
    words: NameWords,
) -> Actor | None:
    mention = next((candidate.mention for candidate in cluster if candidate.mention is not None), None)
    spans = {(candidate.span.start, candidate.span.end): candidate.span for candidate in cluster}
    if mention is None or mention.identity is None or any(candidate.is_own for candidate in cluster):
        places = {m.text for one in text.telling for m in one.mentions if m.type in ("place", "country")}
        for form in _short_forms(cluster, whole, words):
            if form in places:
                continue
            for span in _occurrences(form, whole, text):
                if not any(start < span.end and span.start < end for start, end in spans):
                    spans[span.start, span.end] = span
    ordered = tuple(sorted(spans.values(), key=lambda span: span.start))
    names = " ".join({span.text.lower() for span in ordered})
    mine = words.of(text.layout.language)
    organisation = gazetteer.organisation(mention.identity) if mention and mention.identity else None
    by_words = any(
        word in names.split() or word in {s.text.lower() for s in ordered} for word in mine.authorities
    )
    is_media = organisation is not None and organisation.sector == "media"
    if is_media:
        return None
    return Actor(
        key=key,
        side=mention.side if mention else _side_of(ordered, text, words),
        also_side=mention.also_side if mention else None,
        organisation=mention.identity if mention else None,
        spans=ordered,
        is_known=organisation is not None,
        is_sure=any(candidate.is_sure for candidate in cluster),
        is_authority=by_words or (organisation is not None and organisation.is_authority),
    )


def _short_forms(cluster: Sequence[_Candidate], whole: str, words: NameWords) -> Iterator[str]:
    """How the text may call an actor after its full name."""
    seen: set[str] = set()
    for candidate in cluster[:6]:
        name = candidate.span.text
        if candidate.alias:
            seen.add(candidate.alias)
            name = name[: name.rfind("(" if "(" in name else "（")].strip()
        if has_han(name):
            ending = next((word for word in words.han_endings if name.endswith(word)), "")
            if ending and len(name) - len(ending) >= 2:
                seen.add(name[: len(name) - len(ending)])
        else:
            first = re.split(r"[\s(,]", name)[0]
            if (
                first != name
                and len(first) >= 4
                and first.lower() not in words.endings
                and not words.is_german_noun(first)
            ):
                seen.add(first)
        seen.add(name)
    yield from sorted(seen, key=lambda form: (-len(form), form))


def _occurrences(form: str, whole: str, text: MarkedText) -> Iterator[Span]:
    at = whole.find(form)
    count = 0
    han = has_han(form)
    while at >= 0 and count < 40:
        end = at + len(form)
        before = at == 0 or han or not whole[at - 1].isalnum()
        after = end >= len(whole) or han or not whole[end].isalnum()
        if before and after:
            yield Span(at, end, form)
            count += 1
        at = whole.find(form, end)


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
        first = re.split(r"[\s(,]", span.text)[0]
        if len(first) >= 5 and _PINYIN_NAME.fullmatch(first):
            votes["cn"] = votes.get("cn", 0) + 2
        if text.layout.language != "zh" and re.search(r"[äöüß]", span.text):
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
