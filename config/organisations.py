"""The shipped organisations: one readable file by theme, read together and checked as a whole."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from importlib.resources import files

import yaml
from pydantic import TypeAdapter, ValidationError

from config.errors import ConfigurationError, ConfigurationErrors
from config.extensions import OrganisationEntry
from config.loading import YamlDocument, errors_of

FOLDER = "data/organisations"
_ENTRIES = TypeAdapter(tuple[OrganisationEntry, ...])
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@cache
def shipped_organisations() -> tuple[OrganisationEntry, ...]:
    """All organisations that come with the program, in the order of the files and of their lines.

    Raises:
        ConfigurationError: If a shipped file is damaged; ``check_organisations`` finds faults between entries.
    """
    return tuple(entry for name, text in shipped_files() for entry in read_organisations(text, name))


def shipped_files() -> Iterator[tuple[str, str]]:
    """Name and text of each shipped file."""
    folder = files("config").joinpath(FOLDER)
    for item in sorted(folder.iterdir(), key=lambda item: item.name):
        if item.name.endswith(".yaml"):
            yield item.name, item.read_text(encoding="utf-8")


def read_organisations(text: str, source: str) -> tuple[OrganisationEntry, ...]:
    """Read one file: a list of entries under the key ``organisations``.

    Args:
        text: The YAML text.
        source: Name of the file, for messages.

    Raises:
        ConfigurationError: With file, line and key of each fault.
    """
    try:
        value = yaml.load(text, Loader=_Loader)  # noqa: S506 - the C twin of SafeLoader: ten times faster
        return _ENTRIES.validate_python(value["organisations"])
    except (yaml.YAMLError, ValidationError, TypeError, KeyError):
        # The quick way knows no lines: the slow one says where the fault is.
        return _read_slowly(text, source)


def _read_slowly(text: str, source: str) -> tuple[OrganisationEntry, ...]:
    document = YamlDocument(text, source)
    if not isinstance(document.value, dict) or "organisations" not in document.value:
        raise ConfigurationError(
            "the key 'organisations' is missing",
            remedy="Put the entries in a list under 'organisations:'.",
            source=source,
            line=1,
        )
    try:
        return _ENTRIES.validate_python(document.value["organisations"])
    except ValidationError as error:
        raise errors_of(error, document, OrganisationEntry, ("organisations",)) from None


def check_organisations(named_files: Iterable[tuple[str, str]]) -> None:
    """Check that entries fit together: ids are unique, parents known, and no name belongs to two.

    Args:
        named_files: Name and text of each file.

    Raises:
        ConfigurationError: With every fault, each with file and line.
    """
    faults: list[ConfigurationError] = []
    by_id: dict[str, str] = {}
    by_name: dict[str, str] = {}
    parents: list[tuple[str, str, str, int | None]] = []
    for source, text in named_files:
        document = YamlDocument(text, source)
        for index, entry in enumerate(_read_slowly(text, source)):
            line = document.line(("organisations", index))

            def fault(problem: str, remedy: str, *, source: str = source, line: int | None = line) -> None:
                faults.append(ConfigurationError(problem, remedy=remedy, source=source, line=line))

            if entry.id in by_id:
                fault(
                    f"the id {entry.id!r} is taken ({by_id[entry.id]})",
                    "Give it another id, or merge the two.",
                )
            by_id.setdefault(entry.id, f"{source}, line {line}")
            for name in (*entry.names, *entry.weak_names):
                owner = by_name.setdefault(name.casefold(), entry.id)
                if owner != entry.id:
                    fault(f"the name {name!r} belongs to {owner!r} too", "Keep it in one of the two.")
            # Spellings may differ in case alone: all-capital short names are matched exactly.
            if len({*entry.names, *entry.weak_names}) < len(entry.names) + len(entry.weak_names):
                fault(f"{entry.id!r} has a name twice", "Keep one of the two.")
            if entry.parent is not None:
                parents.append((entry.parent, entry.id, source, line))
    for parent, identity, source, line in parents:
        if parent not in by_id or parent == identity:
            faults.append(
                ConfigurationError(
                    f"the parent {parent!r} of {identity!r} is no other organisation here",
                    remedy="Name the id of an organisation in these files.",
                    source=source,
                    line=line,
                )
            )
    if faults:
        raise ConfigurationErrors(faults)
