"""Documents as editors work on them, as JSON: the list, edits, facts. Requests in are strict."""

from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, Field

from api.agent_name import AgentName
from api.document_listing import ChangedPart, DocumentState
from api.wire import StrictIn
from ingest.document import Audience, DocumentKind, Freshness
from ingest.edit import EditAction
from ingest.facts_result import FactSource
from ingest.finding import FindingKind, FindingSeverity


def _plain(text: str) -> str:
    if any(not letter.isprintable() and letter not in "\t\n\u200c\u200d" for letter in text):
        raise ValueError("holds control characters; leave them out")
    return text


PathText = Annotated[str, Field(max_length=2_000)]
FactText = Annotated[str, Field(max_length=2_000), AfterValidator(_plain)]
Seen = Annotated[str, Field(min_length=1, max_length=100)]
"""The sha256 of the version that the editor saw; ``*`` stands for whatever is there."""


class FactsOut(BaseModel):
    """For whom and what a document holds; empty lists mean "all"."""

    kind: DocumentKind
    products: list[str]
    models: list[str]
    markets: list[str]
    audience: Audience
    valid_from: date | None
    valid_to: date | None
    review_by: date | None
    supersedes: list[str]
    translation_of: str
    freshness: Freshness


class DocumentOut(BaseModel):
    """A file among the documents, or one that only the live release still holds."""

    path: str
    title: str
    state: DocumentState
    changed: list[ChangedPart]
    """What differs from the live release, of a changed one."""
    reason: str
    warnings: list[str]
    language: str
    facts: FactsOut
    size: int
    sha256: str
    """Send it as If-Match with what changes this version."""
    media_type: str
    modified_at: str
    url: str
    """Of the file itself; with /view, /parse, /facts, /references behind it."""


class StateCountOut(BaseModel):
    """How many documents are in a state."""

    state: DocumentState
    documents: int


class DocumentsOut(BaseModel):
    """One page of the list, and what it can be filtered by."""

    documents: list[DocumentOut]
    total: int
    """That match the filters."""
    offset: int
    states: list[StateCountOut]
    """Of all documents, whatever the filters."""
    kinds: list[str]
    languages: list[str]
    products: list[str]
    release: str
    """The live one; empty before the first."""
    max_upload_bytes: int


class EditOut(BaseModel):
    """One line of the log of edits."""

    id: str
    at: str
    by: str
    action: EditAction
    path: str
    to: str
    before: str
    after: str
    """The sha256 of the file's new bytes."""
    undo: str
    """The id by which it is taken back, while that is kept."""
    note: str


class EditsOut(BaseModel):
    """The newest edits first."""

    edits: list[EditOut]


class TrashedFileOut(BaseModel):
    """One file that an edit touched; empty digests stand for no file."""

    path: str
    before: str
    after: str
    size: int


class TrashedOut(BaseModel):
    """An edit that can be taken back, until when."""

    id: str
    at: str
    until: str
    by: str
    action: EditAction
    path: str
    to: str
    files: list[TrashedFileOut]


class TrashOut(BaseModel):
    """What can be taken back, the newest first."""

    trash: list[TrashedOut]


class ByIn(StrictIn):
    """Who acts."""

    by: AgentName = ""
    """A person who is signed in need not say it, and can say no other name."""


class MoveIn(ByIn):
    """A document gets another path."""

    to: PathText
    seen: Seen
    mend: bool = False
    """Other documents' facts that name it are made to name its new path."""
    keep_facts: bool = True
    """What its old folder states of it goes with it; else what the new one states holds."""


class ReferenceOut(BaseModel):
    """Something that names a document."""

    kind: Literal["translation", "superseded_by", "golden_question", "question"]
    name: str
    """The document's path, or the question's id."""
    text: str
    """The question, or the file that states it."""
    count: int = 1


class ReferencesOut(BaseModel):
    """What depends on a document: told before it is moved or deleted."""

    path: str
    references: list[ReferenceOut]


class MovedOut(BaseModel):
    """A move, what names the old path, and whether that was mended."""

    edit: EditOut
    references: list[ReferenceOut]
    mended: list[str]
    """Files."""
    facts_kept: bool
    """A sidecar was written so that the new folder's facts change nothing."""


class StatedFactOut(BaseModel):
    """One key as one file states it."""

    key: str
    value: str | list[str] | None
    source: FactSource
    file: str
    line: int
    holds: bool


class FactProblemOut(BaseModel):
    """What has to be mended; ``key`` is empty where it is about a whole file."""

    key: str
    file: str
    line: int
    message: str


class FactFieldOut(BaseModel):
    """One field of the form."""

    key: str
    kind: Literal["choice", "date", "list", "text", "path", "paths"]
    choices: list[str] = []


class DocumentFactsOut(BaseModel):
    """Everything that is stated about one document."""

    path: str
    version: str
    """Send it as If-Match with PUT."""
    facts: FactsOut | None
    """What holds; None while something is wrong."""
    title: str
    language: str
    own: dict[str, str | list[str] | None]
    """What the document's own files state: what PUT takes, changed."""
    stated: list[StatedFactOut]
    """By every file, the weakest first."""
    problems: list[FactProblemOut]
    odd: list[FactProblemOut]
    """What holds as it is stated, and yet is hardly meant: a market that nobody comes from."""
    warnings: list[str]
    fields: list[FactFieldOut]


class PutFactsIn(ByIn):
    """What the document's own files are to state: a key that is left out is stated no more, null
    takes back what a folder says."""

    values: dict[
        Annotated[str, Field(max_length=40)],
        FactText | Annotated[list[FactText], Field(max_length=2_000)] | None,
    ]
    dry_run: bool = False
    """Validate and show what would hold; write nothing."""


class ProposedFactOut(BaseModel):
    """A fact read out of a text, for an editor to take over or leave."""

    key: str
    value: str | list[str] | None
    takes: bool
    """Whether it is a fact that documents have: what does not is only shown."""
    holds: bool
    """It is stated so already."""
    line_number: int
    line: str
    start: int
    end: int
    reason: str


class ProposedFactsOut(BaseModel):
    """What the document's text seems to state."""

    path: str
    proposed: list[ProposedFactOut]


class FindingOut(BaseModel):
    """Something about the document that an editor has to know."""

    kind: FindingKind
    severity: FindingSeverity
    page: int | None
    place: str
    """In the file, in an editor's words; empty where the page says it all."""
    excerpt: str
    accepted: bool
    """An editor said of these very bytes that this is in order."""
