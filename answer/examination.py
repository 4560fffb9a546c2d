"""The noun of one question examined: what was found, drafted, judged and decided."""

from dataclasses import dataclass, replace

from answer.decide import OF_DOUBT, Decision
from answer.draft import Draft, Evidence
from answer.judge import band
from answer.question import PreparedQuestion
from answer.reply import Confidence


@dataclass(frozen=True, slots=True, kw_only=True)
class Examination:
    """A question's draft with what speaks for and against it."""

    prepared: PreparedQuestion
    evidence: Evidence
    draft: Draft
    confidence: Confidence
    """Before any rule capped it."""
    decision: Decision
    parts: tuple["Examination", ...] = ()
    """One for each question of a message with several; empty for a single one."""

    @property
    def by_probability(self) -> bool:
        """Whether one probability alone decided between sending it and handing over."""
        decision = self.decision
        doubtful = decision.reason in OF_DOUBT and decision.confidence_cap == 1.0
        return not self.parts and (decision.kind == "answer" or doubtful)

    @property
    def capped(self) -> Confidence:
        """The confidence after vetoes."""
        value = min(self.confidence.value, self.decision.confidence_cap)
        return replace(
            self.confidence, value=value, band=band(value, threshold=self.confidence.threshold)
        )
