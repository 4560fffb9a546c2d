"""The nouns of the audit: a record as it is read, what is looked for, and what is wrong with it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

AuditFault = Literal[
    "changed", "deleted", "inserted", "moved", "cut", "details", "rewritten", "unsealed", "guard"
]
"""What was done to the audit:

- ``changed``: a record is not what it was when it was written, or was put in another's place;
- ``deleted``: records are missing between others; ``cut``: after the last one;
- ``inserted``: a record stands where none was; ``moved``: it stands elsewhere than it did;
- ``details``: they are not those that the record was made of, or are gone without a record of it;
- ``rewritten``: records fit together, but are not those that were there when a head was kept;
- ``unsealed``: a record lacks the key's seal although it should have one;
- ``guard``: what keeps the file from changing records is not there any more.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditRecord:
    """One record as people read it. Times are aware and in UTC."""

    sequence: int
    at: datetime
    kind: str
    actor: str
    subject: str
    hash: str
    is_erased: bool = False
    """Its details are gone; that it was, when and by whom is kept."""
    details: Mapping[str, Any] = field(default_factory=dict)
    customer_id: str = ""
    conversation_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditFilter:
    """Which records are listed; what is empty narrows nothing."""

    kind: str = ""
    actor: str = ""
    or_actor: str = ""
    """The same one by another name: logs of files have names where records have ids."""
    subject: str = ""
    customer_id: str = ""
    conversation_id: str = ""
    since: datetime | None = None
    until: datetime | None = None
    """Before this moment."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditPage:
    """A stretch of the audit, the last record first."""

    records: tuple[AuditRecord, ...]
    next_before: int | None
    """Where the next page begins; None on the last one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditHead:
    """The last record: who keeps it elsewhere can tell later that nothing before it changed."""

    sequence: int
    hash: str
    at: datetime | None
    """None before the first record."""

    @property
    def text(self) -> str:
        """In one word, as it is kept: ``1234:9f86…``."""
        return f"{self.sequence}:{self.hash}"


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditProblem:
    """Something that was done to the audit by other means than the program's."""

    fault: AuditFault
    first: int
    """The record that it begins at."""
    last: int
    text: str
    """In English, with what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditCheck:
    """What a look at every record came to."""

    records: int
    erased: int
    """Whose details were erased, as a record says."""
    sealed_from: int
    """The first record with a seal; 0 for none."""
    anchors: int
    """Heads that were compared."""
    head: AuditHead
    problems: tuple[AuditProblem, ...] = ()

    @property
    def is_whole(self) -> bool:
        """Whether nothing was found."""
        return not self.problems
