"""From the user's file and the environment to :class:`Settings`, with every fault named by file, line and key."""

from __future__ import annotations

import difflib
import os
import re
from collections.abc import Hashable, Mapping
from pathlib import Path
from typing import Any, cast

import yaml
from pydantic import BaseModel, ValidationError
from pydantic_settings import SettingsError

from config.errors import ConfigurationError, ConfigurationErrors
from config.settings import ENVIRONMENT_PREFIX, Settings

DEFAULT_FILE = "zhongde.yaml"
_PLACEHOLDER = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")

KeyPath = tuple[str | int, ...]


class YamlDocument:
    """A YAML file as plain values, with the line of each key.

    Args:
        text: The document.
        source: Its name for messages.
        environment: Values for ``${NAME}``; None leaves placeholders as they stand.

    Raises:
        ConfigurationError: If it is no YAML, holds a key twice, or a placeholder has no value.
    """

    def __init__(self, text: str, source: str, environment: Mapping[str, str] | None = None) -> None:
        self.source = source
        self._environment = environment
        self._lines: dict[KeyPath, int] = {}
        try:
            node = yaml.compose(text, Loader=yaml.SafeLoader)
            self._constructor = yaml.SafeLoader("")
            self.value: Any = {} if node is None else self._build(node, ())
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            raise ConfigurationError(
                f"is no valid YAML: {error.problem or error.context}",
                remedy="Check indentation, colons and quotes around this line.",
                source=source,
                line=None if mark is None else mark.line + 1,
            ) from None
        except yaml.YAMLError as error:
            raise ConfigurationError(f"is no valid YAML: {error}", source=source) from None
        except RecursionError:
            raise ConfigurationError("is nested too deeply", source=source) from None

    def line(self, path: KeyPath) -> int | None:
        """The line of a key, or of the nearest one above it."""
        while path and path not in self._lines:
            path = path[:-1]
        return self._lines.get(path)

    def _build(self, node: yaml.Node, path: KeyPath) -> Any:
        self._lines.setdefault(path, node.start_mark.line + 1)
        if isinstance(node, yaml.MappingNode):
            return self._build_mapping(node, path)
        if isinstance(node, yaml.SequenceNode):
            return [self._build(child, (*path, index)) for index, child in enumerate(node.value)]
        value = self._constructor.construct_object(node, deep=True)
        return self._fill_in(value, path) if isinstance(value, str) else value

    def _build_mapping(self, node: yaml.MappingNode, path: KeyPath) -> dict[str, Any]:
        result: dict[str, Any] = {}
        for key_node, value_node in node.value:
            key = self._constructor.construct_object(key_node, deep=True)
            name = key if isinstance(key, str) else str(key)
            here = (*path, name)
            line = key_node.start_mark.line + 1
            if not isinstance(key, Hashable) or name in result:
                raise ConfigurationError(
                    "the key occurs twice",
                    remedy="Keep one of the two.",
                    source=self.source,
                    line=line,
                    key=dotted(here),
                )
            self._lines[here] = line
            result[name] = self._build(value_node, here)
        return result

    def _fill_in(self, value: str, path: KeyPath) -> str:
        environment = self._environment
        if environment is None:
            return value

        def lookup(match: re.Match[str]) -> str:
            name = match[1]
            if name not in environment:
                raise ConfigurationError(
                    f"the environment variable {name} is not set",
                    remedy=f"Set it (export {name}=…) or write the value here.",
                    source=self.source,
                    line=self.line(path),
                    key=dotted(path),
                )
            return environment[name]

        return _PLACEHOLDER.sub(lookup, value)


def dotted(path: KeyPath) -> str:
    """Write a path as ``subscriptions[0].channels[1].url``."""
    text = ""
    for part in path:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else part
    return text


_KEYS = ("needs keys and values", "Write them below it, two blanks further right.")
_LIST = ("needs a list", "Write it in brackets, for instance [one, two], or each on a line after '- '.")
_TEXT = ("needs text", "Put it in quotes.")
_PLAIN = {
    "model_type": _KEYS,
    "model_attributes_type": _KEYS,
    "dict_type": _KEYS,
    "mapping_type": _KEYS,
    "tuple_type": _LIST,
    "list_type": _LIST,
    "string_type": _TEXT,
    "int_parsing": ("needs a whole number", ""),
    "int_type": ("needs a whole number", ""),
    "float_parsing": ("needs a number", ""),
    "decimal_parsing": ("needs a number", ""),
    "bool_parsing": ("needs true or false", ""),
    "bool_type": ("needs true or false", ""),
}
"""What pydantic finds wrong with the form of a value, and what to do, in words for people."""


def _plain(message: str) -> str:
    return message.removeprefix("Value error, ").replace("Input should be", "should be")


def errors_of(
    error: ValidationError, document: YamlDocument, model: type[BaseModel], prefix: KeyPath = ()
) -> ConfigurationErrors:
    """Turn pydantic's errors into ours: with line, dotted key, and a near key for a mistyped one."""
    faults: list[ConfigurationError] = []
    for item in error.errors(include_url=False, include_context=False, include_input=False):
        path = (*prefix, *item["loc"])
        known = _existing_path(path, document.value)
        problem, remedy = _PLAIN.get(item["type"]) or (_plain(item["msg"]), "")
        if item["type"] == "extra_forbidden":
            problem = "unknown key"
            fields = _fields_at(model, item["loc"][:-1])
            near = difflib.get_close_matches(str(item["loc"][-1]), fields, n=1)
            remedy = f"Did you mean {near[0]!r}?" if near else f"Known keys here: {', '.join(fields)}."
        elif item["type"] in ("union_tag_not_found", "union_tag_invalid"):
            key, kinds = _kinds_at(model, item["loc"])
            is_missing = item["type"] == "union_tag_not_found"
            problem = f"the key {key!r} is missing" if is_missing else f"the {key} is none that is known"
            remedy = f"Write for instance '{key}: {kinds[0]}'; known are {', '.join(kinds)}."
        elif item["type"] == "missing":
            problem, remedy = "this key is missing", "Add it."
            known = path
        environment_name = _environment_name(item["loc"])
        from_environment = environment_name is not None and not prefix
        faults.append(
            ConfigurationError(
                problem,
                remedy=remedy,
                source=f"environment variable {environment_name}" if from_environment else document.source,
                line=None if from_environment else document.line(known),
                key="" if from_environment else dotted(known),
            )
        )
    return ConfigurationErrors(faults)


def _environment_name(location: tuple[str | int, ...]) -> str | None:
    parts = [str(part) for part in location]
    for length in range(len(parts), 0, -1):
        name = ENVIRONMENT_PREFIX + "__".join(parts[:length]).upper()
        if any(key.upper() == name for key in os.environ):
            return name
    return None


def _existing_path(path: KeyPath, value: Any) -> KeyPath:
    """Drop the parts that pydantic adds for unions (``email``), which are no keys of the document."""
    result: list[str | int] = []
    for part in path:
        inside_mapping = isinstance(value, dict) and part in value
        if inside_mapping or (isinstance(value, list) and isinstance(part, int) and part < len(value)):
            value = value[part]
        else:
            continue
        result.append(part)
    return tuple(result)


def _fields_at(model: type[BaseModel], location: tuple[str | int, ...]) -> list[str]:
    """The keys that are known where an unknown one was found."""
    return sorted(_schema_at(model, location).get("properties", {}))


def _kinds_at(model: type[BaseModel], location: tuple[str | int, ...]) -> tuple[str, list[str]]:
    """The key by which one of several kinds is chosen somewhere, and the values that it may have."""
    choice = _schema_at(model, location)["discriminator"]
    return str(choice["propertyName"]), sorted(choice["mapping"])


def _schema_at(model: type[BaseModel], location: tuple[str | int, ...]) -> dict[str, Any]:
    """The part of a model's JSON Schema that describes a place in a document."""
    schema: Any = model.model_json_schema()
    definitions = schema.get("$defs", {})

    def resolve(node: Any) -> Any:
        while "$ref" in node:
            node = definitions[node["$ref"].rpartition("/")[2]]
        return node

    node = resolve(schema)
    for part in location:
        node = resolve(node)
        if isinstance(part, int):
            node = node.get("items", {})
        elif part in node.get("properties", {}):
            node = node["properties"][part]
        elif "discriminator" in node:
            node = {"$ref": node["discriminator"]["mapping"].get(part, "")}
        node = resolve(node)
        if "anyOf" in node:
            node = next((option for option in node["anyOf"] if option.get("type") != "null"), node)
    return cast(dict[str, Any], resolve(node))


def find_file(explicit: Path | None = None) -> Path | None:
    """The configuration file: the one named, else ``ZHONGDE_CONFIG``, else ``zhongde.yaml`` here, else none.

    Raises:
        ConfigurationError: If a named file does not exist.
    """
    named = explicit or (Path(os.environ["ZHONGDE_CONFIG"]) if os.environ.get("ZHONGDE_CONFIG") else None)
    if named is None:
        default = Path(DEFAULT_FILE)
        return default if default.is_file() else None
    if not named.is_file():
        raise ConfigurationError(
            "there is no such file",
            remedy=f"Name an existing file with --config or ZHONGDE_CONFIG, or create {named}.",
            source=str(named),
        )
    return named


def read_text(path: Path) -> str:
    """Read a UTF-8 file.

    Raises:
        ConfigurationError: If it cannot be read or is not UTF-8.
    """
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise ConfigurationError("is not UTF-8", remedy="Save it as UTF-8.", source=str(path)) from None
    except OSError as error:
        raise ConfigurationError(
            f"cannot be read: {error.strerror}", remedy="Check the path and its rights.", source=str(path)
        ) from None


def load_settings(explicit: Path | None = None) -> Settings:
    """Load the settings of this run.

    Args:
        explicit: The file named by the user; see :func:`find_file` for what counts without one.

    Raises:
        ConfigurationError: With every fault found, each with file, line, key and remedy.
    """
    path = find_file(explicit)
    if path is None:
        document = YamlDocument("", "the settings")
    else:
        document = YamlDocument(read_text(path), str(path), os.environ)
    if not isinstance(document.value, dict):
        raise ConfigurationError(
            "must be a list of keys and values",
            remedy="Write for instance: database: sqlite:///zhongde.db",
            source=document.source,
            line=1,
        )
    try:
        return Settings(**document.value)
    except ValidationError as error:
        raise errors_of(error, document, Settings) from None
    except SettingsError as error:
        raise ConfigurationError(
            str(error).partition(":")[0],
            remedy="Lists and mappings in environment variables are written as JSON.",
            source="the environment",
        ) from None
