"""Which of a customer's earlier questions ask the same, in other words, languages or channels.

Two questions ask the same when their vectors are near and they name the same things: "XR-200A"
asked about twice and "XR-200B" once is not one question asked three times, nor is 300 W 500 W.
"""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from answer.desk.conversation import AskedBefore
from ingest.identifiers import extract

WINDOW_DAYS = 30
THRESHOLD = 0.6
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")


def times_asked(
    vector: NDArray[np.float32],
    vector_of: str,
    earlier: Sequence[AskedBefore],
    *,
    at: datetime,
    text: str,
    window_days: int = WINDOW_DAYS,
) -> tuple[str, ...]:
    """The ids of the earlier messages that ask the same, as ``earlier`` has them in order.

    ``vector`` is the question's, of unit length and centred by language, shape (dimensions,);
    ``vector_of`` the fingerprint of what made it: vectors of another are not compared.
    """
    since = at - timedelta(days=window_days)
    return tuple(
        one.message_id
        for one in earlier
        if since <= one.at <= at
        and one.vector_of == vector_of
        and float(np.dot(vector, np.asarray(one.vector, np.float32))) >= THRESHOLD
        and ask_of_the_same(text, one.text)
    )


def ask_of_the_same(one: str, other: str) -> bool:
    """Whether two questions name the same identifiers and the same numbers."""
    return _named(one) == _named(other)


def _named(text: str) -> frozenset[str]:
    identifiers = extract(text)
    rest = text
    for found in reversed(identifiers):
        rest = f"{rest[: found.start]} {rest[found.end :]}"
    return frozenset({found.canonical for found in identifiers} | set(_NUMBER.findall(rest)))
