"""Whether a German participle only describes what is named after it: "das 2014 unterzeichnete Abkommen regelt …"."""

from __future__ import annotations

import re

from analysis.facts_words import name_words
from analysis.marking import MarkedSentence
from analysis.wording import Cue

# An inflected participle, as it stands before a noun: "vereinbarten", "geplante", "geschlossener".
_PARTICIPLE = re.compile(r"[a-zäöüß]{3,}(?:t|en)(?:e[mnrs]?)$")
# What describes stands between an article and its noun; a noun in between is one of its own phrase
# ("die zwischen Hamburg und Shanghai vereinbarte …"), which a preposition, a day or an adverb opens.
_ARTICLE = (
    r"(?:^|[\s(„\"»])(?i:der|die|das|dem|den|des|eine[mnrs]?|ein|diese[mnrs]?|jene[mnrs]?|ihre[mnrs]?|ihr|seine[mnrs]?"
    r"|sein|kein\w*|beim|zum|zur|vom|am|im|ins|aller?|bei|nach|mit|von|trotz|wegen|laut)"
)
_OPENED = re.compile(
    rf"{_ARTICLE}\s(?:[a-zäöüß][\w-]*,?\s){{0,3}}$"
    rf"|{_ARTICLE}\s(?:zwischen|von|vom|mit|durch|in|im|an|am|auf|bei|beim|für|unter|seit|vor|bereits|schon|erst|so|noch"
    r"|nicht|lange|ursprünglich|zunächst|zuvor|einst|damals|früher|(?:19|20)\d\d)\s(?:[^,;:]{0,90}\s)?$"
)
_NOUN = re.compile(
    r"\s(?:(?!(?:d|k?ein|dies|jen|ihr|sein|unser|beid|all)e[mnrs]?\s)[a-zäöüß][\w-]*(?:e[mnrs]?)\s){0,2}[„\"»]?[A-ZÄÖÜ]"
)
# "Die beiden unterzeichneten Verträge", "das vereinbarten Hamburg und Shanghai": verbs without an article of theirs.
_SUBJECT = re.compile(r"\b(?:beiden?|drei|vier|fünf|sie|sich|wir|alle|viele|mehrere)\s$", re.IGNORECASE)
_OBJECT = re.compile(r"\b(?:das|dies|ein)\s$", re.IGNORECASE)
# Told as news all the same: "das am Freitag unterzeichnete Abkommen", "in der jetzt unterzeichneten Vereinbarung".
_FRESH = re.compile(
    r"\b(?:jetzt|nun|nunmehr|soeben|eben|gerade|heute|gestern|vorgestern|neu|frisch|kürzlich|jüngst|am Vortag"
    r"|vergangenen?|am (?:gestrigen|heutigen)|vor (?:einer|zwei|wenigen) (?:Woche|Wochen|Tagen)"
    r"|(?:Mon|Diens|Donners|Frei|Sams|Sonn)tag\w*|Mittwoch\w*|Sonnabend\w*|diese[rn] (?:Tage|Woche))\b"
)
_REACH = 130  # characters before a participle in which its article is looked for


def is_participle_of_noun(act: Cue, sentence: MarkedSentence) -> bool:
    """Whether a German word of doing is a participle between an article and its noun, told without a fresh day."""
    text, first = sentence.placed.text, sentence.placed.start
    word = act.text.split(" ", 1)[0]
    if _PARTICIPLE.match(word) is None:
        return False
    start = act.start - first
    if _NOUN.match(text, start + len(word)) is None:
        return False
    before = text[max(0, start - _REACH) : start]
    opened = _OPENED.search(before)
    if opened is None or _SUBJECT.search(before):
        return False
    if _OBJECT.search(before) and (word.endswith("n") or _is_named(act.start + len(word) + 1, sentence)):
        return False
    return _FRESH.search(opened.group()) is None


def _is_named(start: int, sentence: MarkedSentence) -> bool:
    """Whether somebody's name begins at an offset: "Das vereinbarte Erich Staake mit …"."""
    word = sentence.placed.text[start - sentence.placed.start :].split(" ", 1)[0]
    return word.lower() in name_words().given_names or any(m.start == start for m in sentence.mentions)
