"""Confidence and vetoes → answer, a question back, or a person. Pure policy, no text.

Vetoes beat any score. The order is the order of what the customer needs to know first: a wish for
a person, a model that does not exist, evidence that may not be used, then plain uncertainty.
"""

from dataclasses import dataclass
from typing import Literal

from answer.draft import Draft, Evidence, VetoReason
from answer.question import SMALL_TALK, PreparedQuestion
from answer.reply import Confidence, HandoffReason

HANDOFF_BY_VETO: dict[VetoReason, HandoffReason] = {
    "expired": "expired",
    "not_yet_valid": "expired",
    "superseded": "expired",
    "other_market": "other_market",
    "wrong_model": "wrong_model",
    "wrong_certificate": "wrong_identifier",
    "wrong_standard": "wrong_identifier",
}
ABOUT_SISTERS: frozenset[VetoReason] = frozenset(
    {"wrong_model", "wrong_certificate", "wrong_standard"}
)
CHOICES = 4
CERTIFICATE_RANKS = 2
"""How far up a certificate that may not be used must stand to decide the case."""
MARGIN_OF_VETO = 0.02
"""How much nearer than the best usable passage a vetoed one must be to decide the case."""
MARGIN_OF_SISTER = 0.15


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What to do, and why."""

    kind: Literal["answer", "clarify", "handoff", "small_talk"]
    reason: HandoffReason | None = None
    choices: tuple[str, ...] = ()
    confidence_cap: float = 1.0
    """A veto leaves the draft with at most this probability of being right."""
    named: str = ""
    """What the question names and the knowledge base does not know, as written."""


def decide(
    prepared: PreparedQuestion,
    evidence: Evidence,
    draft: Draft,
    confidence: Confidence,
    *,
    fidelity_failed: bool,
) -> Decision:
    """The decision for one question. Total: every combination has one."""
    if prepared.wants_person:
        return Decision(kind="handoff", reason="asked_for_person", confidence_cap=0.01)
    if prepared.intent in SMALL_TALK:
        return Decision(kind="small_talk")
    unknown = (*evidence.unknown_models, *evidence.unknown_numbers)
    if evidence.suggestions:
        # where documents state their models an unknown one is none of ours, else it is a doubt
        cap = 0.05 if unknown else 0.3
        return Decision(kind="clarify", choices=evidence.suggestions[:CHOICES], confidence_cap=cap)
    if unknown:
        reason: HandoffReason = "unknown_model" if evidence.unknown_models else "unknown_identifier"
        return Decision(kind="handoff", reason=reason, confidence_cap=0.01, named=unknown[0])
    veto = _deciding_veto(evidence)
    if veto is not None:
        return Decision(kind="handoff", reason=HANDOFF_BY_VETO[veto], confidence_cap=0.05)
    if fidelity_failed and not draft.statements:
        return Decision(kind="handoff", reason="fidelity_failed", confidence_cap=0.05)
    if not draft.statements:
        return Decision(kind="handoff", reason="nothing_found", confidence_cap=0.01)
    if confidence.value < confidence.threshold:
        return Decision(kind="handoff", reason="low_confidence")
    return Decision(kind="answer")


def _deciding_veto(evidence: Evidence) -> VetoReason | None:
    """The veto that decides the case, if one does.

    1. A certificate that may not be used, among the best found, unless the best that may be used is
       a certificate too: whether something is certified is not answered around the certificate.
    2. The passage found first, when nothing usable comes near it either way.
    """
    if not evidence.vetoed:
        return None
    usable = sorted(evidence.passages, key=lambda passage: -passage.score)
    if not usable or usable[0].facts.kind != "certificate":
        for vetoed in sorted(evidence.vetoed, key=lambda vetoed: -vetoed.passage.score):
            rank = 1 + sum(passage.score > vetoed.passage.score for passage in usable)
            is_certificate = vetoed.passage.facts.kind == "certificate"
            # one that ran out must come as near: beside a manual's answer it decides nothing
            comes_near = (
                vetoed.reason == "other_market"
                or not usable
                or vetoed.passage.nearness > usable[0].nearness - MARGIN_OF_VETO
            )
            if (
                is_certificate
                and rank <= CERTIFICATE_RANKS
                and comes_near
                and vetoed.reason not in ABOUT_SISTERS
            ):
                return vetoed.reason
    best = max(evidence.vetoed, key=lambda vetoed: vetoed.passage.score)
    near = max((passage.nearness for passage in usable), default=-1.0)
    first = not usable or best.passage.score > usable[0].score
    # texts about sister models always look alike: they decide only where nothing else is near
    margin = MARGIN_OF_SISTER if best.reason in ABOUT_SISTERS else MARGIN_OF_VETO
    if first and best.passage.nearness > near + margin:
        return best.reason
    return None
