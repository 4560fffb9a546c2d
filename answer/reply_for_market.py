"""A reply → the reply as the customer's market has it: its notices, and when a person answers."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from answer.locale.formats import show_moment
from answer.locale.market import Market
from answer.locale.phrases import PhraseBook
from answer.locale.working_days import expected_reply
from answer.notices import carried, notices_for, topics_of
from answer.question import PreparedQuestion
from answer.reply import Answer, Handoff, Reply
from index.content import StoredDocument

_ISOLATED = "\u2068{}\u2069"
"""So that a time from left to right turns nothing around in a text from right to left (UAX #9)."""
_RIGHT_TO_LEFT = frozenset({"ar"})
_WITHOUT_SPACES = frozenset({"zh", "ja"})


def reply_for_market(
    reply: Reply,
    *,
    prepared: PreparedQuestion,
    market: Market | None,
    find_document: Callable[[str], StoredDocument | None],
    phrases: PhraseBook,
    now: datetime,
) -> Reply:
    """The reply to one question, with what its market adds; as it is where no market is known.

    An answer notes its notices, to be put below the whole message; a hand-off says by when a person
    replies.
    """
    if market is None:
        return reply
    if isinstance(reply, Answer):
        asked = prepared.text
        cited = {one.document for made in reply.statements for one in made.citations}
        documents = filter(None, map(find_document, cited))
        kinds = {document.path: document.facts.kind for document in documents}
        topics = topics_of(asked, reply.statements, language=prepared.language, kinds=kinds)
        found = notices_for(market, topics, question=asked)
        return replace(reply, notices=carried(found, language=reply.language))
    if isinstance(reply, Handoff):
        return replace(reply, text=_with_time(reply, market=market, phrases=phrases, now=now))
    return reply


def _with_time(reply: Handoff, *, market: Market, phrases: PhraseBook, now: datetime) -> str:
    due = expected_reply(market, now)
    if due is None:
        return reply.text
    frame = phrases.phrases_for(reply.language)
    base = frame.language.split("-")[0]
    when = show_moment(due, language=frame.language, market=market)
    sentence = frame.text(
        "handoff_expected", when=_ISOLATED.format(when) if base in _RIGHT_TO_LEFT else when
    )
    return f"{reply.text}{'' if base in _WITHOUT_SPACES else ' '}{sentence}"
