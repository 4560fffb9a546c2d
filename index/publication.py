"""What is kept of every change of the release that answers, and who may stop one."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

PublicationKind = Literal["publish", "rollback"]


@dataclass(frozen=True, slots=True, kw_only=True)
class GateVerdict:
    """Whether a candidate may be published, and why, in one line."""

    passed: bool
    line: str = ""


Gate = Callable[[str], GateVerdict]
"""Asked with a candidate's id before it is published; it compares it with the live release."""


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


def no_gate(release: str) -> GateVerdict:
    """Lets everything pass."""
    return GateVerdict(passed=True)
