"""``zhongde digest``: see or send a subscription's digest now."""

from __future__ import annotations

import sys
import tempfile
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from zhongde.command_rehearsal import rehearse
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
    from digests.render import Form
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
_ENDINGS = {"text": "txt", "markdown": "md", "atom": "xml", "rss": "xml", "jsonfeed": "feed.json"}
"""How files of these forms are named; the others have their form's name."""


@app.command("preview")
def preview(
    name: NameArgument,
    since: SinceOption = None,
    form: Annotated[
        str | None,
        typer.Option(
            "--format",
            metavar="html|text|json|markdown|atom|rss|jsonfeed|csv|xlsx|ics",
            help="Form of the digest; else that of FILE's name, else text.",
            show_default=False,
        ),
    ] = None,
    out: Annotated[Path | None, typer.Option(metavar="FILE", help="Write it there.")] = None,
    is_opened: Annotated[bool, typer.Option("--open", help="Show it in the browser.")] = False,
    config: ConfigOption = None,
) -> int:
    """Show what a digest would say now; nothing is sent or noted as told.

    [bold]zhongde digest preview morning --since 2026-01-01 --format html --out digest.html[/bold]
    """
    from digests.outbox import preview as compose_preview
    from digests.render import render_bytes

    chosen = _form(form, out, "html" if is_opened else "text")
    settings = settings_of(config)
    subscription_of(settings, name)
    database, _ = open_with_catalogue(settings)
    try:
        composed = compose_preview(database, settings, name, utc_now(), parse_day(since, "--since"))
    finally:
        database.dispose()
    data = render_bytes(composed, chosen)
    if is_opened:
        out = out or Path(tempfile.mkdtemp(prefix="zhongde-")) / f"{name}.{_ENDINGS.get(chosen, chosen)}"
    _write(data, out)
    if is_opened and out is not None:
        _open(out)
    return ExitCode.OK


def _form(form: str | None, out: Path | None, otherwise: Form) -> Form:
    """The form that is named, else the one that a file's name tells, else another."""
    from digests.render import FORMS

    if form is None:
        ending = "" if out is None else out.suffix.removeprefix(".").lower()
        form = next((known for known, usual in _ENDINGS.items() if usual == ending), ending)
        form = form if form in FORMS else otherwise
    if form not in FORMS:
        raise typer.BadParameter(f"{form!r} is none of {', '.join(FORMS)}", param_hint="--format")
    if form == "xlsx" and out is None and sys.stdout.isatty():
        raise typer.BadParameter("a workbook is no text; name a file with --out", param_hint="--format")
    return form


def _open(file: Path) -> None:
    import webbrowser

    if not webbrowser.open(file.absolute().as_uri()):
        warn(f"zhongde: no browser could be started; open {file} yourself")


def _write(data: bytes, out: Path | None) -> None:
    from config import ConfigurationError

    if out is None:
        sys.stdout.flush()
        buffer = getattr(sys.stdout, "buffer", None)
        if buffer is None:
            sys.stdout.write(data.decode("utf-8-sig"))
        else:
            buffer.write(data)
            buffer.flush()
        return
    try:
        out.write_bytes(data)
    except OSError as error:
        raise ConfigurationError(
            f"cannot be written: {error.strerror or error}",
            remedy="Name a file in an existing folder that you may write to.",
            source=str(out),
        ) from None
    say(f"written to {out}")


@app.command("schema")
def schema() -> int:
    """Print the JSON Schema of the webhook's body, type zhongde.digest.v1."""
    from digests.render_json import payload_schema

    typer.echo(payload_schema(), nl=False)
    return ExitCode.OK


app.command("rehearse")(rehearse)


@app.command("send")
def send(
    name: NameArgument,
    since: SinceOption = None,
    form: Annotated[
        str | None,
        typer.Option("--format", metavar="FORM", help="Form of the copy written to --out, as for preview."),
    ] = None,
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
            preview(name, since, _form(form, out, "html"), out, False, config)
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
