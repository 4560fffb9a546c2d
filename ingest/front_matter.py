"""The YAML block that opens a Markdown file, found as its reader finds it, and put back changed.

Works on the file's bytes, so that everything else in it stays as it is: line ends, a byte order
mark, letters that are no UTF-8.
"""

import re
from dataclasses import dataclass

MAX_BYTES = 2**18
"""Front matter ends within them, or there is none: facts are far shorter."""
_BREAKS = re.compile("\r\n|\r|\n")
_FENCE = re.compile(r"-{3,}")
_CLOSING = re.compile(r" {0,3}(?:-{3,}[ \t]*|\.\.\.[ \t]*)")


@dataclass(frozen=True, slots=True, kw_only=True)
class FrontMatter:
    """Where the block stands in its file, and what it says."""

    text: str
    """Between the fences, line ends as ``\\n``; without the last one."""
    start: int
    """In bytes: where the first line after the fence begins."""
    end: int
    """In bytes: where the closing fence begins."""
    line_end: str
    is_unicode: bool
    """Letters that are no UTF-8 cannot be edited."""

    line = 2
    """Its first line in the file, 1-based."""


def front_matter_of(data: bytes) -> FrontMatter | None:
    """The front matter of a Markdown file's bytes (its beginning is enough); None without one."""
    head = data[:MAX_BYTES]
    mark = 3 if head.startswith(b"\xef\xbb\xbf") else 0
    text = head[mark:].decode("utf-8", "surrogateescape")
    first = _BREAKS.search(text)
    fence = _FENCE.match(text)
    if fence is None or first is None:
        return None
    lines: list[str] = []
    position = first.end()
    while position < len(text):
        found = _BREAKS.search(text, position)
        line = text[position : found.start() if found else len(text)]
        if _closes(line, fence.end()):
            return FrontMatter(
                text="\n".join(lines),
                start=mark + _size(text[: first.end()]),
                end=mark + _size(text[:position]),
                line_end=first.group(),
                is_unicode=not any(
                    "\udc80" <= letter <= "\udcff" for line in lines for letter in line
                ),
            )
        if found is None:
            return None
        lines.append(line)
        position = found.end()
    return None


def with_front_matter(data: bytes, text: str) -> bytes:
    """The file with another front matter in the place of the one it has."""
    found = front_matter_of(data)
    if found is None:
        raise ValueError("the file has no front matter")
    if text == found.text:
        return data
    body = text.strip("\n").replace("\n", found.line_end)
    block = f"{body}{found.line_end}" if body else ""
    return data[: found.start] + block.encode("utf-8") + data[found.end :]


def _closes(line: str, fence_length: int) -> bool:
    if not _CLOSING.fullmatch(line):
        return False
    marks = line.strip()
    return (marks == "..." and line.startswith("...")) or (
        marks[0] == "-" and len(marks) >= fence_length
    )


def _size(text: str) -> int:
    return len(text.encode("utf-8", "surrogateescape"))
