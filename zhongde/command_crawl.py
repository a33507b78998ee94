"""``zhongde crawl``: look now, by hand."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from zhongde.output import local_time, print_json, print_table, say, warn
from zhongde.progress import crawl_bars
from zhongde.running import (
    ConfigOption,
    ExitCode,
    JsonOption,
    catalogue_of,
    open_database,
    open_with_catalogue,
    settings_of,
)

if TYPE_CHECKING:
    from crawler.values import CrawlReport

_LISTED_FAILURES = 20


def crawl(
    what: Annotated[
        list[str] | None,
        typer.Argument(metavar="[SOURCE_ID|URL]…", help="Sources by id, or addresses by hand."),
    ] = None,
    all_: Annotated[bool, typer.Option("--all", help="All enabled sources, due or not.")] = False,
    due: Annotated[
        bool, typer.Option("--due", help="Sources whose time has come; so too if nothing is named.")
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show what is new and store nothing; no article is read.")
    ] = False,
    since: Annotated[
        datetime | None,
        typer.Option(
            formats=["%Y-%m-%d"],
            help="Read a source's past since that day: further pages, sitemaps, archives. Broken off, it goes on.",
        ),
    ] = None,
    as_json: JsonOption = False,
    config: ConfigOption = None,
) -> int:
    """Crawl now. Exit code 3 if some sources or pages failed; what was found is kept.

    An address may be a feed, a listing page, a sitemap or an article: what it is shows when it comes. Messages are
    sent by [bold]zhongde run[/bold] or [bold]zhongde digest send[/bold].

    [bold]zhongde crawl --all[/bold]
    [bold]zhongde crawl xinhua-en mofcom-zh[/bold]
    [bold]zhongde crawl xinhua-en --since 2026-01-01[/bold]
    [bold]zhongde crawl https://example.org/news/1.html --json[/bold]
    """
    urls = [item for item in what or [] if "://" in item]
    source_ids = [item for item in what or [] if "://" not in item]
    if sum((all_, due, bool(urls), bool(source_ids))) > 1:
        raise typer.BadParameter(
            "name sources, or addresses, or give one of --all and --due; not several of these"
        )
    if since is not None and (not source_ids or dry_run):
        raise typer.BadParameter("--since needs sources by their ids, and stores what it finds")
    day = None if since is None else since.date()
    report = _crawl(urls, source_ids, all_=all_, dry_run=dry_run, since=day, config=config)
    if as_json:
        print_json(_as_json(report, dry_run=dry_run))
    else:
        _print(report, dry_run=dry_run)
    return ExitCode.PARTIAL if report.failures else ExitCode.OK


def _crawl(
    urls: list[str],
    source_ids: list[str],
    *,
    all_: bool,
    dry_run: bool,
    since: date | None,
    config: ConfigOption,
) -> CrawlReport:
    from config.catalogue import find_source
    from crawler import runner
    from crawler.reactor import run

    settings = settings_of(config)
    catalogue = catalogue_of(settings)
    for source_id in source_ids:
        find_source(catalogue, source_id)
    if dry_run:
        database = open_database(settings)
    else:
        database, catalogue = open_with_catalogue(settings)
    chosen = source_ids or None
    with crawl_bars() as progress:
        try:
            if dry_run:
                return run(
                    lambda: runner.dry_run(
                        settings,
                        catalogue,
                        source_ids=chosen,
                        all_=all_,
                        urls=urls,
                        known=database,
                        progress=progress,
                    )
                )
            if since is not None:
                return run(
                    lambda: runner.backfill(
                        database, settings, catalogue, source_ids, since, progress=progress
                    )
                )
            if urls:
                return run(
                    lambda: runner.crawl_addresses(database, settings, catalogue, urls, progress=progress)
                )
            return run(
                lambda: runner.crawl_once(
                    database, settings, catalogue, source_ids=chosen, all_=all_, progress=progress
                )
            )
        finally:
            database.dispose()


def _as_json(report: CrawlReport, *, dry_run: bool) -> dict[str, object]:
    value: dict[str, object] = dict(report.as_json())
    if dry_run:
        value["found"] = [
            {
                "url": entry.url,
                "title": entry.title,
                "published": None if entry.published is None else entry.published.isoformat(),
            }
            for entry in report.found
        ]
    return value


def _print(report: CrawlReport, *, dry_run: bool) -> None:
    if dry_run:
        print_table(
            ("published", "title", "address"),
            [(local_time(entry.published), entry.title, entry.url) for entry in report.found],
        )
        say(f"{len(report.found)} new entries; nothing was stored.")
    else:
        say(
            f"{report.polls} addresses asked ({report.not_modified} not modified, {report.unchanged} unchanged), "
            f"{report.entries} new entries, {report.pages} articles read, {report.deals} deal steps new."
        )
        if report.deals:
            say("See them with 'zhongde deals', send them with 'zhongde digest send NAME'.")
    for warning in report.warnings[:_LISTED_FAILURES]:
        warn(f"note: {warning}")
    for failure in report.failures[:_LISTED_FAILURES]:
        warn(f"failed: {failure.source}: {failure.url}: {failure.error}")
    if len(report.failures) > _LISTED_FAILURES:
        warn(f"… and {len(report.failures) - _LISTED_FAILURES} more; --json lists them all")
