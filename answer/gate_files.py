"""A release's gate report and its replies as files beside its own, read again without asking.

::

    var/releases/<release>/gate.json       the latest report on it as a candidate
    var/releases/<release>/replies.json    what it replied, and under which conditions

They lie in the release's folder and so go with it, and are none of the files it is checked by. Each
is written by one atomic rename; one that is damaged counts as none and is made anew.
"""

import dataclasses
import json
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from answer.gate_report import GateMetric, GateReply, GateReport, ReplyChange
from ingest.durable import replace_text
from ingest.errors import StorageFull

REPORT_NAME = "gate.json"
REPLIES_NAME = "replies.json"
SCHEMA_VERSION = 1


def write_report(folder: Path, report: GateReport) -> None:
    """Nothing; the report is on the disk. Raises ``StorageFull``."""
    _write(folder / REPORT_NAME, dataclasses.asdict(report))


def read_report(folder: Path) -> GateReport | None:
    """The latest report; None where there is none that can be read."""
    try:
        values = _read(folder / REPORT_NAME)
        return GateReport(
            **{
                **values,
                "reasons": tuple(values["reasons"]),
                "to_mend": tuple(values["to_mend"]),
                "metrics": tuple(GateMetric(**one) for one in values["metrics"]),
                "changes": tuple(
                    ReplyChange(
                        **{**one, "before": _reply(one["before"]), "after": _reply(one["after"])}
                    )
                    for one in values["changes"]
                ),
            }
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None


def write_replies(folder: Path, replies: Mapping[str, GateReply], *, conditions: str) -> None:
    """Keeps a release's replies by the keys of their questions. Raises ``StorageFull``."""
    values = {key: dataclasses.asdict(reply) for key, reply in replies.items()}
    _write(folder / REPLIES_NAME, {"conditions": conditions, "replies": values})


def read_replies(folder: Path, *, conditions: str) -> dict[str, GateReply]:
    """What a release replied under just these conditions, by key; empty where nothing is kept."""
    try:
        values = _read(folder / REPLIES_NAME)
        if values["conditions"] != conditions:
            return {}
        return {str(key): _reply(one) for key, one in values["replies"].items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return {}


def gate_replies_to(
    folder: Path, *, ids: Collection[str], questions: Collection[str]
) -> tuple[Mapping[str, Any], ...]:
    """What both files of a release hold of these questions, by a question's id or its words."""
    found: list[Mapping[str, Any]] = []
    for name in (REPORT_NAME, REPLIES_NAME):
        replies = _replies_in(_read_or_nothing(folder / name))
        found += [one for one in replies if _is_one_of(one, ids, questions)]
    return tuple(found)


def forget_questions(folder: Path, *, ids: Collection[str], questions: Collection[str]) -> int:
    """How many of a release's files held these questions, and do not any more.

    The figures of a report stay; a file that still has the words elsewhere goes whole, for it can
    be made anew. Raises ``StorageFull``.
    """
    changed = 0
    for name in (REPORT_NAME, REPLIES_NAME):
        path = folder / name
        values = _read_or_nothing(path)
        if not any(_is_one_of(one, ids, questions) for one in _replies_in(values)):
            continue
        if name == REPORT_NAME:
            values["changes"] = [
                one
                for one in values["changes"]
                if not any(_is_one_of(one[side], ids, questions) for side in ("before", "after"))
            ]
        else:
            values["replies"] = {
                key: one
                for key, one in values["replies"].items()
                if not _is_one_of(one, ids, questions)
            }
        if any(one in json.dumps(values, ensure_ascii=False) for one in questions):
            path.unlink(missing_ok=True)
        else:
            _write(path, values)
        changed += 1
    return changed


def _replies_in(values: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    replies = list(values.get("replies", {}).values())
    for change in values.get("changes", ()):
        replies += [change["before"], change["after"]]
    return replies


def _is_one_of(reply: Mapping[str, Any], ids: Collection[str], questions: Collection[str]) -> bool:
    return reply["id"] in ids or reply["question"] in questions


def _read_or_nothing(path: Path) -> dict[str, Any]:
    try:
        return _read(path)
    except (OSError, ValueError, KeyError, AttributeError, RecursionError):
        return {}


def _reply(values: Any) -> GateReply:
    return GateReply(**{**values, "caveats": tuple(values["caveats"])})


def _read(path: Path) -> dict[str, Any]:
    """Raises the errors that count as no file."""
    values: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    if values.pop("schema_version") != SCHEMA_VERSION:
        raise ValueError("another version wrote it")
    return values


def _write(path: Path, values: Mapping[str, Any]) -> None:
    text = json.dumps({"schema_version": SCHEMA_VERSION, **values}, ensure_ascii=False, indent=1)
    try:
        replace_text(path, text + "\n")
    except OSError as error:
        raise StorageFull(
            f"cannot write {str(path)!r} ({error.strerror}); free some room or make the folder "
            f"writable and run the command again; the published release still answers"
        ) from error
