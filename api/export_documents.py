"""The knowledge base as a plain folder that another installation can index, without vectors.

What is published is exported, not what editors have begun since:

1. A document whose file still has the bytes that were indexed is copied as it is.
2. One whose file was changed or deleted since is written from the release, as HTML of its text: the
   original bytes exist no more. Its path then ends with ``.html``, and the facts of others and the
   golden questions that name it name it so.
3. The facts stand beside each, complete: folders' facts are not needed any more.
4. The editors' other files (terms, markets, golden questions …) are copied as they stand.
"""

import hashlib
import json
import os
import secrets
import shutil
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, fields
from datetime import UTC, date, datetime
from html import escape
from pathlib import Path, PurePosixPath
from typing import Any, Literal

from api.provenance import version
from index.content import Content, StoredDocument
from index.passage import PassageBlock
from index.storage_errors import storage_errors
from ingest.document import CELL_SEPARATOR, DocumentFacts
from ingest.durable import flush
from ingest.errors import BackupRefused, ContentError, DocumentMissing
from ingest.file_steps import storage_errors as folder_errors

FORMAT = 1
NAME = "export.json"
GOLDEN = "golden.jsonl"
DOCUMENTS = "documents"
_LINE_ENDS = {code: f"\\u{code:04x}" for code in (0x85, 0x2028, 0x2029, 0xFEFF)}
"""What YAML takes for the end of a line and JSON does not."""
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportedDocument:
    """One document of the export."""

    path: str
    was: str
    """Its path in the release; differs where the text alone is left."""
    form: Literal["original", "text"]
    reason: str = ""
    sha256: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """What was written."""

    folder: str
    release: str
    made_at: str
    program: str
    documents: tuple[ExportedDocument, ...]
    files: tuple[str, ...]
    """The editors' other files."""
    unpublished: tuple[str, ...]
    """Files among the documents that the release does not hold: not exported."""


def export_to(
    folder: Path, content: Content, *, release: str, content_dir: Path, progress: Progress
) -> Exported:
    """A release's documents in a new folder, complete or not at all.

    Raises ``BackupRefused`` where the folder holds something, ``StorageFull``.
    """
    if folder.is_dir() and any(folder.iterdir()):
        raise BackupRefused(f"{str(folder)!r} is not empty; name a new folder")
    if folder.exists() and not folder.is_dir():
        raise BackupRefused(f"{str(folder)!r} is a file; name a new folder")
    for taken in (content_dir,):
        if folder.resolve().is_relative_to(taken.resolve()):
            raise BackupRefused(f"{str(folder)!r} lies in {str(taken)!r}; name another folder")
    aside = folder.parent / f".{folder.name}-{secrets.token_hex(4)}.part"
    with storage_errors():
        try:
            with folder_errors(f"{str(folder)!r}"):
                (aside / DOCUMENTS).mkdir(parents=True)
            done = _write(aside, content, release, content_dir, str(folder), progress)
            text = json.dumps({"tradewind_export": FORMAT, **asdict(done)}, indent=1)
            (aside / NAME).write_text(text + "\n", encoding="ascii")
            flush(aside)
            if folder.is_dir():
                folder.rmdir()
            aside.rename(folder)
            flush(folder.parent)
        finally:
            shutil.rmtree(aside, ignore_errors=True)
    return done


def _write(
    aside: Path,
    content: Content,
    release: str,
    content_dir: Path,
    folder: str,
    progress: Progress,
) -> Exported:
    source_dir = content_dir / DOCUMENTS
    reasons = {card.path: _changed(source_dir, card.path, card.sha256) for card in content.cards}
    paths = _paths(reasons)
    documents = []
    for number, card in enumerate(content.cards):
        document = content.document(card.path)
        if document is None:
            raise DocumentMissing(f"the release does not hold {card.path!r} any more; export again")
        target = aside / DOCUMENTS / paths[card.path]
        target.parent.mkdir(parents=True, exist_ok=True)
        reason = reasons[card.path]
        if reason:
            target.write_text(_html(document), encoding="utf-8")
        else:
            shutil.copy2(source_dir / card.path, target)
        if document.modified_at:
            os.utime(target, (document.modified_at, document.modified_at))
        sidecar = target.with_name(f"{target.name}.yaml")
        sidecar.write_text(_facts(document, paths), encoding="utf-8")
        documents.append(
            ExportedDocument(
                path=paths[card.path],
                was=card.path,
                form="text" if reason else "original",
                reason=reason,
                sha256=_sha256(target),
            )
        )
        progress(number + 1, len(content.cards))
    return Exported(
        folder=folder,
        release=release,
        made_at=datetime.now(UTC).isoformat(timespec="seconds"),
        program=version(),
        documents=tuple(documents),
        files=_copy_editors_files(content_dir, aside, paths, with_text=reasons),
        unpublished=_unpublished(source_dir, set(reasons)),
    )


def _changed(source_dir: Path, path: str, sha256: str) -> str:
    """Why the original cannot be exported; empty where it can."""
    source = source_dir / path
    if source.is_symlink() or not source.is_file():
        return "its file was deleted or moved since"
    if _sha256(source) != sha256:
        return "its file was changed since"
    return ""


def _paths(reasons: Mapping[str, str]) -> dict[str, str]:
    """The path of each document in the export; none takes another's place."""
    paths = {path: path for path, reason in reasons.items() if not reason}
    for path, reason in reasons.items():
        if reason:
            free = f"{path}.html"
            while free in reasons or free in paths.values():
                free = f"{free.removesuffix('.html')}-.html"
            paths[path] = free
    return paths


def _facts(document: StoredDocument, paths: Mapping[str, str]) -> str:
    """The facts as YAML, one key a line; JSON's strings and lists are YAML's."""
    values: dict[str, Any] = {"title": document.title, "language": document.language}
    for field in fields(DocumentFacts):
        values[field.name] = getattr(document.facts, field.name)
    values["supersedes"] = [paths.get(one, one) for one in values["supersedes"]]
    original = values["translation_of"]
    values["translation_of"] = paths.get(original, original)
    lines = []
    for key, value in values.items():
        if value in (None, "", (), []) or (key == "language" and value == "und"):
            continue
        plain = value.isoformat() if isinstance(value, date) else value
        text = json.dumps(plain, ensure_ascii=False).translate(_LINE_ENDS)
        lines.append(f"{key}: {text}")
    return "\n".join(lines) + "\n"


def _html(document: StoredDocument) -> str:
    """The text of a document with its structure; nothing in it can be taken for markup."""
    parts = [
        "<!DOCTYPE html>",
        f'<html lang="{escape(document.language)}"><head><meta charset="utf-8">'
        f"<title>{escape(document.title)}</title></head><body>",
    ]
    in_list = False
    for block in document.blocks:
        is_item = block.kind == "list_item"
        if is_item != in_list:
            parts.append("<ul>" if is_item else "</ul>")
            in_list = is_item
        parts.append(_block(block, document.text[block.start : block.end]))
    if in_list:
        parts.append("</ul>")
    return "\n".join((*parts, "</body></html>", ""))


def _block(block: PassageBlock, text: str) -> str:
    if block.kind == "heading":
        level = min(max(block.level, 1), 6)
        return f"<h{level}>{escape(text)}</h{level}>"
    if block.kind == "list_item":
        return f"<li>{escape(text)}</li>"
    if block.kind == "code":
        return f"<pre><code>{escape(text)}</code></pre>"
    if block.kind == "table":
        rows = [line.split(CELL_SEPARATOR) for line in text.split("\n")]
        return "\n".join(("<table>", *map(_row, rows, _tags(block, len(rows))), "</table>"))
    lines = "<br>".join(escape(line) for line in text.split("\n"))
    return f"<p>{lines}</p>"


def _tags(block: PassageBlock, count: int) -> list[str]:
    return ["th" if number < block.header_rows else "td" for number in range(count)]


def _row(cells: list[str], tag: str) -> str:
    return "<tr>" + "".join(f"<{tag}>{escape(cell)}</{tag}>" for cell in cells) + "</tr>"


def _copy_editors_files(
    content_dir: Path, aside: Path, paths: Mapping[str, str], *, with_text: Mapping[str, str]
) -> tuple[str, ...]:
    """Everything beside the documents; golden questions name documents as the export does."""
    copied = []
    for source in sorted(content_dir.rglob("*")):
        path = source.relative_to(content_dir)
        is_document = path.parts[0] == DOCUMENTS
        hidden = any(part.startswith(".") for part in path.parts)
        if is_document or hidden or source.is_symlink() or not source.is_file():
            continue
        if path.as_posix() == NAME:
            continue
        target = aside / path
        target.parent.mkdir(parents=True, exist_ok=True)
        if path.as_posix() == GOLDEN and any(with_text.values()):
            target.write_text(_golden(_read(source), paths), encoding="utf-8")
        else:
            shutil.copy2(source, target)
        copied.append(path.as_posix())
    return tuple(copied)


def _read(source: Path) -> str:
    try:
        return source.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise ContentError(f"{source.name!r} is not UTF-8; save it as UTF-8") from error


def _golden(text: str, paths: Mapping[str, str]) -> str:
    """Golden questions that name a document by its path in the export; text has no pages."""
    lines = []
    for line in text.split("\n"):
        try:
            values = json.loads(line) if line.strip() else None
            places = values.get("gold", ()) if isinstance(values, dict) else ()
            renamed = False
            for place in places:
                path = paths.get(place["document"], place["document"])
                if path != place["document"]:
                    renamed = True
                    place["document"] = path
                    place.pop("page", None)
        except (ValueError, TypeError, KeyError, AttributeError):
            renamed = False
        lines.append(json.dumps(values, ensure_ascii=False) if renamed else line)
    return "\n".join(lines)


def _unpublished(source_dir: Path, published: set[str]) -> tuple[str, ...]:
    found = []
    for source in sorted(source_dir.rglob("*")) if source_dir.is_dir() else ():
        path = PurePosixPath(source.relative_to(source_dir).as_posix())
        hidden = any(part.startswith(".") for part in path.parts)
        of_another = path.suffix in (".yaml", ".yml")
        if source.is_file() and not (hidden or of_another) and path.as_posix() not in published:
            found.append(path.as_posix())
    return tuple(found)


def _sha256(path: Path) -> str:
    with path.open("rb") as source:
        return hashlib.file_digest(source, "sha256").hexdigest()
