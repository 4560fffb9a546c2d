"""The suggestions shown lately: what an agent judges is written down, what nobody judges is not."""

from collections.abc import Iterable

from answer.desk.desk import Desk
from answer.desk.log_suggestion import log_suggestion, shown_suggestion
from answer.desk.suggestion_store import MOST_KEPT, SuggestionStore
from answer.question import Question
from answer.reply import Reply


def show(
    question: Question, replies: Iterable[Reply], *, desk: Desk, most_kept: int = MOST_KEPT
) -> None:
    """Remembers what an agent is about to see, for a day."""
    at = desk.now()
    shown = [shown_suggestion(reply, question, at=at) for reply in replies]
    SuggestionStore(desk.database, most_kept=most_kept).add(shown, at=at)


def write_down(reply_id: str, *, desk: Desk) -> None:
    """Logs the suggestion of this id where it is one and was not logged yet."""
    store = SuggestionStore(desk.database)
    shown = store.suggestion(reply_id)
    if shown is None:
        return
    with desk.database.writing():
        log_suggestion(shown, desk=desk)
        store.forget(reply_id)
