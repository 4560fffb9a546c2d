"""The nouns of the reply lint: a person's draft, what it rests on, and hints at it."""

from dataclasses import dataclass
from typing import Literal

from answer.locale.market import Market, Style

Severity = Literal["error", "warning", "hint"]
HintCode = Literal[
    "informal_address",
    "over_promise",
    "avoided_wording",
    "number_not_in_source",
    "unit_not_in_source",
    "date_not_in_source",
    "identifier_not_in_source",
    "missing_notice",
    "wrong_language",
    "personal_email",
    "personal_phone",
    "personal_iban",
    "personal_card",
    "forbidden_term",
    "internal_text",
    "internal_identifier",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Hint:
    """One thing to look at before a draft is sent; none stops it."""

    code: HintCode
    severity: Severity
    start: int
    """Into the draft's text, half-open; both are its length where something is missing."""
    end: int
    reason: str
    """In English, for the agent."""
    suggestion: str = ""
    """What to write instead of ``start:end``; empty where only the agent can know."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """What a draft cites: the quote, and the whole text of its document."""

    quote: str
    about: str = ""
    """What a reply says of its source: title, headings, page, for what and until when it holds."""
    document: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonDraft:
    """What a person is about to send, and what is known about it."""

    text: str
    language: str
    """That the reply should be in; empty where neither question nor market tell."""
    question: str = ""
    """What the customer wrote, earlier messages included."""
    market: Market | None = None
    style: Style | None = None
    """How one writes in this language, in this market."""
    brand: str = ""
    sources: tuple[Source, ...] = ()
