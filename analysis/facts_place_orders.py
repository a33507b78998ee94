"""Who orders and who supplies in a deal: the place of an order is where the goods go, not where they are made."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence

from analysis.facts_actors import Actor
from analysis.facts_place_found import FoundPlace
from analysis.facts_statements import Telling
from analysis.marking import MarkedText
from analysis.values import Side
from config.deals import Kind

_REACH = 90  # characters around a name that may tell what it does
_WORDS = r"(?:the\s)?(?:[\w’'&-]+\s){0,4}"
_ORDER = re.compile(
    r"\b(?:order(?:s|ed)?\b(?!\sto\s)|contracts?\s(?:to|for)\b|suppl(?:y|ies|ied)\b|deliver\w*|awarded\b)",
    re.IGNORECASE,
)
_CUSTOMER_AFTER = re.compile(
    r"^[^.;,]{0,40}?\b(?:ordered|orders|placed an? [^.;,]{0,20}order|has commissioned"
    r"|has (?:given|awarded|chosen|selected)|awarded|gave"
    r"|picks?|picked|buys|bought|purchas\w+|to (?:buy|order|purchase))\b"
)
_CUSTOMER_BEFORE = re.compile(
    rf"\b(?:order|contract|ordered|awarded)\b[^.;]{{0,50}}?\b(?:from|by)\s{_WORDS}$"
    rf"|\b(?:suppl\w+|deliver\w*|sell|sells|sold|provid\w+|ship\w*)\b[^.;]{{0,60}}?\b(?:to|for)\s{_WORDS}$"
    rf"|\bequip(?:s|ping)?\s{_WORDS}$"
)
_SUPPLIER_AFTER = re.compile(
    r"^[^.;]{0,40}?\b(?:w[oi]ns?|receiv\w+|secur\w+|obtain\w+|bags?|bagged|lands?|landed|gets|got|books?|booked|clinch\w*"
    r"|(?:has|have|had|was|been) (?:awarded|commissioned|chosen|selected)|suppl(?:y|ies)|delivers?|ships?|sells?)\b"
)
_SUPPLIER_BEFORE = re.compile(
    rf"\b(?:ordered|orders|buys?|bought|purchas\w+)\b[^.;]{{0,80}}?\bfrom\s{_WORDS}$"
    rf"|\b(?:awarded|order|contract)\s(?:[\w’'-]+\s){{0,3}}to\s{_WORDS}$|\b(?:has given|gave)\s{_WORDS}$"
)
_FROM_CHINA = re.compile(
    r"\b(?:orders?|contracts?)\b[^.;]{0,40}\b(?:from|in)\s(?:[\w-]+\s){0,2}Chin(?:a|ese)\b"
    r"|\b(?:suppl\w+|deliver\w*)\b[^.;]{0,60}\b(?:to|for|in)\s(?:[\w-]+\s){0,2}Chin(?:a|ese)\b|\bChin(?:a|ese) order\b"
)
_OTHER: dict[Side, Side] = {"de": "cn", "cn": "de"}


class Trade:
    """Who orders and who supplies, by the words around the names of the parties; of English texts only.

    Args:
        telling: The deal as the text tells it.
        text: The marked article.
        kind: The kind of the deal; only agreements are orders.
        parties: Those who take part in it.
    """

    def __init__(self, telling: Telling, text: MarkedText, kind: Kind, parties: Sequence[Actor]) -> None:
        self._customers: set[str] = set()
        self._suppliers: set[str] = set()
        self._side: Side | None = None
        told = [sentence for sentence in (telling.lead.sentence, telling.title) if sentence is not None]
        if (
            text.layout.language != "en"
            or kind != "agreement"
            or not any(_ORDER.search(sentence.placed.text) for sentence in told)
        ):
            return
        sides: dict[Side, int] = {}
        whole = text.layout.text
        for sentence in told:
            start, end = sentence.placed.start, sentence.placed.end
            if _FROM_CHINA.search(sentence.placed.text):
                sides["cn"] = sides.get("cn", 0) + 1
            for actor in parties:
                for span in actor.within(start, end):
                    before = whole[max(start, span.start - _REACH) : span.start]
                    after = whole[span.end : min(end, span.end + _REACH)]
                    supplies = bool(_SUPPLIER_BEFORE.search(before) or _SUPPLIER_AFTER.search(after))
                    orders = bool(_CUSTOMER_BEFORE.search(before) or _CUSTOMER_AFTER.search(after))
                    if supplies == orders:
                        continue
                    (self._customers if orders else self._suppliers).add(actor.key)
                    if actor.side in _OTHER:
                        side = actor.side if orders else _OTHER[actor.side]
                        sides[side] = sides.get(side, 0) + 1
        if sides:
            first, *rest = sorted(sides, key=lambda side: -sides[side])
            self._side = None if rest and sides[rest[0]] == sides[first] else first

    def traits(self, one: FoundPlace, sitting: Collection[tuple[str, str]]) -> Iterator[str]:
        """Whether a place is on the side of whoever orders, and whether the customer or the supplier sits there.

        Args:
            one: The place.
            sitting: The parties that sit there and how; see :func:`analysis.facts_seats.seats_of`.
        """
        if self._side is not None and one.side in _OTHER:
            yield "on the customer's side" if one.side == self._side else "on the supplier's side"
        for key, how in sitting:
            if key in self._customers and key not in self._suppliers:
                yield f"seat of the customer, {how}"
            elif key in self._suppliers and key not in self._customers:
                yield f"seat of the supplier, {how}"
