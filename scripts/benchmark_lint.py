"""Recall of the reply lint by rule, false alarms and time: ``python -m scripts.benchmark_lint``.

The third of the drafts that is held back by its id is only scored with ``--held-back``.
"""

import argparse
import statistics
import time

from scripts.lint_set import LintScore, bench, read_cases, score


def main() -> None:
    """Prints the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--held-back", action="store_true", help="score the held-back third")
    parser.add_argument("--quiet", action="store_true", help="figures alone")
    arguments = parser.parse_args()
    by = bench()
    cases = [case for case in read_cases() if case.is_held_back == arguments.held_back]
    _print(score(cases, by=by), quiet=arguments.quiet)
    times = []
    for case in cases:
        started = time.perf_counter()
        by.hints(case)
        times.append((time.perf_counter() - started) * 1000)
    times.sort()
    p95 = times[int(len(times) * 0.95)]
    print(f"time: p50 {statistics.median(times):.2f} ms, p95 {p95:.2f} ms, most {times[-1]:.2f} ms")


def _print(total: LintScore, *, quiet: bool) -> None:
    for kind in sorted(total.expected):
        print(f"{kind:26} {total.found[kind]:3} of {total.expected[kind]:3}")
    every = total.expected.total()
    print(f"{'all':26} {total.found.total():3} of {every:3} = {total.found.total() / every:.3f}")
    print(f"false alarms: {total.alarmed} of {total.clean} = {total.alarmed / total.clean:.3f}")
    if not quiet:
        for title, lines in (
            ("missed", total.missed),
            ("alarms", total.alarms),
            ("other hints at drafts with faults", total.surplus),
        ):
            print(f"\n{title}:", *lines, sep="\n  ")


if __name__ == "__main__":
    main()
