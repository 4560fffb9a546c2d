"""Routes that do a request once, however often it is sent with the same ``Idempotency-Key``.

Sent again, it gets the first response byte for byte. Only what succeeded is kept: what was refused
or failed changed nothing, and may be sent again. While a request is at work its key is leased, and
the lease renewed; a worker that dies frees it within seconds.
"""

import json
import math
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime
from functools import partial
from hashlib import sha256
from typing import Annotated, Any

import anyio
import anyio.to_thread
from fastapi import Depends, Request, Response
from starlette.exceptions import HTTPException
from starlette.types import Message, Receive, Scope, Send

from answer.desk.kept_response import Claim, KeptResponse, RequestSubject
from answer.desk.kept_response_store import KeptResponseStore
from api.access.authorise import authorise_scope, caller_of
from api.event_stream import FAILED
from api.json_route import JsonRoute
from api.read_body import ReadBody
from api.request_subject import subject_of
from ingest.errors import KbError

HEADER = "Idempotency-Key"
LONGEST_KEY = 255
RENEW_SECONDS = 2.0
_REQUEST_ID = "tradewind.idempotent_id"


def _once_id(request: Request) -> str:
    found: str = request.scope.get(_REQUEST_ID, "")
    return found


OnceId = Annotated[str, Depends(_once_id)]
"""An id that follows from the request's key, the same whenever it is sent; empty without one."""


class IdempotentRoute(JsonRoute):
    """Routes with a JSON body; a ``POST`` with a key is done once."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()

        async def handle_once(request: Request) -> Response:
            key = request.headers.get(HEADER)
            kept: KeptResponseStore | None = request.app.state.context.services.kept_responses
            if request.method != "POST" or key is None or kept is None:
                return await handle(request)
            # a right that was taken away opens no response that was kept
            authorise_scope(request.scope)
            _check(key)
            body = await request.body()
            request_print = _print(request, body)
            # nobody sees, or is held up by, what others sent
            caller = caller_of(request.scope).actor
            about = named_in(body, request.path_params)
            claim = await anyio.to_thread.run_sync(
                partial(
                    kept.begin, caller, key, request_print=request_print, at=_now(), about=about
                )
            )
            if claim.state != "begun":
                return _instead(claim)
            identity = f"{caller}\n{key}\n{request_print}"
            request.scope[_REQUEST_ID] = sha256(identity.encode()).hexdigest()[:32]
            whole: Message = {"type": "http.request", "body": body, "more_body": False}
            again = ReadBody([whole], request.receive).receive
            try:
                async with renewing(kept, claim.lease):
                    response = await handle(Request(request.scope, again))
            except BaseException:
                await _free(kept, claim.lease)
                raise
            return _KeptOnceSent(response, kept, claim.lease, about)

        return handle_once


class _KeptOnceSent(Response):
    """A response that is kept before its last byte leaves."""

    def __init__(
        self, response: Response, kept: KeptResponseStore, lease: str, about: RequestSubject
    ) -> None:
        super().__init__()
        self.raw_headers = response.raw_headers
        self.status_code = response.status_code
        self._response = response
        self._kept = kept
        self._lease = lease
        self._about = about

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        started: Message = {}
        body = bytearray()
        is_settled = False

        async def send_and_keep(message: Message) -> None:
            nonlocal is_settled
            if message["type"] == "http.response.start":
                started.update(message)
            elif message["type"] == "http.response.body":
                body.extend(message.get("body", b""))
                if not message.get("more_body", False) and not is_settled:
                    is_settled = True
                    await self._settle(scope, started, bytes(body))
            await send(message)

        try:
            async with renewing(self._kept, self._lease):
                await self._response(scope, receive, send_and_keep)
        finally:
            if not is_settled:
                await _free(self._kept, self._lease)

    async def _settle(self, scope: Scope, started: Message, body: bytes) -> None:
        status = int(started["status"])
        if not 200 <= status < 300 or scope.get(FAILED):
            await _free(self._kept, self._lease)
            return
        headers = tuple(
            (name.decode("latin-1"), value.decode("latin-1")) for name, value in started["headers"]
        )
        response = KeptResponse(status=status, headers=headers, body=body)
        with anyio.CancelScope(shield=True):
            await anyio.to_thread.run_sync(
                partial(self._kept.finish, self._lease, response, about=self._about)
            )


def named_in(body: bytes, path: Mapping[str, Any]) -> RequestSubject:
    """Whom a request is about; nobody where its body is no JSON."""
    try:
        values = json.loads(body)
    except (ValueError, RecursionError):
        values = None
    return subject_of(values, path)


def _check(key: str) -> None:
    if not 1 <= len(key) <= LONGEST_KEY or not key.isascii() or not key.isprintable():
        raise HTTPException(
            400, f"{HEADER}: send 1 to {LONGEST_KEY} printable ASCII characters, such as a UUID."
        )


def _print(request: Request, body: bytes) -> str:
    """Tells a request from another: its method, address and body, not its other headers."""
    address = f"{request.method} {request.url.path}?{request.url.query}\n"
    return sha256(address.encode() + body).hexdigest()


def _instead(claim: Claim) -> Response:
    """The response to a request that is not done now."""
    if claim.state == "kept" and claim.response is not None:
        response = Response(claim.response.body, status_code=claim.response.status)
        response.raw_headers = [
            (name.encode("latin-1"), value.encode("latin-1"))
            for name, value in claim.response.headers
        ]
        response.headers["Idempotency-Replayed"] = "true"
        if "content-length" not in response.headers:
            response.headers["content-length"] = str(len(claim.response.body))
        return response
    if claim.state == "another":
        raise HTTPException(
            422, f"{HEADER}: another request was sent with this key; use a new one for each."
        )
    seconds = max(1, math.ceil(claim.free_in_seconds))
    raise HTTPException(
        409,
        f"{HEADER}: the request with this key is still at work; send it again in {seconds} s.",
        {"Retry-After": str(seconds)},
    )


@asynccontextmanager
async def renewing(
    kept: KeptResponseStore, lease: str, *, every_seconds: float = RENEW_SECONDS
) -> AsyncIterator[None]:
    """Keeps the lease for as long as the block is at work."""

    async def renew() -> None:
        while True:
            await anyio.sleep(every_seconds)
            # a database that is busy now is not a reason to stop what is at work
            with suppress(KbError):
                await anyio.to_thread.run_sync(partial(kept.renew, lease, at=_now()))

    failure: BaseException | None = None
    async with anyio.create_task_group() as group:
        group.start_soon(renew)
        try:
            yield
        except Exception as error:  # noqa: BLE001  raised again below, not as one of a group
            failure = error
        group.cancel_scope.cancel()
    if failure is not None:
        raise failure


async def _free(kept: KeptResponseStore, lease: str) -> None:
    with anyio.CancelScope(shield=True):
        await anyio.to_thread.run_sync(partial(kept.give_up, lease))


def _now() -> datetime:
    return datetime.now(UTC)
