"""How many corrupted replies fidelity stops, and how many good ones it lets through.

    python -m scripts.benchmark_fidelity [--model] [--closed] [--missed CLASS …]

Reads the set of ``tests/fidelity``; ``--model`` lets the default model compare sentences as well,
``--closed`` opens the part that is opened only for the last figure. Prints a table per class and
language, and what it took per reply.
"""

import argparse
import sys
import time
from collections import Counter
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from answer.aligned_sentences import Likeness
from answer.findings import Finding, findings
from index.centre import centre, load_prior
from index.e5 import E5Embedder
from index.model_folder import unpack_default_model
from tests.fidelity.make_cases import FIXED_TERMS, Case, cases, unlisted_cases

PROJECT = Path(__file__).resolve().parent.parent
GROUPS = {
    "numbers": ("number_added", "number_changed", "number_dropped", "number_swapped"),
    "units": ("unit",),
    "identifiers": ("identifier",),
    "negation": ("negation",),
    "language": ("language",),
    "content word": ("word",),
}
"""The classes that issue 5 sets a target for."""


def model_likeness() -> Likeness:
    """What ``Searcher.likeness`` gives with the default model."""
    folder = unpack_default_model(PROJECT / "var" / "models", progress=lambda done, total: None)
    return likeness_of(E5Embedder(folder))


def likeness_of(embedder: E5Embedder) -> Likeness:
    """What a searcher's likeness is with this model; each sentence is embedded once."""
    means = load_prior(embedder.fingerprint)

    @cache
    def vector(text: str, language: str) -> NDArray[np.float32]:
        rows = centre(embedder.embed_passages([text]), [language], means, role="passage")
        return np.asarray(rows[0], np.float32)

    def likeness(one: tuple[str, str], other: tuple[str, str]) -> float:
        return float(vector(*one) @ vector(*other))

    return likeness


def found_in(case: Case, likeness: Likeness | None = None) -> tuple[Finding, ...]:
    """What fidelity finds in a case."""
    return findings(
        case.reply,
        case.evidence,
        language=case.language,
        evidence_language=case.evidence_language,
        is_translation=case.kind == "translation",
        fixed_terms=FIXED_TERMS,
        likeness=likeness,
    )


def measure(made: Sequence[Case], likeness: Likeness | None, missed: Sequence[str]) -> None:
    """Prints the table of one part."""
    total: Counter[tuple[str, str]] = Counter()
    stopped: Counter[tuple[str, str]] = Counter()
    seconds: list[float] = []
    for case in made:
        started = time.perf_counter()
        found = found_in(case, likeness)
        seconds.append(time.perf_counter() - started)
        row = case.error or f"good {case.kind}"
        total[row, case.language] += 1
        stopped[row, case.language] += bool(found)
        if row in missed and bool(found) != bool(case.error):
            shown = [(one.kind, one.said, one.stated) for one in found]
            print(f"{row} {case.language}←{case.evidence_language}: {case.reply} {shown}")
    languages = sorted({language for _, language in total})
    print(f"{'class':20}{'cases':>7}{'stopped':>9}  " + "".join(f"{one:>9}" for one in languages))
    for row in sorted({row for row, _ in total}):
        _print_row(row, total, stopped, (row,), languages)
    print()
    for name, rows in GROUPS.items():
        _print_row(name, total, stopped, rows, languages)
    good = tuple(row for row, _ in total if row.startswith("good"))
    _print_row("false alarms", total, stopped, tuple(dict.fromkeys(good)), languages)
    taken = np.array(seconds) * 1000
    print(
        f"ms a reply: median {np.median(taken):.2f}, 95th percentile {np.percentile(taken, 95):.2f}"
    )


def _print_row(
    name: str,
    total: Counter[tuple[str, str]],
    stopped: Counter[tuple[str, str]],
    rows: Sequence[str],
    languages: Sequence[str],
) -> None:
    of_language = [
        (sum(stopped[row, one] for row in rows), sum(total[row, one] for row in rows))
        for one in languages
    ]
    hits, count = (sum(column) for column in zip(*of_language, strict=True))
    shares = "".join(f"{hit / of:>9.1%}" if of else f"{'–':>9}" for hit, of in of_language)
    print(f"{name:20}{count:>7}{hits / count:>9.1%}  {shares}")


def main(arguments: Sequence[str]) -> None:
    """Measures the open part, and the closed one where that is asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", action="store_true", help="compare sentences by the model too")
    parser.add_argument("--closed", action="store_true", help="open the closed part as well")
    parser.add_argument("--missed", nargs="*", default=(), help="print what is missed of a class")
    options = parser.parse_args(arguments)
    likeness = model_likeness() if options.model else None
    for closed in (False, True) if options.closed else (False,):
        print(f"\n{'closed' if closed else 'open'} part")
        measure(cases(closed=closed), likeness, options.missed)
    print("\none wrong word that no list names")
    for kind in ("rephrasing", "translation"):
        stopped = [bool(found_in(case, likeness)) for case in unlisted_cases() if case.kind == kind]
        print(f"  {kind}: {sum(stopped)} of {len(stopped)} stopped")


if __name__ == "__main__":
    main(sys.argv[1:])
