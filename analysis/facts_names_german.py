"""Which capitalised words of German texts are no names: every noun has a capital there."""

from __future__ import annotations

import re
from collections.abc import Sequence

from analysis.facts_names_tokens import Token
from analysis.facts_words import NameWords
from analysis.names_origin import pinyin_points

# Who took a picture, or where it comes from: "(Archiv: Vogel Business Media)", "Foto: Linse".
_CREDIT = re.compile(
    r"(?:Archiv|Fotos?|Bild(?:er|quellen?)?|Grafik|Quelle|Copyright|©|Autor(?:en|in)?|Redakteurin?|Redaktion)\s?[:/]?\s$"
)
# "Größter Anteilseigner", "Neueröffnetes Werk": an adjective that opens its sentence and a common noun.
_ADJECTIVE = re.compile(
    r"[A-ZÄÖÜ][a-zäöüß]{3,}(?:ter|tes|te|ten|tem|ner|nes|cher|ches|iger|iges|ster|stes|ste)"
)
# "China-Aktivitäten", "Deutschland-Strategie".
_ABSTRACT = re.compile(
    r"(?:aktivität|strategie|geschäft|reise|politik|chef|engagement|expert|kooperation|investition|produktion|expansion"
    r"|beziehung|delegation|region|niederlassung|verkehr|handel|export|import)(?:in|en|e|s|n)?$"
)
_FEWEST_POINTS = 1  # of spelling as pinyin that a given name needs


def is_no_german_name(name: Sequence[Token], sentence: str, opening: bool, words: NameWords) -> bool:
    """Whether capitalised words of a German sentence are a credit, an adjective with its noun, or somebody's name.

    Args:
        name: The words.
        sentence: The sentence they stand in.
        opening: Whether they open it.
        words: The words that keep names apart.
    """
    first, last = name[0], name[-1]
    if _CREDIT.search(sentence, max(0, first.start - 16), first.start):
        return True
    if len(name) == 1:
        if first.small in words.institutions:
            return True  # "das Krankenhaus", however often
        return "-" in first.text and _ABSTRACT.search(first.small.rpartition("-")[2]) is not None
    if opening and last.small not in words.endings and last.small not in words.institutions:
        is_noun = words.is_german_noun(last.text.rstrip("."))
        if is_noun and all(_ADJECTIVE.fullmatch(token.text) for token in name[:-1]):
            return True
    return _is_chinese_person(name, words)


def _is_chinese_person(name: Sequence[Token], words: NameWords) -> bool:
    """Whether a name is a Chinese one with the surname last, as German papers often give it: "Jiancheng Chen"."""
    if len(name) != 2 or name[1].small not in words.surnames or name[0].small in words.surnames:
        return False
    return name[0].text[1:].islower() and name[1].text[1:].islower() and _is_given(name[0].text)


def _is_given(text: str) -> bool:
    return len(text) > 4 and pinyin_points(text) >= _FEWEST_POINTS
