"""Hand-written dialogues whose last message leans on what was said, with the question it means.

``tests/desk/dialogues.jsonl`` was written before the code that it measures. A third of it is closed
(``is_closed``): looked at for the last figure and for nothing else.
"""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

from answer.golden import Gold
from answer.question import Turn

PROJECT = Path(__file__).resolve().parent.parent
DIALOGUES = PROJECT / "tests" / "desk" / "dialogues.jsonl"


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialogue:
    """What was said, the follow-up as typed, and the same question as a person makes it whole."""

    id: str
    language: str
    """Of the follow-up."""
    history: tuple[Turn, ...]
    question: str
    full: str
    gold: tuple[Gold, ...]
    kind: str

    @property
    def is_closed(self) -> bool:
        """Whether it belongs to the third that no work may look at."""
        return int(hashlib.sha256(self.id.encode()).hexdigest(), 16) % 3 == 0


def read_dialogues(path: Path = DIALOGUES) -> tuple[Dialogue, ...]:
    """Every dialogue of a JSON Lines file, in order."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return tuple(_dialogue(line) for line in lines if line.strip())


def _dialogue(line: str) -> Dialogue:
    values = json.loads(line)
    return Dialogue(
        id=values["id"],
        language=values["language"],
        history=tuple(Turn(role=turn["role"], text=turn["text"]) for turn in values["history"]),
        question=values["question"],
        full=values["full"],
        gold=tuple(
            Gold(document=place["document"], page=place.get("page"), text=place["text"])
            for place in values["gold"]
        ),
        kind=values["kind"],
    )
