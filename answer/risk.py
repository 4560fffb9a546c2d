"""What a message may hold that a person should know of, or answer: the nouns of risks."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Literal

from answer.reply import Level

RiskAction = Literal["hand_over", "prioritise", "note"]
"""A person answers, never the machine; answered as usual, but goes first where it is handed over;
kept in the history."""
Strength = Literal["decides", "points", "hints"]
"""How much a keyword says: it settles its class, speaks for it, or counts beside the meaning."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A message with the classes that it is of; an ordinary one is of none."""

    text: str
    language: str
    classes: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskClass:
    """A kind of message with what follows from it, as ``risks.yaml`` has it."""

    name: str
    level: Level
    action: RiskAction
    priority: int
    """The smaller, the sooner somebody looks at it."""
    reason: Mapping[str, str]
    """What agents are told, by interface language (en, zh-Hans)."""
    owner: str = ""
    sop: str = ""
    """The document that says what to do; may be internal."""
    is_red: bool = False
    """Goes on the red alerts' plan, with its legal step."""
    threshold: float = 0.5
    """Of the probability, from which a message is of this class."""
    suspected_from: float = 1.0
    """Of the probability, from which it is suspected below the threshold; 1 suspects nothing."""
    by_text: bool = True
    """Told from the message itself; else from the conversations or the queue."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Keyword:
    """A term that marks a class in a language, and who looks at it again by when."""

    term: str
    """Words; ``*`` stands for further letters, ``...`` for a few words, ``[a|b]`` for either."""
    language: str
    """BCP 47; empty: in any."""
    risk_class: str
    owner: str
    next_review: date
    strength: Strength = "points"
    place: str = ""
    """File and line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskBook:
    """Every class, and the keyword base."""

    classes: Mapping[str, RiskClass] = field(default_factory=lambda: MappingProxyType({}))
    keywords: tuple[Keyword, ...] = ()
    examples: tuple[Example, ...] = ()
    """The content folder's own, which no weights have been fitted on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Risk:
    """One class that a message is of."""

    risk_class: str
    probability: float
    level: Level
    action: RiskAction
    priority: int
    term: str = ""
    """The keyword that was met, as written; empty where the meaning alone told."""
    is_suspected: bool = False
    """Below the threshold: nothing is handed over for it, agents see it as possible."""
