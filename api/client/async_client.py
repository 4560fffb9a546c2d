"""The same client for programs that do not wait: every method is awaited, or iterated with
``async for``."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import aclosing
from types import TracebackType
from typing import Any, Literal, Self, Unpack

import httpx2

from api.client.errors import Refused
from api.client.reading import read_as
from api.client.replies import (
    BatchResult,
    Case,
    Cases,
    Conversation,
    Event,
    Passage,
    Reply,
)
from api.client.requests import (
    BatchQuestion,
    Call,
    QuestionFields,
    SearchFields,
    ask_call,
    batch_call,
    case_call,
    cases_call,
    conversation_call,
    feedback_call,
    search_call,
)
from api.client.responses import EventLines, Retrying, refusal, values_of
from api.client.sending import DEFAULT_TIMEOUT_SECONDS, headers_of, not_answered, options_of


class AsyncTradewind:
    """A server of Tradewind; ``close`` it, or use it in an ``async with`` block.

    Requests that could not be answered are sent again (``retries`` times, as ``Retry-After`` says);
    what must not happen twice carries a key of its own, and happens once.
    """

    def __init__(
        self,
        base_url: str = "http://127.0.0.1:8080",
        key: str = "",
        *,
        timeout_seconds: float = DEFAULT_TIMEOUT_SECONDS,
        retries: int = 3,
        transport: httpx2.AsyncBaseTransport | None = None,
    ) -> None:
        """``timeout_seconds`` is for a response, or between two events of a stream."""
        self._http = httpx2.AsyncClient(
            transport=transport, **options_of(base_url, timeout_seconds)
        )
        self._key = key
        self._retrying = Retrying(times=retries)

    async def ask(self, question: str, **fields: Unpack[QuestionFields]) -> Reply:
        """An answer with its sources, a question back, or a hand-off."""
        return read_as(Reply, await self._values(ask_call(question, fields)))

    async def stream(self, question: str, **fields: Unpack[QuestionFields]) -> AsyncIterator[Event]:
        """The same as it comes into being; the last event is ``Done`` with the whole reply."""
        call = ask_call(question, fields, stream=True)
        attempt = 0
        while True:
            has_begun = False
            try:
                async with aclosing(self._events(call)) as events:
                    async for event in events:
                        has_begun = True
                        yield event
                return
            except Refused as error:
                if has_begun or not await self._waits(attempt, error):
                    raise
            except httpx2.HTTPError as error:
                if has_begun or not await self._waits(attempt):
                    raise not_answered(error) from error
            attempt += 1

    async def ask_batch(self, questions: Sequence[str | BatchQuestion]) -> tuple[BatchResult, ...]:
        """One result a question, in order; at most 100 questions of strangers."""
        found = (await self._values(batch_call(questions))).get("results")
        return read_as(tuple[BatchResult, ...], found)

    async def search(self, question: str, **fields: Unpack[SearchFields]) -> tuple[Passage, ...]:
        """The passages behind a question, best first."""
        found = (await self._values(search_call(question, fields))).get("passages")
        return read_as(tuple[Passage, ...], found)

    async def feedback(
        self,
        verdict: Literal["right", "wrong", "edited", "csat"],
        *,
        reply_id: str = "",
        case_id: str = "",
        reason: str = "",
        text: str = "",
        score: int | None = None,
        agent: str = "",
    ) -> str:
        """Keeps what somebody thinks of a reply, or of how a case went; the judgement's id."""
        body: dict[str, Any] = {
            "verdict": verdict,
            "reply_id": reply_id,
            "case_id": case_id,
            "reason": reason,
            "text": text,
            "score": score,
            "agent": agent,
        }
        return str((await self._values(feedback_call(body)))["id"])

    async def conversation(
        self,
        conversation_id: str,
        *,
        after: str = "",
        audience: Literal["customer", "agent"] = "customer",
    ) -> Conversation:
        """A conversation, with what was written after a message, or all that is kept."""
        call = conversation_call(conversation_id, after=after, audience=audience)
        return read_as(Conversation, await self._values(call))

    async def handoffs(
        self, *, state: str = "", customer: str = "", limit: int = 50, offset: int = 0
    ) -> Cases:
        """The queue, what is most urgent first; for agents' keys."""
        filters = {"state": state, "customer": customer, "limit": limit, "offset": offset}
        return read_as(Cases, await self._values(cases_call(filters)))

    async def handoff(self, case_id: str) -> Case:
        """One case; for agents' keys."""
        return read_as(Case, (await self._values(case_call(case_id))).get("case"))

    async def close(self) -> None:
        """Closes its connections."""
        await self._http.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.close()

    async def _values(self, call: Call) -> dict[str, Any]:
        attempt = 0
        while True:
            try:
                response = await self._http.request(
                    call.method,
                    call.path,
                    json=call.body,
                    params=dict(call.query),
                    headers=headers_of(call, self._key),
                )
                if response.is_success:
                    return values_of(response.content)
                raise refusal(response.status_code, response.headers, response.content)
            except Refused as error:
                if not await self._waits(attempt, error):
                    raise
            except httpx2.HTTPError as error:
                if not await self._waits(attempt):
                    raise not_answered(error) from error
            attempt += 1

    async def _events(self, call: Call) -> AsyncGenerator[Event, None]:
        headers = headers_of(call, self._key)
        async with self._http.stream(
            call.method, call.path, json=call.body, headers=headers
        ) as response:
            if not response.is_success:
                raise refusal(response.status_code, response.headers, await response.aread())
            lines = EventLines()
            async for line in response.aiter_lines():
                for event in lines.take(line):
                    yield event

    async def _waits(self, attempt: int, error: Refused | None = None) -> bool:
        """Waits, where the request is to be sent again."""
        seconds = self._retrying.wait_seconds(attempt, error)
        if seconds is None:
            return False
        await asyncio.sleep(seconds)
        return True
