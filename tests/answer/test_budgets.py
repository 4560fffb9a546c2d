"""Which error budget a question falls under."""

import itertools

import pytest

from answer.budgets import ErrorBudget, budget_of
from answer.question import Question, Urgency

BUDGETS = (
    ErrorBudget(channel="E-mail", max_wrong_share=0.05),
    ErrorBudget(market="US", max_wrong_share=0.01),
    ErrorBudget(urgency="urgent", max_wrong_share=0.02),
    ErrorBudget(channel="e-mail", market="us", max_wrong_share=0.04),
    ErrorBudget(channel="e-mail", market="US", urgency="complex", max_wrong_share=0.2),
)


@pytest.mark.parametrize(
    ("channel", "market", "urgency", "share"),
    [
        ("", "", "regular", 0.03),
        ("chat", "DE", "complex", 0.03),
        ("E-MAIL ", "DE", "regular", 0.05),
        ("chat", "us", "regular", 0.01),
        ("chat", "DE", "urgent", 0.02),
        # two that name one each: the stricter
        ("chat", "US", "urgent", 0.01),
        ("e-mail", "DE", "urgent", 0.02),
        # two named beat one, three beat two, though they allow more
        ("e-mail", "US", "regular", 0.04),
        ("e-mail", "US", "complex", 0.2),
    ],
)
def test_the_budget_that_names_most_wins(
    channel: str, market: str, urgency: Urgency, share: float
) -> None:
    question = Question(id="", question="x", channel=channel, market=market, urgency=urgency)
    for order in itertools.permutations(BUDGETS):
        assert budget_of(question, order, default=0.03) == share
