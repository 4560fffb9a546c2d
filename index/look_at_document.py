"""One file as a build would read it now. CONDUCTOR.

``scan → read → cut → mark``: in the sandbox, from the cache where these bytes were parsed before.
Nothing is embedded or published.
"""

import threading
from dataclasses import dataclass
from pathlib import Path

from index.mark import mark
from index.parse_cache import ParseCache
from ingest.cut import cut
from ingest.cut_units import CountTokens
from ingest.document import Chunk, Document, SourceFile
from ingest.errors import FileUnreadable
from ingest.read import DocumentReader, Recogniser
from ingest.sandbox import Sandbox
from ingest.scan import scan_file


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenDocument:
    """A file as the next build would take it."""

    document: Document
    chunks: tuple[Chunk, ...]
    source: SourceFile


class DocumentLooker:
    """Reads single files of one documents folder. Safe for many threads."""

    def __init__(
        self,
        documents_dir: Path,
        *,
        cache_dir: Path,
        sandbox: Sandbox,
        count_tokens: CountTokens,
        max_tokens: int,
        ocr: Recogniser | None = None,
    ) -> None:
        self._documents_dir = documents_dir
        self._cache_dir = cache_dir
        self._sandbox = sandbox
        self._count_tokens = count_tokens
        self._max_tokens = max_tokens
        self._ocr = ocr
        self._lock = threading.Lock()

    def look(self, path: str) -> SeenDocument:
        """The document and its chunks; ``path`` is known to be a file inside the folder.

        Raises ``FileUnreadable`` and ``FactsInvalid``, as they would be reported by a build.
        """
        source = scan_file(self._documents_dir, path)
        if not isinstance(source, SourceFile):
            raise FileUnreadable(f"{path!r}: {source.reason}")
        self._cache_dir.mkdir(parents=True, exist_ok=True)
        with self._lock, ParseCache(self._cache_dir / "parsed.db") as cache:
            reader = DocumentReader(
                documents_dir=self._documents_dir,
                sandbox=self._sandbox,
                ocr=self._ocr,
                cache=cache,
            )
            document = reader.read(source)
        chunks = cut(document, count_tokens=self._count_tokens, max_tokens=self._max_tokens)
        # by its own facts: what all others state of families only a build knows
        ((_, marked),) = mark(((document, chunks),))
        return SeenDocument(document=document, chunks=marked, source=source)
