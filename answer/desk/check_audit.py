"""Every record of the audit looked at: is it what was written, are all there, in their order?

Without a key and without a kept head the records tell only whether they fit together. Whoever makes
all later ones anew is found by a head that was kept where they cannot write, or by the key that
they have not got.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence

from answer.desk.audit_anchors import Anchor
from answer.desk.audit_chain import (
    BEGINNING,
    ERASURES,
    RECORDS,
    ChainRow,
    ToldRow,
    commitment_of,
    numbers_in,
    seal_of,
)
from answer.desk.audit_places import PlaceFinder, Places
from answer.desk.audit_record import AuditCheck, AuditFault, AuditHead, AuditProblem
from answer.desk.columns import time_of
from ingest.errors import DeskInvalid


class AuditChecker:
    """Looks at one audit, once."""

    def __init__(self, *, anchors: Sequence[Anchor] = (), key: bytes = b"") -> None:
        """``anchors`` are heads that were kept, oldest first; ``key`` is what sealed records."""
        self._anchors = anchors
        self._key = key
        self._wanted = {one.sequence for one in anchors}
        self._kept: dict[int, str] = {}
        """Of records with an anchor the hash they have."""
        self._finder = PlaceFinder(key=key)
        self._unlinked: list[int] = []
        self._absent: list[int] = []
        self._erased: set[int] = set()
        self._problems: list[AuditProblem] = []

    def check(
        self,
        rows: Iterable[tuple[ChainRow, ToldRow | None]],
        *,
        given: int,
        strays: Sequence[int],
        missing_guards: Sequence[str],
    ) -> AuditCheck:
        """What was found; ``given`` is the highest number that was ever given to a record."""
        count, sealed_from, unsealed, others = 0, 0, [], []
        last = AuditHead(sequence=0, hash=BEGINNING, at=None)
        for row, told in rows:
            count += 1
            if row.previous != last.hash:
                self._unlinked.append(row.sequence)
            if row.seal:
                sealed_from = sealed_from or row.sequence
                if self._key and row.seal != seal_of(self._key):
                    others.append(row.sequence)
            elif sealed_from:
                unsealed.append(row.sequence)
            # without the key only that the next one follows it can be told
            self._finder.add(row, is_taken_as_it_is=bool(row.seal) and not self._key)
            self._look_at_details(row, told)
            if row.sequence in self._wanted:
                self._kept[row.sequence] = row.hash
            last = AuditHead(sequence=row.sequence, hash=row.hash, at=time_of(row.at))
        places = self._finder.found(given=given)
        self._tell_places(places, last=last)
        self._tell_links(places)
        self._tell_details(strays)
        self._tell_seals(unsealed, others, is_empty=not count, sealed_from=sealed_from)
        self._tell_anchors(last)
        for name in missing_guards:
            self._tell("guard", 0, 0, f"the file's guard {name!r} is gone or was changed")
        return AuditCheck(
            records=count,
            erased=len(self._absent),
            sealed_from=sealed_from,
            anchors=len(self._anchors),
            head=last,
            problems=tuple(sorted(self._problems, key=lambda one: (one.first, one.last))),
        )

    def _look_at_details(self, row: ChainRow, told: ToldRow | None) -> None:
        if told is None:
            self._absent.append(row.sequence)
            return
        if commitment_of(told) != row.commitment:
            number = row.sequence
            text = f"the details of record {number} are not those that it was made of"
            self._tell("details", number, number, text)
        elif row.kind in ERASURES:
            self._erased.update(_numbers_told(told))

    def _tell_places(self, places: Places, *, last: AuditHead) -> None:
        for one in places.changed:
            self._tell_range("changed", one, "{} changed since it was written, or put in its place")
        for place in places.inserted:
            text = f"at place {place} stands a record that was not written there"
            self._tell("inserted", place, place, text)
        for one in places.deleted:
            if one.start > last.sequence:
                self._tell_range("cut", one, "{} deleted, after the last that is there")
            else:
                self._tell_range("deleted", one, "{} deleted")
        for stretch in places.moved:
            now = stretch.places
            where = f"{now.start}" if len(now) == 1 else f"{now.start} to {now.stop - 1}"
            self._tell_range("moved", stretch.numbers, f"{{}} moved to place {where}")

    def _tell_links(self, places: Places) -> None:
        """A record whose hash was made anew is whole by itself, but nothing follows it."""
        explained = set(places.inserted)
        for one in (*places.changed, *places.deleted):
            explained.update((one.start, one.stop - 1, one.stop))
        for stretch in places.moved:
            for one in (stretch.places, stretch.numbers):
                explained.update((one.start, one.stop))
        alone = [one for one in self._unlinked if not {one, one - 1} & explained]
        for place in alone:
            if place - 1 in alone:
                continue  # told of the one before
            number = place if place + 1 in alone or place == 1 else place - 1
            text = (
                f"record {number} was changed and its hash made anew: the next one follows another"
            )
            self._tell("changed", number, number, text)

    def _tell_details(self, strays: Sequence[int]) -> None:
        for number in self._absent:
            if number not in self._erased:
                text = f"the details of record {number} are gone, and no record says so"
                self._tell("details", number, number, text)
        for number in strays:
            self._tell("details", number, number, f"there are details of no record ({number})")

    def _tell_seals(
        self,
        unsealed: Sequence[int],
        others: Sequence[int],
        *,
        is_empty: bool,
        sealed_from: int,
    ) -> None:
        if unsealed:
            text = f"{len(unsealed)} records lack the seal that earlier ones have"
            self._tell("unsealed", unsealed[0], unsealed[-1], text)
        if others:
            text = f"{len(others)} records are sealed with another key than the one given"
            self._tell("unsealed", others[0], others[-1], text)
        if sealed_from and not self._key:
            text = f"records from {sealed_from} on are sealed with a key that was not given"
            self._tell("unsealed", sealed_from, sealed_from, text)
        if self._key and not sealed_from and not is_empty:
            text = "no record is sealed with the key; start the server with it once, if it is new"
            self._tell("unsealed", 1, 1, text)

    def _tell_anchors(self, last: AuditHead) -> None:
        """Heads that were kept, and are not what stands there now."""
        good = 0
        found = min((one.first for one in self._problems if one.first), default=None)
        for anchor in self._anchors:
            number = anchor.sequence
            if not anchor.is_signed:
                text = f"the head of record {number} ({anchor.where}) is not signed by the key"
                self._tell("rewritten", number, number, text)
            elif number > last.sequence:
                text = (
                    f"record {number} was there ({anchor.where}), and the last is {last.sequence}: "
                    "what came after it was deleted, or an older copy of the file put in its place"
                )
                self._tell("cut", last.sequence + 1, number, text)
            elif self._kept.get(number) == anchor.hash:
                good = max(good, number)
            elif found is None or found > number:
                text = (
                    f"records between {good + 1} and {number} were made anew: record {number} is "
                    f"not the one that was there ({anchor.where})"
                )
                self._tell("rewritten", good + 1, number, text)
                return

    def _tell_range(self, fault: AuditFault, numbers: range, text: str) -> None:
        first, last = numbers.start, numbers.stop - 1
        are = f"record {first} was" if first == last else f"records {first} to {last} were"
        self._tell(fault, first, last, text.format(are))

    def _tell(self, fault: AuditFault, first: int, last: int, text: str) -> None:
        self._problems.append(AuditProblem(fault=fault, first=first, last=last, text=text))


def kept_head(text: str) -> Anchor:
    """A head that somebody kept, as ``AuditHead.text`` writes it. Raises ``DeskInvalid``."""
    number, _, kept = text.strip().partition(":")
    if not number.isdecimal() or len(kept) != len(BEGINNING):
        raise DeskInvalid(
            f"head {text[:80]!r} is none; give what 'tradewind audit head' printed, as 1234:9f86…"
        )
    return Anchor(sequence=int(number), hash=kept.lower(), where="the head that was given")


def _numbers_told(told: ToldRow) -> Iterator[int]:
    """Which records' details an erasure took, as it says itself."""
    try:
        details: Mapping[str, object] = json.loads(told.told)
        for numbers in numbers_in(str(details.get(RECORDS, ""))):
            yield from numbers
    except (ValueError, AttributeError):
        return  # its commitment fits, so it was written like this: it erased nothing
