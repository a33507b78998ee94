"""``zhongde story``: shown, joined and parted from the command line."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

from storage import Database
from storage.articles import add_article, record_page
from storage.sources import sync_catalogue
from storage.story_files import open_story
from storage.tables import Article
from storage.values import Entry, PageText
from zhongde.main import main

NOW = datetime(2026, 3, 3, 8, 0, tzinfo=UTC)


def test_stories_are_shown_joined_and_parted(tmp_path: Path, capsys) -> None:
    from config.declarations import SourceDeclaration

    configuration = tmp_path / "zhongde.yaml"
    url = f"sqlite:///{tmp_path / 'stories.db'}"
    configuration.write_text(f"database: {url}\n", encoding="utf-8")
    database = Database(url)
    database.upgrade()
    wire = SourceDeclaration(
        id="wire", name="Wire", url="https://wire.example/f", access="rss", language="en"
    )
    with database.write() as session:
        sync_catalogue(session, {"wire": wire}, NOW)
        for number in (1, 2):
            entry = Entry(key=str(number), url=f"https://wire.example/{number}", title=f"Item {number}")
            article = session.get(Article, add_article(session, "wire", entry, NOW))
            assert article is not None
            record_page(session, article.id or 0, PageText(url="", title=entry.title, text="x"), NOW)
            article.story_id = open_story(session, entry.title, NOW)
            session.add(article)
    database.dispose()
    given = ["--config", str(configuration)]
    assert main(["story", "merge", "1", "2", *given]) == 0
    assert "are story 1 now" in capsys.readouterr().out
    assert main(["story", "show", "1", "--json", *given]) == 0
    shown = json.loads(capsys.readouterr().out)
    assert [article["title"] for article in shown["articles"]] == ["Item 1", "Item 2"]
    assert shown["by_hand"] is True
    assert main(["story", "split", "1", "2", *given]) == 0
    new = capsys.readouterr().out.split("story ")[1].split()[0]
    assert main(["story", "show", new, *given]) == 0
    assert "kept apart from: 1" in capsys.readouterr().out
    assert main(["story", "merge", "1", "1", *given]) == 2
    assert main(["story", "show", "99", *given]) == 2
    assert "there is no story 99" in capsys.readouterr().err
