"""Which reader takes which media type."""

from collections.abc import Callable, Mapping
from typing import Protocol

from ingest.document import RawDocument
from ingest.errors import FileUnsupported
from ingest.readers.markdown import read_markdown


class Reader(Protocol):
    """Bytes of one file in, its blocks out; ``page_done`` is called after every page or so."""

    def __call__(self, data: bytes, *, page_done: Callable[[], None]) -> RawDocument: ...


READERS: Mapping[str, Reader] = {
    "text/markdown": read_markdown,
}
"""Media type → reader. What is not here has no reader."""


def render_page(data: bytes, *, page: int, dots_per_inch: int) -> bytes:
    raise FileUnsupported("no page renderer")


def read_picture(data: bytes) -> bytes:
    raise FileUnsupported("no picture reader")


def preload() -> None:
    """Import and exercise everything a reader may need: afterwards no file can be opened."""
    for reader, sample in ((read_markdown, b"# a\n\n<b>b</b>\n\n\xff"),):
        reader(sample, page_done=lambda: None)
