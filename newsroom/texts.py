"""Reading of the written world: ``sites.yaml`` and ``texts/*.yaml``. Every mistake in them is named."""

from __future__ import annotations

from datetime import date, datetime, time
from functools import cache
from importlib.resources import files
from typing import Any, get_args

import yaml

from newsroom.drafts import Draft, DraftDeal, check_links
from newsroom.errors import NewsroomError
from newsroom.values import ExpectedAmount, Form, Furniture, Outlet, Validators

KINDS = ("agreement", "investment", "acquisition")
STATUSES = (
    "planned",
    "announced",
    "signed",
    "approved",
    "started",
    "opened",
    "completed",
    "blocked",
    "cancelled",
)
_DRAFT_KEYS = frozenset(
    {
        *("id", "site", "title", "teaser", "author", "section", "text", "sino_german", "story", "deals"),
        *("published", "days_ago", "time", "held", "copy_of", "prefix", "note"),
    }
)


def _fault(where: str, what: str) -> NewsroomError:
    return NewsroomError(f"{where}: {what}")


def _paragraphs(text: str) -> tuple[str, ...]:
    """Paragraphs are parted by empty lines; line breaks inside them are the editor's, not the author's."""
    joined = []
    for block in text.strip().split("\n\n"):
        lines = [line.strip() for line in block.splitlines() if line.strip()]
        ideographic = sum(ord(character) > 0x2E80 for character in block) > len(block) // 3
        joined.append(("" if ideographic else " ").join(lines))
    return tuple(paragraph for paragraph in joined if paragraph)


def _amount(where: str, raw: Any) -> ExpectedAmount | None:
    if raw is None:
        return None
    try:
        return ExpectedAmount(int(raw["value"]), raw["currency"], raw["stated"], raw.get("qualifier"))
    except (KeyError, TypeError) as error:
        raise _fault(where, f"an amount needs value, currency and stated ({error})") from None


def _deal(where: str, raw: dict[str, Any]) -> DraftDeal:
    if raw.get("kind") not in KINDS or raw.get("status") not in STATUSES:
        raise _fault(where, f"kind {raw.get('kind')!r} or status {raw.get('status')!r} is unknown")
    day = raw.get("date")
    if not (day is None or isinstance(day, (int, date))):
        raise _fault(where, f"the deal's date {day!r} is neither a day nor a count of days")
    try:
        return DraftDeal(
            raw["kind"],
            raw["status"],
            tuple(raw["parties"]),
            _amount(where, raw.get("amount")),
            raw.get("place"),
            day,
            raw["evidence"],
        )
    except KeyError as error:
        raise _fault(where, f"a deal lacks {error}") from None


def _draft(where: str, raw: dict[str, Any], outlets: dict[str, Outlet]) -> Draft:
    unknown = sorted(set(raw) - _DRAFT_KEYS)
    if unknown:
        raise _fault(where, f"unknown key {unknown[0]!r}")
    missing = [key for key in ("id", "site", "title", "text", "story") if not raw.get(key)]
    if missing:
        raise _fault(where, f"{missing[0]} is missing")
    where = f"{where} ({raw['id']})"
    if raw["site"] not in outlets:
        raise _fault(where, f"there is no site {raw['site']!r}")
    published = raw.get("published")
    timed = [published is not None, "days_ago" in raw, bool(raw.get("held"))]
    if sum(timed) != 1:
        raise _fault(where, "needs exactly one of published, days_ago and held")
    if published is not None:
        published = datetime.fromisoformat(str(published))
        if published.tzinfo is None:
            raise _fault(where, "published needs an offset, such as 2022-07-07T10:00:00+08:00")
    paragraphs = _paragraphs(raw["text"])
    deals = tuple(_deal(where, deal) for deal in raw.get("deals", ()))
    return Draft(
        id=raw["id"],
        site=raw["site"],
        language=outlets[raw["site"]].language,
        title=raw["title"],
        teaser=raw.get("teaser") or paragraphs[0],
        author=raw.get("author", ""),
        section=raw.get("section", ""),
        paragraphs=paragraphs,
        alert=bool(deals),
        sino_german=bool(raw.get("sino_german", bool(deals))),
        story=raw["story"],
        deals=deals,
        published=published,
        days_ago=int(raw.get("days_ago", 0)),
        clock=time.fromisoformat(raw.get("time", "09:00")),
        held=bool(raw.get("held")),
        copy_of=raw.get("copy_of"),
        prefix=raw.get("prefix", ""),
        note=raw.get("note", ""),
    )


def _copy(where: str, raw: dict[str, Any], written: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """Spell a copy out: its own lead-in, then the kept paragraphs of the original, and the deals they tell."""
    original = written.get(raw["copy_of"])
    if original is None:
        raise _fault(where, f"copies {raw['copy_of']!r}, which does not exist")
    source = original["text"].strip().split("\n\n")
    kept = [source[number - 1] for number in raw["keep"]]
    text = "\n\n".join([raw.get("text", "").strip(), *kept]).strip()
    deals = [
        deal
        for deal in original.get("deals", ())
        if any(deal["evidence"] in "".join(_paragraphs(part)) for part in kept)
    ]
    spelt = {**raw, "text": text, "story": original["story"], "deals": raw.get("deals", deals)}
    spelt.setdefault("sino_german", original.get("sino_german", bool(deals)))
    return spelt


def _values(entry: dict[str, Any]) -> dict[str, Any]:
    """The entry with lists made unchangeable."""
    return {key: tuple(value) if isinstance(value, list) else value for key, value in entry.items()}


@cache
def load_outlets() -> dict[str, Outlet]:
    """The invented outlets by id, in the order of ``sites.yaml``.

    Raises:
        NewsroomError: If the file names an unknown key, form or kind of validators.
    """
    raw = yaml.safe_load((files("newsroom") / "sites.yaml").read_text("utf-8"))
    outlets = {}
    for entry in raw:
        where = f"sites.yaml ({entry.get('id')})"
        try:
            furniture = Furniture(**_values(entry["furniture"]))
            outlet = Outlet(**(_values(entry) | {"furniture": furniture}))
        except (KeyError, TypeError) as error:
            raise _fault(where, str(error)) from None
        if outlet.form not in get_args(Form) or outlet.validators not in get_args(Validators):
            raise _fault(where, f"form {outlet.form!r} or validators {outlet.validators!r} is unknown")
        outlets[outlet.id] = outlet
    return outlets


@cache
def load_drafts() -> dict[str, Draft]:
    """All written items by id.

    Raises:
        NewsroomError: If a text file has a mistake; the message names file and item.
    """
    outlets = load_outlets()
    entries: list[tuple[str, dict[str, Any]]] = []
    for path in sorted((files("newsroom") / "texts").iterdir(), key=lambda entry: entry.name):
        if path.name.endswith(".yaml"):
            entries += [(path.name, raw) for raw in yaml.safe_load(path.read_text("utf-8")) or ()]
    written: dict[str, dict[str, Any]] = {}
    for where, raw in entries:
        if raw.get("id") in written:
            raise _fault(where, f"the id {raw['id']!r} occurs twice")
        written[raw.get("id", "")] = raw
    drafts = {}
    for where, raw in entries:
        spelt = _copy(f"{where} ({raw['id']})", raw, written) if raw.get("copy_of") else raw
        draft = _draft(where, {key: value for key, value in spelt.items() if key != "keep"}, outlets)
        drafts[draft.id] = draft
    faults = check_links(drafts, outlets)
    if faults:
        raise NewsroomError("; ".join(faults))
    return drafts
