"""Which of a customer's earlier questions ask the same, in other words, languages or channels.

Two questions ask the same when they are alike and name the same things: "XR-200A" asked about twice
and "XR-200B" once is not one question asked three times, nor is 300 W 500 W. Alike they are by the
cosine of their vectors, less a part of the letters they share: two questions about the same matter
in the same language share words and come near for that alone ("How long does the battery last?",
"How long does it take to charge the battery?").

The part and the threshold are fitted for 0.97 of what is taken to be right, on half of the subjects
(``scripts/fit_repeated.py``; among nine other questions about the same subject). On the other half:
FAQ in English and Chinese 0.97 right and 0.85 found, XQuAD in eleven languages 0.93 and 0.56 (some
of its questions do ask the same), a bank's customers by intent 0.97 and 0.20 (an intent is wider
than a question). On hand-written questions among adversarial ones 0.87 and 0.33. In doubt it is
another question: the customer is answered, and no person disturbed.
"""

import re
import unicodedata
from collections.abc import Sequence
from datetime import datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from answer.desk.conversation import AskedBefore
from answer.written_numbers import in_ascii, written_numbers
from ingest.identifiers import extract

WINDOW_DAYS = 30
THRESHOLD = 0.622
"""Of the cosine less what shared letters take away."""
SHARED_LETTERS_WEIGHT = 0.3
_CODE = re.compile(r"(?<![A-Za-z0-9])[A-Za-z]{1,5}-?\d{1,6}(?![A-Za-z0-9])")
"""Letters and digits that the identifiers do not know: ``E04`` on a display, ``IP65``."""


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
        and _alike(float(np.dot(vector, np.asarray(one.vector, np.float32))), text, one.text)
        and name_the_same(text, one.text)
    )


def name_the_same(one: str, other: str) -> bool:
    """Whether two questions name the same identifiers and numbers, or one of them fewer.

    Who asks again leaves out what was said; who names another model or amount asks another thing.
    """
    identifiers, numbers = _named(one)
    others, other_numbers = _named(other)
    return (identifiers <= others or others <= identifiers) and (
        _within(numbers, other_numbers) or _within(other_numbers, numbers)
    )


def shared_letters(one: str, other: str) -> float:
    """Which part of the groups of three letters in two texts they have in common, 0 to 1."""
    groups, others = _threes(one), _threes(other)
    return len(groups & others) / len(groups | others)


def _alike(cosine: float, one: str, other: str) -> bool:
    # what shared letters take away is looked at only where it can matter
    return (
        cosine >= THRESHOLD
        and cosine - SHARED_LETTERS_WEIGHT * shared_letters(one, other) >= THRESHOLD
    )


def _threes(text: str) -> frozenset[str]:
    padded = f"  {unicodedata.normalize('NFKC', text).casefold()} "
    return frozenset(padded[start : start + 3] for start in range(len(padded) - 2))


def _named(text: str) -> tuple[frozenset[str], tuple[frozenset[float], ...]]:
    """The identifiers, and the readings of each number that is no part of one."""
    plain = in_ascii(text)
    found = extract(plain)
    for identifier in found:
        blank = " " * (identifier.end - identifier.start)
        plain = f"{plain[: identifier.start]}{blank}{plain[identifier.end :]}"
    numbers = tuple(frozenset(number.values) for number in written_numbers(plain))
    names = {identifier.canonical for identifier in found}
    return frozenset(names | {code.upper() for code in _CODE.findall(plain)}), numbers


def _within(fewer: Sequence[frozenset[float]], more: Sequence[frozenset[float]]) -> bool:
    return all(any(number & other for other in more) for number in fewer)
