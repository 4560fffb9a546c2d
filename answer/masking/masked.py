"""The nouns of masking: what kind of personal data, where it stood, and the text without it."""

import re
from dataclasses import dataclass
from typing import Literal

Kind = Literal[
    "email",
    "phone",
    "name",
    "passport",
    "id_number",
    "card",
    "iban",
    "account",
    "address",
    "birthday",
    "handle",
]
SENSITIVE: frozenset[Kind] = frozenset({"passport", "id_number", "card", "iban", "account"})
"""Numbers that do harm in other hands."""
_NAMES: dict[Kind, str] = {"id_number": "id number", "birthday": "birth date"}
_WHAT = (
    r"(?P<what>(?:email|phone|name|passport|id number|card|iban|account|address|birth date|handle)"
    r"(?: [1-9]\d{0,3})?)"
)
PLACEHOLDER = re.compile(rf"\[{_WHAT}\]", re.IGNORECASE)
WRITTEN_PLACEHOLDER = re.compile(rf"[\[［【] ?{_WHAT} ?[\]］】]", re.IGNORECASE)
"""As a model may have copied it that writes Chinese or Japanese."""


def placeholder(kind: Kind, number: int) -> str:
    """What stands for the value: ``[email]``, for another one of its kind ``[email 2]``.

    English in every language: a log is read, clustered and sent to a model as one. The first has
    no digit, so that most questions get no number that nobody wrote.
    """
    name = _NAMES.get(kind, kind)
    return f"[{name}]" if number == 1 else f"[{name} {number}]"


@dataclass(frozen=True, slots=True, kw_only=True)
class MaskedSpan:
    """One piece of personal data, ``start`` and ``end`` in the text as it was written."""

    start: int
    end: int
    kind: Kind
    placeholder: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Masked:
    """A text without personal data, and what was taken out, in reading order."""

    text: str
    spans: tuple[MaskedSpan, ...] = ()

    @property
    def is_sensitive(self) -> bool:
        """Whether a number was in it that its owner should not have sent."""
        return any(span.kind in SENSITIVE for span in self.spans)

    def hides(self, start: int, end: int) -> bool:
        """Whether any of a range of the text as it was written is personal."""
        return any(span.start < end and start < span.end for span in self.spans)
