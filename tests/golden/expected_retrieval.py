"""What retrieval has to reach on the content that ships with the project, as a file.

    python -m tests.golden.expected_retrieval [--write]

Measures the demo company's golden questions and the small company's, per question language →
document language, prints what changed, and with ``--write`` writes ``expected_retrieval.json``.
"""

import argparse
import json
import tempfile
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from answer.golden import GoldenQuestion, read_golden
from answer.measure import document_language, rank_of, ranked
from answer.metrics import discounted_gain, recall_at, reciprocal_rank
from api.bootstrap import Application
from api.settings import Settings
from ingest.language import primary
from tests.small_company import write_documents

PROJECT = Path(__file__).resolve().parents[2]
EXPECTED = Path(__file__).with_name("expected_retrieval.json")
DEMO = PROJECT / "kb_content"
GOLDEN = {"demo": DEMO / "golden.jsonl", "company": Path(__file__).with_name("company.jsonl")}
LEAST_QUESTIONS = 5
"""Pairs with fewer are taken together: one question would decide."""
ALL, REST = "all", "other pairs"
FIGURES = ("recall_at_1", "recall_at_5", "recall_at_10", "mrr_at_10", "ndcg_at_10")

Figures = dict[str, dict[str, float]]


def tolerance(questions: int) -> float:
    """How far a figure may fall: one question, and what another processor's rounding moves."""
    return round(0.01 + 1.0 / questions, 4)


def retrieval_figures(application: Application, golden: Sequence[GoldenQuestion]) -> Figures:
    """Language pair → figures of the answerable questions, from the published release."""
    engine, searcher = application.engines.engine(), application.searcher()
    pairs: defaultdict[str, list[int]] = defaultdict(list)
    for question in golden:
        if question.answerable:
            asked = question.question.language
            found = document_language(question, searcher=searcher)
            rank = rank_of(question, ranked(question, engine=engine, searcher=searcher))
            pairs[f"{primary(asked)}→{primary(found)}"].append(rank)
    groups = {name: ranks for name, ranks in pairs.items() if len(ranks) >= LEAST_QUESTIONS}
    rest = [rank for name, ranks in pairs.items() if name not in groups for rank in ranks]
    everything = [rank for ranks in pairs.values() for rank in ranks]
    groups = {ALL: everything, **dict(sorted(groups.items())), **({REST: rest} if rest else {})}
    return {name: _figures(ranks) for name, ranks in groups.items()}


def shortfalls(found: Figures, expected: Figures) -> list[str]:
    """What fell further than its tolerance, or is measured on other questions than before."""
    short = [
        f"{pair}: {found.get(pair, {}).get('questions', 0)} questions, expected "
        f"{expected.get(pair, {}).get('questions', 0)}"
        for pair in sorted(found.keys() | expected.keys())
        if found.get(pair, {}).get("questions") != expected.get(pair, {}).get("questions")
    ]
    for pair in found.keys() & expected.keys():
        for figure in FIGURES:
            least = expected[pair][figure] - tolerance(int(expected[pair]["questions"]))
            if found[pair][figure] < least:
                short.append(f"{pair} {figure}: {found[pair][figure]:.3f}, at least {least:.3f}")
    return short


def read_expected() -> dict[str, Any]:
    """The file: the model it was measured with, and the figures of each content."""
    values: dict[str, Any] = json.loads(EXPECTED.read_text(encoding="utf-8"))
    return values


def _figures(ranks: Sequence[int]) -> dict[str, float]:
    def mean(values: Sequence[float]) -> float:
        return round(sum(values) / len(values), 4)

    return {
        "questions": len(ranks),
        "recall_at_1": mean([recall_at(rank, 1) for rank in ranks]),
        "recall_at_5": mean([recall_at(rank, 5) for rank in ranks]),
        "recall_at_10": mean([recall_at(rank, 10) for rank in ranks]),
        "mrr_at_10": mean([reciprocal_rank(rank) for rank in ranks]),
        "ndcg_at_10": mean([discounted_gain(rank) for rank in ranks]),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="write the expected values")
    arguments = parser.parse_args()
    before = read_expected()["contents"] if EXPECTED.is_file() else {}
    contents: dict[str, Figures] = {}
    with tempfile.TemporaryDirectory() as folder:
        company = Path(folder) / "company"
        write_documents(company)
        for name, content in (("demo", DEMO), ("company", company)):
            var = Path(folder) / f"{name}-var"
            var.mkdir()
            for kept in ("models", "cache"):
                (PROJECT / "var" / kept).mkdir(parents=True, exist_ok=True)
                (var / kept).symlink_to(PROJECT / "var" / kept, target_is_directory=True)
            application = Application(Settings(content_dir=content, var_dir=var))
            application.reindex()
            contents[name] = retrieval_figures(application, read_golden(GOLDEN[name]))
            fingerprint = application.models.embedder().fingerprint
            application.close()
            for pair, figures in contents[name].items():
                old = before.get(name, {}).get(pair, {})
                shown = "  ".join(
                    f"{figure} {figures[figure]:.3f} ({figures[figure] - old[figure]:+.3f})"
                    if figure in old
                    else f"{figure} {figures[figure]:.3f}"
                    for figure in FIGURES
                )
                print(f"{name:8} {pair:12} n={figures['questions']:3}  {shown}")
    if arguments.write:
        values = {"model": fingerprint, "contents": contents}
        EXPECTED.write_text(json.dumps(values, ensure_ascii=False, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
