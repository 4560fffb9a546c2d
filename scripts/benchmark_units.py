"""What a long question and a long history cost beside a usual question, and what they count as.

``python -m scripts.benchmark_units [--var FOLDER]`` asks questions put together from the demo's
golden ones, new ones each time, in this process; usual ones are asked between them. Processor time,
so it may be run on a busy machine; set ``OMP_NUM_THREADS=1``: a script sets no library's threads.
"""

import argparse
import json
import random
import statistics
import time
from collections.abc import Sequence
from pathlib import Path

from answer.engine import AnswerEngine
from answer.golden import read_golden
from answer.question import Question, Turn
from api.bootstrap import Application
from api.request_units import units_of
from api.settings import Settings
from ingest.language import same_language
from scripts.corpora import PROJECT

CONTENT = PROJECT / "kb_content"
LENGTHS = (150, 500, 1_000, 2_000, 4_000)
HISTORIES = ((10, 100), (50, 1_000), (50, 4_000))
"""Turns, and characters of each."""
TIMES = 5


def _seconds(engine: AnswerEngine, asked: Question) -> float:
    began = time.process_time()
    engine.reply(asked)
    return time.process_time() - began


def _text(source: Sequence[str], characters: int, between: str, chance: random.Random) -> str:
    text = ""
    while len(text) < characters:
        text += chance.choice(source).rstrip(".?？ ") + between
    return text[:characters]


def _units(asked: Question) -> int:
    history = [{"role": turn.role, "text": turn.text} for turn in asked.history]
    return units_of(json.dumps({"question": asked.question, "history": history}).encode())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--var", type=Path, default=PROJECT / "var", help="with a release in it")
    arguments = parser.parse_args()
    application = Application(Settings(content_dir=CONTENT, var_dir=arguments.var))
    engine = application.engines.engine()
    chance = random.Random(8)  # noqa: S311 - made-up text
    golden = read_golden(CONTENT / "golden.jsonl")
    by_language = {
        language: [
            one.question.question
            for one in golden
            if same_language(one.question.language, language)
        ]
        for language in ("en", "zh")
    }
    usual = [one for one in by_language["en"] if len(one) <= LENGTHS[0]]
    for text in usual[:TIMES]:
        engine.reply(Question(id="", question=text))

    def tell(name: str, asked: Sequence[Question]) -> None:
        ratios = []
        for one in asked:
            beside = [
                _seconds(engine, Question(id="", question=f"{chance.choice(usual)} {number}"))
                for number in range(TIMES)
            ]
            ratios.append(_seconds(engine, one) / statistics.median(beside))
        units = statistics.median(map(_units, asked))
        print(f"{name:36} costs × {statistics.median(ratios):5.1f}  counts as {units:3.0f}")

    for between, source in ((". ", "en"), ("? ", "en"), ("？", "zh")):
        for length in LENGTHS:
            texts = [_text(by_language[source], length, between, chance) for _ in range(TIMES)]
            asked = [Question(id="", question=text, language=source) for text in texts]
            tell(f"{length} characters, {source}, ended {between.strip()!r}", asked)
    for turns, length in HISTORIES:
        asked = [
            Question(
                id="",
                question=f"And how heavy is the other one? {again}",
                history=tuple(
                    Turn(
                        role="customer" if number % 2 == 0 else "assistant",
                        text=_text(by_language["en"], length, ". ", chance),
                    )
                    for number in range(turns)
                ),
            )
            for again in range(TIMES)
        ]
        tell(f"{turns} turns of {length} characters", asked)


if __name__ == "__main__":
    main()
