"""CONDUCTOR: one scanned file → one document."""

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Protocol

from ingest.assemble import assemble
from ingest.document import Document, RawBlock, RawDocument, SourceFile
from ingest.errors import FileUnreadable
from ingest.facts import load_facts
from ingest.find_bank_details import find_bank_details
from ingest.find_bidi import find_bidi
from ingest.find_carried import find_carried
from ingest.find_instructions import find_instructions
from ingest.find_internal_words import find_internal_words
from ingest.find_invisible import find_invisible
from ingest.find_personal import find_personal
from ingest.find_price_list import find_price_list
from ingest.find_unseen import find_unseen
from ingest.finding import Finding
from ingest.media_type import PICTURES
from ingest.sandbox import Sandbox
from ingest.stated_beside import stated_beside
from ingest.stretches import raw_stretches, stretches
from ingest.tidy import tidy
from ingest.unicode_names import location_of

_OCR_DOTS_PER_INCH = 200
_OCR_SECONDS = 120.0


class Recogniser(Protocol):
    """Optical character recognition: a picture in, blocks out."""

    def available(self) -> bool: ...

    def recognise(
        self, image: bytes, *, languages: Sequence[str], timeout_seconds: float
    ) -> tuple[RawBlock, ...]: ...


class RawCache(Protocol):
    """What was parsed before, by the sha256 of the bytes."""

    def get(self, *, sha256: str, media_type: str) -> RawDocument | None: ...

    def put(self, raw: RawDocument, *, sha256: str, media_type: str) -> None: ...


class DocumentReader:
    """Reads the files of one documents folder; the sandbox and OCR are the caller's.

    ``ocr_languages`` (BCP 47 tags or tesseract's packs) overrides what files state.
    """

    def __init__(
        self,
        *,
        documents_dir: Path,
        sandbox: Sandbox,
        ocr: Recogniser | None = None,
        ocr_languages: Sequence[str] = (),
        cache: RawCache | None = None,
    ) -> None:
        self._documents_dir = documents_dir
        self._sandbox = sandbox
        self._ocr = ocr if ocr is not None and ocr.available() else None
        self._ocr_languages = tuple(ocr_languages)
        self._cache = cache

    def made_of(self, source: SourceFile) -> str:
        """Changes with everything but this program that ``read`` makes the document of.

        Whatever else a document comes to be made of has to be named here: by this a document that
        was read before is known again.
        """
        beside = stated_beside(self._documents_dir, source.path).hex()
        recognised = (self._ocr is not None, self._ocr_languages)
        return repr((source.path, source.sha256, source.media_type, beside, recognised))

    def read(self, source: SourceFile) -> Document:
        """The document in ``source``, with facts, offsets and languages.

        Raises FileUnreadable (or what is below it) and FactsInvalid, both naming the path.
        """
        try:
            raw = self._read_once(source)
        except FileUnreadable as error:
            raise type(error)(f"{source.path!r}: {error}") from error
        tidied = tidy(raw)
        facts = load_facts(
            self._documents_dir,
            source.path,
            front_matter=tidied.front_matter,
            front_matter_line=tidied.front_matter_line,
        )
        if not tidied.blocks:
            tidied = replace(tidied, warnings=(*tidied.warnings, "it holds no text"))
        document = assemble(tidied, source=source, facts=facts)
        return replace(document, findings=_findings(raw, document))

    def _read_once(self, source: SourceFile) -> RawDocument:
        """The file's blocks, from the cache where these bytes were parsed before."""
        data = self._bytes(source)
        if self._cache is not None:
            known = self._cache.get(sha256=source.sha256, media_type=source.media_type)
            if known is not None:
                return known
        raw = self._recognised(self._raw(data, source), data)
        # what tesseract might still add once installed is not settled, so it is not kept
        if self._cache is not None and (self._ocr is not None or not raw.pages_without_text):
            self._cache.put(raw, sha256=source.sha256, media_type=source.media_type)
        return raw

    def _bytes(self, source: SourceFile) -> bytes:
        try:
            with location_of(self._documents_dir, source.path).open("rb") as stream:
                # a file that has grown since is not the one that was looked at
                data = stream.read(source.size + 1)
        except OSError as error:
            raise FileUnreadable(f"it cannot be opened ({error.strerror})") from error
        if hashlib.sha256(data).hexdigest() != source.sha256:
            raise FileUnreadable(
                "it changed while it was being read; run 'tradewind reindex' again"
            )
        return data

    def _raw(self, data: bytes, source: SourceFile) -> RawDocument:
        if source.media_type in PICTURES:
            # A picture is a document of one page without text.
            return RawDocument(blocks=(), page_count=1, pages_without_text=(1,))
        return self._sandbox.read(data, media_type=source.media_type)

    def _recognised(self, raw: RawDocument, data: bytes) -> RawDocument:
        """The text of pages that are pictures, where tesseract is installed; else a warning."""
        if not raw.pages_without_text:
            return raw
        if self._ocr is None:
            return replace(raw, warnings=(*raw.warnings, _not_installed(raw.pages_without_text)))
        # Part numbers and units are Latin in every language; without a language the script decides.
        stated = (raw.language, "en") if raw.language else ()
        languages = self._ocr_languages or stated
        blocks = list(raw.blocks)
        warnings = list(raw.warnings)
        for page in raw.pages_without_text:
            try:
                image = self._image(data, page)
                found = self._ocr.recognise(
                    image, languages=languages, timeout_seconds=_OCR_SECONDS
                )
            except FileUnreadable as error:
                warnings.append(f"page {page} could not be recognised: {error}")
                continue
            blocks += [replace(block, page=page) for block in found]
            if not found:
                warnings.append(f"page {page} shows a picture without text")
        # sorted() is stable: blocks of one page stay in reading order.
        blocks.sort(key=lambda block: block.page or 0)
        return replace(raw, blocks=tuple(blocks), warnings=tuple(warnings))

    def _image(self, data: bytes, page: int) -> bytes:
        if data.startswith(b"%PDF") or b"%PDF-" in data[:1024]:
            return self._sandbox.render_page(data, page=page, dots_per_inch=_OCR_DOTS_PER_INCH)
        return self._sandbox.read_picture(data)


def _findings(raw: RawDocument, document: Document) -> tuple[Finding, ...]:
    """What the editor has to know of: what is not seen, what instructs, what customers are not to
    have. Agents may have people's data, prices and internal papers before them."""
    as_written = tuple(raw_stretches(raw.blocks))
    as_indexed = tuple(stretches(document, raw.edges))
    found = (
        *find_unseen(raw.unseen),
        *find_carried(raw.carried),
        *find_invisible(as_written),
        *find_bidi(as_written),
        *find_instructions(as_indexed),
    )
    if not document.facts.seen_by("customer"):
        return found
    return (
        *found,
        *find_personal(as_indexed),
        *find_bank_details(as_indexed),
        *find_price_list(as_indexed, title=document.title),
        *find_internal_words(as_indexed),
    )


def _not_installed(pages: Sequence[int]) -> str:
    shown = ", ".join(map(str, pages[:10])) + (" …" if len(pages) > 10 else "")
    noun = "page" if len(pages) == 1 else "pages"
    verb = "holds" if len(pages) == 1 else "hold"
    return (
        f"{noun} {shown} {verb} no text and tesseract is not installed; "
        "install it with the language packs you need, or add a text version"
    )
