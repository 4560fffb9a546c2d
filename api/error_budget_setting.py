"""``[[error_budgets]]``: another share of wrong answers for some cases."""

from typing import Annotated, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from answer.budgets import AnyUrgency, ErrorBudget


class ErrorBudgetSetting(BaseModel):
    """One ``[[error_budgets]]``: the share of wrong answers allowed in some cases."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)

    channel: Annotated[str, Field(max_length=200)] = ""
    market: Annotated[str, Field(pattern=r"^([A-Za-z]{2})?$")] = ""
    """ISO 3166-1."""
    urgency: AnyUrgency = ""
    max_wrong_share: Annotated[float, Field(ge=0.001, le=0.5)]

    @model_validator(mode="after")
    def _names_a_case(self) -> Self:
        if not any(self.budget.case):
            raise ValueError("name a channel, market or urgency; max_wrong_share is for the rest")
        return self

    @property
    def budget(self) -> ErrorBudget:
        """As the engine takes it."""
        return ErrorBudget(
            channel=self.channel,
            market=self.market,
            urgency=self.urgency,
            max_wrong_share=self.max_wrong_share,
        )


def _of_different_cases(found: tuple[ErrorBudgetSetting, ...]) -> tuple[ErrorBudgetSetting, ...]:
    cases = [one.budget.case for one in found]
    twice = next((n for n, case in enumerate(cases) if case in cases[:n]), None)
    if twice is not None:
        raise ValueError(f"entry {twice + 1} is for the same case as an earlier one")
    return found


ErrorBudgetSettings = Annotated[tuple[ErrorBudgetSetting, ...], AfterValidator(_of_different_cases)]
