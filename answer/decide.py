"""Confidence and vetoes → answer, a question back, or a person. Pure policy, no text.

Vetoes beat any score. The order is the order of what the customer needs to know first: a wish for
a person, a model that does not exist, evidence that may not be used, then plain uncertainty.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from answer.draft import Contradiction, Draft, Evidence, VetoReason
from answer.question import SMALL_TALK, PreparedQuestion
from answer.reply import Confidence, HandoffReason, Level
from answer.risk import Risk

HANDOFF_BY_VETO: dict[VetoReason, HandoffReason] = {
    "expired": "expired",
    "not_yet_valid": "expired",
    "superseded": "expired",
    "other_market": "other_market",
    "wrong_model": "wrong_model",
    "wrong_certificate": "wrong_identifier",
    "wrong_standard": "wrong_identifier",
    "wrong_code": "wrong_identifier",
}
ABOUT_SISTERS: frozenset[VetoReason] = frozenset(
    {"wrong_model", "wrong_certificate", "wrong_standard", "wrong_code"}
)
LEVELS: dict[HandoffReason, Level] = {
    "contradiction": "L2",
    "expired": "L2",
    "fidelity_failed": "L2",
    "risk": "L3",
    "sensitive_person_data": "L2",
}
"""Who takes over; everything not named is first level."""
REASON_BY_RISK: dict[str, HandoffReason] = {"wants_person": "asked_for_person"}
"""Classes of risk with a reason of their own."""
ASKED_AGAIN = 2
"""How often the same was asked before, from which the machine's answers have not helped."""
OF_DOUBT: frozenset[HandoffReason] = frozenset(
    {"low_confidence", "out_of_scope", "unsupported_language"}
)
"""Names of one thing: the probability is below the threshold."""
NO_NEWS: frozenset[HandoffReason] = OF_DOUBT | {"nothing_found", "fidelity_failed"}
"""What a hand-off says less by than by "please do not send such numbers here"."""
CHOICES = 4
ASKED_BACK_AT_MOST = 2
"""Times in a row that a customer is asked back before a person takes over."""
CLARIFY_FROM = 0.25
"""Below this probability the evidence is not about the question, and no choice would mend it."""
CAP_OF_OPEN = 0.3
"""Right for one of several models, and nobody knows which is meant."""
CONTRADICTED_FROM = CLARIFY_FROM
"""Below this probability a draft is about something else, and so is what it contradicts."""
CAP_OF_CONTRADICTION = 0.3
"""One of two values is wrong, and a drifted one is more often the newer or the translated."""
CERTIFICATE_RANKS = 2
"""How far up a certificate that may not be used must stand to decide the case."""
MARGIN_OF_VETO = 0.02
"""How much nearer than the best usable passage a vetoed one must be to decide the case."""
MARGIN_OF_SISTER = 0.15
About = Literal["did_you_mean", "which_one", "which_model", "which_market"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What to do, and why."""

    kind: Literal["answer", "clarify", "handoff", "small_talk"]
    reason: HandoffReason | None = None
    choices: tuple[str, ...] = ()
    about: About = "did_you_mean"
    """What is asked back."""
    confidence_cap: float = 1.0
    """A veto leaves the draft with at most this probability of being right."""
    named: str = ""
    """What the question names and the knowledge base does not know, as written."""
    contradiction: Contradiction | None = None
    """The two places, where they decided."""
    risk: Risk | None = None
    """The most pressing thing that the message holds, whether or not it decided."""

    @property
    def level(self) -> Level:
        """Who takes over where it is handed over."""
        if self.risk is not None and self.risk.action == "hand_over":
            return self.risk.level
        return LEVELS.get(self.reason, "L1") if self.reason else "L1"


def decide(
    prepared: PreparedQuestion,
    evidence: Evidence,
    draft: Draft,
    confidence: Confidence,
    *,
    fidelity_failed: bool,
    asked_back: int = 0,
    is_spoken: bool = True,
    is_in_scope: bool = True,
) -> Decision:
    """The decision for one question. Total: every combination has one.

    What a person has to answer comes first, whatever the documents say.

    ``asked_back`` counts the questions back that the conversation ended with so far. Whether the
    question's language is spoken, and whether anything is about it, only name why what is found is
    not enough.
    """
    for_person = _for_a_person(prepared)
    if for_person is not None:
        return for_person
    decision = _by_evidence(
        prepared,
        evidence,
        draft,
        confidence,
        fidelity_failed=fidelity_failed,
        asked_back=asked_back,
        is_spoken=is_spoken,
        is_in_scope=is_in_scope,
    )
    if prepared.is_sensitive and decision.reason in NO_NEWS:
        # an answer is sent with a caveat that says the same
        decision = replace(decision, reason="sensitive_person_data")
    return replace(decision, risk=prepared.risks[0]) if prepared.risks else decision


def _for_a_person(prepared: PreparedQuestion) -> Decision | None:
    """The hand-off of a message that the machine may not answer, however sure it is.

    A risk of higher priority than the wish for a person names the case; a draft is still made of
    it, and keeps its probability.
    """
    if prepared.question.with_person:
        pressing = next(iter(prepared.risks), None)
        return Decision(kind="handoff", reason="with_person", risk=pressing)
    risk = next((one for one in prepared.risks if one.action == "hand_over"), None)
    if risk is not None:
        reason = REASON_BY_RISK.get(risk.risk_class, "risk")
        cap = 1.0 if reason == "risk" else 0.01
        return Decision(kind="handoff", reason=reason, risk=risk, confidence_cap=cap)
    if prepared.wants_person:
        return Decision(kind="handoff", reason="asked_for_person", confidence_cap=0.01)
    if prepared.intent == "question" and prepared.question.asked_before >= ASKED_AGAIN:
        return Decision(kind="handoff", reason="repeated")
    return None


def _by_evidence(
    prepared: PreparedQuestion,
    evidence: Evidence,
    draft: Draft,
    confidence: Confidence,
    *,
    fidelity_failed: bool,
    asked_back: int,
    is_spoken: bool,
    is_in_scope: bool,
) -> Decision:
    """What the documents and the confidence in the draft lead to."""
    if prepared.intent in SMALL_TALK:
        return Decision(kind="small_talk")
    unknown = (*evidence.unknown_models, *evidence.unknown_numbers)
    if evidence.suggestions:
        # where documents state their models an unknown one is none of ours, else it is a doubt
        cap = 0.05 if unknown else CAP_OF_OPEN
        if asked_back >= ASKED_BACK_AT_MOST:
            return Decision(kind="handoff", reason="low_confidence", confidence_cap=cap)
        return Decision(kind="clarify", choices=evidence.suggestions[:CHOICES], confidence_cap=cap)
    if unknown:
        reason: HandoffReason = "unknown_model" if evidence.unknown_models else "unknown_identifier"
        return Decision(kind="handoff", reason=reason, confidence_cap=0.01, named=unknown[0])
    veto = evidence.elsewhere or _deciding_veto(evidence)
    if veto is not None:
        return Decision(kind="handoff", reason=HANDOFF_BY_VETO[veto], confidence_cap=0.05)
    if evidence.open_codes:
        return _asked_back("which_one", evidence.open_codes, asked_back)
    if fidelity_failed and not draft.statements:
        return Decision(kind="handoff", reason="fidelity_failed", confidence_cap=0.05)
    if not draft.statements:
        nothing: HandoffReason = "nothing_found" if is_spoken else "unsupported_language"
        return Decision(kind="handoff", reason=nothing, confidence_cap=0.01)
    choices = evidence.open_models or evidence.open_markets
    if choices and confidence.value >= CLARIFY_FROM:
        about: About = "which_model" if evidence.open_models else "which_market"
        return _asked_back(about, choices, asked_back)
    if draft.contradictions and confidence.value >= CONTRADICTED_FROM:
        return Decision(
            kind="handoff",
            reason="contradiction",
            confidence_cap=CAP_OF_CONTRADICTION,
            contradiction=draft.contradictions[0],
        )
    if confidence.value < confidence.threshold:
        doubt: HandoffReason = "low_confidence" if is_in_scope else "out_of_scope"
        return Decision(kind="handoff", reason=doubt if is_spoken else "unsupported_language")
    return Decision(kind="answer")


def _asked_back(about: About, choices: Sequence[str], asked_back: int) -> Decision:
    """The question which of these is meant; a person once it was asked often enough."""
    if asked_back >= ASKED_BACK_AT_MOST:
        return Decision(kind="handoff", reason="low_confidence", confidence_cap=CAP_OF_OPEN)
    return Decision(
        kind="clarify",
        choices=tuple(choices[:CHOICES]),
        about=about,
        confidence_cap=CAP_OF_OPEN,
    )


def _deciding_veto(evidence: Evidence) -> VetoReason | None:
    """The veto that decides the case, if one does.

    1. A certificate that may not be used, among the best found, unless the best that may be used is
       a certificate too: whether something is certified is not answered around the certificate.
    2. The passage found first, when nothing usable comes near it either way.

    Other rows of a list of codes decide nothing where the code's own is found.
    """
    may_decide = [
        one for one in evidence.vetoed if one.reason != "wrong_code" or not evidence.explaining
    ]
    if not may_decide:
        return None
    usable = sorted(evidence.passages, key=lambda passage: -passage.score)
    if not usable or usable[0].facts.kind != "certificate":
        for vetoed in sorted(may_decide, key=lambda vetoed: -vetoed.passage.score):
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
    best = max(may_decide, key=lambda vetoed: vetoed.passage.score)
    near = max((passage.nearness for passage in usable), default=-1.0)
    first = not usable or best.passage.score > usable[0].score
    # texts about sister models always look alike: they decide only where nothing else is near
    margin = MARGIN_OF_SISTER if best.reason in ABOUT_SISTERS else MARGIN_OF_VETO
    if first and best.passage.nearness > near + margin:
        return best.reason
    return None
