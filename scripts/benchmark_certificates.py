"""Precision and recall of the facts proposed for certificates, open and closed texts apart.

``python -m scripts.benchmark_certificates`` scores the open texts and lists every miss; with
``--closed`` it scores the third that is held back by hash, without listing anything.
"""

import argparse
import statistics
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from ingest.certificate_facts import propose_facts
from ingest.identifier_form import canonical
from ingest.proposed_fact import ProposedFact

TEXTS = Path(__file__).resolve().parent.parent / "tests" / "ingest" / "certificates"
KEYS = (
    "certificate_number",
    "standards",
    "models",
    "markets",
    "valid_from",
    "valid_to",
    "issuing_body",
    "holder",
)
Pair = tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One text and the facts it states."""

    name: str
    text: str
    language: str
    is_certificate: bool
    expected: frozenset[Pair]

    @property
    def is_closed(self) -> bool:
        """Whether it is held back."""
        return int(sha256(self.name.encode()).hexdigest(), 16) % 3 == 0


@dataclass(slots=True)
class Score:
    """Counts by key."""

    expected: Counter[str] = field(default_factory=Counter)
    proposed: Counter[str] = field(default_factory=Counter)
    right: Counter[str] = field(default_factory=Counter)
    alarms: int = 0
    """Texts that are no certificates and got a proposal."""
    others: int = 0
    certificates: int = 0
    recognised: int = 0
    faults: list[str] = field(default_factory=list)

    @property
    def precision(self) -> float:
        """Share of proposed pairs that are right."""
        return self.right.total() / max(self.proposed.total(), 1)

    @property
    def recall(self) -> float:
        """Share of stated pairs that are proposed."""
        return self.right.total() / max(self.expected.total(), 1)


def read_cases(folder: Path = TEXTS) -> list[Case]:
    """All texts with their expected facts."""
    yaml = YAML(typ="safe")
    cases = []
    for path in sorted(folder.glob("*.txt")):
        facts: dict[str, Any] = yaml.load(path.with_suffix(".yaml").read_text(encoding="utf-8"))
        cases.append(
            Case(
                name=path.stem,
                text=path.read_text(encoding="utf-8"),
                language=facts["language"],
                is_certificate=facts["certificate"],
                expected=frozenset(
                    pair for key in KEYS if key in facts for pair in pairs_of(key, facts[key])
                ),
            )
        )
    return cases


def pairs_of(key: str, value: object) -> Iterator[Pair]:
    """One pair for a single value, one for each of a list; careless spellings are one value."""
    values = value if isinstance(value, list | tuple) else [value]
    for one in values:
        if isinstance(one, date):
            yield key, one.isoformat()
        elif key in ("issuing_body", "holder"):
            yield key, "".join(filter(str.isalnum, str(one).casefold()))
        else:
            yield key, canonical(str(one))


def score(cases: list[Case]) -> Score:
    """What is proposed for the cases against what they state."""
    total = Score()
    for case in cases:
        proposed = propose_facts(case.text)
        found = frozenset(_pairs(proposed))
        if not case.is_certificate:
            total.others += 1
            total.alarms += bool(proposed)
            if proposed:
                total.faults.append(f"{case.name}: {[(p.key, p.value) for p in proposed]}")
            continue
        total.certificates += 1
        total.recognised += bool(proposed)
        for key, value in case.expected:
            total.expected[key] += 1
            total.right[key] += (key, value) in found
        for key, _ in found:
            total.proposed[key] += 1
        total.faults.extend(f"{case.name}: missed {pair}" for pair in sorted(case.expected - found))
        total.faults.extend(f"{case.name}: wrong {pair}" for pair in sorted(found - case.expected))
    return total


def _pairs(proposed: tuple[ProposedFact, ...]) -> Iterator[Pair]:
    for one in proposed:
        if one.key in KEYS and one.value is not None:
            yield from pairs_of(one.key, one.value)


def main() -> None:
    """Prints the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--closed", action="store_true", help="score the held-back third")
    parser.add_argument("--quiet", action="store_true", help="figures alone")
    arguments = parser.parse_args()
    cases = [case for case in read_cases() if case.is_closed == arguments.closed]
    total = score(cases)
    for key in KEYS:
        right, proposed, expected = total.right[key], total.proposed[key], total.expected[key]
        print(
            f"{key:20} precision {right}/{proposed} = {right / max(proposed, 1):.3f}   "
            f"recall {right}/{expected} = {right / max(expected, 1):.3f}"
        )
    print(f"{'all':20} precision {total.precision:.3f}   recall {total.recall:.3f}")
    print(f"certificates recognised: {total.recognised} of {total.certificates}")
    print(f"other papers with a proposal: {total.alarms} of {total.others}")
    times = []
    for case in cases:
        started = time.perf_counter()
        propose_facts(case.text)
        times.append((time.perf_counter() - started) * 1000)
    print(f"time: median {statistics.median(times):.1f} ms, most {max(times):.1f} ms")
    if not (arguments.closed or arguments.quiet):
        print(*total.faults, sep="\n")


if __name__ == "__main__":
    main()
