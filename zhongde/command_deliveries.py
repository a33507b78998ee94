"""``zhongde deliveries``: the outbox, what is to be sent, was sent, or could not be."""

from __future__ import annotations

from typing import Annotated, cast

import typer

from zhongde.delivery_table import delivery_as_json, print_deliveries
from zhongde.output import local_time, print_json, print_table, say, warn
from zhongde.running import ConfigOption, ExitCode, JsonOption, open_database, settings_of, utc_now

app = typer.Typer(help="The outbox: what is to be sent, was sent, or could not be.", no_args_is_help=True)


@app.command("list")
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
        print_json([delivery_as_json(row) for row in rows])
    elif rows:
        print_deliveries(rows)
    else:
        say("The outbox is empty.")
    return ExitCode.OK


@app.command("show")
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
        value = delivery_as_json(row)
        if text is not None:
            value["content"] = text
        print_json(value)
        return ExitCode.OK
    print_deliveries([row])
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


@app.command("replay")
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
