"""Contradictions: the hand-written pairs, the drafts of real sets that are stopped, and the time.

``python -m scripts.benchmark_contradiction`` prints recall and precision on both parts of the
pairs (a third by hash was not looked at while the rules were made), and for every set how many
drafts are stopped, with both values, to be judged by eye. In these sets nothing is known to
contradict anything: what is stopped is a false alarm unless a reader says otherwise. The time is
that of a question never asked before: no label is remembered, what the passages state is.
"""

import argparse
import hashlib
import time
from collections.abc import Iterator, Sequence
from functools import cache

import numpy as np
from rich.console import Console

from answer.claim_labels import content_of
from answer.contradiction import contradicted, contradictions
from answer.decide import CONTRADICTED_FROM
from answer.engine import AnswerEngine
from answer.examine import EngineSettings
from answer.golden import read_golden
from answer.judge import load_model
from answer.locale.phrases import load_phrases
from answer.nearest_labels import Likeness
from answer.question import Question
from api.bootstrap import Application
from api.settings import Settings
from index.centre import LanguageMeans, centre, load_prior
from index.embedder import Embedder
from index.search import Searcher
from scripts.corpora import BENCH, PROJECT, build, corpora, load_model_for_benchmarks
from tests.answer.contradiction_cases import Pair, read_pairs

SETS = ("faq_mixed", "emanual", "xquad_pool", "rustdesk_withheld")
QUESTIONS = 500
DEMO = "demo"
console = Console(soft_wrap=True)


def remembered(embedder: Embedder, means: LanguageMeans) -> Likeness:
    """The centred cosine of two texts, by the model, each text once."""

    @cache
    def vector(text: str, language: str) -> np.ndarray[tuple[int], np.dtype[np.float32]]:
        rows = centre(embedder.embed_passages([text]), [language], means, role="passage")
        return np.asarray(rows[0], np.float32)

    def likeness(one: tuple[str, str], other: tuple[str, str]) -> float:
        return float(vector(*one) @ vector(*other))

    return likeness


def report_pairs(name: str, pairs: Sequence[Pair], likeness: Likeness) -> None:
    """Recall and precision, and every pair that is told wrongly."""
    found = {one.id: contradictions(one.this, one.other, likeness=likeness) for one in pairs}
    wanted = {one.id for one in pairs if one.contradicts}
    told = {name for name, some in found.items() if some}
    right = len(told & wanted)
    console.print(
        f"{name}: {len(wanted)} contradicting, {len(pairs) - len(wanted)} harmless; "
        f"recall {right / len(wanted):.3f}, precision {right / max(1, len(told)):.3f}"
    )
    for one in sorted(wanted - told):
        console.print(f"  missed: {one}")
    for one in sorted(told - wanted):
        values = "; ".join(f"{c.this.value} / {c.other.value}" for c in found[one])
        console.print(f"  false alarm: {one} ({values})")


def report_drafts(
    name: str,
    engine: AnswerEngine,
    searcher: Searcher,
    embedder: Embedder,
    questions: Sequence[Question],
) -> None:
    """How many drafts are stopped, both values of each, and what looking for them takes."""
    stopped = contradicting = looked_for = 0
    took: list[float] = []
    texts: list[int] = []
    for question in questions:
        examined = engine.examine(question)
        content_of.cache_clear()
        asked: set[tuple[str, str]] = set()
        fresh = remembered(embedder, load_prior(embedder.fingerprint))

        def likeness(
            one: tuple[str, str],
            other: tuple[str, str],
            *,
            fresh: Likeness = fresh,
            asked: set[tuple[str, str]] = asked,
        ) -> float:
            asked.update((one, other))
            return fresh(one, other)

        began = time.perf_counter()
        again = contradicted(
            examined.draft, examined.evidence, likeness=likeness, alike=searcher.alike
        )
        spent = 1000 * (time.perf_counter() - began)
        # what was left out is no longer in the draft that is looked at again
        found = (*again.contradictions, *again.left_out, *examined.draft.left_out)
        is_looked_for = examined.confidence.value >= CONTRADICTED_FROM
        took.append(spent if is_looked_for else 0.0)
        texts.append(len(asked) if is_looked_for else 0)
        looked_for += is_looked_for
        contradicting += bool(found)
        stopped += examined.decision.reason == "contradiction"
        if found:
            is_stopped = examined.decision.reason == "contradiction"
            console.print(
                f"  {question.id} {question.question[:90]!r} "
                f"({examined.confidence.value:.2f}{', handed over' if is_stopped else ''})"
            )
            for one in found:
                for place in (one.this, one.other):
                    quote = " ".join(place.quote.split())[:220]
                    console.print(f"    {place.value!r} in {place.passage.document}: {quote}")
    console.print(
        f"{name}: {len(questions)} questions, {contradicting} drafts with a contradiction "
        f"(however doubtful the draft), {stopped} handed over for it; looked for in {looked_for}: "
        f"median {np.median(took):.2f} ms, 95 % within {np.quantile(took, 0.95):.1f} ms, mean "
        f"{np.mean(took):.2f} ms; {np.mean([count > 0 for count in texts]):.3f} of the questions "
        f"ask the model, for {np.mean([count for count in texts if count] or [0]):.1f} texts"
    )


def sampled(questions: Sequence[Question], count: int) -> list[Question]:
    """So many of the questions, chosen by the hash of their ids."""
    return sorted(
        questions,
        key=lambda one: hashlib.sha1(one.id.encode()).hexdigest(),  # noqa: S324
    )[:count]


def main() -> None:
    """Measures what is named, by default everything."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sets", nargs="*", default=[DEMO, *SETS])
    parser.add_argument("--questions", type=int, default=QUESTIONS)
    parser.add_argument("--held-back", action="store_true", help="also the part not looked at")
    asked = parser.parse_args()
    embedder = load_model_for_benchmarks(threads=1)
    likeness = remembered(embedder, load_prior(embedder.fingerprint))
    pairs = read_pairs()
    report_pairs("looked at", [one for one in pairs if not one.is_held_back], likeness)
    if asked.held_back:
        report_pairs("held back", [one for one in pairs if one.is_held_back], likeness)
    for name, engine, searcher, questions in _engines(asked.sets, embedder):
        report_drafts(name, engine, searcher, embedder, sampled(questions, asked.questions))


def _engines(
    names: Sequence[str], embedder: Embedder
) -> Iterator[tuple[str, AnswerEngine, Searcher, Sequence[Question]]]:
    if DEMO in names:
        var = BENCH / "contradiction"
        var.mkdir(parents=True, exist_ok=True)
        for shared in ("models", "cache"):
            if not (var / shared).exists():
                (var / shared).symlink_to(BENCH / shared, target_is_directory=True)
        application = Application(Settings(content_dir=PROJECT / "kb_content", var_dir=var))
        application.reindex()
        golden = read_golden(PROJECT / "kb_content" / "golden.jsonl")
        yield (
            DEMO,
            application.engines.engine(),
            application.searcher(),
            [one.question for one in golden],
        )
        application.close()
    for corpus in corpora(name for name in names if name != DEMO):
        searcher = build(corpus, embedder)
        engine = AnswerEngine(
            searcher=lambda searcher=searcher: searcher,  # type: ignore[misc]
            model=load_model(),
            phrases=load_phrases(),
            settings=EngineSettings(),
        )
        yield (
            corpus.name,
            engine,
            searcher,
            [
                Question(id=one.id, question=one.question, language=one.language)
                for one in corpus.questions
            ],
        )


if __name__ == "__main__":
    main()
