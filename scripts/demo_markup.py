"""The sources of the demo manuals: a front matter and one block a line.

::

    ---
    output: manuals/xr-series-en.pdf      # relative to the documents folder
    title: …                              # and the other fields of ``DemoSource``
    ---
    # Chapter        ## Section           headings
    1. Press …                            a numbered step
    - …                                   a bullet
    ! WARNING: …                          a boxed notice
    Table: …                              the caption of the table that follows
    | Model | Voltage |                   a table row; the first is the header
    %%                                    page break
    anything else                         a paragraph
"""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from ruamel.yaml import YAML

DemoBlockKind = Literal[
    "heading", "paragraph", "step", "bullet", "notice", "caption", "table", "page_break"
]

_FENCE = "---\n"
_STEP = re.compile(r"\d+\. ")


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoBlock:
    """One block of a source; ``rows`` holds a table's cells, else it is empty."""

    kind: DemoBlockKind
    text: str = ""
    level: int = 0
    rows: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoSource:
    """One source file: where it goes, what its cover says, its facts and blocks."""

    output: str
    title: str
    language: str
    blocks: tuple[DemoBlock, ...]
    facts: dict[str, Any]
    subtitle: str = ""
    number: str = ""
    """The document number, printed at the foot of every page."""
    header: str = ""
    """The running header."""
    cover: tuple[tuple[str, str], ...] = ()
    contents: str = ""
    """The heading of the contents page; empty: none is made."""
    roman_front: bool = False
    """Number the pages before the first page break i, ii, iii and start again with 1."""


def read_source(path: Path) -> DemoSource:
    """One parsed source. Raises ``ValueError`` where the front matter is not closed."""
    text = path.read_text(encoding="utf-8")
    if not text.startswith(_FENCE) or _FENCE not in text[len(_FENCE) :]:
        raise ValueError(f"{str(path)!r} has no closed front matter; begin and end it with ---")
    front, body = text[len(_FENCE) :].split(_FENCE, 1)
    fields = YAML(typ="safe", pure=True).load(front)
    cover = tuple((str(name), str(value)) for name, value in fields.pop("cover", []))
    facts = {"title": fields["title"], "language": fields["language"], **fields.pop("facts", {})}
    return DemoSource(blocks=parse_blocks(body), cover=cover, facts=facts, **fields)


def parse_blocks(body: str) -> tuple[DemoBlock, ...]:
    """The blocks of a source's body, in order; consecutive table rows become one table."""
    blocks: list[DemoBlock] = []
    rows: list[tuple[str, ...]] = []
    for raw_line in [*body.splitlines(), ""]:
        line = raw_line.strip()
        if line.startswith("|"):
            rows.append(tuple(cell.strip() for cell in line.strip("|").split("|")))
            continue
        if rows:
            blocks.append(DemoBlock(kind="table", rows=tuple(rows)))
            rows = []
        if line:
            blocks.append(_block(line))
    return tuple(blocks)


def _block(line: str) -> DemoBlock:
    if line == "%%":
        return DemoBlock(kind="page_break")
    if line.startswith("#"):
        marks, text = line.split(" ", 1)
        return DemoBlock(kind="heading", text=text, level=len(marks))
    if line.startswith("- "):
        return DemoBlock(kind="bullet", text=line[2:])
    if line.startswith("! "):
        return DemoBlock(kind="notice", text=line[2:])
    if line.startswith("Table: "):
        return DemoBlock(kind="caption", text=line.removeprefix("Table: "))
    if _STEP.match(line):
        return DemoBlock(kind="step", text=line)
    return DemoBlock(kind="paragraph", text=line)
