"""A figure of the service with the cases it is made from: the nouns of measurement."""

from dataclasses import dataclass
from typing import Literal

Dimension = Literal["team", "tier", "level", "language", "market"]
DIMENSIONS: tuple[Dimension, ...] = ("team", "tier", "level", "language", "market")
"""What figures are told apart by, besides those of all cases."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One number, and the cases behind it."""

    name: str
    """As ``measure_service`` lists and defines them."""
    value: float | None
    """None where no case tells."""
    cases: tuple[str, ...]
    """Ids of all that it is made from."""
    short: tuple[str, ...] = ()
    """Of these, those that count against it: late, transferred, opened again."""
    target: float | None = None
    """What ``service.yaml`` asks for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupFigures:
    """The figures of all cases, or of those with one team, tier, level, language or market."""

    dimension: Dimension | Literal[""]
    """Empty: all."""
    group: str
    figures: tuple[Figure, ...]

    def figure(self, name: str) -> Figure:
        """The figure of this name."""
        return next(one for one in self.figures if one.name == name)
