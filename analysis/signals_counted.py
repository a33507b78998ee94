"""Whether a sentence counts what was signed: "sign eleven agreements", "neun Projekte besiegelt", 签署十余项文件."""

from __future__ import annotations

import re

from analysis.worded import Worded

_NUMBER = (
    r"[2-9]|[1-9]\d{1,2}|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|(?:a )?dozens?(?: of)?"
    r"|several|multiple|a (?:series|string|number|raft|batch) of"
    r"|zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn|elf|zwölf|ein dutzend|mehrere|eine reihe(?: von)?"
)
_PAPERS = (
    r"(?:\w{1,20}-)?(?:projects?|agreements?|deals?|contracts?|memorand\w{1,3}|mous?|documents?|papers?"
    r"|declarations?|accords?|pacts?)\b"
    r"|\w{0,20}(?:projekten?|vorhaben|verträgen?|abkommen|vereinbarungen|absichtserklärungen|dokumenten?|papieren?)\b"
)
_COUNTED = Worded(
    re.compile(
        rf"(?<![\w.,])(?:{_NUMBER})\s(?:[\w-]{{1,30}}\s){{0,3}}?(?:{_PAPERS})"
        r"|(?:[2-9两二三四五六七八九十]|[1-9]\d{1,2}|[十百]余|多|数十?|若干|一批|一系列)[余多]?[个项份]?\w{0,12}?"
        r"(?:项目|协议|合同|文件|备忘录|订单|成果)",
        re.IGNORECASE,
    ),
    *("project", "agreement", "deal", "contract", "memorand", "mou", "document", "paper", "declaration"),
    *("accord", "pact", "projekt", "vorhaben", "verträge", "abkommen", "vereinbarungen", "erklärungen"),
    *("dokument", "papier", "项目", "协议", "合同", "文件", "备忘录", "订单", "成果"),
)


def counts_papers(text: str) -> bool:
    """Whether a number of papers or projects is named in a text."""
    return _COUNTED.search(text) is not None
