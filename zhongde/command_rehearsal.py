"""``zhongde digest rehearse``: what a subscription would have been told, and when."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any
from zoneinfo import ZoneInfo

import typer

from zhongde.output import local_time, print_json, say
from zhongde.reading_input import read_bytes
from zhongde.running import (
    ConfigOption,
    ExitCode,
    JsonOption,
    NameArgument,
    open_with_catalogue,
    parse_day,
    settings_of,
    subscription_of,
    utc_now,
)

if TYPE_CHECKING:
    from config.settings import SubscriptionSettings
    from digests.rehearsal import Judgement
    from digests.values import ComposedDigest

_SHOWN = 10


def rehearse(
    name: NameArgument,
    since: Annotated[str, typer.Option(metavar="DAY", help="As if the subscription had begun then.")],
    until: Annotated[str | None, typer.Option(metavar="DAY", help="Up to then; else up to now.")] = None,
    labels: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE.jsonl",
            help='Labelled items, one a line: {"url": …, "alert": true|false}; '
            "precision and recall are told.",
        ),
    ] = None,
    as_json: JsonOption = False,
    config: ConfigOption = None,
) -> int:
    """Show which digests would have been sent when, with the rules as they are now. Nothing is sent or noted.

    The stored deals are gone through as the daemon would have: schedule, working days, quiet hours, filters. Their
    facts are those known today.

    [bold]zhongde digest rehearse morning --since 2026-01-01[/bold]
    """
    from digests.rehearsal import judge
    from digests.rehearsal import rehearse as rehearse_digests
    from storage.deal_files import alertable_steps
    from storage.digest_material import stored_addresses

    settings = settings_of(config)
    subscription = subscription_of(settings, name)
    if subscription.review != "none":
        raise typer.BadParameter(
            f"{name!r} is a review, which sums up what is stored; "
            f"'zhongde digest preview {name} --since DAY' shows it",
            param_hint="NAME",
        )
    begin = parse_day(since, "--since")
    end = parse_day(until, "--until", end=True) or utc_now()
    assert begin is not None
    wanted = {} if labels is None else _labels(labels)
    database, _ = open_with_catalogue(settings)
    try:
        with database.read() as session:
            steps = alertable_steps(session, begin, end)
            stored = stored_addresses(session, wanted)
    finally:
        database.dispose()
    digests = rehearse_digests(subscription, steps, begin, end)
    judgement = judge(digests, wanted, stored) if labels is not None else None
    if as_json:
        print_json(_as_json(digests, judgement))
    else:
        _print(subscription, digests, judgement, begin, end)
    return ExitCode.OK


def _labels(file: Path) -> dict[str, bool]:
    """Whether each item, by its address, should be told.

    Raises:
        ConfigurationError: If a line is no labelled item; file and line are named.
    """
    from config import ConfigurationError

    labels: dict[str, bool] = {}
    for number, line in enumerate(read_bytes(str(file)).splitlines(), 1):
        if not line.strip():
            continue
        try:
            value = json.loads(line)
            url, alert = value["url"], value["alert"]
        except (ValueError, KeyError, TypeError, RecursionError):
            url, alert = None, None
        if not isinstance(url, str) or not isinstance(alert, bool):
            raise ConfigurationError(
                "is no labelled item",
                remedy='Write one JSON object a line: {"url": "https://…", "alert": true}.',
                source=str(file),
                line=number,
            )
        labels[url] = alert
    return labels


def _as_json(digests: list[ComposedDigest], judgement: Judgement | None) -> dict[str, Any]:
    result: dict[str, Any] = {
        "digests": [
            {
                "sent": digest.composed_at,
                "kind": digest.kind,
                "news": [_entry(entry) for entry in digest.news],
                "updates": [_entry(entry) for entry in digest.updates],
                "rest": digest.rest,
                "set_aside": digest.set_aside,
            }
            for digest in digests
        ]
    }
    if judgement is not None:
        result["judgement"] = {
            "labelled": judgement.labelled,
            "wanted": judgement.wanted,
            "told": judgement.told,
            "rightly": judgement.rightly,
            "precision": judgement.precision,
            "recall": judgement.recall,
            "missed": list(judgement.missed),
            "unwanted": list(judgement.unwanted),
            "not_stored": judgement.not_stored,
        }
    return result


def _entry(entry: Any) -> dict[str, Any]:
    return {"id": entry.deal.id, "status": entry.step.status, "headline": entry.deal.headline}


def _print(
    subscription: SubscriptionSettings,
    digests: list[ComposedDigest],
    judgement: Judgement | None,
    begin: datetime,
    end: datetime,
) -> None:
    from digests.presentation import put_into_words

    zone = ZoneInfo(subscription.timezone)
    for digest in digests:
        words = put_into_words(digest)
        say(f"{local_time(digest.composed_at, zone)}  {words.subject}")
        for deal in words.deals[:_SHOWN]:
            say(f"    {deal.headline}")
        more = len(words.deals) - _SHOWN + digest.rest
        if more > 0:
            say(f"    and {more} more")
    deals = sum(len(digest.all_deals) for digest in digests)
    span = f"from {local_time(begin, zone)} to {local_time(end, zone)}"
    say(f"{len(digests)} digests with {deals} deals, {span} ({subscription.timezone}); nothing was sent.")
    if judgement is not None:
        _print_judgement(judgement)


def _print_judgement(judgement: Judgement) -> None:
    precision, recall = (
        "none" if share is None else f"{share:.1%}" for share in (judgement.precision, judgement.recall)
    )
    say(
        f"Of {judgement.labelled} labelled items {judgement.wanted} should be told: {judgement.rightly} of them were, "
        f"and {judgement.told - judgement.rightly} others. Precision {precision}, recall {recall}."
    )
    if judgement.not_stored:
        say(f"{judgement.not_stored} labelled items are not stored and were left out.")
    for title, urls in (("Missed", judgement.missed), ("Not wanted", judgement.unwanted)):
        for url in urls[:_SHOWN]:
            say(f"  {title}: {url}")
        if len(urls) > _SHOWN:
            say(f"  and {len(urls) - _SHOWN} more")
