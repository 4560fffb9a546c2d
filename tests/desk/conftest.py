"""A desk's store of one test's own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.desk.stored import Desk, open_desk


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    opened = open_desk(tmp_path / "var" / "tradewind.db")
    yield opened
    opened.database.close()
