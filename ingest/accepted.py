"""``accepted.yaml``: what editors decided about findings, each decision bound to a file's bytes.

::

    - document: manuals/xr-200.pdf
      sha256: 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08
      kinds: [hidden_text]
      by: Maria
      on: 2026-11-22
      why: The white lines are cutting marks.

A file whose bytes change is looked at again: the decision was about other bytes.
"""

import fcntl
import json
import os
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from io import StringIO
from pathlib import Path
from typing import cast, get_args

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.constructor import RoundTripConstructor
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import AliasEvent
from ruamel.yaml.reader import ReaderError

from ingest.durable import replace_text
from ingest.errors import ContentError
from ingest.finding import FindingKind

ACCEPTED_FILE = "accepted.yaml"
MAX_CHARACTERS = 4 * 2**20
_KINDS = get_args(FindingKind)
_KEYS = ("document", "sha256", "kinds", "by", "on", "why")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_HEAD = (
    "# What editors accepted in documents with findings; 'tradewind findings accept' adds to it.\n"
)


class _Constructor(RoundTripConstructor):
    """Leaves dates as written: an impossible one is a wrong field, not a broken file."""


_Constructor.add_constructor("tag:yaml.org,2002:timestamp", lambda _, node: str(node.value))


@dataclass(frozen=True, slots=True, kw_only=True)
class Acceptance:
    """One decision: these kinds of finding are in order in a file of these bytes."""

    document: str
    """Path relative to the documents folder."""
    sha256: str
    kinds: frozenset[FindingKind]
    by: str
    on: date
    why: str


def read_accepted(path: Path) -> tuple[Acceptance, ...]:
    """Every decision; none where there is no file.

    Raises ``ContentError``, naming file and line of every wrong entry and what to write instead.
    """
    try:
        with path.open("rb") as stream:
            data = stream.read(MAX_CHARACTERS + 1)
    except FileNotFoundError:
        return ()
    except OSError as error:
        raise ContentError(f"{path.name!r} cannot be read ({error.strerror})") from error
    if len(data) > MAX_CHARACTERS:
        raise ContentError(f"{path.name!r} is over {MAX_CHARACTERS // 2**20} MiB; shorten it")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ContentError(f"{path.name!r} is not UTF-8; save it as UTF-8") from error
    return _parsed(text, name=path.name)


def add_acceptance(path: Path, acceptance: Acceptance) -> None:
    """Adds a decision at the end of the file, whole or not at all; what is there stays as written.

    Raises ``ContentError`` where the file as it is has to be mended first, or cannot be written.
    """
    try:
        folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    except OSError as error:
        raise ContentError(f"{str(path.parent)!r} cannot be opened ({error.strerror})") from error
    try:
        # two editors at once: the second adds to what the first has written
        fcntl.flock(folder, fcntl.LOCK_EX)
        read_accepted(path)
        before = path.read_text(encoding="utf-8-sig") if path.is_file() else _HEAD
        after = before if before.endswith("\n") else before + "\n"
        after += _entry(acceptance)
        _parsed(after, name=path.name)
        replace_text(path, after)
    except OSError as error:
        raise ContentError(f"{path.name!r} cannot be written ({error.strerror})") from error
    finally:
        os.close(folder)


def accepted_kinds(
    accepted: Iterable[Acceptance], *, document: str, sha256: str
) -> frozenset[FindingKind]:
    """Kinds of finding that are in order in a document of these bytes."""
    return frozenset(
        kind
        for one in accepted
        if one.document == document and one.sha256 == sha256
        for kind in one.kinds
    )


def _entry(acceptance: Acceptance) -> str:
    """One entry; strings as JSON writes them, which every YAML reader takes."""
    kinds = ", ".join(sorted(acceptance.kinds))
    return (
        f"- document: {_quoted(acceptance.document)}\n"
        f"  sha256: {acceptance.sha256}\n"
        f"  kinds: [{kinds}]\n"
        f"  by: {_quoted(acceptance.by)}\n"
        f"  on: {acceptance.on.isoformat()}\n"
        f"  why: {_quoted(acceptance.why)}\n"
    )


def _quoted(text: str) -> str:
    return json.dumps(" ".join(text.split()), ensure_ascii=False)


def _parsed(text: str, *, name: str) -> tuple[Acceptance, ...]:
    entries = _entries(text, name=name)
    problems: list[str] = []
    found: list[Acceptance] = []
    for position, entry in enumerate(entries):
        line = int(entries.lc.item(position)[0]) + 1
        if not isinstance(entry, CommentedMap):
            problems.append(f"{name}:{line}: an entry has to have the keys {', '.join(_KEYS)}")
            continue
        acceptance = _acceptance(entry, name=name, line=line, problems=problems)
        if acceptance is not None:
            found.append(acceptance)
    if problems:
        raise ContentError("; ".join(problems))
    return tuple(found)


def _entries(text: str, *, name: str) -> CommentedSeq:
    try:
        for event in YAML(typ="safe", pure=True).parse(StringIO(text)):
            if isinstance(event, AliasEvent):
                line = event.start_mark.line + 1
                raise ContentError(f"{name}:{line}: aliases are not allowed; write it out")
        loader = YAML(typ="rt", pure=True)
        loader.Constructor = _Constructor
        loaded = loader.load(StringIO(text))
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        reason = error.problem or error.context
        raise ContentError(f"{name}:{line}: not valid YAML ({reason})") from error
    except (YAMLError, ReaderError, ValueError, RecursionError, AttributeError) as error:
        reason = " ".join(str(error).split())[:120]
        raise ContentError(f"{name}: not valid YAML ({reason})") from error
    if loaded is None:
        return CommentedSeq()
    if not isinstance(loaded, CommentedSeq):
        raise ContentError(f"{name}:1: it has to be a list; begin every entry with '- document: …'")
    return loaded


def _acceptance(
    entry: CommentedMap, *, name: str, line: int, problems: list[str]
) -> Acceptance | None:
    before = len(problems)

    def wrong(key: str, what: str) -> None:
        at = int(entry.lc.key(key)[0]) + 1 if key in entry else line
        problems.append(f"{name}:{at}: {key} {what}")

    for key in entry:
        if key not in _KEYS:
            wrong(str(key), f"is no key; there are {', '.join(_KEYS)}")
    texts = {
        key: " ".join(str(entry[key]).split())
        for key in ("document", "sha256", "by", "on", "why")
        if entry.get(key) is not None
    }
    for key in ("document", "sha256", "on", "why"):
        if not texts.get(key):
            wrong(key, "is missing; " + _WANTED[key])
    if texts.get("sha256") and not _SHA256.fullmatch(texts["sha256"]):
        wrong("sha256", _WANTED["sha256"])
    day = _day(texts.get("on", ""))
    if texts.get("on") and day is None:
        wrong("on", f"is {texts['on'][:40]!r}; {_WANTED['on']}")
    kinds = _kinds(entry.get("kinds"))
    if not kinds or not kinds <= set(_KINDS):
        wrong("kinds", f"has to be a list of {', '.join(_KINDS)}")
    if len(problems) > before or day is None:
        return None
    return Acceptance(
        document=texts["document"],
        sha256=texts["sha256"],
        kinds=frozenset(cast(Sequence[FindingKind], sorted(kinds))),
        by=texts.get("by", ""),
        on=day,
        why=texts["why"],
    )


_WANTED = {
    "document": "write the path below documents/",
    "sha256": "has to be the 64 hexadecimal digits that 'tradewind findings list' gives",
    "on": "write the day as 2026-12-31",
    "why": "say in a sentence why this is in order",
}


def _kinds(value: object) -> set[str]:
    if isinstance(value, str):
        return {value}
    return {str(item) for item in value} if isinstance(value, list) else set()


def _day(text: str) -> date | None:
    if not _DATE.fullmatch(text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
