"""Every error as RFC 9457 ``application/problem+json``: what is wrong, what to do, no internals."""

import json
import logging
import secrets
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ValidationError
from starlette.exceptions import HTTPException

from api.known_errors import KNOWN_ERRORS
from ingest.errors import FactsRefused, KbError, SignInBusy, SignInLocked

MEDIA_TYPE = "application/problem+json"
CHALLENGE = {"WWW-Authenticate": 'Bearer realm="tradewind"'}
BUSY_SECONDS = 2
"""After which signing in is tried again."""
logger = logging.getLogger("tradewind")


class ProblemOut(BaseModel):
    """RFC 9457: what is wrong (``detail``), and for each field of the request what to change."""

    type: str
    title: str
    status: int
    detail: str
    errors: list[dict[str, str]] = []


class ProblemResponse(JSONResponse):
    """A JSON response with the media type of RFC 9457."""

    media_type = MEDIA_TYPE


def problem(
    status: int,
    detail: str,
    *,
    code: str = "",
    errors: Sequence[Mapping[str, str]] = (),
    headers: Mapping[str, str] | None = None,
) -> ProblemResponse:
    """A response that says what went wrong and what to change."""
    content: dict[str, Any] = {
        "type": f"urn:tradewind:problem:{code}" if code else "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": int(status),
        "detail": detail,
    }
    if errors:
        content["errors"] = [dict(error) for error in errors]
    found = dict(headers or {})
    if status == HTTPStatus.UNAUTHORIZED:
        # RFC 9110, 15.5.2: whatever else opens a session, a key is what a program sends
        found = {**CHALLENGE, **found}
    return ProblemResponse(content, status_code=int(status), headers=found)


def install_problems(app: FastAPI) -> None:
    """Makes every error of ``app`` a problem document."""
    app.add_exception_handler(RequestValidationError, _invalid_request)
    app.add_exception_handler(HTTPException, _http_error)
    app.add_exception_handler(KbError, _known_error)
    app.add_exception_handler(Exception, _unexpected_error)


def public_message(error: KbError) -> str:
    """What may be said of this error to somebody outside."""
    for kind, _, detail in KNOWN_ERRORS:
        if isinstance(error, kind):
            return detail or str(error)
    return "Something has to be mended on the server; its log names it."


def problem_of(error: Exception, *, at: str = "a stream") -> dict[str, Any]:
    """The problem document of an error that has no response of its own: one among others, or
    after the first event of a stream."""
    if isinstance(error, KbError):
        response = _known(error, at=at)
    elif isinstance(error, HTTPException):
        response = problem(error.status_code, str(error.detail))
    elif isinstance(error, ValidationError):
        response = _invalid(error.errors(include_url=False, include_input=False))
    else:
        response = unexpected(error, at=at)
    found: dict[str, Any] = json.loads(bytes(response.body))
    return found


def _at(request: Request) -> str:
    # the route, not the path: that may hold who somebody is
    return str(getattr(request.scope.get("route"), "path", "-"))


async def _known_error(request: Request, error: Exception) -> ProblemResponse:
    if not isinstance(error, KbError):
        raise error
    return _known(error, at=_at(request))


def _known(error: KbError, *, at: str) -> ProblemResponse:
    status, code = next(
        ((status, kind.__name__) for kind, status, _ in KNOWN_ERRORS if isinstance(error, kind)),
        (HTTPStatus.INTERNAL_SERVER_ERROR, KbError.__name__),
    )
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        logger.warning("%s refused: %s", at, error)
    fields = error.fields if isinstance(error, FactsRefused) else ()
    errors = [{"field": key, "message": message} for key, message in fields]
    return problem(
        status,
        public_message(error),
        code=_kebab(code),
        errors=errors,
        headers=_when_to_retry(error),
    )


def _when_to_retry(error: KbError) -> dict[str, str]:
    if isinstance(error, SignInLocked):
        return {"Retry-After": str(error.retry_after_seconds)}
    return {"Retry-After": str(BUSY_SECONDS)} if isinstance(error, SignInBusy) else {}


async def _http_error(request: Request, error: Exception) -> ProblemResponse:
    if not isinstance(error, HTTPException):
        raise error
    match error.status_code:
        case 404 if error.detail == "Not Found":
            detail = "There is nothing at this address; check the path."
        case 405:
            allowed = (error.headers or {}).get("allow") or (error.headers or {}).get("Allow", "")
            detail = f"{request.method} is not possible here; use {allowed or 'another method'}."
        case 400 if error.detail == "There was an error parsing the body":
            detail = "The body is not JSON in UTF-8; send a JSON object."
        case _:
            detail = str(error.detail)
    return problem(error.status_code, detail, headers=error.headers)


async def _invalid_request(request: Request, error: Exception) -> ProblemResponse:
    if not isinstance(error, RequestValidationError):
        raise error
    return _invalid(error.errors())


def _invalid(found: Sequence[Mapping[str, Any]]) -> ProblemResponse:
    if any(item["type"] == "json_invalid" for item in found):
        return problem(400, "The body is not JSON in UTF-8; send a JSON object.", code="not-json")
    errors = [{"field": _field(item["loc"]), "message": _message(item)} for item in found[:20]]
    detail = "; ".join(f"{item['field']}: {item['message']}" for item in errors)
    return problem(422, detail, code="invalid-request", errors=errors)


async def _unexpected_error(request: Request, error: Exception) -> ProblemResponse:
    return unexpected(error, at=_at(request))


def unexpected(error: Exception, *, at: str) -> ProblemResponse:
    """What is told of an error that nobody foresaw; the log has it under the incident."""
    incident = secrets.token_hex(6)
    logger.error("incident %s at %s", incident, at, exc_info=error)
    return problem(
        500,
        f"Something failed on the server; its log names it under {incident}. Try again.",
        code="unexpected",
    )


def _field(location: Sequence[str | int]) -> str:
    """``("body", "history", 0, "text")`` → ``history[0].text``. Never longer than a line."""
    parts = [part for part in location if part not in ("body", "query", "path")]
    name = ""
    for part in parts:
        name += f"[{part}]" if isinstance(part, int) else (f".{part}" if name else part)
    return _printable(name)[:80] or "body"


def _message(item: Mapping[str, Any]) -> str:
    match item["type"]:
        case "missing":
            return "is missing; add it"
        case "extra_forbidden":
            return "is not a field of this request; remove it"
        case "string_unicode":
            return "holds half a surrogate pair; send whole Unicode characters"
        case "model_attributes_type" | "dict_type":
            return "has to be a JSON object"
        case _:
            return _printable(str(item["msg"]))[:200]


def _printable(text: str) -> str:
    return "".join(character if character.isprintable() else "\ufffd" for character in text)


def _kebab(name: str) -> str:
    return "".join(f"-{letter.lower()}" if letter.isupper() else letter for letter in name)[1:]
