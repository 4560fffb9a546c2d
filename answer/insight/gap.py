"""The noun of a gap: questions of one kind that the knowledge base does not answer."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from index.passage import Validity
from ingest.document import Audience

GapState = Literal["open", "in_work", "closed", "set_aside"]
"""``in_work``: a draft was made. ``closed``: a release since then answers its questions."""
Missing = Literal[
    "no_document",
    "other_market",
    "other_model",
    "other_language",
    "expired",
    "internal_only",
    "contradiction",
    "low_confidence",
    "rejected",
]
"""What keeps the question from being answered; ``rejected``: it is answered, and people say
wrongly."""
Trend = Literal["rising", "falling", "steady"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """How many questions name something."""

    name: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """Whether a gap is asked more or less often than its share of the traffic lets expect."""

    last_7_days: int
    before_28_days: int
    expected: float
    """In the last seven days, were the questions spread as all questions of the log are."""
    probability: float
    """Of a count at least as far off by chance."""
    trend: Trend


@dataclass(frozen=True, slots=True, kw_only=True)
class NearPassage:
    """A passage that comes near a gap's central question, and why it does not answer."""

    document: str
    title: str
    heading_path: tuple[str, ...]
    page: int | None
    start: int
    end: int
    language: str
    audience: Audience
    markets: tuple[str, ...]
    models: tuple[str, ...]
    validity: Validity
    excerpt: str
    nearness: float
    """Centred cosine with the question."""
    veto: str = ""
    """Why it may not answer; empty where it may."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Priority:
    """What a gap's place in the list is made of: the product of three factors."""

    value: float
    volume: float
    """How many people ask: one who asks again counts less each time."""
    waiting_factor: float
    tier_factor: float
    waiting_hours: float | None
    """At the median of its cases, to the first reply or to now; None without any case."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """The most central question in one language."""

    language: str
    question: str
    question_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """One gap, as the log and the current release show it."""

    id: str
    state: GapState
    question: str
    """Its central question, as it was asked, which names it."""
    language: str
    question_id: str
    examples: tuple[Example, ...]
    """In every other language it was asked in."""
    missing: Missing
    questions: tuple[str, ...]
    """Ids of its questions in the log, the most central first."""
    customers: int
    """Who asked, each stranger's question for one."""
    first_at: datetime
    last_at: datetime
    priority: Priority
    change: Change
    markets: tuple[Count, ...]
    languages: tuple[Count, ...]
    products: tuple[Count, ...]
    tiers: tuple[Count, ...]
    reasons: tuple[Count, ...]
    nearest: tuple[NearPassage, ...] = ()
    cases: tuple[str, ...] = ()
    resolved_cases: tuple[str, ...] = ()
    """Of these, those from whose replies a draft can be made."""
    answered_now: int = 0
    """Of the questions asked again of the current release, how many it answers."""
    asked_again: int = 0
    draft_id: str = ""
    """That an editor started."""
    document: str = ""
    """The path the draft becomes, or became."""
    by: str = ""
    """Who set it aside or started its draft."""
    note: str = ""
    """Why it was set aside."""

    @property
    def volume(self) -> int:
        """How many questions."""
        return len(self.questions)


@dataclass(frozen=True, slots=True, kw_only=True)
class Gaps:
    """All gaps of a stretch of the log, the most pressing first."""

    gaps: tuple[Gap, ...]
    since: datetime
    until: datetime
    release: str
    """That the questions were asked again of; empty where there is none."""
    log_state: str
    """Of the log when they were worked out."""
    computed_at: datetime
    questions: int
    """Of customers, in the period."""
    unanswered: int
    """Of these, those that belong to gaps."""
    took_seconds: float = 0.0
