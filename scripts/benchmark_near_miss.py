"""Wrong-model quotes and right-model recall on the near-miss set, by language and by kind.

``python -m scripts.benchmark_near_miss [--failures]``; exits 1 when a bound is missed.
"""

import argparse
import sys
from collections.abc import Callable, Sequence

from scripts.indexed_aside import indexed_aside
from scripts.near_miss import (
    FOLDER,
    MUST_ASK,
    MUST_SAY,
    Outcome,
    read_questions,
    read_stretches,
    score,
)

LEAST_RECALL = 0.97


def main() -> int:
    """Prints the table; the exit code says whether the bounds hold."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--failures", action="store_true", help="list what went wrong")
    listed = parser.parse_args().failures
    outcomes = measure()
    print_table("language", outcomes, lambda outcome: outcome.question.language)
    print_table("kind", outcomes, lambda outcome: outcome.question.kind)
    if listed:
        for outcome in outcomes:
            print_failure(outcome)
    answerable = [outcome for outcome in outcomes if outcome.question.gold]
    recall = sum(outcome.right for outcome in answerable) / len(answerable)
    wrong = sum(bool(outcome.wrong_drafted or outcome.wrong_suggested) for outcome in outcomes)
    unsaid = sum(not outcome.said for outcome in outcomes)
    print(
        f"{len(outcomes)} questions: recall {recall:.3f} of {len(answerable)}, "
        f"wrong-model drafts or suggestions {wrong}, not said or asked {unsaid}"
    )
    return int(recall < LEAST_RECALL or wrong > 0 or unsaid > 0)


def measure() -> list[Outcome]:
    """Every question's outcome with the default model."""
    with indexed_aside(FOLDER) as application:
        engine, stretches = application.engines.engine(), read_stretches()
        return [score(one, engine=engine, stretches=stretches) for one in read_questions()]


def print_table(name: str, outcomes: Sequence[Outcome], group: Callable[[Outcome], str]) -> None:
    """One row a group: questions, recall, wrong-model quotes sent, drafted, suggested, and said."""
    print(f"{name:20} {'n':>4} {'recall':>7} {'sent':>5} {'draft':>6} {'suggest':>8} {'said':>9}")
    for one in sorted({group(outcome) for outcome in outcomes}):
        rows = [outcome for outcome in outcomes if group(outcome) == one]
        answerable = [row for row in rows if row.question.gold]
        telling = [row for row in rows if row.question.kind in MUST_ASK | MUST_SAY]
        recall = f"{sum(r.right for r in answerable) / len(answerable):.3f}" if answerable else "·"
        said = f"{sum(r.said for r in telling)}/{len(telling)}" if telling else "·"
        print(
            f"{one:20} {len(rows):4} {recall:>7} {sum(bool(r.wrong_sent) for r in rows):5} "
            f"{sum(bool(r.wrong_drafted) for r in rows):6} "
            f"{sum(bool(r.wrong_suggested) for r in rows):8} {said:>9}"
        )


def print_failure(outcome: Outcome) -> None:
    """What went wrong with one question, if anything did."""
    asked = outcome.question
    if outcome.question.gold and not outcome.right:
        print(f"MISSED {asked.id} {asked.question} [{outcome.kind} {outcome.reason}]")
    if not outcome.said:
        print(f"UNSAID {asked.id} {asked.question} [{outcome.kind} {outcome.reason}]")
    for quote in dict.fromkeys((*outcome.wrong_drafted, *outcome.wrong_suggested)):
        print(f"WRONG  {asked.id} {asked.question} → {quote[:120]!r}")


if __name__ == "__main__":
    sys.exit(main())
