"""Pages to be read, made of parts, in three languages."""

from __future__ import annotations

import json

from crawler.pages import extract
from crawler.values import ExtractedPage

URL = "https://www.example.org/wirtschaft/werk-in-hefei"
ENGLISH = (
    "The invented pump maker Lindacker of Musterstadt will build a plant in the Chinese city of Hefei, it said on Tuesday.",
    "The company puts the cost at 40 million euros, of which the local government of the development zone lends a fifth.",
    "Production is to start in the autumn of next year with two hundred people, most of them hired in the province.",
)
GERMAN = (
    "Der erfundene Pumpenbauer Lindacker aus Musterstadt baut ein Werk in Hefei, wie das Unternehmen am Dienstag mitteilte.",
    "Die Kosten beziffert der Hersteller auf 40 Millionen Euro; ein Fünftel davon leiht die Verwaltung der Wirtschaftszone.",
    "Die Fertigung soll im Herbst des kommenden Jahres mit zweihundert Beschäftigten anlaufen, die meisten aus der Provinz.",
)
CHINESE = (
    "虚构的德国水泵制造商林达克公司周二宣布，将在合肥经济技术开发区建设新工厂，占地约三万平方米。",
    "公司表示，项目总投资为四千万欧元，其中五分之一由开发区管委会提供贷款支持，双方当天签署了协议。",
    "新工厂计划于明年秋季投产，届时将雇用两百名员工，其中大部分来自本省，产品主要供应国内市场。",
)


def paragraphs(lines: tuple[str, ...] = ENGLISH) -> str:
    return "".join(f"<p>{line}</p>" for line in lines)


def page(body: str = "", head: str = "", lang: str = "en", title: str = "Lindacker builds in Hefei") -> bytes:
    return (
        f"<!DOCTYPE html><html lang='{lang}'><head><meta charset='utf-8'><title>{title}</title>{head}</head>"
        f"<body>{body}</body></html>"
    ).encode()


def article(head: str = "", lines: tuple[str, ...] = ENGLISH, before: str = "", lang: str = "en") -> bytes:
    return page(
        f"<article><h1>Lindacker builds in Hefei</h1>{before}{paragraphs(lines)}</article>", head, lang
    )


def linked(**fields: object) -> str:
    data = {"@context": "https://schema.org", "@type": "NewsArticle", **fields}
    return f'<script type="application/ld+json">{json.dumps(data)}</script>'


def read(data: bytes, **options: object) -> ExtractedPage:
    settings: dict[str, object] = {"url": URL, "content_type": "text/html; charset=utf-8"} | options
    return extract(data, **settings)  # type: ignore[arg-type]
