"""How well passages are found: MRR@10 and recall per language pair, with bootstrap intervals.

``python -m scripts.benchmark_retrieval [SET …] [--json FILE]``
"""

import argparse
import dataclasses
import json
import time
from collections import defaultdict
from pathlib import Path

from answer.metrics import mean, reciprocal_rank
from index.passage import SearchQuery
from index.search import Searcher
from scripts.corpora import Asked, build, corpora, load_model_for_benchmarks, question_language

DEFAULT = ("faq_en", "faq_zh", "faq_mixed", "rustdesk", "qgc", "emanual")


def rank_of(searcher: Searcher, asked: Asked, *, limit: int = 10) -> int:
    """1-based rank of the first passage of a gold document; 0 for none."""
    query = SearchQuery(text=asked.question, language=question_language(asked), limit=limit * 3)
    seen: list[str] = []
    for passage in searcher.search(query):
        if passage.document not in seen:
            seen.append(passage.document)
    return next((n for n, name in enumerate(seen[:limit], start=1) if name in asked.gold), 0)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sets", nargs="*", default=DEFAULT)
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    embedder = load_model_for_benchmarks()
    table: list[dict[str, object]] = []
    for corpus in corpora(arguments.sets):
        started = time.perf_counter()
        searcher = build(corpus, embedder)
        built = time.perf_counter() - started
        ranks: dict[str, list[int]] = defaultdict(list)
        started = time.perf_counter()
        for asked in corpus.questions:
            if asked.gold:
                ranks[asked.group].append(rank_of(searcher, asked))
        count = max(1, sum(map(len, ranks.values())))
        milliseconds = (time.perf_counter() - started) / count * 1000
        for group, found in sorted(ranks.items()):
            mrr = mean([reciprocal_rank(rank) for rank in found])
            recall = mean([float(0 < rank <= 5) for rank in found])
            print(
                f"{group:28} n={len(found):5}  MRR@10 {mrr.value:.3f} "
                f"[{mrr.low:.3f}, {mrr.high:.3f}]  R@5 {recall.value:.3f}  "
                f"({built:.0f} s to index, {milliseconds:.0f} ms a question)"
            )
            table.append(
                {
                    "group": group,
                    "mrr_at_10": dataclasses.asdict(mrr),
                    "recall_at_5": dataclasses.asdict(recall),
                }
            )
    if arguments.json:
        arguments.json.write_text(json.dumps(table, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
