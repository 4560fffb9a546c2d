"""The exact index: careless spellings found, variants after, typos flagged, nothing invented."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from index.exact import ARRAYS_FILE, VOCABULARY_FILE, ExactIndex
from index.identifier_vocabulary import IdentifierVocabulary, deletion_table
from ingest.errors import IndexBroken
from ingest.identifier_form import squeezed
from ingest.identifiers import canonical

WRITTEN = (
    *("XR-200A", "XR-200A/5V", "EN 62368-1", "EN 62368-1:2020+A11", "M12X1.5-6H", "8504.40.90"),
    *("ESP32-S3-DevKitC-1", "ESP32", "1-2176340-9", "Err 12", "CE-2023-0417", "v5.1", "A100"),
)


@pytest.fixture(scope="module")
def index() -> ExactIndex:
    """One chunk for each of WRITTEN, in that order."""
    return ExactIndex.build([[canonical(name)] for name in WRITTEN])


def first(index: ExactIndex, question: str) -> str:
    """The identifier whose chunk comes first, as written; empty when there is none."""
    hits = index.search(question, limit=5).hits
    return WRITTEN[hits[0].ordinal] if hits else ""


@pytest.mark.parametrize(
    ("question", "meant"),
    [
        ("do you have xr 200 a?", "XR-200A"),
        ("Xr-200a / 5 v price", "XR-200A/5V"),
        ("xr200a5v", "XR-200A/5V"),
        ("ＸＲ－２００Ａ的价格", "XR-200A"),
        ("Haben Sie ein XR-200A-Netzteil?", "XR-200A"),
        ("en 62368 1", "EN 62368-1"),
        ("is en623681 met", "EN 62368-1"),
        ("m12 x 1,5 6h", "M12X1.5-6H"),
        ("tariff 85044090", "8504.40.90"),
        ("8504 40 90", "8504.40.90"),
        ("esp32 s3 devkitc 1", "ESP32-S3-DevKitC-1"),
        ("12176340 9", "1-2176340-9"),
        ("错误代码12怎么办", "Err 12"),
        ("ошибка 12", "Err 12"),
        ("ce_2023_0417", "CE-2023-0417"),
        ("version 5.1", "v5.1"),
    ],
)
def test_careless_spellings_are_exact(index: ExactIndex, question: str, meant: str) -> None:
    result = index.search(question, limit=5)

    assert first(index, question) == meant
    assert not result.hits[0].fuzzy
    assert any(match.kind == "exact" for match in result.matches)


def test_what_was_asked_for_stands_before_its_variants(index: ExactIndex) -> None:
    result = index.search("XR-200A", limit=5)

    assert [WRITTEN[hit.ordinal] for hit in result.hits] == ["XR-200A", "XR-200A/5V"]
    assert [match.kind for match in result.matches] == ["exact", "prefix"]


def test_a_family_finds_its_variants_and_a_later_part_its_whole(index: ExactIndex) -> None:
    family = index.search("xr-200", limit=5)

    assert {WRITTEN[hit.ordinal] for hit in family.hits} == {"XR-200A", "XR-200A/5V"}
    assert {match.kind for match in family.matches} == {"prefix"}
    assert {match.kind for match in index.search("DevKitC-1", limit=5).matches} == {"part"}


@pytest.mark.parametrize("question", ["XR-200A-EU", "XR-200A/12V"])
def test_an_unknown_option_is_no_exact_match(index: ExactIndex, question: str) -> None:
    result = index.search(question, limit=5)

    assert [(match.canonical, match.kind) for match in result.matches] == [("XR200A", "prefix")]


@pytest.mark.parametrize(
    ("question", "meant"),
    [
        ("XR-200B", "XR-200A"),
        ("XR-2OOA", "XR-200A"),
        ("EN 62368-11", "EN 62368-1"),
        ("M12X15-6H", "M12X1.5-6H"),
        ("ESP32-S3-DevKtC-1", "ESP32-S3-DevKitC-1"),
        ("ESP23-S3-DevKitC-1", "ESP32-S3-DevKitC-1"),
        ("xr 200 r", "XR-200A"),
    ],
)
def test_a_typing_error_is_found_and_flagged(index: ExactIndex, question: str, meant: str) -> None:
    result = index.search(f"do you sell {question} today", limit=5)

    assert first(index, f"do you sell {question} today") == meant
    assert all(hit.fuzzy for hit in result.hits)
    assert {match.kind for match in result.matches} == {"fuzzy"}
    assert result.matches[0].matched == question


@pytest.mark.parametrize(
    "question",
    [
        *("ESP32-S9-WROOM-7", "ZQ-981T", "in 2020 we paid a 100 euro", "5 V 230V 10 mm", "hello"),
        *("XR-300B", "EN 60950-1", "", "12", "٣", "the 5 of us", "M12", "8504.10.20"),
    ],
)
def test_nothing_is_found_where_nothing_is_named(index: ExactIndex, question: str) -> None:
    firm = [
        one for one in index.search(question, limit=5).matches if one.kind in {"exact", "fuzzy"}
    ]

    assert firm == []


def test_a_rare_identifier_outweighs_a_common_one() -> None:
    index = ExactIndex.build([["ESP32"]] * 50 + [["ESP32", "XR200A"]] + [["ESP32"]] * 49)

    hits = index.search("does the xr-200a work with the esp32", limit=3).hits

    assert hits[0].ordinal == 50
    assert hits[0].score > 2 * hits[1].score
    assert [hit.ordinal for hit in hits[1:]] == [0, 1]


def test_chunks_that_are_not_allowed_are_not_found(index: ExactIndex) -> None:
    allowed = np.ones(len(WRITTEN), np.bool_)
    allowed[0] = False

    hits = index.search("XR-200A", limit=5, allowed=allowed).hits

    assert [WRITTEN[hit.ordinal] for hit in hits] == ["XR-200A/5V"]


def test_known_and_nearest(index: ExactIndex) -> None:
    assert index.known("XR200A")
    assert not index.known("XR200B")
    assert index.known("XR200A", allowed=np.ones(len(WRITTEN), np.bool_))
    assert not index.known("XR200A", allowed=np.zeros(len(WRITTEN), np.bool_))
    assert index.nearest("XR200B") == ("XR200A",)
    assert index.nearest("ESP32S3DEVKITM2") == ("ESP32S3DEVKITC1",)
    assert index.nearest("QQ9999999") == ()


def test_identify_adds_what_has_no_shape(index: ExactIndex) -> None:
    text = "is xr 200 a better than a QZ-77K"

    found = index.identify(text)

    assert [(one.canonical, one.kind) for one in found] == [
        ("XR200A", "model"),
        ("QZ77K", "model"),
    ]
    assert all(text[one.start : one.end] == one.text for one in found)


def test_saved_and_loaded_it_answers_the_same(index: ExactIndex, tmp_path: Path) -> None:
    index.save(tmp_path)
    loaded = ExactIndex.load(tmp_path)

    for question in ("xr 200 a", "XR-200B", "devkitc1", "error 12 on esp32"):
        assert loaded.search(question, limit=5) == index.search(question, limit=5)
    assert loaded.count == len(WRITTEN)


@pytest.mark.parametrize("name", [VOCABULARY_FILE, ARRAYS_FILE])
@pytest.mark.parametrize("content", [None, b"", b"{}", b"PK\x03\x04 torn"])
def test_a_broken_index_says_so(
    index: ExactIndex, tmp_path: Path, name: str, content: bytes | None
) -> None:
    index.save(tmp_path)
    (tmp_path / name).unlink()
    if content is not None:
        (tmp_path / name).write_bytes(content)

    with pytest.raises(IndexBroken, match="reindex"):
        ExactIndex.load(tmp_path)


def test_an_empty_release_finds_nothing(tmp_path: Path) -> None:
    ExactIndex.build([[], []]).save(tmp_path)

    result = ExactIndex.load(tmp_path).search("XR-200A", limit=5)

    assert (result.matches, result.hits) == ((), ())


@settings(max_examples=40)
@given(
    st.lists(
        st.from_regex(r"[A-D]{1,2}[0-3]{2,4}[A-D]?", fullmatch=True), max_size=30, unique=True
    ),
    st.from_regex(r"[A-D]{1,2}[0-3]{2,4}[A-D]?", fullmatch=True),
)
def test_typos_found_by_look_up_are_those_a_full_walk_finds(names: list[str], key: str) -> None:
    ordered = sorted(names)
    vocabulary = IdentifierVocabulary(ordered, deletion_table(ordered))
    walked = {
        number
        for number, name in enumerate(ordered)
        if len(name) >= 4 and OSA.distance(squeezed(name), squeezed(key)) <= 1
    }

    (found,) = vocabulary.within_one([key])

    assert {number for _, number in found} == walked


@given(st.text(max_size=200))
def test_any_question_is_taken(index: ExactIndex, text: str) -> None:
    result = index.search(text, limit=3)

    assert len(result.hits) <= 3
    assert all(text[one.start : one.end] == one.matched for one in result.matches)
