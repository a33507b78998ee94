"""``zhongde sources``: the catalogue and how its sources are."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from zhongde.output import local_time, print_json, print_table, say, warn
from zhongde.running import (
    ConfigOption,
    ExitCode,
    JsonOption,
    catalogue_of,
    open_with_catalogue,
    settings_of,
    utc_now,
)

app = typer.Typer(no_args_is_help=True, help="The catalogue: what is watched, and how it is.")


@app.command("list")
def list_(
    all_: Annotated[bool, typer.Option("--all", help="Also sources that are switched off.")] = False,
    state: Annotated[
        str | None,
        typer.Option(help="Only this state: fresh, late, silent, empty, failing, blocked, new, off."),
    ] = None,
    as_json: JsonOption = False,
    config: ConfigOption = None,
) -> None:
    """List the sources with their health."""
    from storage.article_counts import count_by_source
    from storage.health import source_health
    from storage.push import push_states

    database, _ = open_with_catalogue(settings_of(config))
    with database.read() as session:
        healths = source_health(session, utc_now(), count_by_source(session))
        pushes = push_states(session, utc_now())
    chosen = [
        health
        for health in healths
        if (health.state == state if state else all_ or as_json or health.state != "off")
    ]
    if as_json:
        print_json(
            [
                {
                    "id": health.id,
                    "name": health.name,
                    "languages": list(health.languages),
                    "state": health.state,
                    "since": health.since,
                    "error": health.error or None,
                    "last_success": health.last_success_at,
                    "last_new": health.last_new_at,
                    "next_poll": health.next_poll_at,
                    "addresses": health.addresses,
                    "articles": health.articles,
                    "newest": health.newest_at,
                    "silent_after_days": None
                    if health.silent_after is None
                    else round(health.silent_after.total_seconds() / 86_400, 1),
                    "gaps": health.gaps,
                    "last_gap": health.last_gap_at,
                    "moved": list(health.moved),
                    "push": [asdict(push) for push in pushes.get(health.id, [])],
                }
                for health in chosen
            ]
        )
        return
    print_table(
        ("id", "name", "languages", "state", "articles>", "last new", "gaps>", "next poll", "remark"),
        [
            (
                health.id,
                health.name,
                " ".join(health.languages),
                health.state,
                health.articles,
                local_time(health.last_new_at),
                health.gaps or "",
                local_time(health.next_poll_at) if health.state != "off" else "",
                health.error or "; ".join(f"moved to {url}" for url in health.moved),
            )
            for health in chosen
        ],
    )
    hidden = len(healths) - len(chosen)
    say(f"{len(chosen)} sources" + (f", {hidden} not shown (--all shows them)" if hidden else ""))


@app.command("show")
def show(
    source_id: Annotated[str, typer.Argument(metavar="SOURCE_ID")],
    as_json: JsonOption = False,
    config: ConfigOption = None,
) -> None:
    """Show one source: its declaration, its addresses and their state."""
    from config.catalogue import find_source
    from storage.health import addresses_of
    from storage.push import push_states

    settings = settings_of(config)
    declaration = find_source(catalogue_of(settings), source_id)
    database, _ = open_with_catalogue(settings)
    with database.read() as session:
        addresses = addresses_of(session, source_id)
        pushes = push_states(session, utc_now()).get(source_id, [])
    described = declaration.model_dump(mode="json", exclude_defaults=True)
    if as_json:
        print_json(
            described
            | {
                "state": [asdict(address) for address in addresses],
                "push": [asdict(push) for push in pushes],
            }
        )
        return
    for key, value in described.items():
        if key != "addresses":
            say(f"{key}: {_readable(value)}")
    print_table(
        ("address", "access", "last answer", "items>", "gaps>", "failures>", "next poll", "remark"),
        [
            (
                item.url,
                item.access + (" (fallback)" if item.fallback else ""),
                "" if item.last_status is None else item.last_status,
                "" if item.items is None else item.items,
                item.gaps or "",
                item.failures,
                local_time(item.next_poll) if item.active else "rests",
                item.error or _moved(item.adopted, item.moving_to) or item.remark,
            )
            for item in addresses
        ],
    )
    for push in pushes:
        until = f" until {local_time(push.until)}" if push.state == "active" else ""
        last = f", {push.pushes} times, last {local_time(push.last)}" if push.pushes else ""
        say(f"push: {push.state}{until}{last} by {push.hub}" + (f" ({push.error})" if push.error else ""))


def _moved(adopted: str, moving_to: str) -> str:
    if adopted:
        return f"moved for good; {adopted} is polled ('zhongde sources moved-back' undoes it)"
    return f"redirects for good to {moving_to}; taken over if that lasts" if moving_to else ""


def _readable(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(_readable(item) for item in value)
    if isinstance(value, dict):
        return "; ".join(f"{key} {_readable(item)}" for key, item in value.items())
    return str(value)


@app.command("moved-back")
def moved_back(
    source_id: Annotated[str, typer.Argument(metavar="SOURCE_ID")], config: ConfigOption = None
) -> None:
    """Poll a source's declared addresses again where others had taken their place after redirects for good."""
    from config.catalogue import find_source
    from storage.sources import give_addresses_back

    settings = settings_of(config)
    find_source(catalogue_of(settings), source_id)
    database, _ = open_with_catalogue(settings)
    with database.write() as session:
        given = give_addresses_back(session, source_id)
    for url in given:
        say(f"{url}: polled again")
    if not given:
        say(f"{source_id}: no address has moved")


@app.command("check")
def check(
    source_ids: Annotated[
        list[str] | None, typer.Argument(metavar="[SOURCE_ID]…", help="Which; all enabled ones if none.")
    ] = None,
    as_json: JsonOption = False,
    config: ConfigOption = None,
) -> None:
    """Poll sources now without storing anything, and tell what each address brings. Exit code 3 if one fails."""
    from config.catalogue import find_source
    from crawler.reactor import run
    from crawler.runner import check_sources
    from zhongde.progress import crawl_bars

    settings = settings_of(config)
    catalogue = catalogue_of(settings)
    for source_id in source_ids or []:
        find_source(catalogue, source_id)
    with crawl_bars() as progress:
        checks = run(lambda: check_sources(settings, catalogue, source_ids or None, progress=progress))
    if as_json:
        print_json([check.as_json() for check in checks])
    else:
        print_table(
            ("source", "address", "result", "entries>", "newest", "remark"),
            [
                (
                    check.source_id,
                    check.url,
                    check.result,
                    check.entries,
                    local_time(check.newest),
                    check.error or "; ".join(check.warnings),
                )
                for check in checks
            ],
        )
    if any(check.result == "failed" for check in checks):
        raise typer.Exit(ExitCode.PARTIAL)


@app.command("add")
def add(
    url: Annotated[
        str, typer.Argument(metavar="URL", help="A feed, a sitemap, a listing page or a home page.")
    ],
    source_id: Annotated[str, typer.Option("--id", help="Short name for it.")],
    name: Annotated[str, typer.Option(help="Name for people.")] = "",
    access: Annotated[
        str | None,
        typer.Option(help="rss, atom, jsonfeed, listing, sitemap, news_sitemap; found out if left out."),
    ] = None,
    language: Annotated[str | None, typer.Option(help="en, de or zh.")] = None,
    config: ConfigOption = None,
) -> None:
    """Add a source to the configuration file, after a look at what its address brings.

    Example: [bold]zhongde sources add https://example.org/feed.xml --id example --language en[/bold]
    """
    from zhongde.editing import add_source

    for line in add_source(url, source_id, name=name, access=access, language=language, config=config):
        say(line)


@app.command()
def mute(
    source_id: Annotated[str, typer.Argument(metavar="ID")],
    config: ConfigOption = None,
) -> None:
    """Let a source rest: it is not polled until it is unmuted. What it has brought stays."""
    _mute(source_id, config, rests=True)


@app.command()
def unmute(
    source_id: Annotated[str, typer.Argument(metavar="ID")],
    config: ConfigOption = None,
) -> None:
    """Watch a muted source again."""
    _mute(source_id, config, rests=False)


def _mute(source_id: str, config: Path | None, *, rests: bool) -> None:
    from storage.sources import mute_source

    database, _ = open_with_catalogue(settings_of(config))
    with database.write() as session:
        mute_source(session, source_id, utc_now() if rests else None)
    say(f"{source_id}: {'rests until it is unmuted' if rests else 'is watched again'}")


@app.command("import")
def import_(
    opml: Annotated[Path, typer.Argument(metavar="FILE.opml", help="Subscriptions of a feed reader.")],
    config: ConfigOption = None,
) -> None:
    """Add every feed of an OPML file to the configuration file."""
    from zhongde.editing import import_opml

    for line in import_opml(opml, config):
        say(line)


@app.command("export")
def export(
    target: Annotated[
        Path | None, typer.Argument(metavar="[FILE.opml]", help="Standard output if left out.")
    ] = None,
    config: ConfigOption = None,
) -> None:
    """Write the feeds of the catalogue as OPML 2.0, for any feed reader."""
    from zhongde.opml import write_opml

    text = write_opml(catalogue_of(settings_of(config)).values())
    if target is None:
        typer.echo(text)
        return
    try:
        target.write_text(text, encoding="utf-8")
    except OSError as error:
        warn(f"zhongde: {target} cannot be written: {error.strerror}")
        raise typer.Exit(ExitCode.USAGE) from None
    say(f"{target}: written")
