"""The hand-written messages of ``risk_cases_*.tsv``, each with the risk classes a person gave it.

Two thirds of them are there to look at while the classifier is made; a third, by the hash of its
id, is opened for the last figure alone (see README.md beside this file).
"""

import hashlib
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent
COLUMNS = ("id", "language", "class", "difficulty", "text")
NO_CLASS = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskCase:
    """One message of a customer, and what a person who read it says it is."""

    id: str
    """The family and a number: ``safety-014``, ``safety-none-003``."""

    language: str
    """BCP 47, one of the 18."""

    classes: tuple[str, ...]
    """The main class first; empty for a harmless message."""

    difficulty: str
    """``plain``, ``hard`` (indirect, polite, sarcastic, buried, misspelt) or ``harmless``."""

    text: str

    @property
    def family(self) -> str:
        """The class this message was written to examine: its main class, or the one it only
        shares words with."""
        return self.id.rsplit("-", 1)[0].removesuffix(f"-{NO_CLASS}")

    @property
    def is_closed(self) -> bool:
        """Whether it is of the third that is opened for the last figure alone."""
        return int(hashlib.sha256(self.id.encode()).hexdigest(), 16) % 3 == 0


def risk_cases(*, closed: bool) -> tuple[RiskCase, ...]:
    """The closed third, or the two thirds that may be looked at; in the order of the files."""
    return tuple(
        case
        for path in sorted(FOLDER.glob("risk_cases_*.tsv"))
        for case in _read(path)
        if case.is_closed is closed
    )


def _read(path: Path) -> tuple[RiskCase, ...]:
    # A text may hold quotation marks of any kind, so this is no csv: a tab parts, a line ends.
    header, *lines = path.read_text(encoding="utf-8").removesuffix("\n").split("\n")
    if tuple(header.split("\t")) != COLUMNS:
        raise ValueError(f"{path.name}: the columns are {header!r}; write {COLUMNS!r}")
    return tuple(_case(line, f"{path.name}:{number}") for number, line in enumerate(lines, 2))


def _case(line: str, where: str) -> RiskCase:
    cells = line.split("\t")
    if len(cells) != len(COLUMNS):
        raise ValueError(f"{where}: {len(cells)} cells in {line!r}; write {len(COLUMNS)}")
    identifier, language, classes, difficulty, text = cells
    return RiskCase(
        id=identifier,
        language=language,
        classes=() if classes == NO_CLASS else tuple(classes.split("|")),
        difficulty=difficulty,
        text=text,
    )
