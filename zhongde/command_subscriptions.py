"""``zhongde subscriptions``: who is told what, when and by which channels."""

from __future__ import annotations

from datetime import datetime
from typing import cast

import typer

from zhongde.output import local_time, print_json, print_table, say, warn
from zhongde.running import (
    ConfigOption,
    ExitCode,
    JsonOption,
    NameArgument,
    open_database,
    settings_of,
    subscription_of,
    utc_now,
)

app = typer.Typer(help="Who is told what, when and by which channels.", no_args_is_help=True)


@app.command("list")
def list_subscriptions(as_json: JsonOption = False, config: ConfigOption = None) -> int:
    """List the subscriptions with their next time and channels."""
    from digests.windows import next_due_moment
    from storage.digests import window_of

    settings = settings_of(config)
    database = open_database(settings)
    try:
        with database.read() as session:
            served = {item.name: window_of(session, item.name) for item in settings.subscriptions}
    finally:
        database.dispose()
    now = utc_now()
    rows = [
        {
            "name": item.name,
            "schedule": item.schedule,
            "timezone": item.timezone,
            "language": item.language,
            "next": None if item.schedule == "instant" else next_due_moment(item, now),
            "served_until": served[item.name],
            "channels": [channel.type for channel in item.channels],
        }
        for item in settings.subscriptions
    ]
    if as_json:
        print_json(rows)
    elif not rows:
        say("No subscriptions. Add one under 'subscriptions:' in zhongde.yaml; README.md shows how.")
    else:
        print_table(
            ("name", "schedule", "zone", "language", "next", "served until", "channels"),
            [
                (
                    item.name,
                    item.schedule,
                    item.timezone,
                    item.language,
                    local_time(cast("datetime | None", row["next"])),
                    local_time(served[item.name]),
                    ", ".join(channel.type for channel in item.channels) or "none",
                )
                for item, row in zip(settings.subscriptions, rows, strict=True)
            ],
        )
    return ExitCode.OK


@app.command("test")
def send_trial(name: NameArgument, as_json: JsonOption = False, config: ConfigOption = None) -> int:
    """Send a sample with an invented deal, marked as a trial, by every channel. Exit code 3 if one did not take it.

    [bold]zhongde subscriptions test morning[/bold]
    """
    import asyncio

    from digests.outbox import send_sample

    settings = settings_of(config)
    subscription = subscription_of(settings, name)
    if not subscription.channels:
        warn(
            f"zhongde: the subscription {name!r} has no channels; add some under 'channels:' in zhongde.yaml"
        )
        return ExitCode.USAGE
    results = asyncio.run(send_sample(settings, name))
    if as_json:
        print_json(
            [
                {
                    "channel": result.channel,
                    "recipient": result.recipient,
                    "ok": result.ok,
                    "detail": result.detail,
                }
                for result in results
            ]
        )
    else:
        print_table(
            ("channel", "recipient", "arrived", "answer"),
            [
                (result.channel, result.recipient, "yes" if result.ok else "no", result.detail)
                for result in results
            ],
        )
    return ExitCode.OK if all(result.ok for result in results) else ExitCode.PARTIAL
