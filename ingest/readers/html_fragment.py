"""Raw HTML inside another format, read as a page of its own."""

from selectolax.lexbor import LexborHTMLParser

from ingest.document import RawBlock
from ingest.readers.html_blocks import html_blocks


def fragment_blocks(markup: str) -> tuple[RawBlock, ...]:
    """The blocks of a piece of HTML; scripts, styles, comments and hidden parts are gone."""
    body = LexborHTMLParser(markup).body
    return html_blocks(body) if body is not None else ()
