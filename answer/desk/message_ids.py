"""Ids that callers give their messages: the same message may come twice, and is kept once."""

from answer.desk.conversation import Message
from answer.question import Role
from ingest.errors import DeskConflict


def check_unused(known: Message | None, *, message_id: str, role: Role, text: str) -> None:
    """Nothing, where ``known``, which has this id, is the same message or is not there.

    Raises ``DeskConflict`` where it is another one: taken for a repetition, this one would be lost.
    """
    if known is not None and (known.role, known.text) != (role, text):
        raise DeskConflict(
            f"message id {message_id!r} was used in this conversation for another text; send this "
            f"one with an id of its own"
        )
