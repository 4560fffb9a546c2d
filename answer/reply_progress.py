"""What is told of a reply while it is made, to whoever waits for it."""

from collections.abc import Sequence
from typing import Protocol

from answer.question import PreparedQuestion
from answer.reply import Citation


class ReplyProgress(Protocol):
    """Told from the thread that makes the reply; what it raises ends the making."""

    def searching(self, prepared: PreparedQuestion) -> None:
        """The message is understood, and the search for it begins now."""
        ...

    def found(self, citations: Sequence[Citation]) -> None:
        """What the draft rests on, decided on but not yet put in words; empty where nothing is
        quoted to the customer."""
        ...


class NobodyWaits:
    """Progress that nobody watches."""

    def searching(self, prepared: PreparedQuestion) -> None:
        """Nothing."""

    def found(self, citations: Sequence[Citation]) -> None:
        """Nothing."""


NOBODY_WAITS = NobodyWaits()
