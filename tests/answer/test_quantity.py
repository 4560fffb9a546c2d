"""Quantities: numbers with units in many languages, and which of them can both be true."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from answer.quantity import agree, bare_quantity, quantities


@pytest.mark.parametrize(
    ("text", "stated"),
    [
        ("The fuse is rated 4 A.", [("4 A", "current")]),
        ("电池充电需要 5 小时。", [("5 小时", "time")]),
        ("保修期三年", [("三年", "time")]),
        ("twelve months from the invoice", [("twelve months", "time")]),
        ("entre -10 y 40 °C", [("-10 y 40 °C", "temperature")]),
        ("24 V ± 10 %", [("24 V ± 10 %", "voltage")]),
        ("100–240 V AC, 50/60 Hz", [("100–240 V", "voltage")]),
        ("10 營業日, 10営業日", [("10営業日", "working days")]),
        ("innerhalb von 10 Werktagen", [("10 Werktagen", "working days")]),
        ("gültig bis 31.12.2026", [("31.12.2026", "date")]),
        ("有效期至 2027年6月30日", [("2027年6月30日", "date")]),
        ("82 × 125 × 127 mm", []),
        ("XR-200A in version 2.1.4 of 2026", []),
        ("€20 or 20 EUR", [("€20", "money EUR"), ("20 EUR", "money EUR")]),
        ("١٢ ساعة", [("١٢ ساعة", "time")]),
    ],
)
def test_quantities_are_found_with_what_they_measure(
    text: str, stated: list[tuple[str, str]]
) -> None:
    found = quantities(text)
    assert [(text[one.start : one.end], one.dimension) for one in found] == stated


@pytest.mark.parametrize(
    ("one", "other", "both_true"),
    [
        ("12 V", "12000 mV", True),
        ("12 V", "13 V", False),
        ("24 months", "2 years", True),
        ("1 month", "30 days", True),
        ("2 Jahre", "36 Monate", False),
        ("50,000 hours", "50.000 Stunden", True),
        ("45 °C", "113 °F", True),
        ("10 l/min", "600 l/h", True),
        ("10 l/min", "900 l/h", False),
        ("100–240 V", "230 V", True),
        ("100–240 V", "24 V", False),
        ("-10 to 40 °C", "-20 to 50 °C", False),
        ("up to 10 days", "4 days", True),
        ("up to 10 kg", "at most 15 kg", False),
        ("about 3 h", "3.2 h", True),
        ("239.6 mm", "240 mm", True),
        ("20 EUR", "22 USD", True),
        ("10 working days", "14 days", True),
        ("31.12.2026", "31 December 2026", True),
        ("03/04/2026", "2026-04-03", True),
        ("31.12.2026", "30 June 2027", False),
        ("1,250 ml", "1,350 ml", False),
        ("1.250 ml", "1,250 ml", True),
        ("1,250 ml", "1.25 l", True),
    ],
)
def test_what_may_both_be_true_agrees(one: str, other: str, both_true: bool) -> None:
    first, second = quantities(one)[0], quantities(other)[0]
    assert agree(first, second) is both_true
    assert agree(second, first) is both_true


def test_a_cells_bare_number_takes_the_unit_of_its_header() -> None:
    found = bare_quantity("3.2", "kg")
    assert found is not None
    assert agree(found, quantities("3200 g")[0])
    assert bare_quantity("none", "kg") is None
    assert bare_quantity("3.2 kg", "kg") is None


@given(st.text(max_size=300))
def test_places_lie_in_the_text_and_never_overlap(text: str) -> None:
    end = 0
    for one in quantities(text):
        assert end <= one.start < one.end <= len(text)
        end = one.end
        assert agree(one, one)
