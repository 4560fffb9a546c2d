"""Reading in a process that may do nothing else, with limits of time, memory and output."""

import json
import os
import selectors
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from ingest.document import RawDocument
from ingest.errors import (
    FileEncrypted,
    FileTooHeavy,
    FileUnreadable,
    FileUnsupported,
    KbError,
)
from ingest.placed_text import PlacedText
from ingest.places_codec import decode_places
from ingest.raw_codec import decode_raw
from ingest.raw_terms import RawConcept
from ingest.terms_codec import decode_terms

_HEADER = struct.Struct(">cQ")
_PIPE_STEP_BYTES = 2**18
_ERRORS: dict[str, type[FileUnreadable]] = {
    error.__name__: error
    for error in (FileUnreadable, FileEncrypted, FileTooHeavy, FileUnsupported)
}
# openpyxl looks for numpy, which takes a third of a second to load and is of no use here.
_START = (
    "import json, sys; sys.path[:] = json.loads(sys.argv.pop(1)); sys.modules['numpy'] = None; "
    "import importlib; importlib.import_module(sys.argv.pop(1)).main()"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SandboxLimits:
    """How much one file may cost."""

    memory_bytes: int = 2**30
    """Resident memory of the reading process, libraries included."""
    page_seconds: float = 20.0
    """Time without a finished page."""
    total_seconds: float = 1800.0
    """Time for a whole file, however many pages it has."""
    start_seconds: float = 30.0
    """Time for the process to start; only a machine in trouble needs it."""
    output_bytes: int = 256 * 2**20


class Sandbox:
    """One reading process, kept for the next file, replaced after a crash or a limit.

    A context manager; safe to share between threads (one file at a time). The process starts with
    the first file. What it sends is data, checked field by field, never unpickled.
    """

    worker_module = "ingest.sandbox_worker"
    """The module whose ``main`` the process runs; a test puts a hostile one here."""

    def __init__(self, *, limits: SandboxLimits = SandboxLimits()) -> None:
        self._limits = limits
        self._process: subprocess.Popen[bytes] | None = None
        self._lock = threading.Lock()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the reading process, if there is one."""
        with self._lock:
            self._stop()

    def read(self, data: bytes, *, media_type: str) -> RawDocument:
        """The blocks of one file.

        Raises FileEncrypted, FileTooHeavy, FileUnsupported or FileUnreadable; KbError when the
        process itself does not start.
        """
        return decode_raw(self._record({"task": "read", "media_type": media_type}, data))

    def render_page(self, data: bytes, *, page: int, dots_per_inch: int = 200) -> bytes:
        """A PNG of one page (1-based) of a PDF. Raises as ``read`` does."""
        request = {"task": "render_page", "page": page, "dots_per_inch": dots_per_inch}
        return self._picture(request, data)

    def read_picture(self, data: bytes) -> bytes:
        """A picture file as a clean PNG. Raises as ``read`` does."""
        return self._picture({"task": "read_picture"}, data)

    def read_terms(self, data: bytes) -> tuple[RawConcept, ...]:
        """The concepts of a TBX file. Raises as ``read`` does."""
        return decode_terms(self._record({"task": "read_terms"}, data))

    def locate(self, data: bytes, *, page: int, texts: Sequence[str]) -> tuple[PlacedText, ...]:
        """Where texts are drawn on a page (1-based) of a PDF. Raises as ``read`` does."""
        request = {"task": "locate", "page": page, "texts": list(texts)}
        return decode_places(self._record(request, data), count=len(texts))

    def peak_bytes(self) -> int:
        """Most resident memory the reading process has had so far; 0 when there is none (Linux)."""
        if self._process is None:
            return 0
        try:
            status = Path(f"/proc/{self._process.pid}/status").read_text(encoding="ascii")
        except OSError:
            return 0
        lines = [line.split() for line in status.splitlines() if line.startswith("VmHWM:")]
        return int(lines[0][1]) * 1024 if lines else 0

    def _record(self, request: dict[str, object], data: bytes) -> bytes:
        kind, payload = self._ask(request, data)
        if kind != b"J":
            raise FileUnreadable("the reading process gave a picture where text was asked for")
        return payload

    def _picture(self, request: dict[str, object], data: bytes) -> bytes:
        kind, payload = self._ask(request, data)
        if kind != b"B":
            raise FileUnreadable("the reading process gave no picture")
        return payload

    def _ask(self, request: dict[str, object], data: bytes) -> tuple[bytes, bytes]:
        with self._lock:
            process = self._started()
            try:
                kind, payload = self._exchange(process, _frames(request, data))
            except FileUnreadable:
                self._stop()
                raise
            except BaseException:
                # Interrupted in the middle of a frame: this process cannot be asked again.
                self._stop()
                raise
        if kind == b"E":
            raise _typed_error(payload)
        return kind, payload

    def _started(self) -> subprocess.Popen[bytes]:
        if self._process is not None and self._process.poll() is None:
            return self._process
        self._stop()
        limits = self._limits
        # Not multiprocessing: that would import the caller's main module again. -I keeps the
        # environment and the working directory from choosing what is imported.
        self._process = subprocess.Popen(
            [
                *(sys.executable, "-I", "-X", "utf8", "-c", _START),
                *(json.dumps(sys.path), self.worker_module),
                *(str(limits.memory_bytes), str(limits.total_seconds)),
            ],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            bufsize=0,
            env={"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MALLOC_ARENA_MAX": "2"},
            start_new_session=True,
        )
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                os.set_blocking(pipe.fileno(), False)
        try:
            kind, payload = self._receive(self._process, b"", page_seconds=limits.start_seconds)
        except FileUnreadable as error:
            self._stop()
            # Not the file's fault: no other file would fare better.
            raise KbError(
                f"the reading process does not start ({error}); run 'tradewind doctor'"
            ) from error
        if kind != b"S":
            self._stop()
            reason = payload[:500].decode("utf-8", "replace")
            raise KbError(f"the reading process does not start ({reason}); run 'tradewind doctor'")
        return self._process

    def _stop(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                pipe.close()
        process.wait()

    def _exchange(self, process: subprocess.Popen[bytes], outgoing: bytes) -> tuple[bytes, bytes]:
        deadline = time.monotonic() + self._limits.total_seconds
        while True:
            kind, payload = self._receive(process, outgoing, page_seconds=self._limits.page_seconds)
            if kind in {b"J", b"B", b"E"}:
                return kind, payload
            if kind != b"P":
                raise FileUnreadable("the reading process answered out of turn")
            outgoing = b""
            if time.monotonic() > deadline:
                raise FileTooHeavy(
                    f"reading it takes over {self._limits.total_seconds:.0f} s; split the file"
                )

    def _receive(
        self, process: subprocess.Popen[bytes], outgoing: bytes, *, page_seconds: float
    ) -> tuple[bytes, bytes]:
        """One whole frame, while ``outgoing`` is being written."""
        if process.stdin is None or process.stdout is None:
            raise FileUnreadable("the reading process has no pipes")
        deadline = time.monotonic() + page_seconds
        pending = memoryview(outgoing)
        header, payload, length = bytearray(), bytearray(), -1
        with selectors.DefaultSelector() as selector:
            selector.register(process.stdout, selectors.EVENT_READ)
            if pending:
                selector.register(process.stdin, selectors.EVENT_WRITE)
            while length < 0 or len(payload) < length:
                remaining = deadline - time.monotonic()
                if remaining <= 0:
                    raise FileTooHeavy(
                        f"no page of it was finished in {page_seconds:.0f} s; "
                        "simplify the file or export it again"
                    )
                for key, _ in selector.select(remaining):
                    if key.fileobj is process.stdin:
                        pending = _write(process, pending)
                        if not pending:
                            selector.unregister(process.stdin)
                        continue
                    wanted = 9 - len(header) if length < 0 else length - len(payload)
                    step = process.stdout.read(min(wanted, _PIPE_STEP_BYTES))
                    if step is None:
                        continue
                    if not step:
                        raise _death(process)
                    (header if length < 0 else payload).extend(step)
                    if length < 0 and len(header) == _HEADER.size:
                        length = _HEADER.unpack(header)[1]
                        if length > self._limits.output_bytes:
                            raise FileTooHeavy(
                                f"its text is over {self._limits.output_bytes / 2**20:.0f} MiB; "
                                "split the file"
                            )
        return bytes(header[:1]), bytes(payload)


def _frames(request: dict[str, object], data: bytes) -> bytes:
    question = json.dumps(request).encode()
    return b"".join(
        (_HEADER.pack(b"Q", len(question)), question, _HEADER.pack(b"D", len(data)), data)
    )


def _write(process: subprocess.Popen[bytes], pending: memoryview) -> memoryview:
    if process.stdin is None:
        return memoryview(b"")
    try:
        written = process.stdin.write(pending[:_PIPE_STEP_BYTES]) or 0
    except BrokenPipeError:
        # It died; reading its answer will say so.
        return memoryview(b"")
    return pending[written:]


def _death(process: subprocess.Popen[bytes]) -> FileUnreadable:
    """What the end of the process tells: killed for memory or time, or crashed."""
    try:
        code = process.wait(timeout=5)
    except subprocess.TimeoutExpired:
        return FileUnreadable("the reading process closed its pipe")
    if code == -14:
        return FileTooHeavy("reading it takes too long; split the file")
    if code == -9:
        return FileTooHeavy("the system ended the reading process, most likely for memory")
    return FileUnreadable(
        f"the reading process crashed on it (exit {code}); the file is damaged or hostile"
    )


def _typed_error(payload: bytes) -> FileUnreadable:
    try:
        record = json.loads(payload[:10_000])
        kind = _ERRORS[record["error"]]
        reason = str(record["reason"])[:500]
    except (ValueError, KeyError, TypeError, RecursionError):
        return FileUnreadable("the reading process answered with a malformed error")
    return kind("".join(character if character.isprintable() else " " for character in reason))
