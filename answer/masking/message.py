"""A message as the finders of personal data read it, and what one of them found."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from functools import cached_property

from answer.masking.masked import PLACEHOLDER, Kind
from ingest.identifiers import extract
from ingest.language import detect, primary

GONE = "\x00"
"""Stands for every character that is taken; no pattern matches it."""


@dataclass(frozen=True, slots=True)
class Found:
    """A place in the folded text."""

    start: int
    end: int
    kind: Kind


@dataclass(frozen=True, kw_only=True)
class Message:
    """A folded text with what was taken from it gone, and what must stay in it."""

    source: str
    """Folded, nothing gone."""
    told_language: str
    """Empty where nobody said."""
    market: str
    keep: Collection[str]
    text: str = field(default="")
    """What is left to be looked at: as long as ``source``."""

    @cached_property
    def language(self) -> str:
        """The base subtag of what it is written in; Chinese with its script."""
        tag = self.told_language or detect(self.source)
        return tag if primary(tag) == "zh" else primary(tag)

    @cached_property
    def protected(self) -> tuple[tuple[int, int], ...]:
        """Where identifiers stand: those with a grammar, and those the knowledge base knows."""
        found = [(one.start, one.end) for one in extract(self.source)]
        for name in self.keep:
            found += _places_of(name, self.source)
        return tuple(sorted(found))

    def is_free(self, start: int, end: int) -> bool:
        """Whether no identifier stands in a range."""
        return not any(begin < end and start < stop for begin, stop in self.protected)

    def without(self, found: Collection[Found]) -> str:
        """The text that is left when these are taken."""
        left = list(self.text)
        for one in found:
            left[one.start : one.end] = GONE * (one.end - one.start)
        return "".join(left)


def without_placeholders(source: str) -> str:
    """The text with placeholders of an earlier masking gone: masking twice changes nothing."""
    if "[" not in source:
        return source
    return PLACEHOLDER.sub(lambda match: GONE * len(match.group()), source)


def _places_of(name: str, source: str) -> Iterator[tuple[int, int]]:
    if name.strip():
        for match in re.finditer(re.escape(name), source, re.IGNORECASE):
            yield match.span()
