"""Where a document lies whose name on the disk is in another Unicode form than its path.

Paths are NFC; a file that came from another system may be called ``e`` and an accent apart.
"""

import os
import unicodedata
from pathlib import Path, PurePosixPath


def location_of(documents_dir: Path, path: str) -> Path:
    """The file that ``path`` names; ``documents_dir / path`` where there is none in any form."""
    plain = documents_dir / path
    if plain.exists() or path.isascii():
        return plain
    place = documents_dir
    for part in PurePosixPath(path).parts:
        try:
            names = os.listdir(place)  # noqa: PTH208 - names are compared, not opened
        except OSError:
            return plain
        same = (name for name in names if unicodedata.normalize("NFC", name) == part)
        found = next(same, None)
        if found is None:
            return plain
        place = place / found
    return place
