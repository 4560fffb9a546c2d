"""Looks for regular expressions that take longer than their text is long: they hold a worker.

    python -m scripts.fuzz_patterns [--seconds 0.3] [--strings 60] [--seed 1] [--only answer/]

Every expression of the packages is run, in a process of its own, over strings of its own parts
(``pattern_samples.py``): first over all of them, short; then over the slowest, longer and longer.
A finding grows faster than the text does and takes more of the processor than it may at 4,000
characters, which a question has at most; in ``ingest`` and ``index`` also at 200,000, as a document
may have, reckoned from its growth where it was stopped before. Exits 1 when there is one.
"""

import argparse
import json
import math
import multiprocessing
import re
import signal
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from multiprocessing.connection import Connection
from pathlib import Path

from scripts.pattern_collection import Found, collect
from scripts.pattern_samples import Sampler

QUESTION = 4_000
DOCUMENT = 200_000
SHORT = 1_000
"""Characters of the strings that all are tried on."""
SLOWEST = 3
"""Strings of each expression that are tried longer."""
STEEP = 1.4
"""As linear growth is measured, caches and all; the square has 2."""
QUESTION_SECONDS = 0.25
DOCUMENT_SECONDS = 20.0
ONE_CALL_SECONDS = 2.0
GROWTHS = (1_000, 2_000, 4_000, 16_000)
WAYS = ("finditer", "fullmatch")
"""``finditer`` does what ``search`` and ``match`` do, and goes on."""
TELLING = 0.01
"""Seconds: what takes less is within what the clock of the processor tells."""
ANCHORED_WAYS = ("match", "fullmatch")


class TooLongError(Exception):
    """One call had its time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Slow:
    """An expression and the string that shows it."""

    where: str
    pattern: str
    way: str
    string: tuple[str, str, str, str]
    """Beginning, what is repeated, what is repeated behind it, end."""
    growth: float
    """Exponent: 1 is linear, 2 the square."""
    question_seconds: float
    document_seconds: float | None
    """None where no document is read by it."""


def written(string: tuple[str, str, str, str], length: int) -> str:
    """The string at a length."""
    head, first, second, spoil = string
    room = max(0, length - len(head) - len(spoil))
    if not second:
        return head + (first * (room // len(first) + 1))[:room] + spoil
    half = room // 2
    return (
        head
        + (first * (half // len(first) + 1))[:half]
        + (second * (half // len(second) + 1))[:half]
        + spoil
    )


def seconds_of(pattern: re.Pattern[str], way: str, text: str, *, most: float) -> float:
    """Of the processor; infinite where it took more than ``most``.

    ``re`` looks for signals at its work, so what takes hours is stopped.
    """
    began = time.process_time()
    signal.setitimer(signal.ITIMER_VIRTUAL, most)
    try:
        if way == "finditer":
            for _ in pattern.finditer(text):
                pass
        elif way == "match":
            pattern.match(text)
        else:
            pattern.fullmatch(text)
    except TooLongError:
        return math.inf
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    return time.process_time() - began


def _stop(number: int, frame: object) -> None:
    raise TooLongError


def examine(found: Found, *, strings: int, seed: int, seconds: float) -> Slow | None:
    """The worst of an expression, where it is bad enough."""
    signal.signal(signal.SIGVTALRM, _stop)
    pattern = re.compile(found.pattern, found.flags)
    tried: list[tuple[float, str, tuple[str, str, str, str]]] = []
    until = time.process_time() + seconds
    for string in Sampler(found.pattern, found.flags, seed=seed).seeds(strings):
        text = written(string, SHORT)
        tried.extend(
            (seconds_of(pattern, way, text, most=ONE_CALL_SECONDS), way, string)
            for way in (ANCHORED_WAYS if found.is_anchored else WAYS)
        )
        if time.process_time() > until:
            break
    tried.sort(key=lambda one: -one[0])
    worst: Slow | None = None
    for _, way, string in tried[:SLOWEST]:
        slow = grown(found, pattern, way, string)
        if slow and (worst is None or slow.question_seconds > worst.question_seconds):
            worst = slow
    return worst


def grown(
    found: Found, pattern: re.Pattern[str], way: str, string: tuple[str, str, str, str]
) -> Slow | None:
    """What a string costs as it grows, where that is too much."""
    reads_documents = found.folder in {"ingest", "index"}
    measured: list[tuple[int, float]] = []
    for length in GROWTHS:
        if length > QUESTION and not reads_documents:
            break
        taken = seconds_of(pattern, way, written(string, length), most=ONE_CALL_SECONDS)
        measured.append((length, taken))
        if math.isinf(taken):
            break
    growth = _growth(measured)
    if growth < STEEP:
        return None
    at_question = _at(QUESTION, measured, growth)
    at_document = _at(DOCUMENT, measured, growth) if reads_documents else None
    if at_question < QUESTION_SECONDS and (at_document or 0) < DOCUMENT_SECONDS:
        return None
    return Slow(
        where=found.where,
        pattern=found.pattern,
        way=way,
        string=string,
        growth=round(growth, 1),
        question_seconds=at_question,
        document_seconds=at_document,
    )


def _growth(measured: Sequence[tuple[int, float]]) -> float:
    if math.isinf(measured[-1][1]):
        return math.inf
    (shorter, less), (longer, more) = measured[-2:]
    if more < TELLING:
        return 1.0
    return math.log(more / max(less, TELLING / 4)) / math.log(longer / shorter)


def _at(length: int, measured: Sequence[tuple[int, float]], growth: float) -> float:
    for one, taken in measured:
        if one == length:
            return taken
    last, taken = measured[-1]
    return taken if math.isinf(growth) else taken * (length / last) ** growth


def _work(line: Connection, strings: int, seed: int, seconds: float) -> None:
    while True:
        found: Found | None = line.recv()
        if found is None:
            return
        line.send(examine(found, strings=strings, seed=seed, seconds=seconds))


def fuzz(
    expressions: Sequence[Found], *, strings: int, seed: int, seconds: float
) -> Iterator[tuple[Found, Slow | None]]:
    """Each expression with what was found, by a process that is ended where it does not answer.

    ``seconds`` are those of one expression's short strings; longer ones have a few calls more.
    """
    context = multiprocessing.get_context("spawn")
    patience = 60 + 10 * seconds + 100 * ONE_CALL_SECONDS
    worker, line = None, None
    try:
        for found in expressions:
            if worker is None or line is None:
                line, other = context.Pipe()
                worker = context.Process(target=_work, args=(other, strings, seed, seconds))
                worker.start()
            line.send(found)
            if line.poll(patience):
                yield found, line.recv()
                continue
            worker.kill()
            worker.join()
            worker = None
            yield (
                found,
                Slow(
                    where=found.where,
                    pattern=found.pattern,
                    way="does not even stop",
                    string=("", "", "", ""),
                    growth=math.inf,
                    question_seconds=math.inf,
                    document_seconds=None,
                ),
            )
    finally:
        if worker is not None and line is not None:
            line.send(None)
            worker.join()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=0.3, help="of one expression's strings")
    parser.add_argument("--strings", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", default="", help="beginning of the files' names")
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    collection = collect()
    expressions = [one for one in collection.all() if one.where.startswith(arguments.only)]
    began, slow = time.monotonic(), []
    for _, one in fuzz(
        expressions,
        strings=arguments.strings,
        seed=arguments.seed,
        seconds=arguments.seconds,
    ):
        if one is None:
            continue
        slow.append(one)
        document = "" if one.document_seconds is None else f", {one.document_seconds:.3g} s long"
        print(
            f"{one.where} {one.way} growth {one.growth}: {one.question_seconds:.3g} s at "
            f"{QUESTION:,}{document}: {one.string!a} {one.pattern[:100]!a}",
            flush=True,
        )
    print(
        f"{len(slow)} of {len(expressions)} expressions are slow; {len(collection.not_made)} calls "
        f"put one together of what is known only then; {time.monotonic() - began:.0f} s"
    )
    if arguments.json:
        arguments.json.write_text(json.dumps([asdict(one) for one in slow]))
    return 1 if slow else 0


if __name__ == "__main__":
    sys.exit(main())
