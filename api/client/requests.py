"""What is asked of the server, as plain values; sent by whichever client there is."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal, TypedDict
from urllib.parse import quote


class Turn(TypedDict):
    """One earlier message."""

    role: Literal["customer", "agent", "assistant"]
    text: str


class QuestionFields(TypedDict, total=False):
    """What may be said beside a question."""

    id: str
    """The caller's own, of the message."""
    history: Sequence[Turn]
    """Oldest first."""
    conversation_id: str
    customer_id: str
    customer_tier: str
    channel: str
    urgency: Literal["regular", "urgent", "complex"]
    language: str
    market: str
    product: str
    page_url: str
    audience: Literal["customer", "agent"]
    as_of: date


class SearchFields(QuestionFields, total=False):
    """What a search may be narrowed to."""

    limit: int
    languages: Sequence[str]
    kinds: Sequence[str]
    validity: Literal["any", "holds"]


class BatchQuestion(QuestionFields, total=False):
    """One of many questions."""

    question: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One request; sent again it is the same."""

    method: Literal["GET", "POST"]
    path: str
    body: Mapping[str, Any] | None = None
    query: Mapping[str, str] = field(default_factory=dict)
    idempotency_key: str = ""


def ask_call(question: str, fields: Mapping[str, Any], *, stream: bool = False) -> Call:
    """``POST /v1/answers``; with a key of its own where a second time would be a second message."""
    body = question_body(question, fields)
    is_kept = "conversation_id" in body or "customer" in body
    return Call(
        method="POST",
        path="/v1/answers",
        body={**body, "stream": True} if stream else body,
        idempotency_key=_new_key() if is_kept else "",
    )


def batch_call(questions: Sequence[str | BatchQuestion]) -> Call:
    """``POST /v1/answers/batch``."""
    bodies = []
    for one in questions:
        fields: dict[str, Any] = {"question": one} if isinstance(one, str) else dict(one)
        bodies.append(question_body(fields.pop("question", ""), fields))
    return Call(method="POST", path="/v1/answers/batch", body={"questions": bodies})


def search_call(question: str, fields: Mapping[str, Any]) -> Call:
    """``POST /v1/search``, which changes nothing."""
    return Call(method="POST", path="/v1/search", body=question_body(question, fields))


def feedback_call(body: Mapping[str, Any]) -> Call:
    """``POST /v1/feedback``."""
    return Call(method="POST", path="/v1/feedback", body=body, idempotency_key=_new_key())


def conversation_call(conversation_id: str, *, after: str, audience: str) -> Call:
    """``GET /v1/conversations/{id}``."""
    query = {"after": after, "audience": audience}
    return Call(
        method="GET",
        path=f"/v1/conversations/{quote(conversation_id, safe='')}",
        query={name: value for name, value in query.items() if value},
    )


def cases_call(filters: Mapping[str, object]) -> Call:
    """``GET /v1/handoffs``."""
    query = {name: str(value) for name, value in filters.items() if value not in ("", None)}
    return Call(method="GET", path="/v1/handoffs", query=query)


def case_call(case_id: str) -> Call:
    """``GET /v1/handoffs/{id}``."""
    return Call(method="GET", path=f"/v1/handoffs/{quote(case_id, safe='')}")


def question_body(question: str, fields: Mapping[str, Any]) -> dict[str, Any]:
    """A question as the server takes it; what is not said is left out."""
    said = {name: value for name, value in fields.items() if value is not None}
    customer = {
        name: said.pop(f"customer_{name}") for name in ("id", "tier") if f"customer_{name}" in said
    }
    if "as_of" in said:
        said["as_of"] = said["as_of"].isoformat()
    for name in ("history", "languages", "kinds"):
        if name in said:
            said[name] = list(said[name])
    return {"question": question, **said, **({"customer": customer} if customer else {})}


def _new_key() -> str:
    return uuid.uuid4().hex
