"""Raw HTML inside another format, read as a page of its own."""

from selectolax.lexbor import LexborHTMLParser

from ingest.document import RawBlock
from ingest.finding import CarriedPart, UnseenText
from ingest.readers.html_blocks import html_blocks
from ingest.readers.html_carried import carried_in_addresses, carried_in_html
from ingest.readers.html_unseen import unseen_in_html


def fragment_blocks(markup: str) -> tuple[RawBlock, ...]:
    """The blocks of a piece of HTML; scripts, styles, comments and hidden parts are gone."""
    body = LexborHTMLParser(markup).body
    return html_blocks(body) if body is not None else ()


def unseen_in_fragment(markup: str) -> tuple[UnseenText, ...]:
    """What a piece of HTML hides, comments among it."""
    return unseen_in_html(LexborHTMLParser(markup))


def carried_in_fragment(markup: str, *, source: str) -> tuple[CarriedPart, ...]:
    """Programs and files in a piece of HTML, and in the links of the text it was made from."""
    return (*carried_in_html(LexborHTMLParser(markup)), *carried_in_addresses(source))
