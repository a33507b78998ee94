"""What stands in one text: names, numbers, sums and dates, each looked for once, when it is first asked for."""

from __future__ import annotations

from datetime import date
from functools import cached_property

from analysis.amounts import MoneyMention, find_amounts
from analysis.amounts_numbers import Quantity, find_quantities, narrow
from analysis.dates import DateMention, find_dates
from analysis.gazetteer import Gazetteer
from analysis.mentions import Mention
from analysis.values import Language


class Findings:
    """The findings of a text. The verdict on an article and what its story is known by rest on the same ones.

    Args:
        text: Title and body, repaired.
        language: Its language.
        published: The day that relative dates start from.
        gazetteer: The known names.
    """

    def __init__(self, text: str, language: Language, published: date | None, gazetteer: Gazetteer) -> None:
        self.text = text
        self.language = language
        self.published = published
        self.gazetteer = gazetteer

    def are_of(self, text: str, language: Language, published: date | None, gazetteer: Gazetteer) -> bool:
        """Whether these are the findings that a text would give."""
        return (
            self.text == text
            and self.language == language
            and self.published == published
            and self.gazetteer is gazetteer
        )

    @cached_property
    def mentions(self) -> tuple[Mention, ...]:
        """The names."""
        return self.gazetteer.find(self.text, self.language)

    @cached_property
    def quantities(self) -> tuple[Quantity, ...]:
        """The numbers, whatever they count."""
        return find_quantities(narrow(self.text), self.language)

    @cached_property
    def money(self) -> tuple[MoneyMention, ...]:
        """The sums of money."""
        return find_amounts(self.text, self.language, self.quantities)

    @cached_property
    def dates(self) -> tuple[DateMention, ...]:
        """The dates."""
        return find_dates(self.text, self.language, self.published)


__all__ = ["Findings"]
