"""The language of a text: English, German, Chinese, or another one that is not read.

Script decides for Chinese (Kana or Hangul among the characters speak against it; simplified and traditional are both
``zh``). For Latin script the function words vote, since foreign names cannot mislead them: "Deutsche Bank wins order"
has no German word but a name. Only where they leave a doubt is lingua asked, and where that is not sure either, the
declared language decides.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache

from lingua import Language as LinguaLanguage
from lingua import LanguageDetector, LanguageDetectorBuilder

from analysis.values import Language

_LEAD = 2500
_TOO_SHORT = 4  # so many words without one of grammar may be names in any language
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_HAN = re.compile(r"[㐀-䶿一-鿿豈-﫿]")
_KANA = re.compile(r"[ぁ-ゖァ-ヺ]")
_HANGUL = re.compile(r"[가-힣]")
_LATIN = re.compile(r"[A-Za-zÀ-ɏ]")
_BEYOND_LATIN = re.compile(r"[Ͱ-῿぀-鿿가-힣豈-﫿]")
_OTHER_SCRIPT = re.compile(r"[Ͱ-Ͽ԰-֏Ѐ-ӿ֐-׿؀-ۿऀ-෿฀-๿က-႟]")

# Words that do the grammar of a language. Those that mean something in two of them count for both or are left out.
_FUNCTION_WORDS: dict[str, str] = {
    "en": """the of and to for with is was that by on from at as its has have had will are be been this which who
        their his her it he she they would after into over more than new says said not but or about between against
        under an up out first could may can sign signs signed deal wins buys builds plans opens join how why what when
        where your our you we if also were these those there other his through during since while both per amid
        near within without across all one two no do does ends gets takes makes sells seeks stake plant billion
        agreement order firm company city towards off launches eyes german chinese invests expands agrees talks""",
    "de": """der das und mit von für ist ein eine einen einem einer eines den dem des im zu zum zur auf sich nicht auch
        wird werden wurde wurden bei nach aus über als wie oder aber hat haben sein seine ihre sind war noch nur
        unter vor durch gegen um bis seit ihr sie er es wir ich dass kein keine sowie zwischen ab vom beim will soll
        kann ins am an die in steigt baut kauft übernimmt unterzeichnet startet plant millionen milliarden neue neuer
        neues neuen werk stadt jahr jahre jahren euro gemeinsam wieder mehr erste ersten steigen werke kommt
        geht macht stellt holt schließt eröffnet verkauft chinesische chinesischer chinesischen deutsche deutschen
        deutscher deutsches laut rund gut hier dort so was wo warum beide investiert investieren errichtet beteiligt
        vereinbart vereinbaren erhält gibt liefert""",
    "nl": """het een van voor niet met op zijn en de dat wordt door naar bij ook aan uit over maar nog worden heeft
        werd deze dit tussen tegen nieuwe om te tot""",
    "fr": """le la les des du et une pour dans est sur avec au aux par qui que ne pas plus se ce cette son sa ses leur
        ont été sont entre de l’ d’ en un""",
    "es": """el los las del y una por para con que se su sus como más fue es entre sobre al lo ha han desde un la de
        en""",
    "it": """il lo gli della delle dei del di che per con una non sono è nel nella alla anche tra più si un la le e
        al dal""",
    "pt": """os as da do das dos e uma para com que não se por mais em no na é ao foi um o""",
    "pl": """w z na do się nie jest że oraz i dla przez o od po jak ma są""",
    "sv": """och att det som är för av på till den en ett inte har med om från""",
    "da": """og at det som er for af på til den en et ikke har med om fra""",
    "cs": """a je se na v že s z do o pro jako od by po které""",
    "tr": """ve bir bu için ile da de olarak en daha olan""",
    "id": """yang dan di dengan untuk dari pada ini dalam akan oleh itu""",
    "vi": """và của là các có cho được trong với một những người""",
}
_VOTES: dict[str, tuple[str, ...]] = {}
for _language, _words in _FUNCTION_WORDS.items():
    for _word in set(_words.split()):
        _VOTES[_word] = (*_VOTES.get(_word, ()), _language)
_READ: dict[str, Language] = {"en": "en", "de": "de", "zh": "zh"}
_FROM_LINGUA: dict[LinguaLanguage, Language] = {LinguaLanguage.ENGLISH: "en", LinguaLanguage.GERMAN: "de"}
_PLAUSIBLE = (
    LinguaLanguage.ENGLISH,
    LinguaLanguage.GERMAN,
    LinguaLanguage.FRENCH,
    LinguaLanguage.SPANISH,
    LinguaLanguage.ITALIAN,
    LinguaLanguage.DUTCH,
    LinguaLanguage.PORTUGUESE,
    LinguaLanguage.POLISH,
    LinguaLanguage.SWEDISH,
    LinguaLanguage.DANISH,
    LinguaLanguage.CZECH,
    LinguaLanguage.TURKISH,
    LinguaLanguage.INDONESIAN,
    LinguaLanguage.VIETNAMESE,
)


def detect_language(title: str, text: str, declared: str | None = None) -> Language:
    """The language that title and text are written in.

    ``declared`` is a language tag as feeds and pages state it ("de", "zh-Hant", "en_GB"). It breaks ties and decides
    where the text is too short to tell; it never overrules a text that can tell.
    """
    sample = f"{title}\n{text[:_LEAD]}"
    prior = _declared(declared)
    by_script = _by_script(sample)
    if by_script is not None:
        return by_script
    return _by_words(sample, prior)


def _declared(tag: str | None) -> Language | None:
    if not tag:
        return None
    primary = re.split(r"[-_]", tag.strip().lower(), maxsplit=1)[0]
    return _READ.get(primary, "other") if len(primary) in (2, 3) else None


def _by_script(sample: str) -> Language | None:
    """Chinese or another script's language; None for text in Latin letters."""
    if _BEYOND_LATIN.search(sample) is None:
        return None
    han = len(_HAN.findall(sample))
    kana = len(_KANA.findall(sample))
    hangul = len(_HANGUL.findall(sample))
    latin = len(_LATIN.findall(sample))
    foreign = len(_OTHER_SCRIPT.findall(sample))
    # A Chinese character says about as much as four letters do.
    if 4 * (han + kana + hangul) > latin and han + kana + hangul >= foreign:
        if hangul > 0.2 * han or kana > 0.08 * (han + kana):
            return "other"
        return "zh"
    return "other" if foreign > latin else None


def _by_words(sample: str, prior: Language | None) -> Language:
    words = _WORD.findall(sample.lower().replace("’", "'"))
    if not words:
        return prior or "other"
    votes: Counter[str] = Counter()
    for word, number in Counter(filter(_VOTES.__contains__, words)).items():
        for language in _VOTES[word]:
            votes[language] += number
    ranking = votes.most_common(2)
    if ranking:
        best, count = ranking[0]
        second = ranking[1][1] if len(ranking) > 1 else 0
        if count >= 4 and count >= 2 * second and count >= 0.08 * len(words):
            return _READ.get(best, "other")
    return _in_doubt(sample, votes, len(words), prior)


def _in_doubt(sample: str, votes: Counter[str], words: int, prior: Language | None) -> Language:
    """Combine the few function words, lingua's confidence and the declared language."""
    if words <= _TOO_SHORT and not votes and prior is not None:
        return prior
    scores: Counter[Language] = Counter()
    for language, count in votes.items():
        scores[_READ.get(language, "other")] += 0
        scores[_READ.get(language, "other")] = max(scores[_READ.get(language, "other")], 45 * count)
    if words >= 2:
        # Of the many other languages only the likeliest counts: together they would outweigh the two in any doubt.
        likeliest: dict[Language, float] = {}
        for value in _detector().compute_language_confidence_values(sample[:600]):
            language_read = _FROM_LINGUA.get(value.language, "other")
            likeliest[language_read] = max(likeliest.get(language_read, 0.0), value.value)
        for language_read, confidence in likeliest.items():
            scores[language_read] += round(100 * confidence)
    if prior in ("en", "de", "other"):
        scores[prior] += 70 if words < 40 else 30
    if not scores:
        return prior or "other"
    return max(scores, key=lambda language: (scores[language], language == prior))


@lru_cache(maxsize=1)
def _detector() -> LanguageDetector:
    """Built at the first doubt: the trigram models alone, 27 MB and a quarter of a second, not 370 MB and three."""
    return LanguageDetectorBuilder.from_languages(*_PLAUSIBLE).with_low_accuracy_mode().build()


__all__ = ["detect_language"]
