"""The nouns of health: a defect of the knowledge base, where it is, and the report of a release."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

from ingest.document import Freshness

DefectKind = Literal[
    "late",
    "review_due",
    "certificate_expiry",
    "duplicate",
    "contradiction",
    "drifted_translation",
    "never_answered",
    "rejected_passage",
    "unreadable",
    "dangling_link",
    "orphaned_golden",
]
DefectCode = Literal[
    # late
    "published_late",
    "not_published",
    # review_due
    "review_day_passed",
    "review_period_passed",
    # certificate_expiry
    "expired",
    "expires_soon",
    # duplicate
    "same_text",
    "similar_text",
    "undeclared_translation",
    "same_entry",
    # contradiction
    "other_value",
    # drifted_translation
    "other_number",
    "missing_number",
    "missing_part",
    "older_than_original",
    # never_answered
    "never_cited",
    # rejected_passage
    "judged_wrong",
    # unreadable
    "left_out",
    "read_with_problem",
    "garbled",
    "empty",
    # dangling_link
    "original_missing",
    "replaced_missing",
    "original_is_translation",
    "replace_each_other",
    # orphaned_golden
    "gold_document_missing",
    "gold_text_missing",
]
"""What exactly is wrong; a page has words for each, and ``Defect.values`` what they speak of."""
Severity = Literal["high", "medium", "low"]
Action = Literal[
    "publish",
    "open_document",
    "edit_facts",
    "replace",
    "merge",
    "delete",
    "declare_translation",
    "retranslate",
    "renew",
    "confirm_review",
    "edit_golden",
]
"""What an editor can do about it, the likeliest first."""
Value = str | int | float


@dataclass(frozen=True, slots=True, kw_only=True)
class DefectPlace:
    """One of the places that a defect is seen by."""

    document: str
    title: str = ""
    language: str = ""
    page: int | None = None
    page_label: str | None = None
    heading: tuple[str, ...] = ()
    start: int = 0
    """Into the document's text; with ``end`` 0 for the whole document."""
    end: int = 0
    line: str = ""
    """The line of text, as it stands there."""
    value: str = ""
    """Of the line, what matters."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Defect:
    """One thing that an editor should look at."""

    id: str
    """Made from the texts and facts involved: the same in every release until one of them
    changes."""
    kind: DefectKind
    code: DefectCode
    severity: Severity
    places: tuple[DefectPlace, ...]
    """The document to be mended first."""
    values: Mapping[str, Value] = field(default_factory=dict)
    actions: tuple[Action, ...]

    @property
    def documents(self) -> tuple[str, ...]:
        """Paths, each once."""
        return tuple(dict.fromkeys(place.document for place in self.places))


def defect_id(kind: DefectKind, code: DefectCode, *bound_to: str) -> str:
    """16 hexadecimal digits that change when what the defect is bound to does."""
    told = "\0".join((kind, code, *bound_to))
    return hashlib.sha256(told.encode("utf-8", "surrogatepass")).hexdigest()[:16]


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceChange:
    """A changed file on its way to those who ask."""

    document: str
    title: str
    freshness: Freshness
    sha256: str
    changed_at: datetime
    published_at: datetime | None
    """None: still waiting."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """How soon a change of one tier answers, as promised and as it is."""

    freshness: Freshness
    promised_hours: float
    planned_share: float
    """Of all documents: about 70, 20 and 10 of a hundred."""
    documents: int
    share: float
    published: int
    """Changes that this release brought, of which it is known when they were made."""
    published_in_time: int
    waiting: int
    """Changes on the disk that no release holds yet."""
    waiting_late: int
    slowest_hours: float | None
    """The longest way of a change, published or waiting."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HealthReport:
    """What is wrong with a release, as of a day."""

    release: str
    made_at: datetime
    day: date
    documents: int
    chunks: int
    answers_seen: int
    """Of the question log, in the days looked back on."""
    defects: tuple[Defect, ...]
    promises: tuple[Promise, ...]
    seconds: Mapping[str, float]
    """That each kind took to look for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dismissal:
    """An editor's word that something is no defect."""

    id: str
    """The defect's."""
    why: str
    by: str
    at: datetime
