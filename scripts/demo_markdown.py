"""Sets one demo source as Markdown with its facts in the front matter."""

import io

from ruamel.yaml import YAML

from scripts.demo_markup import DemoBlock, DemoSource


def render_markdown(source: DemoSource) -> bytes:
    """The file's bytes, UTF-8; tables are pipe tables, notices are block quotes."""
    writer = YAML()
    writer.width = 100
    front = io.StringIO()
    writer.dump(source.facts, front)
    parts = [f"---\n{front.getvalue()}---", f"# {source.title}"]
    if source.subtitle:
        parts.append(source.subtitle)
    if source.cover:
        parts.append(_pipe_table(source.cover))
    previous = ""
    for block in source.blocks:
        text = _as_markdown(block)
        # the items of one list follow each other without a blank line
        if block.kind == previous and block.kind in ("step", "bullet"):
            parts[-1] += f"\n{text}"
        elif text:
            parts.append(text)
        previous = block.kind
    return ("\n\n".join(parts) + "\n").encode()


def _as_markdown(block: DemoBlock) -> str:
    if block.kind == "heading":
        return f"{'#' * (block.level + 1)} {block.text}"
    if block.kind == "table":
        return _pipe_table(block.rows)
    if block.kind == "bullet":
        return f"- {block.text}"
    if block.kind == "notice":
        return f"> {block.text}"
    if block.kind == "caption":
        return f"**{block.text}**"
    return block.text


def _pipe_table(rows: tuple[tuple[str, ...], ...]) -> str:
    lines = [f"| {' | '.join(row)} |" for row in rows]
    lines.insert(1, "|" + "---|" * len(rows[0]))
    return "\n".join(lines)
