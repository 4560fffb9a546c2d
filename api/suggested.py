"""The suggestions shown lately: what an agent judges is written down, what nobody judges is not."""

import threading
from collections import OrderedDict
from collections.abc import Iterable

from answer.desk.desk import Desk
from answer.desk.log_suggestion import log_suggestion
from answer.question import Question
from answer.reply import Reply

MOST_KEPT = 3_000
"""About a day of a team; some kilobytes each."""


class Suggested:
    """In memory, the oldest forgotten first: a restart forgets what was not judged yet."""

    def __init__(self, *, most_kept: int = MOST_KEPT) -> None:
        self._most_kept = most_kept
        self._lock = threading.Lock()
        self._shown: OrderedDict[str, tuple[Question, Reply]] = OrderedDict()

    def show(self, question: Question, replies: Iterable[Reply]) -> None:
        """Remembers what an agent is about to see."""
        with self._lock:
            for reply in replies:
                self._shown[reply.id] = (question, reply)
                self._shown.move_to_end(reply.id)
            while len(self._shown) > self._most_kept:
                self._shown.popitem(last=False)

    def write_down(self, reply_id: str, *, desk: Desk) -> None:
        """Logs the suggestion of this id where it is one and was not logged yet."""
        with self._lock:
            shown = self._shown.get(reply_id)
        if shown is None:
            return
        question, reply = shown
        log_suggestion(reply, question, desk=desk, at=desk.now())
        with self._lock:
            self._shown.pop(reply_id, None)
