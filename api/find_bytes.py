"""Files in which a text still stands, whatever they are: found byte by byte.

Run as a program it is told where and what to look for on standard input: a process that has a
database open must never open and close the database's files by other means, for that drops its
locks (POSIX), and whoever closes the database next takes its log away from under it.
"""

import json
import os
import subprocess
import sys
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


def files_with_apart(
    folder: Path, texts: Collection[str], *, without: Collection[str] = ()
) -> tuple[Path, ...]:
    """What ``files_with`` finds, looked for by a process of its own."""
    asked = json.dumps([os.fspath(folder), list(texts), list(without)])
    done = subprocess.run(
        [sys.executable, "-m", __name__], input=asked.encode(), capture_output=True, check=True
    )
    return tuple(Path(one) for one in json.loads(done.stdout))


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


def _main() -> None:
    folder, texts, without = json.load(sys.stdin)
    json.dump(
        [os.fspath(one) for one in files_with(Path(folder), texts, without=without)], sys.stdout
    )


if __name__ == "__main__":
    _main()
