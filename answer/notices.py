"""Which notices of the customer's market an answer has to carry, by what it is about. Pure.

A notice nobody asked about is worse than a missing one. So an answer is about returns, a warranty
or disposal only where the question says so in its words *and* what is quoted stands under a title
or heading that says so (of an FAQ: or in its entry). "The output returns after a short circuit"
under "Protection" is about no returns of goods.
"""

import json
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from importlib import resources
from itertools import chain
from typing import cast, get_args

from answer.locale.market import LANGUAGE_OF_LAST_RESORT, Market, Notice, Topic
from answer.reply import Answer, CarriedNotice, Citation, Clarify, Reply, Statement
from ingest.document import DocumentKind
from ingest.language import UNDETERMINED, normalise_tag

_GAP = r"(?:\W+\w+){0,4}?\W+"
"""Up to four words in between: "send _ back"."""
_WITHOUT_WORD_BORDERS = frozenset({"zh-Hans", "zh-Hant", "ja", "ko", "th", "ar"})
"""No spaces, or particles and articles written on to the word."""
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
        word in _folded(text) for word in _titles().get(topic, ())
    )


def _names(question: str, notice: Notice) -> bool:
    """Whether a question names one of the marks a notice is about, in capitals as they are."""
    return any(
        re.search(rf"(?<![A-Za-z0-9]){re.escape(mark)}(?![A-Za-z0-9])", question)
        for mark in notice.when_named
    )


def _says(text: str, topic: Topic, language: str) -> bool:
    folded = _folded(text)
    return any(pattern.search(folded) for pattern in _patterns_of(topic, language))


def _patterns_of(topic: Topic, language: str) -> Iterator[re.Pattern[str]]:
    """Those of the language and of English, which is mixed into all; of every one where unknown."""
    patterns = _patterns()[topic]
    tag = normalise_tag(language)
    tag = tag if tag.startswith("zh") else tag.split("-")[0]
    if tag not in patterns or tag == UNDETERMINED:
        yield from patterns.values()
        return
    for spoken in dict.fromkeys((tag, LANGUAGE_OF_LAST_RESORT)):
        yield patterns[spoken]


@lru_cache(maxsize=1)
def _data() -> dict[str, dict[Topic, dict[str, list[str]]]]:
    text = (resources.files("answer.data") / "notice_topics.json").read_text(encoding="utf-8")
    return cast(dict[str, dict[Topic, dict[str, list[str]]]], json.loads(text))


@lru_cache(maxsize=1)
def _patterns() -> Mapping[Topic, Mapping[str, re.Pattern[str]]]:
    """One pattern a topic and language; Chinese is matched in both scripts."""
    found: dict[Topic, dict[str, re.Pattern[str]]] = {}
    for topic, by_language in _data()["topics"].items():
        both = [*by_language["zh-Hans"], *by_language["zh-Hant"]]
        spoken = by_language | {"zh-Hans": both, "zh-Hant": both}
        found[topic] = {tag: _pattern(words, tag) for tag, words in spoken.items()}
    return found


@lru_cache(maxsize=1)
def _titles() -> Mapping[Topic, list[str]]:
    """What stands for a topic in titles alone: short names of laws and forms."""
    return cast(Mapping[Topic, list[str]], _data()["titles"])


def _pattern(words: Sequence[str], language: str) -> re.Pattern[str]:
    if language in _WITHOUT_WORD_BORDERS:
        return re.compile("|".join(re.escape(_folded(word)) for word in words))
    return re.compile("|".join(rf"(?<!\w){_words(word)}(?!\w)" for word in words))


def _words(phrase: str) -> str:
    """A phrase of whole words: ``*`` ends a word's beginning, ``_`` stands for a few words."""
    parts = [
        re.escape(_folded(word.removesuffix("*"))) + (r"\w*" if word.endswith("*") else "")
        for word in phrase.split()
    ]
    return r"\s+".join(parts).replace(r"\s+_\s+", _GAP)


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold().replace("’", "'")
