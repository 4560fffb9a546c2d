"""Question → prepared question: language, identifiers, intent, and the search it becomes."""

import re
from collections.abc import Callable, Collection, Sequence
from datetime import UTC, datetime
from typing import Protocol
from urllib.parse import parse_qsl, urlsplit

from answer.follow_up import FollowUp, IsAbout, follow_up
from answer.intents import intent_of, languages_of
from answer.masking.mask import mask, without_spans
from answer.question import PreparedQuestion, Question, Turn
from index.passage import SearchFilters, SearchQuery
from ingest.errors import QuestionInvalid
from ingest.identifier import Identifier
from ingest.identifiers import extract
from ingest.language import (
    CORE_LANGUAGES,
    UNDETERMINED,
    detect,
    normalise_tag,
    primary,
    same_language,
)

MAX_QUESTION_CHARACTERS = 4_000
SEARCH_LIMIT = 20
OTHER_SCRIPTS = ("zh", "ja", "ko", "th")
_LANGUAGE_PARAMETERS = frozenset({"lang", "language", "locale", "hl"})
_LANGUAGE_TAG = re.compile(r"[a-z]{2}(?:[-_](?:[a-z]{2}|han[st]))?", re.IGNORECASE)

Identify = Callable[[str], Sequence[Identifier]]


class RewriteFollowUp(Protocol):
    """The seam: whoever makes a follow-up standalone in better words than the rules."""

    def __call__(
        self,
        asked: str,
        history: Sequence[Turn],
        by_rules: FollowUp,
        *,
        language: str,
        identify: Identify,
    ) -> FollowUp:
        """The follow-up made standalone; ``by_rules`` where that is not to be had."""
        ...


def prepare(
    question: Question,
    *,
    max_characters: int = MAX_QUESTION_CHARACTERS,
    search_limit: int = SEARCH_LIMIT,
    identify: Identify = extract,
    knows_product: Callable[[str], bool] = bool,
    market_languages: Sequence[str] = (),
    models: Collection[str] = (),
    written_form: Callable[[str], str] = str,
    is_about: IsAbout | None = None,
    rewrite: RewriteFollowUp | None = None,
) -> PreparedQuestion:
    """What the engine searches with.

    ``market_languages`` are those of the customer's market: they decide, after the conversation and
    the page, which language a word is in that several have.

    What leans on the question's history is made standalone (``answer/follow_up.py``, which
    ``models``, ``written_form`` and ``is_about`` go to), by ``rewrite`` where one is given.
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
    private = mask(asked, language=question.language, market=question.market)
    # whose name is foreign need not be: "Regards, Katarzyna" is English
    language = _language(question, without_spans(asked, private), market_languages)
    intent = "wants_person" if question.asks_for_person else intent_of(asked)
    made = follow_up(
        asked,
        question.history,
        identify=identify,
        language=language,
        models=models,
        written_form=written_form,
        is_about=is_about,
    )
    if rewrite and question.history and intent == "question":
        made = rewrite(asked, question.history, made, language=language, identify=identify)
    text = made.text
    if text != asked:
        private = mask(text, language=language, market=question.market)
    # a passport's number looks like a model's, and would be one that nobody knows
    identifiers = tuple(one for one in identify(text) if not private.hides(one.start, one.end))
    names_model = any(found.kind == "model" for found in identifiers)
    product = question.product.strip()
    if names_model or not product or not knows_product(product):
        product = ""
    return PreparedQuestion(
        question=question,
        text=text,
        language=language,
        identifiers=identifiers,
        intent=intent,
        wants_person=intent == "wants_person",
        as_of=question.as_of or datetime.now(UTC).date(),
        is_sensitive=private.is_sensitive,
        query=SearchQuery(
            text=text,
            language=language,
            identifiers=tuple(dict.fromkeys(found.canonical for found in identifiers)),
            filters=SearchFilters(audience=question.audience, product=product),
            limit=search_limit,
        ),
    )


def _language(question: Question, asked: str, market_languages: Sequence[str]) -> str:
    """As stated, else told from the message, else from what was said and seen before it."""
    stated = normalise_tag(question.language) if question.language else ""
    if stated:
        return stated
    before = [_language_before(question.history), _language_of_page(question.page_url)]
    hints = [tag for tag in before if tag != UNDETERMINED]
    found = detect(asked)
    if found == UNDETERMINED:
        return hints[0] if hints else found
    said_in = languages_of(asked)
    if said_in and found not in said_in:
        # a single word is too little to tell by, but these words are known
        return next((tag for tag in (*hints, *market_languages) if tag in said_in), said_in[0])
    for hint in (*hints, *market_languages):
        told = detect(asked, hint=hint)
        if same_language(told, hint):
            return told
    return found


def _language_before(history: Sequence[Turn]) -> str:
    """The language of the customer's last message that has one."""
    told = (detect(turn.text) for turn in reversed(history) if turn.role == "customer")
    return next((language for language in told if language != "und"), "und")


def _language_of_page(page_url: str) -> str:
    """The language that a page's address names: ``/de/``, ``/pt-BR/``, ``?lang=ja``, ``nl.shop…``.

    "und" where it names none.
    """
    try:
        parts = urlsplit(page_url)
    except ValueError:
        return UNDETERMINED
    stated = [value for name, value in parse_qsl(parts.query) if name in _LANGUAGE_PARAMETERS]
    first = [part for part in parts.path.split("/") if part][:2]
    labels = (parts.hostname or "").split(".")
    host = labels[:1] if len(labels) > 2 else []
    named = (tag for tag in (*stated, *first, *host) if _LANGUAGE_TAG.fullmatch(tag))
    return next((tag for tag in map(normalise_tag, named) if _is_told(tag)), UNDETERMINED)


def _is_told(tag: str) -> bool:
    return primary(tag) in (*CORE_LANGUAGES, *OTHER_SCRIPTS)
