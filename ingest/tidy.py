"""A raw document with clean text: NFC, single spaces, nothing invisible, nothing empty."""

import re
import unicodedata
from dataclasses import replace

from ingest.document import RawBlock, RawDocument

_BIDI_OVERRIDES = re.compile("[\u202a-\u202e\u2066-\u2069]")
"""Embeddings, overrides and isolates: they can make a text show what it does not say."""

_TAG_CHARACTERS = re.compile("[\U000e0000-\U000e007f]")
"""Invisible copies of ASCII; outside flag emoji they only carry hidden text."""

_INVISIBLE = re.compile("[\u00ad\u061c\u180e\u200b\u200e\u200f\u2060-\u2064\ufeff\ufff9-\ufffb]")
"""Soft hyphen, zero-width space, marks of direction, word joiner, byte order mark."""

_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff]")
_LINE_BREAKS = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
_SPACES = re.compile(r"[^\S\n]+")
_JOINERS = "\u200c\u200d"
_JOINER_NOT_NEEDED = re.compile(
    f"(?<![\u0600-\u08ff\u0900-\u0dff\u2190-\u2bff\ufe0f\U0001f000-\U0001faff])[{_JOINERS}]"
)
"""Persian, Indic scripts and emoji need their joiners; Latin or Chinese text does not."""

LONGEST_TITLE = 400
"""Characters of a title or a heading. Every chunk below repeats it, so that one as long as the file
would be the square of the file; what is longer is text."""
LONGEST_HEADER = 4_000
"""Characters of a table's header rows, which every part of the table repeats."""


def tidy(raw: RawDocument) -> RawDocument:
    """The same document with every block cleaned and empty ones dropped.

    Canonical composition only (NFC, not NFKC): a quote must stay what the page says.
    """
    blocks: list[RawBlock] = []
    for block in raw.blocks:
        cleaned = _tidy_block(block)
        if cleaned is None:
            continue
        # A picture's alternative text and its caption are often the same words.
        if blocks and cleaned.kind == "figure_caption" and cleaned == blocks[-1]:
            continue
        blocks.append(cleaned)
    return replace(
        raw,
        blocks=tuple(blocks),
        title=" ".join(_clean(raw.title).split())[:LONGEST_TITLE].rstrip(),
        language=raw.language.strip(),
    )


def _tidy_block(block: RawBlock) -> RawBlock | None:
    text = _clean(block.text)
    label = " ".join(_clean(block.page_label).split()) if block.page_label else None
    if block.kind == "table":
        return _tidy_table(replace(block, page_label=label or None), text.split("\n"))
    if block.kind == "code":
        lines = [line.rstrip() for line in text.expandtabs(4).split("\n")]
        text = "\n".join(lines).strip("\n")
        # A block begins and ends with a character one can see, also in code.
        text = text.strip()
    elif block.kind == "heading":
        text = " ".join(text.split())
    else:
        lines = [_SPACES.sub(" ", line).strip() for line in text.split("\n")]
        text = "\n".join(line for line in lines if line)
    if not text:
        return None
    if block.kind == "heading" and len(text) > LONGEST_TITLE:
        block = replace(block, kind="paragraph", level=0)
    return replace(block, text=text, page_label=label or None)


def _tidy_table(block: RawBlock, lines: list[str]) -> RawBlock | None:
    """Blank rows go, with their row numbers and their place among the header rows."""
    numbers = block.row_numbers if len(block.row_numbers) == len(lines) else ()
    kept: list[str] = []
    kept_numbers: list[int] = []
    header_rows = 0
    for position, line in enumerate(lines):
        row = " ".join(line.split())
        if not row.strip("| "):
            continue
        kept.append(row)
        if position < block.header_rows:
            header_rows += 1
        if numbers:
            kept_numbers.append(numbers[position])
    if not kept:
        return None
    lines = [" ".join(line.split()) for line in _clean(block.table_header).split("\n")]
    header = "\n".join(line for line in lines if line.strip("| "))
    return replace(
        block,
        text="\n".join(kept),
        header_rows=header_rows if len("\n".join(kept[:header_rows])) <= LONGEST_HEADER else 0,
        row_numbers=tuple(kept_numbers),
        table_header=header if len(header) <= LONGEST_HEADER else "",
    )


def _clean(text: str) -> str:
    text = _LINE_BREAKS.sub("\n", text)
    text = _CONTROLS.sub("", text)
    text = _BIDI_OVERRIDES.sub("", text)
    text = _TAG_CHARACTERS.sub("", text)
    text = _INVISIBLE.sub("", text)
    if "\u200c" in text or "\u200d" in text:
        text = _JOINER_NOT_NEEDED.sub("", text)
    return unicodedata.normalize("NFC", text)
