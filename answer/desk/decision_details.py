"""A reply and its question → what the audit keeps of the decision. The question stands masked."""

from collections.abc import Mapping
from typing import Any

from answer.question import PreparedQuestion
from answer.reply import Answer, Citation, Handoff, Reply

DIGITS = 4


def decision_details(reply: Reply, prepared: PreparedQuestion, *, masked: str) -> Mapping[str, Any]:
    """What was asked and decided, on which evidence, by which signals, of which release.

    ``masked`` is the question without personal data.
    """
    asked, confidence = prepared.question, reply.confidence
    details: dict[str, Any] = {
        "outcome": reply.kind,
        "question": masked,
        "language": prepared.language,
        "intent": prepared.intent,
        "market": asked.market,
        "channel": asked.channel,
        "audience": asked.audience,
        "tier": asked.customer_tier,
        "release": reply.release,
        "evidence": [
            _place(citation) for statement in reply.statements for citation in statement.citations
        ],
        "confidence": round(confidence.value, DIGITS),
        "threshold": round(confidence.threshold, DIGITS),
        "threshold_source": confidence.threshold_source,
        "signals": {one.name: round(one.value, DIGITS) for one in confidence.signals},
        "risks": [
            {
                "class": risk.risk_class,
                "probability": round(risk.probability, DIGITS),
                "suspected": risk.is_suspected,
            }
            for risk in (*prepared.risks, *prepared.suspected)
        ],
    }
    if isinstance(reply, Handoff):
        details |= {"reason": reply.reason, "level": reply.level, "risk_class": reply.risk_class}
    if isinstance(reply, Answer):
        details |= {
            "translation": reply.translation,
            "caveats": [caveat.code for caveat in reply.caveats],
        }
    return details


def _place(citation: Citation) -> str:
    """Where it stands, as the log of questions names places."""
    return f"{citation.document}#{citation.start}-{citation.end}"
