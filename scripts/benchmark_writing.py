"""What a configured writer or translator makes of golden questions: how often, why not, how long.

``python -m scripts.benchmark_writing FILE.jsonl [--content DIR] [--var DIR] [--limit N]``

Settings are the product's own (``tradewind.toml``, ``TRADEWIND_*``). Every question is answered by
quotes first and then by whoever is configured, so that the difference is theirs.
"""

import argparse
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from answer.engine import AnswerEngine
from answer.golden import read_golden
from answer.question import Question
from answer.reply import Answer, Reply
from api.bootstrap import Application
from api.settings import load_settings


def main() -> None:
    """Prints shares, reasons and times."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--content", type=Path)
    parser.add_argument("--var", type=Path)
    parser.add_argument("--limit", type=int, default=100)
    arguments = parser.parse_args()
    settings = load_settings(overrides={"content_dir": arguments.content, "var_dir": arguments.var})
    application = Application(settings)
    questions = [one.question for one in read_golden(arguments.file)[: arguments.limit]]
    quoting, wording = application.engines.as_shipped(), application.engines.engine()
    _timed(quoting, questions)
    quoted = _timed(quoting, questions)
    worded = _timed(wording, questions)
    sent = [reply for reply, _ in worded if isinstance(reply, Answer) and reply.statements]
    print(f"{len(questions)} questions, {len(sent)} sent as answers")
    for name in ("writer", "translator"):
        counts = Counter(_outcome(reply, name) for reply in sent)
        print(f"{name}: " + ", ".join(f"{what} {count}" for what, count in counts.most_common()))
    timed = {"quotes": quoted, "in words": worded, "remembered": _timed(wording, questions)}
    for name, rows in timed.items():
        times = [seconds * 1000 for reply, seconds in rows if isinstance(reply, Answer)]
        p50, p95 = np.percentile(times, (50, 95))
        print(f"{name}: p50 {p50:.1f} ms, p95 {p95:.1f} ms")
    for used in application.engines.writing.status().usage:
        milliseconds = used.seconds / max(1, used.calls) * 1000
        print(
            f"{used.model}: {used.calls} calls, {used.failures} failed, {milliseconds:.1f} ms a "
            f"call, {used.tokens_in} tokens in, {used.tokens_out} out"
        )
    application.close()


def _timed(engine: AnswerEngine, questions: Sequence[Question]) -> list[tuple[Reply, float]]:
    found: list[tuple[Reply, float]] = []
    for question in questions:
        started = time.perf_counter()
        reply = engine.reply(question)
        found.append((reply, time.perf_counter() - started))
    return found


def _outcome(reply: Answer, name: str) -> str:
    values = dict(reply.explanation[0].values) if reply.explanation else {}
    if values.get(name):
        return "used"
    return str(values.get(f"{name}_failure") or "not asked")


if __name__ == "__main__":
    main()
