"""``[gate]``: by how much a candidate may be worse than the live release, and who is asked."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from answer.gate_margins import GateMargins

Share = Annotated[float, Field(ge=0.0, le=1.0)]
_SHIPPED = GateMargins()


class GateSetting(BaseModel):
    """Margins are shares, judged in whole questions; see ``answer.gate_margins``."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    correct_drafts: Share = _SHIPPED.correct_drafts
    answered_right: Share = _SHIPPED.answered_right
    answered_wrong: Share = _SHIPPED.answered_wrong
    unanswerable_answered: Share = _SHIPPED.unanswerable_answered
    recall_at_5: Share = _SHIPPED.recall_at_5
    coverage: Share = _SHIPPED.coverage
    customer_questions: Annotated[int, Field(ge=0, le=5_000)] = 100
    """The last ones that are asked besides the golden questions; 0 for none."""

    @property
    def margins(self) -> GateMargins:
        """As the gate takes them."""
        return GateMargins(**self.model_dump(exclude={"customer_questions"}))
