"""A document with offsets, title and languages, from its tidy blocks and its facts."""

import hashlib
from pathlib import PurePosixPath

from ingest.document import Block, Document, RawBlock, RawDocument, SourceFile
from ingest.facts_result import FactsResult
from ingest.language import UNDETERMINED, detect, normalise_tag, primary
from ingest.scripts_of_text import dominant_script, letters_in, script_share

BLOCK_SEPARATOR = "\n\n"

_SAMPLE_CHARACTERS = 20_000
"""Enough text to tell a document's language; more only costs time."""

_MIN_LETTERS_FOR_CHANGE = 60
"""A block in the document's own script has to be this long to be called another language."""


_OWN_SCRIPT_SHARE = 0.1
"""A Chinese sentence full of English product names is still Chinese."""

_MIN_LATIN_LETTERS = 30
_MIN_FOREIGN_LETTERS = 8
"""In a document of another script; three ideographs count nine."""


def assemble(raw: RawDocument, *, source: SourceFile, facts: FactsResult) -> Document:
    """The document as it is indexed: blocks joined by a blank line, each with its span.

    Offsets are born here: ``document.text[block.start:block.end]`` is the block's text.
    """
    language = _document_language(raw, stated=facts.language)
    script = dominant_script(_sample(raw.blocks))
    blocks: list[Block] = []
    position = 0
    for block in raw.blocks:
        end = position + len(block.text)
        blocks.append(
            Block(
                kind=block.kind,
                start=position,
                end=end,
                level=block.level,
                page=block.page,
                page_label=block.page_label,
                language=_block_language(block, document_language=language, script=script),
                header_rows=block.header_rows,
                row_numbers=block.row_numbers,
                starts_entry=block.starts_entry,
                table_header=block.table_header,
            )
        )
        position = end + len(BLOCK_SEPARATOR)
    return Document(
        id=document_id(source.path),
        path=source.path,
        title=_title(raw, path=source.path, stated=facts.title),
        language=language,
        text=BLOCK_SEPARATOR.join(block.text for block in raw.blocks),
        blocks=tuple(blocks),
        facts=facts.facts,
        sha256=source.sha256,
        media_type=source.media_type,
        page_count=raw.page_count,
        warnings=raw.warnings + facts.warnings,
        modified_at=source.modified_at,
    )


def document_id(path: str) -> str:
    """The id of the document at ``path``: 16 hexadecimal digits, the same after every edit."""
    return hashlib.sha256(path.encode("utf-8", "surrogateescape")).hexdigest()[:16]


def _title(raw: RawDocument, *, path: str, stated: str) -> str:
    if stated:
        return stated
    if raw.title:
        return raw.title
    for block in raw.blocks:
        if block.kind == "heading" and block.level == 1:
            return block.text
    return _title_from_path(path)


def _title_from_path(path: str) -> str:
    """``xr-200_user-manual.pdf`` → ``xr-200 user-manual``; a hyphen may belong to a model."""
    stem = PurePosixPath(path).stem
    return " ".join(stem.replace("_", " ").split()) or path


def _sample(blocks: tuple[RawBlock, ...]) -> str:
    """Running text first: tables and code say little about the language."""
    parts: list[str] = []
    size = 0
    for kinds in (("paragraph", "list_item", "heading", "figure_caption"), ("table", "code")):
        for block in blocks:
            if block.kind not in kinds:
                continue
            parts.append(block.text)
            size += len(block.text)
            if size >= _SAMPLE_CHARACTERS:
                return "\n".join(parts)[:_SAMPLE_CHARACTERS]
        if size >= _MIN_LETTERS_FOR_CHANGE:
            break
    return "\n".join(parts)


def _document_language(raw: RawDocument, *, stated: str) -> str:
    """Stated by the editors, else declared by the file if the text agrees, else detected."""
    sample = _sample(raw.blocks)
    if stated:
        return _specific(normalise_tag(stated) or stated, stated=stated, sample=sample)
    declared = normalise_tag(raw.language)
    detected = detect(sample, hint=declared)
    if not declared:
        return detected
    if detected == UNDETERMINED:
        return declared
    if primary(detected) == primary(declared):
        return detected if primary(detected) == "zh" else declared
    # Templates declare "en" for everything: a text long enough to judge is believed over them.
    return detected if letters_in(sample) >= _MIN_LETTERS_FOR_CHANGE else declared


def _specific(tag: str, *, stated: str, sample: str) -> str:
    """A bare ``zh`` says nothing of the script: the text does."""
    if stated.strip().lower() != "zh":
        return tag
    detected = detect(sample, hint=tag)
    return detected if primary(detected) == "zh" else tag


def _block_language(block: RawBlock, *, document_language: str, script: str) -> str:
    """The document's language unless the block's script or its length says otherwise."""
    block_script = "" if block.kind == "code" else dominant_script(block.text)
    if not block_script:
        return document_language
    letters = letters_in(block.text)
    share = script_share(block.text, script)
    if share >= _OWN_SCRIPT_SHARE or (block.kind == "table" and share > 0):
        if block.kind == "table" or letters < _MIN_LETTERS_FOR_CHANGE:
            return document_language
        detected = detect(block.text, hint=document_language)
    else:
        # Product names and menu labels are Latin everywhere; a sentence is longer than those.
        least = _MIN_LATIN_LETTERS if block_script == "Latn" else _MIN_FOREIGN_LETTERS
        if letters < least:
            return document_language
        detected = detect(block.text)
    if detected == UNDETERMINED or primary(detected) == primary(document_language):
        return document_language
    return detected
