"""Loaded once in the process from which reading processes are forked, so that each of them starts at once.

What is loaded here is shared by all of them: the knowledge of names, the models that tell languages, the parsers.
"""

from __future__ import annotations

import gc

from analysis.values import Article
from crawler.reading_pool_tasks import PageTask, read_article, read_page

_PAGE = b"<html lang='en'><body><article><h1>A page</h1><p>One sentence, 5 July 2022.</p></article>"
_TEXTS = (
    "The two sides signed an agreement.",
    "Beide Seiten unterzeichneten einen Vertrag.",
    "双方签署了协议。",
)


def _load() -> None:
    for text in _TEXTS:
        read_article(Article(id="preload", title=text, text=text))
    read_page(PageTask("preload", _PAGE, "https://example.org/", "text/html", "", None, None, None, "UTC"))
    # What is loaded stays: the collector need not look at it again, which would also unshare its memory.
    gc.collect()
    gc.freeze()


_load()
