"""All claims of a base, by what can be asked of them. Pure."""

import dataclasses
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from answer.claim_labels import content_of, without_identifiers
from answer.claims import Claim, claims
from index.passage import Passage
from ingest.language import primary

FEWEST_WORDS = 2
FEWEST_CHARACTERS = 4
"""Of a clause, in Chinese and Japanese."""
_CALENDAR = re.compile(
    r"世[纪紀]|民[国國]|昭和|平成|令和|公元|centur|siècle|siglo|século|secolo|jahrhundert|\bвек",
    re.IGNORECASE,
)
"""A number of years that is a date."""
_CLAUSE = re.compile(r"[;；,，:：、]\s?|\s(?:and|und|y|et|e|и|en|ve|dan|và)\s")


@dataclass(slots=True)
class KnownClaims:
    """All claims of a base, by what can be asked of them."""

    all: list[Claim] = field(default_factory=list)
    of_passage: dict[int, list[Claim]] = field(default_factory=dict)
    """By the identity of the passage."""
    of_document: dict[tuple[str, str], list[Claim]] = field(
        default_factory=lambda: defaultdict(list)
    )
    """By path and dimension."""


def known_claims(sections: Sequence[Passage]) -> KnownClaims:
    """The claims of some sections."""
    known = KnownClaims()
    for passage in sections:
        found = [
            claim
            for claim in claims(passage)
            if claim.quantity.dimension != "time" or not _CALENDAR.search(claim.statement)
        ]
        known.of_passage[id(passage)] = found
        for claim in found:
            known.of_document[claim.document, claim.quantity.dimension].append(claim)
            known.all.append(claim)
            known.all.extend(_of_clause(claim))
    return known


def _of_clause(claim: Claim) -> Iterator[Claim]:
    """The same claim by the words of its clause alone: "…, and the fee is 25 USD"."""
    if claim.source != "sentence" or not claim.is_alone:
        return
    start, end = claim.quantity.start, claim.quantity.end
    ends = [found.span() for found in _CLAUSE.finditer(claim.statement)]
    first = max((after for _, after in ends if after <= start), default=0)
    last = min((before for before, _ in ends if before >= end), default=len(claim.statement))
    if (first, last) == (0, len(claim.statement)):
        return
    label = " ".join((claim.statement[first:start] + claim.statement[end:last]).split())
    language = claim.passage.language
    fewest = FEWEST_CHARACTERS if primary(language) in ("zh", "ja") else FEWEST_WORDS
    if len(content_of(without_identifiers(label), language)) >= fewest:
        yield dataclasses.replace(claim, label=label)
