"""``[limits]``: how much one caller, one address and all together may ask."""

from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from api.allowances import allowance_of
from api.client_address import networks

AT_ONCE, AT_ONCE_WAITING_FOR_MODEL = 2, 16
"""The second spend most of their time on waiting for an answer of somebody else's."""


def _is_allowance(text: str) -> str:
    allowance_of(text)
    return text


def _is_network(text: str) -> str:
    networks([text])
    return text


ProxyNetwork = Annotated[str, Field(max_length=50), AfterValidator(_is_network)]
"""``10.0.0.7``, ``10.0.0.0/8``, ``::1`` …"""
Often = Annotated[str, Field(max_length=50), AfterValidator(_is_allowance)]
"""``600/minute``, ``20 per second``, ``5000/hour``."""


class LimitsSetting(BaseModel):
    """What keeps one caller from taking everybody's share."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    requests_per_caller: Often = "3000/minute"
    """Of a key, or of a person at the console."""
    requests_per_address: Often = "600/minute"
    """Of whoever has no key, or one that stands in a web page."""
    wrong_keys_per_address: Often = "30/minute"
    visitors_per_address: Often = "120/hour"
    """Conversations begun in a page's widget: each may become a case that a person looks at."""
    answers_at_once: Annotated[int, Field(ge=0, le=64)] = 0
    """In each worker. More at once are not sooner; 0 is 2, or 16 where a language model writes."""
    waiting: Annotated[int, Field(ge=1, le=10_000)] = 64
    """In each worker, of each urgency, before somebody is told to come back."""

    def at_once(self, *, by_language_model: bool) -> int:
        """How many one worker answers at once."""
        return self.answers_at_once or (AT_ONCE_WAITING_FOR_MODEL if by_language_model else AT_ONCE)
