"""What was found in the documents, as JSON, for routes and the command line."""

from pydantic import BaseModel

from api.documents_wire import FindingOut


class FoundInDocumentOut(BaseModel):
    """One document's findings."""

    path: str
    sha256: str
    held: bool
    """It is not in the release, and will not be until it is mended or accepted."""
    findings: list[FindingOut]


class FindingsOut(BaseModel):
    """What one build found, worst first."""

    release: str
    """The newest build, published or not."""
    held: int
    open: int
    """Findings that nobody has accepted."""
    documents: list[FoundInDocumentOut]
