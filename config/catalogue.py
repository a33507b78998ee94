"""The catalogue: the shipped sources, and the user's own in front of them."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from pydantic import TypeAdapter, ValidationError

from config.declarations import SourceDeclaration
from config.errors import ConfigurationError
from config.loading import YamlDocument, errors_of
from config.settings import Settings

SHIPPED_FILE = "sources.yaml"


@cache
def shipped_sources() -> tuple[SourceDeclaration, ...]:
    """The sources that come with the program.

    Raises:
        ConfigurationError: If the shipped file is damaged.
    """
    text = files("config").joinpath(SHIPPED_FILE).read_text(encoding="utf-8")
    document = YamlDocument(text, SHIPPED_FILE)
    adapter = TypeAdapter(tuple[SourceDeclaration, ...])
    try:
        return adapter.validate_python(document.value["sources"])
    except ValidationError as error:
        raise errors_of(error, document, SourceDeclaration, ("sources",)) from None


def load_catalogue(settings: Settings) -> dict[str, SourceDeclaration]:
    """All sources by id, the user's own first; one of the user's replaces a shipped one of the same id."""
    catalogue = {source.id: source for source in settings.sources}
    if settings.catalogue == "shipped":
        for source in shipped_sources():
            catalogue.setdefault(source.id, source)
    return catalogue


def find_source(catalogue: dict[str, SourceDeclaration], source_id: str) -> SourceDeclaration:
    """The source of that id.

    Raises:
        ConfigurationError: If there is none; the nearest ids are named.
    """
    if source_id in catalogue:
        return catalogue[source_id]
    import difflib

    near = difflib.get_close_matches(source_id, catalogue, n=3)
    raise ConfigurationError(
        f"there is no source {source_id!r}",
        remedy=f"Did you mean {' or '.join(near)}?" if near else "'zhongde sources list' shows them all.",
    )
