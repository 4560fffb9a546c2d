"""The whole set, in an order that never changes."""

from tests.injection.attack import Attack
from tests.injection.document_attacks import document_attacks
from tests.injection.question_attacks import question_attacks


def all_attacks() -> tuple[Attack, ...]:
    """Every attack, each with an id of its own."""
    return (*document_attacks(), *question_attacks())
