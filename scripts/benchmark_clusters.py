"""How well questions that ask the same are clustered, beside HDBSCAN and agglomerative clustering.

``python -m scripts.benchmark_clusters [--json FILE] [--only quality|scale|stability] [--set NAME]``

Each set is divided in two by intent or subject. Parameters are chosen on one half, anew for each
set by V-measure, and the figures are of the other half; ``ours, shipped`` has the one setting that
is chosen for all sets together.
Who is alone in no cluster is a cluster of their own. ``scale`` clusters 100,000 vectors: the sets'
own, each moved a little at random. Vectors are cached by text, so a second run embeds nothing.
"""

import argparse
import json
import resource
import time
import warnings
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.cluster.hierarchy import fcluster, linkage
from sklearn.cluster import HDBSCAN
from sklearn.metrics import adjusted_mutual_info_score, v_measure_score

from answer.insight.cluster_questions import ALONE, ClusterSettings, cluster_questions
from answer.insight.match_clusters import match_clusters
from index.e5 import E5Embedder
from index.embed import VectorCache
from index.model_folder import unpack_default_model
from scripts.cluster_sets import SEED, Truth, banking, clinc, faq, halves, thinned, xquad
from scripts.corpora import BENCH
from scripts.remembering_embedder import RememberingE5

MANY = 100_000
MOVED = 0.4
"""How far, of unit length: the mean cosine with where it was is 0.93."""
FEW = (20, 5)
"""Questions an intent that the large sets are thinned out to."""
LEAST_SIZES = (3, 5, 10, 15, 20)
LEAST_SAMPLES = (1, 3)
THRESHOLDS = {
    "average": tuple(np.arange(0.6, 1.3, 0.02)),
    "complete": tuple(np.arange(0.8, 1.5, 0.02)),
    "ward": tuple(np.arange(1.0, 6.0, 0.1)),
}
SETTINGS = tuple(
    ClusterSettings(share_of_nearest=share, resolution=resolution)
    for share in (0.0, 0.75, 0.85)
    for resolution in (0.01, 0.03, 0.1)
)
Labels = NDArray[np.int64]


def ours(truth: Truth, settings: ClusterSettings | None = None) -> Labels:
    return by_themselves(cluster_questions(truth.vectors, settings=settings))


def by_themselves(labels: Labels) -> Labels:
    """Noise as clusters of one."""
    alone = labels == ALONE
    given: Labels = labels.copy()
    given[alone] = labels.max(initial=0) + 1 + np.arange(alone.sum())
    return given


def agglomerative(method: str) -> Callable[[Truth], Callable[[float], Labels]]:
    """A set → its tree, cut at a distance."""

    def grown(truth: Truth) -> Callable[[float], Labels]:
        tree = linkage(truth.vectors, method)
        return lambda distance: np.asarray(fcluster(tree, distance, "distance"), np.int64)

    return grown


def hdbscan(truth: Truth) -> Callable[[tuple[int, int, str]], Labels]:
    likeness = truth.vectors @ truth.vectors.T
    distances = np.sqrt(np.maximum(2 - 2 * likeness, 0)).astype(np.float64)

    def found(parameters: tuple[int, int, str]) -> Labels:
        size, samples, selection = parameters
        made = HDBSCAN(
            min_cluster_size=size,
            min_samples=samples,
            cluster_selection_method=selection,
            metric="precomputed",
            copy=True,
        )
        return by_themselves(np.asarray(made.fit_predict(distances), np.int64))

    return found


def quality(embedder: E5Embedder, *, only: str, with_hdbscan: bool) -> list[dict[str, object]]:
    """A row for each set, or one of them, and method."""
    rows: list[dict[str, object]] = []
    for name, asked in (("banking77", banking), ("clinc", clinc), ("faq en+zh", faq)):
        if only not in ("", name):
            continue
        fits, reported = (halves(name, list(asked()), embedder)[one] for one in (False, True))
        sizes = (0, *FEW) if name != "faq en+zh" else (0,)
        for most in sizes:
            fit, held = (thinned(one, most) if most else one for one in (fits, reported))
            started = time.perf_counter()
            rows.append(told("ours, shipped", "", held, ours(held), started))
            chosen = max(SETTINGS, key=lambda one: v_measure(fit, ours(fit, one)))
            started = time.perf_counter()
            name_of = f"{chosen.share_of_nearest} {chosen.resolution}"
            rows.append(told("ours, chosen", name_of, held, ours(held, chosen), started))
            for method, distances in THRESHOLDS.items():
                cut = agglomerative(method)(fit)
                best = max(distances, key=lambda one: v_measure(fit, cut(one)))
                started = time.perf_counter()
                labels = agglomerative(method)(held)(best)
                rows.append(told(f"agglomerative {method}", f"{best:.2f}", held, labels, started))
            if with_hdbscan:
                of_fit = hdbscan(fit)
                tried = [
                    (size, samples, selection)
                    for size in LEAST_SIZES
                    for samples in LEAST_SAMPLES
                    for selection in ("eom", "leaf")
                ]
                wanted = max(tried, key=lambda one: v_measure(fit, of_fit(one)))
                started = time.perf_counter()
                rows.append(told("HDBSCAN", str(wanted), held, hdbscan(held)(wanted), started))
    if only:
        return rows
    held = halves("xquad, 11 languages", list(xquad()), embedder)[True]
    rows.append(told("ours, shipped", "", held, ours(held), time.perf_counter()))
    return rows


def told(
    method: str, parameters: str, truth: Truth, labels: Labels, started: float
) -> dict[str, object]:
    """One line of the table, printed as it is made."""
    together = np.mean(
        [
            len(set(labels[rows].tolist())) == 1
            for rows in by_meaning(truth).values()
            if len(rows) > 1
        ]
    )
    row: dict[str, object] = {
        "set": truth.name,
        "questions": len(labels),
        "method": method,
        "parameters": parameters,
        "v_measure": round(v_measure(truth, labels), 4),
        "adjusted_mutual_information": round(
            float(adjusted_mutual_info_score(truth.meanings, labels)), 4
        ),
        "clusters": int(sum(count > 1 for count in Counter(labels.tolist()).values())),
        "meanings_whole": round(float(together), 4),
        "seconds": round(time.perf_counter() - started, 2),
    }
    print(
        f"{row['set']:22} {row['questions']:6} {method:22} {parameters:18} "
        f"V {row['v_measure']:.4f}  AMI {row['adjusted_mutual_information']:.4f}  "
        f"clusters {row['clusters']:5}  whole {row['meanings_whole']:.3f}",
        flush=True,
    )
    return row


def by_meaning(truth: Truth) -> dict[str, NDArray[np.int64]]:
    meanings = np.array(truth.meanings)
    return {one: np.flatnonzero(meanings == one) for one in sorted(set(truth.meanings))}


def v_measure(truth: Truth, labels: Labels) -> float:
    return float(v_measure_score(truth.meanings, labels))


def scale(embedder: E5Embedder, count: int) -> dict[str, object]:
    """Seconds and memory of many questions, and how many keep their cluster the next day."""
    drawn = np.random.default_rng(SEED)
    sets = [halves(name, list(rows()), embedder) for name, rows in (("", banking), ("", clinc))]
    known = np.concatenate([one[half].vectors for one in sets for half in (False, True)])
    vectors = known[drawn.integers(0, len(known), count)]
    vectors = vectors + drawn.normal(0, MOVED / vectors.shape[1] ** 0.5, vectors.shape)
    vectors = (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)
    started = time.perf_counter()
    labels = cluster_questions(vectors)
    seconds = time.perf_counter() - started
    again = cluster_questions(vectors)
    return {
        "questions": count,
        "seconds": round(seconds, 1),
        "peak_mib_of_the_process": round(memory_mib()),
        "clusters": int(labels.max() + 1),
        "alone": int((labels == ALONE).sum()),
        "same_again": bool((labels == again).all()),
    }


def stability(embedder: E5Embedder) -> dict[str, object]:
    """A month of questions, a day added at a time: who is still under the name of the day before.

    Of those that were in a cluster on both days.
    """
    held = thinned(halves("clinc", list(clinc()), embedder)[True], FEW[0])
    order = np.random.default_rng(SEED).permutation(len(held.meanings))
    before: dict[str, str] = {}
    kept = both = 0
    for day in np.linspace(len(order) // 2, len(order), 15, dtype=int):
        rows = order[:day]
        labels = cluster_questions(held.vectors[rows])
        clusters = [[f"{row:05}" for row in rows[labels == one]] for one in range(labels.max() + 1)]
        names = match_clusters(clusters, before)
        today = {
            one: name for cluster, name in zip(clusters, names, strict=True) for one in cluster
        }
        both += len(set(today) & set(before))
        kept += sum(before.get(one) == name for one, name in today.items())
        before = today
    return {"days": 14, "questions": len(order), "kept_their_name": round(kept / both, 4)}


def memory_mib() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--only", choices=("quality", "scale", "stability"))
    parser.add_argument("--set", default="", help="banking77, clinc or 'faq en+zh'")
    parser.add_argument("--without-hdbscan", action="store_true", help="it takes minutes")
    parser.add_argument("--questions", type=int, default=MANY, help="of the scale")
    parser.add_argument("--models", type=Path, default=Path("var/models"))
    arguments = parser.parse_args()
    BENCH.mkdir(exist_ok=True)
    warnings.simplefilter("ignore")  # of the rivals' coming versions
    folder = unpack_default_model(arguments.models, progress=lambda done, total: None)
    figures: dict[str, object] = {}
    with VectorCache(BENCH / "vectors.db") as cache:
        embedder = RememberingE5(folder, cache=cache)
        if arguments.only in (None, "quality"):
            figures["quality"] = quality(
                embedder, only=arguments.set, with_hdbscan=not arguments.without_hdbscan
            )
        if arguments.only in (None, "stability"):
            figures["stability"] = stability(embedder)
        if arguments.only in (None, "scale"):
            figures["scale"] = scale(embedder, arguments.questions)
    print({name: one for name, one in figures.items() if name != "quality"})
    if arguments.json:
        arguments.json.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
