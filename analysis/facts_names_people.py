"""Which names are those of people, by their first names, surnames and offices."""

from __future__ import annotations

import re
from collections.abc import Sequence

from analysis.facts_names_tokens import Token
from analysis.facts_words import NameWords, PartyWords
from analysis.gazetteer_text import has_han
from analysis.marking import MarkedSentence
from analysis.mentions import Mention
from analysis.names_latin_words import is_german_tail

_ROLE_AFTER = re.compile(
    r"(?:\s\([\w.,\s]{1,20}\))?,\s(?:the\s|its\s|der\s|die\s)?(?:\w+[\s’'-]){0,3}"
    r"(?:chief|ceo|cfo|chairman|chairwoman|president|head|director|manager|minister|mayor|analyst|spokes|who\sruns"
    r"|chef|vorstand|vorsitz|präsident|geschäftsführer|sprecher|leiter|partner\sat)",
    re.IGNORECASE,
)
_PINYIN = re.compile(
    r"(?:(?:[bpmfdtnlgkhjqxzcsrwy]|zh|ch|sh)?(?:[aeiouü]{1,3})(?:ng|n|r)?){1,3}", re.IGNORECASE
)
_SURNAMES_TOO = frozenset({"stahl", "guss", "bau", "hütte", "mühle", "metall", "papier", "optik"})
_FIRST_NAME = re.compile(r"([\w-]*,?\s?)\b([A-ZÄÖÜ][\w-]+)\s$")
_FULL_NAME = re.compile(r"\b([A-ZÄÖÜ][a-zäöüß]{1,12}) ([A-ZÄÖÜ][a-zäöüß]{2,20})\b(?!-| [A-ZÄÖÜ&])")


def is_person(name: Sequence[Token], sentence: str, mine: PartyWords, words: NameWords) -> bool:
    """Whether the words of a name are somebody's, by themselves and by the offices beside them."""
    first = name[0]
    before = sentence[max(0, first.start - 40) : first.start].lower().rstrip()
    previous = re.split(r"[\s,(“\"„]+", before)[-1].rstrip(".") if before else ""
    if previous in mine.persons or previous.endswith(mine.person_endings):
        return not any(token.small in words.endings for token in name)
    head = [token.small for token in name]
    has_ending = any(word in words.endings for word in head[1:])
    if head[0] in mine.persons and len(head) <= 4 and not has_ending:
        return True
    titles = [
        number
        for number, word in enumerate(head)
        if word in mine.persons or word.endswith(mine.person_endings)
    ]
    if titles and is_person_name(" ".join(token.text for token in name[titles[-1] + 1 :]), words):
        return True  # "Prime Minister Li Keqiang"
    if len(name) > 4 or has_ending:
        return False
    if head[0] in words.given_names and len(head) >= 2:
        return True
    if is_person_name(" ".join(token.text for token in name), words):
        return True
    return len(head) >= 2 and _ROLE_AFTER.match(sentence, name[-1].end) is not None


def is_person_name(name: str, words: NameWords) -> bool:
    """Whether a name in Latin letters is built as people's are: ``Peter Kurz``, ``Zhang Xinqi``."""
    parts = name.split()
    small = [part.lower() for part in parts]
    if not 2 <= len(parts) <= 3 or any(part in words.endings or _is_trade(part) for part in small[1:]):
        return False
    if all(part in words.given_names for part in small[0].split("-")):
        return True
    is_pinyin = small[0] in words.surnames and all(map(_PINYIN.fullmatch, small))
    return is_pinyin and not any(part.isupper() for part in parts)


def _is_trade(word: str) -> bool:
    """Whether a word is German for what a firm does and nobody's surname: "Hartwig Getriebe", but "Peter Stahl"."""
    return is_german_tail(word) and word not in _SURNAMES_TOO


def surnames_in(text: str, words: NameWords) -> frozenset[str]:
    """The surnames of the people whom a text in Latin letters names in full: "Gerd Strohmeier".

    A name that stands there before its bearer's full one is that of a firm: "Neugart … , Bernd Neugart said".
    """
    return frozenset(
        match.group(2)
        for match in _FULL_NAME.finditer(text)
        if match.group(1).lower() in words.given_names and text.find(match.group(2)) == match.start(2)
    )


def is_surname(mention: Mention, sentence: MarkedSentence, mine: PartyWords, words: NameWords) -> bool:
    """Whether the name of a firm is somebody's here: "Siemens-Chef Joe Kaeser"."""
    if " " in mention.text or has_han(mention.text):
        return False
    written, at = sentence.placed.text, sentence.placed.start
    match = _FIRST_NAME.search(written, max(0, mention.start - at - 50), mention.start - at)
    if match is None or match.group(2).lower() not in words.given_names:
        return False
    before = match.group(1).rstrip(" ,").lower()
    return (
        before in mine.persons
        or before.endswith(tuple(f"-{person}" for person in mine.persons))
        or before.endswith(mine.person_endings)
        or _ROLE_AFTER.match(written, mention.end - at) is not None
    )
