"""An HTML element → blocks. Walks with a stack of its own: 30,000 open tags are no recursion."""

import re
from collections.abc import Callable, Iterator

from selectolax.lexbor import LexborNode

from ingest.document import RawBlock
from ingest.readers.html_table import table_block

_DROPPED_WORDS = """
script style noscript template nav footer head iframe object embed svg canvas form button
select option input textarea dialog audio video map math
"""
_DROPPED = frozenset(_DROPPED_WORDS.split())
_DROPPED_ROLES = frozenset({"navigation", "banner", "contentinfo", "search", "dialog", "menu"})
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_BLOCKS_WORDS = """
p div section article main header aside body html blockquote address center details summary
fieldset figure figcaption dl dt dd ul ol li table pre hr tr td th tbody thead tfoot caption
h1 h2 h3 h4 h5 h6 menu dir hgroup
"""
_BLOCKS = frozenset(_BLOCKS_WORDS.split())
_ELEMENTS_A_STEP = 5_000
_ELEMENT, _TEXT = "element", "-text"


class _Walk:
    """Collects the text of one block after another."""

    def __init__(self) -> None:
        self.blocks: list[RawBlock] = []
        self._words: list[str] = []
        self._lists: list[int | None] = []
        self._item: tuple[int, str] | None = None
        self._kind_stack: list[str] = []

    def text(self, text: str) -> None:
        self._words.append(re.sub(r"\s+", " ", text))

    def line_break(self) -> None:
        self._words.append("\v")

    def flush(self) -> None:
        """End the block whose words have been collected so far."""
        text = _lines("".join(self._words))
        self._words = []
        if not text:
            return
        if self._kind_stack and self._kind_stack[-1] in _HEADINGS:
            level = _HEADINGS[self._kind_stack[-1]]
            self.blocks.append(RawBlock(kind="heading", text=" ".join(text.split()), level=level))
        elif self._item is not None:
            level, marker = self._item
            self._item = None
            self.blocks.append(RawBlock(kind="list_item", text=marker + text, level=level))
        elif self._kind_stack and self._kind_stack[-1] == "figcaption":
            self.blocks.append(RawBlock(kind="figure_caption", text=text))
        else:
            self.blocks.append(RawBlock(kind="paragraph", text=text))

    def enter(self, node: LexborNode) -> None:
        tag = node.tag or ""
        if tag in _BLOCKS:
            self.flush()
        if tag in _HEADINGS or tag == "figcaption":
            self._kind_stack.append(tag)
        elif tag in {"ul", "ol", "menu", "dir"}:
            self._lists.append(_start(node) if tag == "ol" else None)
        elif tag == "li":
            depth = max(len(self._lists), 1)
            number = self._lists[-1] if self._lists else None
            if number is not None:
                number = _start(node, attribute="value", default=number)
                self._lists[-1] = number + 1
            self._item = (min(depth, 9), f"{number}. " if number is not None else "")
        elif tag == "dt":
            self._item = (1, "")

    def leave(self, node: LexborNode) -> None:
        tag = node.tag or ""
        if tag in _BLOCKS:
            self.flush()
        if (tag in _HEADINGS or tag == "figcaption") and self._kind_stack:
            self._kind_stack.pop()
        elif tag in {"ul", "ol", "menu", "dir"} and self._lists:
            self._lists.pop()
            self._item = None
        elif tag in {"li", "dt"}:
            self._item = None


def html_blocks(
    root: LexborNode, *, page_done: Callable[[], None] = lambda: None
) -> tuple[RawBlock, ...]:
    """The blocks below ``root`` in reading order."""
    walk = _Walk()
    stack: list[tuple[LexborNode, bool]] = [(root, False)]
    seen = 0
    while stack:
        node, done = stack.pop()
        if done:
            walk.leave(node)
            continue
        seen += 1
        if seen % _ELEMENTS_A_STEP == 0:
            page_done()
        tag = node.tag or ""
        if tag == _TEXT:
            walk.text(node.text_content or "")
        elif tag == "br":
            walk.line_break()
        elif tag == "img":
            _picture(node, walk)
        elif tag.startswith(("-", "_", "!")) or is_hidden(node):
            continue
        elif tag == "pre":
            walk.flush()
            walk.blocks.append(RawBlock(kind="code", text=node.text().strip("\n")))
        elif tag == "table" and not _is_layout(node):
            walk.flush()
            table = table_block(node)
            if table is not None:
                walk.blocks += table
        else:
            walk.enter(node)
            stack.append((node, True))
            stack += [(child, False) for child in reversed(list(_children(node)))]
    walk.flush()
    return tuple(block for block in walk.blocks if block.text.strip())


def _children(node: LexborNode) -> Iterator[LexborNode]:
    child = node.child
    while child is not None:
        yield child
        child = child.next


def is_hidden(node: LexborNode) -> bool:
    """Whether a browser shows nothing of this element, or it is furniture of the site."""
    return is_furniture(node) or is_folded(node)


def is_furniture(node: LexborNode) -> bool:
    """Whether it is no text of the page: scripts, menus, forms, decoration."""
    attributes = node.attributes
    return (
        node.tag in _DROPPED
        or attributes.get("aria-hidden") == "true"
        or (attributes.get("role") or "") in _DROPPED_ROLES
    )


def is_folded(node: LexborNode) -> bool:
    """Whether it says itself that it is hidden, until something shows it."""
    attributes = node.attributes
    return "hidden" in attributes or bool(_HIDDEN_STYLE.search(attributes.get("style") or ""))


def _picture(node: LexborNode, walk: _Walk) -> None:
    """An icon within a sentence is read as its name; a picture alone has a caption."""
    alternative = " ".join((node.attributes.get("alt") or "").split())
    if alternative:
        walk.text(f" {alternative} ")


def _is_layout(table: LexborNode) -> bool:
    """Tables that only place things: marked so, or holding tables or headings."""
    if (table.attributes.get("role") or "") in {"presentation", "none"}:
        return True
    return table.css_first("table table, h1, h2, h3") is not None


def _start(node: LexborNode, *, attribute: str = "start", default: int = 1) -> int:
    value = (node.attributes.get(attribute) or "").strip()
    return int(value) if re.fullmatch(r"\d{1,6}", value) else default


def _lines(text: str) -> str:
    lines = [" ".join(line.split()) for line in text.split("\v")]
    return "\n".join(line for line in lines if line)
