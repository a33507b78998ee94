"""``zhongde digest``: see or send a subscription's digest now."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, cast

import typer

from zhongde.delivery_table import print_deliveries
from zhongde.output import say, warn
from zhongde.running import (
    ConfigOption,
    ExitCode,
    NameArgument,
    open_with_catalogue,
    parse_day,
    settings_of,
    subscription_of,
    utc_now,
)

if TYPE_CHECKING:
    from config import Settings
    from storage import Database

app = typer.Typer(help="See or send a subscription's digest now.", no_args_is_help=True)
deliveries = typer.Typer(
    help="The outbox: what is to be sent, was sent, or could not be.", no_args_is_help=True
)

SinceOption = Annotated[
    str | None,
    typer.Option(metavar="DAY", help="From this day or moment on; else since the last digest, or 7 days."),
]
_WHO = "by hand"


@app.command("preview")
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
    subscription_of(settings, name)
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


@app.command("send")
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
    subscription = subscription_of(settings, name)
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
    print_deliveries(rows)
    return ExitCode.OK if all(row.state == "sent" for row in rows) else ExitCode.PARTIAL
