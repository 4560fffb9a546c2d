"""Question → prepared question: language, identifiers, intent, and the search it becomes."""

from collections.abc import Sequence
from datetime import UTC, datetime

from answer.intents import intent_of
from answer.question import PreparedQuestion, Question, Turn
from index.passage import SearchFilters, SearchQuery
from ingest.errors import QuestionInvalid
from ingest.identifiers import extract
from ingest.language import detect, normalise_tag

MAX_QUESTION_CHARACTERS = 4_000
SHORT_QUESTION_CHARACTERS = 48
"""A follow-up this short ("and for the 300 W one?") leans on what was said before."""
SEARCH_LIMIT = 20


def prepare(
    question: Question,
    *,
    max_characters: int = MAX_QUESTION_CHARACTERS,
    search_limit: int = SEARCH_LIMIT,
) -> PreparedQuestion:
    """What the engine searches with.

    Raises ``QuestionInvalid`` for an empty or over-long question, saying what to change.
    """
    asked = question.question.strip()
    if not asked:
        raise QuestionInvalid("question is empty; send the customer's message as 'question'")
    if len(asked) > max_characters:
        raise QuestionInvalid(
            f"question has {len(asked)} characters, the limit is {max_characters}; "
            f"send the part that asks"
        )
    text = _standalone(asked, question.history)
    language = _language(question, asked)
    identifiers = tuple(extract(text))
    intent = intent_of(asked)
    return PreparedQuestion(
        question=question,
        text=text,
        language=language,
        identifiers=identifiers,
        intent=intent,
        wants_person=intent == "wants_person",
        as_of=question.as_of or datetime.now(UTC).date(),
        query=SearchQuery(
            text=text,
            language=language,
            identifiers=tuple(dict.fromkeys(found.canonical for found in identifiers)),
            filters=SearchFilters(audience=question.audience),
            limit=search_limit,
        ),
    )


def _language(question: Question, asked: str) -> str:
    """As stated, else told from the message, else from what the customer wrote before."""
    stated = normalise_tag(question.language) if question.language else ""
    if stated:
        return stated
    found = detect(asked)
    if found != "und":
        return found
    for turn in reversed(question.history):
        if turn.role == "customer":
            before = detect(turn.text)
            if before != "und":
                return before
    return "und"


def _standalone(asked: str, history: Sequence[Turn]) -> str:
    """A short follow-up with the customer's last message before it; anything else as asked."""
    if len(asked) > SHORT_QUESTION_CHARACTERS:
        return asked
    before = next((turn.text.strip() for turn in reversed(history) if turn.role == "customer"), "")
    if not before or before == asked:
        return asked
    return f"{before[:MAX_QUESTION_CHARACTERS]}\n{asked}"
