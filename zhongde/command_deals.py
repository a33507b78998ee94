"""``zhongde deals``, ``deal`` and ``search``: what has been found."""

from __future__ import annotations

import sys
from decimal import Decimal
from typing import Annotated

import typer

from config.deals import KINDS, STATUSES
from zhongde.output import local_time, print_json, say, warn
from zhongde.running import ConfigOption, ExitCode, JsonOption, open_database, parse_day, settings_of, utc_now


def _checked(values: list[str] | None, known: tuple[str, ...], option: str) -> tuple[str, ...]:
    """Values of an option that may be given several times, or separated by commas."""
    words = [word.strip() for value in values or [] for word in value.split(",") if word.strip()]
    for word in words:
        if word not in known:
            raise typer.BadParameter(f"{word!r} is none of {', '.join(known)}", param_hint=option)
    return tuple(words)


def deals(
    since: Annotated[str | None, typer.Option(metavar="DAY", help="First seen on or after this day.")] = None,
    until: Annotated[
        str | None, typer.Option(metavar="DAY", help="First seen on or before this day.")
    ] = None,
    kind: Annotated[list[str] | None, typer.Option(help="agreement, investment, acquisition.")] = None,
    status: Annotated[list[str] | None, typer.Option(help="planned, announced, signed, approved …")] = None,
    party: Annotated[
        str | None, typer.Option(help="Part of a party's name, or an organisation's id.")
    ] = None,
    place: Annotated[str | None, typer.Option(help="Part of the place's name.")] = None,
    min_amount: Annotated[
        float | None, typer.Option(metavar="EUR", min=0, help="At least this sum, converted to euros.")
    ] = None,
    query: Annotated[str | None, typer.Option(help="Words in headline, parties or evidence.")] = None,
    limit: Annotated[int | None, typer.Option(min=1, help="At most so many.")] = None,
    as_json: JsonOption = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="Print CSV for spreadsheets.")] = False,
    config: ConfigOption = None,
) -> None:
    """List the deals found, the newest first.

    Examples: [bold]zhongde deals --since 2026-01-01 --kind acquisition[/bold],
    [bold]zhongde deals --party CATL --json[/bold]
    """
    if as_json and as_csv:
        raise typer.BadParameter("choose one of --json and --csv", param_hint="--csv")
    from digests.deal_json import deal_as_json
    from digests.rates import rates_at
    from storage.deal_files import find_deals
    from storage.values import DealQuery

    wanted = DealQuery(
        since=parse_day(since, "--since"),
        until=parse_day(until, "--until", end=True),
        kinds=_checked(kind, KINDS, "--kind"),
        statuses=_checked(status, STATUSES, "--status"),
        party=party,
        place=place,
        query=query,
    )
    database = open_database(settings_of(config))
    with database.read() as session:
        found = find_deals(session, wanted)
        rates = rates_at(session, utc_now())
    if min_amount is not None:
        least = Decimal(str(min_amount))
        found = [
            deal
            for deal in found
            if deal.amount is not None
            and (day := deal.date or deal.first_seen.date())
            and (euros := rates.to_euros(deal.amount, day.year, day)) is not None
            and euros.value >= least
        ]
    found = found[:limit]
    if as_json:
        print_json([deal_as_json(deal) for deal in found])
    elif as_csv:
        from digests.deal_csv import deals_as_csv

        sys.stdout.write(deals_as_csv(found))
    elif not found:
        say("No deals. 'zhongde crawl --all' looks for new ones; 'zhongde status' tells what has been read.")
    else:
        from zhongde.deal_table import print_deals

        print_deals(found)


def deal(
    deal_id: Annotated[int, typer.Argument(metavar="ID")],
    as_json: JsonOption = False,
    config: ConfigOption = None,
) -> None:
    """Show one deal's file: steps, facts with evidence, sources, copies, conflicts."""
    from digests.deal_json import deal_as_json
    from storage.deal_files import deal_file

    database = open_database(settings_of(config))
    with database.read() as session:
        found = deal_file(session, deal_id)
    if found is None:
        warn(f"zhongde: there is no deal {deal_id}\n  'zhongde deals' lists them.")
        raise typer.Exit(ExitCode.USAGE)
    if as_json:
        print_json(deal_as_json(found))
    else:
        from zhongde.deal_table import print_deal

        print_deal(found)


def search(
    query: Annotated[str, typer.Argument(metavar="QUERY", help="Words; all of them must occur.")],
    limit: Annotated[int, typer.Option(min=1, max=1000, help="At most so many.")] = 20,
    as_json: JsonOption = False,
    config: ConfigOption = None,
) -> None:
    """Search the text of all articles, in English, German and Chinese.

    Examples: [bold]zhongde search 签约[/bold], [bold]zhongde search "Vertrag Bosch"[/bold]
    """
    from storage.search import search_articles

    database = open_database(settings_of(config))
    with database.read() as session:
        hits = search_articles(session, query, limit)
    if as_json:
        print_json(
            [
                {
                    "id": hit.article_id,
                    "source": hit.source_id,
                    "url": hit.url,
                    "title": hit.title,
                    "language": hit.language,
                    "published": hit.published,
                    "alert": hit.alert,
                    "excerpt": hit.excerpt,
                }
                for hit in hits
            ]
        )
        return
    for hit in hits:
        say(f"{hit.title}{'  [deal]' if hit.alert else ''}")
        say(f"  {hit.source_name}, {local_time(hit.published)} ({hit.language})  {hit.url}")
        say(f"  {hit.excerpt}\n")
    say(f"{len(hits)} articles" if hits else f"Nothing found for {query!r}.")
