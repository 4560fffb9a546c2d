"""The application, with a description that tells what holds for every route beside what it takes.

Keys and cookies, ids of requests, what is done once, who is told to wait: middlewares and classes
of routes see to these, so FastAPI knows nothing of them. They are told from the same tables.
"""

from collections.abc import Mapping
from typing import Any

from fastapi import FastAPI
from fastapi.routing import APIRoute, iter_route_contexts
from starlette.routing import compile_path

from api.access.at_console import COOKIE, SECURE_COOKIE
from api.access.rights import RIGHTS, Right
from api.idempotent_route import HEADER as IDEMPOTENCY_KEY
from api.idempotent_route import LONGEST_KEY, IdempotentRoute
from api.openai_errors import is_openai
from api.problems import MEDIA_TYPE, ProblemOut
from api.rate_limits import UNCOUNTED

CREDENTIALS: tuple[dict[str, list[str]], ...] = ({"key": []}, {"keyHeader": []})
SCHEMES: dict[str, Any] = {
    "key": {
        "type": "http",
        "scheme": "bearer",
        "description": "An API key: `tradewind keys create`.",
    },
    "keyHeader": {
        "type": "apiKey",
        "in": "header",
        "name": "X-API-Key",
        "description": "The same key, for programs that cannot send `Authorization`.",
    },
    "session": {
        "type": "apiKey",
        "in": "cookie",
        "name": COOKIE,
        "description": f"Of the console (`POST /v1/session`); over https it is {SECURE_COOKIE}.",
    },
    "csrf": {
        "type": "apiKey",
        "in": "header",
        "name": "X-CSRF-Token",
        "description": "With a session, on whatever changes something; `GET /v1/session` tells it.",
    },
}
_NUMBER = {"type": "integer", "minimum": 1}
HEADERS: dict[str, Any] = {
    "X-Request-Id": {
        "description": "What the log names this request by.",
        "schema": {"type": "string"},
    },
    "RateLimit": {
        "description": "What is left of the allowance: `r` requests, all again after `t` seconds.",
        "schema": {"type": "string"},
    },
    "RateLimit-Policy": {
        "description": "The allowance: `q` requests in `w` seconds.",
        "schema": {"type": "string"},
    },
    "Retry-After": {"description": "Seconds to wait before it is sent again.", "schema": _NUMBER},
    "WWW-Authenticate": {
        "description": "How to send a key.",
        "schema": {"type": "string", "const": 'Bearer realm="tradewind"'},
    },
    "Idempotency-Replayed": {
        "description": "The response of the first request with this key.",
        "schema": {"type": "string", "const": "true"},
    },
}
ALWAYS = ("X-Request-Id",)
COUNTED = ("RateLimit", "RateLimit-Policy")
PARAMETERS: dict[str, Any] = {
    "RequestId": {
        "name": "X-Request-Id",
        "in": "header",
        "required": False,
        "description": "An id of the caller's own, with a letter; else one is made.",
        "schema": {"type": "string", "pattern": "^(?=[0-9_-]*[A-Za-z])[0-9A-Za-z_-]{8,64}$"},
    },
    "IdempotencyKey": {
        "name": IDEMPOTENCY_KEY,
        "in": "header",
        "required": False,
        "description": "Sent again with it, the request is done once, for a day.",
        "schema": {
            "type": "string",
            "minLength": 1,
            "maxLength": LONGEST_KEY,
            "pattern": "^[ -~]+$",
        },
    },
}
_REFUSALS: tuple[tuple[str, str, str, tuple[str, ...]], ...] = (
    ("401", "Unauthorised", "No credentials, or ones that open nothing.", ("WWW-Authenticate",)),
    ("429", "TooMany", "Asked too often, or more than its share.", ("Retry-After",)),
    ("503", "Unavailable", "Not now; `Retry-After` is there where a wait helps.", ("Retry-After",)),
    ("4XX", "Refused", "The request has to be changed; `detail` says what.", ()),
    ("5XX", "Failed", "The server cannot answer now; `detail` says what to do.", ()),
)
_OPENAI_ERROR: dict[str, Any] = {
    "type": "object",
    "required": ["error"],
    "additionalProperties": False,
    "properties": {"error": {"type": "object"}},
}


class DescribedApp(FastAPI):
    """A FastAPI application whose routes stand in the table of rights."""

    _described: dict[str, Any] | None = None

    def openapi(self) -> dict[str, Any]:
        """The description, whole; made once."""
        if self._described is None:
            self._described = _completed(super().openapi(), self)
        return self._described


def _completed(found: dict[str, Any], app: FastAPI) -> dict[str, Any]:
    components = found.setdefault("components", {})
    components["securitySchemes"] = SCHEMES
    components["headers"] = HEADERS
    components["parameters"] = PARAMETERS
    components["responses"] = _responses()
    components.setdefault("schemas", {})["ProblemOut"] = ProblemOut.model_json_schema()
    components["schemas"]["OpenAiError"] = _OPENAI_ERROR
    for route in iter_route_contexts(app.routes):
        original = route.original_route
        if not isinstance(original, APIRoute):
            continue
        path = compile_path(str(route.path))[1]
        for method in route.methods or ():
            operation = found["paths"].get(path, {}).get(method.lower())
            if operation is not None:
                _complete(
                    operation,
                    method=method,
                    path=path,
                    right=RIGHTS[f"{method} {route.path}"],
                    is_idempotent=method == "POST" and isinstance(original, IdempotentRoute),
                )
    return found


def _complete(
    operation: dict[str, Any], *, method: str, path: str, right: Right, is_idempotent: bool
) -> None:
    operation["security"] = _security(right, changes=method not in ("GET", "HEAD"))
    parameters = operation.setdefault("parameters", [])
    names = ["RequestId", *(["IdempotencyKey"] if is_idempotent else [])]
    parameters += [{"$ref": f"#/components/parameters/{name}"} for name in names]
    is_counted = path not in UNCOUNTED
    shown = (*ALWAYS, *(COUNTED if is_counted else ()))
    for status, response in operation["responses"].items():
        if status[0] in "23":
            replayed = ("Idempotency-Replayed",) if is_idempotent else ()
            response["headers"] = {**response.get("headers", {}), **_headers(*shown, *replayed)}
    shape = "OpenAi" if is_openai(path) else ""
    for status, name, _, _ in _REFUSALS:
        if status != "429" or is_counted:
            ref = f"#/components/responses/{shape}{name}{'' if is_counted else 'Uncounted'}"
            operation["responses"][status] = {"$ref": ref}


def _security(right: Right, *, changes: bool) -> list[dict[str, list[str]]]:
    """Each of them is enough; an empty one says that none is needed, or may not be."""
    if right.is_open:
        return []
    session: dict[str, list[str]] = {"session": [], "csrf": []} if changes else {"session": []}
    nothing: list[dict[str, list[str]]] = [] if right.needs_credentials else [{}]
    return [*CREDENTIALS, session, *nothing]


def _responses() -> dict[str, Any]:
    found: dict[str, Any] = {}
    for shape, media_type, schema in (
        ("", MEDIA_TYPE, "ProblemOut"),
        ("OpenAi", "application/json", "OpenAiError"),
    ):
        for _, name, description, own in _REFUSALS:
            for ending, counted in (("", COUNTED), ("Uncounted", ())):
                found[f"{shape}{name}{ending}"] = {
                    "description": description,
                    "headers": _headers(*ALWAYS, *counted, *own),
                    "content": {media_type: {"schema": {"$ref": f"#/components/schemas/{schema}"}}},
                }
    return found


def _headers(*names: str) -> Mapping[str, Any]:
    return {name: {"$ref": f"#/components/headers/{name}"} for name in names}
