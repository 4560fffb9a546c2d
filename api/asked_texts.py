"""What a body asks and what was said before it, wherever one of our surfaces has them."""

from collections.abc import Iterator, Mapping
from typing import Any

DEPTH = 3
"""How far in any surface has a question."""


def messages_in(body: Mapping[str, Any]) -> tuple[str, ...]:
    """What a body asks: ``question``, wherever it stands, or the last of its ``messages``."""
    asked = [one.get("question") for one in objects_in(body)]
    said = body.get("messages")
    if isinstance(said, list) and said:
        asked += _said_in(said[-1])
    asked.append(body.get("text"))
    return tuple(one for one in asked if isinstance(one, str) and one.strip())


def said_before_in(body: Mapping[str, Any]) -> tuple[str, ...]:
    """What was said before: ``history``, wherever it stands, and all ``messages`` but the last.

    What a program tells a model to be (``system``) is no part of what was said.
    """
    turns = [turn for one in objects_in(body) for turn in _list(one.get("history"))]
    earlier = [*turns, *_list(body.get("messages"))[:-1]]
    return tuple(
        text
        for turn in earlier
        if isinstance(turn, Mapping) and turn.get("role") not in ("system", "developer")
        for text in (turn.get("text"), *_said_in(turn))
        if isinstance(text, str)
    )


def objects_in(body: Mapping[str, Any], *, depth: int = DEPTH) -> Iterator[Mapping[str, Any]]:
    """The body and the objects in it, as deep as any surface has them."""
    yield body
    if depth == 0:
        return
    for value in body.values():
        for one in value if isinstance(value, list) else [value]:
            if isinstance(one, Mapping):
                yield from objects_in(one, depth=depth - 1)


def _said_in(turn: object) -> list[Any]:
    """What one of ``messages`` says, in one piece or in several."""
    content = turn.get("content") if isinstance(turn, Mapping) else None
    parts = content if isinstance(content, list) else [{"text": content}]
    return [part.get("text") for part in parts if isinstance(part, Mapping)]


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []
