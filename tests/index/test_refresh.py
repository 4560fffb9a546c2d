"""Building a release: nothing is read or embedded twice, one bad file stops nothing."""

import dataclasses
from pathlib import Path

import pytest

from index.refresh import RefreshSettings
from ingest.errors import ContentMissing
from tests.hashing_embedder import HashingEmbedder
from tests.index.conftest import TWO_FILES, KnowledgeBase
from tests.small_company import FILES


def test_building_again_embeds_nothing_and_changes_nothing(big_base: KnowledgeBase) -> None:
    first = big_base.build()
    assert first.embedded == len(big_base.embedder.passages) > 20
    assert set(first.added) == set(FILES)
    again = big_base.build()
    assert (again.embedded, big_base.embedder.passages) == (0, [])
    assert (again.added, again.changed, again.removed) == ((), (), ())
    assert again.unchanged == len(FILES)
    files = {
        release: {
            checksum.name: checksum.sha256
            for checksum in big_base.store.manifest(release).checksums
            if not checksum.name.endswith(".npz")  # zip files carry the time of day
        }
        for release in (first.release, again.release)
    }
    assert files[first.release] == files[again.release]


def test_renaming_a_file_embeds_nothing(big_base: KnowledgeBase) -> None:
    big_base.build()
    old = big_base.documents / "manuals/xr-300-en.md"
    old.rename(big_base.documents / "manuals/xr-300.md")
    report = big_base.build()
    assert report.embedded == 0
    assert report.added == ("manuals/xr-300.md",)
    assert report.removed == ("manuals/xr-300-en.md",)
    assert big_base.find("fan cooling XR-300")[0].document == "manuals/xr-300.md"


def test_editing_a_fact_embeds_nothing_and_counts_as_a_change(big_base: KnowledgeBase) -> None:
    big_base.build()
    path = "policies/returns.md"
    big_base.write(path, FILES[path].replace("kind: policy", "kind: policy\nmarkets: [US]"))
    report = big_base.build()
    assert report.embedded == 0
    assert report.changed == (path,)
    found = big_base.searcher().document(path)
    assert found is not None
    assert found.facts.markets == ("US",)


def test_facts_of_a_folder_change_its_documents(big_base: KnowledgeBase) -> None:
    big_base.build()
    big_base.write("policies/_facts.yaml", "audience: agent\n")
    report = big_base.build()
    assert report.embedded == 0
    assert set(report.changed) == {path for path in FILES if path.startswith("policies/")}


def test_editing_one_section_embeds_that_section_alone(big_base: KnowledgeBase) -> None:
    big_base.build()
    path = "manuals/xr-200-en.md"
    big_base.write(path, FILES[path].replace("every 2000 hours", "every 2500 hours"))
    report = big_base.build()
    assert report.embedded == 1
    assert "2500 hours" in big_base.embedder.passages[0]
    assert report.changed == (path,)


def test_another_model_embeds_everything_again(base: KnowledgeBase) -> None:
    first = base.build()
    base.embedder = HashingEmbedder("hashing-2")
    assert base.build().embedded == first.embedded > 0
    base.embedder = HashingEmbedder("hashing-1")
    assert base.build().embedded == 0


def test_another_size_of_chunks_is_another_release(big_base: KnowledgeBase) -> None:
    small = big_base.build(RefreshSettings(max_tokens=32))
    large = big_base.build(RefreshSettings(max_tokens=200))
    assert small.chunks > large.chunks
    hashes = [big_base.store.manifest(r.release).settings_hash for r in (small, large)]
    assert hashes[0] != hashes[1]


def test_one_bad_file_is_reported_and_stops_nothing(base: KnowledgeBase) -> None:
    (base.documents / "broken.pdf").write_bytes(b"%PDF-1.7\nnothing")
    (base.documents / "empty.md").write_bytes(b"")
    (base.documents / "picture.bin").write_bytes(b"\x00\x01\x02" * 100)
    report = base.build()
    assert {problem.path for problem in report.failed} == {
        "broken.pdf",
        "empty.md",
        "picture.bin",
    }
    assert all(len(problem.reason) > 10 for problem in report.failed)
    assert report.documents == 2
    assert base.store.manifest(report.release).problems == report.problems
    assert base.find("pump")[0].document == "pump.md"


@pytest.mark.parametrize(
    ("facts", "line", "names"),
    [
        ("kind: manual\naudience: custommer", 3, ("custommer", "customer")),
        ("kind: manual\n\nvalid_to: 2025-02-30", 4, ("2025-02-30",)),
        ("kind: [", 2, ()),
        ("valid_from: 2026-01-01\nvalid_to: 2025-01-01", 3, ()),
    ],
)
def test_wrong_front_matter_names_file_and_line(
    base: KnowledgeBase, facts: str, line: int, names: tuple[str, ...]
) -> None:
    base.write("notes/wrong.md", f"---\n{facts}\n---\n# Secret\n\nThe rebate is 20 percent.\n")
    report = base.build()
    (problem,) = report.failed
    assert problem.path == "notes/wrong.md"
    assert f"notes/wrong.md:{line}" in problem.reason
    assert all(name in problem.reason for name in names)
    assert base.searcher().document("notes/wrong.md") is None


def test_an_unknown_key_is_a_warning_with_its_line(base: KnowledgeBase) -> None:
    base.write("pump.md", "---\nkind: manual\nmodells: [PX-100]\n---\n# Pump\n\nIt pumps.\n")
    report = base.build()
    (problem,) = report.problems
    assert (problem.path, problem.severity) == ("pump.md", "warning")
    assert "pump.md:3" in problem.reason
    assert "models" in problem.reason
    assert report.documents == 2


def test_a_file_without_text_is_named_once(base: KnowledgeBase) -> None:
    base.write("blank.md", "---\nkind: manual\n---\n\n")
    report = base.build()
    named = [problem for problem in report.problems if problem.path == "blank.md"]
    assert len(named) == 1
    assert "no text" in named[0].reason


@pytest.mark.parametrize("state", ["gone", "empty", "all wrong"])
def test_without_documents_the_old_release_answers_on(base: KnowledgeBase, state: str) -> None:
    release = base.build().release
    for path in TWO_FILES:
        (base.documents / path).unlink()
    if state == "gone":
        base.documents.rmdir()
    if state == "all wrong":
        base.write("wrong.md", "---\naudience: nobody\n---\nText.\n")
    with pytest.raises(ContentMissing, match="documents"):
        base.build()
    assert base.store.current() == release
    assert base.leftovers() == []
    assert base.find("valve")[0].document == "valve.md"


@pytest.mark.parametrize("name", ["parsed.db", "vectors.db"])
def test_a_damaged_cache_costs_time_and_nothing_else(base: KnowledgeBase, name: str) -> None:
    base.build()
    (base.cache / name).write_bytes(b"no database at all" * 400)
    report = base.build()
    assert report.failed == ()
    assert report.documents == 2
    assert base.find("valve")[0].document == "valve.md"
    assert base.build().embedded == 0


def test_no_more_releases_are_kept_than_asked_for(base: KnowledgeBase) -> None:
    for _ in range(5):
        base.build(RefreshSettings(max_tokens=64, keep_releases=2))
    assert len(base.store.releases()) == 2


def test_progress_goes_through_the_stages(base: KnowledgeBase) -> None:
    base.build()
    assert list(dict.fromkeys(base.stages)) == ["reading", "embedding", "building"]


def test_the_report_counts_what_is_in_the_release(big_base: KnowledgeBase) -> None:
    report = big_base.build()
    manifest = big_base.store.manifest(report.release)
    assert (manifest.documents, manifest.chunks) == (report.documents, report.chunks)
    assert sum(count.chunks for count in manifest.languages) == report.chunks
    assert {"en", "zh-Hans", "es", "de"} <= {count.language for count in manifest.languages}
    assert dataclasses.asdict(report)["seconds"] > 0


def test_two_folders_with_the_same_content_give_the_same_passages(
    tmp_path: Path, parsed: Path
) -> None:
    found = []
    for name in ("one", "two"):
        made = KnowledgeBase(tmp_path / name, TWO_FILES)
        made.cache.mkdir()
        (made.cache / "parsed.db").write_bytes(parsed.read_bytes())
        made.build()
        found.append(made.find("at how many bar does the valve open"))
    assert found[0] == found[1]
