"""Documents as they were read and cut before: an unchanged file costs no more than its checksum."""

import dataclasses
import hashlib
from dataclasses import dataclass

from index.kept_by_program import KeptByProgram
from index.noun_codec import decode, encode
from ingest.document import Chunk, Document


@dataclass(frozen=True, slots=True, kw_only=True)
class CutDocument:
    """A document and its chunks."""

    document: Document
    chunks: tuple[Chunk, ...]


class DocumentCache:
    """Documents with their chunks by everything that they are made of."""

    def __init__(self, kept: KeptByProgram) -> None:
        self._kept = kept

    def get(self, key: bytes) -> CutDocument | None:
        """The document under a key, if it was made of the same things before."""
        payload = self._kept.get(key)
        if payload is None:
            return None
        try:
            found = decode(payload, CutDocument)
        except ValueError:
            return None  # damaged: read the file again
        text = found.document.text
        chunks = tuple(
            dataclasses.replace(chunk, text=text[chunk.start : chunk.end]) for chunk in found.chunks
        )
        return CutDocument(document=found.document, chunks=chunks)

    def put(self, key: bytes, cut: CutDocument) -> None:
        """Keeps a document; the chunks' texts stand in the document's own."""
        chunks = tuple(dataclasses.replace(chunk, text="") for chunk in cut.chunks)
        self._kept.put(key, encode(CutDocument(document=cut.document, chunks=chunks)))


def document_key(read_of: str, *, tokens_counted_by: str, max_tokens: int) -> bytes:
    """A key of what a document is read of, how its tokens are counted and how many fit a chunk."""
    made_of = f"{read_of}\0{tokens_counted_by}\0{max_tokens}"
    return hashlib.sha256(made_of.encode("utf-8", "surrogatepass")).digest()
