"""The process in which hostile bytes are read. Started by ``ingest.sandbox``, never imported by it.

Frames on both pipes: one byte of kind, eight bytes of length (big-endian), the payload.
In: ``Q`` (JSON request), then ``D`` (the file's bytes). Out: ``S`` ready, ``P`` a page is done,
``J`` a document (JSON), ``B`` a picture (bytes), ``E`` a typed error (JSON).
"""

import json
import os
import resource
import signal
import struct
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO

from ingest.errors import FileTooHeavy, FileUnreadable, FileUnsupported
from ingest.places_codec import encode_places
from ingest.raw_codec import encode_raw
from ingest.readers.pdf_places import place_texts
from ingest.readers.pdf_render import render_page
from ingest.readers.picture import read_picture
from ingest.readers.registry import READERS, preload
from ingest.readers.tbx import read_tbx
from ingest.terms_codec import encode_terms

_DENIED_PREFIXES = (
    *("open", "os.", "shutil.", "tempfile.", "glob.", "pathlib.", "mmap.", "fcntl.", "pty."),
    *("socket.", "ssl.", "ftplib.", "http.", "imaplib.", "nntplib.", "poplib.", "smtplib."),
    *("telnetlib.", "urllib.", "webbrowser.", "subprocess.", "syslog.", "winreg.", "msvcrt."),
    *("ctypes.dlopen", "ctypes.dlsym/handle", "sys.addaudithook", "sqlite3.", "code.__new__"),
    *("resource.", "signal.pthread_kill", "_thread.start_new_thread", "pickle.", "marshal."),
    *("cpython.run_", "cpython.remote_debugger", "sys.remote_exec", "sys.settrace"),
    *("sys.setprofile", "gc.get_referrers", "gc.get_referents", "gc.get_objects"),
    *("sys.set_asyncgen", "builtins.breakpoint", "ensurepip.", "setopencodehook", "import"),
)


def main() -> None:
    """Serve requests on standard input until it closes. Runs in its own process only."""
    requests = os.fdopen(os.dup(0), "rb")
    answers = os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(nothing, descriptor)
    os.close(nothing)
    limit_bytes = int(sys.argv[1])
    hard_seconds = float(sys.argv[2])
    try:
        preload()
    except Exception as error:  # noqa: BLE001 - outermost edge of this process
        _send(answers, b"E", f"{type(error).__name__}: {error}".encode())
        return
    _limit(limit_bytes)
    sys.addaudithook(_deny)
    _send(answers, b"S", b"")
    while True:
        request = _receive(requests)
        data = _receive(requests)
        # The default action of SIGALRM ends the process: it outlives neither parent nor limit.
        signal.setitimer(signal.ITIMER_REAL, hard_seconds)
        _answer(json.loads(request), data, answers)
        signal.setitimer(signal.ITIMER_REAL, 0)


def _answer(request: dict[str, Any], data: bytes, answers: BinaryIO) -> None:
    def page_done() -> None:
        _send(answers, b"P", b"")

    try:
        kind, payload = _perform(request, data, page_done)
    except FileUnreadable as error:
        kind, payload = b"E", _error(type(error).__name__, str(error))
    except MemoryError:
        kind, payload = b"E", _error(FileTooHeavy.__name__, "reading it takes too much memory")
    except RecursionError:
        kind, payload = b"E", _error(FileUnreadable.__name__, "it is nested too deeply")
    except _DeniedError as error:
        kind, payload = b"E", _error(FileUnreadable.__name__, f"reading it tried to {error}")
    except Exception as error:  # noqa: BLE001 - outermost edge of this process
        reason = f"the reader failed on it ({type(error).__name__}: {str(error)[:200]})"
        kind, payload = b"E", _error(FileUnreadable.__name__, reason)
    _send(answers, kind, payload)


def _perform(
    request: dict[str, Any], data: bytes, page_done: Callable[[], None]
) -> tuple[bytes, bytes]:
    task = request["task"]
    if task == "render_page":
        return b"B", render_page(data, page=request["page"], dots_per_inch=request["dots_per_inch"])
    if task == "locate":
        places = place_texts(data, page=request["page"], texts=request["texts"])
        return b"J", encode_places(places)
    if task == "read_picture":
        return b"B", read_picture(data)
    if task == "read_terms":
        return b"J", encode_terms(read_tbx(data, page_done=page_done))
    reader = READERS.get(request["media_type"])
    if reader is None:
        raise FileUnsupported(f"no reader takes {request['media_type']!r}")
    return b"J", encode_raw(reader(data, page_done=page_done))


class _DeniedError(PermissionError):
    """What a reader is not for."""


def _deny(event: str, arguments: tuple[Any, ...]) -> None:
    """An audit hook cannot be taken away again, by nobody and nothing."""
    if not event.startswith(_DENIED_PREFIXES):
        return
    if event == "import":
        # Libraries try optional imports; a module that is not loaded by now does not exist.
        raise ImportError(f"{arguments[0]} is not loaded")
    raise _DeniedError(f"do what a reader must not ({event})")


def _limit(limit_bytes: int) -> None:
    """Resident memory stays under ``limit_bytes``; no file, no process, no core dump."""
    with Path("/proc/self/statm").open(encoding="ascii") as stream:
        pages = stream.read().split()
    page_bytes = os.sysconf("SC_PAGE_SIZE")
    mapped, resident = int(pages[0]) * page_bytes, int(pages[1]) * page_bytes
    address_space = mapped + max(limit_bytes - resident, 64 * 2**20)
    for name, value in (
        (resource.RLIMIT_AS, address_space),
        (resource.RLIMIT_NOFILE, 0),
        (resource.RLIMIT_NPROC, 0),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(name, (value, value))


def _error(name: str, reason: str) -> bytes:
    return json.dumps({"error": name, "reason": reason[:500]}).encode()


def _send(stream: BinaryIO, kind: bytes, payload: bytes) -> None:
    stream.write(kind + struct.pack(">Q", len(payload)))
    stream.write(payload)
    stream.flush()


def _receive(stream: BinaryIO) -> bytes:
    header = stream.read(9)
    if len(header) < 9:
        # Standard input closed: the parent is gone or done. No clean-up is wanted here.
        os._exit(0)
    (length,) = struct.unpack(">Q", header[1:])
    return stream.read(length)
