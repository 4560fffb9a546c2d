"""Question → prepared question: language, identifiers, intent, and the search it becomes."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from answer.intents import intent_of, languages_of
from answer.question import PreparedQuestion, Question, Turn
from index.passage import SearchFilters, SearchQuery
from ingest.errors import QuestionInvalid
from ingest.identifier import Identifier
from ingest.identifiers import extract
from ingest.language import detect, normalise_tag

MAX_QUESTION_CHARACTERS = 4_000
SHORT_QUESTION_CHARACTERS = 48
"""A follow-up this short ("and for the 300 W one?") leans on what was said before."""
SEARCH_LIMIT = 20

Identify = Callable[[str], Sequence[Identifier]]


def prepare(
    question: Question,
    *,
    max_characters: int = MAX_QUESTION_CHARACTERS,
    search_limit: int = SEARCH_LIMIT,
    identify: Identify = extract,
    knows_product: Callable[[str], bool] = bool,
) -> PreparedQuestion:
    """What the engine searches with.

    ``identify`` finds the identifiers of a text; the release's own also finds careless spellings.
    The product of the page a question came from narrows the search where ``knows_product`` and the
    question names no model itself; what a caller's shop calls it may be unknown here.
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
    text = _standalone(asked, question.history, identify)
    language = _language(question, asked)
    identifiers = tuple(identify(text))
    names_model = any(found.kind == "model" for found in identifiers)
    product = question.product.strip()
    if names_model or not product or not knows_product(product):
        product = ""
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
            filters=SearchFilters(audience=question.audience, product=product),
            limit=search_limit,
        ),
    )


def _language(question: Question, asked: str) -> str:
    """As stated, else told from the message, else from what the customer wrote before."""
    stated = normalise_tag(question.language) if question.language else ""
    if stated:
        return stated
    found = detect(asked)
    said_in = languages_of(asked)
    if said_in and found not in said_in:
        # a single word is too little to tell by, but these words are known
        before = _language_before(question.history)
        return before if before in said_in else said_in[0]
    return found if found != "und" else _language_before(question.history)


def _language_before(history: Sequence[Turn]) -> str:
    """The language of the customer's last message that has one."""
    told = (detect(turn.text) for turn in reversed(history) if turn.role == "customer")
    return next((language for language in told if language != "und"), "und")


def _standalone(asked: str, history: Sequence[Turn], identify: Identify) -> str:
    """A short follow-up with the customer's last message before it; anything else as asked.

    Where the follow-up names something itself, what was named before it is left out: "and for the
    XR-200B?" asks about no other.
    """
    if len(asked) > SHORT_QUESTION_CHARACTERS:
        return asked
    before = next((turn.text.strip() for turn in reversed(history) if turn.role == "customer"), "")
    if not before or before == asked:
        return asked
    before = before[:MAX_QUESTION_CHARACTERS]
    kinds = {found.kind for found in identify(asked)}
    for found in reversed(identify(before) if kinds else ()):
        if found.kind in kinds:
            before = f"{before[: found.start]} {before[found.end :]}"
    return f"{before.strip()}\n{asked}"
