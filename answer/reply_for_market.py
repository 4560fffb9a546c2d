"""A reply → the reply as the customer's market has it: notices, the time to a reply, a wish."""

import math
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from answer.locale.fill import fill, sentences
from answer.locale.formats import show_moment
from answer.locale.manner import Manner
from answer.locale.market import Market
from answer.locale.phrases import PhraseBook, Phrases
from answer.locale.working_days import expected_reply, greeting_at
from answer.notices import carried, notices_for, topics_of
from answer.question import PreparedQuestion
from answer.reply import Answer, Handoff, Reply
from index.content import StoredDocument

_PLAIN = Manner()


def reply_for_market(
    reply: Reply,
    *,
    prepared: PreparedQuestion,
    market: Market | None,
    find_document: Callable[[str], StoredDocument | None],
    phrases: PhraseBook,
    now: datetime,
    manner: Manner = _PLAIN,
) -> Reply:
    """The reply to one question, with what its market adds; as it is where no market is known.

    An answer notes its notices, to be put below the whole message; a hand-off says by when a person
    replies; a goodbye wishes what the season asks for.
    """
    if market is None:
        return reply
    frame = replace(phrases.phrases_for(reply.language), address=manner.address)
    if isinstance(reply, Handoff):
        return replace(reply, text=_with_time(reply.text, frame=frame, market=market, now=now))
    if not isinstance(reply, Answer):
        return reply
    if prepared.intent == "goodbye":
        return replace(reply, text=_with_wish(reply.text, frame=frame, market=market, now=now))
    cited = {one.document for made in reply.statements for one in made.citations}
    documents = filter(None, map(find_document, cited))
    kinds = {document.path: document.facts.kind for document in documents}
    asked = prepared.text
    topics = topics_of(asked, reply.statements, language=prepared.language, kinds=kinds)
    found = notices_for(market, topics, question=asked)
    return replace(reply, notices=carried(found, language=reply.language))


def _with_time(text: str, *, frame: Phrases, market: Market, now: datetime) -> str:
    due = expected_reply(market, now)
    if due is None:
        within = frame.text("handoff_expected_within", days=_working_days(market))
        return sentences(frame, text, within)
    when = show_moment(due, language=frame.language, market=market)
    return sentences(frame, text, fill(frame, "handoff_expected", when=when))


def _working_days(market: Market) -> int:
    """In how many working days a person replies: a group of countries has no clock to name."""
    opens, closes = market.service_hours.opens, market.service_hours.closes
    minutes = (closes.hour - opens.hour) * 60 + closes.minute - opens.minute
    return max(1, math.ceil(market.reply_within_hours * 60 / max(minutes, 1)))


def _with_wish(text: str, *, frame: Phrases, market: Market, now: datetime) -> str:
    """A goodbye with what one wishes at this time of the year, on the market's day."""
    zone = ZoneInfo(market.time_zones[0]) if market.time_zones else UTC
    wish = greeting_at(market, now.astimezone(zone).date(), language=frame.language)
    return sentences(frame, text, wish)
