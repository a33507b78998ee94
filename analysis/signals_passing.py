"""Which names of a sentence are only compared, supplied, or remembered, and take no part in what is done."""

from __future__ import annotations

import re

from analysis.marking import MarkedSentence
from analysis.mentions import Mention
from analysis.worded import Worded

_PASSING = "passing"
# Names after these only serve as an example or a comparison, unless something is done right after them.
_COMPARES = Worded(
    re.compile(
        r"\b(?:such as|like|unlike|similar to|compared (?:with|to)|ähnlich wie|im Gegensatz zu|anders als)\s",
        re.IGNORECASE,
    ),
    *("such as", "like", "similar to", "compared", "ähnlich wie", "gegensatz", "anders als"),
)
# What only says whose partner, supplier or rival somebody else is: "der VW-Partner Gotion", "BMW-backed".
_WHOSE = re.compile(
    r"-(?:\w{0,12}partner|Partner|Zulieferer|Lieferant|Rival|Konkurrent|Herausforderer|Kunde|backed|supplier|partner|rival)\w{0,4}\b"
    r"|\s(?:partner|supplier|rival)\s(?=[A-Z])|(?:入股|参股|持股|投资)的"
    # Offices that control mergers clear those of the whole world.
    r"|(?:['’]s)?\s(?:cartel|anti-?trust|competition|merger)\s(?:office|authorit|regulator|watchdog|agency|control|enforcer)"
    r"|e[nrs]?\s(?:Kartell|Wettbewerbs)(?:amt|behörde|hüter|wächter)"
)
_CARTEL_OFFICES = frozenset({"samr", "bundeskartellamt"})
_OWNED = re.compile(r"(?:\bin which|\ban de[mr])\s$")  # "Gotion, in which Volkswagen is a shareholder"
_OWNS = re.compile(r"\s(?:is an?|holds|has|owns)\b|\s[^,.]{0,40}beteiligt ist\b")
# A country that somebody at home only aims at: 驻德国经贸代表处, 对德招商, 开拓德国市场.
_AIM_BEFORE = re.compile(r"(?:驻|駐|对|對|赴|到|开拓|開拓|拓展|抢滩|进军|進軍)$")
_AIM = re.compile(
    r"国?國?(?:经贸|經貿|商务|商務|出口|贸易|貿易|招商|参展|參展|考察|市场|市場|合作园区|代表处|代表處|办事处|辦事處|联络|聯絡"
    r"|投资发展|投資發展|投资兴业|投資興業)"
)
# What papers at home are to further: 促进宿迁与德国的合作.
_FURTHERS = re.compile(r"(?:促进|促進|推动|推動|深化|加强|加強)[^，,。；;、签簽]{0,10}[与同與]$")
_REACH = 60  # characters that such a list of names may have


def taking_part(sentence: MarkedSentence) -> tuple[Mention, ...]:
    """The names of a sentence without those in a clause of passing, or all if nothing in it is in passing.

    Where nothing is done in such a sentence, none of its names takes part.
    """
    if not sentence.mentions:
        return ()
    return sentence.remembered("taking part", _taking_part)


def _taking_part(sentence: MarkedSentence) -> tuple[Mention, ...]:
    acts = sentence.of("act")
    cues = [
        cue
        for cue in sentence.of("frame")
        if cue.meaning.name == _PASSING
        # "Ordered machines from Voith", "sells 30 percent of its business to Tuopu" is what is done itself.
        and not any(
            act.start < cue.start < act.end or (act.start == cue.start and act.meaning.kind == "acquisition")
            for act in acts
        )
    ]
    compared = _compared(sentence)
    if not cues:
        return (
            tuple(mention for mention in sentence.mentions if mention not in compared)
            if compared
            else sentence.mentions
        )
    if not sentence.of("act"):
        return ()
    kept: list[Mention] = []
    for mention in sentence.mentions:
        start, end = sentence.clause(mention.start)
        if not any(cue.start < end and cue.end > start for cue in cues) and mention not in compared:
            kept.append(mention)
    return tuple(kept)


def _compared(sentence: MarkedSentence) -> tuple[Mention, ...]:
    """The names that are compared with, or are but examples of what is spoken of."""
    first, text = sentence.placed.start, sentence.placed.text
    acts = [act.start for act in sentence.of("act")]
    found: list[Mention] = []
    for match in _COMPARES.finditer(text):
        start = first + match.end()
        end = start + _REACH
        if any(start <= act < end for act in acts):
            continue
        found += [mention for mention in sentence.mentions if start <= mention.start < end]
    return (*found, *only_whose(sentence))


def only_whose(sentence: MarkedSentence) -> tuple[Mention, ...]:
    """The names that only say whose partner or whose firm somebody else is, or who clears a merger."""
    if not sentence.mentions:
        return ()
    return sentence.remembered("only whose", _only_whose)


def _only_whose(sentence: MarkedSentence) -> tuple[Mention, ...]:
    first, text = sentence.placed.start, sentence.placed.text
    return tuple(
        mention
        for mention in sentence.mentions
        if mention.identity in _CARTEL_OFFICES
        or (
            mention.type == "country"
            and _AIM.match(text, mention.end - first)
            and (mention.text[:1] in "驻駐对對赴" or _AIM_BEFORE.search(text[: mention.start - first]))
        )
        or (mention.type == "country" and _FURTHERS.search(text[: mention.start - first]))
        or _WHOSE.match(text, mention.end - first)
        or (_OWNS.match(text, mention.end - first) and _OWNED.search(text[: mention.start - first]))
    )
