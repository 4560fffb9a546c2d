"""Markdown → blocks. Hugo, VitePress and MkDocs extras are tolerated, raw HTML loses its tags."""

import re
from collections.abc import Callable, Iterator

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode
from mdit_py_plugins.footnote import footnote_plugin
from mdit_py_plugins.front_matter import front_matter_plugin

from ingest.document import RawBlock, RawDocument
from ingest.readers.decode import decode
from ingest.readers.html_fragment import (
    carried_in_fragment,
    fragment_blocks,
    unseen_in_fragment,
)
from ingest.readers.table_text import table_line

_PARSER = (
    MarkdownIt("commonmark", {"html": True})
    .enable(["table", "strikethrough"])
    .use(front_matter_plugin)
    .use(footnote_plugin)
)

_MAY_HIDE = re.compile(r"<!--|<script|<style|<font|style\s*=|hidden|\bdata:", re.IGNORECASE)
_FENCE = re.compile(r"^\s{0,3}(```+|~~~+)")
_CONTAINER = re.compile(r"^\s*:{3,}\s*(?:\{?([\w-]+)\}?)?\s*(.*?)\s*$")
_ADMONITION = re.compile(r'^(\s*)(?:!!!|\?\?\?\+?)\s+[\w-]+[^"]*(?:"(.*)")?\s*$')
_SHORTCODE = re.compile(r"\{\{[<%].*?[%>]\}\}", re.DOTALL)
_HEADING_ANCHOR = re.compile(r"\s*\{\s*[#.:][^}]*\}\s*$")
_ALERT = re.compile(r"^\[!(?:NOTE|TIP|IMPORTANT|WARNING|CAUTION)\]\s*", re.IGNORECASE)
_TOC = re.compile(r"^\s*\[\[?toc\]?\]\s*$|^\s*\[TOC\]\s*$", re.IGNORECASE)
_LINE_BREAK_TAG = re.compile(r"<br\s*/?>", re.IGNORECASE)
_BARE_TAG = re.compile(r"<([a-z][a-z0-9_]*)>")
_HTML_TAG_NAMES = """
a abbr acronym address area article aside audio b base bdi bdo big blockquote body br button
canvas caption center cite code col colgroup data datalist dd del details dfn dialog dir div dl dt
em embed fieldset figcaption figure font footer form frame frameset h1 h2 h3 h4 h5 h6 head header
hgroup hr html i iframe img input ins kbd label legend li link main map mark menu meta meter nav
noscript object ol optgroup option output p param picture pre progress q rp rt ruby s samp script
search section select slot small source span strike strong style sub summary sup svg table tbody
td template textarea tfoot th thead time title tr track tt u ul var video wbr
"""
_HTML_TAGS = frozenset(_HTML_TAG_NAMES.split())
_UNSEEN_STRONG = re.compile(r"\*\*(?=[^\s*])([^*\n]+?)(?<=[^\s*])\*\*")
_STAR_IN_CODE = "\ue000"
_TOML_FRONT_MATTER = re.compile(r"\A\+\+\+\s*\n.*?\n\+\+\+\s*(?:\n|\Z)", re.DOTALL)

_WIDE = "\u1100-\u11ff\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff"
_BETWEEN_WIDE = re.compile(f"(?<=[{_WIDE}])\n(?=[{_WIDE}])")


def read_markdown(data: bytes, *, page_done: Callable[[], None]) -> RawDocument:
    """The blocks of a Markdown file, and its front matter unparsed."""
    decoded = decode(data)
    warnings = list(decoded.warnings)
    text = decoded.text.replace("\r\n", "\n").replace("\r", "\n")
    if _TOML_FRONT_MATTER.match(text):
        text = _TOML_FRONT_MATTER.sub("", text)
        warnings.append("front matter in TOML (+++) is not read; write it in YAML between ---")
    tokens = _PARSER.parse(_without_extras(text))
    page_done()
    root = SyntaxTreeNode(tokens)
    front_matter, line = "", 0
    for node in root.children:
        if node.type == "front_matter":
            front_matter, line = node.content, 2
    markup = ""
    if _MAY_HIDE.search(text):
        markup = _PARSER.renderer.render(tokens, _PARSER.options, {})
    return RawDocument(
        blocks=tuple(_blocks(root.children, depth=0)),
        front_matter=front_matter,
        front_matter_line=line,
        warnings=tuple(warnings),
        unseen=unseen_in_fragment(markup) if markup else (),
        carried=carried_in_fragment(markup, source=text) if markup else (),
    )


def _without_extras(text: str) -> str:
    """Line by line, outside code: containers, admonitions and shortcodes lose their marks."""
    lines: list[str] = []
    fence = ""
    dedent_below = -1
    for line in text.split("\n"):
        mark = _FENCE.match(line)
        if fence:
            if mark and mark.group(1).startswith(fence) and not line.strip().strip(fence[0]):
                fence = ""
            lines.append(line)
            continue
        if dedent_below >= 0:
            indent = len(line) - len(line.lstrip())
            if line.strip() and indent <= dedent_below:
                dedent_below = -1
            elif line.strip():
                line = line[min(indent, dedent_below + 4) :]
                mark = _FENCE.match(line)
        if mark:
            fence = mark.group(1)
            lines.append(line)
            continue
        admonition = _ADMONITION.match(line)
        if admonition:
            dedent_below = len(admonition.group(1))
            lines += ["", admonition.group(2) or "", ""]
            continue
        container = _CONTAINER.match(line) if ":::" in line else None
        if container:
            lines += ["", _HEADING_ANCHOR.sub("", container.group(2) or ""), ""]
            continue
        lines.append("" if _TOC.match(line) else line)
    return _strip_shortcodes("\n".join(lines))


def _strip_shortcodes(text: str) -> str:
    return _SHORTCODE.sub("", text) if "{{" in text else text


def _blocks(nodes: list[SyntaxTreeNode], *, depth: int) -> Iterator[RawBlock]:
    for node in nodes:
        if node.type == "heading":
            text = _HEADING_ANCHOR.sub("", _inline(node))
            yield RawBlock(kind="heading", text=text, level=int(node.tag[1]))
        elif node.type == "paragraph":
            yield _paragraph(node)
        elif node.type in {"bullet_list", "ordered_list"}:
            yield from _list(node, depth=depth + 1)
        elif node.type == "table":
            yield from _table(node)
        elif node.type in {"fence", "code_block"}:
            yield RawBlock(kind="code", text=node.content.strip("\n"))
        elif node.type == "html_block":
            yield from fragment_blocks(node.content)
        elif node.type not in {"front_matter", "hr", "footnote_anchor"}:
            yield from _blocks(node.children, depth=depth)


def _paragraph(node: SyntaxTreeNode) -> RawBlock:
    captions = _only_images(node)
    if captions:
        return RawBlock(kind="figure_caption", text="\n".join(captions))
    return RawBlock(kind="paragraph", text=_ALERT.sub("", _inline(node)))


def _only_images(node: SyntaxTreeNode) -> list[str]:
    """Alternative texts of a paragraph that holds nothing but pictures."""
    captions: list[str] = []
    pending = [child for inline in node.children for child in inline.children]
    while pending:
        child = pending.pop(0)
        if child.type == "image":
            captions.append(_plain(child.children) or child.content)
        elif child.type == "link":
            pending = child.children + pending
        elif child.type not in {"softbreak", "hardbreak", "html_inline"} and child.content.strip():
            return []
    return [caption for caption in captions if caption]


def _list(node: SyntaxTreeNode, *, depth: int) -> Iterator[RawBlock]:
    ordered = node.type == "ordered_list"
    number = int(node.attrs.get("start", 1)) if ordered else 0
    for item in node.children:
        marker = f"{number}{item.markup or '.'} " if ordered else ""
        number += 1
        first, rest = item.children[:1], item.children[1:]
        if first and first[0].type == "paragraph":
            yield RawBlock(kind="list_item", text=marker + _inline(first[0]), level=min(depth, 9))
        else:
            rest = item.children
        yield from _blocks(rest, depth=depth)


def _table(node: SyntaxTreeNode) -> Iterator[RawBlock]:
    lines: list[str] = []
    header_rows = 0
    for part in node.children:
        for row in part.children:
            line = table_line([_inline(cell) for cell in row.children])
            if part.type == "thead" and line.strip(" |"):
                header_rows += 1
            lines.append(line)
    yield RawBlock(kind="table", text="\n".join(lines), header_rows=header_rows)


def _inline(node: SyntaxTreeNode) -> str:
    """The words of a block's inline content, markup gone."""
    parts = [_plain(child.children) for child in node.children if child.type == "inline"]
    # CommonMark sees no emphasis where a particle follows the stars, as in Korean and Japanese.
    text = _UNSEEN_STRONG.sub(r"\1", "\n".join(parts))
    return text.replace(_STAR_IN_CODE, "*").strip()


def _is_placeholder(tag: str) -> bool:
    """``<url>`` in a command is no HTML: somebody has to put an address there."""
    found = _BARE_TAG.fullmatch(tag)
    return found is not None and found.group(1) not in _HTML_TAGS


def _plain(nodes: list[SyntaxTreeNode]) -> str:
    parts: list[str] = []
    hidden = ""
    for node in nodes:
        if node.type == "html_inline":
            tag = node.content.lower()
            if hidden:
                hidden = "" if tag.startswith(f"</{hidden}") else hidden
            elif tag.startswith(("<script", "<style")):
                hidden = "script" if tag.startswith("<script") else "style"
            elif _LINE_BREAK_TAG.match(tag):
                parts.append("\v")
            elif _is_placeholder(tag):
                parts.append(node.content)
        elif hidden:
            continue
        elif node.type == "softbreak":
            parts.append("\n")
        elif node.type == "hardbreak":
            parts.append("\v")
        elif node.type == "image":
            parts.append(_plain(node.children) or node.content)
        elif node.type == "code_inline":
            parts.append(node.content.replace("*", _STAR_IN_CODE))
        elif node.type in {"text", "text_special"}:
            parts.append(node.content)
        elif node.type != "footnote_ref":
            parts.append(_plain(node.children))
    return _soft_breaks("".join(parts))


def _soft_breaks(text: str) -> str:
    """A wrapped line is a space, or nothing between ideographs; a forced one stays a line."""
    text = _BETWEEN_WIDE.sub("", text).replace("\n", " ")
    return text.replace("\v", "\n")
