"""What a message can put at risk: the classes, the words that point to them, what was found."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from ingest.errors import ContentError

Level = Literal["L1", "L2", "L3"]
"""Who settles it: the team with an SOP at hand, its experts, the factory or a warehouse abroad."""
Action = Literal["hand_over", "prioritise", "note"]
"""A person answers, never the machine; answered as usual, but first in the queue where it is handed
over; only written beside the message."""
Strength = Literal["decides", "points"]
"""Whether a term settles its class, or only speaks for it."""
REPEATED = "repeated"
"""The same customer asks the same again: told from the conversations."""
ALERT = "alert"
"""A class rises across customers: told from the queue."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A message that belongs to some classes, or, with none, one that belongs to no class."""

    text: str
    language: str
    classes: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Keyword:
    """A term that speaks for a class, and who looks after it until when."""

    term: str
    """Words; ``*`` goes on with letters, ``...`` skips some words, ``[a|b]`` is either."""
    language: str
    """BCP 47; ``und`` holds in every language."""
    risk_class: str
    owner: str
    next_review: date
    strength: Strength = "points"
    place: str = ""
    """File and line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskClass:
    """One kind of message that needs more than an answer."""

    name: str
    level: Level
    action: Action
    priority: int
    """Smaller goes first."""
    owner: str
    sop: str = ""
    """Path of a document below the documents folder; empty: none."""
    reason_en: str = ""
    """What an agent is told, in the console's two languages."""
    reason_zh: str = ""
    is_red: bool = False
    """Goes on the 48-hour plan."""
    by_text: bool = True
    """Told from the message itself; else from what surrounds it."""
    threshold: float | None = None
    """Probability from which it holds; None: the fitted one."""
    examples: tuple[Example, ...] = ()
    """The content folder's own, beside those the classifier was fitted on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Risk:
    """A class found in a message."""

    name: str
    probability: float
    level: Level
    action: Action
    priority: int
    term: str = ""
    """The text that matched a keyword, as it stands in the message; empty: told from the meaning."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskBook:
    """Every class by name, in the order of priority, and the keyword base."""

    classes: Mapping[str, RiskClass]
    keywords: tuple[Keyword, ...] = ()
    ordinary: tuple[Example, ...] = ()
    """The content folder's own messages that belong to no class."""

    def of_name(self, name: str) -> RiskClass:
        """The class. Raises ``ContentError`` for a name that the book does not know."""
        try:
            return self.classes[name]
        except KeyError:
            known = ", ".join(self.classes)
            raise ContentError(
                f"there is no risk class {name!r}; the classes are {known}"
            ) from None


def overdue(keywords: tuple[Keyword, ...], today: date) -> tuple[Keyword, ...]:
    """The keywords whose review lies behind, longest first."""
    late = [keyword for keyword in keywords if keyword.next_review < today]
    return tuple(sorted(late, key=lambda keyword: (keyword.next_review, keyword.term)))
