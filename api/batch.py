"""Questions as JSON lines in, replies or passages as JSON lines out, in the same order.

Lines are strangers to each other: nothing is logged and nothing carried over, so a line's result
depends on nothing but the release. A refused line gives ``{"id", "error"}`` in its place.
"""

import json
import math
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, TypeVar, cast, get_args

from answer.question import Question, Role, Turn, Urgency
from api.search_filters import SearchWanted
from index.passage import Passage
from ingest.document import Audience
from ingest.errors import KbError, QuestionInvalid
from ingest.language import normalise_tag

FIELDS = frozenset(
    {
        "id",
        "question",
        "language",
        "market",
        "channel",
        "urgency",
        "product",
        "as_of",
        "audience",
        "history",
    }
)
SEARCH_FIELDS = frozenset({"languages", "kinds", "validity"})
"""What a line for a search may also hold."""
Asked = TypeVar("Asked")
_LINE_SEPARATORS = {"\u0085": "\\u0085", "\u2028": "\\u2028", "\u2029": "\\u2029"}
MAX_LINE_CHARACTERS = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchLine:
    """One line's result, and whether it was refused."""

    text: str
    refused: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchAsked:
    """A line for a search: the question, and what its passages are narrowed to."""

    question: Question
    wanted: SearchWanted


def run_batch(
    lines: Iterable[str],
    answer: Callable[[Asked], dict[str, Any]],
    *,
    read: Callable[[dict[str, Any], int], Asked],
) -> Iterator[BatchLine]:
    """One result a non-blank line, in order; ``read`` takes a line's values and its number."""
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        identity: Any = None
        try:
            values = _values(line, number)
            identity = values.get("id")
            result = {"id": identity, **answer(read(values, number))}
            yield BatchLine(text=json_line(result), refused=False)
        except KbError as error:
            yield BatchLine(text=json_line({"id": identity, "error": str(error)}), refused=True)


def search_from(values: dict[str, Any], number: int) -> SearchAsked:
    """A search from a line's values; raises ``QuestionInvalid`` naming line and field."""
    question = question_from(
        {name: value for name, value in values.items() if name not in SEARCH_FIELDS}, number
    )
    validity = _text(values, "validity", number) or "any"
    if validity not in ("any", "holds"):
        raise QuestionInvalid(f"{_at(number)}'validity' must be 'any' or 'holds'")
    return SearchAsked(
        question=question,
        wanted=SearchWanted(
            languages=_texts(values, "languages", number),
            kinds=_texts(values, "kinds", number),
            only_valid=validity == "holds",
        ),
    )


def question_from(values: dict[str, Any], number: int) -> Question:
    """A question from a line's values; raises ``QuestionInvalid`` naming line and field.

    ``number`` is 0 for a question that is not one of many lines.
    """
    unknown = sorted(values.keys() - FIELDS)
    if unknown:
        raise QuestionInvalid(
            f"{_at(number)}unknown field {unknown[0]!r}; known: {', '.join(sorted(FIELDS))}"
        )
    text = _text(values, "question", number)
    if not text.strip():
        raise QuestionInvalid(
            f"{_at(number)}'question' is empty; "
            + (
                "send the customer's message"
                if number
                else "give it in quotes behind the command, or a file of questions with --batch"
            )
        )
    language = _text(values, "language", number)
    if language and not normalise_tag(language):
        raise QuestionInvalid(f"{_at(number)}'language' {language!r} is no language tag")
    audience = _text(values, "audience", number) or "customer"
    if audience not in get_args(Audience):
        raise QuestionInvalid(f"{_at(number)}'audience' must be 'customer' or 'agent'")
    urgency = _text(values, "urgency", number) or "regular"
    if urgency not in get_args(Urgency):
        raise QuestionInvalid(f"{_at(number)}'urgency' must be 'regular', 'urgent' or 'complex'")
    return Question(
        id=str(values.get("id", "")),
        question=text,
        language=language,
        market=_text(values, "market", number).strip().upper(),
        channel=_text(values, "channel", number),
        urgency=cast(Urgency, urgency),
        product=_text(values, "product", number),
        as_of=_day(values, number),
        audience="agent" if audience == "agent" else "customer",
        history=_history(values.get("history"), number),
    )


def passage_values(passage: Passage) -> dict[str, Any]:
    """A passage as the command line and the API write it."""
    return {
        "document": passage.document,
        "title": passage.title,
        "heading_path": list(passage.heading_path),
        "page": passage.page,
        "language": passage.language,
        "text": passage.text,
        "validity": passage.validity,
        "score": round(passage.score, 4),
        "retrievers": [hit.retriever for hit in passage.hits],
    }


def read_lines(path: str) -> Iterator[str]:
    """A file's lines, ``-`` being standard input; ``KbError`` when it cannot be read."""
    # split at line feeds alone: U+2028 inside a JSON string is no end of line
    if path == "-":
        raw = sys.stdin.buffer
        for line in raw:
            yield line.decode("utf-8-sig", "replace")
        return
    try:
        with Path(path).open("rb") as file:
            for line in file:
                yield line.decode("utf-8-sig", "replace")
    except OSError as error:
        raise KbError(f"cannot read {path!r}: {error.strerror}") from error


def json_line(values: dict[str, Any]) -> str:
    """One line of JSON: every line separator that a reader might split at is escaped."""
    text = json.dumps(values, ensure_ascii=False)
    # a lone surrogate from an escape in the input has no UTF-8 form
    text = text.encode("utf-8", "backslashreplace").decode("utf-8")
    for character, escaped in _LINE_SEPARATORS.items():
        text = text.replace(character, escaped)
    return text


def _at(number: int) -> str:
    """Where a question stands, for messages; nothing for one that stands alone."""
    return f"line {number}: " if number else ""


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is no JSON value")


def _finite(number: str) -> float:
    value = float(number)
    if not math.isfinite(value):
        raise ValueError(f"{number} is too large a number")
    return value


def _values(line: str, number: int) -> dict[str, Any]:
    if len(line) > MAX_LINE_CHARACTERS:
        raise QuestionInvalid(f"{_at(number)}longer than {MAX_LINE_CHARACTERS} characters")
    try:
        values = json.loads(line, parse_constant=_refuse, parse_float=_finite)
    except (ValueError, RecursionError) as error:
        raise QuestionInvalid(f"line {number} is not JSON ({error})") from error
    if not isinstance(values, dict):
        raise QuestionInvalid(f"line {number} is not a JSON object")
    return values


def _text(values: dict[str, Any], name: str, number: int) -> str:
    value = values.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise QuestionInvalid(f"{_at(number)}{name!r} must be a text, not {value!r}")
    return value.encode("utf-8", "replace").decode("utf-8")


def _texts(values: dict[str, Any], name: str, number: int) -> tuple[str, ...]:
    value = values.get(name)
    if value is None:
        return ()
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise QuestionInvalid(f"{_at(number)}{name!r} must be a list of texts, not {value!r}")
    return tuple(value)


def _day(values: dict[str, Any], number: int) -> date | None:
    written = _text(values, "as_of", number)
    try:
        return date.fromisoformat(written) if written else None
    except ValueError as error:
        raise QuestionInvalid(
            f"{_at(number)}'as_of' must be a day like 2026-06-01, not {written[:40]!r}"
        ) from error


def _history(value: Any, number: int) -> tuple[Turn, ...]:
    if value is None:
        return ()
    if not isinstance(value, list):
        raise QuestionInvalid(f"{_at(number)}'history' must be a list of turns")
    turns: list[Turn] = []
    for turn in value:
        if not isinstance(turn, dict) or turn.get("role") not in get_args(Role):
            raise QuestionInvalid(
                f"{_at(number)}a turn of 'history' is "
                f'{{"role": "customer"|"agent"|"assistant", "text"}}, not {turn!r}'
            )
        turns.append(Turn(role=turn["role"], text=_text(turn, "text", number)))
    return tuple(turns)
