"""Line breaks of every kind and other control characters, and nothing else."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.control_characters import holds_controls


@pytest.mark.parametrize("character", ["\0", "\n", "\r", "\t", "\x7f", "\x85", "\u2028", "\u2029"])
def test_a_control_character_anywhere(character: str) -> None:
    assert holds_controls(f"customer{character}")
    assert holds_controls(f"{character}42")


@given(st.text())
def test_as_unicode_tells_them(text: str) -> None:
    told = any(unicodedata.category(one) in ("Cc", "Zl", "Zp") for one in text)
    assert holds_controls(text) == told
