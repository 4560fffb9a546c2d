"""Which labels of two languages name the same thing: the nearest in meaning. Pure.

A model reads every label that is compared, which takes longer than all the rest, so only so many
are read for one question. What would take more counts as not the same.
"""

from collections.abc import Callable, Iterable

Text = tuple[str, str]
"""A label with its language."""
Likeness = Callable[[Text, Text], float]
"""Centred cosine of two texts; asked for candidates alone."""

TEXTS_READ_AT_MOST = 8
"""For one question."""


class NearestLabels:
    """Compares labels until too many were read; one for each question."""

    def __init__(self, likeness: Likeness, *, texts_at_most: int = TEXTS_READ_AT_MOST) -> None:
        self._likeness = likeness
        self._texts_at_most = texts_at_most
        self._read: set[Text] = set()

    def are_nearest(
        self, one: Text, two: Text, *, rivals: Iterable[tuple[Text, Text]], least: float
    ) -> bool:
        """Whether two labels are at least so near, and nearer than any of the ``rivals`` are."""
        if not self._may_read(one, two):
            return False
        near = self._likeness(one, two)
        if near < least:
            return False
        return all(self._may_read(*pair) and self._likeness(*pair) < near for pair in rivals)

    def _may_read(self, *texts: Text) -> bool:
        read = self._read.union(texts)
        if len(read) > self._texts_at_most:
            return False
        self._read = read
        return True
