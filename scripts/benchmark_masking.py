"""Recall and precision of masking, by language and kind, and its time.

    python -m scripts.benchmark_masking [--cued] [--held-back] [--quiet]

A third of the messages, chosen by the hash of their ids, is scored only with ``--held-back``.
"""

import argparse
import statistics
import time

from answer.masking.mask import mask
from scripts.masking_set import CUED_MESSAGES, MESSAGES, MaskingScore, read_messages, score


def main() -> None:
    """Prints the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cued", action="store_true", help="the set of accounts, birthdays …")
    parser.add_argument("--held-back", action="store_true", help="score the held-back third")
    parser.add_argument("--quiet", action="store_true", help="figures alone")
    arguments = parser.parse_args()
    path = CUED_MESSAGES if arguments.cued else MESSAGES
    messages = [one for one in read_messages(path) if one.is_closed == arguments.held_back]
    _print(score(messages), count=len(messages), quiet=arguments.quiet)
    times = []
    for message in messages:
        started = time.thread_time()
        mask(message.text, language=message.language)
        times.append((time.thread_time() - started) * 1000)
    times.sort()
    p95 = times[int(len(times) * 0.95)]
    middle, most = statistics.median(times), times[-1]
    print(f"processor time: p50 {middle:.2f} ms, p95 {p95:.2f} ms, most {most:.2f} ms")


def _print(total: MaskingScore, *, count: int, quiet: bool) -> None:
    print(f"{'':10} {'recall':>15} {'precision':>19}")
    for group in sorted({*total.gold, *total.made}, key=lambda name: (name != "all", name)):
        print(
            f"{group:10} {total.found[group]:4} of {total.gold[group]:4} {total.recall(group):.3f}"
            f" {total.right[group]:6} of {total.made[group]:4} {total.precision(group):.3f}"
        )
    print(f"{count} messages; of what was found {total.named_right} named by its kind")
    print(f"masked of {total.kept} things that are to stay: {len(total.lost)}")
    if not quiet:
        for title, lines in (
            ("missed", total.missed),
            ("masked wrongly", total.wrong),
            ("lost", total.lost),
        ):
            print(f"\n{title}:", *lines, sep="\n  ")
    print()


if __name__ == "__main__":
    main()
