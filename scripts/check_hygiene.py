"""Measures hygiene at ingest: the planted set, and real documents that hold nothing bad.

    python -m scripts.check_hygiene [--open | --closed] [--documents FOLDER …] [--misses]

The planted set: recall and precision over pairs of document and kind, by kind. Folders of real
documents: every finding is printed, and what would be held; a held document exits with 1, as do
recall below 0.95 and precision below 0.9.
"""

import argparse
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import get_args

from ingest.document import Document
from ingest.errors import ContentError, FileUnreadable
from ingest.finding import FindingKind
from ingest.read import DocumentReader
from ingest.sandbox import Sandbox
from ingest.scan import scan
from tests.hygiene.all_cases import all_cases
from tests.hygiene.case import HygieneCase

LEAST_RECALL, LEAST_PRECISION = 0.95, 0.9
SHOWN = 12


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    part = parser.add_mutually_exclusive_group()
    part.add_argument("--open", action="store_true", help="only the two thirds that are open")
    part.add_argument("--closed", action="store_true", help="only the third kept aside")
    parser.add_argument("--documents", type=Path, nargs="*", default=[])
    parser.add_argument("--misses", action="store_true", help="name what was missed or false")
    options = parser.parse_args()
    passed = True
    with Sandbox() as sandbox:
        if options.documents:
            for folder in options.documents:
                passed &= not _held_in(folder, sandbox)
        else:
            cases = [
                case
                for case in all_cases()
                if not (options.open and case.closed) and not (options.closed and not case.closed)
            ]
            passed = _measure(cases, sandbox, misses=options.misses)
    return 0 if passed else 1


def _measure(cases: Sequence[HygieneCase], sandbox: Sandbox, *, misses: bool) -> bool:
    hit: Counter[str] = Counter()
    missed: Counter[str] = Counter()
    false: Counter[str] = Counter()
    wrongly_held = wrongly_open = unsaid = 0
    for case in cases:
        document = _read_case(case, sandbox)
        found = {finding.kind for finding in document.findings}
        held = any(finding.severity == "quarantine" for finding in document.findings)
        for kind in get_args(FindingKind):
            hit[kind] += kind in found and kind in case.expected
            missed[kind] += kind not in found and kind in case.expected
            false[kind] += kind in found and kind not in case.expected
        wrongly_held += held and not case.held
        wrongly_open += case.held and not held
        said = " ".join(finding.excerpt for finding in document.findings).casefold()
        says = case.says.casefold() in said
        unsaid += not says
        if misses and (found != case.expected or held != case.held or not says):
            print(f"{case.id}: expected {sorted(case.expected)}, held {case.held}, {case.why}")
            for finding in document.findings:
                print(f"    {finding.severity} {finding.kind} {finding.place!r}: {finding.excerpt}")
    print(f"{'kind':22}{'planted':>8}{'found':>8}{'false':>8}")
    for kind in get_args(FindingKind):
        print(f"{kind:22}{hit[kind] + missed[kind]:8}{hit[kind]:8}{false[kind]:8}")
    recall = hit.total() / max(hit.total() + missed.total(), 1)
    precision = hit.total() / max(hit.total() + false.total(), 1)
    print(
        f"{len(cases)} documents: recall {recall:.3f}, precision {precision:.3f}; held wrongly "
        f"{wrongly_held}, not held {wrongly_open}, excerpt without the words {unsaid}"
    )
    return recall >= LEAST_RECALL and precision >= LEAST_PRECISION


def _read_case(case: HygieneCase, sandbox: Sandbox) -> Document:
    with tempfile.TemporaryDirectory() as folder:
        documents = Path(folder)
        (documents / case.name).write_bytes(case.build())
        if case.audience == "agent":
            (documents / "_facts.yaml").write_text("audience: agent\n", encoding="utf-8")
        found = scan(documents)
        if not found.files:
            raise SystemExit(f"{case.id}: {found.problems}")
        return DocumentReader(documents_dir=documents, sandbox=sandbox).read(found.files[0])


def _held_in(folder: Path, sandbox: Sandbox) -> int:
    """How many documents of a folder would be held; prints every finding."""
    found = scan(folder)
    reader = DocumentReader(documents_dir=folder, sandbox=sandbox)
    kinds: Counter[str] = Counter()
    held = read = 0
    for source in found.files:
        try:
            document = reader.read(source)
        except (FileUnreadable, ContentError):
            continue
        read += 1
        held += any(finding.severity == "quarantine" for finding in document.findings)
        shown: Counter[str] = Counter()
        for finding in document.findings:
            kinds[finding.kind] += 1
            shown[finding.kind] += 1
            if shown[finding.kind] <= SHOWN:
                where = f"page {finding.page} {finding.place}" if finding.page else finding.place
                print(f"{finding.severity} {finding.kind} {source.path} ({where})")
                print(f"    {finding.excerpt}")
    print(f"{folder.name}: {read} documents, {held} held, findings {dict(kinds)}")
    return held


if __name__ == "__main__":
    sys.exit(main())
