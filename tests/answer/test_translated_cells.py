"""Cells of a machine's translation: what says another thing stays as the table has it."""

import pytest

from answer.aligned_sentences import Likeness
from answer.translated_cells import keep_doubtful_cells
from index.e5 import E5Embedder
from scripts.benchmark_fidelity import likeness_of

TABLE = "Part | Interval\nOil change | 600 h\nAir filter | 85 %"
RIGHT = "Teil | Intervall\nÖlwechsel | 600 h\nLuftfilter | 85 %"


@pytest.fixture(scope="module")
def likeness(e5: E5Embedder) -> Likeness:
    return likeness_of(e5)


def _kept(translation: str, likeness: Likeness, original: str = TABLE) -> str | None:
    return keep_doubtful_cells(original, translation, source="en", language="de", likeness=likeness)


def test_a_right_translation_is_left_as_it_is(likeness: Likeness) -> None:
    assert _kept(RIGHT, likeness) == RIGHT


@pytest.mark.parametrize(
    "wrong",
    [
        *("Zorblax", "Kostenlos", "Versandkosten", "Luftfilter Zorblax", "Luftfilter storniert"),
        *("Luftfilter kostenlos per Express", "Per Express kostenlos Luftfilter"),
    ],
)
def test_a_cell_that_says_another_thing_stays_as_it_was(likeness: Likeness, wrong: str) -> None:
    kept = _kept(RIGHT.replace("Luftfilter", wrong), likeness)
    assert kept == RIGHT.replace("Luftfilter", "Air filter")


def test_names_of_two_rows_exchanged_stay_as_they_were(likeness: Likeness) -> None:
    english = "Part | Value\nDelivery time | 6 weeks\nAir filter | 85 %\nWarranty period | 2 years"
    german = "Teil | Wert\nLieferzeit | 6 Wochen\nLuftfilter | 85 %\nGarantiezeit | 2 Jahre"
    assert _kept(german, likeness, english) == german
    exchanged = german.replace("Lieferzeit", "·").replace("Garantiezeit", "Lieferzeit")
    kept = _kept(exchanged.replace("·", "Garantiezeit"), likeness, english)
    english_names = german.replace("Lieferzeit", "Delivery time")
    assert kept == english_names.replace("Garantiezeit", "Warranty period")


@pytest.mark.parametrize(
    ("cell", "said", "kept"), [("Yes", "Ja", "Ja"), ("no", "nein", "nein"), ("Yes", "Nein", "Yes")]
)
def test_yes_is_yes_and_no_is_no(likeness: Likeness, cell: str, said: str, kept: str) -> None:
    original = f"{TABLE}\nWarranty period | {cell}"
    right = f"{RIGHT}\nGarantiezeit | "
    assert _kept(right + said, likeness, original) == right + kept


def test_in_writing_without_spaces_a_stranger_is_seen_too(likeness: Likeness) -> None:
    rows = "定格電圧 | 24 V\n空气滤清器已取消 | 85 %"
    kept = keep_doubtful_cells(
        "Rated voltage | 24 V\nAir filter | 85 %",
        rows,
        language="zh-Hans",
        source="en",
        likeness=likeness,
    )
    assert kept == "定格電圧 | 24 V\nAir filter | 85 %"


@pytest.mark.parametrize(
    "translation",
    [
        RIGHT.replace("Luftfilter", "Luftfilter | Zorblax"),
        RIGHT + "\nZorblax | 1 h",
        RIGHT.replace("\n", " "),
        "Zorblax | Kostenlos\nStorniert | 600 h\nLuftfilter | 85 %",
    ],
    ids=["another cell", "another row", "no rows", "most cells"],
)
def test_what_is_another_table_is_no_translation(likeness: Likeness, translation: str) -> None:
    assert _kept(translation, likeness) is None


def test_sentences_and_what_is_not_translated_are_not_compared() -> None:
    def never(one: tuple[str, str], other: tuple[str, str]) -> float:
        raise AssertionError((one, other))

    assert _kept("Etwas ganz anderes.", never, "Oil the pump weekly.") == "Etwas ganz anderes."
    same = "XR-200A | 24 V\nMaterial | PVC"
    assert _kept(same, never, same) == same
