"""The nouns of an evaluation: what a question got, the figures of a group, the whole report."""

from dataclasses import dataclass

from answer.metrics import Estimate
from answer.reply import ThresholdSource


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What one golden question got."""

    id: str
    question: str
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
    expected: tuple[str, ...] = ()
    """The places that answer."""
    first: str = ""
    """The place that was ranked first; empty when nothing was found."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """The figures of one group of questions; an estimate over no questions has the count 0."""

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
    auroc: Estimate
    """Of confidence, right drafts against all others."""
    calibration_error: Estimate
    coverage_at_3_percent_wrong: Estimate
    coverage_at_10_percent_wrong: Estimate


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """The whole report; ``groups`` starts with all questions together."""

    release: str
    model: str
    fingerprint: str
    settings_hash: str
    """Of what the release was built with."""
    threshold: float
    """Of questions for which no special error budget is set."""
    groups: tuple[Group, ...]
    auroc: float
    calibration_error: float
    coverage_at_3_percent_wrong: float
    coverage_at_10_percent_wrong: float
    risk_coverage: tuple[tuple[float, float], ...]
    """(share answered, share wrong among them)."""
    p50_ms: float
    p95_ms: float
    missing_documents: tuple[str, ...]
    """Named as gold, but not in the release."""
    outcomes: tuple[Outcome, ...]
    threshold_source: ThresholdSource = "prior"
