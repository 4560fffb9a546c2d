"""A folder of files: what is found, what is stated about it, what is read."""

import dataclasses
import os
import unicodedata
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ingest.errors import ContentMissing, FactsInvalid, FileUnreadable
from ingest.facts import load_facts
from ingest.media_type import DOCX, MARKDOWN, PDF
from ingest.read import DocumentReader
from ingest.sandbox import Sandbox
from ingest.scan import scan


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox() as one:
        yield one


def _write(folder: Path, **files: Any) -> Path:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


def test_every_file_is_in_one_of_three_heaps(tmp_path: Path) -> None:
    _write(
        tmp_path,
        **{
            "b.md": "# B",
            "a/手册.md": "# 手册",
            "a/_facts.yaml": "kind: sop",
            "b.md.yaml": "title: B",
            ".hidden": "x",
            "b.md~": "x",
            "~$c.docx": "x",
            "song.mp3": b"ID3\x00\x01\x02\x03",
            "empty.md": "",
            "lies.pdf": "just text",
            "real.docx": b"%PDF-1.7\n",
            "big.txt": "x" * 2000,
        },
    )
    found = scan(tmp_path, max_file_bytes=1000)
    assert [file.path for file in found.files] == ["a/手册.md", "b.md", "real.docx"]
    assert [file.media_type for file in found.files] == [MARKDOWN, MARKDOWN, PDF]
    assert found.ignored == (".hidden", "a/_facts.yaml", "b.md.yaml", "b.md~", "~$c.docx")
    reasons = {problem.path: problem.reason for problem in found.problems}
    assert set(reasons) == {"song.mp3", "empty.md", "lies.pdf", "big.txt"}
    assert "larger than" in reasons["big.txt"]
    assert "no PDF" in reasons["lies.pdf"]


def test_links_stay_inside(tmp_path: Path) -> None:
    outside = tmp_path / "secret.md"
    outside.write_text("# secret")
    documents = tmp_path / "documents"
    _write(documents, **{"a.md": "# A"})
    (documents / "out.md").symlink_to(outside)
    (documents / "in.md").symlink_to(documents / "a.md")
    (documents / "loop").symlink_to(documents)
    (documents / "nowhere.md").symlink_to(documents / "gone.md")
    os.mkfifo(documents / "pipe.md")
    found = scan(documents)
    assert [file.path for file in found.files] == ["a.md", "in.md"]
    assert [p.path for p in found.problems] == ["loop", "nowhere.md", "out.md", "pipe.md"]


def test_two_unicode_forms_of_one_name_are_a_problem(tmp_path: Path) -> None:
    _write(tmp_path, **{"caf\u00e9.md": "# 1", "cafe\u0301.md": "# 2"})
    found = scan(tmp_path)
    assert [file.path for file in found.files] == ["café.md"]
    assert "Unicode" in found.problems[0].reason


@settings(
    deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.text(st.characters(exclude_characters="/\x00", exclude_categories=["Cs"]), max_size=40))
def test_any_name_can_be_scanned(tmp_path: Path, name: str) -> None:
    file = tmp_path / f"x{name}.md"
    try:
        file.write_text("# x")
    except OSError:
        return
    try:
        found = scan(tmp_path)
    finally:
        file.unlink()
    paths = [f.path for f in found.files] + list(found.ignored) + [p.path for p in found.problems]
    assert paths == [unicodedata.normalize("NFC", f"x{name}.md")]


def test_names_that_are_no_text_are_named(tmp_path: Path) -> None:
    (tmp_path / os.fsdecode(b"bad\xff.md")).write_text("# x")
    assert scan(tmp_path).problems[0].path == "bad\\xff.md"


def test_a_missing_or_empty_folder_is_said(tmp_path: Path) -> None:
    with pytest.raises(ContentMissing, match="does not exist"):
        scan(tmp_path / "absent")
    with pytest.raises(ContentMissing, match="no documents"):
        scan(tmp_path)


def test_the_nearest_statement_wins(tmp_path: Path) -> None:
    _write(
        tmp_path,
        **{
            "_facts.yaml": "audience: agent\nmarkets: [eu]\nmodels: [XR-100]\n",
            "a/_facts.yaml": "kind: sop\nmodels: XR-200A\n",
            "a/b.pdf.yaml": "title: '  Guide  '\nvalid_to: 2026-12-31\nmarkets:\n",
        },
    )
    result = load_facts(
        tmp_path,
        "a/b.pdf",
        front_matter="valid_from: '2025-01-01'\nlanguage: zh-TW\n",
        front_matter_line=2,
    )
    facts = result.facts
    assert (facts.audience, facts.kind, facts.models) == ("agent", "sop", ("XR-200A",))
    assert facts.markets == ()
    assert (facts.valid_from, facts.valid_to) == (date(2025, 1, 1), date(2026, 12, 31))
    assert (result.title, result.language, result.warnings) == ("Guide", "zh-Hant", ())


def test_all_wrong_fields_are_named_with_their_lines(tmp_path: Path) -> None:
    matter = (
        "audience: custommer\nvalid_to: 2026-02-30\nmodels: {a: 1}\ntitle: yes\n"
        "supersedes: ../../etc/passwd\ntranslation_of: /etc/passwd\nlanguage: '??'\n"
    )
    with pytest.raises(FactsInvalid) as caught:
        load_facts(tmp_path, "x.md", front_matter=matter, front_matter_line=2)
    message = str(caught.value)
    for line, key in enumerate(
        ("audience", "valid_to", "models", "supersedes", "translation_of", "language"), start=2
    ):
        line += line > 4
        assert f"x.md:{line}: {key}" in message, message


@pytest.mark.parametrize(
    "text",
    [
        "a: &a [1]\nb: *a\n",
        "a: [" * 60 + "]" * 60,
        "title: 'x",
        "- 1\n- 2\n",
        "title: " + "x" * 70_000,
        "valid_from: 2026-05-01\nvalid_to: 2026-04-01\n",
        "title: !!python/object/apply:os.system ['true']\n",
        "title: a\ntitle: b\n",
    ],
)
def test_hostile_or_contradictory_facts_are_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(FactsInvalid, match=r"x\.md"):
        load_facts(tmp_path, "x.md", front_matter=text, front_matter_line=2)


def test_unknown_keys_warn_with_a_guess(tmp_path: Path) -> None:
    result = load_facts(tmp_path, "x.md", front_matter="audiance: agent\n", front_matter_line=2)
    assert result.facts.audience == "customer"
    assert result.warnings == (
        "x.md:2: unknown key 'audiance' is ignored; did you mean 'audience'?",
    )


def test_a_file_is_read_from_bytes_to_document(tmp_path: Path, sandbox: Sandbox) -> None:
    _write(
        tmp_path,
        **{"guide.md": "---\ntitle: The guide\nmodels: XR-200A\n---\n# Setup\n\nPress the key.\n"},
    )
    reader = DocumentReader(documents_dir=tmp_path, sandbox=sandbox)
    document = reader.read(scan(tmp_path).files[0])
    assert (document.title, document.facts.models) == ("The guide", ("XR-200A",))
    assert document.text == "Setup\n\nPress the key."
    assert [block.kind for block in document.blocks] == ["heading", "paragraph"]


def test_a_file_that_changed_or_went_is_named(tmp_path: Path, sandbox: Sandbox) -> None:
    _write(tmp_path, **{"a.md": "# A"})
    reader = DocumentReader(documents_dir=tmp_path, sandbox=sandbox)
    source = scan(tmp_path).files[0]
    _write(tmp_path, **{"a.md": "# B"})
    with pytest.raises(FileUnreadable, match=r"'a\.md': it changed"):
        reader.read(source)
    gone = dataclasses.replace(source, path="gone.docx", media_type=DOCX)
    with pytest.raises(FileUnreadable, match=r"'gone\.docx'"):
        reader.read(gone)


def test_a_picture_without_tesseract_warns(tmp_path: Path, sandbox: Sandbox) -> None:
    _write(tmp_path, **{"scan.png": b"\x89PNG\r\n\x1a\n" + bytes(20)})
    document = DocumentReader(documents_dir=tmp_path, sandbox=sandbox).read(scan(tmp_path).files[0])
    assert any("tesseract is not installed" in warning for warning in document.warnings)
    assert "it holds no text" in document.warnings
