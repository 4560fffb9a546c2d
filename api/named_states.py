"""States that a query names with commas, or ``all``."""

from collections.abc import Sequence
from typing import TypeVar

from ingest.errors import DeskInvalid

State = TypeVar("State", bound=str)


def states_named(
    named: str, known: Sequence[State], *, otherwise: Sequence[State]
) -> tuple[State, ...]:
    """Those that ``named`` names, in the order of ``known``; ``otherwise`` where it names none.

    Raises ``DeskInvalid`` for one that is none.
    """
    wanted = [one.strip() for one in named.split(",") if one.strip()]
    unknown = next((one for one in wanted if one not in (*known, "all")), None)
    if unknown is not None:
        raise DeskInvalid(f"state: {unknown!r} is none; the states are {', '.join(known)}, all")
    if "all" in wanted:
        return tuple(known)
    return tuple(state for state in known if state in wanted) or tuple(otherwise)
