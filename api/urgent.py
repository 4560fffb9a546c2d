"""Whether a message may have to reach a person: told before it is answered, and while nobody can.

Told by who has its conversation, by its words, and by the risks that it holds: everything that a
person is needed for, but what only the search would tell. What is taken for urgent and is not costs
one answer out of turn; so the rest of a message is never looked at twice.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from answer.desk.conversation_store import ConversationStore
from answer.examine import FindRisks
from answer.intents import intent_of
from api.asked_texts import messages_in, objects_in
from api.request_subject import subject_of
from ingest.errors import DeskMissing, KbError
from ingest.language import detect

HAND_OFF_TOOL = "hand_off"
MOST_CHARACTERS = 4_000
"""Looked at of all that a body asks; a long question has as many."""
MOST_TEXTS = 16
"""Looked at of one body. A batch holds more: it is nobody's conversation, and is sent again."""


class Urgent:
    """For any surface: looks at what may be a message in the body of a request."""

    def __init__(
        self,
        *,
        find_risks: FindRisks,
        conversations: Callable[[], ConversationStore] | None = None,
        is_visit_with_person: Callable[[str, str], bool] = lambda secret, caller: False,
    ) -> None:
        """``is_visit_with_person`` tells of a visitor's conversation, by its secret and whose
        widget they write in."""
        self._find_risks = find_risks
        self._conversations = conversations
        self._is_visit_with_person = is_visit_with_person

    def __call__(self, body: object, visit: str = "", caller: str = "") -> bool:
        """Of a body that was parsed, and a visitor's secret if one came with it; takes some
        milliseconds. What cannot be told is urgent."""
        if not isinstance(body, Mapping):
            return False
        if any(one.get("name") == HAND_OFF_TOOL for one in objects_in(body)):
            return True
        if body.get("to_person") is True:
            # a visitor pressed the button, whatever they write
            return True
        try:
            return (
                (bool(visit) and self._is_visit_with_person(visit, caller))
                or self._is_with_person(body)
                or any(self._needs_person(text) for text in _as_far_as_looked_at(messages_in(body)))
            )
        except KbError:
            return True

    def _needs_person(self, text: str) -> bool:
        if intent_of(text) == "wants_person":
            return True
        return any(risk.action == "hand_over" for risk in self._find_risks(text, detect(text)))

    def _is_with_person(self, body: Mapping[str, Any]) -> bool:
        if self._conversations is None:
            return False
        store = self._conversations()
        named = subject_of(body)
        if named.conversation_id:
            try:
                return bool(store.conversation(named.conversation_id).case_id)
            except DeskMissing:
                return False
        if named.customer_id:
            last = store.conversations_of(named.customer_id, limit=1)
            return bool(last and last[0].case_id)
        return False


def _as_far_as_looked_at(texts: Sequence[str]) -> Iterator[str]:
    """The first of them. Others wait for their turn to be looked at: no body may take minutes."""
    left = MOST_CHARACTERS
    for text in texts[:MOST_TEXTS]:
        if left:
            yield text[:left]
        left -= min(left, len(text))
