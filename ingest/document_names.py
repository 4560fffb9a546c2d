"""Names of files among the documents: which a scan passes over, and which a new file may have.

A new name has to be safe to carry anywhere: to another operating system, into an address, beside a
file that differs from it by its case alone.
"""

import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from ingest.control_characters import holds_controls
from ingest.errors import DocumentConflict, DocumentMissing, DocumentRefused

FACTS_FILE = "_facts.yaml"
SIDECAR_ENDINGS = (".yaml", ".yml")
"""``name.ext.yaml`` beside ``name.ext`` holds its facts; of two, the later one here wins."""
DEFAULT_MAX_FILE_BYTES = 200 * 2**20
"""A larger file is not read."""
MAX_NAME_BYTES = 240
"""Of one name; file systems take 255, and a sidecar's ending has to fit."""
MAX_PATH_BYTES = 1_000
MAX_DEPTH = 32

_BACKUP_ENDINGS = ("~", ".swp", ".swo", ".bak", ".orig", ".tmp", ".crdownload", ".part")
_SYSTEM_FILES = frozenset({"thumbs.db", "desktop.ini", "__macosx"})
_DEVICES = frozenset(
    (
        *("con", "prn", "aux", "nul", "conin$", "conout$"),
        *(f"{port}{number}" for port in ("com", "lpt") for number in "0123456789¹²³"),
    )
)
"""Windows opens a device instead, whatever the ending."""
_ADDRESS_WORDS = frozenset(
    {"view", "parse", "facts", "proposed", "file", "move", "references", "accept-findings"}
)
"""What stands behind a document's address in the API."""
_NOT_IN_NAMES = re.compile(r'[<>:"|?*\\]')
_UNSEEN = re.compile("[\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]")
_PICTURE = re.compile(r"\d+\.png")


def is_leftover(name: str) -> bool:
    """Whether a scan passes over a file or folder of this name."""
    lowered = name.lower()
    return (
        name.startswith((".", "~$"))
        or lowered.endswith(_BACKUP_ENDINGS)
        or lowered in _SYSTEM_FILES
        or (name.startswith("#") and name.endswith("#"))
    )


def existing_path(text: str) -> str:
    """A path as editors name it, NFC; raises ``DocumentMissing`` where no document can have it."""
    missing = f"there is no document {_shown(text)}; list the documents"
    if any("\ud800" <= character <= "\udfff" for character in text) or "\0" in text:
        raise DocumentMissing(missing)
    path = unicodedata.normalize("NFC", text)
    parts = path.split("/")
    if any(part in ("", ".", "..") or is_leftover(part) for part in parts):
        raise DocumentMissing(missing)
    if parts[-1] == FACTS_FILE or len(path.encode()) > 4 * MAX_PATH_BYTES:
        raise DocumentMissing(missing)
    return path


def new_path(text: str) -> str:
    """The path of a file to be made, NFC; raises ``DocumentRefused`` with what is wrong with it."""
    if any("\ud800" <= character <= "\udfff" for character in text):
        raise DocumentRefused(f"the name {_shown(text)} is not Unicode; choose another")
    path = unicodedata.normalize("NFC", text)
    problem = _problem(path)
    if problem:
        raise DocumentRefused(f"the name {_shown(path)} {problem}")
    return path


def located(documents_dir: Path, path: str) -> Path:
    """The file of the document at ``path`` (NFC), whichever Unicode form its names are stored in.

    Raises ``DocumentMissing`` where there is none, ``DocumentConflict`` where a link is in the way.
    """
    location = documents_dir
    for part in path.split("/"):
        found = stored_name(location, part)
        if found is None:
            raise DocumentMissing(f"there is no document {_shown(path)}; list the documents")
        location = location / found
        if location.is_symlink():
            raise DocumentConflict(
                f"{_shown(path)} is reached by a link; edit the file that it leads to"
            )
    if not location.is_file():
        raise DocumentMissing(f"{_shown(path)} is no file; list the documents")
    return location


def free_place(documents_dir: Path, path: str) -> Path:
    """Where a new file of this path (NFC) goes; nothing is made.

    Raises ``DocumentConflict`` where it exists, where a name differs from one that exists by case
    or Unicode form alone, or where a file or a link stands in the way of a folder.
    """
    location = documents_dir
    *folders, name = path.split("/")
    for folder in folders:
        found = _alike(location, folder)
        if found is not None and unicodedata.normalize("NFC", found) != folder:
            raise DocumentConflict(
                f"there is a folder {_shown(found)}, which {_shown(folder)} differs from by its "
                f"letters' form alone; write it like that"
            )
        location = location / (found or folder)
        if location.is_symlink() or (found is not None and not location.is_dir()):
            raise DocumentConflict(
                f"{_shown(folder)} is no folder but a file or a link; choose another place"
            )
    taken = _alike(location, name)
    if taken is not None:
        same = unicodedata.normalize("NFC", taken) == name
        raise DocumentConflict(
            f"there is a document {_shown(path)} already; say which version of it you replace"
            if same
            else f"there is a file {_shown(taken)} already, which {_shown(name)} differs from by "
            f"its letters' form alone; choose another name"
        )
    return location / name


def sidecars(location: Path) -> Iterator[Path]:
    """The files of facts beside a document, weakest first."""
    for ending in SIDECAR_ENDINGS:
        beside = location.with_name(location.name + ending)
        if beside.is_file() and not beside.is_symlink():
            yield beside


def stored_name(folder: Path, name: str) -> str | None:
    """The name in ``folder`` that is ``name`` in some Unicode form."""
    try:
        if (folder / name).is_symlink() or (folder / name).exists():
            return name
        entries = sorted(entry.name for entry in folder.iterdir())
    except OSError:
        return None
    return next((one for one in entries if unicodedata.normalize("NFC", one) == name), None)


def _alike(folder: Path, name: str) -> str | None:
    """The name in ``folder`` that some file system would take for ``name``; the very one first."""
    exact = stored_name(folder, name)
    if exact is not None:
        return exact
    try:
        entries = sorted(entry.name for entry in folder.iterdir())
    except OSError:
        return None
    return next((one for one in entries if _key(one) == _key(name)), None)


def _key(name: str) -> str:
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())


def _problem(path: str) -> str:
    if not path:
        return "is empty; give the file a name"
    if path.startswith("/") or "\\" in path:
        return "leaves the documents folder; write it relative to that, with / between folders"
    if len(path.encode()) > MAX_PATH_BYTES:
        return f"is longer than {MAX_PATH_BYTES} bytes; shorten it"
    parts = path.split("/")
    if len(parts) > MAX_DEPTH:
        return f"lies more than {MAX_DEPTH} folders deep; choose a place nearer"
    for part in parts:
        problem = _part_problem(part)
        if problem:
            return problem
    name = parts[-1]
    if PurePosixPath(name).suffix.lower() in SIDECAR_ENDINGS:
        return "is that of facts; edit a document's facts instead"
    if name.lower() in _ADDRESS_WORDS:
        return "is a word of this product's addresses; add an ending"
    if len(parts) > 1 and parts[-2] == "pages" and _PICTURE.fullmatch(name):
        return "is that of a page's picture in this product's addresses; rename the folder"
    return ""


def _part_problem(part: str) -> str:
    if part in ("", ".", ".."):
        return "leaves the documents folder or has an empty part; write it relative to that"
    if holds_controls(part):
        return "holds control characters; leave them out"
    if _UNSEEN.search(part):
        return "holds invisible characters; leave them out"
    if "\ufffd" in part:
        return "holds bytes that are no UTF-8; send it in UTF-8"
    found = _NOT_IN_NAMES.search(part)
    if found:
        return f"holds {found.group()!r}, which not every system takes; leave it out"
    if part != part.strip() or part.endswith("."):
        return "has a part that begins or ends with a space, or ends with a dot; take it off"
    if part.split(".")[0].rstrip().lower() in _DEVICES:
        return "is that of a device on Windows; choose another"
    if len(part.encode()) > MAX_NAME_BYTES:
        return f"has a part longer than {MAX_NAME_BYTES} bytes; shorten it"
    if is_leftover(part):
        return "is that of a hidden or backup file, which is never read; choose another"
    return ""


def _shown(text: str) -> str:
    """The text as a short literal without anything that could not be printed."""
    printable = "".join(
        character if character.isprintable() else "\ufffd" for character in text[:120]
    )
    return repr(printable + ("…" if len(text) > 120 else ""))
