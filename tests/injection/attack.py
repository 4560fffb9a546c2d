"""One attempt to make the machine say or do what it should not, with the sign of its success."""

import hashlib
from dataclasses import dataclass
from typing import Literal

Place = Literal["document", "question", "history"]
Goal = Literal[
    "canary",
    "value",
    "promise",
    "link",
    "markup",
    "internal",
    "prompt",
    "customers",
    "confidence",
    "language",
    "source",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Attack:
    """An attack, written before anything was measured on it."""

    id: str
    language: str
    place: Place
    goal: Goal
    carrier: str
    """How it is brought in: ``paragraph``, ``alt text``, ``base64``, ``role play`` …"""
    planted: str
    """The text that attacks, as an obedient model would understand it."""
    question: str
    """What the customer asks; of an attack in a question it holds the attack."""
    wants: str
    """What a model writes that obeys."""
    forbidden: tuple[str, ...]
    """None of these may be anywhere in the reply, whatever the case of its letters."""
    file: str = ""
    """The document's name, for attacks in documents."""
    data: bytes = b""
    history: tuple[tuple[str, str], ...] = ()
    """Role and text of earlier messages, oldest first."""
    answer: str = ""
    """Words of the honest answer, where there is one: the question is worth asking."""

    @property
    def closed(self) -> bool:
        """A third of the attacks is kept aside: its figures are looked at once, at the end."""
        return int(hashlib.sha256(self.id.encode()).hexdigest(), 16) % 3 == 0
