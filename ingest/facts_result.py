"""The nouns between facts and assembly: what the editors said about one document, and where."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from ingest.document import DocumentFacts

FactValue = str | tuple[str, ...] | date | None
FactSource = Literal["folder", "sidecar", "front_matter"]


@dataclass(frozen=True, slots=True, kw_only=True)
class FactsResult:
    """Validated facts of one document, with what was merely odd about them."""

    facts: DocumentFacts
    title: str = ""
    """Empty when nobody stated one."""
    language: str = ""
    """BCP 47 as stated; empty when nobody stated one."""
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FactProblem:
    """Something about a statement that has to be mended."""

    name: str
    """Of the file that states it."""
    line: int
    """1-based; 0 for the file as a whole."""
    message: str
    """Begins with the key where it is about one."""
    key: str = ""

    def __str__(self) -> str:
        return (
            f"{self.name}:{self.line}: {self.message}"
            if self.line
            else (f"{self.name}: {self.message}")
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class StatedFact:
    """One key as one file states it."""

    key: str
    value: FactValue
    """As it is understood; as written where it is not. None takes back what a folder said."""
    source: FactSource
    name: str
    """Of the file."""
    line: int
    holds: bool
    """No nearer file says something else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StatedFacts:
    """Everything that is stated about one document."""

    result: FactsResult | None
    """None where something has to be mended first."""
    stated: tuple[StatedFact, ...]
    """Of known keys, the weakest first."""
    problems: tuple[FactProblem, ...]
    warnings: tuple[str, ...]
    version: str
    """Changes with every character of the files that state something."""
