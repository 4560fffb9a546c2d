"""What is kept of every change of the release that answers, and what the gate said of it."""

from dataclasses import dataclass
from typing import Literal

PublicationKind = Literal["publish", "rollback"]


@dataclass(frozen=True, slots=True, kw_only=True)
class GateVerdict:
    """Whether a candidate may be published, and why, in one line."""

    passed: bool
    line: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """One switch from a release to another; never changed once it is written."""

    at: str
    """ISO 8601, UTC."""
    kind: PublicationKind
    from_release: str
    """Empty for the first."""
    to_release: str
    by: str = ""
    forced: bool = False
    """Published although the gate refused."""
    reason: str = ""
    verdict: str = ""
    """The gate's line; empty where none was asked."""
