"""A reply → the reply as the customer's market has it: notices, the time to a reply, a wish."""

import math
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
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
HOURS_TOLD = 48
"""Longer than this is told in days."""


def reply_for_market(
    reply: Reply,
    *,
    prepared: PreparedQuestion,
    market: Market | None,
    find_document: Callable[[str], StoredDocument | None],
    phrases: PhraseBook,
    now: datetime,
    manner: Manner = _PLAIN,
    due_at: datetime | None = None,
) -> Reply:
    """The reply to one question, with what its market adds; as it is where no market is known.

    An answer notes its notices, to be put below the whole message; a hand-off says by when a person
    replies, which is ``due_at`` where the desk keeps a clock of it, else as soon as the market is
    used to; a goodbye wishes what the season asks for.
    """
    frame = replace(phrases.phrases_for(reply.language), address=manner.address)
    if isinstance(reply, Handoff):
        return _promised(reply, frame=frame, market=market, now=now, due_at=due_at)
    if market is None:
        return reply
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


def _promised(
    reply: Handoff, *, frame: Phrases, market: Market | None, now: datetime, due_at: datetime | None
) -> Handoff:
    """The hand-off with the time that is kept to, on the customer's clock where it is known."""
    if reply.reason == "with_person" and due_at is None:
        return reply  # no clock runs, or one that has run out
    zones = market.time_zones if market else ()
    due = due_at or (expected_reply(market, now) if market else None)
    if due is None:
        days = _working_days(market) if market else 0
        within = frame.text("handoff_expected_within", days=days) if days else ""
        return replace(reply, text=sentences(frame, reply.text, within))
    if zones:
        due = _to_the_quarter(due.astimezone(ZoneInfo(zones[0])))
    said = expected_by(due, frame=frame, market=market, now=now)
    return replace(reply, text=sentences(frame, reply.text, said), due_at=due.astimezone(UTC))


def expected_by(due_at: datetime, *, frame: Phrases, market: Market | None, now: datetime) -> str:
    """By when a person replies, on the customer's clock; in hours where nobody knows what it shows.

    To the quarter of an hour, and never sooner than it is due.
    """
    if market and market.time_zones:
        local = _to_the_quarter(due_at.astimezone(ZoneInfo(market.time_zones[0])))
        return fill(
            frame,
            "handoff_expected",
            when=show_moment(local, language=frame.language, market=market),
        )
    hours = max(1, math.ceil((due_at - now) / timedelta(hours=1)))
    if hours <= HOURS_TOLD:
        return frame.text("handoff_expected_hours", hours=hours)
    return frame.text("handoff_expected_within", days=math.ceil(hours / 24))


def _to_the_quarter(moment: datetime) -> datetime:
    """The next full quarter of an hour: a promise to the minute is none."""
    past = timedelta(
        minutes=moment.minute % 15, seconds=moment.second, microseconds=moment.microsecond
    )
    return moment - past + timedelta(minutes=15) if past else moment


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
