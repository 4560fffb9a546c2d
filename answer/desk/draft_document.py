"""The noun of a document that waits for its editor."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftDocument:
    """A case as a document of the knowledge base, not yet among the documents."""

    id: str
    title: str
    path: str
    """Of the document it becomes, below the documents folder."""
    case_id: str
    agent: str
    """Who wrote it."""
    text: str
    """As it will stand, with its facts in front."""
    created_at: str = ""
    """ISO 8601, in UTC; empty until it is kept."""
