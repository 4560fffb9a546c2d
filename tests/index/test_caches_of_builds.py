"""What a build keeps for the next one: always what would have been made anew, or nothing."""

import sqlite3
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.document_cache import CutDocument, DocumentCache
from index.kept_by_program import KeptByProgram
from index.noun_codec import decode, encode
from index.program import program_fingerprint
from index.text_analyses import TextAnalyses
from ingest.document import Block, Chunk, Document, DocumentFacts
from tests.index.conftest import KnowledgeBase
from tests.small_company import FILES

TEXTS = st.text(st.characters(exclude_categories=[]), max_size=30)


def kept(folder: Path, program: str = "one") -> KeptByProgram:
    return KeptByProgram(folder / "kept.db", program=program)


@given(
    text=TEXTS,
    models=st.lists(TEXTS, max_size=3),
    day=st.dates() | st.none(),
    page=st.integers(1, 9) | st.none(),
)
def test_a_noun_comes_back_as_it_was(
    text: str, models: list[str], day: date | None, page: int | None
) -> None:
    document = Document(
        id="d",
        path=text,
        title=text,
        language="en",
        text=text,
        blocks=(
            Block(kind="table", start=0, end=len(text), page=page, page_label=None, level=2),
            Block(kind="paragraph", start=0, end=0, row_numbers=(3, 4), starts_entry=True),
        ),
        facts=DocumentFacts(models=tuple(models), valid_to=day, audience="agent"),
        sha256="0",
        media_type="text/plain",
        modified_at=1.5,
    )
    assert decode(encode(document), Document) == document


@dataclass(frozen=True)
class Shorter:
    """A noun of another shape."""

    id: str


@pytest.mark.parametrize("payload", [b"", b"{", b"[]", b"[1,2,3]", b'{"id": 1}', b"\xff"])
def test_what_is_no_noun_is_told(payload: bytes) -> None:
    with pytest.raises(ValueError, match="no Document"):
        decode(payload, Document)
    with pytest.raises(ValueError, match="no Document"):
        decode(encode(Shorter(id="x")), Document)


def test_every_document_of_a_build_can_be_taken_from_the_cache(big_base: KnowledgeBase) -> None:
    """A field of a kind that the codec does not know would have every file read again."""
    report = big_base.build()
    with sqlite3.connect(big_base.cache / "documents.db") as database:
        payloads = [payload for (payload,) in database.execute("select value from kept")]
    database.close()
    found = [decode(payload, CutDocument) for payload in payloads]
    assert {cut.document.path for cut in found} == set(FILES)
    assert sum(len(cut.chunks) for cut in found) == report.chunks


def test_what_another_program_kept_is_not_read(tmp_path: Path) -> None:
    with kept(tmp_path) as cache:
        cache.put_all({b"a": b"1", b"b": b"2"})
    with kept(tmp_path) as cache:
        assert cache.get_all([b"a", b"b", b"c"]) == {b"a": b"1", b"b": b"2"}
    with kept(tmp_path, program="two") as cache:
        assert cache.get(b"a") is None


@pytest.mark.parametrize(
    "harm", [b"", b"no database" * 100, b"SQLite format 3\x00" + b"\xff" * 500]
)
def test_a_file_that_is_no_database_is_replaced(tmp_path: Path, harm: bytes) -> None:
    with kept(tmp_path) as cache:
        cache.put(b"a", b"1")
    (tmp_path / "kept.db").write_bytes(harm)
    with kept(tmp_path) as cache:
        assert cache.get(b"a") is None
        cache.put(b"a", b"2")
    with kept(tmp_path) as cache:
        assert cache.get(b"a") == b"2"


def test_a_damaged_entry_is_made_anew(big_base: KnowledgeBase) -> None:
    big_base.build()
    before = big_base.store.manifest(big_base.store.current()).checksums
    for name in ("documents.db", "words.db"):
        with sqlite3.connect(big_base.cache / name) as database:
            database.execute("update kept set value = substr(value, 1, length(value) / 2)")
        database.close()
    big_base.build()
    after = big_base.store.manifest(big_base.store.current()).checksums
    assert [one for one in before if not one.name.endswith(".npz")] == [
        one for one in after if not one.name.endswith(".npz")
    ]


def test_a_build_from_caches_gives_what_a_build_without_them_gives(
    big_base: KnowledgeBase, tmp_path: Path
) -> None:
    big_base.build()
    path = "policies/returns.md"
    big_base.write(path, FILES[path].replace("kind: policy", "kind: policy\nmarkets: [US]"))
    big_base.write("policies/_facts.yaml", "audience: agent\n")
    (big_base.documents / "manuals/xr-300-en.md").rename(big_base.documents / "fan.md")
    cached = big_base.build()
    assert cached.embedded == 0
    for file in big_base.cache.glob("documents.db*"):
        file.unlink()
    for file in big_base.cache.glob("words.db*"):
        file.unlink()
    fresh = big_base.build()
    files = [
        {
            one.name: one.sha256
            for one in big_base.store.manifest(report.release).checksums
            if not one.name.endswith(".npz")
        }
        for report in (cached, fresh)
    ]
    assert files[0] == files[1]


def test_the_moment_a_file_was_touched_is_that_of_the_file(base: KnowledgeBase) -> None:
    base.build()
    file = base.documents / "pump.md"
    file.touch()
    base.build()
    stored = base.searcher().document("pump.md")
    assert stored is not None
    assert stored.modified_at == pytest.approx(file.stat().st_mtime, abs=1e-3)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.tuples(TEXTS, st.sampled_from(["en", "zh-Hans", "ar", "th"])), max_size=6))
def test_texts_taken_apart_before_are_the_same(
    tmp_path: Path, texts: list[tuple[str, str]]
) -> None:
    with kept(tmp_path) as cache:
        first = list(TextAnalyses(texts, kept=cache))
        again = list(TextAnalyses(texts, kept=cache))
    for one, other in zip(first, again, strict=True):
        assert one.words == other.words
        assert one.terms.length == other.terms.length
        assert np.array_equal(one.terms.keys, other.terms.keys)
        assert np.array_equal(one.terms.counts, other.terms.counts)


def test_a_document_whose_chunks_were_kept_has_their_texts(tmp_path: Path) -> None:
    document = Document(
        id="d",
        path="a.md",
        title="A",
        language="en",
        text="one two",
        blocks=(),
        facts=DocumentFacts(),
        sha256="0",
        media_type="text/plain",
    )
    chunk = Chunk(
        id="c",
        document_id="d",
        ordinal=0,
        section=0,
        start=4,
        end=7,
        text="two",
        text_for_search="A\ntwo",
        heading_path=("A",),
        pages=(),
        page_labels=(),
        language="en",
    )
    cut = CutDocument(document=document, chunks=(chunk, replace(chunk, start=0, end=3, text="one")))
    with kept(tmp_path) as cache:
        documents = DocumentCache(cache)
        documents.put(b"k", cut)
        assert documents.get(b"k") == cut
        assert documents.get(b"other") is None
    assert len(program_fingerprint()) == 64
