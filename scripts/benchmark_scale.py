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
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx2 as httpx
import numpy as np

from answer.engine import AnswerEngine, EngineSettings
from answer.judge import load_model
from answer.locale.phrases import load_phrases
from answer.question import Question
from answer.terms import load_terms
from index.centre import blend, centre, load_prior, measure_passages, write_means
from index.dense import build_dense, open_dense
from index.e5 import E5Embedder
from index.embedder import Matrix, Progress
from index.exact import ExactIndex
from index.lexical import LexicalIndex
from index.manifest import SCHEMA_VERSION, LanguageCount, Manifest
from index.model_folder import unpack_default_model
from index.passage import SearchFilters, SearchQuery
from index.refresh import RefreshSettings
from index.release import MEANS_NAME, Release, open_release
from index.search import Searcher
from index.store import ReleaseStore, checksums, new_release_id
from index.write_content import write_content
from ingest.document import Chunk
from scripts.corpora import BENCH, PROJECT, Asked, load_model_for_benchmarks, question_language
from scripts.scale_base import ScaleBase, asked_questions, scale_base

CONTENT = PROJECT / "kb_content"
START_SECONDS = 120.0
POOL = 100
"""What the searcher asks of every retriever."""
SERVED_LIMIT = 20
"""Passages an answer is made from."""
NEIGHBOURS = 10
MIB = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """One step of building: how long, how much more memory at its peak, how much on disk."""

    name: str
    seconds: float
    peak_mib: float
    disk_mib: float


class KnownVectors(E5Embedder):
    """Embeds each text once: asked again, only the rest of the way takes time."""

    def __init__(self, folder: Path, *, threads: int) -> None:
        super().__init__(folder, threads=threads)
        self._known: dict[tuple[str, str], Matrix] = {}

    def embed_questions(self, texts: Sequence[str]) -> Matrix:
        """As the model gives them."""
        return self._rows("question", texts, super().embed_questions)

    def embed_passages(self, texts: Sequence[str], *, progress: Progress | None = None) -> Matrix:
        """As the model gives them."""
        return self._rows("passage", texts, super().embed_passages)

    def _rows(
        self, role: str, texts: Sequence[str], embed: Callable[[Sequence[str]], Matrix]
    ) -> Matrix:
        for text in texts:
            if (role, text) not in self._known:
                self._known[role, text] = embed([text])[0]
        rows: Matrix = np.stack([self._known[role, text] for text in texts])
        return rows


def build_release(var: Path, base: ScaleBase, embedder: E5Embedder) -> tuple[Stage, ...]:
    """Writes and publishes the base as ``index.refresh`` does; every stage with its cost."""
    chunks = [chunk for _, pieces in base.documents for chunk in pieces]
    languages = [chunk.language for chunk in chunks]
    own = measure_passages(base.vectors, languages)
    means = blend(load_prior(embedder.fingerprint), own)
    centred = centre(base.vectors, languages, means, role="passage")
    settings = RefreshSettings()
    store = ReleaseStore(var / "releases")
    stages: list[Stage] = []
    with store.building() as folder:
        for name, build in _stages(base, chunks, centred, settings).items():
            stages.append(_timed_stage(name, folder, build))
        write_means(folder / MEANS_NAME, means)
        manifest = Manifest(
            schema_version=SCHEMA_VERSION,
            release=new_release_id(),
            embedder=embedder.name,
            fingerprint=embedder.fingerprint,
            dimensions=embedder.dimensions,
            documents=len(base.documents),
            chunks=len(chunks),
            languages=tuple(
                LanguageCount(language=language, chunks=languages.count(language))
                for language in sorted(set(languages))
            ),
            settings_hash=settings.fingerprint,
            built_at=datetime.now(UTC).isoformat(timespec="seconds"),
            parent="",
            checksums=checksums(folder),
            problems=(),
        )
        store.publish(folder, manifest)
    store.prune(keep=1)
    return tuple(stages)


def _stages(
    base: ScaleBase, chunks: Sequence[Chunk], vectors: Matrix, settings: RefreshSettings
) -> dict[str, Callable[[Path], None]]:
    """What a release is written by; a new kind of file gets its line here."""
    return {
        "content": lambda folder: write_content(folder, base.documents),
        "dense": lambda folder: build_dense(
            folder, vectors, switch_point=settings.exact_search_up_to
        ),
        "lexical": lambda folder: LexicalIndex.build(
            folder, ((chunk.text_for_search, chunk.language) for chunk in chunks)
        ),
        "exact": lambda folder: ExactIndex.build([chunk.identifiers for chunk in chunks]).save(
            folder
        ),
    }


def _timed_stage(name: str, folder: Path, build: Callable[[Path], None]) -> Stage:
    on_disk = _size(folder)
    # the kernel keeps the highest resident size; 5 sets it back to what is resident now
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    before = memory("VmHWM")
    started = time.perf_counter()
    build(folder)
    seconds = time.perf_counter() - started
    return Stage(
        name=name,
        seconds=_rounded(seconds),
        peak_mib=_rounded(memory("VmHWM") - before),
        disk_mib=_rounded((_size(folder) - on_disk) / MIB),
    )


def memory(field: str, process: int | str = "self") -> float:
    """MiB of a process: ``VmRSS``, of it ``RssAnon`` and ``RssFile`` (mapped, the kernel's)."""
    lines = Path(f"/proc/{process}/status").read_text(encoding="ascii").splitlines()
    return _rounded(next(int(line.split()[1]) for line in lines if line.startswith(field)) / 1024)


def memory_of(process: int | str = "self") -> dict[str, float]:
    """Resident MiB: in all, the process's own, and mapped files."""
    names = {"resident": "VmRSS", "own": "RssAnon", "mapped": "RssFile"}
    return {f"{name}_mib": memory(field, process) for name, field in names.items()}


def opening(var: Path) -> tuple[Release, dict[str, float]]:
    """The open release, what opening took, and the memory it added."""
    store = ReleaseStore(var / "releases")
    before = memory_of()
    started = time.perf_counter()
    name = store.current()
    release = open_release(store.path(name), store.manifest(name), threads=1)
    figures = {"seconds": _rounded(time.perf_counter() - started)}
    return release, figures | {
        name: _rounded(value - before[name]) for name, value in memory_of().items()
    }


def timed(
    ask: Callable[[Asked], object], questions: Sequence[Asked], *, warm: bool = True
) -> dict[str, float]:
    """Milliseconds at the median and the 95th percentile, after every question was asked once."""
    if warm:
        for question in questions:
            ask(question)
    took = np.empty(len(questions))
    for number, question in enumerate(questions):
        started = time.perf_counter()
        ask(question)
        took[number] = (time.perf_counter() - started) * 1000
    return {
        "p50_ms": _rounded(float(np.percentile(took, 50))),
        "p95_ms": _rounded(float(np.percentile(took, 95))),
        "worst_ms": _rounded(float(took.max())),
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
    """What the release searches with and, if asked for, a graph, against a plain product."""
    languages = [chunk.language for _, chunks in base.documents for chunk in chunks]
    centred = centre(base.vectors, languages, release.means, role="passage")
    kinds: dict[str, dict[str, float]] = {}
    with tempfile.TemporaryDirectory() as folder:
        points = {"as built": RefreshSettings().exact_search_up_to} | (
            {"graph": 0} if graph else {}
        )
        for name, point in points.items():
            place = Path(folder) / str(point)
            place.mkdir()
            started = time.perf_counter()
            build_dense(place, centred, switch_point=point)
            seconds = _rounded(time.perf_counter() - started)
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
                "p50_ms": _rounded(float(np.percentile(took, 50))),
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
    """Whole searches and whole replies with the searcher's embedder."""
    engine = engine_over(searcher)
    return {
        "search": timed(lambda asked: searcher.search(query(asked)), questions),
        "reply": timed(
            lambda asked: engine.reply(Question(id=asked.id, question=asked.question)), questions
        ),
    }


def serving(var: Path, questions: Sequence[Asked]) -> dict[str, float]:
    """Answers over HTTP from ``tradewind serve``, and the memory of that process."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = int(found.getsockname()[1])
    start = "from api.cli import main; main()"
    program = [sys.executable, "-c", start, "--content", str(CONTENT), "--var", str(var)]
    started = time.perf_counter()
    with subprocess.Popen(
        [*program, "serve", "--port", str(port)],
        cwd=PROJECT,
        stderr=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
    ) as server:
        try:
            with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=30.0) as client:
                _wait_until_ready(client)
                figures = {"ready_seconds": _rounded(time.perf_counter() - started)}

                def ask(asked: Asked) -> None:
                    body = {"question": asked.question}
                    client.post("/v1/answers", json=body).raise_for_status()

                figures |= {
                    f"first_time_{name}": value
                    for name, value in timed(ask, questions, warm=False).items()
                }
                figures |= timed(ask, questions, warm=False)
                figures |= memory_of(server.pid)
        finally:
            server.send_signal(signal.SIGINT)
            server.wait(timeout=START_SECONDS)
    return figures


def _wait_until_ready(client: httpx.Client) -> None:
    end = time.perf_counter() + START_SECONDS
    while time.perf_counter() < end:
        try:
            if client.get("/readyz").status_code == httpx.codes.OK:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.05)
    raise TimeoutError(f"the server was not ready after {START_SECONDS:.0f} s")


def _size(folder: Path) -> int:
    return sum(file.stat().st_size for file in folder.iterdir())


def _rounded(value: float) -> float:
    return round(float(value), 2)


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
    figures = {"load_average": _rounded(os.getloadavg()[0])} | _measured(var, arguments)
    if not arguments.no_http:
        figures["over HTTP"] = serving(var, asked_questions(arguments.questions))
    _show(figures, f"{arguments.chunks} chunks")
    if arguments.json:
        arguments.json.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
