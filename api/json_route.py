"""Routes that take a JSON body, and take it strictly: UTF-8, declared as JSON, no NaN.

Where the body may be left out, none at all is taken too.
"""

import json
from collections.abc import Callable, Coroutine
from typing import Any, NoReturn

from fastapi import Request, Response
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException

from api.access.authorise import authorise_scope

NOT_JSON = "The body is not JSON in UTF-8; send a JSON object."


class _StrictRequest(Request):
    async def json(self) -> Any:
        if not hasattr(self, "_json"):
            self._json = _parse(await self.body())
        return self._json


class JsonRoute(APIRoute):
    """``json.loads`` guesses UTF-16 and UTF-32 and takes NaN; this does not."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()

        async def handle_strictly(request: Request) -> Response:
            # before anything of the body is read, and said of it
            authorise_scope(request.scope)
            strict = _StrictRequest(request.scope, request.receive)
            body = self.body_field
            if body is not None and not body.field_info.is_required() and not await strict.body():
                return await handle(strict)
            if request.method in {"POST", "PUT", "PATCH"} and body is not None:
                media_type = request.headers.get("content-type", "").split(";")[0].strip().lower()
                if media_type != "application/json":
                    raise HTTPException(
                        415,
                        "Send the body as JSON, with the header Content-Type: application/json.",
                    )
            if body is not None and not await strict.body():
                raise HTTPException(400, NOT_JSON)
            return await handle(strict)

        return handle_strictly


def _parse(body: bytes) -> Any:
    try:
        return json.loads(body.decode("utf-8-sig"), parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        raise HTTPException(400, NOT_JSON) from error


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is not JSON")
