"""A release's gate report and its replies as files beside its own, read again without asking.

::

    var/releases/<release>/gate.json       the latest report on it as a candidate
    var/releases/<release>/replies.json    what it replied, and under which conditions

They lie in the release's folder and so go with it, and are none of the files it is checked by. Each
is written by one atomic rename; one that is damaged counts as none and is made anew.
"""

import dataclasses
import json
from collections.abc import Mapping
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
