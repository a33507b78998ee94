"""Reading by hand: ``zhongde fetch``, ``parse-feed``, ``extract``, ``analyse`` and ``evaluate``."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from zhongde.output import print_json, print_table, say, warn
from zhongde.progress import followed
from zhongde.reading_input import articles_of, read_bytes
from zhongde.running import ConfigOption, ExitCode, JsonOption, parse_day, settings_of

_FILE_HELP = "File, or - for standard input."


def fetch(
    url: Annotated[str, typer.Argument(metavar="URL")],
    as_json: JsonOption = False,
    config: ConfigOption = None,
) -> int:
    """Make one guarded request and say what came back. Exit code 3 if nothing usable came.

    [bold]zhongde fetch https://example.org/feed.xml --json[/bold]
    """
    from crawler.reactor import run
    from crawler.runner import fetch as fetch_one

    settings = settings_of(config)
    result = run(lambda: fetch_one(url, settings))
    if as_json:
        print_json(result.as_json())
    else:
        facts = [
            ("address", result.url),
            ("came from", result.final_url),
            ("status", result.status),
            ("bytes", result.bytes),
            ("content type", result.content_type),
            ("error", result.error),
        ]
        print_table(("", ""), [(name, value) for name, value in facts if value is not None])
    failed = result.error is not None or (result.status is not None and result.status >= 400)
    return ExitCode.PARTIAL if failed else ExitCode.OK


def parse_feed(
    file: Annotated[str, typer.Argument(metavar="FILE|-", help=_FILE_HELP)],
    url: Annotated[
        str, typer.Option("--url", metavar="BASE", help="Address it came from; relative links follow it.")
    ] = "",
    content_type: Annotated[str, typer.Option(metavar="TYPE", help="Content-Type it came with.")] = "",
    as_json: JsonOption = False,
) -> int:
    """Read a feed (RSS, Atom, RDF, JSON Feed) from a file. Exit code 3 if it is none.

    [bold]zhongde parse-feed feed.xml --url https://example.org/feed.xml[/bold]
    """
    from crawler.feeds import parse_feed as parse

    feed = parse(read_bytes(file), url=url or None, content_type=content_type or None)
    if as_json:
        print_json(feed.as_json())
    else:
        if feed.title:
            say(f"{feed.title} ({feed.language or 'language not stated'})")
        print_table(
            ("published", "title", "link"),
            [
                (f"{item.published:%Y-%m-%d %H:%M}" if item.published else "", item.title, item.link)
                for item in feed.items
            ],
        )
        for warning in feed.warnings:
            warn(f"note: {warning}")
        if feed.error:
            warn(f"zhongde: {file}: {feed.error}")
    return ExitCode.PARTIAL if feed.error else ExitCode.OK


def extract(
    file: Annotated[str, typer.Argument(metavar="FILE|-", help=_FILE_HELP)],
    url: Annotated[str, typer.Option(metavar="URL", help="Address it came from.")] = "",
    content_type: Annotated[str, typer.Option(metavar="TYPE", help="Content-Type it came with.")] = "",
    as_json: JsonOption = False,
) -> int:
    """Read title, date, author and text of an article page. Exit code 3 if there is none.

    [bold]zhongde extract page.html --url https://example.org/news/1.html --json[/bold]
    """
    from crawler.pages import extract as extract_page

    page = extract_page(read_bytes(file), url=url or None, content_type=content_type or None)
    if as_json:
        print_json(page.as_json())
    else:
        if page.title:
            say(page.title)
        facts = [page.author, f"{page.published:%Y-%m-%d %H:%M %Z}" if page.published else "", page.language]
        if any(facts):
            say(" · ".join(fact for fact in facts if fact))
        if page.text:
            say(f"\n{page.text}")
        for warning in page.warnings:
            warn(f"note: {warning}")
        if page.error:
            warn(f"zhongde: {file}: {page.error}")
    return ExitCode.PARTIAL if page.error else ExitCode.OK


def analyse(
    source: Annotated[
        str, typer.Argument(metavar="FILE|URL|-", help="JSON lines, a text, an article's address, or -.")
    ],
    jsonl: Annotated[
        bool, typer.Option("--jsonl", help="Print JSON lines, one an item, in input order.")
    ] = False,
    explain: Annotated[
        bool, typer.Option("--explain", help="Show each text with everything that was recognised in it.")
    ] = False,
    published: Annotated[
        str | None,
        typer.Option(metavar="DAY", help="Day of publication of a plain text; relative dates count from it."),
    ] = None,
    config: ConfigOption = None,
) -> int:
    """Say which deals a text tells, with parties, amount, place, date, status and the proving sentence.

    [bold]zhongde analyse items.jsonl --jsonl > readings.jsonl[/bold]
    [bold]zhongde analyse release.txt --published 2022-07-08 --explain[/bold]
    [bold]zhongde analyse https://example.org/news/1.html[/bold]
    """
    from analysis.knowledge import Knowledge
    from analysis.likeness import group
    from analysis.reading import read
    from zhongde.reading_output import print_reading, reading_as_json

    settings = settings_of(config)
    articles, is_lines = articles_of(source, settings)
    day = parse_day(published, "--published")
    if day is not None:
        articles = [replace(one, published=one.published or day.astimezone().date()) for one in articles]
    knowledge = Knowledge.from_settings(settings)
    readings = [read(article, knowledge) for article in followed(articles, "Reading")]
    groups = group(articles, readings, knowledge.gazetteer) if len(articles) > 1 else None
    for number, (article, reading) in enumerate(zip(articles, readings, strict=True)):
        story = groups[number].story if groups else None
        copy_of = groups[number].copy_of if groups else None
        if jsonl or (is_lines and not explain):
            print_json(reading_as_json(article.id, reading, story, copy_of), indent=None)
        elif explain:
            from zhongde.explaining import print_explanation

            print_explanation(article, knowledge)
        else:
            print_reading(article, reading, story, copy_of)
    return ExitCode.OK


def evaluate(
    corpora: Annotated[list[Path], typer.Argument(metavar="CORPUS.jsonl …", help="Labelled items.")],
    errors: Annotated[bool, typer.Option("--errors/--no-errors", help="List every error.")] = True,
    as_json: JsonOption = False,
    config: ConfigOption = None,
) -> int:
    """Measure the reading against labelled items: alerts by language and file, facts, stories, and every error.

    [bold]zhongde evaluate tests/corpus/*.jsonl[/bold]
    """
    from analysis.evaluation import load_items, score
    from analysis.evaluation_groups import score_parts
    from analysis.knowledge import Knowledge
    from analysis.likeness import group
    from analysis.reading import read
    from zhongde.evaluation_table import evaluation_as_json, print_evaluation
    from zhongde.grouping_table import grouping_as_json, print_grouping

    knowledge = Knowledge.from_settings(settings_of(config))
    items = [item for corpus in corpora for item in load_items(corpus)]
    if not items:
        warn("zhongde: the files hold no items")
        return ExitCode.USAGE
    readings = [read(item.article, knowledge) for item in followed(items, "Reading")]
    result = score(items, readings)
    grouping = score_parts(items, group([item.article for item in items], readings, knowledge.gazetteer))
    if as_json:
        print_json(evaluation_as_json(result) | {"grouping": grouping_as_json(grouping)})
    else:
        print_evaluation(result, with_errors=errors)
        print_grouping(grouping)
    return ExitCode.OK
