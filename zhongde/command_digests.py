"""``zhongde digest``, ``subscriptions`` and ``deliveries``: what is told, to whom, and what became of it."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, cast

import typer

from zhongde.output import local_time, print_json, print_table, say, warn
from zhongde.running import (
    ConfigOption,
    ExitCode,
    JsonOption,
    open_database,
    open_with_catalogue,
    parse_day,
    settings_of,
    utc_now,
)

if TYPE_CHECKING:
    from config import Settings
    from config.settings import SubscriptionSettings
    from storage import Database
    from storage.values import DeliveryView

digest = typer.Typer(help="See or send a subscription's digest now.", no_args_is_help=True)
subscriptions = typer.Typer(help="Who is told what, when and by which channels.", no_args_is_help=True)
deliveries = typer.Typer(
    help="The outbox: what is to be sent, was sent, or could not be.", no_args_is_help=True
)

NameArgument = Annotated[str, typer.Argument(metavar="NAME", help="Name of the subscription.")]
SinceOption = Annotated[
    str | None,
    typer.Option(metavar="DAY", help="From this day or moment on; else since the last digest, or 7 days."),
]
_WHO = "by hand"


def _subscription(settings: Settings, name: str) -> SubscriptionSettings:
    """The subscription of that name.

    Raises:
        ConfigurationError: If there is none.
    """
    from config import ConfigurationError

    for subscription in settings.subscriptions:
        if subscription.name == name:
            return subscription
    known = ", ".join(subscription.name for subscription in settings.subscriptions)
    raise ConfigurationError(
        f"there is no subscription {name!r}",
        remedy=f"There are: {known}." if known else "Add one under 'subscriptions:' in zhongde.yaml.",
        key="subscriptions",
    )


@digest.command("preview")
def preview(
    name: NameArgument,
    since: SinceOption = None,
    form: Annotated[
        str, typer.Option("--format", metavar="html|text|json", help="Form of the digest.")
    ] = "text",
    out: Annotated[Path | None, typer.Option(metavar="FILE", help="Write it there.")] = None,
    config: ConfigOption = None,
) -> int:
    """Show what a digest would say now; nothing is sent or noted as told.

    [bold]zhongde digest preview morning --since 2026-01-01 --format html --out digest.html[/bold]
    """
    from digests.outbox import preview as compose_preview
    from digests.render import render

    if form not in ("html", "text", "json"):
        raise typer.BadParameter(f"{form!r} is none of html, text, json", param_hint="--format")
    settings = settings_of(config)
    _subscription(settings, name)
    database, _ = open_with_catalogue(settings)
    try:
        composed = compose_preview(database, settings, name, utc_now(), parse_day(since, "--since"))
    finally:
        database.dispose()
    _write(render(composed, cast(Literal["html", "text", "json"], form)), out)
    return ExitCode.OK


def _write(text: str, out: Path | None) -> None:
    from config import ConfigurationError

    if out is None:
        typer.echo(text)
        return
    try:
        out.write_text(text, encoding="utf-8")
    except OSError as error:
        raise ConfigurationError(
            f"cannot be written: {error.strerror or error}",
            remedy="Name a file in an existing folder that you may write to.",
            source=str(out),
        ) from None
    say(f"written to {out}")


@digest.command("send")
def send(
    name: NameArgument,
    since: SinceOption = None,
    form: Annotated[
        str, typer.Option("--format", metavar="html|text|json", help="Form of the copy written to --out.")
    ] = "html",
    out: Annotated[Path | None, typer.Option(metavar="FILE", help="Also write the digest there.")] = None,
    config: ConfigOption = None,
) -> int:
    """Send a digest now, by all channels of the subscription. Exit code 3 if a channel did not take it.

    What could not be delivered stays in the outbox, and the daemon tries it again.

    [bold]zhongde digest send morning --since 2026-01-01[/bold]
    """
    from digests.outbox import send_now

    settings = settings_of(config)
    subscription = _subscription(settings, name)
    if not subscription.channels:
        warn(
            f"zhongde: the subscription {name!r} has no channels; add some under 'channels:' in zhongde.yaml"
        )
        return ExitCode.USAGE
    database, _ = open_with_catalogue(settings)
    try:
        now = utc_now()
        start = parse_day(since, "--since")
        if out is not None:
            preview(name, since, form, out, config)
        digest_id = send_now(database, settings, name, now, start)
        if digest_id is None:
            say("Nothing turned up in that time; nothing was sent.")
            return ExitCode.OK
        return _deliver(settings, database, digest_id, now)
    finally:
        database.dispose()


def _deliver(settings: Settings, database: Database, digest_id: str, now: datetime) -> int:
    import asyncio

    from digests.outbox import deliver_due
    from storage.deliveries import list_deliveries

    asyncio.run(deliver_due(database, settings, now, owner=_WHO, only={digest_id}))
    with database.read() as session:
        rows = [row for row in list_deliveries(session, limit=1000) if row.digest_id == digest_id]
    _print_deliveries(rows)
    return ExitCode.OK if all(row.state == "sent" for row in rows) else ExitCode.PARTIAL


@subscriptions.command("list")
def list_subscriptions(as_json: JsonOption = False, config: ConfigOption = None) -> int:
    """List the subscriptions with their next time and channels."""
    from digests.windows import next_moment
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
            "next": None if item.schedule == "instant" else next_moment(item.schedule, item.timezone, now),
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


@subscriptions.command("test")
def send_trial(name: NameArgument, as_json: JsonOption = False, config: ConfigOption = None) -> int:
    """Send a sample with an invented deal, marked as a trial, by every channel. Exit code 3 if one did not take it.

    [bold]zhongde subscriptions test morning[/bold]
    """
    import asyncio

    from digests.outbox import send_sample

    settings = settings_of(config)
    subscription = _subscription(settings, name)
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


def _print_deliveries(rows: list[DeliveryView]) -> None:
    print_table(
        ("delivery", "subscription", "channel", "recipient", "state", "tries>", "made", "next try", "answer"),
        [
            (
                row.id[:13],
                row.subscription,
                row.channel,
                row.recipient,
                row.state,
                row.attempts,
                local_time(row.created_at),
                local_time(row.next_attempt_at) if row.state == "pending" else "",
                row.error,
            )
            for row in rows
        ],
    )


def _as_json(row: DeliveryView) -> dict[str, object]:
    return {
        "id": row.id,
        "digest": row.digest_id,
        "subscription": row.subscription,
        "channel": row.channel,
        "recipient": row.recipient,
        "state": row.state,
        "attempts": row.attempts,
        "created": row.created_at,
        "next_attempt": row.next_attempt_at,
        "sent": row.sent_at,
        "error": row.error,
        "history": [{"at": at, "outcome": outcome, "detail": detail} for at, outcome, detail in row.history],
    }


@deliveries.command("list")
def list_deliveries_(
    state: Annotated[str | None, typer.Option(metavar="pending|sent|failed", help="Only this state.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="At most so many.")] = 50,
    as_json: JsonOption = False,
    config: ConfigOption = None,
) -> int:
    """List the outbox, the newest first."""
    from storage.deliveries import list_deliveries
    from storage.values import DeliveryState

    if state not in (None, "pending", "sent", "failed"):
        raise typer.BadParameter(f"{state!r} is none of pending, sent, failed", param_hint="--state")
    database = open_database(settings_of(config))
    try:
        with database.read() as session:
            rows = list_deliveries(session, state=cast("DeliveryState | None", state), limit=limit)
    finally:
        database.dispose()
    if as_json:
        print_json([_as_json(row) for row in rows])
    elif rows:
        _print_deliveries(rows)
    else:
        say("The outbox is empty.")
    return ExitCode.OK


@deliveries.command("show")
def show_delivery(
    delivery_id: Annotated[str, typer.Argument(metavar="ID", help="Its id, or a unique beginning.")],
    content: Annotated[bool, typer.Option("--content", help="Also what is sent.")] = False,
    as_json: JsonOption = False,
    config: ConfigOption = None,
) -> int:
    """Show one delivery with the history of its tries."""
    from storage.deliveries import delivery_content, delivery_view

    database = open_database(settings_of(config))
    try:
        with database.read() as session:
            row = delivery_view(session, delivery_id)
            text = delivery_content(session, row.id) if row is not None and content else None
    finally:
        database.dispose()
    if row is None:
        return _unknown(delivery_id)
    if as_json:
        value = _as_json(row)
        if text is not None:
            value["content"] = text
        print_json(value)
        return ExitCode.OK
    _print_deliveries([row])
    print_table(
        ("at", "outcome", "answer"),
        [(local_time(at), outcome, detail) for at, outcome, detail in row.history],
    )
    if text is not None:
        say(text)
    return ExitCode.OK


def _unknown(delivery_id: str) -> int:
    warn(
        f"zhongde: there is no delivery whose id begins uniquely with {delivery_id!r}; "
        "'zhongde deliveries list --json' shows the ids"
    )
    return ExitCode.USAGE


@deliveries.command("replay")
def replay(
    delivery_ids: Annotated[
        list[str] | None, typer.Argument(metavar="[ID]…", help="Ids, or unique beginnings.")
    ] = None,
    all_failed: Annotated[
        bool, typer.Option("--all-failed", help="Everything that failed for good.")
    ] = False,
    config: ConfigOption = None,
) -> int:
    """Put failed deliveries back into the outbox, under their own ids; the daemon sends them.

    [bold]zhongde deliveries replay --all-failed[/bold]
    """
    from storage.deliveries import delivery_view, list_deliveries, replay_delivery

    if bool(delivery_ids) == all_failed:
        raise typer.BadParameter("name deliveries, or give --all-failed")
    database = open_database(settings_of(config))
    code = ExitCode.OK
    try:
        with database.write() as session:
            if all_failed:
                wanted = [row.id for row in list_deliveries(session, state="failed", limit=100_000)]
            else:
                wanted = []
                for given in delivery_ids or []:
                    row = delivery_view(session, given)
                    if row is None:
                        code = ExitCode(_unknown(given))
                    else:
                        wanted.append(row.id)
            done = [identity for identity in wanted if replay_delivery(session, identity, utc_now())]
        for identity in wanted:
            if identity not in done:
                warn(f"zhongde: {identity} is on its way or was sent; nothing to replay")
        say(f"{len(done)} deliveries will be tried again by the daemon (zhongde run).")
    finally:
        database.dispose()
    return code
