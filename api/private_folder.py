"""The folder of all state: documents for colleagues lie in it, and what customers wrote."""

import stat
from contextlib import suppress
from pathlib import Path

_OF_OTHERS = stat.S_IROTH | stat.S_IXOTH


def make_private(folder: Path) -> None:
    """Makes a folder that its owner alone enters. One that is there stays as its owner has it.

    Raises ``OSError`` where it cannot be made.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    with suppress(FileExistsError):
        folder.mkdir(mode=stat.S_IRWXU)


def is_open_to_others(folder: Path) -> bool:
    """Whether everybody on this machine may enter it or see what lies in it."""
    return folder.is_dir() and bool(folder.stat().st_mode & _OF_OTHERS)
