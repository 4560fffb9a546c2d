"""Which error budget a question falls under: by its channel, market and urgency. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from answer.question import Question

AnyUrgency = Literal["", "regular", "urgent", "complex"]
"""A question's urgency; empty fits all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorBudget:
    """The share of wrong answers allowed where everything that is named fits; empty fits all."""

    max_wrong_share: float
    channel: str = ""
    market: str = ""
    """ISO 3166-1."""
    urgency: AnyUrgency = ""

    @property
    def case(self) -> tuple[str, str, str]:
        """What it is for: channel, market, urgency."""
        return self.channel.casefold(), self.market.upper(), self.urgency


def budget_of(question: Question, budgets: Iterable[ErrorBudget], *, default: float) -> float:
    """The share allowed for a question.

    The budget that names most of channel, market and urgency wins; between two that name as many,
    the stricter one.
    """
    asked = (question.channel.strip().casefold(), question.market.strip().upper(), question.urgency)
    fitting = [
        (-sum(map(bool, budget.case)), budget.max_wrong_share)
        for budget in budgets
        if all(not named or named == has for named, has in zip(budget.case, asked, strict=True))
    ]
    return min(fitting)[1] if fitting else default
