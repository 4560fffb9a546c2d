"""The noun of a proposal: a fact read out of a text, for an editor to take over or leave."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

ProposedKey = Literal[
    "kind",
    "certificate_number",
    "standards",
    "models",
    "markets",
    "valid_from",
    "valid_to",
    "issuing_body",
    "holder",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposedFact:
    """What a text seems to state, where it does, and why it is taken for that."""

    key: ProposedKey
    value: str | date | tuple[str, ...] | None
    """As ``DocumentFacts`` wants it where it has the key: a tuple for models, markets and
    standards, a date for valid_from and valid_to, a text else. None: nothing to take over;
    ``reason`` says what is left open (two readings of a date) or ruled out (no last day)."""
    start: int
    """Where it stands: ``text[start:end]``, the first of its places."""
    end: int
    line_number: int
    """1-based line of the text."""
    line: str
    """That line as written, shortened where it is long."""
    also_on_lines: tuple[int, ...] = ()
    """Further lines that say part of it, 1-based."""
    reason: str
    """In plain English, for the editor."""
