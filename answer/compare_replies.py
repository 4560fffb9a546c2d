"""A question's replies from two releases → how they differ. Pure.

What is compared is what is said, not how it is introduced: a reply names the page it rests on, and
a page that moved must not look like a new answer.
"""

import unicodedata
from collections.abc import Mapping
from typing import get_args

from answer.gate_report import GateReply, ReplyChange, ReplyChangeKind

RANKS_LOOKED_AT = 5
_ORDER: dict[ReplyChangeKind, int] = {
    kind: place for place, kind in enumerate(get_args(ReplyChangeKind))
}


def compare_replies(
    before: GateReply, after: GateReply, *, moved: Mapping[str, str], cause: str = ""
) -> ReplyChange | None:
    """What changed; None where the customer, or the agent who takes over, gets the same.

    ``moved`` leads from a document's earlier path to its later one.
    """
    kind = _harm(before, after) or _difference(before, after, moved)
    if kind is None:
        return None
    harmed = kind in ("wrong_sent", "right_lost", "draft_lost", "rank")
    return ReplyChange(kind=kind, before=before, after=after, cause=cause if harmed else "")


def says_the_same(before: GateReply, after: GateReply) -> bool:
    """Whether the same words were drafted, wherever they stand now."""
    return bool(before.said) and _plain(before.said) == _plain(after.said)


def by_harm(change: ReplyChange) -> tuple[int, float, str]:
    """Sorts changes: the most harmful first, then the surest."""
    return _ORDER[change.kind], -change.after.confidence, change.after.id


def _harm(before: GateReply, after: GateReply) -> ReplyChangeKind | None:
    """What is known to have turned better or worse."""
    if after.answerable is None:
        if before.sent == after.sent:
            return None
        return "answer_lost" if before.sent else "answer_won"
    if after.wrong_sent and not before.wrong_sent:
        return "wrong_sent" if after.answerable else "unanswerable_sent"
    if not after.answerable:
        return "better" if before.sent and not after.sent else None
    if before.right and before.sent and not after.sent:
        return "right_lost"
    if before.right and not after.right:
        return "draft_lost"
    worth, worth_before = (
        (not reply.wrong_sent, reply.right, reply.right and reply.sent) for reply in (after, before)
    )
    return "better" if worth > worth_before else None


def _difference(
    before: GateReply, after: GateReply, moved: Mapping[str, str]
) -> ReplyChangeKind | None:
    """What changed without being known to be better or worse."""
    if (before.kind, before.reason) != (after.kind, after.reason):
        return "reason"
    was = (moved.get(before.document, before.document), before.page)
    elsewhere = was != (after.document, after.page)
    if _plain(before.said) != _plain(after.said):
        if not after.sent:
            return "draft"
        return "text" if was[0] == after.document and before.heading == after.heading else "place"
    if before.caveats != after.caveats:
        return "text"
    if 0 < before.rank <= RANKS_LOOKED_AT and not 0 < after.rank <= RANKS_LOOKED_AT:
        return "rank"
    return "moved" if elsewhere or before.document != after.document else None


def _plain(text: str) -> str:
    """A text without what only its layout adds."""
    return " ".join(unicodedata.normalize("NFKC", text).split())
