"""What the editors state about a document: front matter over sidecar over its folders."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date
from io import StringIO
from pathlib import Path, PurePosixPath
from typing import Any, cast, get_args
from unicodedata import normalize

from rapidfuzz import process
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap
from ruamel.yaml.constructor import RoundTripConstructor
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import AliasEvent
from ruamel.yaml.reader import ReaderError

from ingest.document import Audience, DocumentFacts, DocumentKind, Freshness
from ingest.document_names import FACTS_FILE, SIDECAR_ENDINGS
from ingest.errors import FactsInvalid
from ingest.facts_result import FactsResult
from ingest.language import normalise_tag

_MAX_FACTS_CHARACTERS = 64 * 1024
_MAX_NESTING = 8
_MAX_ITEMS = 2_000
_KEYS = (*(field.name for field in fields(DocumentFacts)), "title", "language")
_CHOICES: Mapping[str, tuple[str, ...]] = {
    "kind": get_args(DocumentKind),
    "audience": get_args(Audience),
    "freshness": get_args(Freshness),
}
_LISTS = ("products", "models", "markets", "supersedes")
_DATES = ("valid_from", "valid_to", "review_by")
_DATE = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T\s].*)?$")
_CLOSE_ENOUGH = 70
"""rapidfuzz ratio from which an unknown word is taken for a misspelt known one."""


class _Constructor(RoundTripConstructor):
    """Leaves dates as written: an impossible one is a wrong field, not a broken file."""


_Constructor.add_constructor("tag:yaml.org,2002:timestamp", lambda _, node: str(node.value))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Stated:
    """One key as one file states it."""

    key: str
    value: object
    place: str


def load_facts(
    documents_dir: Path, path: str, *, front_matter: str = "", front_matter_line: int = 0
) -> FactsResult:
    """The facts of the document at ``path``; the nearest statement of a key wins.

    Raises FactsInvalid, naming every wrong field with its file and line.
    """
    problems: list[str] = []
    warnings: list[str] = []
    stated: dict[str, _Stated] = {}
    for name, text, first_line in _sources(documents_dir, path, front_matter, front_matter_line):
        for item in _parse(text, name=name, first_line=first_line, problems=problems):
            if item.key in _KEYS:
                # An empty value states nothing: it takes back what a folder said.
                stated[item.key] = item
            else:
                warnings.append(f"{item.place}: unknown key {item.key!r} is ignored{_hint(item)}")
    values: dict[str, Any] = {}
    for item in stated.values():
        if item.value is not None:
            _validate(item, values=values, problems=problems, document=path)
    _check_period(values, stated, problems)
    if problems:
        raise FactsInvalid("; ".join(problems))
    title = values.pop("title", "")
    language = values.pop("language", "")
    return FactsResult(
        facts=DocumentFacts(**values), title=title, language=language, warnings=tuple(warnings)
    )


def _sources(
    documents_dir: Path, path: str, front_matter: str, front_matter_line: int
) -> Iterator[tuple[str, str, int]]:
    """Name, text and first line of every file that may state something, weakest first."""
    parents = [parent.as_posix() for parent in PurePosixPath(path).parents]
    for parent in reversed(parents):
        name = FACTS_FILE if parent == "." else f"{parent}/{FACTS_FILE}"
        yield from _file(documents_dir, name)
    for ending in SIDECAR_ENDINGS:
        yield from _file(documents_dir, path + ending)
    if front_matter.strip():
        yield path, front_matter, max(front_matter_line, 1)


def _file(documents_dir: Path, name: str) -> Iterator[tuple[str, str, int]]:
    location = documents_dir / name
    if not location.is_file():
        return
    if not location.resolve().is_relative_to(documents_dir.resolve()):
        raise FactsInvalid(f"{name!r} is a link that leaves the documents folder; copy it there")
    try:
        with location.open("rb") as stream:
            data = stream.read(_MAX_FACTS_CHARACTERS * 4 + 1)
        yield name, data.decode("utf-8-sig"), 1
    except UnicodeDecodeError as error:
        raise FactsInvalid(f"{name!r} is not UTF-8; save it as UTF-8") from error
    except OSError as error:
        raise FactsInvalid(f"{name!r} cannot be read ({error.strerror})") from error


def _parse(text: str, *, name: str, first_line: int, problems: list[str]) -> list[_Stated]:
    """Keys and values of one YAML mapping, without aliases, nesting bombs or surprises."""
    if len(text) > _MAX_FACTS_CHARACTERS:
        problems.append(f"{name}: facts over {_MAX_FACTS_CHARACTERS // 1024} KiB; shorten them")
        return []
    try:
        depth = 0
        for event in YAML(typ="safe", pure=True).parse(StringIO(text)):
            depth += event.__class__.__name__.endswith("StartEvent")
            depth -= event.__class__.__name__.endswith("EndEvent")
            if isinstance(event, AliasEvent) or depth > _MAX_NESTING + 2:
                line = first_line + event.start_mark.line
                problems.append(f"{name}:{line}: aliases and deep nesting are not allowed in facts")
                return []
        loader = YAML(typ="rt", pure=True)
        loader.Constructor = _Constructor
        loaded = loader.load(StringIO(text))
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = first_line + (mark.line if mark else 0)
        problems.append(f"{name}:{line}: not valid YAML ({error.problem or error.context})")
        return []
    except (YAMLError, ReaderError, ValueError, RecursionError, AttributeError) as error:
        reason = " ".join(str(error).split())[:120]
        problems.append(f"{name}:{first_line}: not valid YAML ({reason})")
        return []
    if loaded is None:
        return []
    if not isinstance(loaded, CommentedMap):
        problems.append(f"{name}:{first_line}: facts have to be lines of the form 'key: value'")
        return []
    return [
        _Stated(
            key=str(key), value=value, place=f"{name}:{first_line + int(loaded.lc.key(key)[0])}"
        )
        for key, value in loaded.items()
    ]


def _validate(item: _Stated, *, values: dict[str, Any], problems: list[str], document: str) -> None:
    problem = ""
    if item.key in _CHOICES:
        problem = _choice(item, values)
    elif item.key in _DATES:
        problem = _date(item, values)
    elif item.key in _LISTS:
        problem = _list(item, values)
    else:
        problem = _text(item, values)
    if not problem and item.key in {"supersedes", "translation_of"}:
        problem = _paths(item, values, document=document)
    if problem:
        problems.append(f"{item.place}: {item.key} {problem}")


def _choice(item: _Stated, values: dict[str, Any]) -> str:
    choices = _CHOICES[item.key]
    if item.value not in choices:
        return f"is {_shown(item.value)}; it has to be one of {', '.join(choices)}"
    values[item.key] = str(item.value)
    return ""


def _date(item: _Stated, values: dict[str, Any]) -> str:
    problem = f"is {_shown(item.value)}, which is no date; write it as 2026-12-31"
    found = _DATE.match(item.value.strip()) if isinstance(item.value, str) else None
    if found is None:
        return problem
    try:
        values[item.key] = date(*map(int, found.groups()))
    except ValueError:
        return problem
    return ""


def _list(item: _Stated, values: dict[str, Any]) -> str:
    items = item.value if isinstance(item.value, list) else [item.value]
    if len(items) > _MAX_ITEMS:
        return f"has {len(items)} items; more than {_MAX_ITEMS} are not taken"
    texts: list[str] = []
    for one in items:
        text = _scalar(one)
        if text is None:
            return f"holds {_shown(one)}; it has to be a list of texts (quote it if it is one)"
        if text and text not in texts:
            texts.append(text)
    if item.key == "markets":
        texts = [text.upper() for text in texts]
    values[item.key] = tuple(texts)
    return ""


def _text(item: _Stated, values: dict[str, Any]) -> str:
    text = _scalar(item.value)
    if text is None:
        return f"is {_shown(item.value)}; it has to be a text (quote it if it is one)"
    if item.key == "language" and text:
        tag = normalise_tag(text)
        if not tag:
            return f"is {_shown(text)}, which is no language tag; write it as en or zh-Hans"
        text = text if text.lower() == "zh" else tag
    values[item.key] = text
    return ""


def _scalar(value: object) -> str | None:
    """A text as typed; whole numbers are texts too (``models: [200]``), booleans never."""
    if isinstance(value, str):
        return " ".join(normalize("NFC", value).split())
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return None


def _paths(item: _Stated, values: dict[str, Any], *, document: str) -> str:
    """Paths stay below the documents folder and never name the document itself."""
    stated = values[item.key]
    paths = stated if isinstance(stated, tuple) else ((stated,) if stated else ())
    for path in paths:
        parts = PurePosixPath(path).parts
        if path.startswith("/") or "\\" in path or ".." in parts or ":" in path.split("/")[0]:
            return f"is {path!r}, which leaves the documents folder; write it relative to that"
        if PurePosixPath(path).as_posix() == document and "_facts.yaml" not in item.place:
            return f"is {path!r}, which is the document itself"
    clean = tuple(PurePosixPath(path).as_posix() for path in paths)
    values[item.key] = clean if isinstance(stated, tuple) else (clean[0] if clean else "")
    return ""


def _check_period(
    values: Mapping[str, Any], stated: Mapping[str, _Stated], problems: list[str]
) -> None:
    first, last = values.get("valid_from"), values.get("valid_to")
    if first and last and cast(date, last) < cast(date, first):
        place = stated["valid_to"].place
        problems.append(f"{place}: valid_to {last} is before valid_from {first}")


def _hint(item: _Stated) -> str:
    match = process.extractOne(item.key, _KEYS, score_cutoff=_CLOSE_ENOUGH)
    return f"; did you mean {match[0]!r}?" if match else ""


def _shown(value: object) -> str:
    text = repr(value) if isinstance(value, str) else str(value)
    return text if len(text) <= 60 else text[:57] + "..."
