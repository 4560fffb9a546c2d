"""Headings of all documents → topics: headings of one meaning, in all languages.

A topic is found, not stated: headings that mean the same are clustered by their vectors like
questions, and a translation's headings are those of its original, one after the other, where both
have as many. What only one document speaks of has no sisters to be compared with, and is of the
topic of its document's kind.
"""

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from answer.insight.cluster_questions import (
    ClusterSettings,
    cluster_questions,
    most_central_first,
)
from answer.insight.matrix import Topic

SETTINGS = ClusterSettings(least_cosine=0.6, share_of_nearest=0.88)
"""Headings are shorter than questions, and nearer to one another."""
_NUMBER = re.compile(r"^\s*(?:\d+(?:\.\d+)*[.)、．]?|[一二三四五六七八九十]+、)\s+")
LEAST_DOCUMENTS = 2
KIND = "kind-"
"""Before the kind of a document, where a topic is only that."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """A heading, and where it stands."""

    text: str
    language: str
    document: str
    original: str
    """The path of the document that its document translates, else its own."""
    place: int
    """The how many-th section of its document."""
    is_question: bool = False
    """Of an FAQ, where each entry is headed by its own question: it joins topics and makes none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Topics:
    """The topics, and which a heading is of."""

    topics: tuple[Topic, ...]
    of_heading: Mapping[tuple[str, str], str]
    """(text, language) → a topic's id; what is missing is of its document's kind."""


def find_topics(
    headings: Sequence[Heading], *, vector_of: Callable[[str, str], NDArray[np.float32]]
) -> Topics:
    """The topics of a base. ``vector_of`` gives a heading's unit vector by text and language."""
    keys = sorted({(one.text, one.language) for one in headings})
    if not keys:
        return Topics(topics=(), of_heading={})
    vectors = np.stack([vector_of(_NUMBER.sub("", text), tag) for text, tag in keys])
    row_of = {key: row for row, key in enumerate(keys)}
    group = _Groups(len(keys))
    rows_of: dict[int, list[int]] = defaultdict(list)
    for row, label in enumerate(cluster_questions(vectors, settings=SETTINGS).tolist()):
        if label >= 0:
            rows_of[label].append(row)
    for rows in rows_of.values():
        group.join(rows)
    for pair in _translated(headings):
        group.join([row_of[key] for key in pair])
    documents: dict[int, set[str]] = defaultdict(set)
    stated: set[int] = set()
    members: dict[int, set[int]] = defaultdict(set)
    for one in headings:
        row = row_of[one.text, one.language]
        documents[group.of(row)].add(one.document)
        members[group.of(row)].add(row)
        if not one.is_question:
            stated.add(group.of(row))
    topics: list[Topic] = []
    of_heading: dict[tuple[str, str], str] = {}
    for number in sorted(members):
        if len(documents[number]) < LEAST_DOCUMENTS or number not in stated:
            continue
        rows = sorted(members[number])
        topic = _topic([keys[row] for row in rows], vectors[rows])
        topics.append(topic)
        of_heading.update({keys[row]: topic.id for row in rows})
    return Topics(topics=tuple(sorted(topics, key=lambda one: one.name)), of_heading=of_heading)


def topic_of_kind(kind: str) -> Topic:
    """The topic of what has no heading that others share."""
    return Topic(id=f"{KIND}{kind}", name=kind, language="en", headings=())


def _topic(keys: Sequence[tuple[str, str]], vectors: NDArray[np.float32]) -> Topic:
    """Named by its most central heading in the language that has most of them."""
    counts = Counter(language for _, language in keys)
    language = min(counts, key=lambda one: (-counts[one], one != "en", one))
    central = next(
        keys[row] for row in most_central_first(vectors).tolist() if keys[row][1] == language
    )
    seed = hashlib.sha256("\n".join(central).encode()).hexdigest()
    return Topic(
        id=f"topic-{seed[:10]}",
        name=_NUMBER.sub("", central[0]),
        language=language,
        headings=tuple(dict.fromkeys(text for text, _ in keys)),
    )


def _translated(headings: Sequence[Heading]) -> list[tuple[tuple[str, str], tuple[str, str]]]:
    """The headings of an original, each with that of a translation with as many sections."""
    by_document: dict[str, list[Heading]] = defaultdict(list)
    for one in headings:
        by_document[one.document].append(one)
    pairs = []
    for own in by_document.values():
        of_original = by_document.get(own[0].original, [])
        if own[0].document != own[0].original and len(of_original) == len(own):
            for one, other in zip(
                sorted(own, key=_place), sorted(of_original, key=_place), strict=True
            ):
                pairs.append(((one.text, one.language), (other.text, other.language)))
    return pairs


def _place(heading: Heading) -> int:
    return heading.place


class _Groups:
    """Which rows belong together; the least row names a group."""

    def __init__(self, count: int) -> None:
        self._above = list(range(count))

    def of(self, row: int) -> int:
        while self._above[row] != row:
            self._above[row] = self._above[self._above[row]]
            row = self._above[row]
        return row

    def join(self, rows: Sequence[int]) -> None:
        for row in rows[1:]:
            first, other = sorted((self.of(rows[0]), self.of(row)))
            self._above[other] = first
