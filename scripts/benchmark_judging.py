"""What judging and deciding add to a reply: signals, probability and decision of ready drafts.

``python -m scripts.benchmark_judging`` asks the golden questions of the demo content, in this
process. A draft is judged as it is in a reply: what search and drafting keep in their caches is
there already.
"""

import time

import numpy as np

from answer.decide import decide
from answer.examine import EngineSettings, Examiner
from answer.golden import read_golden
from answer.judge import load_model
from answer.locale.phrases import load_phrases
from answer.term_table import load_terms
from index.refresh import RefreshSettings, refresh
from index.release import open_release
from index.search import Searcher
from index.store import ReleaseStore
from scripts.corpora import BENCH, PROJECT, load_model_for_benchmarks

CONTENT = PROJECT / "kb_content"
LIMIT_MS = 10.0


def demo_searcher() -> Searcher:
    """The demo content, indexed as the product does it."""
    embedder = load_model_for_benchmarks()
    store = ReleaseStore(BENCH / "judging" / "releases")
    report = refresh(
        CONTENT / "documents",
        store=store,
        cache_dir=BENCH / "cache",
        embedder=embedder,
        settings=RefreshSettings(keep_releases=1),
        progress=lambda now: None,
    )
    manifest = store.manifest(report.release)
    return Searcher(open_release(store.path(report.release), manifest), embedder)


def main() -> None:
    searcher = demo_searcher()
    examiner = Examiner(
        model=load_model(),
        phrases=load_phrases(),
        settings=EngineSettings(),
        terms=load_terms(CONTENT),
    )
    took: dict[str, list[float]] = {"signals": [], "probability": [], "decision": []}
    for golden in read_golden(CONTENT / "golden.jsonl"):
        prepared = examiner.prepare(golden.question, searcher)
        evidence = examiner.evidence(prepared, searcher)
        drafted = examiner.draft(prepared, evidence, searcher)
        began = time.perf_counter()
        found = examiner.signals(prepared, evidence, drafted.draft, searcher)
        judging = time.perf_counter()
        confidence = examiner.judged(found, prepared)
        deciding = time.perf_counter()
        decide(prepared, evidence, drafted.draft, confidence, fidelity_failed=False)
        ended = time.perf_counter()
        for name, seconds in zip(
            took, (judging - began, deciding - judging, ended - deciding), strict=True
        ):
            took[name].append(1_000 * seconds)
    took["together"] = np.sum(list(took.values()), axis=0).tolist()
    print(f"{len(took['together'])} questions, milliseconds; asked for: together {LIMIT_MS:g}")
    for name, values in took.items():
        print(
            f"{name:12} median {np.median(values):6.2f}  95 % {np.quantile(values, 0.95):6.2f}"
            f"  most {max(values):6.2f}"
        )


if __name__ == "__main__":
    main()
