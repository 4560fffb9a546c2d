"""Releases published and rolled back under real traffic to a server in a process of its own."""

from pathlib import Path

from index.e5 import E5Embedder
from scripts.check_switching import check


def test_no_request_fails_and_none_sees_two_releases(tmp_path: Path, e5: E5Embedder) -> None:
    done = check(tmp_path, switches=3, threads=2, embedder=e5)
    assert done.failures == []
    assert done.mixed == []
    assert done.releases_seen == 3
    assert done.requests >= 3 * 2
