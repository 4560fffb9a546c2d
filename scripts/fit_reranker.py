"""The weights of the reranker: fitted on half of the topics of seven sets, reported on the other.

``python -m scripts.fit_reranker [SET …] [--again] [--write]``

Prints what each signal brings, those of the product and others that were tried beside them, and
what the fit brings on sets that it has not seen.
"""

import argparse
import json
import pickle
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from answer.metrics import reciprocal_rank
from index.fuse import Candidates, FusionWeights, fuse
from index.passage import SearchQuery
from index.rerank import SIGNALS, rerank_signals
from index.search import RERANKED, Searcher
from scripts.corpora import (
    BENCH,
    PROJECT,
    build,
    corpora,
    is_held_back,
    load_model_for_benchmarks,
    question_language,
)

DEFAULT = ("faq_en", "faq_zh", "faq_mixed", "rustdesk", "qgc", "emanual", "xquad_pool")
TRIED = (
    "gap of late interaction to the best, dense score, gap of it to the best, lexical score in the "
    "question's language, lexical score in another, words covered, identifiers, same language, "
    "length of the passage, place in the document, heading"
).split(", ")
FILE = PROJECT / "index" / "data" / "reranker.json"
PENALTY = 1e-3
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One question's first candidates."""

    set_name: str
    group: str
    topic: str
    signals: Floats
    """Shape (candidates, signals and those tried)."""
    right: NDArray[np.bool_]
    documents: tuple[str, ...]


def gather(name: str) -> list[Question]:
    """Every answerable question of a set whose first candidates hold an answer or do not."""
    embedder = load_model_for_benchmarks()
    (corpus,) = corpora([name])
    searcher = build(corpus, embedder)
    content = searcher.release.content
    gathered: list[Question] = []
    for asked in corpus.questions:
        query = SearchQuery(text=asked.question, language=question_language(asked))
        if not asked.gold or not asked.question.strip():
            continue
        candidates = searcher.candidates(query)
        fused = fuse(candidates, weights=FusionWeights())
        order = np.lexsort((candidates.ordinals, -fused))[:RERANKED]
        similarities = searcher.late_interaction(query, candidates.ordinals[order].tolist())
        weights = searcher.token_weights(query)
        shipped = rerank_signals(candidates, fused, order, similarities, weights)
        documents = tuple(
            content.cards[content.chunk_documents[ordinal]].path
            for ordinal in candidates.ordinals[order]
        )
        gathered.append(
            Question(
                set_name=name,
                group=asked.group if name != "xquad_pool" else "pool of twelve languages",
                topic=asked.topic,
                signals=np.column_stack(
                    [shipped, _tried(searcher, query, candidates, order, shipped[:, 1])]
                ).astype(np.float64),
                right=np.array([document in asked.gold for document in documents], np.bool_),
                documents=documents,
            )
        )
    print(f"{name}: {len(gathered)} questions", flush=True)
    return gathered


def _tried(
    searcher: Searcher,
    query: SearchQuery,
    candidates: Candidates,
    order: NDArray[np.int64],
    met: NDArray[np.float32],
) -> Floats:
    """What else could be known of the candidates, shape (candidates, len(TRIED))."""
    release = searcher.release
    ordinals = [int(ordinal) for ordinal in candidates.ordinals[order]]
    chunks = release.content.chunks(ordinals)
    dense, lexical = candidates.dense[order], candidates.lexical[order]
    same = candidates.same_language[order].astype(np.float64)
    covered = [
        release.lexical.coverage(query.text, query.language, ordinal) for ordinal in ordinals
    ]
    words = lexical / max(float(lexical.std()), 1e-6)
    return np.column_stack(
        [
            met - met.max(),
            (dense - dense.mean()) / max(float(dense.std()), 1e-6),
            (dense - dense.max()) * 10,
            words * same,
            words * (1 - same),
            np.array(covered) * same,
            candidates.exact[order],
            same,
            [np.log1p(len(chunks[ordinal].text)) for ordinal in ordinals],
            [float(np.log1p(chunks[ordinal].start)) / 10 for ordinal in ordinals],
            [float(bool(chunks[ordinal].heading_path)) for ordinal in ordinals],
        ]
    )


def fit(questions: Sequence[Question], columns: Sequence[int]) -> Floats:
    """Weights of the columns, zero elsewhere: listwise softmax cross-entropy, sets weigh alike.

    A set weighs as the root of its number of questions. The penalty keeps weights of signals that
    say the same from growing against each other.
    """
    used = [one for one in questions if one.right.any() and not one.right.all()]
    counts: dict[str, int] = defaultdict(int)
    for one in used:
        counts[one.set_name] += 1
    weights = np.array([counts[one.set_name] ** -0.5 for one in used])
    weights /= weights.sum()
    longest = max(len(one.right) for one in used)
    values = np.zeros((len(used), longest, len(columns)))
    mask = np.full((len(used), longest), -1e9)
    right = np.full((len(used), longest), -1e9)
    for row, one in enumerate(used):
        values[row, : len(one.right)] = one.signals[:, columns]
        mask[row, : len(one.right)] = 0.0
        right[row, : len(one.right)][one.right] = 0.0

    def loss(found: Floats) -> tuple[float, Floats]:
        scores = values @ found + mask
        every, chosen = _softmax(scores), _softmax(scores + right)
        value = weights @ (_log_sum(scores) - _log_sum(scores + right))
        slope = np.einsum("q,qc,qcs->s", weights, every - chosen, values)
        return float(value + PENALTY * found @ found), slope + 2 * PENALTY * found

    result = minimize(loss, np.zeros(len(columns)), jac=True, method="L-BFGS-B")
    fitted = np.zeros(len(SIGNALS) + len(TRIED))
    fitted[list(columns)] = result.x
    return fitted


def _log_sum(scores: Floats) -> Floats:
    top = scores.max(axis=1, keepdims=True)
    result: Floats = np.log(np.exp(scores - top).sum(axis=1)) + top[:, 0]
    return result


def _softmax(scores: Floats) -> Floats:
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    result: Floats = powers / powers.sum(axis=1, keepdims=True)
    return result


def figures(
    questions: Sequence[Question], weights: Callable[[Question], Floats]
) -> dict[str, float]:
    """MRR@10 of every group."""
    found: dict[str, list[float]] = defaultdict(list)
    for one in questions:
        order = np.argsort(-(one.signals @ weights(one)), kind="stable")
        best = list(dict.fromkeys(one.documents[index] for index in order))[:10]
        gold = {name for name, right in zip(one.documents, one.right, strict=True) if right}
        rank = next((n for n, name in enumerate(best, start=1) if name in gold), 0)
        found[one.group].append(reciprocal_rank(rank))
    return {group: float(np.mean(values)) for group, values in sorted(found.items())}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sets", nargs="*", default=list(DEFAULT))
    parser.add_argument("--again", action="store_true", help="gather anew")
    parser.add_argument("--write", action="store_true", help=f"write {FILE.name}")
    arguments = parser.parse_args()
    questions: list[Question] = []
    for name in arguments.sets:
        kept = BENCH / "reranker" / f"{name}.pickle"
        if arguments.again or not kept.exists():
            kept.parent.mkdir(parents=True, exist_ok=True)
            kept.write_bytes(pickle.dumps(gather(name)))
        questions += pickle.loads(kept.read_bytes())  # noqa: S301 - written above
    tuned = [one for one in questions if not is_held_back(one.topic)]
    held = [one for one in questions if is_held_back(one.topic)]
    shipped = list(range(len(SIGNALS)))
    every = list(range(len(SIGNALS) + len(TRIED)))
    weights = fit(tuned, shipped)
    by_set = {
        name: fit([one for one in tuned if one.set_name[:3] != name[:3]], shipped)
        for name in arguments.sets
    }
    fits = {name: _only(index) for index, name in enumerate(SIGNALS)}
    fits["both, as shipped"] = weights
    for index, name in enumerate(TRIED, start=len(SIGNALS)):
        fits[f"with {name}"] = fit(tuned, [*shipped, index])
    fits["with all of these"] = fit(tuned, every)
    rows = {title: figures(held, lambda one, found=found: found) for title, found in fits.items()}  # type: ignore[misc]
    rows["both, the set left out"] = figures(held, lambda one: by_set[one.set_name])
    print("  ".join(rows[SIGNALS[0]]))
    for title, found in rows.items():
        shown = "  ".join(f"{value:.3f}" for value in found.values())
        print(f"{title:52} mean {np.mean(list(found.values())):.4f}  {shown}")
    print({name: round(float(weights[index]), 3) for index, name in enumerate(SIGNALS)})
    if arguments.write:
        write(FILE, weights)


def _only(index: int) -> Floats:
    alone = np.zeros(len(SIGNALS) + len(TRIED))
    alone[index] = 1.0
    return alone


def write(path: Path, weights: Floats) -> None:
    """The weights as the product reads them."""
    values = {name: round(float(weights[index]), 4) for index, name in enumerate(SIGNALS)}
    path.write_text(json.dumps({"weights": values}, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
