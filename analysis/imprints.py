"""What is kept of an article so that later ones are told to be its copies, or of its story."""

from __future__ import annotations

from dataclasses import dataclass

from analysis.findings import Findings
from analysis.gazetteer import Gazetteer
from analysis.likeness_text import Fingerprint, fingerprint
from analysis.stories_facts import StoryFacts, story_facts
from analysis.values import Article, Reading


@dataclass(frozen=True, slots=True)
class Imprint:
    """The wording of an article, by which copies are known, and its facts, by which stories are."""

    wording: Fingerprint
    facts: StoryFacts


def imprint_of(
    article: Article, reading: Reading, gazetteer: Gazetteer, findings: Findings | None = None
) -> Imprint:
    """The imprint of an article; pure, and linear in the length of its text.

    ``findings`` are those that the reading rests on, where they are at hand.
    """
    return Imprint(
        fingerprint(article.title, article.text, reading.language),
        story_facts(article, reading, gazetteer, findings),
    )


__all__ = ["Imprint", "imprint_of"]
