"""``zhongde subscriptions``: who is told what, when and by which channels."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, cast

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

if TYPE_CHECKING:
    from config.settings import SubscriptionSettings

app = typer.Typer(help="Who is told what, when and by which channels.", no_args_is_help=True)


@app.command("list")
def list_subscriptions(as_json: JsonOption = False, config: ConfigOption = None) -> int:
    """List the subscriptions with their next time and channels."""
    from digests.windows import next_due_moment
    from storage.departures import departures
    from storage.digests import window_of

    settings = settings_of(config)
    database = open_database(settings)
    try:
        with database.read() as session:
            served = {item.name: window_of(session, item.name) for item in settings.subscriptions}
            departed = departures(session)
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
            "unsubscribed": _departed_recipients(item, departed.get(item.name, frozenset())),
        }
        for item in settings.subscriptions
    ]
    if as_json:
        print_json(rows)
    elif not rows:
        say("No subscriptions. Add one under 'subscriptions:' in zhongde.yaml; README.md shows how.")
    else:
        print_table(
            ("name", "schedule", "zone", "language", "next", "served until", "channels", "unsubscribed"),
            [
                (
                    item.name,
                    item.schedule,
                    item.timezone,
                    item.language,
                    local_time(cast("datetime | None", row["next"])),
                    local_time(served[item.name]),
                    ", ".join(channel.type for channel in item.channels) or "none",
                    ", ".join(cast("list[str]", row["unsubscribed"])),
                )
                for item, row in zip(settings.subscriptions, rows, strict=True)
            ],
        )
    return ExitCode.OK


def _departed_recipients(subscription: SubscriptionSettings, departed: frozenset[str]) -> list[str]:
    """The configured recipients who have left; of others no address is kept."""
    from digests.channels.opening import channel_key, recipients_of

    return [
        recipient
        for channel in subscription.channels
        for recipient in recipients_of(channel)
        if channel_key(channel, recipient) in departed
    ]


@app.command("resubscribe")
def resubscribe(
    name: NameArgument,
    address: Annotated[str, typer.Argument(help="Mail address, as configured.", show_default=False)],
    config: ConfigOption = None,
) -> int:
    """Let somebody in again who has unsubscribed, if they ask for it.

    [bold]zhongde subscriptions resubscribe morning analyst@example.org[/bold]
    """
    from digests.channels.opening import mail_key
    from storage.departures import forget_departure

    settings = settings_of(config)
    subscription_of(settings, name)
    database = open_database(settings)
    try:
        with database.write() as session:
            found = forget_departure(session, name, mail_key(address))
    finally:
        database.dispose()
    if not found:
        warn(
            f"zhongde: {address} has not unsubscribed from {name}; 'zhongde subscriptions list' shows who has"
        )
        return ExitCode.USAGE
    say(f"{address} gets the digests of {name} again.")
    return ExitCode.OK


@app.command("test")
def send_trial(name: NameArgument, as_json: JsonOption = False, config: ConfigOption = None) -> int:
    """Send a sample with an invented deal, marked as a trial, by every channel. Exit code 3 if one did not take it.

    [bold]zhongde subscriptions test morning[/bold]
    """
    import asyncio

    from digests.outbox import send_sample
    from storage.departures import departures

    settings = settings_of(config)
    subscription = subscription_of(settings, name)
    if not subscription.channels:
        warn(
            f"zhongde: the subscription {name!r} has no channels; add some under 'channels:' in zhongde.yaml"
        )
        return ExitCode.USAGE
    database = open_database(settings)
    try:
        with database.read() as session:
            departed = departures(session).get(name, frozenset())
    finally:
        database.dispose()
    results = asyncio.run(send_sample(settings, name, departed))
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
