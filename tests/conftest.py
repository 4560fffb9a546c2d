"""Shared fixtures, and the rule for tests that need what a machine may lack.

Where the evaluation data, chromium or tesseract is absent a test skips and says so; under
``CI=true`` the same test fails, so that a green CI run means they ran.
"""

import asyncio
import fcntl
import gc
import importlib.util
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from api.bootstrap import Application
from api.settings import Settings
from index.e5 import E5Embedder
from index.model_folder import unpack_default_model
from tests.small_company import write_documents

PROJECT = Path(__file__).resolve().parent.parent
SHARED_DATA = PROJECT.parent / "shared" / "data"


# how long an example takes is the machine's affair
settings.register_profile("suite", deadline=None)
settings.load_profile("suite")


def _missing(marker: str) -> str:
    """Why a test with this marker cannot run here; empty when it can."""
    if marker == "shared_data" and not SHARED_DATA.is_dir():
        return "the evaluation data is not beside this checkout"
    if marker == "browser" and shutil.which("chromium") is None:
        return "chromium is not installed"
    if marker == "ocr" and shutil.which("tesseract") is None:
        return "tesseract is not installed"
    if marker == "torch" and importlib.util.find_spec("sentence_transformers") is None:
        return "the extra 'models' is not installed"
    return ""


def pytest_configure() -> None:
    """A table is as wide as its test says: the commands' terminal keeps what it finds at import."""
    for name in ("COLUMNS", "LINES"):
        os.environ.pop(name, None)


def pytest_runtest_setup(item: pytest.Item) -> None:
    for marker in ("shared_data", "browser", "ocr", "torch"):
        if item.get_closest_marker(marker) is None:
            continue
        reason = _missing(marker)
        if not reason:
            continue
        if os.environ.get("CI") == "true" and marker != "shared_data":
            pytest.fail(f"{reason}; CI has to run this test", pytrace=False)
        pytest.skip(reason)


@pytest.fixture(autouse=True)
def a_browser_s_loop_is_its_own(request: pytest.FixtureRequest) -> Iterator[None]:
    """While a browser is open, Playwright's loop counts as running in this thread, between its
    calls too; a test that needs no browser may run a loop of its own."""
    loop = asyncio._get_running_loop()
    if loop is None or request.node.get_closest_marker("browser") is not None:
        yield
        return
    asyncio._set_running_loop(None)
    yield
    asyncio._set_running_loop(loop)


@pytest.fixture(autouse=True, scope="module")
def what_earlier_modules_opened_is_freed() -> None:
    """A searcher refers to itself through what it keeps; left to chance, indexes pile up.

    What is still needed then will be to the end. Looking through it, and through all that was
    imported, at every later collection of garbage would take a fifth of the tests' time.
    """
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def shared_data() -> Path:
    return SHARED_DATA


@pytest.fixture(scope="session")
def default_model_folder() -> Path:
    """The default model, unpacked once for all tests and the product itself."""
    return unpack_default_model(PROJECT / "var" / "models", progress=lambda done, total: None)


@pytest.fixture(scope="session")
def e5(default_model_folder: Path) -> E5Embedder:
    return E5Embedder(default_model_folder)


@pytest.fixture(scope="session")
def demo_cache(default_model_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What reading and embedding the demo company's files gives: half a minute, once for all tests
    and for all processes they are divided among."""
    run = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        run = run.parent
    var = run / "demo-cache"
    var.mkdir(exist_ok=True)
    with (run / "demo-cache.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (var / "releases").is_dir():
            (var / "models").symlink_to(default_model_folder.parent, target_is_directory=True)
            application = Application(Settings(content_dir=PROJECT / "kb_content", var_dir=var))
            assert not application.reindex().failed
            application.close()
    return var / "cache"


@pytest.fixture(scope="module")
def demo_var(
    default_model_folder: Path, demo_cache: Path, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """A state folder of its own, but for the model and the cache."""
    folder = tmp_path_factory.mktemp("demo")
    (folder / "models").symlink_to(default_model_folder.parent, target_is_directory=True)
    (folder / "cache").symlink_to(demo_cache, target_is_directory=True)
    return folder


@pytest.fixture(scope="session")
def near_miss(
    default_model_folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Application]:
    """The company of look-alike models, indexed with the default model; never rebuild it."""
    var = tmp_path_factory.mktemp("near-miss-var")
    (var / "models").symlink_to(default_model_folder.parent, target_is_directory=True)
    application = Application(Settings(content_dir=PROJECT / "tests" / "near_miss", var_dir=var))
    report = application.reindex()
    assert not report.failed
    yield application
    application.close()


@pytest.fixture(scope="session")
def content_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small company's content folder; read it, never write into it."""
    content = tmp_path_factory.mktemp("company")
    write_documents(content)
    return content


@pytest.fixture(scope="session")
def company(
    content_dir: Path, default_model_folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Application]:
    """The small company indexed and published with the default model; ask it, never rebuild it."""
    var = tmp_path_factory.mktemp("company-var")
    (var / "models").symlink_to(default_model_folder.parent, target_is_directory=True)
    application = Application(Settings(content_dir=content_dir, var_dir=var))
    report = application.reindex()
    assert not report.failed
    yield application
    application.close()
