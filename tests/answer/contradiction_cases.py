"""The hand-written pairs of ``contradiction_pairs.jsonl`` as passages, and how well they are told.

Two thirds of them were there to look at while the rules were made; a third, by the hash of its id,
was opened for the figures alone.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from answer.contradiction import contradictions
from answer.draft import Contradiction
from answer.nearest_labels import Likeness
from index.passage import Passage
from ingest.document import CELL_SEPARATOR, DocumentFacts
from tests.answer.samples import Piece, passage, stored

PAIRS = Path(__file__).with_name("contradiction_pairs.jsonl")


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two passages, and whether they contradict each other."""

    id: str
    contradicts: bool
    this: Passage
    other: Passage

    @property
    def is_held_back(self) -> bool:
        return int(hashlib.sha1(self.id.encode()).hexdigest(), 16) % 3 == 0


def read_pairs() -> tuple[Pair, ...]:
    """All pairs, in the order of the file."""
    found = []
    for line in PAIRS.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        found.append(
            Pair(
                id=row["id"],
                contradicts=row["contradicts"],
                this=_passage(row["this"], "this.md"),
                other=_passage(row["other"], "other.md"),
            )
        )
    return tuple(found)


def told(pairs: Iterable[Pair], likeness: Likeness) -> dict[str, tuple[Contradiction, ...]]:
    """What is found in each pair, by its id; both ways round have to say the same."""
    return {pair.id: contradictions(pair.this, pair.other, likeness=likeness) for pair in pairs}


def _passage(row: dict[str, Any], path: str) -> Passage:
    heading = row.get("heading", "")
    pieces: list[Piece] = [("heading", heading, None)] if heading else []
    for block in row["text"].strip().split("\n\n"):
        if CELL_SEPARATOR in block:
            pieces.append(("table", block, None))
        else:
            is_step = block[:1].isdigit() and block[1:2] == "."
            pieces.append(("list_item" if is_step else "paragraph", block, None))
    facts = DocumentFacts(
        kind=row.get("kind", "manual"),
        models=tuple(row.get("models", ())),
        markets=tuple(row.get("markets", ())),
        supersedes=tuple(row.get("supersedes", ())),
        translation_of=row.get("translation_of", ""),
        valid_from=_day(row, "valid_from"),
        valid_to=_day(row, "valid_to"),
    )
    document = stored(*pieces, path=path, language=row["language"], facts=facts)
    return passage(document, headings=(heading,) if heading else ())


def _day(row: dict[str, Any], key: str) -> date | None:
    return date.fromisoformat(row[key]) if key in row else None
