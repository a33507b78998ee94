"""Names that stand in no list: runs of capitalised words, read with care, in English, German and Chinese texts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from analysis.facts_names_german import is_no_german_name
from analysis.facts_names_people import is_person
from analysis.facts_names_tokens import LINKS, Token, tokens_of
from analysis.facts_words import NameWords, PartyWords, name_words
from analysis.names_origin import origin_of
from analysis.values import Language

_COMPANY = re.compile(r"[.,]{0,2}\s")
_LONG = 9  # letters of a German word that is likelier a trade than a name
_LEGAL = frozenset(
    {"ltd", "ltd.", "inc", "inc.", "limited", "llc", "co", "co.", "kg", "kgaa", "corp", "corp."}
)
_FORMS = frozenset(
    {"ag", "se", "gmbh", "kg", "kgaa", "co", "ltd", "inc", "corp", "plc", "limited", "nv", "ohg"}
)
_NAMED_FIRMS = frozenset(
    {
        "gruppe",
        "werft",
        "brauerei",
        "klinik",
        "verlag",
        "hotel",
        "stiftung",
        "bank",
        "gymnasium",
        "institut",
        "universität",
        "hochschule",
        "akademie",
    }
)
"""What a bearer's name before a stroke makes a name: "Hellmann-Werft"."""
_NO_PART = (
    "-based", "-born", "-listed", "-headquartered", "-owned", "-backed", "-run", "-controlled", "-funded", "-led",
)  # fmt: skip
"""What words of English end with that tell where a firm is from, or whose it is."""
_AND = frozenset({"and", "&", "und"})
_NATIONAL = frozenset({"chinese", "german", "china", "germany"})
_PLURAL_ENDINGS = frozenset({"en", "er", "rn", "ng"})
_OF_A_COUNTRY = frozenset({"chamber", "council", "association", "delegation", "embassy", "federation"})
_PAPERS = (
    "vertrag", "verträge", "verträgen", "vereinbarung", "vereinbarungen", "abkommen", "absichtserklärung",
    "absichtserklärungen", "memorandum", "memoranden", "aufträge", "auftrag", "kontrakte",
)  # fmt: skip
"""What German words end with that stand behind a signatory: "mit der Foshan University Vereinbarungen getroffen"."""
_PARTS = re.compile("[-/]")
_OF = re.compile(r" of [a-z]")
# "Phone giant Xiaomi", "Rubber parts group Zhongding": what opens the sentence tells the trade of the name behind it.
_TRADE = re.compile(
    r"(?: [a-z-]+){0,3}? (?:giant|group|maker|manufacturer|producer|supplier|company|firm|conglomerate|developer"
    r"|operator|specialist|builder|retailer|start-?up|champion|brand|heavyweight|concern|insurer|trader|provider|pioneer|authorities)"
    r" (?:from |of |in |called )?(?=[A-Z])"
)
_SECURITY = re.compile(r"[A-Z]{2}[A-Z0-9]{9}\d")  # its number (ISO 6166)
_MODEL = re.compile(
    r"[A-Z]{1,4}-?\d{1,4}(?:[-/]\d{1,4})?[a-z]{0,3}|[A-Z]-[Cc]lass"
    r"|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\.\d{1,2}\.?"
)


@dataclass(frozen=True, slots=True)
class FoundName:
    """A name at its offsets in the text. ``is_sure`` is unset where it may also be another word."""

    start: int
    end: int
    text: str
    is_sure: bool


def latin_names(
    sentence: str, offset: int, language: Language, places: Sequence[tuple[int, int]]
) -> Iterator[FoundName]:
    """The names in Latin letters of one sentence.

    Args:
        sentence: The sentence.
        offset: Where it begins in the text; offsets of the result count there.
        language: Its language. In German every noun has a capital, so that more is asked of a name.
        places: Stretches of the text (start, end) that name a place or country.
    """
    words = name_words()
    mine = words.of(language)
    covered = [(start - offset, end - offset) for start, end in places]
    for run, opens in _runs(tokens_of(sentence), sentence, language):
        trimmed = _trimmed(run, mine, words, language, covered)
        if not trimmed:
            continue
        if language == "en":
            trimmed = _without_its_town(trimmed, covered, sentence)
        first, last = trimmed[0], trimmed[-1]
        is_opening = opens and first is run[0]
        if is_person(trimmed, sentence, mine, words) or _is_no_name(trimmed, mine, covered):
            continue
        if language == "de" and (
            sentence.startswith("- ", last.end)
            or _is_town_and_noun(trimmed, words, covered)
            or (not _is_covered(first, covered) and is_no_german_name(trimmed, sentence, is_opening, words))
        ):
            continue  # "dem Hochschul- und Wissenschaftsbezirk"
        # "Members of the circle": a common noun, with a capital because it opens the sentence.
        if (
            language == "en"
            and is_opening
            and len(trimmed) == 1
            and (_OF.match(sentence, last.end) or _TRADE.match(sentence, last.end))
        ):
            continue
        end = _with_bracket(sentence, last.end)
        if ")" in sentence[first.start : last.start] and "(" not in sentence[first.start : last.start]:
            first = next(token for token in trimmed if token.start > sentence.index(")", first.start))
        name = sentence[first.start : end].rstrip(",.&’' ")
        if sentence[first.start : end].endswith(("Co.", "Ltd.", "Inc.", "Corp.", "S.A.")):
            name = sentence[first.start : end]
        sure = _is_sure(trimmed, is_opening, language, words)
        if sure is not None and len(name) > 1:
            yield FoundName(offset + first.start, offset + first.start + len(name), name, sure)


def _runs(
    tokens: Iterator[Token | None], sentence: str, language: Language
) -> Iterator[tuple[list[Token], bool]]:
    """Runs of neighbouring capitalised words, and whether each opens the sentence."""
    linking, fields = name_words().linking, name_words().fields
    run: list[Token] = []
    link: list[Token] = []
    opens = True
    seen = False
    for token in tokens:
        if token is None:
            if run:
                yield run, opens
            run, link, seen = [], [], True
            continue
        gap = sentence[(link or run)[-1].end : token.start] if run else ""
        if run and _continues(run, link, token, gap):
            run.extend([*link, token])
            link = []
            continue
        if (
            run
            and gap == " "
            and len(link) < 2
            and token.small in LINKS
            and (run[-1].small in linking or run[-1].small in LINKS)
        ):
            link.append(token)
            continue
        if run and gap == " " and not link and token.small == "für":
            link.append(token)
            continue
        if run and gap == " " and len(link) == 1 and token.small in LINKS:
            link.append(token)
            continue
        if run and gap == " " and not link and token.small in ("and", "&", "und") and run[-1].small in fields:
            link.append(token)
            continue
        if run:
            yield run, opens
        run, link = [], []
        if token.is_capital:
            run, opens = [token], not seen or _opens(sentence, token.start)
        seen = True
    if run:
        yield run, opens


def _continues(run: list[Token], link: list[Token], token: Token, gap: str) -> bool:
    if not token.is_capital:
        return False
    words = name_words()
    # "Chamber of Industry and Commerce", but "Agricultural Society and Jiangsu Academy", "of Applied Sciences and
    # Zhejiang University".
    if len(link) > 1 and link[0].small in _AND:
        return False  # "Kiel University and the Ocean University of China"
    if (
        link
        and link[-1].small in _AND
        and (
            token.small in words.linking
            or token.small in _NATIONAL
            or not {run[-1].small, token.small} & words.fields
            or (token.small not in words.fields and origin_of(token.text) == "cn")
        )
    ):
        return False
    if gap in (" ", " & ", "\u00a0"):
        return (
            gap == " & "
            or not run[-1].text.endswith(".")
            or run[-1].small in _FORMS
            or len(run[-1].small) <= 3
        )
    return token.small in _LEGAL and _COMPANY.fullmatch(gap) is not None and not link


def _opens(sentence: str, at: int) -> bool:
    return sentence[max(0, at - 2) : at].strip() in (
        "",
        '"',
        "“",
        "„",
        "»",
        ":",
        ".",
        "•",
        "-",
        "–",
        "—",
        "(",
    )


def _trimmed(
    run: list[Token],
    mine: PartyWords,
    words: NameWords,
    language: Language,
    covered: Sequence[tuple[int, int]],
) -> list[Token]:
    """The run without the words before and after a name that are none of it."""
    first, last = 0, len(run)
    opening = 1 if last > 2 and run[0].small in mine.starters else 0
    # "Hamburger Investor Luxcara": the town goes with the word after it.
    if (
        language == "de"
        and last > opening + 2
        and run[opening].small.endswith("er")
        and _is_before_name(run[opening + 1], mine, words, language)
        and (_is_covered(run[opening], covered) or words.is_firm_noun(run[opening + 1].small))
    ):
        first = opening + 2
    while first < last and _is_before_name(run[first], mine, words, language):
        # "Straßenbahnbauer Vossmann": what stands after such a noun is a name, whatever else it means.
        if (
            language == "de"
            and 0 < first == last - 1
            and words.is_firm_noun(run[first - 1].small)
            and not words.is_firm_noun(run[first].small)
            and run[first].small not in mine.starters
            and run[first].small[-2:] not in _PLURAL_ENDINGS
        ):
            break
        first += 1
    # "Flughafen Lübeck": the town alone is not meant.
    if (
        0 < first < last
        and run[first - 1].small in words.institutions
        and all(_is_covered(token, covered) for token in run[first:last])
    ):
        first -= 1
    # "Müllverbrenner EEW": what a firm does goes before its short name.
    while (
        language == "de"
        and first + 1 < last
        and run[first].text.endswith("er")
        and len(run[first].text) >= _LONG
        and run[first + 1].text.isupper()
        and run[first + 1].small not in _FORMS
        and not _is_covered(run[first], covered)
    ):
        first += 1
    while last > first and (
        run[last - 1].small in mine.starters
        or run[last - 1].small in LINKS
        or (language == "de" and last - first > 1 and run[last - 1].small.endswith(_PAPERS))
    ):
        if language == "en" and last - first > 1 and run[last - 1].small in words.endings:
            break  # "Xuzhou Construction Machinery Group"
        last -= 1
    return run[first:last]


def _without_its_town(name: list[Token], covered: Sequence[tuple[int, int]], sentence: str) -> list[Token]:
    """A name without the town it stands in, "Production Center in Jinan"; chambers bear their country's name.

    Nor does it take in whose it is: "Distribution Center of Germany's Adler Sport".
    """
    if len(name) > 2 and name[-2].small == "of" and sentence.startswith(("'s ", "’s "), name[-1].end):
        return name[:-2]
    if len(name) < 3 or name[-2].small != "in" or not _is_covered(name[-1], covered):
        return name
    return name if any(token.small in _OF_A_COUNTRY for token in name) else name[:-2]


def _is_before_name(token: Token, mine: PartyWords, words: NameWords, language: Language) -> bool:
    small = token.small
    if small in mine.starters or small in mine.media or small in LINKS or small.endswith(_NO_PART):
        return True
    if language == "de":
        parts = _PARTS.split(token.text.rstrip("."))
        if len(parts) > 1 and parts[-1].lower() in _NAMED_FIRMS:
            return words.is_german_noun(parts[0]) or parts[0].isupper()
        return words.is_german_noun(parts[-1])
    return small in mine.roles and token.text[1:].islower() and small not in ("university", "state")


def _is_no_name(name: list[Token], mine: PartyWords, covered: Sequence[tuple[int, int]]) -> bool:
    if all(
        token.small in mine.generic
        or len(token.text) == 1
        or token.text.isdigit()
        or (token is not name[0] and token.small in _NATIONAL)
        for token in name
    ):
        return True
    if name[-1].small in mine.events:
        return True
    # Models of aircraft and cars, substances under test: "A320", "DB-1303"; days: "Feb.10".
    if len(name) == 1 and (_MODEL.fullmatch(name[0].text) or _SECURITY.fullmatch(name[0].text)):
        return True
    if len(name) == 1 and (name[0].small in mine.roles or name[0].small in mine.persons):
        return True
    return all(token.small in LINKS or _is_covered(token, covered) for token in name)


def _is_town_and_noun(name: list[Token], words: NameWords, covered: Sequence[tuple[int, int]]) -> bool:
    """Whether a common noun only follows a town: "hat in Hefei Verträge", "Dortmunder Chipfabrik"."""
    last = name[-1]
    return (
        len(name) > 1
        and last.small not in words.endings
        and last.small not in words.institutions
        and words.is_german_noun(last.text.rstrip("."))
        and all(_is_covered(token, covered) or token.small in LINKS for token in name[:-1])
    )


def _is_covered(token: Token, covered: Sequence[tuple[int, int]]) -> bool:
    """Whether a word is a place, or places joined by strokes: ``Beijing-Shanghai``."""
    at = token.start
    if not covered:
        return False
    for part in _PARTS.split(token.text):
        if part and not any(start <= at and at + len(part) <= end + 3 for start, end in covered):
            return False
        at += len(part) + 1
    return True


def _is_sure(name: list[Token], opening: bool, language: Language, words: NameWords) -> bool | None:
    """Whether the words surely are a name; None if they are none."""
    first = name[0]
    has_form = any(token.small in _FORMS for token in name[1:])
    if has_form:
        return True
    marked = any(character.isupper() for character in first.text[1:]) or any(map(str.isdigit, first.text))
    if language != "de":
        if language == "zh":
            return len(first.text) > 2 or len(name) > 1
        return not opening or len(name) > 1 or marked
    if marked and (len(first.text) > 2 or len(name) > 1):
        return True
    if len(name) >= 2:
        return True
    if len(first.text) < 3 or first.text.endswith(
        ("ung", "ungen", "heit", "keit", "schaft", "ismus", "tät", "ierung")
    ):
        return None
    return False


def _with_bracket(sentence: str, end: int) -> int:
    """The end of a name together with a place and a legal form that follow: ``Sinotruk (Hong Kong) Ltd``."""
    match = _BRACKET.match(sentence, end)
    if match is None:
        return end
    return match.end()


_BRACKET = re.compile(
    r"\s?\([A-ZÄÖÜ][\w .’'-]{1,24}\)(?:(?:\s[A-ZÄÖÜ][\w&-]{1,20}){0,3}?"
    r",?\s(?:Co\.?,?\s?Ltd\.?|Ltd\.?|Limited|GmbH|AG|Inc\.?|Company|Corporation|Co\b\.?))"
)
