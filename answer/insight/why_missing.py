"""A gap's central question, examined again → what is missing, and the passages that come near.

It is examined as the customer who asked, as an agent, who sees internal documents too, and as an
agent of no market. What would answer it then says what keeps it from being answered now.
"""

from collections import Counter
from collections.abc import Sequence

from answer.decide import CLARIFY_FROM
from answer.examination import Examination
from answer.insight.gap import Missing, NearPassage
from answer.insight.question_record import QuestionRecord
from answer.insight.unanswered import is_rejected
from answer.reply import HandoffReason
from index.passage import Passage
from ingest.language import same_language

NEAREST = 5
EXCERPT_CHARACTERS = 300
LOOKED_AT = 3
"""Of the best passages, whose languages tell whether it is a matter of language."""
INTERNAL = "internal"
_BY_REASON: dict[str, Missing] = {
    "expired": "expired",
    "other_market": "other_market",
    "unknown_model": "other_model",
    "wrong_model": "other_model",
    "unknown_identifier": "other_model",
    "wrong_identifier": "other_model",
    "contradiction": "contradiction",
    "nothing_found": "no_document",
    "out_of_scope": "no_document",
}
_PLAIN: frozenset[HandoffReason] = frozenset(
    {"expired", "unknown_model", "wrong_model", "unknown_identifier", "wrong_identifier"}
)
"""Reasons that are the answer themselves: another examination adds nothing."""


def why_missing(
    asked: Sequence[QuestionRecord],
    *,
    as_customer: Examination | None,
    as_agent: Examination | None,
    anywhere: Examination | None,
) -> Missing:
    """What keeps the questions from being answered; from their reasons alone without a release.

    ``anywhere`` is the agent's examination without a market, None where nobody named one.
    """
    if 2 * sum(map(is_rejected, asked)) > len(asked):
        return "rejected"
    reasons = Counter(_BY_REASON.get(one.reason, "low_confidence") for one in asked)
    by_reasons: Missing = reasons.most_common(1)[0][0]
    if as_customer is None or as_agent is None or _answers(as_customer):
        return by_reasons
    reason = as_customer.decision.reason
    if reason in _PLAIN or reason in ("other_market", "contradiction"):
        return _BY_REASON[reason]
    if as_agent.confidence.value >= CLARIFY_FROM and _is_internal(as_agent):
        return "internal_only"
    if anywhere is not None and _answers(anywhere):
        return "other_market"
    widest = anywhere or as_agent
    if widest.confidence.value < CLARIFY_FROM or not widest.evidence.passages:
        return "no_document"
    languages = [one.language for one in widest.evidence.passages[:LOOKED_AT]]
    if not any(same_language(one, as_customer.prepared.language) for one in languages):
        return "other_language"
    return "low_confidence"


def nearest_passages(
    examined: Examination, *, for_customer: Examination
) -> tuple[NearPassage, ...]:
    """The best passages an agent finds, each with why a customer is not answered from it."""
    vetoes = {
        (one.passage.document, one.passage.start): one.reason
        for evidence in (examined.evidence, for_customer.evidence)
        for one in evidence.vetoed
    }
    found = [*examined.evidence.passages, *(one.passage for one in examined.evidence.vetoed)]
    found.sort(key=lambda passage: -passage.score)
    return tuple(_near(one, vetoes.get((one.document, one.start), "")) for one in found[:NEAREST])


def _near(passage: Passage, veto: str) -> NearPassage:
    facts = passage.facts
    return NearPassage(
        document=passage.document,
        title=passage.title,
        heading_path=passage.heading_path,
        page=passage.page,
        start=passage.start,
        end=passage.end,
        language=passage.language,
        audience=facts.audience,
        markets=facts.markets,
        models=facts.models,
        validity=passage.validity,
        excerpt=" ".join(passage.text.split())[:EXCERPT_CHARACTERS],
        nearness=passage.nearness,
        veto=veto or (INTERNAL if facts.audience == "agent" else ""),
    )


def _is_internal(examined: Examination) -> bool:
    """Whether what comes nearest is for agents alone."""
    return bool(examined.draft.used) and examined.draft.used[0].facts.audience == "agent"


def _answers(examined: Examination) -> bool:
    return examined.decision.kind == "answer"
