"""What a new article is stored and found by, worked out before there is a turn to write, for others wait for theirs."""

from __future__ import annotations

from dataclasses import dataclass

from analysis.imprints import Imprint
from analysis.likeness_text import Fingerprint
from analysis.stories import index_terms
from analysis.stories_facts import StoryFacts
from storage.imprint_bytes import facts_as_bytes, wording_as_bytes, wording_from_bytes
from storage.search_words import index_tokens
from storage.terms import number_of


@dataclass(frozen=True, slots=True)
class Marks:
    """What an article is grouped by.

    ``wording`` is as the database keeps it; ``shingles`` and ``terms`` are the numbers of the index's rows on its
    wording, and on what it tells of.
    """

    wording: Fingerprint
    facts: StoryFacts
    shingles: frozenset[int]
    terms: dict[str, int]

    @property
    def numbers(self) -> set[int]:
        """Its rows in the index."""
        return {*self.shingles, *self.terms.values()}


@dataclass(frozen=True, slots=True)
class PreparedArticle:
    """What is written of an article besides its row: its imprint in bytes, and what its text is found under."""

    marks: Marks
    wording: bytes
    facts: bytes
    title_tokens: list[str]
    body_tokens: list[str]


def marks_of(wording: Fingerprint, facts: StoryFacts) -> Marks:
    """What an article is grouped by, given its wording and its facts as the database keeps them."""
    shingles = frozenset((*wording.index_terms, number_of(f"k:{wording.key}")))
    return Marks(wording, facts, shingles, {term: number_of(term) for term in index_terms(facts)})


def prepare_article(title: str, text: str, language: str, imprint: Imprint) -> PreparedArticle:
    """Work it out, for an article in a language as its reading tells it."""
    wording = wording_as_bytes(imprint.wording)
    return PreparedArticle(
        marks_of(wording_from_bytes(wording), imprint.facts),
        wording,
        facts_as_bytes(imprint.facts),
        index_tokens(title, language),
        index_tokens(text, language),
    )
