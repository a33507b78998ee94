"""New deals without end: plausible invented items, no two alike, always the same for the same seed."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import time
from functools import cache
from importlib.resources import files
from string import Template
from typing import Any

import yaml

from newsroom.drafts import Draft, DraftDeal
from newsroom.errors import NewsroomError
from newsroom.values import ExpectedAmount, Language, Outlet

# Amounts run through a full cycle of odd steps, so that a sum returns only after this many items.
AMOUNTS = 8999
_KINDS = {"plant": "investment", "takeover": "acquisition", "order": "agreement"}


@cache
def _parts() -> dict[str, Any]:
    parts: dict[str, Any] = yaml.safe_load((files("newsroom") / "generator.yaml").read_text("utf-8"))
    return parts


def capacity() -> int:
    """How many items there are before names of firms repeat."""
    parts = _parts()
    return len(parts["german_beginnings"]) * len(parts["german_endings"]) * len(parts["trades"])


def _random(seed: str) -> random.Random:
    """Numbers that repeat for the same seed; nothing here is secret."""
    return random.Random(seed)  # noqa: S311


def _shuffled(seed: int, label: str, size: int) -> list[int]:
    """A fixed permutation: neighbours in the count have little in common."""
    order = list(range(size))
    _random(f"{seed}:{label}").shuffle(order)
    return order


@cache
def _orders(seed: int) -> tuple[list[int], list[int]]:
    parts = _parts()
    chinese = len(parts["chinese_beginnings"]) * len(parts["chinese_endings"])
    return _shuffled(seed, "german", capacity()), _shuffled(seed, "chinese", chinese)


def _amount(index: int, language: Language) -> ExpectedAmount:
    tenths = 101 + (index * 4441) % AMOUNTS
    whole, tenth = divmod(tenths, 10)
    value = tenths * 100_000
    if language == "zh":
        number = (
            f"{value / 1e8:.3f}".rstrip("0").rstrip(".") + "亿" if value >= 10**8 else f"{value // 10_000}万"
        )
        return ExpectedAmount(value, "EUR", f"{number}欧元")
    fraction = {"en": f".{tenth}", "de": f",{tenth}"}[language] if tenth else ""
    unit = {"en": "million euros", "de": "Millionen Euro"}[language]
    return ExpectedAmount(value, "EUR", f"{whole}{fraction} {unit}")


def _facts(index: int, seed: int, language: Language, amount: ExpectedAmount) -> dict[str, str]:
    parts = _parts()
    german_order, chinese_order = _orders(seed)
    number = german_order[index]
    number, trade_index = divmod(number, len(parts["trades"]))
    beginning, ending = divmod(number, len(parts["german_endings"]))
    trade = parts["trades"][trade_index]
    first, second = divmod(chinese_order[index % len(chinese_order)], len(parts["chinese_endings"]))
    latin = parts["chinese_beginnings"][first][0] + parts["chinese_endings"][second][0]
    ideographs = parts["chinese_beginnings"][first][1] + parts["chinese_endings"][second][1]
    ideographic = language == "zh"
    rng = _random(f"{seed}:{index}:facts")
    chinese_city = rng.choice(parts["chinese_cities"])
    german_town = rng.choice(parts["german_towns"])
    return {
        "german": f"{parts['german_beginnings'][beginning]}{parts['german_endings'][ending]} {trade['name']}",
        "chinese": f"{chinese_city[1]}{ideographs}集团"
        if ideographic
        else f"{chinese_city[0]} {latin} Group",
        "german_town": german_town[ideographic],
        "chinese_city": chinese_city[ideographic],
        "trade": trade[language],
        "amount": amount.stated,
        "person": rng.choice(parts["people"][language]),
        "jobs": str(rng.randrange(40, 990)),
        "months": str(rng.randrange(5, 34)),
        "founded": str(rng.randrange(1851, 1996)),
    }


def _draft(outlet: Outlet, index: int, seed: int) -> Draft:
    language = outlet.language
    texts = _parts()["texts"][language]
    rng = _random(f"{seed}:{index}:words")
    scene = rng.choice(tuple(_KINDS))
    amount = _amount(index, language)
    facts = _facts(index, seed, language, amount)
    title = Template(rng.choice(texts[scene]["titles"])).substitute(facts)
    lead = Template(rng.choice(texts[scene]["leads"])).substitute(facts)
    rest = [
        Template(rng.choice(texts[group])).substitute(facts) for group in ("details", "quotes", "backgrounds")
    ]
    parties = {
        "plant": (facts["german"], facts["chinese_city"]),
        "takeover": (facts["chinese"], facts["german"]),
        "order": (facts["chinese"], facts["german"]),
    }[scene]
    place = facts["german_town"] if scene == "takeover" else facts["chinese_city"]
    deal = DraftDeal(_KINDS[scene], "signed", parties, amount, place if place in lead else None, 0, lead)
    return Draft(
        id=f"generated-{seed}-{index:05}",
        site=outlet.id,
        language=language,
        title=title,
        teaser=lead,
        author="",
        section="",
        paragraphs=(lead, *rest),
        alert=True,
        sino_german=True,
        story=f"generated-{seed}-{index:05}",
        deals=(deal,),
        published=None,
        days_ago=0,
        clock=time(9),
        held=True,
        copy_of=None,
        prefix="",
        note="generated",
    )


def generate(outlets: Sequence[Outlet], start: int, count: int, seed: int = 0) -> tuple[Draft, ...]:
    """Drafts number ``start`` to ``start + count``, the outlets taking turns.

    Raises:
        NewsroomError: If there are no more distinct items.
    """
    if start + count > capacity():
        raise NewsroomError(f"the generator knows {capacity()} different items, not {start + count}")
    return tuple(_draft(outlets[index % len(outlets)], index, seed) for index in range(start, start + count))
