"""Highlights: the words a question shares with a passage, in any script."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.highlight import MAX_RANGES, highlights


def marked(text: str, query: str) -> list[str]:
    return [text[start:end] for start, end in highlights(text, query=query)]


@pytest.mark.parametrize(
    ("query", "text", "expected"),
    [
        ("Rated VOLTAGE?", "The rated voltage is 24 V", ["rated", "voltage"]),
        ("what is 24", "a 24 V supply", ["24"]),
        ("tension électrique", "Tension ELECTRIQUE", ["Tension", "ELECTRIQUE"]),
        ("XR-200A/5V", "the xr-200a/5v unit", ["xr-200a/5v"]),
        ("额定电压是多少", "本机额定电压为 24 V", ["额定电压"]),
        ("แรงดันไฟ", "ค่าแรงดันไฟฟ้า", ["แรงดันไฟ"]),
        ("is it on the DC side", "is it on the DC side", ["DC", "side"]),
        ("제품 보증 기간", "이 제품 설명서", ["제품"]),
        ("", "text", []),
    ],
)
def test_shared_words_are_marked(query: str, text: str, expected: list[str]) -> None:
    assert marked(text, query) == expected


@given(st.text(max_size=200), st.text(max_size=50))
def test_ranges_are_apart_in_order_and_inside(text: str, query: str) -> None:
    ranges = highlights(text, query=query)
    assert len(ranges) <= MAX_RANGES
    last = -1
    for start, end in ranges:
        assert last < start < end <= len(text)
        last = end
