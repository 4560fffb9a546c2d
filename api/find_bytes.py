"""Files in which a text still stands, whatever they are: found byte by byte."""

import json
import os
from collections.abc import Collection, Iterator
from pathlib import Path

READ_BYTES = 2**22


def files_with(
    folder: Path, texts: Collection[str], *, without: Collection[str] = ()
) -> Iterator[Path]:
    """Every file below ``folder`` that holds one of the texts, in UTF-8, in UTF-16 or as JSON
    escapes it; links, and entries of ``folder`` named in ``without``, are left out."""
    needles = {needle for text in texts for needle in _written(text)}
    longest = max(map(len, needles), default=0)
    for root, folders, names in os.walk(folder):
        if Path(root) == folder:
            folders[:] = [one for one in folders if one not in without]
        for name in sorted(names):
            path = Path(root, name)
            if needles and not path.is_symlink() and _holds(path, needles, longest):
                yield path


def _written(text: str) -> Iterator[bytes]:
    yield text.encode("utf-8", "backslashreplace")
    yield text.encode("utf-16-le", "surrogatepass")
    yield text.encode("utf-16-be", "surrogatepass")
    yield json.dumps(text)[1:-1].encode()
    yield json.dumps(text, ensure_ascii=False)[1:-1].encode("utf-8", "backslashreplace")


def _holds(path: Path, needles: Collection[bytes], longest: int) -> bool:
    try:
        with path.open("rb") as file:
            kept = b""
            while part := file.read(READ_BYTES):
                seen = kept + part
                if any(needle in seen for needle in needles):
                    return True
                kept = seen[-longest:]
    except OSError:
        return False  # it went while we looked
    return False
