"""The places that a text offers for a deal: known ones, those in names, and words that stand like a town's name."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from analysis.facts_actors import Actor
from analysis.facts_statements import Telling
from analysis.facts_words import NameWords, name_words
from analysis.gazetteer import Gazetteer
from analysis.gazetteer_text import has_han
from analysis.marking import MarkedSentence, MarkedText
from analysis.mentions import Mention
from analysis.names_origin import transliterated_start
from analysis.values import Language, Side

_TOWN = r"[A-ZÄÖÜ][a-zäöüß]{2,}"
_GERMAN_TOWN = (
    rf"(?:(?:Bad|Sankt|St\.)\s)?{_TOWN}(?:-{_TOWN})?(?:\s(?:an der|am|im|bei|ob der|in der)\s{_TOWN})?"
)
_GUESS = {
    "en": re.compile(
        rf"\b(?:[Ii]n|[Aa]t|[Nn]ear|from|based in|city of|town of|port of)\s"
        rf"({_TOWN}(?:[- ]{_TOWN}){{0,2}})(?=[\s,.;)’'])"
        rf"|\b[Tt]he\s({_TOWN})\s(?:district|county|development zone|(?:[a-z]+\s){{0,3}}"
        r"(?:maker|company|firm|plant|works|factory|yard|site|manufacturer|supplier|specialist|group)\b)"
        r"|\b(?:the|German)\s((?:North|Baltic|Yellow|Bohai|South China|East China)\sSea)\b"
        rf"|\b({_TOWN})(?=-based\b|['’]s\s(?:[a-z]+\s){{0,2}}(?:yard|plant|works|factory|site|shipyard|mill)\b)"
    ),
    "de": re.compile(
        rf"(?:\b(?:[Ii]n|bei|nahe|vor|[Ss]tadt|Stadtrat von|Amtsgericht|Gemeinde|[Ww]erk|Standort|Ort|aus)"
        rf"|[Kk]raftwerk)"
        rf"\s({_GERMAN_TOWN})"
        rf"|\b((?:(?:Gewerbe|Chemie|Industrie|Wind|Techno)\w*park|Flughafens?|Hafen)\s{_TOWN})"
    ),
    "zh": re.compile(
        r"(?:在|位于|位於|落户|落戶|选址|選址|定址|落子|落地|扎根|入驻|入駐|省|市|州|邦|国|國|城|镇|鎮|的|这家|這家|德|家|"
        r"近郊|东部|西部|南部|北部|座落|坐落于?|至|到|于|於|，|。|^|\n)"
        r"([\u3400-\u9fff]{2,3}(?:市|县|縣|区|區|镇|鎮|港)|[\u3400-\u9fff]{2,4}(?:机场|機場)|[\u3400-\u9fff]{2,6}(?:新区|新區|经开区|開發區|开发区|高新区|新城)|[\u3400-\u9fff]{2,8})"
    ),
}
_HAN_DIVISION = re.compile(r"(?:市|县|縣|区|區|镇|鎮|港|新城|机场|機場)$")
_HAN_PLACE_BEFORE = frozenset("在于於邦州城的省")
_HAN_NO_DIVISION = re.compile(
    r"以外|[在将將于於是和与與及位了为為有个個这這该該本全两兩双雙各多小说中一二三四五六]|^(?:城|社|郊|灾|战|市|园|地|特|街|山|景|片|校|厂)"
    r"|(?:高新|经开|开发|工业|保税|自贸|园|新|合作)$|(?:高新|经开|开发|工业|保税|自贸)(?:园|新)"
)
# Behind a guess: it is a firm's name, unless it is a town's division or "的".
_HAN_FIRM = re.compile(
    r"(?!的|市|州|县|镇|区|工厂|总部|基地)[\u3400-\u9fff]{0,6}(?:公司|集团|股份|有限|控股|银行|协会|研究所|技术)(?!位于|总部)"
)
_LINE = re.compile(
    r"(?:^|\n)[\s•*▪–-]{0,3}((?:BAD |ST\. )?[A-ZÄÖÜ]{4,}(?:[- ][A-ZÄÖÜ]{2,}){0,2})(?=\.(?:\s|$)|\s[–—-]+\s|,\s|\s?\(|/)"
    rf"|^\s?({_GERMAN_TOWN})(?=\.$|\s[–—-]+\s|\s\((?:dpa|afp|rtr|red|ots|eb))|^[\s•*▪–-]{{2,4}}({_GERMAN_TOWN})(?=:\s)"
)
_LINE_SECOND = re.compile(rf"^{_TOWN}\s?[/|]\s?({_TOWN})(?=\s?[.(–—-])")
_TITLE_TOWN = re.compile(rf"^({_GERMAN_TOWN}):\s")
_HAN_SEAT = re.compile(
    r"^([\u3400-\u9fff]{2,4}(?:市|县|縣|镇|鎮|新城|新区|新區|开发区|開發區|高新区|园区|港))(?=[\u3400-\u9fff]{2})"
)
"""At the start of a name: the division whose body or firm it is (``滨江新城管委会``)."""
# "a round in Finleap", "a stake in Kion": a firm stands there.
_SHARE_IN = re.compile(
    r"\b(?:stakes?|shares?|shareholding|holding|interest|round|entry|investments?|invest(?:s|ed|ing)?|majority|minority"
    r"|percent|per cent|participation|equity|confidence|trust|owner|shareholder|investor|partner)\s$"
)
_HALL = re.compile(r"\s(?:\d|[A-H]\b|eins|zwei|drei|vier|fünf)")  # the German word for a hall, not the city
_PARK = re.compile(
    r"(?:机场|機場|码头|碼頭)$|(?:[Pp]ark|Zone|高新区|开发区|经开区|园区|产业园|科技园|工业园|新区|生态园|[Ff]lughafens?|[Aa]irport|高新區|開發區|園區|工業園)\b|(?:区|园|園|區)$"
)
# "Shanghai Airport Authority" signs; it is nowhere.
_BODY = re.compile(r"\b(?:Authorit(?:y|ies)|Administration|Committee|Group|Company|AG|GmbH|Ltd)\b")
_TOWN_ENDING = re.compile(
    r"[a-zäöüß]{2,}(?:berg|burg|dorf|feld|stadt|stedt|städt|heim|hausen|ingen|bach|furt|rode|hafen|haven|kirchen|"
    r"brücken?|wald|walde|tal|stein|hofen|beck|bronn|münde|leben|zell|reuth|wangen|weiler|ingen|au|ow|itz)$"
)
_NO_TOWN = re.compile(
    r"(?:asia|asien|afrika|africa|amerika|america|fernost|übersee|westen|osten|norden|süden|ausland|inland|zukunft|"
    r"betrieb|kraft|rente|planung|kooperation|partnerschaft|zusammenarbeit|höhe|deutsch|chinesisch|englisch|january|"
    r"february|march|april|may|june|july|august|september|october|november|december|monday|tuesday|wednesday|thursday|"
    r"friday|saturday|sunday|spring|summer|autumn|winter|phase|series)",
    re.IGNORECASE,
)


_GERMAN_ABSTRACT = re.compile(r"(?:keit|heit|schaft|ion|ität|ismus|ung)(?:en)?$")

# A known firm in a few characters: 宁德时代 builds far from 宁德. Ports, parks and schools stay where they are.
_BRAND = re.compile(r"[\u3400-\u9fff]{4,5}(?<![港区园学院校馆局會会區園學館])")
_FIRM_BEHIND = frozenset({"集团", "集團", "公司", "股份"})
_SHORT = 24  # sentences; in longer texts, those far from the deal are looked at for known places only


@dataclass(frozen=True, slots=True)
class FoundPlace:
    """A place where a text names it. ``identity`` is that of the gazetteer, None for one that no table knows."""

    sentence: MarkedSentence
    start: int
    name: str
    side: Side | None
    identity: str | None

    @property
    def end(self) -> int:
        """Where the name ends in the text."""
        return self.start + len(self.name)

    @property
    def is_park(self) -> bool:
        """Whether it is a park, zone or airport, more exact than a town."""
        return _PARK.search(self.name) is not None

    @property
    def ends_like_town(self) -> bool:
        """Whether it is spelt as German towns are."""
        return _TOWN_ENDING.search(self.name) is not None


def place_key(one: FoundPlace) -> str:
    """What is equal for all names of one place in a text."""
    return one.identity or one.name.casefold()


def found_places(
    telling: Telling, text: MarkedText, parties: Sequence[Actor], gazetteer: Gazetteer
) -> list[FoundPlace]:
    """Every place named where the deal is told, the stating sentence first."""
    found: list[FoundPlace] = []
    covered: set[int] = set()
    surnames = name_words().surnames
    inside = _place_inside(gazetteer, text.layout.language)
    is_long = len(telling.reach) > _SHORT
    firms = _first_words(telling)

    def guesses(sentence: MarkedSentence) -> tuple[tuple[int, str], ...]:
        return tuple(_guesses(sentence, text.layout.language))

    for sentence in telling.reach:
        for m in sentence.mentions:
            before = sentence.placed.text[: m.start - sentence.placed.start]
            is_given_name = m.type == "place" and before[-24:].rstrip().rpartition(" ")[2].lower() in surnames
            after = sentence.placed.text[m.end - sentence.placed.start :]
            if (is_given_name and before.endswith(" ")) or (m.text == "Halle" and _HALL.match(after)):
                continue
            if m.type == "place" or (
                m.type == "organisation" and _PARK.search(m.text) and not _BODY.search(m.text)
            ):
                found.append(FoundPlace(sentence, m.start, m.text, m.side, m.identity))
            if m.type != "organisation" or m.identity is not None:  # a rule may take a town for a firm
                covered.update(range(m.start, m.end))
        if is_long and telling.where(sentence) in ("far after", "other deal"):
            continue  # too far from the deal to look there for places that no table knows
        for nested in _nested(sentence, parties, inside):
            if not any(nested.start == one.start for one in found):
                found.append(nested)
        found.extend(
            FoundPlace(sentence, start, name, None, None)
            for start, name in sentence.remembered("towns by their words", guesses)
            if start not in covered
            and name not in firms
            and not _within_party(start, start + len(name), sentence, parties)
        )
    return found


def _first_words(telling: Telling) -> set[str]:
    """The first words of known firms' longer names: "Kion" in a text about Kion Group GmbH is no town."""
    return {
        m.text.partition(" ")[0]
        for sentence in telling.reach
        for m in sentence.mentions
        if m.type == "organisation" and m.identity is not None and " " in m.text
    }


def _within_party(start: int, end: int, sentence: MarkedSentence, parties: Sequence[Actor]) -> bool:
    """Whether a guess is only a part of the name of a party, and no town that is taken for one."""
    before = sentence.placed.text[: start - sentence.placed.start]
    for actor in parties:
        for span in actor.within(sentence.placed.start, sentence.placed.end):
            if span.start <= start < span.end and (span.start, span.end) != (start, end):
                is_marked = before[-1:] in _HAN_PLACE_BEFORE and has_han(span.text)
                if actor.is_known or not is_marked:
                    return True
    return False


def _nested(
    sentence: MarkedSentence, parties: Sequence[Actor], inside: Callable[[str], tuple[int, Mention] | None]
) -> Iterator[FoundPlace]:
    """The places in the names of parties: ``Nantong`` in ``Nantong Zhonghe Valve``."""
    for actor in parties[:4]:
        if actor.type != "organisation":
            continue
        for span in actor.within(sentence.placed.start, sentence.placed.end)[:2]:
            behind = sentence.placed.text[span.end - sentence.placed.start :][:2]
            if actor.is_known and behind not in _FIRM_BEHIND and _BRAND.fullmatch(span.text):
                continue
            found = inside(span.text[:40])
            if found is not None:
                start, mention = found
                yield FoundPlace(sentence, span.start + start, mention.text, mention.side, mention.identity)
            elif (seat := _HAN_SEAT.match(span.text)) is not None:
                yield FoundPlace(sentence, span.start, seat.group(1), actor.side, None)


def _place_inside(gazetteer: Gazetteer, language: Language) -> Callable[[str], tuple[int, Mention] | None]:
    """What finds the place in a name and its offset there, each name once."""

    @cache
    def inside(name: str) -> tuple[int, Mention] | None:
        for start, part in _parts(name, language):
            mention = next(iter(gazetteer.find(part, language)), None)
            if mention is not None and mention.type == "place" and mention.text == part:
                return start, mention
        return None

    return inside


def _parts(name: str, language: Language) -> Iterator[tuple[int, str]]:
    if language == "zh":
        for size in (4, 3, 2):
            if len(name) > size:
                yield 0, name[:size]
    for match in re.finditer(r"[A-ZÄÖÜ][\w-]{3,}", name):
        if len(match.group()) < len(name):
            yield match.start(), match.group()


def _guesses(sentence: MarkedSentence, language: Language) -> Iterator[tuple[int, str]]:
    """Words that stand like the name of a town that no table knows."""
    guess = _GUESS.get(language)
    if guess is None:
        return
    written, at = sentence.placed.text, sentence.placed.start
    if language == "zh":
        folded = sentence.placed.folded  # in simplified characters
        if len(folded) == len(written):
            for start, name in _han_guesses(guess, folded):
                yield at + start, written[start : start + len(name)]
        return
    line = _LINE.match(written)
    if line is not None and sentence.placed.role != "title":
        group = next(number for number, part in enumerate(line.groups(), start=1) if part)
        if not _is_no_town(line.group(group), language, name_words()):
            yield at + line.start(group), line.group(group)
    other = (_TITLE_TOWN if sentence.placed.role == "title" else _LINE_SECOND).match(written)
    if (
        other is not None
        and not _is_no_town(other.group(1), language, name_words())
        and (sentence.placed.role != "title" or _TOWN_ENDING.search(other.group(1)))
    ):
        yield at + other.start(1), other.group(1)
    for match in guess.finditer(written):
        group = next(number for number, part in enumerate(match.groups(), start=1) if part)
        name = match.group(group).strip(" -")
        if (
            language == "en"
            and group == 1
            and _SHARE_IN.search(written, max(0, match.start() - 20), match.start())
        ):
            continue
        if (language == "de" and group == 2) or not _is_no_town(name, language, name_words()):
            yield at + match.start(group), name


def _is_no_town(name: str, language: Language, words: NameWords) -> bool:
    mine = words.of(language)
    first = name.split()[0].lower()
    if first in mine.starters or first in mine.generic or first in mine.persons or first in mine.roles:
        return True
    if _NO_TOWN.match(name):
        return True
    last = re.split(r"[\s-]", name)[-1]
    if language != "de" or last.isupper():
        return False
    if last.lower() in words.german_nouns or _GERMAN_ABSTRACT.search(last):
        return True
    return words.is_german_noun(last) and not _TOWN_ENDING.search(last)


def _han_guesses(guess: re.Pattern[str], written: str) -> Iterator[tuple[int, str]]:
    """Divisions by their ending (``北滘镇``), and foreign sounds after a word of place (``霍尔茨海姆``)."""
    at = 0
    while (match := guess.search(written, at)) is not None:
        start, name = match.start(1), match.group(1)
        at = max(start, match.start() + 1)
        sounds = transliterated_start(written[start : start + 8])
        if sounds >= 3:
            name = written[start : start + sounds].rstrip("·-")
            behind = start + len(name)
            if (
                written[behind : behind + 1] != "·"
                and len(name) >= 3
                and not _HAN_FIRM.match(written, behind)
            ):
                yield start, name
            at = start + sounds
        elif written.startswith("场", match.end(1)):
            continue  # 二级市场
        elif _HAN_DIVISION.search(name) and not _HAN_NO_DIVISION.search(name[:-1]):
            yield start, name
            at = match.end()
