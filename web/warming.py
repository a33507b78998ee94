"""What every page needs, loaded before the first reader asks, and out of the garbage collector's way from then on."""

from __future__ import annotations

import gc
from datetime import date
from decimal import Decimal
from functools import cache
from zoneinfo import ZoneInfo

from digests.formats import Formats
from digests.names import organisation_name, place_name
from storage.deal_counts import PlaceOfParty
from web.map_lines import lines_view
from web.map_view import map_view
from web.rendering import templates
from web.viewer import LANGUAGES, wording_of

FULL_COLLECTION_AFTER = 30
"""Collections of the middle generation before all is looked at; ten by default. Little of a page outlives those."""


@cache
def warm_up() -> None:
    """Load names, places, words, forms and templates; once in a process.

    Modules and all that is loaded here are several hundred thousand objects that stay. A full collection looks at each
    of them, and everything stands still meanwhile: 150 to 400 ms, every hundred pages or so. Frozen, they are passed
    over: what is left takes a quarter of that, and a third as often.
    """
    for language in LANGUAGES:
        wording_of(language)
        forms = Formats(language, ZoneInfo("UTC"))
        forms.day(date(2026, 1, 2))
        forms.short_month(date(2026, 2, 1))
        forms.money(Decimal(1_200_000), "CNY")
        forms.names(("a", "b", "c"))
        organisation_name("BASF", "basf", language)
        place_name("Suzhou", language)
        map_view({"Suzhou": 1}, language)
        lines_view([PlaceOfParty("basf", "Suzhou", 1)], (), language)
    environment = templates()
    for name in environment.list_templates():
        environment.get_template(name)
    gc.collect()
    gc.freeze()
    young, middle, _ = gc.get_threshold()
    gc.set_threshold(young, middle, FULL_COLLECTION_AFTER)
