"""Golden questions → a report: ranking, correctness, confidence, speed. CONDUCTOR."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from answer.engine import AnswerEngine
from answer.golden import GoldenQuestion, cites, finds
from answer.metrics import (
    Estimate,
    auroc,
    calibration_error,
    coverage_at,
    discounted_gain,
    mean,
    recall_at,
    reciprocal_rank,
    risk_coverage,
)
from answer.reply import Answer, Handoff
from index.search import Searcher
from ingest.language import primary

RANKED = 10
CITATIONS_JUDGED = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What one golden question got."""

    id: str
    language: str
    document_language: str
    """Of the gold document in the release; empty when it must not be answered or is not indexed."""
    answerable: bool
    why: str
    rank: int
    """1-based rank of the first passage that holds the answer; 0 for none among ten."""
    kind: str
    reason: str
    confidence: float
    right: bool
    """The draft's first three citations hold the answer; for an unanswerable one never."""
    answered: bool
    took_ms: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """The figures of one group of questions."""

    name: str
    questions: int
    recall_at_1: Estimate
    recall_at_5: Estimate
    recall_at_10: Estimate
    mrr_at_10: Estimate
    ndcg_at_10: Estimate
    correct: Estimate
    """Drafts whose first three citations hold the answer, of the answerable."""
    answered_right: Estimate
    """Given as an answer and right, of the answerable."""
    answered_wrong: Estimate
    """Wrong, of those given as an answer."""
    unanswerable_answered: Estimate
    """Given as an answer, of those that must not be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """The whole report; ``groups`` starts with all questions together."""

    release: str
    model: str
    threshold: float
    groups: tuple[Group, ...]
    auroc: float
    calibration_error: float
    coverage_at_3_percent_wrong: float
    coverage_at_10_percent_wrong: float
    risk_coverage: tuple[tuple[float, float], ...]
    p50_ms: float
    p95_ms: float
    outcomes: tuple[Outcome, ...]


def measure(
    questions: Sequence[GoldenQuestion],
    *,
    engine: AnswerEngine,
    searcher: Searcher,
    progress: Callable[[int, int], None],
) -> Evaluation:
    """Asks every question and compares what comes back with what was written."""
    outcomes: list[Outcome] = []
    for number, golden in enumerate(questions):
        progress(number, len(questions))
        outcomes.append(_outcome(golden, engine=engine, searcher=searcher))
    progress(len(questions), len(questions))
    confidences = [outcome.confidence for outcome in outcomes]
    right = [outcome.right for outcome in outcomes]
    times = sorted(outcome.took_ms for outcome in outcomes) or [0.0]
    manifest = searcher.release.manifest
    return Evaluation(
        release=manifest.release,
        model=manifest.embedder,
        threshold=engine.threshold,
        groups=tuple(_groups(outcomes)),
        auroc=auroc(confidences, right),
        calibration_error=calibration_error(confidences, right),
        coverage_at_3_percent_wrong=coverage_at(confidences, right, wrong_share=0.03),
        coverage_at_10_percent_wrong=coverage_at(confidences, right, wrong_share=0.10),
        risk_coverage=tuple(risk_coverage(confidences, right)),
        p50_ms=times[len(times) // 2],
        p95_ms=times[min(len(times) - 1, int(len(times) * 0.95))],
        outcomes=tuple(outcomes),
    )


def _outcome(golden: GoldenQuestion, *, engine: AnswerEngine, searcher: Searcher) -> Outcome:
    started = time.perf_counter()
    reply = engine.reply(golden.question)
    took_ms = (time.perf_counter() - started) * 1000
    passages = searcher.search(engine.prepare(golden.question).query)[:RANKED]
    rank = next(
        (n for n, passage in enumerate(passages, start=1) if finds(passage, golden.gold)), 0
    )
    statements = reply.statements if isinstance(reply, Answer | Handoff) else ()
    citations = [citation for statement in statements for citation in statement.citations]
    documents = (searcher.document(place.document) for place in golden.gold)
    return Outcome(
        id=golden.question.id,
        language=golden.question.language or reply.language,
        document_language=next((found.language for found in documents if found), ""),
        answerable=golden.answerable,
        why=golden.why,
        rank=rank,
        kind=reply.kind,
        reason=reply.reason if isinstance(reply, Handoff) else "",
        confidence=reply.confidence.value,
        right=golden.answerable and cites(citations[:CITATIONS_JUDGED], golden.gold),
        answered=isinstance(reply, Answer),
        took_ms=took_ms,
    )


def _groups(outcomes: Sequence[Outcome]) -> list[Group]:
    groups = [_group("all", outcomes)]
    languages = sorted({primary(outcome.language) for outcome in outcomes})
    groups.extend(
        _group(language, [o for o in outcomes if primary(o.language) == language])
        for language in languages
    )
    pairs = sorted(
        {
            (primary(o.language), primary(o.document_language))
            for o in outcomes
            if o.document_language
        }
    )
    for asked, found in pairs:
        chosen = [
            o
            for o in outcomes
            if primary(o.language) == asked and primary(o.document_language) == found
        ]
        groups.append(_group(f"{asked}→{found}", chosen))
    groups.extend(
        _group(f"must not: {why}", [o for o in outcomes if o.why == why])
        for why in sorted({o.why for o in outcomes if o.why})
    )
    return groups


def _group(name: str, outcomes: Sequence[Outcome]) -> Group:
    answerable = [o for o in outcomes if o.answerable]
    ranks = [o.rank for o in answerable]
    answered = [o for o in outcomes if o.answered]
    return Group(
        name=name,
        questions=len(outcomes),
        recall_at_1=mean([recall_at(rank, 1) for rank in ranks]),
        recall_at_5=mean([recall_at(rank, 5) for rank in ranks]),
        recall_at_10=mean([recall_at(rank, 10) for rank in ranks]),
        mrr_at_10=mean([reciprocal_rank(rank) for rank in ranks]),
        ndcg_at_10=mean([discounted_gain(rank) for rank in ranks]),
        correct=mean([float(o.right) for o in answerable]),
        answered_right=mean([float(o.right and o.answered) for o in answerable]),
        answered_wrong=mean([float(not o.right) for o in answered]),
        unanswerable_answered=mean([float(o.answered) for o in outcomes if not o.answerable]),
    )
