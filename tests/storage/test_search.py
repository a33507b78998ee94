"""Full text in three languages, the same on both databases."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storage.articles import get_article
from storage.search import index_articles, query_terms, search_articles
from storage.search_words import index_tokens
from tests.storage.samples import Archive, deal

TEXTS = {
    "zh": (
        "常州“对话德国”十个项目签约",
        "中德（常州）创新产业园举行签约仪式，德国商业银行参加。总投资1.88亿欧元。",
    ),
    "de": (
        "Übernahme in München",
        "Der Käufer aus Shanghai zahlt für die Maßschneider GmbH 64 Millionen Euro.",
    ),
    "en": ("Changzhou memorandum", "The park and Commerzbank signed. 5G网络 was discussed, and C++ too."),
}


@pytest.fixture
def library(archive: Archive) -> Archive:
    for language, (title, text) in TEXTS.items():
        archive.report(deal(evidence=text), title=title, text=text, language=language)
    return archive


def found(library: Archive, query: str) -> list[str]:
    with library.database.read() as session:
        return [hit.language for hit in search_articles(session, query)]


@pytest.mark.parametrize(
    ("query", "languages"),
    [
        ("常州", ["zh"]),
        ("創新產業園", ["zh"]),
        ("schneider", ["de"]),
        ("maßschneid", ["de"]),
        ("创新产业园", ["zh"]),
        ("商业银行 签约", ["zh"]),
        ("银", ["zh"]),
        ("园", ["zh"]),
        ("州创", []),
        ("munchen", ["de"]),
        ("MÜNCHEN", ["de"]),
        ("käufer massschneider", ["de"]),
        ("Käuf", ["de"]),
        ("äufer", []),
        ("changzhou commerzbank", ["en"]),
        ("5G 网络", ["en"]),
        ("commerzbank 常州", []),
        ("c++", ["en"]),
        ("' OR 1=1 --", []),
        ('"munchen" AND NOT x*', []),
        ("", []),
        ("!?", []),
    ],
)
def test_words_are_found(library: Archive, query: str, languages: list[str]) -> None:
    assert found(library, query) == languages


def test_a_hit_shows_where_the_word_stands(library: Archive) -> None:
    with library.database.read() as session:
        (hit,) = search_articles(session, "Millionen")
    assert "64 Millionen Euro" in hit.excerpt
    assert (hit.source_name, hit.title, hit.alert) == ("Wire", "Übernahme in München", True)


def test_the_index_follows_the_article(library: Archive) -> None:
    with library.database.write() as session:
        (hit,) = search_articles(session, "munchen")
        article = get_article(session, hit.article_id)
        article.title = "Übernahme in Köln"
        index_articles(session, [(hit.article_id, index_tokens(article.title), index_tokens(article.text))])
        session.flush()
        assert search_articles(session, "munchen") == []
        assert len(search_articles(session, "koln")) == 1


def test_the_limit_holds(library: Archive) -> None:
    with library.database.read() as session:
        assert len(search_articles(session, "euro OR park", limit=1)) <= 1
        assert len(search_articles(session, "the", limit=0)) == 0


def test_texts_of_any_size_are_indexed(archive: Archive) -> None:
    words = " ".join(f"word{number}" for number in range(60_000))
    text = "x" * 100_000 + " 长城" + "汉字" * 60_000 + " " + words
    archive.report(deal(), text=text, title="Endless")
    assert found(archive, "endless 长城") == ["en"]
    assert found(archive, "x" * 3000) == ["en"]
    assert len(index_tokens(text)) <= 40_000


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.text(st.characters(codec="utf-8"), max_size=40))
def test_no_query_breaks_the_search(library: Archive, query: str) -> None:
    with library.database.read() as session:
        search_articles(session, query)
    assert all(token for token in index_tokens(query))
    assert len(query_terms(query)) <= 2 * len(query) + 1
