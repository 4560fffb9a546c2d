"""A small slice of what ``scripts.fuzz_readers`` does for hours: the same files every time."""

from collections.abc import Iterator
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scripts.fuzz_readers import ENDINGS, fuzz, fuzzing, seeds_of
from scripts.odd_markup import MADE_UP

FILES = 4
"""Of each format; thousands are tried by the script."""


def count_words(text: str) -> int:
    return len(text) // 4


@pytest.fixture(scope="module")
def one() -> Iterator[fuzzing]:
    with fuzzing(count_words) as made:
        yield made


@pytest.mark.parametrize("name", sorted(ENDINGS))
def test_broken_files_are_read_or_refused(one: fuzzing, name: str) -> None:
    result = fuzz(one, name, seeds_of(name), seed=20, stop=lambda count: count >= FILES)
    assert result.executions == FILES
    assert [finding.what for finding in result.findings] == []


@pytest.mark.parametrize("name", sorted(MADE_UP))
@settings(max_examples=5, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(random=st.randoms(use_true_random=False))
def test_markup_made_up_from_its_grammar_is_read_or_refused(
    one: fuzzing, name: str, random: object
) -> None:
    assert isinstance(random, Random)
    outcome = one.read(MADE_UP[name](random), ending=ENDINGS[name][0])
    assert not outcome.startswith("!"), outcome


@pytest.mark.parametrize(
    ("data", "ending"),
    [
        (b"8504.40.90 " * 12_000, ".txt"),
        ("\ufdfa".encode() * 3_000, ".txt"),
        (b"<p>" + b"19850707 " * 12_000, ".html"),
        (b"a\n\nx" * 12_000, ".md"),
    ],
)
def test_long_lines_take_time_by_their_length_alone(one: fuzzing, data: bytes, ending: str) -> None:
    """Numbers in one long line once took time by its square: minutes."""
    assert one.read(data, ending=ending) == "read"
    assert one.seconds < 15
