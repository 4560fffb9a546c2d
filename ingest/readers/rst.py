"""reStructuredText → blocks, by docutils, without a single file or raw HTML let in."""

import re
from collections.abc import Callable, Iterator
from typing import Any

from docutils import nodes
from docutils.core import publish_doctree
from docutils.utils import SystemMessage

from ingest.document import RawBlock, RawDocument
from ingest.errors import FileUnreadable
from ingest.readers.decode import decode
from ingest.readers.rst_extensions import register_all, register_unknown
from ingest.readers.rst_table import table_lines

_SETTINGS = {
    "file_insertion_enabled": False,
    "raw_enabled": False,
    "_disable_config": True,
    "report_level": 5,
    "halt_level": 5,
    "warning_stream": False,
    "doctitle_xform": False,
    "sectsubtitle_xform": False,
    "docinfo_xform": False,
    "syntax_highlight": "none",
    "line_length_limit": 2_000_000,
    "input_encoding": "unicode",
    "traceback": True,
    "smart_quotes": False,
    "auto_id_prefix": "x",
}
_LABELLED_TITLE = re.compile(
    r"^\.\.[ ]_`?([^`:\n]+)`?:[ \t]*\n(?:[ \t]*\n|\.\.[ ]_[^\n]*:[ \t]*\n)*"
    r"(?:([=\-~^\"'#*+.`:_])\2{2,}[ \t]*\n)?[ \t]*(\S[^\n]*)\n([=\-~^\"'#*+.`:_])\4{2,}[ \t]*$",
    re.MULTILINE,
)
_UNSHOWN = (
    *(nodes.comment, nodes.substitution_definition, nodes.target, nodes.system_message),
    *(nodes.pending, nodes.raw, nodes.meta, nodes.docinfo, nodes.transition, nodes.math_block),
)
_ROMAN = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii")
_UNSPOKEN = (*_UNSHOWN, nodes.footnote_reference, nodes.citation_reference)

register_all()


def read_rst(data: bytes, *, page_done: Callable[[], None]) -> RawDocument:
    """The blocks of a reStructuredText file; whatever Sphinx extension it uses is tolerated.

    Raises FileUnreadable when docutils gives up on it.
    """
    decoded = decode(data)
    text = decoded.text.replace("\r\n", "\n").replace("\r", "\n")
    register_unknown(text)
    page_done()
    try:
        tree = publish_doctree(text, settings_overrides=_settings(text))
    except (SystemMessage, ValueError, IndexError, AttributeError, KeyError, TypeError) as error:
        reason = " ".join(str(error).split())[:160]
        raise FileUnreadable(f"its reStructuredText cannot be parsed ({reason})") from error
    page_done()
    return RawDocument(
        blocks=tuple(_blocks(tree.children, section=0, depth=0, page_done=page_done)),
        warnings=decoded.warnings,
    )


def _settings(text: str) -> dict[str, Any]:
    return {**_SETTINGS, "titles_by_label": titles_by_label(text)}


def titles_by_label(text: str) -> dict[str, str]:
    """Which title follows which label, so that ``:ref:`label``` can say it."""
    return {
        " ".join(match.group(1).lower().split()): match.group(3).strip()
        for match in _LABELLED_TITLE.finditer(text)
    }


def _blocks(
    children: list[Any], *, section: int, depth: int, page_done: Callable[[], None]
) -> Iterator[RawBlock]:
    for node in children:
        if isinstance(node, _UNSHOWN):
            continue
        if isinstance(node, nodes.section):
            page_done()
            yield from _blocks(node.children, section=section + 1, depth=0, page_done=page_done)
        elif isinstance(node, nodes.title):
            level = min(max(section, 1), 6)
            yield RawBlock(kind="heading", text=_words(node), level=level)
        elif isinstance(node, nodes.rubric):
            yield RawBlock(kind="heading", text=_words(node), level=min(section + 1, 6))
        elif isinstance(node, nodes.literal_block | nodes.doctest_block):
            yield RawBlock(kind="code", text=node.astext())
        elif isinstance(node, nodes.bullet_list | nodes.enumerated_list):
            yield from _list(node, section=section, depth=depth + 1, page_done=page_done)
        elif isinstance(node, nodes.definition_list):
            yield from _definitions(node, section=section, depth=depth + 1, page_done=page_done)
        elif isinstance(node, nodes.table):
            yield from _table(node)
        elif isinstance(node, nodes.image):
            yield from _image(node)
        elif isinstance(node, nodes.caption):
            yield RawBlock(kind="figure_caption", text=_words(node))
        elif isinstance(node, nodes.line_block):
            yield RawBlock(kind="paragraph", text="\n".join(_lines(node)))
        elif isinstance(node, nodes.field):
            yield RawBlock(kind="paragraph", text=": ".join(map(_words, node.children)))
        elif isinstance(node, nodes.option_list_item):
            yield RawBlock(kind="list_item", text="  ".join(map(_words, node.children)), level=1)
        elif isinstance(node, nodes.paragraph):
            yield from _paragraph(node)
        elif isinstance(node, nodes.topic | nodes.sidebar | nodes.Admonition):
            yield from _boxed(node, section=section, depth=depth, page_done=page_done)
        elif isinstance(node, nodes.footnote | nodes.citation):
            rest = [child for child in node.children if not isinstance(child, nodes.label)]
            yield from _blocks(rest, section=section, depth=depth, page_done=page_done)
        elif isinstance(node, nodes.reference) and len(node.children) == 1:
            yield from _blocks(node.children, section=section, depth=depth, page_done=page_done)
        elif isinstance(node, nodes.Text | nodes.TextElement):
            yield RawBlock(kind="paragraph", text=_words(node))
        else:
            yield from _blocks(node.children, section=section, depth=depth, page_done=page_done)


def _paragraph(node: Any) -> Iterator[RawBlock]:
    pictures = list(node.findall(nodes.image))
    text = _words(node)
    if pictures and not node.astext().strip():
        for picture in pictures:
            yield from _image(picture)
    elif text:
        yield RawBlock(kind="paragraph", text=text)


def _boxed(
    node: Any, *, section: int, depth: int, page_done: Callable[[], None]
) -> Iterator[RawBlock]:
    """A box's title is a paragraph: it heads nothing that follows the box."""
    for child in node.children:
        if isinstance(child, nodes.title):
            yield RawBlock(kind="paragraph", text=_words(child))
        else:
            yield from _blocks([child], section=section, depth=depth, page_done=page_done)


def _image(node: Any) -> Iterator[RawBlock]:
    alternative = " ".join(str(node.get("alt") or "").split())
    # docutils puts the file's address where no text was given
    if alternative and alternative != node.get("uri"):
        yield RawBlock(kind="figure_caption", text=alternative)


def _list(
    node: Any, *, section: int, depth: int, page_done: Callable[[], None]
) -> Iterator[RawBlock]:
    number = int(node.get("start", 1))
    ordered = isinstance(node, nodes.enumerated_list)
    for item in node.children:
        marker = f"{_numeral(number, node)} " if ordered else ""
        number += 1
        children = list(item.children)
        if children and isinstance(children[0], nodes.paragraph):
            text = _words(children.pop(0))
            if text or marker:
                yield RawBlock(kind="list_item", text=marker + text, level=min(depth, 9))
        elif marker:
            yield RawBlock(kind="list_item", text=marker.strip(), level=min(depth, 9))
        yield from _blocks(children, section=section, depth=depth, page_done=page_done)


def _numeral(number: int, node: Any) -> str:
    kind = node.get("enumtype", "arabic")
    text = str(number)
    if kind in {"loweralpha", "upperalpha"} and number <= 26:
        text = chr(ord("a" if kind == "loweralpha" else "A") + number - 1)
    elif kind in {"lowerroman", "upperroman"} and number <= len(_ROMAN):
        text = _ROMAN[number - 1]
        text = text.upper() if kind == "upperroman" else text
    return f"{node.get('prefix', '')}{text}{node.get('suffix', '.')}"


def _definitions(
    node: Any, *, section: int, depth: int, page_done: Callable[[], None]
) -> Iterator[RawBlock]:
    for item in node.children:
        term = " ".join(
            _words(child) for child in item.children if not isinstance(child, nodes.definition)
        )
        if term:
            yield RawBlock(kind="list_item", text=term, level=min(depth, 9))
        for child in item.children:
            if isinstance(child, nodes.definition):
                yield from _blocks(
                    child.children, section=section, depth=depth, page_done=page_done
                )


def _table(node: Any) -> Iterator[RawBlock]:
    for child in node.children:
        if isinstance(child, nodes.title):
            yield RawBlock(kind="figure_caption", text=_words(child))
    lines, header_rows = table_lines(node, words=_words)
    if lines:
        yield RawBlock(kind="table", text="\n".join(lines), header_rows=header_rows)


def _lines(node: Any) -> Iterator[str]:
    for child in node.children:
        if isinstance(child, nodes.line_block):
            yield from _lines(child)
        elif _words(child):
            yield _words(child)


_WIDE = "\u1100-\u11ff\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef"
_BETWEEN_WIDE = re.compile(f"(?<=[{_WIDE}])\\s*\n\\s*(?=[{_WIDE}])")


def _words(node: Any) -> str:
    """The text of an element on one line: pictures as their names, markup gone."""
    parts: list[str] = []
    stack = [node]
    while stack:
        current = stack.pop()
        if isinstance(current, nodes.Text):
            parts.append(current.astext())
        elif isinstance(current, nodes.image):
            parts.extend(block.text for block in _image(current))
        elif isinstance(current, _UNSPOKEN):
            continue
        else:
            if isinstance(current, nodes.Body | nodes.Structural | nodes.line | nodes.list_item):
                parts.append("\n")
            if isinstance(current.parent, nodes.enumerated_list):
                # in a cell "13." is a list to docutils, and its number all there is
                place = current.parent.index(current) + int(current.parent.get("start", 1))
                parts.append(f"{_numeral(place, current.parent)} ")
            stack += reversed(current.children)
    return " ".join(_BETWEEN_WIDE.sub("", "".join(parts)).split())


_SAMPLE = b""".. _a:

Title
=====

:ref:`a` |x| `b <http://c.d>`_ **e** ``f`` [1]_ :sub:`g`

.. |x| replace:: y
.. [1] Note.

.. list-table:: T
   :header-rows: 1

   * - A
   * - B

.. csv-table:: C

   1, 2

+---+---+
| a | b |
+---+---+

.. figure:: a.png
   :alt: b
   :align: left

   Caption

.. image:: a.png
   :target: `x`_

.. admonition:: N

   Text

.. topic:: P

   Text

.. container:: q

   | line

.. unicode:: 0xA9

.. rubric:: r

1. one
2. two

:field: body

-a  option

>>> 1

.. _x: http://c.d
"""


def preload_rst() -> None:
    """Have docutils import what it imports at first use."""
    read_rst(_SAMPLE, page_done=lambda: None)
