"""A request's body that was read already, and is to be read again by whoever comes next."""

from collections.abc import Sequence
from typing import Self

from starlette.types import Message, Receive


class ReadBody:
    """A body that was read already, for whoever reads it next."""

    def __init__(self, messages: Sequence[Message], receive: Receive) -> None:
        self._messages = list(messages)
        self._receive = receive
        self.content = b"".join(one.get("body", b"") for one in messages)

    @classmethod
    async def of(cls, receive: Receive) -> Self:
        """All of it; its size was bounded before."""
        messages = [await receive()]
        while messages[-1]["type"] == "http.request" and messages[-1].get("more_body"):
            messages.append(await receive())
        return cls(messages, receive)

    async def receive(self) -> Message:
        """What was read, then what comes."""
        return self._messages.pop(0) if self._messages else await self._receive()
