"""A plain product, the scan of bytes and the graph: time, building and recall@10 by size.

``python -m scripts.benchmark_dense [--sizes N …] [--graph-up-to N] [--json FILE]``

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
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.dense import DenseIndex, build_dense, open_dense
from index.embed import VectorCache, embed_new
from scripts.corpora import BENCH, corpora, load_model_for_benchmarks

SIZES = (10_000, 50_000, 100_000, 200_000)
GRAPH_UP_TO = 100_000
"""A graph of twice as many takes five minutes to build on one core."""
EFFORTS = (128, 256, 512)
"""How many candidates the graph keeps while it walks (efSearch)."""
SETS = ("faq_en", "faq_zh", "xquad_en", "xquad_zh", "xquad_es")
QUESTIONS = 300
NEIGHBOURS = 10
NEARNESS = 0.85
"""Cosine of a copy with its original; passages on one topic reach it."""
SEED = 7

Vectors = NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What one kind of index gave with one number of vectors."""

    vectors: int
    kind: str
    build_seconds: float
    p50_ms: float
    p95_ms: float
    recall_at_10: float


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


def measure(vectors: Vectors, questions: Vectors, *, with_graph: bool) -> Iterator[Row]:
    """Each kind of index over the same vectors, asked the same questions."""
    size = len(vectors)
    product, seconds = _built(vectors, switch_point=size, whole_up_to=size)
    times, right = _asked(product, questions)
    yield _row("product", size, seconds, times, 1.0)

    def recall(found: list[list[int]]) -> float:
        shared = sum(len(set(one) & set(other)) for one, other in zip(found, right, strict=True))
        return shared / (len(questions) * NEIGHBOURS)

    scan, seconds = _built(vectors, switch_point=size, whole_up_to=0)
    times, found = _asked(scan, questions)
    yield _row("scan of bytes", size, seconds, times, recall(found))
    if not with_graph:
        return
    graph, seconds = _built(vectors, switch_point=0, whole_up_to=0)
    for effort in EFFORTS:
        graph.set_effort(effort)
        times, found = _asked(graph, questions)
        yield _row(f"graph, effort {effort}", size, seconds, times, recall(found))


def _row(kind: str, vectors: int, seconds: float, times: list[float], recall: float) -> Row:
    return Row(
        vectors=vectors,
        kind=kind,
        build_seconds=round(seconds, 2),
        p50_ms=round(float(np.percentile(times, 50)), 2),
        p95_ms=round(float(np.percentile(times, 95)), 2),
        recall_at_10=round(recall, 4),
    )


def _built(vectors: Vectors, *, switch_point: int, whole_up_to: int) -> tuple[DenseIndex, float]:
    with tempfile.TemporaryDirectory() as folder:
        started = time.perf_counter()
        build_dense(Path(folder), vectors, switch_point=switch_point, whole_up_to=whole_up_to)
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


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", nargs="+", type=int, default=SIZES)
    parser.add_argument("--graph-up-to", type=int, default=GRAPH_UP_TO)
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    passages, questions = real_vectors()
    print(f"{len(passages)} real passages, {len(questions)} real questions")
    rows = []
    for size in arguments.sizes:
        with_graph = size <= arguments.graph_up_to
        for row in measure(enlarged(passages, size), questions, with_graph=with_graph):
            rows.append(dataclasses.asdict(row))
            print(
                f"{row.vectors:7} {row.kind:17} p50 {row.p50_ms:6.2f} p95 {row.p95_ms:6.2f} ms, "
                f"{row.build_seconds:6.1f} s to build, recall@10 {row.recall_at_10:.3f}",
                flush=True,
            )
    if arguments.json:
        arguments.json.write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
