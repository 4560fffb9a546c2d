"""Raw HTML inside another format: its visible words as paragraphs."""

from selectolax.lexbor import LexborHTMLParser

from ingest.document import RawBlock


def fragment_blocks(markup: str) -> tuple[RawBlock, ...]:
    """The blocks of a piece of HTML; scripts, styles and comments are gone."""
    tree = LexborHTMLParser(markup)
    tree.strip_tags(["script", "style", "noscript", "template"])
    text = tree.body.text(separator=" ") if tree.body else ""
    text = " ".join(text.split())
    return (RawBlock(kind="paragraph", text=text),) if text else ()
