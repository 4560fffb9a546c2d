"""An editor's YAML file as plain values that know their lines."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from ingest.errors import ContentError

MAX_FILE_BYTES = 1024 * 1024
_MAX_NESTING = 12
_MAX_VALUES = 50_000
"""Aliases are values again wherever they stand: a small file can hold very many."""
Place = tuple[str | int, ...]
"""The keys and positions that lead to a value."""
_TAG = "tag:yaml.org,2002:"


@dataclass(frozen=True, slots=True, kw_only=True)
class LinedYaml:
    """The values of a file, and where each stands: ``file:line`` by the way that leads there."""

    values: Mapping[str, object]
    places: Mapping[Place, str]


def read_lined_file(path: Path) -> LinedYaml:
    """The file's mapping. Raises ``ContentError`` naming file and line of what is wrong."""
    return read_lined(text_of(path), name=str(path))


def text_of(path: Path, *, max_bytes: int = MAX_FILE_BYTES) -> str:
    """An editor's file, as UTF-8. Raises ``ContentError`` naming file and line."""
    try:
        raw = path.read_bytes()
        if len(raw) > max_bytes:
            raise ContentError(f"{path}: {len(raw)} bytes is too much; the limit is {max_bytes}")
        return raw.decode("utf-8-sig")
    except OSError as error:
        raise ContentError(
            f"{path}: cannot be read ({error.strerror}); check its rights"
        ) from error
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise ContentError(f"{path}:{line}: is not UTF-8; save the file as UTF-8") from error


def compose(text: str, *, name: str, kind: str = "YAML") -> Node | None:
    """The root of a text's nodes, each of which knows its line; None where nothing stands there.

    Raises ``ContentError`` naming ``name`` and the line, and what ``kind`` of text was expected.
    """
    try:
        return YAML(typ="rt").compose(text)  # type: ignore[no-any-return]
    except MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        problem = error.problem or "is not YAML"
        raise ContentError(f"{name}:{line}: {problem}; mend the YAML") from error
    except (YAMLError, RecursionError, ValueError) as error:
        raise ContentError(f"{name}: is not {kind}; mend it") from error


def read_lined(text: str, *, name: str) -> LinedYaml:
    """The mapping that a text holds, its lines called ``name:line``."""
    root = compose(text, name=name)
    if root is None:
        return LinedYaml(values={}, places={(): f"{name}:1"})
    if not isinstance(root, MappingNode):
        raise ContentError(f"{name}:{_line(root)}: expected lines of the form 'key: value'")
    places: dict[Place, str] = {(): f"{name}:{_line(root)}"}
    values = _value(root, (), name=name, places=places)
    if not isinstance(values, dict):
        raise ContentError(f"{name}:{_line(root)}: expected lines of the form 'key: value'")
    return LinedYaml(values=values, places=places)


def _value(node: Node, way: Place, *, name: str, places: dict[Place, str]) -> object:
    if len(way) > _MAX_NESTING:
        raise ContentError(f"{name}:{_line(node)}: nested too deeply; write it flatter")
    if len(places) > _MAX_VALUES:
        raise ContentError(f"{name}: over {_MAX_VALUES} values; the file is too large")
    if isinstance(node, MappingNode):
        found: dict[str, object] = {}
        for key_node, value_node in node.value:
            place = f"{name}:{_line(key_node)}"
            if not isinstance(key_node, ScalarNode) or not key_node.value:
                raise ContentError(f"{place}: a key has to be a plain word")
            key = str(key_node.value)
            if key in found:
                raise ContentError(f"{place}: {key!r} stands here twice; keep one of the two")
            places[(*way, key)] = place
            found[key] = _value(value_node, (*way, key), name=name, places=places)
        return found
    if isinstance(node, SequenceNode):
        items: list[object] = []
        for position, item in enumerate(node.value):
            places[(*way, position)] = f"{name}:{_line(item)}"
            items.append(_value(item, (*way, position), name=name, places=places))
        return items
    return _scalar(str(node.value), str(node.tag), f"{name}:{_line(node)}")


def _scalar(text: str, tag: str, place: str) -> object:
    """A number, a truth value, nothing, or the text as it stands (dates and times too)."""
    try:
        match tag.removeprefix(_TAG):
            case "null":
                return None
            case "bool":
                return text.lower() == "true"
            case "int":
                return int(text.replace("_", ""), 0)
            case "float":
                return float(text)
            case _:
                return text
    except ValueError as error:
        raise ContentError(f"{place}: {text!r} is no number; put it in quotes") from error


def _line(node: Node) -> int:
    return int(node.start_mark.line) + 1
