"""The nouns of the golden gate: a reply as it is compared, what changed, metrics, the verdict."""

from dataclasses import dataclass
from typing import Literal

ReplyChangeKind = Literal[
    "wrong_sent",
    "unanswerable_sent",
    "right_lost",
    "draft_lost",
    "answer_lost",
    "answer_won",
    "place",
    "text",
    "reason",
    "draft",
    "rank",
    "moved",
    "better",
]
"""How a reply differs, the most harmful first:

- ``wrong_sent``: wrong and sent, as it was not before;
- ``unanswerable_sent``: a question that must not be answered is;
- ``right_lost``: was sent and right, is not sent any more;
- ``draft_lost``: the draft was right and is not, and nobody is sent it;
- ``answer_lost``, ``answer_won``: of a customer's question, sent before alone or now alone;
- ``place``: another place is cited for other words; ``text``: other words from the same place;
- ``reason``: another kind of reply or reason to hand over; ``draft``: another draft handed over;
- ``rank``: the passage that answers is not among the first five any more;
- ``moved``: the same is said from another place;
- ``better``: right now, or not sent any more while wrong.
"""
MetricName = Literal[
    "correct_drafts",
    "answered_right",
    "answered_wrong",
    "unanswerable_answered",
    "recall_at_5",
    "coverage",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class GateReply:
    """What one release replied to one question, as far as it is compared and shown."""

    id: str
    question: str
    language: str
    kind: str
    reason: str
    text: str
    """As the customer would read it."""
    said: str
    """Its statements, or the draft's that was handed over: without phrases, sources, pages."""
    caveats: tuple[str, ...]
    """What it is sent with, as one line each."""
    document: str
    """Of the first citation; empty where nothing is cited."""
    page: int | None
    heading: str
    quote: str
    confidence: float
    answerable: bool | None = None
    """None: nobody wrote down what answers it, a customer's question."""
    right: bool = False
    """The draft's first citations hold what answers; of a customer's question never."""
    rank: int = 0
    """1-based, of the first passage that holds the answer; 0 for none among ten."""

    @property
    def sent(self) -> bool:
        """Whether the customer got it as an answer."""
        return self.kind == "answer"

    @property
    def wrong_sent(self) -> bool:
        """Whether it is known to be wrong and was sent."""
        return self.sent and self.answerable is not None and not self.right


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplyChange:
    """A question whose reply differs, with both replies."""

    kind: ReplyChangeKind
    before: GateReply
    after: GateReply
    cause: str = ""
    """What became of the text that answers, where that is known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GateMetric:
    """One figure on both releases over the same questions."""

    name: MetricName
    questions: int
    """It is counted over."""
    before: int
    after: int
    worse: int
    """Questions for which it turned for the worse."""
    better: int
    margin: float
    """The share by which it may turn for the worse."""
    allowed: int
    """The same in whole questions."""
    fell: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class GateReport:
    """Whether a candidate may take the place of the live release, and everything that led to it."""

    release: str
    against: str
    made_at: str
    """ISO 8601, UTC."""
    passed: bool
    reasons: tuple[str, ...]
    """Why it is refused; empty where it passed."""
    golden_questions: int
    customer_questions: int
    metrics: tuple[GateMetric, ...]
    changes: tuple[ReplyChange, ...]
    """The most harmful first."""
    to_mend: tuple[str, ...]
    """Golden questions that name a place which moved, and where to."""
    asked: int
    """Replies that had to be made; the others were kept from earlier."""
    seconds: float
    conditions: str
    """Names everything the verdict depends on besides the two releases."""

    @property
    def line(self) -> str:
        """The verdict in one line."""
        if self.passed:
            changed = f"{len(self.changes)} of {self.golden_questions + self.customer_questions}"
            return f"passed: {changed} replies changed, no figure fell by more than its margin"
        return "; ".join(self.reasons)
