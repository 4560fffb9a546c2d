"""Who acts, as requests name them: no key tells it yet, so a name must at least be a person's."""

from typing import Annotated

from pydantic import AfterValidator, StringConstraints

RESERVED_NAMES = frozenset({"customer", "desk"})
"""That events tell other actors by (``CaseEvent.actor``)."""


def _a_person(name: str) -> str:
    if name and not name.isprintable():
        raise ValueError("holds characters that nobody sees; send the name as the team knows it")
    if name.casefold() in RESERVED_NAMES:
        raise ValueError(f"{name!r} names no agent; send who acts, as the team knows them")
    return name


AgentName = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=100),
    AfterValidator(_a_person),
]
"""Who acts, as the team knows them."""
SomeName = Annotated[
    str, StringConstraints(strip_whitespace=True, max_length=100), AfterValidator(_a_person)
]
"""An agent, or empty."""
