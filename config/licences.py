"""Writes the page of the licences of all that is installed with the program: ``python -m config.licences FILE``."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path

_PIN = re.compile(r"^([A-Za-z0-9_.-]+)==([^ \\]+)", re.MULTILINE)
_LONGEST = 60
_HEAD = """# Licences

What is installed with zhongde, as pinned in `requirements/container.txt`, with the licence that each package states.
Made by `make licences`.

| package | version | licence |
|---|---|---|
"""


def licence_of(name: str) -> str:
    """The licence that an installed package states: its expression, its classifiers, or its own words."""
    try:
        stated = metadata(name)
    except PackageNotFoundError:
        return "not installed here"
    if expressions := stated.get_all("License-Expression"):
        return str(expressions[0])
    classified = [
        str(value).rpartition(" :: ")[2]
        for value in stated.get_all("Classifier") or []
        if str(value).startswith("License :: ") and not str(value).endswith("OSI Approved")
    ]
    words = " ".join((stated.get_all("License") or ["not stated"])[0].split())
    return ", ".join(classified) or (words if len(words) <= _LONGEST else words[:_LONGEST] + "…")


def rows(requirements: str) -> Iterator[str]:
    """The lines of the table for the pins of a requirements file."""
    for name, version in _PIN.findall(requirements):
        yield f"| {name} | {version} | {licence_of(name)} |"


def main() -> None:
    """Write the page."""
    pins = Path("requirements/container.txt").read_text(encoding="utf-8")
    Path(sys.argv[1]).write_text(_HEAD + "\n".join(rows(pins)) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
