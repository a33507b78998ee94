"""The names of a text that may be those of parties, and which of them mean the same one."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from analysis.facts_names import FoundName, latin_names
from analysis.facts_names_chinese import chinese_names
from analysis.facts_names_people import is_person_name, is_surname, surnames_in
from analysis.facts_words import NameWords, name_words
from analysis.gazetteer_text import has_han
from analysis.marking import MarkedSentence, MarkedText
from analysis.matching import party_identity
from analysis.mentions import Mention
from analysis.values import Language

_PLAIN = frozenset(
    """ag se gmbh kg kgaa co ltd limited inc corp corporation group gruppe konzern company holding plc llc nv""".split()  # noqa: SIM905
)
_LEGAL_HAN = ("有限公司", "有限责任公司", "股份公司")
_IN_CHINA = frozenset({"中国", "中國", "(中国)", "（中国）", "（中國）", "大中华区"})
_MOST_SPANS = 40  # places of one name that are looked at
_PEOPLE_WITHIN = 8000  # characters of a text in which people are looked for by their full names
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


class Span(NamedTuple):
    """One place in the text where an actor is named."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """A name at its place, the known one it contains, and whether it surely is a name."""

    span: Span
    mention: Mention | None
    is_sure: bool
    sentence: int
    alias: str | None = None
    is_own: bool = False
    """Whether it is another than the known one whose name it contains: a subsidiary, a venture."""


def named_groups(text: MarkedText) -> list[tuple[str, list[Candidate]]]:
    """The names in an article's own sentences, those of one bearer together under a key, by first mention."""
    language = text.layout.language
    words = name_words()
    surnames = {
        mention.text
        for sentence in text.telling
        for mention in sentence.mentions
        if mention.type == "organisation" and is_surname(mention, sentence, words.of(language), words)
    }
    people = (
        surnames_in(text.layout.text[:_PEOPLE_WITHIN], words) if language in ("en", "de") else frozenset()
    )
    candidates = [
        candidate
        for number, sentence in enumerate(text.telling)
        for candidate in _with_aliases(_candidates(sentence, number, language, surnames), sentence)
        if candidate.mention is not None or candidate.span.text not in people
    ]
    return _clusters(_confirmed(candidates, text, words), words)


def _candidates(
    sentence: MarkedSentence, number: int, language: Language, surnames: Collection[str]
) -> Iterator[Candidate]:
    placed = sentence.placed
    words = name_words()
    known = [
        mention
        for mention in sentence.mentions
        if mention.type == "organisation"
        and mention.text not in surnames
        and not (mention.identity is None and is_person_name(mention.text, words))
    ]
    places = [(m.start, m.end) for m in sentence.mentions if m.type in ("place", "country")]
    found: list[FoundName] = []
    if not (placed.role == "title" and language == "en" and _is_title_case(placed.text)):
        found.extend(latin_names(placed.text, placed.start, language, places))
    if language == "zh":
        towns = set(places)
        found.extend(
            name
            for name in chinese_names(placed.text, placed.folded, placed.start)
            if (name.start, name.end) not in towns
        )
    used: set[int] = set()
    figures = [(money.start, money.end) for money in sentence.money]
    for name in found:
        # "Mrd. Euro" has capitals too.
        if name.text in surnames or any(start < name.end and name.start < end for start, end in figures):
            continue
        inside = [
            index
            for index, mention in enumerate(known)
            if mention.start < name.end and name.start < mention.end
        ]
        identities = {known[index].identity for index in inside}
        if len(identities) > 1 and not (
            language == "zh" and _is_joint_firm(name, [known[index] for index in inside])
        ):
            continue
        if not inside and name.text.endswith(_LEGAL_HAN):
            # 采埃孚中国投资有限公司: the firm's own in China
            owner = next(
                (
                    one
                    for one in known
                    if placed.text[one.end - placed.start : name.start - placed.start] in _IN_CHINA
                ),
                None,
            )
            if owner is not None and owner.end < name.start:
                used.add(known.index(owner))
                whole = placed.text[owner.start - placed.start : name.end - placed.start]
                yield Candidate(Span(owner.start, name.end, whole), owner, True, number, is_own=True)
                continue
        if not inside:
            yield Candidate(Span(name.start, name.end, name.text), None, name.is_sure, number)
            continue
        mention = known[inside[0]]
        start, end = min(name.start, mention.start), max(name.end, mention.end)
        used.update(inside)
        stretch = placed.text[start - placed.start : end - placed.start]
        is_own = not _is_same(stretch, mention, words)
        yield Candidate(Span(start, end, stretch), mention, True, number, is_own=is_own)
    for index, mention in enumerate(known):
        if index not in used:
            yield Candidate(Span(mention.start, mention.end, mention.text), mention, True, number)


def _is_joint_firm(name: FoundName, owners: Sequence[Mention]) -> bool:
    """Whether a firm bears the names of its owners, one right behind the other: ``博世马勒公司``."""
    return (
        name.is_sure
        and name.text.endswith(("公司", "集团", "集團"))
        and name.start <= owners[0].start
        and owners[-1].end <= name.end
        and all(one.end == two.start for one, two in pairwise(owners))
    )


def _with_aliases(candidates: Iterable[Candidate], sentence: MarkedSentence) -> Iterator[Candidate]:
    """Take a name in brackets together with the one before: ``China National Chemical (ChemChina)``."""
    placed = sentence.placed
    places = {mention.start for mention in sentence.mentions if mention.type in ("place", "country")}
    covered = 0
    for candidate in sorted(candidates, key=lambda candidate: candidate.span.start):
        span = candidate.span
        if span.start < covered:
            continue
        behind = span.end - placed.start
        sign = placed.text[behind : behind + 1]
        opens = sign in "(（" or sign.isspace()
        match = _ALIAS.match(placed.text, behind) if opens else None
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


@lru_cache(maxsize=8192)
def _bare(name: str) -> str:
    """A name in small letters without its legal form and without another name in brackets."""
    match = _ALIAS.search(name)
    if match is not None and match.end() == len(name) and match.start() > 1:
        name = name[: match.start()]
    return party_identity(name, None)


def _confirmed(candidates: Sequence[Candidate], text: MarkedText, words: NameWords) -> list[Candidate]:
    """The candidates that are names: surely, or because the text bears it out."""
    sure = {_bare(candidate.span.text) for candidate in candidates if candidate.is_sure}
    seen: dict[str, set[int]] = {}
    for candidate in candidates:
        seen.setdefault(_bare(candidate.span.text), set()).add(candidate.sentence)
    mine = words.of(text.layout.language)
    whole = text.layout.text
    kept: list[Candidate] = []
    for candidate in candidates:
        name, small = candidate.span.text, candidate.span.text.lower()
        if (candidate.mention is None or candidate.mention.identity is None) and (
            small in mine.media or small in mine.generic or small in mine.roles
        ):
            continue
        borne_out = _bare(name) in sure or len(seen[_bare(name)]) > 1
        at = candidate.span.start
        if candidate.is_sure or borne_out or _ROLE_BEFORE.search(whole, max(0, at - 40), at):
            kept.append(candidate if candidate.is_sure else replace(candidate, is_sure=True))
        elif len(name) > 3 or (has_han(name) and len(name) > 2):
            kept.append(candidate)
    return kept


def _clusters(candidates: Sequence[Candidate], words: NameWords) -> list[tuple[str, list[Candidate]]]:
    """Candidates of one actor together: by identity, by equal names, and by a shorter name within a longer one."""
    clusters: dict[str, list[Candidate]] = {}
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


def short_forms(cluster: Sequence[Candidate], words: NameWords) -> Iterator[str]:
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


def occurrences(form: str, whole: str) -> Iterator[Span]:
    """Where a name stands in a text as a word of its own."""
    at = whole.find(form)
    count = 0
    han = has_han(form)
    while at >= 0 and count < _MOST_SPANS:
        end = at + len(form)
        before = at == 0 or han or not whole[at - 1].isalnum()
        after = end >= len(whole) or han or not whole[end].isalnum()
        if before and after:
            yield Span(at, end, form)
            count += 1
        at = whole.find(form, end)
