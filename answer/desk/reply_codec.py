"""A logged reply's statements and explanation as JSON, and back without a loss.

A field with a default may be absent: rows outlive the version that wrote them.
"""

import dataclasses
import json
from typing import Any

from answer.reply import Citation, ExplanationLine, Statement
from ingest.errors import DeskUnavailable

ExplanationValue = str | float | tuple[str, ...] | tuple[float, ...]


def statements_to_json(statements: tuple[Statement, ...]) -> str:
    """A list of objects with the fields of ``Statement``, citations inside."""
    return _dump([dataclasses.asdict(statement) for statement in statements])


def statements_from_json(text: str) -> tuple[Statement, ...]:
    """Statements from what ``statements_to_json`` wrote. Raises ``DeskUnavailable``."""
    try:
        return tuple(
            Statement(**{**values, "citations": tuple(map(_citation, values["citations"]))})
            for values in json.loads(text)
        )
    except (ValueError, TypeError, KeyError) as error:
        raise _damaged("statements", text) from error


def explanation_to_json(explanation: tuple[ExplanationLine, ...]) -> str:
    """A list of objects with the fields of ``ExplanationLine``, values as pairs."""
    return _dump(
        [
            {"code": line.code, "text": line.text, "values": [list(pair) for pair in line.values]}
            for line in explanation
        ]
    )


def explanation_from_json(text: str) -> tuple[ExplanationLine, ...]:
    """Lines from what ``explanation_to_json`` wrote. Raises ``DeskUnavailable``."""
    try:
        return tuple(
            ExplanationLine(
                code=values["code"],
                text=values["text"],
                values=tuple((name, _value(value)) for name, value in values["values"]),
            )
            for values in json.loads(text)
        )
    except (ValueError, TypeError, KeyError) as error:
        raise _damaged("explanation", text) from error


def _citation(values: dict[str, Any]) -> Citation:
    return Citation(**{**values, "heading_path": tuple(values["heading_path"])})


def _value(value: Any) -> ExplanationValue:
    return tuple(value) if isinstance(value, list) else value


def _dump(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _damaged(what: str, text: str) -> DeskUnavailable:
    return DeskUnavailable(
        f"the {what} of a reply cannot be read ({text[:60]!r}…); restore the last backup"
    )
