"""How the audit's records hang together: what is hashed, in which form. The noun of a record.

::

    commitment = sha256(salt, details)              salt and details can be erased
    hash       = sha256(every column, previous)     HMAC-SHA256 where there is a key: it is sealed

A record holds the hash of the one before it, so whoever changes one has to make all later ones
anew. What a record tells of a person stands in its details alone: they can be erased, and the chain
goes on to fit, because it holds only what they were committed to.
"""

import hashlib
import hmac
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ingest.errors import DeskInvalid

FORM = 1
"""Of what is hashed; another form would have another number."""
BEGINNING = "0" * 64
"""What the first record has before it."""
SALT_BYTES = 32
ERASURES = ("erase", "retention")
"""Kinds of record that tell which details are gone; their own are kept, and name nobody."""
RECORDS = "records"
"""Among such a record's details: the numbers of those whose details are gone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainRow:
    """A record as it stands on the disk. ``hash`` is what it should be, if nobody touched it."""

    sequence: int
    at: int
    """Microseconds since 1970."""
    kind: str
    actor: str
    subject: str
    """An id that we made: of a reply, a case, a release, a key; never a customer's."""
    commitment: str
    previous: str
    """The hash of the record before it."""
    seal: str
    """Which key it was sealed with; empty without one."""
    hash: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldRow:
    """A record's details as they stand on the disk, until they are erased."""

    salt: bytes
    customer_id: str
    """Whose they are; empty for nobody's."""
    conversation_id: str
    told: str
    """The details, as ``canonical`` writes them."""


def commitment_of(row: ToldRow) -> str:
    """What a record is bound to its details by, without telling them; hexadecimal."""
    text = canonical([row.customer_id, row.conversation_id, row.told])
    return hashlib.sha256(row.salt + text.encode()).hexdigest()


def hash_of(row: ChainRow, *, sequence: int | None = None, key: bytes = b"") -> str:
    """What the record's hash has to be, at its own place or at another; hexadecimal."""
    text = canonical(
        [
            FORM,
            row.sequence if sequence is None else sequence,
            row.at,
            row.kind,
            row.actor,
            row.subject,
            row.commitment,
            row.previous,
            row.seal,
        ]
    ).encode()
    if row.seal:
        return hmac.new(key, text, "sha256").hexdigest()
    return hashlib.sha256(text).hexdigest()


def seal_of(key: bytes) -> str:
    """The name of a key, from which nobody can tell it; empty for none."""
    return hashlib.sha256(b"tradewind audit key\0" + key).hexdigest()[:16] if key else ""


def canonical(value: Sequence[Any] | Mapping[str, Any]) -> str:
    """The one JSON text of a value. Raises ``DeskInvalid`` for what has none."""
    try:
        text = json.dumps(
            value, ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":")
        )
    except (TypeError, ValueError) as error:
        raise DeskInvalid(f"an audit record cannot hold this ({error}); give plain JSON") from error
    # half a surrogate pair, as it may come from outside, is written as JSON escapes it
    return text.encode("utf-8", "backslashreplace").decode()


def number_ranges(numbers: Sequence[int]) -> str:
    """Ascending numbers in one line: ``3-7,12``."""
    parts: list[list[int]] = []
    for number in numbers:
        if parts and number == parts[-1][1] + 1:
            parts[-1][1] = number
        else:
            parts.append([number, number])
    return ",".join(str(one) if one == last else f"{one}-{last}" for one, last in parts)


def numbers_in(ranges: str) -> tuple[range, ...]:
    """The numbers that ``number_ranges`` wrote; raises ``ValueError`` for anything else."""
    found = []
    for part in filter(None, ranges.split(",")):
        first, _, last = part.partition("-")
        found.append(range(int(first), int(last or first) + 1))
    return tuple(found)
