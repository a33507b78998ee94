"""Sentences of a text in English, German or Chinese, with their offsets.

A full stop ends a sentence only where the words around it allow: not after an abbreviation ("Mrd.", "z. B.",
"Co., Ltd."), an initial, an ordinal ("am 7. Juli") or inside a number. A line break ends one unless the
line was merely wrapped. Chinese closes with 。！？；, closing quotation marks included. The work grows linearly with
the length of the text: every candidate looks only at a bounded stretch around it.
"""

# ruff: noqa: SIM905 - word lists read best as one string

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from analysis.values import Language


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence at the character offsets ``start`` to ``end`` (exclusive); ``text`` is exactly that stretch."""

    start: int
    end: int
    text: str


_CLOSING = "\"'”“’‘»«)]}」』〉》）】〕"
_OPENING = "\"'“„‚‘»«([{「『〈《（【〔"
_CANDIDATE = re.compile(r"[.!?…。！？；｡]+|\n[^\S\n]*(?:\n[^\S\n]*)*| • ")
_WORD_BEFORE = re.compile(r"[^\s\"'“”„‚‘’»«()\[\]{}（），。：；、「」『』《》/|]{1,40}$")
_NEXT_WORD = re.compile(r"[\s\"'“„‚‘»«(\[–—-]{0,6}([^\W\d_]+)")
_HAN_STOPS = frozenset("。！？｡")
_WORD_AFTER = re.compile(r"[^\W\d_]+(?:[’'-][^\W\d_]+)*")
_BULLET = re.compile(
    r"(?:[-*•·▪◦–—►■●+]|\(?\d{1,2}[.)、]|[（(][一二三四五六七八九十\d]{1,3}[）)]|[一二三四五六七八九十]{1,3}、)\s*"
)
_SPEAKS_ON = re.compile(
    r"[^，。！？；“”「」\n]{0,10}(?:说|說|表示|称|稱|道|指出|强调|強調|认为|認為|写道|寫道)"
)

# Never the last word of a sentence: something always follows.
_OPEN_ABBREVIATIONS = frozenset(
    """dr prof mr mrs ms st nr no nos art abs bzw ca z d u h v vgl sog inkl exkl zzgl evtl ggf gem dipl ing hr fr
    mag lt str geb gest tel fig vol vs approx dept gen col sgt capt lieut rev hon sen rep gov pres jan feb mrz apr
    jun jul aug sep sept okt oct nov dez dec mo di mi do sa so mon tue tues wed thu thur thurs fri sat sun stv
    i.a i.v z.b d.h u.a s.o s.u o.g v.a i.d.r u.u m.e n.chr v.chr e.g i.e cf al p pp s seq hg hrsg bd kap ziff
    rd max min durchschn jew einschl ausschl allg ehem gegr verh staatl städt dt chin engl frz amerik europ
    postf reg.nr hrb est ver vers mt ft bros messrs ph ste""".split()
)
# May end a sentence: what follows decides.
_MAYBE_ABBREVIATIONS = frozenset(
    """mrd mio bio tsd mill bn mn mln inc ltd co corp llc plc bhd pte pty intl u.s u.k u.n e.u d.c p.m a.m etc
    usw jr sr u.s.a s.a s.p.a n.v b.v a.s a.g e.v e.g.mbh gmbh cie gebr ph.d m.d m.b.a o.ä u.ä u.v.m p.a
    std min sek km st.p jh jhd akt ag kg se""".split()
)
# Capitalised words that open sentences and hardly ever follow an abbreviation or ordinal inside one.
_STARTERS = frozenset(
    """The This That These Those It Its He She They We You I In On At By For From With Without After Before When
    While If As But And Or So Yet Both Each Such Other Another Under Over Since Until During According Together
    Meanwhile However Then There Here What Which Who Why How His Her Their Our My A An Not No Most Many
    Some All One Two Three Also Last Next Earlier Later Following
    Der Die Das Den Dem Des Ein Eine Einer Einem Einen Er Sie Es Wir Ihr Ich Man Im Am Zum Zur Beim Vom Mit Von
    Nach Vor Bei Auf Aus An Für Über Unter Durch Gegen Ohne Um Seit Bis Zu Als Wenn Weil Da Dass Ob
    Doch Aber Und Oder Denn Auch Nun Noch Nur Schon So Dann Dort Hier Damit Dabei Dafür Dazu Davon Daran Dadurch
    Danach Zuvor Zudem Außerdem Allerdings Jedoch Diese Dieser Dieses Diesem Diesen Jene Jeder Jede Beide Alle
    Ihre Sein Seine Seinen Ihren Unsere Was Wer Wie Wo Wann Warum Welche Zwei Drei Insgesamt Künftig Bisher
    Bislang Rund Etwa Mehr Nicht Kein Keine Laut Während Zugleich Gleichzeitig Heute Gestern""".split()
)
_MONTHS = frozenset(
    """January February March April May June July August September October November December Januar Jänner
    Februar März Mai Juni Juli Oktober Dezember Jan Feb Mär Mrz Apr Jun Jul Aug Sep Sept Okt Oct Nov Dez Dec""".split()
)
_INITIALS = re.compile(r"(?:[^\W\d_]\.)*[^\W\d_]")
_ROMAN = re.compile(r"[IVXL]{1,5}")
_NUMBER = re.compile(r"(?:\d{1,3}|\d{1,2}\.\d{1,2})")
_BREAK = re.compile(r"(?<=\S)\n(?=\S)")
_NARROWEST = 40  # characters of the widest line of a block whose lines were wrapped


def split_sentences(text: str, language: Language, headline: int = 0) -> tuple[Sentence, ...]:
    """The sentences of ``text`` in order; they do not overlap and hold no surrounding white space.

    A line break before ``headline`` ends one in any case: a headline does not go on in the text below it.
    ``language`` matters for what a full stop after a number means and for the semicolon, which ends a sentence in
    Chinese only. Text in another language is split by the rules common to Latin script.
    """
    cuts = list(_cuts(text, language, headline))
    sentences: list[Sentence] = []
    start = 0
    for cut in [*cuts, len(text)]:
        piece = text[start:cut]
        body = piece.strip()
        if body:
            offset = start + len(piece) - len(piece.lstrip())
            sentences.append(Sentence(offset, offset + len(body), body))
        start = cut
    return tuple(sentences)


def without_wraps(text: str, start: int) -> str:
    """The text with spaces for the breaks at which lines of running words were wrapped; as long as before.

    Args:
        text: The text.
        start: Where its body begins; what stands before is left alone.
    """
    widths = _wrapped_widths(text)
    breaks = [
        match.start()
        for match in _BREAK.finditer(text, start)
        if widths.get(match.start(), 0) >= _NARROWEST
        and _is_wrapped(text, match.start(), match.end(), "\n", widths)
    ]
    if not breaks:
        return text
    pieces = [text[: breaks[0]]]
    pieces.extend(text[one + 1 : two] for one, two in pairwise([*breaks, len(text)]))
    return " ".join(pieces)


def _cuts(text: str, language: Language, headline: int) -> Iterator[int]:
    """Offsets after which a new sentence may begin, in rising order."""
    widths = _wrapped_widths(text)
    for match in _CANDIDATE.finditer(text):
        mark = match.group()
        if mark[0] == "\n":
            if match.start() < headline or not _is_wrapped(text, match.start(), match.end(), mark, widths):
                yield match.end()
        elif mark == " • ":
            yield match.start()
        else:
            end = match.end()
            while end < len(text) and text[end] in _CLOSING and end - match.end() < 4:
                end += 1
            if _ends_sentence(text, match.start(), match.end(), end, language):
                yield end


def _ends_sentence(text: str, start: int, stop: int, end: int, language: Language) -> bool:
    mark = text[start:stop]
    if not _HAN_STOPS.isdisjoint(mark):
        return end == stop or _SPEAKS_ON.match(text, end, end + 16) is None
    if "；" in mark:
        return language == "zh"
    following = text[end : end + 1]
    if not following or following == "\n":
        return not following or not _continues_below(text, end)
    if mark == "…" or mark.startswith(".."):
        return following.isspace() and _opens_sentence(text, end)
    if "!" in mark or "?" in mark:
        return (following.isspace() and _opens_sentence(text, end)) or _is_han(following)
    return _full_stop_ends(text, start, end, following, language)


def _full_stop_ends(text: str, start: int, end: int, following: str, language: Language) -> bool:
    before = _WORD_BEFORE.search(text, max(0, start - 40), start)
    word = before.group() if before else ""
    if not following.isspace():
        return _space_is_missing(text, start, end, word) or (
            _is_han(following) and language == "zh" and _is_han(word[-1:])
        )
    if not _opens_sentence(text, end):
        return False
    after = _next_word(text, end)
    starter = after in _STARTERS
    key = word.lower().lstrip("-–—(").rstrip(".")
    if _NUMBER.fullmatch(word):
        return _number_ends(text, start - len(word), word, after, starter, language)
    if key in _OPEN_ABBREVIATIONS:
        # "do", "so", "min", "art" and "no" are words as well: only capitalised or before a figure are they short forms.
        if key in {
            "no",
            "art",
            "do",
            "so",
            "mo",
            "di",
            "mi",
            "sa",
            "sat",
            "sun",
            "fig",
            "gen",
            "rep",
            "mag",
            "max",
            "mt",
        }:
            return not (word[0].isupper() and not starter)
        return starter and key in {"jan", "feb", "dec", "nov", "oct", "sept", "aug"}
    if key in _MAYBE_ABBREVIATIONS:
        return starter or (end > start + 1 and after not in _MONTHS)
    if _INITIALS.fullmatch(word):
        return starter and (len(word) > 1 or text[max(0, start - 4) : start] == "a. M")
    if _ROMAN.fullmatch(word):
        return starter
    return bool(word.rstrip(".-")) or not word.endswith((".", "-"))


def _number_ends(text: str, at: int, word: str, after: str, starter: bool, language: Language) -> bool:
    """Whether a short number with a full stop closes a sentence or is an ordinal or a list number."""
    line_start = text.rfind("\n", max(0, at - 6), at) + 1 if at else 0
    if at == 0 or (line_start and not text[line_start:at].strip(" (§")):
        return False
    if after in _MONTHS:
        return False
    if language == "de":
        return starter
    return bool(after) or language == "zh"


def _space_is_missing(text: str, start: int, end: int, word: str) -> bool:
    """ "…wurde.Der Bau": a lower-case word of some length, a full stop, and a capitalised one at once."""
    if end > start + 1:
        return text[end : end + 1].isupper()
    if len(word) < 3 or "." in word or not word[-2:].islower():
        return False
    after = _WORD_AFTER.match(text, end, end + 24)
    return after is not None and after.group() in _STARTERS


def _opens_sentence(text: str, end: int) -> bool:
    """Whether what follows the white space can open a sentence: no small letter, no closing mark."""
    stop = min(len(text), end + 12)
    for index in range(end, stop):
        character = text[index]
        if character.isspace() or character in _OPENING or character in "-–—•*#|":
            continue
        return not character.islower() and character not in ",;:)"
    return True


def _next_word(text: str, end: int) -> str:
    match = _NEXT_WORD.match(text, end, end + 40)
    return match.group(1) if match else ""


def _continues_below(text: str, end: int) -> bool:
    following = text[end : end + 8].lstrip()
    return following[:1].islower() and "\n\n" not in text[end : end + 8]


def _is_han(character: str) -> bool:
    return "㐀" <= character <= "鿿"


def _wrapped_widths(text: str) -> dict[int, int]:
    """For each line of a block of three lines or more: the offset of its end and the width of the widest line."""
    widths: dict[int, int] = {}
    block: list[tuple[int, int]] = []
    position = 0
    for line in [*text.split("\n"), ""]:
        if line.strip():
            block.append((position + len(line), len(line)))
        else:
            if len(block) > 2:
                widest = max(width for _, width in block)
                widths.update({stop: widest for stop, _ in block})
            block = []
        position += len(line) + 1
    return widths


def _is_wrapped(text: str, start: int, end: int, mark: str, widths: dict[int, int]) -> bool:
    """Whether a line break lies inside a sentence: a small letter follows, or the block was wrapped at one width."""
    if mark.count("\n") > 1 or start == 0 or end >= len(text):
        return False
    if _BULLET.match(text, end, end + 8):
        return False
    last = text[start - 1]
    if last in ".!?。！？；:：…" or last in _CLOSING:
        return False
    if text[end].islower():
        return True
    width = widths.get(start, 0)
    line_start = text.rfind("\n", max(0, start - width - 1), start) + 1
    narrow, wide = (18, 60) if _is_han(last) else (50, 110)
    return narrow <= width <= wide and (start - line_start) >= 0.85 * width


__all__ = ["Sentence", "split_sentences", "without_wraps"]
