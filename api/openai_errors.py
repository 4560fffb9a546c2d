"""Problems → OpenAI's errors, on the routes that OpenAI's clients call.

Whoever refuses a request (its address, its key, its rate, its body) says so in a problem document;
here it is said again in the words that those clients understand.
"""

import json
import re
from collections.abc import Mapping
from typing import Any

from starlette.datastructures import Headers
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.problems import MEDIA_TYPE, problem_of

_PATHS = re.compile(r"/v1/(?:chat/completions|models(?:/.*)?)")
_FIELD = re.compile(r"([a-z_]+(?:\[\d+\]|\.[a-z_]+)*): ")
_CODES = {
    401: "invalid_api_key",
    403: "forbidden",
    404: "not_found",
    409: "conflict",
    413: "request_too_large",
    429: "rate_limit_exceeded",
}
_TYPES = {401: "authentication_error", 403: "permission_error", 429: "rate_limit_error"}


def openai_error(problem: Mapping[str, Any]) -> dict[str, Any]:
    """The body of an error as OpenAI writes it."""
    status, detail = int(problem["status"]), str(problem["detail"])
    errors = problem.get("errors") or [{}]
    stated = _FIELD.match(detail)
    kind = "server_error" if status >= 500 else _TYPES.get(status, "invalid_request_error")
    code = str(problem.get("type", "")).rpartition(":")[2].replace("-", "_")
    return {
        "error": {
            "message": detail,
            "type": kind,
            "param": errors[0].get("field") or (stated.group(1) if stated else None),
            "code": _CODES.get(status) or (code if code != "blank" else None),
        }
    }


def is_openai(path: str) -> bool:
    """Whether errors at this path, or template of one, are those of OpenAI's protocol."""
    return _PATHS.fullmatch(path) is not None


class OpenAiErrors:
    """ASGI middleware, around everything that refuses."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not is_openai(scope["path"]):
            await self._app(scope, receive, send)
            return
        begun: Message | None = None
        is_problem = False
        body = bytearray()

        async def send_shaped(message: Message) -> None:
            nonlocal begun, is_problem
            if message["type"] == "http.response.start":
                begun = message
                media_type = Headers(raw=message["headers"]).get("content-type", "")
                is_problem = media_type.split(";")[0] == MEDIA_TYPE
            if begun is None or not is_problem:
                await send(message)
                return
            body.extend(message.get("body", b""))
            if message["type"] == "http.response.body" and not message.get("more_body", False):
                response = _response(json.loads(bytes(body)), begun["headers"])
                await response(scope, receive, send)

        try:
            await self._app(scope, receive, send_shaped)
        except Exception as error:  # the outermost edge of these routes
            if begun is not None:
                raise
            await _response(problem_of(error, at=scope["path"]), [])(scope, receive, send)


def _response(problem: Mapping[str, Any], headers: list[tuple[bytes, bytes]]) -> JSONResponse:
    status = int(problem["status"])
    # their clients know what to do about 400 and not about 422
    response = JSONResponse(openai_error(problem), status_code=400 if status == 422 else status)
    own = {"content-type", "content-length"}
    response.raw_headers += [
        (name, value) for name, value in headers if name.decode("latin-1").lower() not in own
    ]
    return response
