"""A block → the units a chunk is made of: the block itself, or pieces of one that is too long.

A table is cut between rows, code between lines, text between sentences, and only a monster
sentence between words.
"""

from collections.abc import Callable
from dataclasses import dataclass

from ingest.document import Block, Document
from ingest.sentences import split

CountTokens = Callable[[str], int]
LONGEST_TOKEN = 64
"""Characters: what is longer than its tokens could be is too long, and counting it takes long."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """The smallest thing a chunk is made of: a block or a piece of one."""

    start: int
    end: int
    tokens: int
    block: Block
    is_first: bool
    """False for a later piece of a block that had to be cut."""


def counted(count_tokens: CountTokens, text: str) -> int:
    """Tokens of a text, or as many as one of its length has at least: a run of letters that a
    tokenizer does not know is one token to it, and a chunk of a million of them costs every
    question that finds it."""
    return max(count_tokens(text), len(text) // LONGEST_TOKEN)


def cut_units(
    document: Document, block: Block, *, count_tokens: CountTokens, max_tokens: int
) -> list[Unit]:
    """Units of at most ``max_tokens``, in order, each without white space around it."""
    text = document.text[block.start : block.end]
    total = count_tokens(text)
    if total <= max_tokens:
        return [Unit(start=block.start, end=block.end, tokens=total, block=block, is_first=True)]
    if block.kind in ("table", "code"):
        spans = _line_spans(text)
    else:
        spans = list(split(text, language=block.language or document.language))
    units: list[Unit] = []
    for start, end in spans:
        for piece_start, piece_end in _fit(text, start, end, count_tokens, max_tokens):
            stripped = text[piece_start:piece_end].strip()
            if not stripped:
                continue
            lead = len(text[piece_start:piece_end]) - len(text[piece_start:piece_end].lstrip())
            begin = piece_start + lead
            units.append(
                Unit(
                    start=block.start + begin,
                    end=block.start + begin + len(stripped),
                    tokens=count_tokens(stripped),
                    block=block,
                    is_first=not units,
                )
            )
    return units


def _line_spans(text: str) -> list[tuple[int, int]]:
    spans, start = [], 0
    for line in text.splitlines(keepends=True):
        spans.append((start, start + len(line)))
        start += len(line)
    return spans


def _fit(
    text: str, start: int, end: int, count_tokens: CountTokens, max_tokens: int
) -> list[tuple[int, int]]:
    """Spans of at most ``max_tokens``; a span that is too long is halved near a space."""
    is_far_too_long = end - start > max_tokens * LONGEST_TOKEN
    if end - start < 2 or (not is_far_too_long and count_tokens(text[start:end]) <= max_tokens):
        return [(start, end)]
    middle = (start + end) // 2
    window = max(1, (end - start) // 8)
    space = text.rfind(" ", middle - window, middle + window)
    border = space + 1 if start < space + 1 < end else middle
    return [
        *_fit(text, start, border, count_tokens, max_tokens),
        *_fit(text, border, end, count_tokens, max_tokens),
    ]
