"""One file of facts → what it states, line by line: without aliases, nesting bombs or surprises."""

from dataclasses import dataclass
from io import StringIO

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap
from ruamel.yaml.constructor import RoundTripConstructor
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import AliasEvent
from ruamel.yaml.reader import ReaderError

from ingest.facts_result import FactProblem

MAX_FACTS_CHARACTERS = 64 * 1024
_MAX_NESTING = 8


class _Constructor(RoundTripConstructor):
    """Leaves dates as written: an impossible one is a wrong field, not a broken file."""


_Constructor.add_constructor("tag:yaml.org,2002:timestamp", lambda _, node: str(node.value))


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One key as one file states it."""

    key: str
    value: object
    name: str
    """Of the file."""
    line: int
    """1-based."""

    @property
    def place(self) -> str:
        """File and line, as messages name them."""
        return f"{self.name}:{self.line}"


def read_statements(
    text: str, *, name: str, first_line: int, problems: list[FactProblem]
) -> list[Statement]:
    """Keys and values of one YAML mapping; what is wrong with it is added to ``problems``."""
    if len(text) > MAX_FACTS_CHARACTERS:
        message = f"facts over {MAX_FACTS_CHARACTERS // 1024} KiB; shorten them"
        return _refused(problems, name, 0, message)
    try:
        depth = 0
        for event in YAML(typ="safe", pure=True).parse(StringIO(text)):
            depth += event.__class__.__name__.endswith("StartEvent")
            depth -= event.__class__.__name__.endswith("EndEvent")
            if isinstance(event, AliasEvent) or depth > _MAX_NESTING + 2:
                line = first_line + event.start_mark.line
                message = "aliases and deep nesting are not allowed in facts"
                return _refused(problems, name, line, message)
        loader = YAML(typ="rt", pure=True)
        loader.Constructor = _Constructor
        loaded = loader.load(StringIO(text))
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = first_line + (mark.line if mark else 0)
        message = f"not valid YAML ({error.problem or error.context})"
        return _refused(problems, name, line, message)
    except (YAMLError, ReaderError, ValueError, RecursionError, AttributeError) as error:
        reason = " ".join(str(error).split())[:120]
        return _refused(problems, name, first_line, f"not valid YAML ({reason})")
    if loaded is None:
        return []
    if not isinstance(loaded, CommentedMap):
        message = "facts have to be lines of the form 'key: value'"
        return _refused(problems, name, first_line, message)
    return [
        Statement(
            key=str(key), value=value, name=name, line=first_line + int(loaded.lc.key(key)[0])
        )
        for key, value in loaded.items()
    ]


def _refused(problems: list[FactProblem], name: str, line: int, message: str) -> list[Statement]:
    problems.append(FactProblem(name=name, line=line, message=message))
    return []
