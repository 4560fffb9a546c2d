"""What the history says of the releases on disk: which were live, which way leads back, what goes.

Pure functions of ids: ``kept`` are the complete releases on disk, oldest first; ``current`` is the
live one; ``publications`` the switches that took place, oldest first. Releases that are older than
the history were published as soon as they were built.
"""

from collections.abc import Callable, Collection, Sequence
from datetime import datetime, timedelta

from index.publication import Publication

CANDIDATE_DAYS = 7
"""How long a candidate that nobody publishes is kept."""


def took_place(publications: Sequence[Publication], *, current: str) -> tuple[Publication, ...]:
    """Those of the written switches that were made.

    A line is written before its switch. Where a kill came between, the next line starts from
    the same release again, or that release is still the current one.
    """
    following = (*(one.from_release for one in publications[1:]), current)
    # without a history there is nothing to compare the current one with
    pairs = zip(publications, following, strict=False)
    return tuple(one for one, next_from in pairs if next_from != one.from_release)


def were_live(
    publications: Sequence[Publication], *, kept: Sequence[str], current: str
) -> frozenset[str]:
    """The kept releases that answer or once answered; the others are candidates."""
    eldest = publications[0].from_release if publications else current
    named = {name for one in publications for name in (one.from_release, one.to_release)}
    return frozenset(name for name in kept if name <= eldest or name in named or name == current)


def way_back(
    publications: Sequence[Publication], *, kept: Sequence[str], current: str
) -> tuple[str, ...]:
    """The releases that a roll-back leads to, one after the other, the nearest first.

    A publication lays its release on top, a roll-back takes off what lies above its own. What was
    taken off is no way back: somebody had a reason.
    """
    eldest = publications[0].from_release if publications else current
    pile = [name for name in kept if name <= eldest]
    for one in publications:
        if one.kind == "rollback" and one.to_release in pile:
            del pile[pile.index(one.to_release) + 1 :]
        else:
            pile = [*(name for name in pile if name != one.to_release), one.to_release]
    below = pile[: pile.index(current)] if current in pile else pile
    return tuple(name for name in reversed(below) if name in set(kept))


def to_delete(
    publications: Sequence[Publication],
    *,
    kept: Sequence[str],
    whole: Collection[str],
    current: str,
    parent: str,
    keep: int,
    now: datetime,
) -> tuple[str, ...]:
    """What the rule of keeping lets go of.

    Kept are the live release, its parent, the ``keep`` whole ones that answered last, and the
    newest candidate for ``CANDIDATE_DAYS``, while nothing newer was built.
    """
    live = were_live(publications, kept=kept, current=current)
    answered = sorted((name for name in live if name in whole), key=_answered_last(publications))
    others = [name for name in answered if name != current]
    spared = {current, parent, *others[max(0, len(others) - keep + 1) :]}
    newest = kept[-1] if kept else ""
    # an id begins with the moment at which its release was built
    if (
        newest not in live
        and newest[:15] >= f"{now - timedelta(days=CANDIDATE_DAYS):%Y%m%dT%H%M%S}"
    ):
        spared.add(newest)
    return tuple(name for name in kept if name not in spared)


def _answered_last(publications: Sequence[Publication]) -> Callable[[str], tuple[int, str]]:
    last = {
        name: number
        for number, one in enumerate(publications, start=1)
        for name in (one.from_release, one.to_release)
    }
    return lambda name: (last.get(name, 0), name)
