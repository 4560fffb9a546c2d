"""What is kept of every change of the release that answers, what the gate said of it, and of what
was let go of."""

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
    """Who did so, as the team knows them."""
    by_id: str = ""
    """The same as the audit names them; empty in lines of an earlier version."""
    forced: bool = False
    """Published although the gate refused."""
    reason: str = ""
    verdict: str = ""
    """The gate's line; empty where none was asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pruned:
    """One release that was let go of; never changed once it is written."""

    at: str
    """ISO 8601, UTC."""
    release: str
    by: str = ""
    """Whose pruning it was, or whose build or publication let go of it."""
    by_id: str = ""
    """The same as the audit names them."""
