"""The noun of what can be suggested: a document's own question, heading or name."""

from dataclasses import dataclass
from typing import Literal

SuggestibleKind = Literal["manual", "certificate", "faq"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestible:
    """A section, an entry or a certificate, as a visitor may be shown it."""

    document: str
    start: int
    end: int
    """Of its text, without the heading."""
    group: str
    """The same for all its translations."""
    kind: SuggestibleKind
    shown: str
    """The document's own words."""
    asked: tuple[str, ...]
    """What asks for it, made of the document's own words, the plainest first."""
    language: str
    title: str
    """The document's."""
    page: int | None
    page_label: str | None

    @property
    def id(self) -> str:
        """Within a release."""
        return f"{self.document}#{self.start}"
