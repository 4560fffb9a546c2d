"""HTML → blocks: the main content, without menus, scripts and what nobody sees."""

import re
from collections.abc import Callable

from selectolax.lexbor import LexborHTMLParser, LexborNode

from ingest.document import RawDocument
from ingest.readers.decode import decode
from ingest.readers.html_blocks import html_blocks
from ingest.readers.html_carried import carried_in_html
from ingest.readers.html_unseen import unseen_in_html

_SNIFFED_BYTES = 4096
_META_CHARSET = re.compile(
    rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]{2,40})|"
    rb"<\?xml[^>]{0,100}?encoding\s*=\s*[\"']([\w.:-]{2,40})",
    re.IGNORECASE,
)
_MAIN = ("main", "[role=main]", "article", "[itemprop=articleBody]", "#content", "#main-content")
_MAIN_SHARE = 0.4
"""A main element with less than this share of the page's words is not the main content."""


def read_html(data: bytes, *, page_done: Callable[[], None]) -> RawDocument:
    """The blocks of an HTML page, with its ``<title>`` and language."""
    declared = _META_CHARSET.search(data[:_SNIFFED_BYTES])
    charset = (declared.group(1) or declared.group(2)).decode("ascii") if declared else ""
    decoded = decode(data, declared=charset)
    tree = LexborHTMLParser(decoded.text)
    page_done()
    root = tree.css_first("html")
    title = tree.css_first("head title")
    language = (root.attributes.get("lang") or root.attributes.get("xml:lang")) if root else ""
    body = tree.body
    blocks = html_blocks(body, page_done=page_done) if body is not None else ()
    total = sum(len(block.text) for block in blocks)
    for selector in _MAIN:
        found = _outermost(tree.css(selector))
        main = tuple(block for node in found for block in html_blocks(node, page_done=page_done))
        if sum(len(block.text) for block in main) >= total * _MAIN_SHARE and main:
            blocks = main
            break
    return RawDocument(
        blocks=blocks,
        title=" ".join(title.text().split()) if title is not None else "",
        language=language or "",
        warnings=decoded.warnings,
        unseen=unseen_in_html(tree),
        carried=carried_in_html(tree),
    )


def _outermost(nodes: list[LexborNode]) -> list[LexborNode]:
    """Those that stand in no other of them: an article within an article is read once."""
    ids = {node.mem_id for node in nodes}
    outer: list[LexborNode] = []
    for node in nodes:
        parent, steps = node.parent, 0
        while parent is not None and parent.mem_id not in ids and steps < 500:
            parent, steps = parent.parent, steps + 1
        if parent is None:
            outer.append(node)
    return outer
