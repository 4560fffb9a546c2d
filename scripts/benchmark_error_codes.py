"""Quotes of other fault codes and right-code recall on the fault-code set, by kind and language.

``python -m scripts.benchmark_error_codes [--spellings] [--failures] [--closed]``; exits 1 when a
bound is missed.
"""

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from scripts.error_codes import (
    AMBIGUOUS,
    FOLDER,
    MUST_SAY,
    SPELLINGS_FOLDER,
    CodeOutcome,
    read_questions,
    read_stretches,
    score,
)
from scripts.indexed_aside import indexed_aside

LEAST_RECALL = 0.9


def main() -> int:
    """Prints the table; the exit code says whether the bounds hold."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--failures", action="store_true", help="list what went wrong")
    parser.add_argument("--closed", action="store_true", help="the closed third, once at the end")
    parser.add_argument("--spellings", action="store_true", help="the set of other spellings")
    arguments = parser.parse_args()
    folder = SPELLINGS_FOLDER if arguments.spellings else FOLDER
    outcomes = measure(folder, closed=arguments.closed)
    print_table("language", outcomes, lambda outcome: outcome.question.language)
    print_table("kind", outcomes, lambda outcome: outcome.question.kind)
    if arguments.failures:
        for outcome in outcomes:
            print_failure(outcome)
    answerable = [outcome for outcome in outcomes if outcome.question.gold]
    recall = sum(outcome.right for outcome in answerable) / len(answerable)
    wrong = sum(bool(outcome.wrong_drafted or outcome.wrong_suggested) for outcome in outcomes)
    beside = sum(bool(outcome.beside) for outcome in outcomes)
    unsaid = sum(not outcome.said for outcome in outcomes)
    print(
        f"{len(outcomes)} questions: recall {recall:.3f} of {len(answerable)}, "
        f"other codes alone drafted or suggested {wrong}, beside the one asked for {beside}, "
        f"not said {unsaid}"
    )
    return int(recall < LEAST_RECALL or wrong > 0 or unsaid > 0)


def measure(folder: Path = FOLDER, *, closed: bool) -> list[CodeOutcome]:
    """Every question's outcome with the default model."""
    with indexed_aside(folder) as application:
        engine, stretches = application.engines.engine(), read_stretches(folder)
        questions = read_questions(folder, closed=closed)
        return [score(one, engine=engine, stretches=stretches) for one in questions]


def print_table(
    name: str, outcomes: Sequence[CodeOutcome], group: Callable[[CodeOutcome], str]
) -> None:
    """One row a group: questions, answers sent, recall, other codes' quotes, and what was said."""
    print(
        f"{name:12} {'n':>4} {'sent':>5} {'recall':>7} {'wrong: sent':>12} {'draft':>6} "
        f"{'suggest':>8} {'beside':>7} {'said':>6}"
    )
    for one in sorted({group(outcome) for outcome in outcomes}):
        rows = [outcome for outcome in outcomes if group(outcome) == one]
        answerable = [row for row in rows if row.question.gold]
        telling = [row for row in rows if row.question.kind in (*MUST_SAY, AMBIGUOUS)]
        recall = f"{sum(r.right for r in answerable) / len(answerable):.3f}" if answerable else "·"
        said = f"{sum(r.said for r in telling)}/{len(telling)}" if telling else "·"
        print(
            f"{one:12} {len(rows):4} {sum(r.kind == 'answer' for r in rows):5} {recall:>7} "
            f"{sum(bool(r.wrong_sent) for r in rows):12} "
            f"{sum(bool(r.wrong_drafted) for r in rows):6} "
            f"{sum(bool(r.wrong_suggested) for r in rows):8} "
            f"{sum(bool(r.beside) for r in rows):7} {said:>6}"
        )


def print_failure(outcome: CodeOutcome) -> None:
    """What went wrong with one question, if anything did."""
    asked = outcome.question
    if asked.gold and not outcome.right:
        print(f"MISSED {asked.id} {asked.question} [{outcome.kind} {outcome.reason}]")
    if not outcome.said:
        print(f"UNSAID {asked.id} {asked.question} [{outcome.kind} {outcome.reason}]")
    for quote in dict.fromkeys((*outcome.wrong_drafted, *outcome.wrong_suggested)):
        print(f"WRONG  {asked.id} {asked.question} → {quote[:120]!r}")


if __name__ == "__main__":
    sys.exit(main())
