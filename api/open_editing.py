"""Editing the documents of one installation: settings → the parts, opened when first needed."""

from collections.abc import Callable
from functools import lru_cache

from api.document_looks import DocumentLooks, OpenRelease
from api.editing import AskedOf, Editing
from api.settings import Settings
from index.embedder import Embedder
from index.look_at_document import DocumentLooker
from ingest.accepted import ACCEPTED_FILE
from ingest.edit_documents import DocumentFolder
from ingest.ocr import Ocr
from ingest.sandbox import Sandbox, SandboxLimits

GOLDEN_QUESTIONS = "golden.jsonl"


def open_editing(
    settings: Settings,
    *,
    release: OpenRelease,
    embedder: Callable[[], Embedder],
    sandbox: Callable[[], Sandbox],
    limits: SandboxLimits,
    asked_of: AskedOf = lambda path: 0,
) -> Editing:
    """Nothing is read, started or loaded before an editor asks for something.

    ``sandbox`` draws pages, and finds texts on them.
    """

    # of its own: a file that takes long to read does not hold up the pictures of pages
    reading = Sandbox(limits=limits)

    @lru_cache(maxsize=1)
    def looker() -> DocumentLooker:
        return DocumentLooker(
            settings.documents_dir,
            cache_dir=settings.var_dir / "cache",
            sandbox=reading,
            count_tokens=embedder().count_tokens,
            max_tokens=settings.max_chunk_tokens,
            ocr=Ocr(),
        )

    folder = DocumentFolder(
        settings.documents_dir,
        var_dir=settings.var_dir,
        max_file_bytes=settings.max_upload_bytes,
        keep_days=settings.trash_days,
    )
    looks = DocumentLooks(
        folder,
        release=release,
        looker=looker,
        locate=lambda data, page, texts: sandbox().locate(data, page=page, texts=texts),
        accepted=settings.content_dir / ACCEPTED_FILE,
    )
    return Editing(
        folder,
        release=release,
        looks=looks,
        golden=settings.content_dir / GOLDEN_QUESTIONS,
        asked_of=asked_of,
        close=reading.close,
    )
