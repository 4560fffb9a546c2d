"""The hand-written messages with personal data, and what masking made of them."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from answer.masking.mask import mask

_FOLDER = Path(__file__).resolve().parent.parent / "tests" / "masking"
MESSAGES = _FOLDER / "messages.jsonl"
CUED_MESSAGES = _FOLDER / "cued_messages.jsonl"
"""Of what only the words beside it tell: accounts, birthdays, handles, names and streets in the
middle of sentences."""
ENOUGH = 0.8
"""A span counts as found where so much of its letters and digits is masked, and what was masked as
right where so much of its letters and digits is personal. The kind does not matter for that."""


@dataclass(frozen=True, slots=True)
class Marked:
    """A place in a message that somebody marked."""

    start: int
    end: int
    kind: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelledMessage:
    """A message, what is personal in it, and what looks like it and is not."""

    id: str
    language: str
    text: str
    spans: tuple[Marked, ...]
    kept: tuple[Marked, ...]

    @property
    def is_closed(self) -> bool:
        """Whether it is of the third that is looked at once."""
        return int(hashlib.sha256(self.id.encode()).hexdigest(), 16) % 3 == 0


@dataclass(slots=True)
class MaskingScore:
    """Counts by language and by kind, and every mistake in words."""

    gold: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    made: Counter[str] = field(default_factory=Counter)
    right: Counter[str] = field(default_factory=Counter)
    named_right: int = 0
    kept: int = 0
    lost: list[str] = field(default_factory=list)
    """Things that are to stay and were masked, in part or whole."""
    missed: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    def recall(self, group: str = "all") -> float:
        """Found of what is personal."""
        return self.found[group] / self.gold[group] if self.gold[group] else 1.0

    def precision(self, group: str = "all") -> float:
        """Personal of what was masked."""
        return self.right[group] / self.made[group] if self.made[group] else 1.0


def read_messages(path: Path = MESSAGES) -> tuple[LabelledMessage, ...]:
    """All messages, in order."""
    return tuple(_message(line) for line in path.read_text(encoding="utf-8").split("\n") if line)


def score(messages: Iterable[LabelledMessage]) -> MaskingScore:
    """What masking finds in them, told nothing but the texts."""
    total = MaskingScore()
    for message in messages:
        _add(message, total)
    return total


def _add(message: LabelledMessage, total: MaskingScore) -> None:
    made = [Marked(one.start, one.end, one.kind) for one in mask(message.text).spans]
    for gold in message.spans:
        is_found = _share(gold, made, message.text) >= ENOUGH
        for group in ("all", message.language, gold.kind):
            total.gold[group] += 1
            total.found[group] += is_found
        if is_found:
            total.named_right += any(
                one.kind == gold.kind and one.start < gold.end and gold.start < one.end
                for one in made
            )
        else:
            total.missed.append(
                f"{message.id} {gold.kind}: {message.text[gold.start : gold.end]!r}"
            )
    for one in made:
        is_right = _share(one, message.spans, message.text) >= ENOUGH
        for group in ("all", message.language, one.kind):
            total.made[group] += 1
            total.right[group] += is_right
        if not is_right:
            total.wrong.append(f"{message.id} {one.kind}: {message.text[one.start : one.end]!r}")
    for kept in message.kept:
        total.kept += 1
        if any(one.start < kept.end and kept.start < one.end for one in made):
            total.lost.append(f"{message.id}: {message.text[kept.start : kept.end]!r}")


def _share(part: Marked, others: Iterable[Marked], text: str) -> float:
    """How much of a place's letters and digits lies in other places."""
    places = [place for place in range(part.start, part.end) if text[place].isalnum()]
    inside = sum(any(one.start <= place < one.end for one in others) for place in places)
    return inside / len(places) if places else 0.0


def _message(line: str) -> LabelledMessage:
    row = json.loads(line)
    return LabelledMessage(
        id=row["id"],
        language=row["language"],
        text=row["text"],
        spans=tuple(Marked(one["start"], one["end"], one["kind"]) for one in row["spans"]),
        kept=tuple(Marked(one["start"], one["end"]) for one in row["kept"]),
    )
