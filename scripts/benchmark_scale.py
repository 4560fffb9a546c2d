"""Time and memory at a hundred thousand chunks: building, opening, searching, answering, serving.

``python -m scripts.benchmark_scale [--chunks N] [--rebuild] [--graph] [--profile] [--json FILE]``

The base is made of real texts and real vectors (``scripts/scale_base.py``) and written by the
product's own writers, in a process of its own; it is kept below ``.bench/scale``. Questions are
real ones of every set and language, each asked once before times are taken. "Without the model"
means that the vectors of texts are known beforehand; everything else is done as always.
"""

import argparse
import cProfile
import json
import os
import pstats
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from answer.engine import AnswerEngine, EngineSettings
from answer.judge import load_model
from answer.locale.phrases import load_phrases
from answer.question import Question
from answer.term_table import load_terms
from index.centre import centre
from index.dense import build_dense, open_dense
from index.e5 import E5Embedder
from index.embedder import Matrix, Progress, Role, TextVectors
from index.model_folder import unpack_default_model
from index.passage import SearchFilters, SearchQuery
from index.release import Release, open_release
from index.search import Searcher
from index.store import ReleaseStore
from scripts.corpora import BENCH, PROJECT, Asked, load_model_for_benchmarks, question_language
from scripts.scale_base import ScaleBase, scale_base
from scripts.scale_release import build_release
from scripts.scale_seeds import asked_questions
from scripts.scale_timing import CONTENT, WARM_UP, memory_of, rounded, serving, timed

POOL = 100
"""What the searcher asks of every retriever."""
SERVED_LIMIT = 20
"""Passages an answer is made from."""
NEIGHBOURS = 10


class KnownVectors(E5Embedder):
    """Embeds each text once: asked again, only the rest of the way takes time."""

    def __init__(self, folder: Path, *, threads: int) -> None:
        super().__init__(folder, threads=threads)
        self._known: dict[tuple[str, str], Matrix] = {}
        self._known_tokens: dict[tuple[str, str], TextVectors] = {}

    def embed_questions(self, texts: Sequence[str]) -> Matrix:
        """As the model gives them."""
        return self._rows("question", texts, super().embed_questions)

    def embed_passages(self, texts: Sequence[str], *, progress: Progress | None = None) -> Matrix:
        """As the model gives them."""
        return self._rows("passage", texts, super().embed_passages)

    def embed_with_tokens(self, text: str, *, role: Role) -> TextVectors:
        """As the model gives them."""
        if (role, text) not in self._known_tokens:
            self._known_tokens[role, text] = super().embed_with_tokens(text, role=role)
        return self._known_tokens[role, text]

    def _rows(
        self, role: str, texts: Sequence[str], embed: Callable[[Sequence[str]], Matrix]
    ) -> Matrix:
        for text in texts:
            if (role, text) not in self._known:
                self._known[role, text] = embed([text])[0]
        rows = [self._known[role, text] for text in texts]
        return np.array(rows, np.float32).reshape(len(texts), self.dimensions)


def opening(var: Path) -> tuple[Release, dict[str, float]]:
    """The open release, what opening took, and the memory it added."""
    store = ReleaseStore(var / "releases")
    before = memory_of()
    started = time.perf_counter()
    name = store.current()
    release = open_release(store.path(name), store.manifest(name), threads=1)
    figures = {"seconds": rounded(time.perf_counter() - started)}
    return release, figures | {
        name: rounded(value - before[name]) for name, value in memory_of().items()
    }


def query(asked: Asked) -> SearchQuery:
    """A customer's search, as the engine asks it."""
    return SearchQuery(
        text=asked.question,
        language=question_language(asked),
        filters=SearchFilters(audience="customer"),
        limit=SERVED_LIMIT,
    )


def stages_of_search(searcher: Searcher, questions: Sequence[Asked]) -> dict[str, dict[str, float]]:
    """Each step of a search alone; the vectors of the questions are known."""
    release = searcher.release
    allowed = searcher._allowed(SearchFilters(audience="customer"))
    vectors = {
        asked.id: searcher.question_vector(asked.question, question_language(asked))
        for asked in questions
    }
    steps: dict[str, Callable[[Asked], object]] = {
        "exact": lambda asked: release.exact.search(asked.question, limit=POOL, allowed=allowed),
        "lexical": lambda asked: release.lexical.search(
            asked.question, language=question_language(asked), limit=POOL, allowed=allowed
        ),
        "dense": lambda asked: release.dense.search(vectors[asked.id], limit=POOL, allowed=allowed),
        "candidates": lambda asked: searcher.candidates(query(asked)),
        "search": lambda asked: searcher.search(query(asked)),
    }
    return {name: timed(step, questions) for name, step in steps.items()}


def dense_kinds(
    base: ScaleBase, release: Release, vectors: Sequence[Matrix], *, graph: bool
) -> dict[str, dict[str, float]]:
    """What a release may be searched with, against numpy's product; the graph if asked for."""
    languages = [chunk.language for _, chunks in base.documents for chunk in chunks]
    centred = centre(base.vectors, languages, release.means, role="passage")
    kinds: dict[str, dict[str, float]] = {}
    with tempfile.TemporaryDirectory() as folder:
        size = len(centred)
        points = {"product": (size, size), "scan of bytes": (size, 0)}
        if graph:
            points["graph"] = (0, 0)
        for number, (name, (switch_point, whole_up_to)) in enumerate(points.items()):
            place = Path(folder) / str(number)
            place.mkdir()
            started = time.perf_counter()
            build_dense(place, centred, switch_point=switch_point, whole_up_to=whole_up_to)
            seconds = rounded(time.perf_counter() - started)
            index = open_dense(place, threads=1)
            right = shared = 0
            took: list[float] = []
            for vector in vectors:
                started = time.perf_counter()
                found, _ = index.search(vector, limit=POOL)
                took.append((time.perf_counter() - started) * 1000)
                cosines = centred @ vector
                true = np.argpartition(-cosines, POOL)[:POOL]
                best = true[np.argsort(-cosines[true])][:NEIGHBOURS]
                right += len(set(found[:NEIGHBOURS].tolist()) & set(best.tolist()))
                shared += len(set(found.tolist()) & set(true.tolist()))
            kinds[name] = {
                "p50_ms": rounded(float(np.percentile(took, 50))),
                "recall_at_10": round(right / (NEIGHBOURS * len(vectors)), 4),
                "recall_at_100": round(shared / (POOL * len(vectors)), 4),
                "build_seconds": seconds,
            }
    return kinds


def engine_over(searcher: Searcher) -> AnswerEngine:
    """The answer engine as the product puts it together."""
    return AnswerEngine(
        searcher=lambda: searcher,
        model=load_model(),
        phrases=load_phrases(CONTENT),
        terms=load_terms(CONTENT),
        settings=EngineSettings(),
    )


def answering(searcher: Searcher, questions: Sequence[Asked]) -> dict[str, dict[str, float]]:
    """Whole searches and whole replies with the searcher's embedder.

    The first time the question is embedded and places of tokens are looked up; both are kept.
    """
    engine = engine_over(searcher)

    def reply(asked: Asked) -> None:
        engine.reply(Question(id=asked.id, question=asked.question))

    for asked in questions[:WARM_UP]:
        reply(asked)
    rest = questions[WARM_UP:]
    return {
        "reply, first time": timed(reply, rest, warm=False),
        "reply": timed(reply, rest, warm=False),
        "search": timed(lambda asked: searcher.search(query(asked)), rest),
    }


def _built(var: Path, chunks: int, embedder: E5Embedder) -> None:
    """The release of so many chunks, and ``stages.json`` that says what building it cost."""
    shutil.rmtree(var, ignore_errors=True)
    var.mkdir(parents=True)
    (var / "models").symlink_to(BENCH / "models")
    stages = build_release(var, scale_base(chunks, embedder), embedder)
    (var / "stages.json").write_text(json.dumps([asdict(stage) for stage in stages], indent=1))


def _measured(var: Path, arguments: argparse.Namespace) -> dict[str, Any]:
    questions = asked_questions(arguments.questions)
    folder = unpack_default_model(BENCH / "models", progress=lambda done, total: None)
    known, model = KnownVectors(folder, threads=1), E5Embedder(folder, threads=1)
    for embedder in (known, model):
        embedder.embed_questions(["warm"])
    release, opened = opening(var)
    searcher = Searcher(release, known)
    figures: dict[str, Any] = {"building": json.loads((var / "stages.json").read_text())}
    figures["opening"] = opened
    figures["steps, without the model"] = stages_of_search(searcher, questions)
    figures["without the model"] = answering(searcher, questions)
    figures["with the model"] = answering(Searcher(release, model), questions)
    figures["memory of all this"] = memory_of()
    if arguments.profile:
        _profile(searcher, questions)
    if arguments.dense or arguments.graph:
        base = scale_base(arguments.chunks, model)
        vectors = [
            searcher.question_vector(asked.question, question_language(asked))
            for asked in questions
        ]
        figures["dense"] = dense_kinds(base, release, vectors, graph=arguments.graph)
    return figures


def _profile(searcher: Searcher, questions: Sequence[Asked]) -> None:
    engine = engine_over(searcher)
    profile = cProfile.Profile()
    profile.enable()
    for asked in questions:
        engine.reply(Question(id=asked.id, question=asked.question))
    profile.disable()
    for order in ("cumulative", "tottime"):
        pstats.Stats(profile).sort_stats(order).print_stats(45)


def _show(value: object, name: str = "", depth: int = 0) -> None:
    """Nested figures as indented lines."""
    if isinstance(value, dict) and all(isinstance(one, float | int) for one in value.values()):
        line = "  ".join(f"{key} {one:g}" for key, one in value.items())
        print(f"{'  ' * depth}{name:18} {line}")
    elif isinstance(value, dict):
        print(f"{'  ' * depth}{name}")
        for key, one in value.items():
            _show(one, key, depth + 1)
    elif isinstance(value, list):
        print(f"{'  ' * depth}{name}")
        for stage in value:
            rest = {key: one for key, one in stage.items() if key != "name"}
            _show(rest, stage["name"], depth + 1)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--chunks", type=int, default=100_000)
    parser.add_argument("--questions", type=int, default=300)
    parser.add_argument("--rebuild", action="store_true", help="write the release anew")
    parser.add_argument("--dense", action="store_true", help="recall of the dense search")
    parser.add_argument("--graph", action="store_true", help="and of a graph: minutes to build")
    parser.add_argument("--profile", action="store_true", help="where a reply spends its time")
    parser.add_argument("--no-http", action="store_true")
    parser.add_argument("--build-only", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    var = BENCH / "scale" / f"var-{arguments.chunks}"
    if arguments.build_only:
        _built(var, arguments.chunks, load_model_for_benchmarks())
        return
    if arguments.rebuild or not (var / "stages.json").is_file():
        # in a process of its own: what building leaves behind is no part of serving
        again = [sys.executable, "-m", "scripts.benchmark_scale", "--build-only"]
        subprocess.run([*again, "--chunks", str(arguments.chunks)], check=True, cwd=PROJECT)
    figures = {"load_average": rounded(os.getloadavg()[0])} | _measured(var, arguments)
    if not arguments.no_http:
        figures["over HTTP"] = serving(var, asked_questions(arguments.questions))
    _show(figures, f"{arguments.chunks} chunks")
    if arguments.json:
        arguments.json.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
