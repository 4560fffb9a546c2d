"""How well passages are found, on every public set: the product beside plain BM25 and plain e5.

    python -m scripts.benchmark_retrieval [SET …] [--json FILE] [--compare FILE] [--no-variants]

Prints every row (a set, a question language → a document language) with bootstrap 95 % intervals,
then floors and targets, then what careless typing loses. ``--compare`` adds what changed since an
earlier ``--json`` report, paired by question. Seeded; only dates and release ids differ between two
runs of the same code. Vectors are kept in ``.bench/``, so only the first run embeds.

Kept small, always the same questions: every second one of the larger file of zh_mrc, and at most
``VARIED`` a row for the variants. Not here: nomiracl, which does not say *which* of its ten
passages answers; whether one does is for ``scripts/fit_confidence.py``.
"""

import argparse
import dataclasses
import hashlib
import json
import math
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import Progress

from answer.metrics import average_precision
from answer.prepare import prepare
from answer.question import Question
from api.provenance import version
from index.embed import VectorCache
from index.fuse import FusionWeights
from index.model_folder import unpack_default_model
from index.passage import Passage, SearchQuery
from scripts.corpora import BENCH, PROJECT, Asked, build, is_held_back, question_language
from scripts.plain_search import PlainBm25, PlainE5, best_first
from scripts.question_variants import VARIANTS
from scripts.remembering_embedder import RememberingE5
from scripts.retrieval_figures import (
    Judged,
    Varied,
    differences,
    losses,
    read_targets,
    row_figures,
)
from scripts.retrieval_sets import MAKERS, Keys, RetrievalSet, retrieval_sets
from scripts.retrieval_tables import print_differences, print_losses, print_rows, print_targets

DEFAULT = ("faq_en", "faq_zh", "faq_mixed", "rustdesk", "qgc", "emanual")
"""Of ``scripts.corpora``: what ``scripts/fit_fusion.py`` looks at."""
RANKED = 10
SEARCHED = 30
POOLED = 1_000
VARIED = 200
"""Questions a row that are asked carelessly as well."""


class Methods:
    """The product and the two plain methods over one set."""

    def __init__(self, measured: RetrievalSet, embedder: RememberingE5) -> None:
        self.measured = measured
        self.searcher = build(measured.corpus, embedder)
        self._embedder = embedder
        units = measured.units(self.searcher)
        self._keys = [keys for _, keys in units]
        self._bm25 = PlainBm25([text for text, _ in units])
        self._e5 = PlainE5(embedder.remembered_passages([text for text, _ in units]))

    def rankings(self, asked: Asked) -> tuple[dict[str, list[Keys]], float]:
        """What each method found, best first, and how near the product's nearest passage is."""
        limit = POOLED if self.measured.average_precision else SEARCHED
        query = SearchQuery(text=asked.question, language=question_language(asked), limit=limit)
        passages = self.searcher.search(query)
        vector = self._embedder.embed_questions([asked.question])[0]
        plain = {
            "plain_bm25": best_first(self._bm25.scores(asked.question), limit=limit, least=0.0),
            "plain_e5": best_first(self._e5.scores(vector), limit=limit),
        }
        rankings = {name: self._distinct(places) for name, places in plain.items()}
        rankings["product"] = self._distinct_passages(passages)
        nearest = max((passage.nearness for passage in passages), default=0.0)
        return rankings, nearest

    def rank_as_typed(self, question: str, gold: frozenset[str]) -> float:
        """The reciprocal rank when the language has to be told from the text alone."""
        prepared = prepare(Question(id="", question=question), search_limit=SEARCHED)
        found = self._distinct_passages(self.searcher.search(prepared.query))
        rank = _rank(found, gold)
        return 1.0 / rank if rank else 0.0

    def _distinct(self, places: Sequence[int]) -> list[Keys]:
        return list(dict.fromkeys(self._keys[place] for place in places))

    def _distinct_passages(self, passages: Sequence[Passage]) -> list[Keys]:
        return list(dict.fromkeys(self.measured.keys(passage) for passage in passages))


def judge(methods: Methods) -> Iterator[Judged]:
    """Every question of the set with what each method made of it."""
    measured = methods.measured
    for asked in measured.corpus.questions:
        if not asked.gold and not measured.abstains:
            continue
        rankings, nearest = methods.rankings(asked)
        yield Judged(
            id=asked.id,
            rows=measured.rows(asked),
            held_back=is_held_back(asked.topic),
            found={
                name: _precision(found, asked.gold)
                if measured.average_precision
                else _rank(found, asked.gold)
                for name, found in rankings.items()
            },
            average_precision=measured.average_precision,
            answerable=bool(asked.gold),
            best_score=nearest if measured.abstains else None,
        )


def vary(methods: Methods) -> Iterator[Varied]:
    """The same questions typed carelessly, each beside itself as it stands."""
    asked_of: Counter[str] = Counter()
    whole = Counter(
        methods.measured.rows(asked)[0] for asked in methods.measured.corpus.questions if asked.gold
    )
    for asked in methods.measured.corpus.questions:
        if not asked.gold:
            continue
        row = methods.measured.rows(asked)[0]
        asked_of[row] += 1
        if asked_of[row] % math.ceil(whole[row] / VARIED):
            continue
        before = methods.rank_as_typed(asked.question, asked.gold)
        for name, change in VARIANTS.items():
            question = change(asked.question)
            changed = question != asked.question
            after = methods.rank_as_typed(question, asked.gold) if changed else before
            yield Varied(
                id=asked.id, row=row, variant=name, changed=changed, before=before, after=after
            )


@dataclass(slots=True, kw_only=True)
class Run:
    """What a run gathers, set by set."""

    model: str
    judged: list[Judged] = field(default_factory=list)
    varied: list[Varied] = field(default_factory=list)
    releases: dict[str, str] = field(default_factory=dict)
    index_settings: set[str] = field(default_factory=set)

    def about(self, *, sets: Sequence[str], seconds: float) -> dict[str, Any]:
        """What a report names: code, model, settings, releases, date."""
        return {
            "program": version(),
            "date": datetime.now(UTC).isoformat(timespec="seconds"),
            "model": self.model,
            "index_settings": sorted(self.index_settings),
            "search_settings": _search_settings(),
            "releases": self.releases,
            "sets": list(sets),
            "seconds": round(seconds),
        }


def ask(names: Sequence[str], *, carelessly: bool) -> Run:
    """Indexes the sets and asks their questions; a line a set on standard error."""
    folder = unpack_default_model(BENCH / "models", progress=lambda done, total: None)
    with (
        VectorCache(BENCH / "vectors.db") as cache,
        Progress(console=Console(stderr=True), transient=True) as progress,
    ):
        embedder = RememberingE5(folder, cache=cache, threads=2)
        run = Run(model=embedder.fingerprint)
        for measured in retrieval_sets(names, embedder):
            begun = time.perf_counter()
            name = measured.corpus.name
            task = progress.add_task(name, total=len(measured.corpus.questions))
            methods = Methods(measured, embedder)
            built = time.perf_counter() - begun
            for one in judge(methods):
                run.judged.append(one)
                progress.advance(task)
            if measured.varied and carelessly:
                run.varied.extend(vary(methods))
            progress.remove_task(task)
            run.releases[name] = methods.searcher.release.manifest.release
            run.index_settings.add(methods.searcher.release.manifest.settings_hash)
            asked = time.perf_counter() - begun - built
            progress.console.print(f"{name}: built in {built:.0f} s, asked in {asked:.0f} s")
    return run


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("sets", nargs="*", metavar="SET", help=", ".join(MAKERS))
    parser.add_argument("--json", type=Path, help="write every figure and outcome here")
    parser.add_argument("--compare", type=Path, help="an earlier report")
    parser.add_argument("--no-variants", action="store_true", help="ask nothing carelessly")
    arguments = parser.parse_args()
    names = arguments.sets or list(MAKERS)
    unknown = sorted(set(names) - MAKERS.keys())
    if unknown:
        parser.error(f"no set {unknown[0]!r}; there are {', '.join(MAKERS)}")
    earlier = _outcomes_of(arguments.compare) if arguments.compare else None

    started = time.perf_counter()
    run = ask(names, carelessly=not arguments.no_variants)
    targets = read_targets()
    rows = row_figures(run.judged, targets["target"])
    lost = losses(run.varied, most_lost=targets["most_lost_by_careless_typing"])
    about = run.about(sets=names, seconds=time.perf_counter() - started)
    outcomes = _outcomes(run.judged)

    console = Console(highlight=False, width=max(Console().width, 170))
    console.print(
        f"{about['program']} · {about['date']} · {run.model} · index settings "
        f"{', '.join(about['index_settings'])} · search settings {about['search_settings']}"
    )
    print_rows(console, rows)
    print_targets(console, rows)
    if lost:
        print_losses(console, lost)
    if earlier is not None:
        print_differences(console, differences(earlier, outcomes), str(arguments.compare))
    console.print(f"{len(run.judged)} questions in {about['seconds'] / 60:.1f} minutes")
    if arguments.json:
        report = {
            "run": about,
            "rows": [dataclasses.asdict(row) for row in rows],
            "careless_typing": [dataclasses.asdict(loss) for loss in lost],
            "outcomes": outcomes,
        }
        text = json.dumps(report, ensure_ascii=False, indent=1)
        arguments.json.write_text(text + "\n", encoding="utf-8")


def _rank(found: Sequence[Keys], gold: frozenset[str]) -> int:
    """1-based rank of the first gold among the first ten; 0 for none."""
    return next((n for n, keys in enumerate(found[:RANKED], start=1) if gold & set(keys)), 0)


def _precision(found: Sequence[Keys], gold: frozenset[str]) -> float:
    return average_precision([bool(gold & set(keys)) for keys in found], relevant=len(gold))


def _outcomes(judged: Sequence[Judged]) -> dict[str, dict[str, float]]:
    """Row → question → what the row's mean is taken of."""
    outcomes: dict[str, dict[str, float]] = {}
    for one in judged:
        if one.answerable:
            for row in one.rows:
                outcomes.setdefault(row, {})[one.id] = round(one.figure(), 6)
    return outcomes


def _outcomes_of(path: Path) -> dict[str, dict[str, float]]:
    outcomes: dict[str, dict[str, float]] = json.loads(path.read_text(encoding="utf-8"))["outcomes"]
    return outcomes


def _search_settings() -> str:
    """A hash of the fusion weights and of every data file that search reads."""
    digest = hashlib.sha256(repr(FusionWeights()).encode())
    for file in sorted((PROJECT / "index" / "data").iterdir()):
        if file.is_file():
            digest.update(file.name.encode() + file.read_bytes())
    return digest.hexdigest()[:12]


if __name__ == "__main__":
    main()
