"""``zhongde status`` and ``zhongde doctor``: how things are, and what is wrong with the set-up."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from zhongde.delivery_table import delivery_as_json
from zhongde.engine_state import engine_lines, engine_of
from zhongde.output import local_time, print_json, print_table, say, warn
from zhongde.running import ConfigOption, ExitCode, JsonOption, open_with_catalogue, settings_of, utc_now

if TYPE_CHECKING:
    from storage.values import DeliveryView

MOST_GIVEN_UP = 20


def status(as_json: JsonOption = False, config: ConfigOption = None) -> None:
    """Show health: sources, backlog, oldest unsent message, last crawls."""
    from storage.backfills import backfills
    from storage.crawl_runs import last_runs
    from storage.deliveries import count_deliveries, list_deliveries, oldest_unsent
    from storage.health import STATES, coverage

    settings = settings_of(config)
    database, _ = open_with_catalogue(settings)
    now = utc_now()
    with database.read() as session:
        sources = coverage(session, now)
        deliveries = count_deliveries(session)
        oldest = oldest_unsent(session)
        given_up = list_deliveries(session, state="failed", limit=MOST_GIVEN_UP)
        runs = last_runs(session)
        broken_off = backfills(session)
    oldest_seconds = None if oldest is None else max(0, round((now - oldest).total_seconds()))
    report: dict[str, Any] = {
        "sources": {state: getattr(sources, state) for state in STATES},
        "articles": {
            "pending": sources.articles_pending,
            "read": sources.articles_read,
            "alerts": sources.alerts,
        },
        "deliveries": {state: deliveries[state] for state in ("pending", "failed", "sent")},
        "failed_deliveries": [delivery_as_json(row) for row in given_up],
        "oldest_unsent_seconds": oldest_seconds,
        "backfills": [
            {"source": source, "since": since, "waiting": waiting} for source, since, waiting in broken_off
        ],
        "last_runs": [
            {
                "trigger": run.trigger,
                "started": run.started_at,
                "finished": run.finished_at,
                "polls": run.polls,
                "not_modified": run.not_modified,
                "unchanged": run.unchanged,
                "entries": run.entries,
                "pages": run.pages,
                "deals": run.deals,
                "failures": run.failures,
            }
            for run in runs
        ],
    }
    if settings.engine != "local":
        from storage.queue import queue_state

        report["engine"] = engine_of(queue_state(database), now)
    if as_json:
        print_json(report)
        return
    for title in ("sources", "articles", "deliveries"):
        say(f"{title + ':':12}" + ", ".join(f"{count} {state}" for state, count in report[title].items()))
    say("unsent:     " + ("none" if oldest_seconds is None else f"the oldest waits {oldest_seconds} s"))
    for row in given_up:
        say(f"  failed: {row.channel} of {row.subscription} to {row.recipient}: {row.error}{_replayed(row)}")
    if deliveries["failed"] > len(given_up):
        say(f"  and {deliveries['failed'] - len(given_up)} more: 'zhongde deliveries list --state failed'")
    if "engine" in report:
        for line in engine_lines(report["engine"]):
            say(line)
    for source, since, waiting in broken_off:
        say(
            f"backfill:   {source} since {since:%Y-%m-%d} was broken off with {waiting} lists to go; "
            f"'zhongde crawl {source} --since …' goes on"
        )
    for name, state, error in sources.troubled:
        say(f"  {state}: {name}{f' ({error})' if error else ''}")
    if runs:
        say("")
        print_table(
            (
                "last crawls",
                "by",
                "polls>",
                "304>",
                "unchanged>",
                "new entries>",
                "pages>",
                "deals>",
                "failures>",
            ),
            [
                (
                    local_time(run.started_at),
                    run.trigger,
                    run.polls,
                    run.not_modified,
                    run.unchanged,
                    run.entries,
                    run.pages,
                    run.deals,
                    len(run.failures),
                )
                for run in runs
            ],
        )


def _replayed(row: DeliveryView) -> str:
    """What can be done, unless the error itself says it."""
    return (
        ""
        if "deliveries replay" in row.error
        else f"; 'zhongde deliveries replay {row.id[:13]}' tries it again"
    )


def doctor(
    schema: Annotated[
        bool, typer.Option("--schema", help="Print the JSON Schema of zhongde.yaml and do nothing else.")
    ] = False,
    as_json: JsonOption = False,
    config: ConfigOption = None,
) -> None:
    """Look for what is wrong with this set-up and say what to do. Exit code 3 if anything needs doing.

    Example: [bold]zhongde doctor --schema > zhongde.schema.json[/bold] (for editors that complete YAML)
    """
    if schema:
        from config import Settings

        print_json(Settings.model_json_schema())
        return
    from zhongde.diagnosis import diagnose

    settings = settings_of(config)
    findings = diagnose(settings, config)
    if as_json:
        print_json([finding.as_json() for finding in findings])
    else:
        for finding in findings:
            mark = "ok   " if finding.ok else "WRONG"
            (say if finding.ok else warn)(f"{mark}  {finding.what}: {finding.found}")
            if finding.remedy:
                (say if finding.ok else warn)(f"       {finding.remedy}")
    if not all(finding.ok for finding in findings):
        raise typer.Exit(ExitCode.PARTIAL)
