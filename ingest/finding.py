"""The nouns of hygiene: what a reader saw that people do not, and what is said about a document.

Frozen values, no behaviour.
"""

from dataclasses import dataclass
from typing import Literal

FindingKind = Literal[
    "hidden_text",
    "covered_text",
    "instruction",
    "invisible_characters",
    "bidi_override",
    "macro",
    "embedded_file",
    "personal_data",
    "bank_details",
    "price_list",
    "internal_words",
]
FindingSeverity = Literal["quarantine", "warning"]
"""A document with a finding to be quarantined is not indexed until an editor accepts it."""
UnseenHow = Literal["faint", "tiny", "outside", "covered", "set_hidden", "folded", "comment"]
"""``faint``: drawn, and nothing shows. ``folded``: shown on demand, as menus and tabs are."""
CarriedKind = Literal["macro", "embedded_file"]


@dataclass(frozen=True, slots=True, kw_only=True)
class UnseenText:
    """Text in a file that is not before its reader's eyes; whether that matters is judged later."""

    how: UnseenHow
    text: str
    page: int | None = None
    place: str = ""
    """Where in the file, in an editor's words: a sheet, rows, a heading."""
    was_read: bool = True
    """Whether it is among the document's blocks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CarriedPart:
    """A program or a file within the file."""

    kind: CarriedKind
    name: str
    """The part's name, or the opening of the program's text."""
    page: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Something in a document that its editor has to know of."""

    kind: FindingKind
    severity: FindingSeverity
    excerpt: str
    """A short stretch around it; characters that nobody sees are written as ⟨U+200B⟩."""
    page: int | None = None
    place: str = ""
    """Heading, sheet and rows, or part of the file; empty where the page says it all."""
