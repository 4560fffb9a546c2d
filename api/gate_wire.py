"""What differs between releases, and the golden gate's report, as they cross the border."""

from typing import Literal

from pydantic import Field

from answer.gate_report import MetricName, ReplyChangeKind
from api.wire import FileProblemOut, StrictIn, ValueOut
from index.release_difference import PassageChangeKind, SpanKind


class GateIn(StrictIn):
    """A candidate to be judged."""

    anew: bool = False
    """Also where a report still holds."""


class SpanOut(ValueOut):
    """A stretch of a text that stayed, went or came."""

    kind: SpanKind
    text: str


class ValueChangeOut(ValueOut):
    """A fact or a setting before and after; empty for none."""

    name: str
    before: str
    after: str


class CountChangeOut(ValueOut):
    """A count before and after."""

    name: str
    before: int
    after: int


class PassageChangeOut(ValueOut):
    """A paragraph, list item, heading or table row that a document gained, lost or changed."""

    kind: PassageChangeKind
    heading_path: list[str]
    page_before: int | None
    page_after: int | None
    table_header: str
    spans: list[SpanOut]
    """Without the added ones the earlier text, without the removed ones the later."""


class DocumentEntryOut(ValueOut):
    """A document of one release alone."""

    path: str
    title: str
    language: str
    chunks: int


class DocumentChangeOut(ValueOut):
    """A document of both that differs."""

    path: str
    path_before: str
    title: str
    language: str
    bytes_changed: bool
    facts: list[ValueChangeOut]
    passages: list[PassageChangeOut]
    """As many as were asked for."""
    passages_total: int
    cut_anew: bool


class DifferenceOut(ValueOut):
    """What a release holds otherwise than another."""

    before: str
    after: str
    nothing: bool
    documents: CountChangeOut
    chunks: CountChangeOut
    unchanged: int
    added: list[DocumentEntryOut]
    removed: list[DocumentEntryOut]
    changed: list[DocumentChangeOut]
    moved: list[DocumentChangeOut]
    problems_new: list[FileProblemOut]
    problems_gone: list[FileProblemOut]
    languages: list[CountChangeOut]
    settings: list[ValueChangeOut]


class GateReplyOut(ValueOut):
    """One release's reply to a question."""

    kind: str
    reason: str
    text: str
    said: str
    """Its statements, or those of the draft that was handed over."""
    caveats: list[str]
    document: str
    page: int | None
    heading: str
    quote: str
    confidence: float
    right: bool | None
    """Null where nobody wrote down what is right."""
    rank: int


class ReplyChangeOut(ValueOut):
    """A question whose reply differs, side by side."""

    kind: ReplyChangeKind
    id: str
    question: str
    language: str
    golden: bool
    answerable: bool | None
    cause: str
    before: GateReplyOut
    after: GateReplyOut
    said_spans: list[SpanOut]


class GateMetricOut(ValueOut):
    """One figure on both releases, counted in questions."""

    name: MetricName
    questions: int
    before: int
    after: int
    worse: int
    better: int
    margin: float
    allowed: int
    fell: bool


class GateReportOut(ValueOut):
    """Whether a candidate may be published, and everything that led to it."""

    release: str
    against: str
    made_at: str
    passed: bool
    line: str
    reasons: list[str]
    golden_questions: int
    customer_questions: int
    metrics: list[GateMetricOut]
    changes: list[ReplyChangeOut]
    """The most harmful first, as many as were asked for."""
    changes_total: int
    to_mend: list[str]
    asked: int
    seconds: float


class GateOut(ValueOut):
    """How the gate of one candidate stands, and its latest report."""

    release: str
    state: Literal["idle", "running", "done", "cancelled", "failed"] = Field(
        description="Of the run that this server started last for this release."
    )
    done: int
    total: int
    """Replies made, and how many there are to make."""
    error: str | None
    report: GateReportOut | None
