"""One browser and one server for all tests of the console; ``tests/browser.py`` has the rest."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.browser import launched, served
from tests.fakes import fake_services


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with launched() as found:
        yield found


@pytest.fixture(scope="session")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server over the small company; ask it, never change it."""
    with served(fake_services(tmp_path_factory.mktemp("console"))) as found:
        yield found
