"""From everything that was found to the mentions of a text: the longest win, and nothing overlaps."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from analysis.facts_words import name_words
from analysis.gazetteer_index import Hit
from analysis.gazetteer_text import is_han
from analysis.mentions import Mention, MentionType
from analysis.names_found import FoundName, KnownNames
from analysis.names_origin import FOREIGN_ONLY, is_transliteration

_AMERICAN = re.compile(
    r",?\s\(?(?:Alabama|Arizona|Arkansas|California|Colorado|Connecticut|Conn\.|CT|Delaware|Florida|Georgia|Idaho|Illinois|Ill\.|Indiana|Ind\.|Iowa|Kansas|Kentucky|Ky\."
    r"|KY|Louisiana|Maine|Maryland|Md\.|Massachusetts|Mass\.|Michigan|Mich\.|Minnesota|Minn\.|Missouri|Mo\.|Montana|Nebraska|Nevada|New\sHampshire|N\.H\.|NH|New\sJersey|N\.J\.|NJ"
    r"|New\sYork|N\.Y\.|NY|North\sCarolina|N\.C\.|North\sDakota|N\.D\.|Ohio|Oklahoma|Oregon|Ore\.|Pennsylvania|Pa\.|PA|South\sCarolina|Tennessee|Texas|Utah|Vermont|Vt\.|Virginia|Va\."
    r"|Washington\sState|Wisconsin|Wis\.|WI|Wyoming|Ontario)(?![A-Za-z])"
)
_AMERICAN_BEFORE = re.compile(
    r"(?:肯塔基|康涅狄格|马里兰|威斯康星|新罕布什尔|宾夕法尼亚|俄亥俄|印第安纳|密歇根|伊利诺伊|密苏里|得克萨斯|德克萨斯|佐治亚|佛罗里达|弗吉尼亚|纽约|新泽西)州?(?:首府|的)?$"
)
_QUOTED_SOURCE = re.compile(
    r"(?:\b(?:told|tells|laut|according to|reported by|by|sagte|berichtet|berichtete|zufolge|gegenüber|quoting|via"
    r"|quelle:?|source:?|photo:?|foto:?)\s(?:the\s|der\s|dem\s|die\s|das\s)?"
    r"|[(（/|]\s?|据|援引|来源[:：]?|记者|告诉|接受)$",
    re.IGNORECASE,
)
_SOURCE_TELLS = re.compile(
    r"(?:\)|）|\s?[|/]|\s(?:reported|reports|said|says|wrote|writes|berichtet|berichtete|meldet|meldete|schreibt|schrieb|zufolge|unter\sBerufung)\b|报道|[\u3400-\u9fff0-9]{0,12}[讯电]|消息|记者|称|：|:|\s?[-–—])"
)
_WORD_BEFORE = re.compile(r"(?<![A-Za-z.-])([A-Z][a-z]{1,6})\s$")
_NO_SURNAME = frozenset({"kong", "long", "an"})  # of Hong Kong, and words of English and German
_MOST_CORES = 60  # names whose short forms are looked for: a text with more is a list
_CAPITAL_ADJECTIVE = frozenset({"Deutsch", "Chinesisch"})


def longest(hits: Iterable[Hit], length: int) -> list[Hit]:
    """Of overlapping names the longest, of equals the first; in the order of the text.

    Args:
        hits: All names.
        length: Of the text.
    """
    taken = bytearray(length)
    chosen: list[Hit] = []
    for hit in sorted(hits, key=lambda hit: (hit.start - hit.end, hit.start)):
        if taken.find(1, hit.start, hit.end) < 0:
            taken[hit.start : hit.end] = b"\x01" * (hit.end - hit.start)
            chosen.append(hit)
    chosen.sort(key=lambda hit: hit.start)
    return chosen


def without_lookalikes(folded: str, hits: Sequence[Hit]) -> list[Hit]:
    """Without the towns of America that bear German names, and adjectives that are surnames or languages."""
    american = {
        hit.form.identity
        for hit in hits
        if hit.form.type == "place"
        and hit.form.side != "other"
        and (_AMERICAN.match(folded, hit.end) or _AMERICAN_BEFORE.search(folded, hit.start - 8, hit.start))
    }
    qualified = {
        folded[hit.start : hit.end].split(",")[0]
        for hit in hits
        if hit.form.type == "place" and hit.form.side == "other" and "," in folded[hit.start : hit.end]
    }
    return [
        hit
        for hit in hits
        if not (hit.form.type == "place" and hit.form.identity in american)
        and not (hit.form.type == "place" and folded[hit.start : hit.end] in qualified)
        and not (hit.form.is_stem and folded[hit.start : hit.end] in _CAPITAL_ADJECTIVE)
        and not _is_cut_out(folded, hit)
        and not _is_given_name(folded, hit)
    ]


def _is_given_name(folded: str, hit: Hit) -> bool:
    """Whether the name of a Chinese town is a person's behind a surname: Zhendong in "Fan Zhendong"."""
    if hit.form.type != "place" or hit.form.side != "cn" or is_han(folded[hit.start]):
        return False
    before = _WORD_BEFORE.search(folded, max(0, hit.start - 9), hit.start)
    return (
        before is not None
        and before.group(1).lower() in name_words().surnames
        and (before.group(1).lower() not in _NO_SURNAME)
    )


def _is_cut_out(folded: str, hit: Hit) -> bool:
    """Whether a short foreign name in Chinese is only a part of a longer one: 林德 in 林德纳, 韦尔登 in 韦尔登瑙."""
    if hit.end - hit.start > 3 or not is_transliteration(folded[hit.start : hit.end]):
        return False
    before = folded[max(0, hit.start - 3) : hit.start]
    if hit.end - hit.start == 2 and len(before) == 3 and is_transliteration(before):
        return True
    return (
        folded[hit.end : hit.end + 1] in FOREIGN_ONLY
        or folded[max(0, hit.start - 1) : hit.start] in FOREIGN_ONLY
    )


def resolve(text: str, folded: str, known: KnownNames, found: Sequence[FoundName]) -> tuple[Mention, ...]:
    """The mentions of a text.

    Args:
        text: As it is.
        folded: Made comparable.
        known: Its known names.
        found: What rules recognised, possibly overlapping each other and the known names.
    """
    taken = bytearray(len(text))
    mentions: list[Mention] = []
    found = [*_short_names(folded, found), *found]
    names: list[FoundName | Hit] = [*found, *known.hits]
    ordered = sorted(names, key=lambda name: (name.start - name.end, isinstance(name, FoundName), name.start))
    for name in ordered:
        if taken.find(1, name.start, name.end) >= 0:
            continue
        taken[name.start : name.end] = b"\x01" * (name.end - name.start)
        mentions.append(_of_rule(text, name) if isinstance(name, FoundName) else _of_list(text, folded, name))
    return tuple(sorted(mentions, key=lambda mention: mention.start))


def _short_names(folded: str, found: Sequence[FoundName]) -> Iterator[FoundName]:
    """Every other place where the text calls a found name by its first word."""
    cores: dict[str, FoundName] = {}
    for name in found:
        if name.core and len(cores) < _MOST_CORES:
            cores.setdefault(name.core, name)
    if not cores:
        return
    pattern = re.compile("|".join(sorted(map(re.escape, cores), key=len, reverse=True)))
    for match in pattern.finditer(folded):
        name = cores[match.group()]
        start, end = match.start(), match.end()
        if start >= name.start and end <= name.end:
            continue
        if not is_han(folded[start]) and _is_inner(folded[max(0, start - 1) : start]):
            continue
        after = folded[end + 1 : end + 2] if folded[end : end + 1] == "s" else folded[end : end + 1]
        if not is_han(folded[end - 1]) and _is_inner(after):
            continue
        kind: MentionType = "place" if name.rule == "institution" else "organisation"
        yield FoundName(start, end, name.side, "short name", name.also_side, name.identity, type=kind)


def _is_inner(char: str) -> bool:
    return char.isalnum() and not is_han(char)


def _of_rule(text: str, name: FoundName) -> Mention:
    return Mention(
        start=name.start,
        end=name.end,
        text=text[name.start : name.end],
        type=name.type,
        side=name.side,
        identity=name.identity,
        rule=name.rule,
        also_side=name.also_side,
        is_actor=name.type == "organisation",
    )


def _of_list(text: str, folded: str, hit: Hit) -> Mention:
    form = hit.form
    side = form.side
    is_actor = form.type == "organisation" or (form.type == "country" and not form.is_adjective)
    if form.is_authority:
        is_actor = False
    if form.is_source:
        is_actor = False
        if _QUOTED_SOURCE.search(folded[max(0, hit.start - 24) : hit.start]) or _SOURCE_TELLS.match(
            folded, hit.end
        ):
            # A paper that is quoted takes no part: its country is none of the text's two sides.
            side = "other"
    return Mention(
        start=hit.start,
        end=hit.end,
        text=text[hit.start : hit.end],
        type=form.type,
        side=side,
        identity=form.identity,
        rule="known name",
        also_side=form.also_side,
        is_actor=is_actor,
    )
