"""Adds sources to the user's configuration file without touching what stands there."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from config import ConfigurationError, load_settings
from config.loading import DEFAULT_FILE, find_file, read_text
from zhongde.opml import read_opml


def add_source(
    url: str,
    source_id: str,
    *,
    name: str,
    access: str | None,
    language: str | None,
    config: Path | None,
) -> Iterator[str]:
    """Add one source; what was done is told line by line.

    Raises:
        ConfigurationError: If the address brings nothing, or the entry is not valid.
    """
    from crawler.reactor import run
    from crawler.runner import recognise
    from crawler.values import FetchFailure

    settings = load_settings(config)
    try:
        found = run(lambda: recognise(url, settings))
    except FetchFailure as failure:
        raise ConfigurationError(
            f"brings nothing that can be read: {failure}",
            remedy="Look at it with 'zhongde fetch'; a host in your own network must stand in fetch.allow.",
            source=url,
        ) from None
    chosen = access or found.access
    if chosen == "article":
        raise ConfigurationError(
            "is a single article, not a source",
            remedy="Give its feed, a listing or the home page; 'zhongde crawl URL' reads one article.",
            source=found.url,
        )
    yield f"{found.url}: {found.description}"
    declaration: dict[str, Any] = {
        "id": source_id,
        "name": name or found.title or source_id,
        "url": found.url,
        "access": chosen,
    }
    if language or found.language:
        declaration["language"] = language or found.language
    path = _append_sources(config, [declaration])
    yield f"{path}: source {source_id!r} added"


def import_opml(opml: Path, config: Path | None) -> Iterator[str]:
    """Add the feeds of an OPML file that are not in the catalogue yet; what was done is told line by line.

    Raises:
        ConfigurationError: If the file cannot be read or is no OPML.
    """
    from config import load_catalogue

    try:
        data = opml.read_bytes()
    except OSError as error:
        raise ConfigurationError(
            f"cannot be read: {error.strerror}", remedy="Check the path.", source=str(opml)
        ) from None
    catalogue = load_catalogue(load_settings(config))
    known = {address.url for source in catalogue.values() for address in source.addresses}
    new: list[dict[str, Any]] = []
    for feed in read_opml(data, str(opml)):
        if feed["url"] in known:
            yield f"{feed['url']}: known already"
            continue
        while feed["id"] in catalogue or any(feed["id"] == other["id"] for other in new):
            feed["id"] += "-2"
        new.append({**feed, "access": "rss"})
    if new:
        path = _append_sources(config, new)
        yield f"{path}: {len(new)} sources added"
    else:
        yield "nothing to add"


def _append_sources(config: Path | None, declarations: list[dict[str, Any]]) -> Path:
    """Write the declarations under ``sources:``; the file is replaced only if the result is valid."""
    path = find_file(config) or config or Path(DEFAULT_FILE)
    before = read_text(path) if path.exists() else ""
    text = _with_sources(before, declarations)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".yaml")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        load_settings(Path(temporary))
        if path.exists():
            Path(temporary).chmod(path.stat().st_mode & 0o777)
        Path(temporary).replace(path)
    except ConfigurationError as error:
        raise ConfigurationError(
            str(error).replace(temporary, str(path)), remedy="Nothing was changed."
        ) from None
    finally:
        Path(temporary).unlink(missing_ok=True)
    return path


def _with_sources(text: str, declarations: list[dict[str, Any]]) -> str:
    """The file's text with list items put at the end of ``sources:``, its comments and order kept."""
    node = yaml.compose(text, Loader=yaml.SafeLoader) if text.strip() else None
    block = [
        "  - "
        + yaml.safe_dump(item, default_flow_style=True, allow_unicode=True, width=10_000, sort_keys=False)
        for item in declarations
    ]
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value != "sources":
                continue
            if not isinstance(value, yaml.SequenceNode) or value.flow_style or not value.value:
                if isinstance(value, yaml.SequenceNode) and not value.value:
                    start, end = key.start_mark.index, value.end_mark.index
                    return text[:start] + "sources:\n" + "".join(block).rstrip("\n") + text[end:]
                raise ConfigurationError(
                    "cannot be added to",
                    remedy="Write 'sources:' as a list with one '- ' a line.",
                    line=key.start_mark.line + 1,
                    key="sources",
                )
            indent = " " * value.start_mark.column
            lines = text.splitlines(keepends=True)
            last = value.value[-1].end_mark
            at = last.line + (1 if last.column else 0)
            if lines and not lines[-1].endswith("\n"):
                lines[-1] += "\n"
            inserted = [line.replace("  - ", f"{indent}- ", 1) for line in block]
            return "".join([*lines[:at], *inserted, *lines[at:]])
    separator = "" if not text or text.endswith("\n") else "\n"
    return text + separator + "sources:\n" + "".join(block)
