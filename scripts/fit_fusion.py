"""Which fusion weights rank best: a grid on half of the topics, reported on the other half.

``python -m scripts.fit_fusion [SET …]``
"""

import argparse
import itertools
from collections import defaultdict
from dataclasses import dataclass

import numpy as np

from answer.metrics import reciprocal_rank
from index.fuse import Candidates, FusionWeights, fuse
from index.passage import SearchQuery
from scripts.benchmark_retrieval import DEFAULT
from scripts.corpora import (
    Asked,
    build,
    corpora,
    is_held_back,
    load_model_for_benchmarks,
    question_language,
)

LEXICAL = (0.3, 0.4, 0.5, 0.6, 0.8)
OTHER_LANGUAGE = (0.2, 0.3, 0.4, 0.5)
EXACT = (2.0, 5.0, 8.0)
SHOWN = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A question's candidates, and the document of each."""

    asked: Asked
    candidates: Candidates
    documents: tuple[str, ...]


def gather(names: list[str]) -> list[Judged]:
    """Every answerable question of the sets with what the retrievers found."""
    embedder = load_model_for_benchmarks()
    gathered: list[Judged] = []
    for corpus in corpora(names):
        searcher = build(corpus, embedder)
        content = searcher.release.content
        for asked in corpus.questions:
            if not asked.gold:
                continue
            query = SearchQuery(text=asked.question, language=question_language(asked))
            candidates = searcher.candidates(query)
            documents = tuple(
                content.cards[content.chunk_documents[ordinal]].path
                for ordinal in candidates.ordinals
            )
            gathered.append(Judged(asked=asked, candidates=candidates, documents=documents))
        print(f"{corpus.name}: gathered", flush=True)
    return gathered


def rank(judged: Judged, weights: FusionWeights) -> int:
    """1-based rank of the first gold document among ten; 0 for none."""
    scores = fuse(judged.candidates, weights=weights)
    seen = dict.fromkeys(judged.documents[index] for index in np.argsort(-scores, kind="stable"))
    best = list(seen)[:10]
    return next((n for n, name in enumerate(best, start=1) if name in judged.asked.gold), 0)


def figures(questions: list[Judged], weights: FusionWeights) -> dict[str, float]:
    """MRR@10 of every group."""
    found: dict[str, list[float]] = defaultdict(list)
    for judged in questions:
        found[judged.asked.group].append(reciprocal_rank(rank(judged, weights)))
    return {group: float(np.mean(values)) for group, values in sorted(found.items())}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sets", nargs="*", default=list(DEFAULT))
    questions = gather(parser.parse_args().sets)
    tuned = [judged for judged in questions if not is_held_back(judged.asked.topic)]
    held = [judged for judged in questions if is_held_back(judged.asked.topic)]
    tried: list[tuple[float, FusionWeights]] = []
    for lexical, other, exact in itertools.product(LEXICAL, OTHER_LANGUAGE, EXACT):
        weights = FusionWeights(lexical=lexical, lexical_other_language=other, exact=exact)
        mean = float(np.mean(list(figures(tuned, weights).values())))
        tried.append((mean, weights))
    tried.sort(key=lambda pair: -pair[0])
    for mean, weights in tried[:SHOWN]:
        print(f"{mean:.4f}  {weights}")
    for name, weights in (("best", tried[0][1]), ("shipped", FusionWeights())):
        groups = figures(held, weights)
        shown = "  ".join(f"{group} {value:.3f}" for group, value in groups.items())
        print(f"{name} on the other half: mean {np.mean(list(groups.values())):.4f}  {shown}")


if __name__ == "__main__":
    main()
