"""When two standards are the same one: ``IEC 62368-1`` and ``EN 62368-1:2020+A11`` are.

Regional bodies take over a standard with its number, editions add a year and amendments; a part
(``-1``, ``-3``) is a standard of its own, a number without part names all of them.
"""

import re
from dataclasses import dataclass

SHORTEST_NUMBER = 3
"""Digits; ``RoHS 2`` says too little to keep an answer back for."""
SHARED_NUMBER = 5
"""IEC's numbers have five digits and mean the same wherever they are taken over."""

_STANDARD = re.compile(r"(?P<body>[A-Z]*)(?P<number>\d+(?:-\d+)*)")


@dataclass(frozen=True, slots=True, kw_only=True)
class StandardNumber:
    """A standard's canonical form taken apart."""

    body: str
    numbers: tuple[str, ...]

    def is_same(self, other: "StandardNumber") -> bool:
        """Whether both name one standard, whatever edition, or a standard and a part of it."""
        common = min(len(self.numbers), len(other.numbers))
        if self.numbers[:common] != other.numbers[:common]:
            return False
        taken_over = len(self.numbers[0]) >= SHARED_NUMBER
        return taken_over or self.body in other.body or other.body in self.body


def standard_number(canonical: str) -> StandardNumber | None:
    """The parts of a canonical form; None where its number is too short to tell by."""
    found = _STANDARD.match(canonical)
    if found is None:
        return None
    numbers = tuple(found["number"].split("-"))
    if sum(map(len, numbers)) < SHORTEST_NUMBER:
        return None
    return StandardNumber(body=found["body"], numbers=numbers)
