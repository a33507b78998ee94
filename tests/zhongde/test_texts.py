"""Each step by hand: feeds, pages and texts in, the promised JSON out."""

import json

import pytest

FEED = """<?xml version="1.0"?><rss version="2.0"><channel><title>The Wire</title><language>en</language>
<item><title>Plant opened</title><link>/1.html</link><guid>a-1</guid><pubDate>Fri, 20 Nov 2026 08:00:00 GMT</pubDate>
<description>A plant was opened.</description></item></channel></rss>"""

ITEM = {
    "id": "a",
    "title": "BASF and Sinopec sign contract for plant in Nanjing",
    "text": "BASF of Ludwigshafen and Sinopec signed a contract on Friday to build a plant in Nanjing for 1.2 billion "
    "euros, the companies said. The German group and the Chinese oil firm will own it together.",
    "published": "2026-11-20",
    "lang": "en",
}


def write(installation, name, content):
    path = installation.folder / name
    path.write_text(content, encoding="utf-8")
    return str(path)


def test_a_feed_is_parsed(installation):
    path = write(installation, "feed.xml", FEED)
    outcome = installation.plain("parse-feed", path, "--url", "https://wire.example/feed.xml", "--json")
    assert outcome.code == 0
    assert outcome.json["feed"] == {"title": "The Wire", "language": "en"}
    assert outcome.json["items"] == [
        {
            "title": "Plant opened",
            "link": "https://wire.example/1.html",
            "guid": "a-1",
            "author": "",
            "published": "2026-11-20T08:00:00Z",
            "summary": "A plant was opened.",
        }
    ]
    assert outcome.json["error"] is None
    assert "Plant opened" in installation.plain("parse-feed", path).out


def test_what_is_no_feed_is_told(installation):
    outcome = installation.plain("parse-feed", write(installation, "no.xml", "Good morning."), "--json")
    assert outcome.code == 3
    assert outcome.json["items"] == []
    assert outcome.json["error"]


@pytest.mark.parametrize("command", ["parse-feed", "extract"])
def test_a_missing_file_is_told(installation, command):
    outcome = installation.plain(command, "missing.xml")
    assert outcome.code == 2
    assert "missing.xml" in outcome.err
    assert "Traceback" not in outcome.err


def test_a_page_is_extracted(installation):
    paragraphs = "".join(
        f"<p>Sentence number {n} of an article that is long enough to be one.</p>" for n in range(9)
    )
    page = f"<html lang=en><head><title>Plant opened</title></head><body><article><h1>Plant opened</h1>{paragraphs}"
    outcome = installation.plain("extract", write(installation, "page.html", page), "--json")
    assert outcome.code == 0
    assert outcome.json.keys() == {"title", "author", "published", "language", "text", "warnings", "error"}
    assert outcome.json["title"] == "Plant opened"
    assert "Sentence number 8" in outcome.json["text"]


def test_texts_are_analysed_line_by_line(installation):
    other = {"id": "b", "title": "Weather", "text": "It will rain in Hamburg."}
    lines = "\n".join(json.dumps(item) for item in (ITEM, other)) + "\n\n"
    outcome = installation.run("analyse", write(installation, "items.jsonl", lines), "--jsonl")
    assert outcome.code == 0
    first, second = [json.loads(line) for line in outcome.out.splitlines()]
    assert first.keys() == {
        "id",
        "language",
        "sino_german",
        "alert",
        "score",
        "deals",
        "story",
        "copy_of",
        "reasons",
    }
    assert (first["id"], first["alert"], first["language"]) == ("a", True, "en")
    assert first["deals"][0]["amount"] == {"value": 1_200_000_000, "currency": "EUR"}
    assert first["deals"][0]["evidence"]
    assert (second["id"], second["alert"], second["deals"]) == ("b", False, [])


def test_a_text_is_analysed_for_people(installation):
    path = write(installation, "text.txt", f"{ITEM['title']}\n\n{ITEM['text']}")
    outcome = installation.run("analyse", path)
    assert outcome.code == 0
    assert "ALERT" in outcome.out
    assert "Nanjing" in outcome.out


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        ('{"id": "a", "title": "x"}\n{"id": ', "line 2"),
        ('{"id": "a", "text": 5}', "'text' must be text"),
        ('{"id": "a", "text": "x", "published": "soon"}', "'soon' is no date"),
        ("[1, 2]", "not a JSON object"),
    ],
)
def test_a_line_that_is_no_article_is_told(installation, lines, told):
    outcome = installation.run("analyse", write(installation, "bad.jsonl", lines))
    assert outcome.code == 2
    assert told in outcome.err
    assert "bad.jsonl" in outcome.err


def test_the_reading_is_evaluated(installation):
    labelled = ITEM | {
        "sino_german": True,
        "alert": True,
        "events": [
            {
                "kind": "agreement",
                "status": "signed",
                "parties": ["BASF", "Sinopec"],
                "amount": {"value": 1_200_000_000, "currency": "EUR"},
                "place": "Nanjing",
                "date": "2026-11-20",
                "evidence": ITEM["text"],
            }
        ],
    }
    path = write(installation, "corpus.jsonl", json.dumps(labelled) + "\n")
    outcome = installation.run("evaluate", path, "--json")
    assert outcome.code == 0
    assert outcome.json["total"]["alert"]["f1"] == 1.0
    assert "precision" in installation.run("evaluate", path).out
    wrong = installation.run("evaluate", write(installation, "wrong.jsonl", '{"id": "x"}\n'))
    assert wrong.code == 2
    assert "line 1" in wrong.err
