"""Who deals where the text names a unit behind its owner: of ``中国宝武旗下八一钢铁`` the unit, not the owner."""

from __future__ import annotations

import re
from collections.abc import Sequence

from analysis.facts_actors import Actor
from analysis.facts_statements import Telling
from analysis.marking import MarkedText

# Between an owner's name and that of its unit: 集团旗下, 旗下软件公司, 旗下的子公司.
_OWNS = re.compile(
    r"(?:集团|集團|公司|家族)?(?:[（(][^）)\n]{1,20}[）)])?旗下的?"
    r"(?:[\u3400-\u9fff]{0,6}?(?:公司|企业|企業|子公司|品牌|厂商|廠商|制造商|製造商|半导体厂|半導體廠))?"
)

_PAPER = re.compile(
    r"[签簽]|协[议定]|協[議定]|合同|备忘录|備忘錄|意向|约定|約定|[与與和同跟][^，。；]{0,24}(?:合作|合资|合資|共同|共建|联合|聯合|联手|聯手|携手|攜手)"
    r"|牵手|牽手|授牌|达成|達成|换文|互换|招商|共同出资|共同投资|合建|合办|共建"
)


def with_units_for_owners(
    chosen: Sequence[Actor], actors: Sequence[Actor], telling: Telling, text: MarkedText
) -> list[Actor]:
    """The chosen with the unit in the owner's place where the stating sentence names the owner before 旗下 only.

    Args:
        chosen: The parties found.
        actors: Everyone who may be one.
        telling: The deal as the text tells it.
        text: The marked article.
    """
    if text.layout.language != "zh":
        return list(chosen)
    result: list[Actor] = []
    for actor in chosen:
        unit = _unit_of(actor, actors, telling, text.layout.text)
        if unit is not None and unit not in chosen:
            result.append(unit)
        others = {side for one in chosen if one not in (actor, unit) for side in one.sides}
        # 中信戴卡旗下KSM: an owner of the other country makes the deal one between the two.
        if unit is None or (unit.side != actor.side and unit.side != "other" and not actor.sides <= others):
            result.append(actor)
    return list(dict.fromkeys(result))


def without_sites(chosen: Sequence[Actor], telling: Telling) -> list[Actor]:
    """The chosen without towns and countries beside a firm that builds there, unless a paper or a pair is told of.

    Args:
        chosen: The parties found of an investment.
        telling: The deal as a Chinese text tells it.
    """
    firms = [actor for actor in chosen if actor.type == "organisation"]
    if not firms or any(_PAPER.search(one.placed.text) for one in (telling.lead.sentence, *telling.core[:2])):
        return list(chosen)
    return firms


def _unit_of(actor: Actor, actors: Sequence[Actor], telling: Telling, whole: str) -> Actor | None:
    """The organisation named behind an owner wherever the stating sentence names the owner, if it is one."""
    placed = telling.lead.sentence.placed
    spans = actor.within(placed.start, placed.end)
    found: Actor | None = None
    for span in spans:
        behind = _OWNS.match(whole, span.end)
        if behind is None:
            return None
        found = next(
            (
                other
                for other in actors
                if other is not actor
                and other.type == "organisation"
                and any(one.start == behind.end() for one in other.spans)
            ),
            None,
        )
        if found is None:
            return None
    return found
