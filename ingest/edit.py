"""The nouns of editing files among the documents: what was done, and what can be taken back."""

from dataclasses import dataclass
from typing import Literal

EditAction = Literal["added", "replaced", "moved", "removed", "facts", "restored", "failed"]
"""``failed``: the edit that stands before it in the log was not made after all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """One line of the log: who did what to which file, and when."""

    id: str
    at: str
    """ISO 8601, UTC."""
    by: str
    action: EditAction
    path: str
    to: str = ""
    """Where it was moved to."""
    before: str = ""
    """The sha256 of the file's bytes before; empty where there was none."""
    after: str = ""
    """The sha256 of its bytes afterwards; empty where there is none."""
    trash: str = ""
    """The id by which it can be taken back, while that is kept."""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TrashedFile:
    """One file that an edit touched."""

    path: str
    before: str
    """The sha256 of what is kept of it; empty where there was no file."""
    after: str
    """The sha256 of what the edit made of it; empty where it took it away."""
    size: int = 0
    """Of what is kept, in bytes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trashed:
    """An edit that can be taken back: all its files, as they were before it."""

    id: str
    at: str
    by: str
    action: EditAction
    path: str
    to: str
    files: tuple[TrashedFile, ...]
    until: str = ""
    """ISO 8601, UTC: when it is deleted for good."""
