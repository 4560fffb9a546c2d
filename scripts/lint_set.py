"""The hand-written drafts with and without faults (``tests/lint``), read and scored."""

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from answer.hint import Hint, PersonDraft, Source
from answer.internal_text import InternalText
from answer.lint import lint
from answer.locale.market import MarketBook
from answer.locale.market_files import load_markets
from answer.term_table import read_term_file
from answer.terms import TermBase

FOLDER = Path(__file__).resolve().parent.parent / "tests" / "lint"
_SAME_KIND = {"over_promise": "wording", "avoided_wording": "wording"}
"""Which list knows a wording is no matter to whoever reads the hint."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """A fault: its code and the words it is about; empty where it is about all of them."""

    code: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LintCase:
    """A draft, and every fault in it."""

    id: str
    language: str
    market: str
    expected: tuple[Expected, ...]
    text: str
    source: str
    question: str

    @property
    def is_held_back(self) -> bool:
        """A third by its id, opened for the last figures only."""
        return hashlib.sha256(self.id.encode()).digest()[0] % 3 == 0


@dataclass(slots=True)
class LintScore:
    """What was found of what there is."""

    expected: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    missed: list[str] = field(default_factory=list)
    alarms: list[str] = field(default_factory=list)
    """Hints at drafts without faults."""
    surplus: list[str] = field(default_factory=list)
    """Hints of another kind at drafts with faults."""
    clean: int = 0
    alarmed: int = 0
    """Drafts without faults that have a hint."""


def read_cases() -> tuple[LintCase, ...]:
    """All drafts, in the order of the files."""
    names = ("drafts_with_faults.psv", "drafts_without_faults.psv")
    lines = [
        line
        for name in names
        for line in (FOLDER / name).read_text(encoding="utf-8").splitlines()
        if line and not line.startswith("#")
    ]
    return tuple(map(_case, lines))


def _case(line: str) -> LintCase:
    cells = [cell.strip() for cell in line.split("|")]
    name, language, market, expected, text, source, question = (*cells, "", "")[:7]
    faults = [fault.strip().partition("=") for fault in expected.split(";;") if fault.strip()]
    return LintCase(
        id=name,
        language=language,
        market=market,
        expected=tuple(
            Expected(code=code, words="" if words == "-" else words) for code, _, words in faults
        ),
        text=text.replace("\\n", "\n"),
        source=source,
        question=question,
    )


@dataclass(frozen=True, kw_only=True)
class LintBench:
    """What the drafts are linted with."""

    markets: MarketBook
    terms: TermBase
    internal: InternalText

    def hints(self, case: LintCase) -> tuple[Hint, ...]:
        """What the lint says of a draft."""
        return lint(self.draft(case), terms=self.terms, internal=self.internal)

    def draft(self, case: LintCase) -> PersonDraft:
        """The draft as the lint takes it."""
        market = self.markets.find(case.market)
        styles = market.styles if market else self.markets.styles
        return PersonDraft(
            text=case.text,
            language=case.language,
            question=case.question,
            market=market,
            style=styles.get(case.language) or self.markets.styles.get(case.language),
            sources=(Source(quote=case.source, language=case.language),) if case.source else (),
        )


def bench() -> LintBench:
    """The shipped markets, with the terms and internal documents of the set."""
    internal, public = (
        (FOLDER / name).read_text(encoding="utf-8").splitlines()
        for name in ("internal.txt", "public.txt")
    )
    return LintBench(
        markets=load_markets(),
        terms=read_term_file(FOLDER / "terms.csv"),
        internal=InternalText(internal=internal, public=public),
    )


def score(cases: Sequence[LintCase], *, by: LintBench) -> LintScore:
    """Recall by code, and alarms at drafts without faults."""
    total = LintScore()
    for case in cases:
        hints = by.hints(case)
        if not case.expected:
            total.clean += 1
            total.alarmed += bool(hints)
            total.alarms.extend(f"{case.id}: {_shown(hint, case)}" for hint in hints)
            continue
        for fault in case.expected:
            kind = _kind(fault.code)
            total.expected[kind] += 1
            if any(_is(hint, fault, case.text) for hint in hints):
                total.found[kind] += 1
            else:
                total.missed.append(f"{case.id}: {fault.code} {fault.words!r} in {case.text!r}")
        kinds = {_kind(fault.code) for fault in case.expected}
        total.surplus.extend(
            f"{case.id}: {_shown(hint, case)}" for hint in hints if _kind(hint.code) not in kinds
        )
    return total


def _kind(code: str) -> str:
    return _SAME_KIND.get(code, code)


def _is(hint: Hint, fault: Expected, text: str) -> bool:
    """The same kind, at a place that overlaps the words."""
    if _kind(hint.code) != _kind(fault.code):
        return False
    start = text.find(fault.words)
    return not fault.words or (start < hint.end and hint.start < start + len(fault.words))


def _shown(hint: Hint, case: LintCase) -> str:
    return f"{hint.code} {case.text[hint.start : hint.end]!r}"
