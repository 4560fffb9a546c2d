"""What the editors state about a document: front matter over sidecar over its folders."""

import hashlib
import json
import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import fields
from datetime import date
from pathlib import Path, PurePosixPath
from typing import Any, cast, get_args
from unicodedata import normalize

from rapidfuzz import process

from ingest.document import Audience, DocumentFacts, DocumentKind, Freshness
from ingest.document_names import FACTS_FILE, SIDECAR_ENDINGS
from ingest.errors import FactsInvalid
from ingest.facts_file import MAX_FACTS_CHARACTERS, Statement, read_statements
from ingest.facts_result import (
    FactProblem,
    FactSource,
    FactsResult,
    FactValue,
    StatedFact,
    StatedFacts,
)
from ingest.language import normalise_tag

_MAX_ITEMS = 2_000
KEYS = (*(field.name for field in fields(DocumentFacts)), "title", "language")
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


def load_facts(
    documents_dir: Path, path: str, *, front_matter: str = "", front_matter_line: int = 0
) -> FactsResult:
    """The facts of the document at ``path``; the nearest statement of a key wins.

    Raises FactsInvalid, naming every wrong field with its file and line.
    """
    stated = state_facts(
        documents_dir, path, front_matter=front_matter, front_matter_line=front_matter_line
    )
    if stated.result is None:
        raise FactsInvalid("; ".join(map(str, stated.problems)))
    return stated.result


def state_facts(
    documents_dir: Path,
    path: str,
    *,
    front_matter: str = "",
    front_matter_line: int = 0,
    instead: Mapping[str, str] | None = None,
) -> StatedFacts:
    """What every file says about the document at ``path``, and what of it holds.

    ``instead`` gives texts of files by their names, as they would be. Raises FactsInvalid only for
    a file that cannot be read at all.
    """
    problems: list[FactProblem] = []
    warnings: list[str] = []
    found: list[tuple[FactSource, Statement]] = []
    digest = hashlib.sha256()
    for source, name, text, line in _sources(
        documents_dir, path, front_matter, front_matter_line, instead or {}
    ):
        digest.update(json.dumps([name, text]).encode("utf-8", "surrogatepass"))
        for item in read_statements(text, name=name, first_line=line, problems=problems):
            if item.key in KEYS:
                # An empty value states nothing: it takes back what a folder said.
                found.append((source, item))
            else:
                warnings.append(f"{item.place}: unknown key {item.key!r} is ignored{_hint(item)}")
    holding = {item.key: item for _, item in found}
    values: dict[str, Any] = {}
    for item in holding.values():
        if item.value is not None:
            _validate(item, values=values, problems=problems, document=path)
    _check_period(values, holding, problems)
    facts = {key: value for key, value in values.items() if key not in ("title", "language")}
    return StatedFacts(
        result=None
        if problems
        else FactsResult(
            facts=DocumentFacts(**facts),
            title=values.get("title", ""),
            language=values.get("language", ""),
            warnings=tuple(warnings),
        ),
        stated=tuple(
            StatedFact(
                key=item.key,
                value=_understood(item, document=path),
                source=source,
                name=item.name,
                line=item.line,
                holds=holding[item.key] is item,
            )
            for source, item in found
        ),
        problems=tuple(problems),
        warnings=tuple(warnings),
        version=digest.hexdigest(),
    )


def _understood(item: Statement, *, document: str) -> FactValue:
    if item.value is None:
        return None
    values: dict[str, FactValue] = {}
    _validate(item, values=values, problems=[], document=document)
    return values.get(item.key, _shown(item.value))


def _sources(
    documents_dir: Path,
    path: str,
    front_matter: str,
    front_matter_line: int,
    instead: Mapping[str, str],
) -> Iterator[tuple[FactSource, str, str, int]]:
    """Name, text and first line of every file that may state something, weakest first."""

    def text_of(source: FactSource, name: str) -> Iterator[tuple[FactSource, str, str, int]]:
        if name in instead:
            yield source, name, instead[name], 1
        else:
            yield from ((source, name, text, 1) for text in _text_of(documents_dir, name))

    parents = [parent.as_posix() for parent in PurePosixPath(path).parents]
    for parent in reversed(parents):
        name = FACTS_FILE if parent == "." else f"{parent}/{FACTS_FILE}"
        yield from text_of("folder", name)
    for ending in SIDECAR_ENDINGS:
        yield from text_of("sidecar", path + ending)
    if front_matter.strip():
        yield "front_matter", path, front_matter, max(front_matter_line, 1)


def _text_of(documents_dir: Path, name: str) -> Iterator[str]:
    location = documents_dir / name
    if not os.path.isfile(location):  # noqa: PTH113 - pathlib's raises where a name is too long
        return
    if not location.resolve().is_relative_to(documents_dir.resolve()):
        raise FactsInvalid(f"{name!r} is a link that leaves the documents folder; copy it there")
    try:
        with location.open("rb") as stream:
            data = stream.read(MAX_FACTS_CHARACTERS * 4 + 1)
        yield data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise FactsInvalid(f"{name!r} is not UTF-8; save it as UTF-8") from error
    except OSError as error:
        raise FactsInvalid(f"{name!r} cannot be read ({error.strerror})") from error


def _validate(
    item: Statement, *, values: dict[str, Any], problems: list[FactProblem], document: str
) -> None:
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
        problems.append(_problem(item, f"{item.key} {problem}"))


def _choice(item: Statement, values: dict[str, Any]) -> str:
    choices = _CHOICES[item.key]
    if item.value not in choices:
        return f"is {_shown(item.value)}; it has to be one of {', '.join(choices)}"
    values[item.key] = str(item.value)
    return ""


def _date(item: Statement, values: dict[str, Any]) -> str:
    problem = f"is {_shown(item.value)}, which is no date; write it as 2026-12-31"
    found = _DATE.match(item.value.strip()) if isinstance(item.value, str) else None
    if found is None:
        return problem
    try:
        values[item.key] = date(*map(int, found.groups()))
    except ValueError:
        return problem
    return ""


def _list(item: Statement, values: dict[str, Any]) -> str:
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


def _text(item: Statement, values: dict[str, Any]) -> str:
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


def _paths(item: Statement, values: dict[str, Any], *, document: str) -> str:
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
    values: Mapping[str, Any], stated: Mapping[str, Statement], problems: list[FactProblem]
) -> None:
    first, last = values.get("valid_from"), values.get("valid_to")
    if first and last and cast(date, last) < cast(date, first):
        message = f"valid_to {last} is before valid_from {first}"
        problems.append(_problem(stated["valid_to"], message))


def _problem(item: Statement, message: str) -> FactProblem:
    return FactProblem(name=item.name, line=item.line, key=item.key, message=message)


def _hint(item: Statement) -> str:
    match = process.extractOne(item.key, KEYS, score_cutoff=_CLOSE_ENOUGH)
    return f"; did you mean {match[0]!r}?" if match else ""


def _shown(value: object) -> str:
    text = repr(value) if isinstance(value, str) else str(value)
    return text if len(text) <= 60 else text[:57] + "..."
