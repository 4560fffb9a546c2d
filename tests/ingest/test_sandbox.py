"""The sandbox: limits hold, nothing gets out, every failure is typed."""

import io
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest.errors import FileEncrypted, FileTooHeavy, FileUnreadable, FileUnsupported
from ingest.media_type import DOCX, MARKDOWN, XLSX
from ingest.sandbox import Sandbox, SandboxLimits
from ingest.scan import scan
from tests.ingest.hostile_worker import ATTEMPTS, HostileSandbox


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox() as one:
        yield one


@pytest.fixture(scope="module")
def hostile() -> Iterator[HostileSandbox]:
    limits = SandboxLimits(
        page_seconds=1.0, memory_bytes=300 * 2**20, output_bytes=2**20, total_seconds=3.0
    )
    with HostileSandbox(limits=limits) as one:
        yield one


def test_one_process_reads_file_after_file(sandbox: Sandbox) -> None:
    assert sandbox.read(b"# One", media_type=MARKDOWN).blocks[0].text == "One"
    start = time.perf_counter()
    assert sandbox.read(b"# Two", media_type=MARKDOWN).blocks[0].text == "Two"
    assert time.perf_counter() - start < 1.0, "a second process was started"


def test_an_unknown_type_is_refused(sandbox: Sandbox) -> None:
    with pytest.raises(FileUnsupported):
        sandbox.read(b"x", media_type="application/x-unknown")


def test_entities_and_bombs_are_refused(sandbox: Sandbox) -> None:
    xml = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'
    external = _zip({"word/document.xml": xml})
    with pytest.raises(FileUnreadable, match="declares entities"):
        sandbox.read(external, media_type=DOCX)
    bomb = _zip({"xl/worksheets/sheet1.xml": b"0" * (210 * 2**20)})
    with pytest.raises(FileTooHeavy):
        sandbox.read(bomb, media_type=XLSX)


def test_an_encrypted_office_file_is_named_so(sandbox: Sandbox) -> None:
    data = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le")
    with pytest.raises(FileEncrypted):
        sandbox.read(data, media_type=DOCX)


@pytest.mark.parametrize("attempt", ATTEMPTS)
def test_a_reader_can_do_nothing_but_read(hostile: HostileSandbox, attempt: str) -> None:
    assert hostile.attempt(attempt).startswith("denied"), attempt


def test_a_reader_that_hangs_is_ended(hostile: HostileSandbox) -> None:
    start = time.perf_counter()
    with pytest.raises(FileTooHeavy, match="no page"):
        hostile.attempt("hang")
    assert time.perf_counter() - start < 10
    assert hostile.attempt("nothing") == "done"


def test_pages_that_are_finished_buy_time_but_not_for_ever(hostile: HostileSandbox) -> None:
    assert hostile.attempt("four slow pages") == "done"
    with pytest.raises(FileTooHeavy, match=r"over 3 s|too long"):
        hostile.attempt("pages without end")


def test_memory_output_and_crashes_are_typed(hostile: HostileSandbox) -> None:
    with pytest.raises(FileTooHeavy, match="memory"):
        hostile.attempt("eat memory")
    with pytest.raises(FileTooHeavy, match="text is over"):
        hostile.attempt("long output")
    with pytest.raises(FileUnreadable, match="crashed"):
        hostile.attempt("crash")
    with pytest.raises(FileUnreadable, match="malformed"):
        hostile.attempt("lie")
    with pytest.raises(FileUnreadable, match="nested"):
        hostile.attempt("recursion")
    assert hostile.attempt("nothing") == "done"


@pytest.mark.shared_data
def test_hostile_files_are_read_or_refused_in_time(sandbox: Sandbox, shared_data: Path) -> None:
    """A sample; ``python -m scripts.check_hostile_files`` reads them all."""
    files = scan(shared_data / "nasty" / "dev").files[::4]
    assert len(files) > 25
    outcomes = set()
    crashed: list[bool] = []
    for source in files:
        data = (shared_data / "nasty" / "dev" / source.path).read_bytes()
        start = time.perf_counter()
        try:
            raw = sandbox.read(data, media_type=source.media_type)
        except FileUnreadable as error:
            outcomes.add(type(error).__name__)
            crashed += ["crashed" in str(error)]
        else:
            outcomes.add(type(raw).__name__)
        assert time.perf_counter() - start < 20, source.path
    assert not any(crashed)
    assert sandbox.peak_bytes() < 2**30
    assert {"RawDocument", "FileUnreadable"} <= outcomes


def _zip(parts: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return stream.getvalue()
