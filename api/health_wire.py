"""Defects of the knowledge base and the promises it keeps, as JSON."""

from typing import Annotated, Literal

from pydantic import Field

from answer.insight.defect import Action, DefectCode, DefectKind, Severity, Value
from api.wire import StrictIn, ValueOut
from ingest.document import Freshness

MAX_WHY = 2_000
MAX_BY = 200


class DefectPlaceOut(ValueOut):
    """One of the places that a defect is seen by."""

    document: str
    title: str
    language: str
    page: int | None
    page_label: str | None
    heading: list[str]
    start: int
    """Into the document's text; ``end`` 0: the whole document."""
    end: int
    line: str
    value: str
    """What of the line matters."""


class DismissalOut(ValueOut):
    """An editor's word that something is no defect."""

    why: str
    by: str
    at: str


class DefectOut(ValueOut):
    id: str
    kind: DefectKind
    code: DefectCode
    severity: Severity
    places: list[DefectPlaceOut]
    """The document to be mended first."""
    values: dict[str, Value]
    """What the words for ``code`` speak of; dates in ISO 8601."""
    actions: list[Action]
    """The likeliest first."""
    dismissed: DismissalOut | None


class PromiseOut(ValueOut):
    """How soon a change of one tier answers, as promised and as it is."""

    freshness: Freshness
    promised_hours: float
    planned_share: float
    documents: int
    share: float
    published: int
    published_in_time: int
    waiting: int
    waiting_late: int
    slowest_hours: float | None


class CountsOut(ValueOut):
    """Of the defects that nobody has set aside, whatever was asked for."""

    kinds: dict[str, int]
    severities: dict[str, int]
    dismissed: int


class HealthOut(ValueOut):
    """The health of one release."""

    state: Literal["ready", "making", "failed", "none"]
    """``making``: ask again, what is here is of an earlier look; ``none``: nothing is published."""
    problem: str
    """Why it failed."""
    release: str
    """Of the report; empty before the first."""
    made_at: str | None
    documents: int
    chunks: int
    answers_seen: int
    """Answers of the last 90 days in the question log: with fewer than 100, no document is said to
    be never answered from."""
    counts: CountsOut
    promises: list[PromiseOut]
    defects: list[DefectOut]
    total: int
    """How many match what was asked for; ``defects`` holds a stretch of them."""


class DismissIn(StrictIn):
    """Why something is no defect, and who says so."""

    why: Annotated[str, Field(min_length=1, max_length=MAX_WHY)]
    by: Annotated[str, Field(min_length=1, max_length=MAX_BY)] = ""


class UndoneOut(ValueOut):
    """A defect that counts again."""

    id: str
    was_dismissed: bool
