"""Words and signs that tell the tone of a sentence: percentages, quotations, who speaks."""

from __future__ import annotations

import re

from analysis.values import Language
from analysis.worded import Worded

PERCENT = Worded(
    re.compile(r"\d\s?(?:%|percent|per cent|prozent|个百分点|成股)", re.IGNORECASE),
    *("%", "percent", "per cent", "prozent", "个百分点", "成股"),
)
FIRST_PERSON: dict[Language, re.Pattern[str] | Worded] = {
    # What stands before a word is asked last, so that the others are passed over by their first letters.
    "en": re.compile(r"(?:we|our|us|I|my)\b(?<!\wwe)(?<!\wour)(?<!\wus)(?<!\wI)(?<!\wmy)"),
    "de": Worded(
        re.compile(r"\b(?:wir|uns|unsere?[nrms]?|ich|mein)\b", re.IGNORECASE), "wir", "uns", "ich", "mein"
    ),
    "zh": re.compile(r"我们|我司|笔者|本人"),
}
QUOTE = re.compile(r"[\"“”„»«「」]")
