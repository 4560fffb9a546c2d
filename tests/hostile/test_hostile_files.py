"""Files that ask to fetch something are read like any other, and nothing is fetched."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest.document import Document
from ingest.errors import FactsInvalid, FileUnreadable, KbError
from ingest.read import DocumentReader
from ingest.sandbox import Sandbox
from ingest.scan import scan
from tests.hostile.outside_canary import Outside, outside_canary
from tests.hostile.planted_files import CANARY, honest_pdf, planted_files

HONEST = {
    "honest.md": b"# Filter\n\nThe filter is changed every six months.\n",
    "honest.html": b"<h1>Filter</h1><p>The filter is changed every six months.</p>",
    "honest.csv": b"Question,Answer\nHow often is the filter changed?,Every six months.\n",
    "honest.pdf": honest_pdf(),
}


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox() as one:
        yield one


@pytest.fixture(scope="module")
def outside(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Outside]:
    with outside_canary(tmp_path_factory.mktemp("outside")) as one:
        yield one


@pytest.fixture(scope="module")
def results(
    outside: Outside, sandbox: Sandbox, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Document | KbError]:
    """Every planted file, an honest one after each."""
    documents = tmp_path_factory.mktemp("documents")
    for number, (name, data) in enumerate(
        planted_files(outside.file, outside.address).items(), start=10
    ):
        (documents / f"{number}-{name}").write_bytes(data)
        honest, content = list(HONEST.items())[number % len(HONEST)]
        (documents / f"{number}-then-{honest}").write_bytes(content)
    return _read(documents, sandbox)


def _read(documents: Path, sandbox: Sandbox) -> dict[str, Document | KbError]:
    reader = DocumentReader(documents_dir=documents, sandbox=sandbox)
    found: dict[str, Document | KbError] = {}
    for source in scan(documents).files:
        reader.made_of(source)
        try:
            found[source.path] = reader.read(source)
        except KbError as error:
            found[source.path] = error
    return found


def test_nothing_outside_is_read_or_asked_for(
    results: dict[str, Document | KbError], outside: Outside
) -> None:
    assert len(results) > 60
    assert [path for path, result in results.items() if CANARY in repr(result)] == []
    assert outside.asked == []
    assert not outside.was_read


def test_the_canary_shows_who_reads_it(tmp_path: Path) -> None:
    with outside_canary(tmp_path) as found:
        if not found.shows_reading:
            pytest.skip("this file system does not note when a file was read")
        assert not found.was_read
        assert CANARY in found.file.read_text(encoding="utf-8")
        assert found.was_read


def test_what_is_refused_is_refused_by_name(results: dict[str, Document | KbError]) -> None:
    refused = {path: error for path, error in results.items() if isinstance(error, KbError)}
    assert any("entity.docx" in path for path in refused)
    for path, error in refused.items():
        assert isinstance(error, FileUnreadable | FactsInvalid)
        assert path in str(error)
        assert not re.search(r"crashed|the reader failed|tried to|no page of it", str(error))


@pytest.mark.parametrize("name", ["late-entity.docx", "late-laughs.docx", "renamed-entity.docx"])
def test_entities_are_found_behind_comments_and_in_parts_of_any_name(
    results: dict[str, Document | KbError], name: str
) -> None:
    (error,) = (found for path, found in results.items() if path.endswith(f"-{name}"))
    assert "declares entities" in str(error)


def test_neighbours_come_out_as_if_they_were_alone(
    results: dict[str, Document | KbError], sandbox: Sandbox, tmp_path: Path
) -> None:
    for name, data in HONEST.items():
        (tmp_path / name).write_bytes(data)
    alone = _read(tmp_path, sandbox)
    for path, beside in results.items():
        name = path.partition("-then-")[2]
        if name:
            expected = alone[name]
            assert isinstance(beside, Document)
            assert isinstance(expected, Document)
            assert (beside.text, beside.blocks) == (expected.text, expected.blocks)


def test_facts_behind_a_link_that_leaves_are_not_opened(sandbox: Sandbox, tmp_path: Path) -> None:
    documents = tmp_path / "documents"
    (documents / "inside").mkdir(parents=True)
    with outside_canary(tmp_path) as found:
        (documents / "a.md").write_text("# Title\n\nText.\n", encoding="utf-8")
        (documents / "a.md.yaml").symlink_to(found.file)
        (documents / "inside" / "b.md").write_text("# Title\n\nText.\n", encoding="utf-8")
        (documents / "inside" / "_facts.yaml").symlink_to(found.file)
        results = _read(documents, sandbox)
        assert not found.was_read
    assert [type(result) for result in results.values()] == [FactsInvalid, FactsInvalid]
    assert CANARY not in repr(results)


def test_facts_behind_a_link_that_stays_count(sandbox: Sandbox, tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("# Title\n\nText.\n", encoding="utf-8")
    (tmp_path / "shared.yaml").write_text("kind: manual\n", encoding="utf-8")
    (tmp_path / "a.md.yaml").symlink_to("shared.yaml")
    reader = DocumentReader(documents_dir=tmp_path, sandbox=sandbox)
    (source,) = (one for one in scan(tmp_path).files if one.path == "a.md")
    before = reader.made_of(source)
    assert reader.read(source).facts.kind == "manual"
    (tmp_path / "shared.yaml").write_text("kind: policy\n", encoding="utf-8")
    assert reader.made_of(source) != before
