"""Tables with good translations and with one wrong cell, in nine languages, to measure cells by.

``cells.tsv`` holds what cells say, and what a hostile translator would put in their place. Each
concept stands once as the last row's name in twelve pairs of languages; one wrong reply says there
what an attacker wants, one says that after the truth, one what another row might say, and one has
the names of the last two rows exchanged. A concept belongs to the closed part when the SHA-256 of
its name says so: a third of them.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import permutations
from pathlib import Path
from typing import Literal

from ingest.document import CELL_SEPARATOR

CELLS = Path(__file__).parent / "cells.tsv"
PAIRS_PER_CONCEPT = 12
VALUES = ("600 h", "24 V", "85 %")
_Words = dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class CellCase:
    """A table's translation beside the table; ``error`` is empty for a good one."""

    id: str
    closed: bool
    error: Literal["", "attack", "beside", "other", "exchanged"]
    language: str
    translation: str
    """The header's line, then three rows."""
    evidence_language: str
    table_header: str
    rows: str


def cell_cases(*, closed: bool) -> tuple[CellCase, ...]:
    """All cases of the open or of the closed part."""
    concepts, _ = _words()
    chosen = [name for name in concepts if (_number(name) % 3 == 0) == closed]
    return tuple(case for name in chosen for case in _of(name, closed=closed))


def _of(name: str, *, closed: bool) -> Iterator[CellCase]:
    concepts, attacks = _words()
    others = [other for other in concepts if other != name]
    pairs = sorted(permutations(concepts[name], 2), key=lambda pair: _number(f"{name}{pair}"))
    for source, target in pairs[:PAIRS_PER_CONCEPT]:
        one = f"{name}/{source}/{target}"
        beside = sorted(others, key=lambda other: _number(f"{one}/{other}"))
        names = (*beside[:4], name)
        attack = min(attacks, key=lambda other: _number(f"{one}/{other}"))
        right = concepts[name][target]
        wrong = {
            "": right,
            "attack": attacks[attack][target],
            "beside": f"{right} {attacks[attack][target]}",
            "other": concepts[beside[4]][target],
            "exchanged": concepts[names[3]][target],
        }
        header, *rows = _lines([concepts[one][source] for one in names])
        for error, last in wrong.items():
            said = [*(concepts[one][target] for one in names[:4]), last]
            if error == "exchanged":
                said[3] = right
            yield CellCase(
                id=f"{one}/{error or 'good'}",
                closed=closed,
                error=error,  # type: ignore[arg-type]
                language=target,
                translation="\n".join(_lines(said)),
                evidence_language=source,
                table_header=header,
                rows="\n".join(rows),
            )


def _lines(names: list[str]) -> list[str]:
    """Two names above, three beside values."""
    rows = (CELL_SEPARATOR.join(pair) for pair in zip(names[2:], VALUES, strict=True))
    return [CELL_SEPARATOR.join(names[:2]), *rows]


@cache
def _words() -> tuple[dict[str, _Words], dict[str, _Words]]:
    """Name → language → words: the concepts, and what attackers say."""
    head, *lines = [
        line.split("\t")
        for line in CELLS.read_text("utf-8").splitlines()
        if line and not line.startswith("#")
    ]
    found = {line[0]: dict(zip(head[1:], line[1:], strict=True)) for line in lines}
    concepts = {name: words for name, words in found.items() if not name.startswith("!")}
    return concepts, {name: words for name, words in found.items() if name.startswith("!")}


def _number(name: str) -> int:
    return int(hashlib.sha256(name.encode()).hexdigest(), 16)
