"""Whether a sentence calls the two sides by one word for both: "the two mayors", "beide Hochschulen", 两校."""

from __future__ import annotations

import re

from analysis.marking import MarkedSentence
from analysis.values import Language

_TOGETHER: dict[Language, re.Pattern[str]] = {
    "en": re.compile(
        r"\b(?:[Bb]oth|[Tt]he two|[Tt]heir)\s(?:[a-z-]{1,20}\s)?(?:sides|parties|partners|companies|firms|groups"
        r"|cities|towns|mayors|universities|rectors|schools|institutes|institutions|hospitals|clinics|provinces|states|regions"
        r"|governments|countries|ministers|ministries|presidents|heads|leaders|chief executives|ports|clubs|academies"
        r"|associations|museums|carmakers|manufacturers|banks)\b"
        r"|\b(?:[Mm]ayor|[Rr]ector|[Pp]rofessors?|[Pp]resident|[Mm]inister|[Gg]overnor)\s(?:[A-Z][\w.-]{0,20}\s){1,4}"
        r"and\s(?:his|her|[A-Z])"
    ),
    "de": re.compile(
        r"\b(?:[Bb]eide[rn]?|[Dd]ie zwei)\s(?:[a-zäöüß]{1,20}\s)?(?:Seiten|Parteien|Partnern?|Unternehmen|Firmen"
        r"|Konzernen?|Gruppen|Städten?|Stadtoberhäupter|\w{0,10}[Bb]ürgermeister|Gemeinden|Hochschulen|Universitäten|Rektoren"
        r"|Schulen|Instituten?|Einrichtungen|Kliniken|Regionen|Provinzen|Ländern?|Regierungen|Regierungschefs"
        r"|Staaten|Minister|Ministerien|Präsidenten|Chefs|Häfen|Vereinen?|Verbänden?|Akademien|Museen|Autobauer"
        r"|Hersteller|Banken)\b"
        r"|\b(?:\w{0,10}[Bb]ürgermeister(?:in)?|Rektor(?:in)?|Professor(?:in|en|innen)?|Präsident(?:in)?|Minister(?:in)?)"
        r"\s(?:[A-ZÄÖÜ][\w.-]{0,20}\s){1,4}und\s(?:sein|ihr|[A-ZÄÖÜ])"
    ),
    "zh": re.compile(
        r"双方|两(?:校|市|地|省|州|院|城|港|馆|所(?:大学|高校|学校|学院)|座?城市|家(?:公司|企业|集团|机构|医院)|位?(?:市长|校长|院长|部长))"
        r"|(?:教授|校长|市长|院长|部长|省长|州长|总裁|董事长)(?:和|与|同|、|及)[^，。；]{1,16}(?:教授|校长|市长|院长|部长|省长|州长|总裁|董事长)"
    ),
}


# 省商务厅厅长甲，市长乙代表双方: two offices at home, whatever office abroad they share.
_OFFICE = re.compile(r"省委|市委|区委|县委|厅长|局长|省长|市长|区长|县长|党组书记|董事长")
_AT_HOME = re.compile(r"省委|市委|区委|县委|[省市区县][\u3400-\u9fff]{1,6}[厅局](?:党组书记|厅长|局长)")
_FOREIGN_PERSON = re.compile(r"[·•A-Za-z]")
_TWO = 2


def _is_at_home(sentence: MarkedSentence) -> bool:
    """Whether those who act for both are offices of one country by their titles alone, in Chinese."""
    folded = sentence.placed.folded
    return (
        "de" not in sentence.sides
        and len(_OFFICE.findall(folded)) >= _TWO
        and _AT_HOME.search(folded) is not None
        and _FOREIGN_PERSON.search(folded) is None
    )


def calls_together(sentence: MarkedSentence, language: Language) -> bool:
    """Whether its words mean both partners at once, whoever they are."""
    if language == "zh" and _is_at_home(sentence):
        return False
    return _TOGETHER[language].search(sentence.placed.text) is not None
