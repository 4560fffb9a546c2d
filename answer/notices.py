"""Which notices of the customer's market an answer has to carry, by what it is about. Pure.

A notice nobody asked about is worse than a missing one. So an answer is about returns, a warranty
or disposal only where the question says so in its words *and* what is quoted stands under a title
or heading that says so (of an FAQ: or in its entry). "The output returns after a short circuit"
under "Protection" is about no returns of goods.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from importlib import resources
from itertools import chain
from typing import cast, get_args

from answer.locale.market import Market, Notice, Topic
from answer.reply import Answer, CarriedNotice, Citation, Clarify, Reply, Statement
from answer.topic_words import folded, says, topic_patterns
from ingest.document import DocumentKind

_FILE = "notice_topics.json"
_TOPICS: tuple[Topic, ...] = get_args(Topic)
_DISPOSAL_OF: Mapping[Topic, Topic] = {"batteries": "disposal"}
"""What is about batteries only where it is about disposing of them; it then stands for both."""


def topics_of(
    question: str,
    statements: Sequence[Statement],
    *,
    language: str,
    kinds: Mapping[str, DocumentKind],
) -> tuple[Topic, ...]:
    """What an answer is about, of all that markets have rules for, in a fixed order.

    ``kinds`` are those of the quoted documents, by path.
    """
    asked = {topic for topic in _TOPICS if _says(question, topic, language)}
    cited = list(chain.from_iterable(statement.citations for statement in statements))
    shown = {topic for topic in asked if any(_is_about(one, topic, kinds) for one in cited)}
    for special, general in _DISPOSAL_OF.items():
        if special in asked and general in shown:
            shown = (shown | {special}) - {general}
        else:
            shown.discard(special)
    return tuple(topic for topic in _TOPICS if topic in shown)


def topics_named(text: str, *, language: str) -> tuple[Topic, ...]:
    """What a text by itself is about, of all that markets have rules for, in a fixed order."""
    return tuple(topic for topic in _TOPICS if _says(text, topic, language))


def notices_for(
    market: Market | None, topics: Sequence[Topic], *, question: str
) -> tuple[Notice, ...]:
    """The notices of a market about these topics, as far as the question calls for them."""
    if market is None:
        return ()
    return tuple(
        notice
        for notice in market.notices
        if notice.topic in topics and (not notice.when_named or _names(question, notice))
    )


def carried(notices: Sequence[Notice], *, language: str) -> tuple[CarriedNotice, ...]:
    """The notices as a reply in a language carries them."""
    return tuple(
        CarriedNotice(
            key=f"{notice.holds_in}.{notice.key}",
            text=notice.text(language),
            source=notice.source,
            owner=notice.owner,
            confirmed=notice.confirmed,
        )
        for notice in notices
    )


def with_notices(reply: Reply) -> Reply:
    """The reply whose text ends with its notices; those of a question back stand before it."""
    if not isinstance(reply, Answer | Clarify) or not reply.notices:
        return reply
    notices = "\n".join(dict.fromkeys(notice.text for notice in reply.notices))
    if isinstance(reply, Answer):
        return replace(reply, text=f"{reply.text}\n\n{notices}")
    before, _, asked = reply.text.rpartition("\n\n")
    return replace(reply, text="\n\n".join(filter(None, (before, notices, asked))))


def _is_about(citation: Citation, topic: Topic, kinds: Mapping[str, DocumentKind]) -> bool:
    kind = kinds.get(citation.document)
    if topic == "certificates":
        return kind == "certificate"
    places = [citation.title, *citation.heading_path]
    if kind == "faq":
        places.append(citation.quote)
    text = "\n".join(places)
    return _says(text, topic, citation.language) or any(
        word in folded(text) for word in _titles().get(topic, ())
    )


def _names(question: str, notice: Notice) -> bool:
    """Whether a question names one of the marks a notice is about, in capitals as they are."""
    return any(
        re.search(rf"(?<![A-Za-z0-9]){re.escape(mark)}(?![A-Za-z0-9])", question)
        for mark in notice.when_named
    )


def _says(text: str, topic: Topic, language: str) -> bool:
    return says(text, topic_patterns(_FILE)[topic], language=language)


@lru_cache(maxsize=1)
def _titles() -> Mapping[Topic, list[str]]:
    """What stands for a topic in titles alone: short names of laws and forms."""
    text = (resources.files("answer.data") / _FILE).read_text(encoding="utf-8")
    return cast(Mapping[Topic, list[str]], json.loads(text)["titles"])
