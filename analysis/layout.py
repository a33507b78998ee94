"""Where things stand in an article: headline, lead, body, and the page around it that tells nothing of its own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from analysis.cleaning import CleanText, clean
from analysis.sentences import split_sentences, without_wraps
from analysis.values import Article, Language
from analysis.wording import Cue, Wording, fold

Role = Literal["title", "lead", "body", "furniture", "repeat"]

_LEAD = 3  # sentences after the headline that count as lead
_SHORTEST_TOLD = {"zh": 14}  # letters of a sentence that tells something; credits and captions are shorter
_LONGEST_HEADER = {"zh": 24}
_SEPARATORS = re.compile(r"\s[|·»›>•/]\s|[|｜»›]|\s-\s|\s–\s|◇|►")
_NO_LETTER = re.compile(r"[\W_]+")
_ASCII_LETTERS = {code: chr(code).lower() if chr(code).isalnum() else None for code in range(128)}
_HEADER = 160  # characters of a line that are looked at for words of furniture
# Running words, looked for up to some characters before the end, and what may close a line of prose. Both are
# bounded, so that a page without line breaks costs no more than its length.
_RUNNING = {"zh": re.compile(r"[，、][^。！？\n]{4,120}[。！？]")}
_RUNNING_LATIN = re.compile(r"[a-zäöüß,;)] [a-zäöüß]{1,40} ")
_CLOSED = re.compile(r"[.!?][\"”“’'»)]?\s*$")
_ENOUGH = {"zh": 40}  # characters that make a paragraph of prose


@dataclass(frozen=True, slots=True)
class PlacedSentence:
    """A sentence with its place; offsets count in :attr:`Layout.text`."""

    number: int
    start: int
    end: int
    text: str
    folded: str
    role: Role
    paragraph: int

    @property
    def tells(self) -> bool:
        """Whether the sentence belongs to the article itself."""
        return self.role not in ("furniture", "repeat")


@dataclass(frozen=True, slots=True)
class Layout:
    """An article's headline and body as one clean text, cut into placed sentences."""

    language: Language
    source: CleanText
    title_end: int
    sentences: tuple[PlacedSentence, ...]

    @property
    def text(self) -> str:
        """Headline, a line break, body; repaired."""
        return self.source.text

    def as_written(self, start: int, end: int) -> str:
        """The stretch as the article has it, without surrounding white space."""
        return self.source.as_written(start, end).strip()


def lay_out(article: Article, language: Language, wording: Wording) -> Layout:
    """Clean an article, cut it into sentences, and tell each one's role."""
    title = " ".join(article.title.split())
    source = clean(f"{title}\n{article.text}")
    body_start = source.text.find("\n") + 1
    source = replace(source, text=without_wraps(source.text, body_start))
    shortest = _SHORTEST_TOLD.get(language, 40)
    folded = fold(source.text)
    furniture = set(_furniture_paragraphs(source.text, folded, body_start, language, wording))
    placed: list[PlacedSentence] = []
    seen: set[str] = set()
    told = 0
    paragraph = 0
    previous_end = 0
    for number, sentence in enumerate(split_sentences(source.text, language, body_start)):
        if "\n" in source.text[previous_end : sentence.start]:
            paragraph += source.text.count("\n", previous_end, sentence.start)
        previous_end = sentence.end
        key = _letters(sentence.text)
        role: Role
        if sentence.start < body_start:
            role = "title"
        elif paragraph in furniture or not key:
            role = "furniture"
        elif len(key) > 8 and key in seen:
            role = "repeat"
        elif told < _LEAD:
            role = "lead"
            told += len(key) >= shortest
        else:
            role = "body"
        seen.add(key)
        placed.append(
            PlacedSentence(
                number,
                sentence.start,
                sentence.end,
                sentence.text,
                folded[sentence.start : sentence.end],
                role,
                paragraph,
            )
        )
        paragraph += sentence.text.count("\n")
    return Layout(language, source, max(0, body_start - 1), tuple(placed))


def _letters(text: str) -> str:
    """Its letters and digits, small."""
    return text.translate(_ASCII_LETTERS) if text.isascii() else _NO_LETTER.sub("", text.lower())


def _furniture_paragraphs(
    text: str, folded: str, body_start: int, language: Language, wording: Wording
) -> Iterator[int]:
    """Numbers of the lines (headline 0) that hold navigation, teasers, credits and the like."""
    longest_header = _LONGEST_HEADER.get(language, 70)
    cut = told = False
    offset = 0
    for number, line in enumerate(text.split("\n")):
        start, offset = offset, offset + len(line) + 1
        if start < body_start:
            continue
        stripped = line.strip()
        prose = _is_prose(stripped, language)
        if not stripped:
            continue
        first = start + line.index(stripped)
        cues = wording.furniture.find(folded[first : min(first + _HEADER, first + len(stripped))])
        opens_cut = any(
            cue.meaning.group == "cut" and cue.start <= 6 and (not prose or len(stripped) <= longest_header)
            for cue in cues
        )
        if opens_cut and told:
            cut = True
        elif cut and prose and _paragraph_tells(stripped, language):
            cut = False
        if cut or opens_cut or _is_navigation(stripped, prose, cues):
            yield number
        told = told or prose


def _is_prose(line: str, language: Language) -> bool:
    if len(line) < _ENOUGH.get(language, 90):
        return False
    running = _RUNNING.get(language)
    if running is not None:
        return running.search(line) is not None
    return (
        _CLOSED.search(line, len(line) - 8) is not None
        and _RUNNING_LATIN.search(line, 0, len(line) - 20) is not None
    )


def _paragraph_tells(line: str, language: Language) -> bool:
    return len(line) >= 3 * _ENOUGH.get(language, 90) and "|" not in line and "｜" not in line


def _is_navigation(line: str, prose: bool, cues: tuple[Cue, ...]) -> bool:
    if prose:
        return False
    rows = len(_SEPARATORS.findall(line))
    if rows >= 3 and len(line) / (rows + 1) < 40:
        return True
    groups = [cue.meaning.group for cue in cues]
    return "line" in groups and len(line) < 130 and not line.endswith((".", "。", "!", "?"))
