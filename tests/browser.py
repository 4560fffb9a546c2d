"""A real browser at the console: a server to open, a page that reports what went wrong on it.

The fixtures over them stand in ``tests/api/conftest.py``: ``browser`` is one chromium for all
tests, ``address`` one server over the small company that no test may change. A test that changes
what its server knows opens one of its own, which takes a fifth of a second::

    with served(fake_services(tmp_path)) as address, opened(browser, address) as page:
        ask(page)
"""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import uvicorn
from fastapi import FastAPI
from playwright.sync_api import Browser, Page, expect, sync_playwright

from api.app import create_app
from api.serve import bind
from api.services import Services
from api.settings import Settings
from tests.everyone import EVERYONE

QUESTION = "What is the rated voltage of XR-200A: ?"
"""The small company has three replies to it."""

_ARGUMENTS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync", "--no-first-run"),
)


@contextmanager
def launched() -> Iterator[Browser]:
    """Debian's chromium; until it is closed no test of the same run can use ``asyncio.run``."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=list(_ARGUMENTS)
        )
        yield browser
        browser.close()


@contextmanager
def served(services: Services) -> Iterator[str]:
    """The address of a server that answers from ``services``."""
    with served_app(create_app(services, access=EVERYONE)) as address:
        yield address


@contextmanager
def served_app(app: FastAPI) -> Iterator[str]:
    """The address of a server of this application."""
    listening = bind(Settings(port=0))
    config = uvicorn.Config(app, log_config=None, access_log=False)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    deadline = time.monotonic() + 20
    while not server.started and time.monotonic() < deadline:
        time.sleep(0.02)
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(20)
        listening.close()


@contextmanager
def opened(
    browser: Browser, address: str, *, path: str = "/console", **options: Any
) -> Iterator[Page]:
    """The console; fails when a script fails or anything outside this machine is asked for."""
    context = browser.new_context(base_url=address, **options)
    page = context.new_page()
    failures: list[str] = []
    page.on("pageerror", lambda error: failures.append(str(error)))
    page.on(
        "console",
        lambda message: (
            failures.append(message.text)
            if message.type == "error" and not _is_expected(message.text)
            else None
        ),
    )
    page.on(
        "request",
        lambda request: (
            None if request.url.startswith((address, "blob:")) else failures.append(request.url)
        ),
    )
    try:
        page.goto(path)
        # its scripts go on after the page is loaded; last of all they put the cursor here
        if page.locator("#question").count():
            expect(page.locator("#question")).to_be_focused()
        yield page
    finally:
        context.close()
    assert failures == []


def _is_expected(text: str) -> bool:
    """An answer of 4xx or 5xx; the test's own clock kept out of the frame that runs no scripts."""
    return "status of" in text or text.startswith("Blocked script execution in 'about:blank'")


def ask(page: Page, text: str = QUESTION) -> None:
    """Asks as an agent does: from wherever the keyboard is."""
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    page.keyboard.type(text)
    page.keyboard.press("Enter")
