"""A customer's message → the same without personal data. CONDUCTOR.

1. Folded, as identifiers are read: full width, foreign digits, what nobody sees.
2. Each finder takes what it knows from what is left, the surest first.
3. Equal values get equal placeholders; a name found once is taken wherever it stands.
"""

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import replace

from answer.masking.accounts import find_accounts
from answer.masking.addresses import find_addresses
from answer.masking.cued_numbers import find_account_numbers, find_birthdays
from answer.masking.handles import find_handles
from answer.masking.identities import find_identities
from answer.masking.mail import find_mail
from answer.masking.masked import (
    PLACEHOLDER,
    WRITTEN_PLACEHOLDER,
    Kind,
    Masked,
    MaskedSpan,
    placeholder,
)
from answer.masking.message import Found, Message, without_placeholders
from answer.masking.names import find_names
from answer.masking.phones import find_phones
from ingest.identifier_form import FoldedText, fold

Finder = Callable[[Message], Iterator[Found]]

_WITH_DIGITS: tuple[Finder, ...] = (
    find_accounts,
    find_account_numbers,
    find_birthdays,
    find_identities,
    find_phones,
    find_addresses,
)
"""In this order; what one took, the next does not see."""
LEAST_OF_A_NAME = 3
"""Letters of a name that is looked for in the rest of the message."""


def mask(text: str, *, language: str = "", market: str = "", keep: Collection[str] = ()) -> Masked:
    """The text with a placeholder for each piece of personal data.

    ``keep`` are names that the knowledge base knows; they are masked only where a label says that
    they are a person's number, as are identifiers by their grammar. Masking twice changes nothing.
    """
    return mask_all((text,), language=language, market=market, keep=keep)[0]


def mask_all(
    texts: Sequence[str], *, language: str = "", market: str = "", keep: Collection[str] = ()
) -> tuple[Masked, ...]:
    """Each text masked, as parts of one message: equal values share a placeholder in all."""
    folded = [fold(text) for text in texts]
    messages = [
        Message(
            source=one.text,
            told_language=language,
            market=market,
            keep=keep,
            text=without_placeholders(one.text),
        )
        for one in folded
    ]
    found = [_found_in(message) for message in messages]
    names = {
        message.source[one.start : one.end]
        for message, (taken, _) in zip(messages, found, strict=True)
        for one in taken
        if one.kind == "name"
    }
    placeholders = _Placeholders(texts)
    return tuple(
        _masked(text, one, [*taken, *_said_again(names, left)], placeholders)
        for text, one, (taken, left) in zip(texts, folded, found, strict=True)
    )


def without_spans(text: str, masked: Masked) -> str:
    """The text that was masked with nothing in place of what is personal."""
    parts, end = [], 0
    for span in masked.spans:
        parts.append(text[end : span.start])
        end = span.end
    return "".join([*parts, text[end:]])


def values_of(texts: Sequence[str], masked: Sequence[Masked]) -> dict[str, str]:
    """Each placeholder of texts masked together → what it stands for, as first written."""
    values: dict[str, str] = {}
    for text, one in zip(texts, masked, strict=True):
        for span in one.spans:
            values.setdefault(span.placeholder, text[span.start : span.end])
    return values


def take_out(text: str, values: Mapping[str, str]) -> str:
    """The text with placeholders for values that stand in it as they were written elsewhere."""
    for stands, value in sorted(values.items(), key=lambda one: -len(one[1])):
        text = text.replace(value, stands)
    return text


def put_back(text: str, values: Mapping[str, str]) -> str:
    """The text with the values in place of their placeholders; others stay as they are."""
    if not values:
        return text
    return WRITTEN_PLACEHOLDER.sub(
        lambda match: values.get(f"[{match['what'].lower()}]", match.group()), text
    )


def _found_in(message: Message) -> tuple[list[Found], str]:
    """What a message holds, and the text that is left."""
    finders: tuple[Finder, ...] = (find_mail,)
    if any(map(str.isdigit, message.source)):
        finders = (*finders, *_WITH_DIGITS)
    taken: list[Found] = []
    for find in (*finders, find_handles, find_names):
        found = _apart(find(message))
        taken += found
        message = replace(message, text=message.without(found)) if found else message
    return taken, message.text


def _apart(found: Iterator[Found]) -> list[Found]:
    """Those of one finder that do not overlap, the first and longest first."""
    kept: list[Found] = []
    for one in sorted(found, key=lambda one: (one.start, -one.end)):
        if one.start < one.end and (not kept or one.start >= kept[-1].end):
            kept.append(one)
    return kept


def _said_again(names: Collection[str], left: str) -> list[Found]:
    """Other places of the names that were found."""
    places = [
        Found(match.start(), match.end(), "name")
        for name in names
        if len(name) >= LEAST_OF_A_NAME
        for match in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", left)
    ]
    return _apart(iter(places))


class _Placeholders:
    """Which placeholder stands for which value; those that texts hold already stand for none."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._of: dict[tuple[Kind, str], str] = {}
        self._used = {
            match.group().lower() for text in texts for match in PLACEHOLDER.finditer(text)
        }

    def of(self, kind: Kind, written: str) -> str:
        value = (kind, _value(written, kind))
        if value not in self._of:
            number = 1
            while placeholder(kind, number) in self._used:
                number += 1
            self._of[value] = placeholder(kind, number)
            self._used.add(self._of[value])
        return self._of[value]


def _masked(
    text: str, folded: FoldedText, taken: list[Found], placeholders: _Placeholders
) -> Masked:
    spans: list[MaskedSpan] = []
    parts: list[str] = []
    end = 0
    for one in sorted(taken, key=lambda one: one.start):
        start, stop = folded.offsets[one.start], folded.offsets[one.end - 1] + 1
        stands = placeholders.of(one.kind, folded.text[one.start : one.end])
        spans.append(MaskedSpan(start=start, end=stop, kind=one.kind, placeholder=stands))
        parts += [text[end:start], stands]
        end = stop
    return Masked(text="".join([*parts, text[end:]]), spans=tuple(spans))


def _value(written: str, kind: Kind) -> str:
    """What two writings of the same value share."""
    if kind in ("email", "name", "address"):
        return " ".join(written.casefold().split())
    return "".join(character for character in written.upper() if character.isalnum())
