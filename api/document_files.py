"""The original files behind documents: their bytes, and pictures of their pages."""

import hashlib
import threading
import unicodedata
from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path

MAX_FILE_BYTES = 200 * 2**20
KEPT_PICTURES = 48
"""A page at 110 dots an inch is about 150 kB."""


def read_original(documents_dir: Path, path: str) -> bytes | None:
    """The file's bytes; None when it is gone, or does not lie inside ``documents_dir``.

    ``path`` is NFC; a file whose name is stored in another form is found by comparing names.
    """
    location = _located(documents_dir, path)
    if location is None:
        return None
    try:
        if location.stat().st_size > MAX_FILE_BYTES:
            return None
        return location.read_bytes()
    except OSError:
        return None


def _located(documents_dir: Path, path: str) -> Path | None:
    parts = path.split("/")
    if not path or "\0" in path or any(part in ("", ".", "..") for part in parts):
        return None
    root = documents_dir.resolve()
    location = root
    for part in parts:
        step = location / part
        location = step if step.exists() else _in_another_form(location, part) or step
    try:
        resolved = location.resolve(strict=True)
    except (OSError, RuntimeError):
        return None
    return resolved if resolved.is_relative_to(root) and resolved.is_file() else None


def _in_another_form(folder: Path, name: str) -> Path | None:
    try:
        return next(
            (
                entry
                for entry in folder.iterdir()
                if unicodedata.normalize("NFC", entry.name) == name
            ),
            None,
        )
    except OSError:
        return None


class PagePictures:
    """PNGs of PDF pages, the latest ones kept. Safe for many threads."""

    def __init__(self, render: Callable[[bytes, int], bytes]) -> None:
        self._render = render
        self._kept: OrderedDict[tuple[str, int], bytes] = OrderedDict()
        self._lock = threading.Lock()

    def picture(self, data: bytes, *, page: int) -> bytes:
        """The page as PNG; raises ``FileUnreadable`` when it cannot be drawn."""
        key = (sha256_of(data), page)
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        drawn = self._render(data, page)
        with self._lock:
            self._kept[key] = drawn
            while len(self._kept) > KEPT_PICTURES:
                self._kept.popitem(last=False)
        return drawn


def sha256_of(data: bytes) -> str:
    """The hexadecimal digest that a release keeps of every file."""
    return hashlib.sha256(data).hexdigest()
