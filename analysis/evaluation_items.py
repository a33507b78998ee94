"""Labelled news items: what a careful reader found in a text, one JSON object a line."""

from __future__ import annotations

import datetime
import hashlib
import json
from decimal import Decimal
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from analysis.values import Article, Language, Qualifier
from config.deals import Kind, Status
from config.errors import ConfigurationError

HELD_OUT_SHARE = 3  # one story in three stays unseen while wording and weights are tuned


class _Label(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class LabelledAmount(_Label):
    """The sum a reader took for the deal's own, in the currency's main unit (ISO 4217)."""

    value: Decimal
    currency: str = Field(pattern=r"^[A-Z]{3}$")
    qualifier: Qualifier | None = None


class LabelledDeal(_Label):
    """One deal as a careful reader labelled it."""

    kind: Kind
    status: Status
    parties: tuple[str, ...]
    amount: LabelledAmount | None = None
    place: str | None = None
    date: datetime.date | None = None
    evidence: str = ""


class LabelledItem(_Label):
    """A news item with its labels. ``arguable`` items are those on which careful readers may differ."""

    id: str = Field(min_length=1)
    lang: Language
    title: str
    text: str
    url: str | None = None
    published: datetime.date | None = None
    sino_german: bool
    alert: bool
    arguable: bool = False
    events: tuple[LabelledDeal, ...] = ()
    story: str | None = None
    copy_group: str | None = None
    invented: bool = False
    note: str = ""
    source: str = Field("", description="File the item was read from; set by load_items.")

    @model_validator(mode="after")
    def _alert_means_deal(self) -> LabelledItem:
        if self.alert != bool(self.events):
            raise ValueError("'alert' must be true exactly when 'events' has a deal")
        return self

    @property
    def article(self) -> Article:
        """The item as reading gets it, without its labels."""
        return Article(self.id, self.title, self.text, self.url, self.published, self.lang)

    @property
    def part(self) -> Literal["open", "held out"]:
        """Whether the item's story is among those that tuning may look at."""
        return "held out" if is_held_out(self.story or self.id) else "open"


def is_held_out(story: str) -> bool:
    """Whether a story belongs to the third that tuning never looks at: a fixed hash of its id decides."""
    number = int.from_bytes(hashlib.sha256(story.encode()).digest()[:4], "big")
    return number % HELD_OUT_SHARE == 0


def load_items(path: Path) -> tuple[LabelledItem, ...]:
    """Read labelled items from a file of JSON lines; empty lines are skipped.

    Raises:
        ConfigurationError: If the file cannot be read or a line is no valid item (file, line and key named).
    """
    try:
        content = path.read_text(encoding="utf-8")
    except OSError as error:
        raise ConfigurationError(
            f"cannot be read: {error.strerror}", remedy="Name a file of JSON lines.", source=str(path)
        ) from None
    except UnicodeDecodeError:
        raise ConfigurationError(
            "is not written in UTF-8", remedy="Save the file as UTF-8.", source=str(path)
        ) from None
    items: list[LabelledItem] = []
    seen: dict[str, int] = {}
    for number, line in enumerate(content.split("\n"), start=1):
        if not line.strip():
            continue
        item = _parse(line, path, number)
        if item.id in seen:
            raise ConfigurationError(
                f"the id {item.id!r} stands in line {seen[item.id]} already",
                remedy="Give every item an id of its own.",
                source=str(path),
                line=number,
                key="id",
            )
        seen[item.id] = number
        items.append(item)
    return tuple(items)


def _parse(line: str, path: Path, number: int) -> LabelledItem:
    try:
        data = json.loads(line)
    except json.JSONDecodeError as error:
        raise ConfigurationError(
            f"is no JSON: {error.msg} (column {error.colno})",
            remedy="Write one JSON object a line.",
            source=str(path),
            line=number,
        ) from None
    except RecursionError:
        raise ConfigurationError("is nested too deeply", source=str(path), line=number) from None
    if not isinstance(data, dict):
        raise ConfigurationError(
            "is no JSON object", remedy="Write one JSON object a line.", source=str(path), line=number
        )
    try:
        return LabelledItem.model_validate({**data, "source": path.name})
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(part) for part in first["loc"])
        raise ConfigurationError(
            first["msg"],
            remedy="An item needs id, lang, title, text, sino_german, alert and events.",
            source=str(path),
            line=number,
            key=key,
        ) from None
