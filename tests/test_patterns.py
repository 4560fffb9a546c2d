"""The search for slow expressions finds those that are, and tells what it was run over."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from scripts.fuzz_patterns import examine
from scripts.pattern_collection import Found

PROJECT = Path(__file__).resolve().parent.parent
COLLECTED = """
import json, sys
from scripts.pattern_collection import collect
print(json.dumps([[one.where, one.is_anchored] for one in collect().all()]))
"""


@pytest.mark.parametrize("pattern", [r"(a+)+$", r"(?:\w+-?)+\s\d", r"(\d+|\d+x)*y"])
def test_an_expression_that_tries_every_way_is_found(pattern: str) -> None:
    found = Found("answer/any.py:1", pattern, 0)
    slow = examine(found, strings=60, seed=1, seconds=5)
    assert slow is not None
    assert slow.growth >= 2


@pytest.mark.parametrize("pattern", [r"\w+", r"(?<!\w)\w{1,20}-\d", r"[a-z]+(?: [a-z]+){0,3}"])
def test_one_that_goes_through_a_text_once_is_not(pattern: str) -> None:
    found = Found("answer/any.py:1", pattern, 0)
    assert examine(found, strings=20, seed=1, seconds=2) is None


def test_a_square_at_the_beginning_alone_counts_only_where_it_is_searched() -> None:
    pattern = r"[^\s:]+(?:\s[^\s:]+){0,2}\s*:"
    searched = Found("ingest/any.py:1", pattern, 0)
    anchored = Found("ingest/any.py:1", pattern, 0, is_anchored=True)
    assert examine(searched, strings=60, seed=1, seconds=5) is not None
    assert examine(anchored, strings=60, seed=1, seconds=5) is None


def test_every_folder_is_looked_through() -> None:
    # a process of its own: only there is nothing loaded yet
    done = subprocess.run(
        [sys.executable, "-c", COLLECTED],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=True,
        timeout=300,
    )
    found = json.loads(done.stdout)
    for folder in ("ingest/", "index/", "answer/", "answer/masking/", "api/"):
        assert any(where.startswith(folder) for where, _ in found), folder
    anchored = {where.partition(":")[0] for where, is_anchored in found if is_anchored}
    assert "api/openai_errors.py" in anchored
    assert "answer/stated_codes.py" in anchored
