"""How long what is kept of customers is kept, in days; 0 keeps it until somebody erases it."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

Days = Annotated[int, Field(ge=0, le=36_500)]


class RetentionSetting(BaseModel):
    """Rules by kind; what waits for a person is never touched by any."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    questions: Days = 365
    """The log of questions, that gaps and coverage are worked out from: a year has every season."""
    conversations: Days = 730
    """After the last message, with all that was said; a case stays as figures without words."""
    messages: Days = 1_095
    """Single messages of conversations that go on."""
    webhook_deliveries: Days = 90
    """What could not be delivered; what was is kept 14 days, or as long as this if that is less."""
    audit_details: Days = 730
    """Of records of the audit; the records themselves stay for ever."""
    usage: Days = 1_095
    """The months of what language models cost: counts, nobody's words."""
