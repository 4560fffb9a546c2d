"""Exact search against the graph: time, building time and recall@10 by number of vectors.

``python -m scripts.benchmark_dense [--sizes N …] [--json FILE]``

Vectors are those of real texts (esp_faq and XQuAD, embedded once and kept below ``.bench/``), as
passages and questions; larger sets are made of perturbed copies, seeded, whose neighbours are as
near to them as passages of one topic are to each other. Everything runs on one thread, as a server
answers.
"""

import argparse
import dataclasses
import json
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.dense import DenseIndex, build_dense, open_dense
from index.embed import VectorCache, embed_new
from scripts.corpora import BENCH, corpora, load_model_for_benchmarks

SIZES = (10_000, 50_000, 100_000, 200_000)
SETS = ("faq_en", "faq_zh", "xquad_en", "xquad_zh", "xquad_es")
QUESTIONS = 300
NEIGHBOURS = 10
NEARNESS = 0.85
"""Cosine of a copy with its original; passages on one topic reach it."""
SEED = 7

Vectors = NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What one size gave."""

    vectors: int
    exact_p50_ms: float
    exact_p95_ms: float
    exact_build_seconds: float
    graph_p50_ms: float
    graph_p95_ms: float
    graph_build_seconds: float
    graph_recall_at_10: float


def real_vectors() -> tuple[Vectors, Vectors]:
    """Passages and questions of the sets, embedded once; shapes (n, dimensions)."""
    embedder = load_model_for_benchmarks()
    passages: list[str] = []
    questions: list[str] = []
    for corpus in corpora(SETS):
        passages.extend(corpus.documents.values())
        questions.extend(asked.question for asked in corpus.questions)
    rng = np.random.default_rng(SEED)
    some = rng.permutation(len(questions))[:QUESTIONS]
    with VectorCache(BENCH / "vectors.db") as cache:
        known = embed_new(list(dict.fromkeys(passages)), embedder=embedder, cache=cache)
    return known, embedder.embed_questions([questions[place] for place in some])


def enlarged(vectors: Vectors, count: int) -> Vectors:
    """``count`` unit vectors: the real ones, then perturbed copies of them."""
    if count <= len(vectors):
        return vectors[:count]
    rng = np.random.default_rng(SEED)
    originals = vectors[rng.integers(0, len(vectors), count - len(vectors))]
    noise = rng.standard_normal(originals.shape, dtype=np.float32)
    noise /= np.linalg.norm(noise, axis=1, keepdims=True)
    copies = NEARNESS * originals + np.float32(np.sqrt(1 - NEARNESS**2)) * noise
    copies /= np.linalg.norm(copies, axis=1, keepdims=True)
    return np.ascontiguousarray(np.concatenate([vectors, copies]), np.float32)


def measure(vectors: Vectors, questions: Vectors) -> Row:
    """Both kinds of index over the same vectors, asked the same questions."""
    exact, exact_seconds = _built(vectors, switch_point=len(vectors))
    exact_times, right = _asked(exact, questions)
    graph, graph_seconds = _built(vectors, switch_point=0)
    graph_times, found = _asked(graph, questions)
    shared = sum(len(set(one) & set(other)) for one, other in zip(found, right, strict=True))
    return Row(
        vectors=len(vectors),
        exact_p50_ms=_percentile(exact_times, 50),
        exact_p95_ms=_percentile(exact_times, 95),
        exact_build_seconds=round(exact_seconds, 2),
        graph_p50_ms=_percentile(graph_times, 50),
        graph_p95_ms=_percentile(graph_times, 95),
        graph_build_seconds=round(graph_seconds, 2),
        graph_recall_at_10=round(shared / (len(questions) * NEIGHBOURS), 4),
    )


def _built(vectors: Vectors, *, switch_point: int) -> tuple[DenseIndex, float]:
    with tempfile.TemporaryDirectory() as folder:
        started = time.perf_counter()
        build_dense(Path(folder), vectors, switch_point=switch_point)
        seconds = time.perf_counter() - started
        return open_dense(Path(folder)), seconds


def _asked(index: DenseIndex, questions: Vectors) -> tuple[list[float], list[list[int]]]:
    times, found = [], []
    index.search(questions[0], limit=100)
    for question in questions:
        started = time.perf_counter()
        # as the searcher asks: a pool of a hundred, of which the first ten are compared
        ordinals, _ = index.search(question, limit=100)
        times.append((time.perf_counter() - started) * 1000)
        found.append(ordinals[:NEIGHBOURS].tolist())
    return times, found


def _percentile(milliseconds: list[float], percent: float) -> float:
    return round(float(np.percentile(milliseconds, percent)), 2)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", nargs="+", type=int, default=SIZES)
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    passages, questions = real_vectors()
    print(f"{len(passages)} real passages, {len(questions)} real questions")
    rows = []
    for size in arguments.sizes:
        row = measure(enlarged(passages, size), questions)
        rows.append(dataclasses.asdict(row))
        print(
            f"{row.vectors:7} vectors  exact p50 {row.exact_p50_ms:6.2f} p95 "
            f"{row.exact_p95_ms:6.2f} ms  graph p50 {row.graph_p50_ms:5.2f} p95 "
            f"{row.graph_p95_ms:5.2f} ms, {row.graph_build_seconds:6.1f} s to build, recall@10 "
            f"{row.graph_recall_at_10:.3f}",
            flush=True,
        )
    if arguments.json:
        arguments.json.write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
