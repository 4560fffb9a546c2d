"""What is shipped: a wheel that holds its data and works away from the checkout, and no CUDA."""

import subprocess
import sys
import tomllib
import zipfile
from importlib.metadata import distribution, distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement

PROJECT = Path(__file__).resolve().parent.parent
LANGUAGES = (
    "ar", "de", "en", "es", "fr", "id", "it", "ja", "ko",
    "nl", "pl", "pt", "ru", "th", "tr", "vi", "zh-Hans", "zh-Hant",
)  # fmt: skip


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", folder],
        cwd=PROJECT,
        check=True,
        capture_output=True,
        timeout=120,
    )
    (built,) = folder.glob("tradewind-*-py3-none-any.whl")
    return zipfile.ZipFile(built)


def test_the_wheel_holds_the_data_that_the_code_reads(wheel: zipfile.ZipFile) -> None:
    console = {
        path.relative_to(PROJECT).as_posix() for path in (PROJECT / "api" / "console").iterdir()
    }
    expected = {
        *(f"{package}/py.typed" for package in ("ingest", "index", "answer", "api")),
        *(f"answer/locale/phrases/{language}.yaml" for language in LANGUAGES),
        "answer/data/confidence.json",
        "answer/data/intents.json",
        "answer/locale/market_groups.json",
        "answer/locale/markets.yaml",
        "answer/data/notice_topics.json",
        "answer/data/contrasts.tsv",
        "answer/data/turns.tsv",
        "index/data/language_means.npz",
        *console,
    }
    assert len(console) > 5
    assert expected - set(wheel.namelist()) == set()


def test_the_wheel_holds_nothing_else(wheel: zipfile.ZipFile) -> None:
    tops = {name.split("/")[0] for name in wheel.namelist()}
    assert {top for top in tops if not top.endswith(".dist-info")} == {
        "ingest",
        "index",
        "answer",
        "api",
    }
    assert [name for name in wheel.namelist() if "__pycache__" in name] == []


def test_the_shipped_code_runs_away_from_the_checkout(
    wheel: zipfile.ZipFile, tmp_path: Path
) -> None:
    shipped = tmp_path / "shipped"
    wheel.extractall(shipped)
    program = (
        "import api.cli, api.app, answer.judge, answer.locale.phrases, index.centre\n"
        "from pathlib import Path\n"
        "answer.judge.load_model()\n"
        "answer.locale.phrases.load_phrases(Path('absent'))\n"
        "print(api.cli.__file__)\n"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program],
        cwd=tmp_path,
        env={"PYTHONPATH": str(shipped), "PATH": ""},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.strip() == str(shipped / "api" / "cli.py")


def test_no_cuda_came_along() -> None:
    names = {(found.metadata["Name"] or "").lower() for found in distributions()}
    assert "tradewind" in names
    assert [name for name in names if name.startswith(("nvidia-", "triton"))] == []


def test_the_default_path_needs_no_torch() -> None:
    """Starting the command line and the server imports neither torch nor its friends."""
    program = (
        "import sys, api.cli, api.serve, api.bootstrap\n"
        "print([m for m in ('torch', 'sentence_transformers', 'transformers') if m in sys.modules])"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert ran.stdout.strip() == "[]"


@pytest.mark.torch
def test_the_constraints_pin_what_is_needed_and_nothing_else() -> None:
    pinned = {
        _canonical(line.split("==")[0])
        for line in (PROJECT / "constraints.txt").read_text(encoding="utf-8").splitlines()
        if "==" in line
    }
    needed = _needed()
    assert sorted(needed - pinned) == []
    assert sorted(pinned - needed) == [], "nothing needs these any more"


def _needed() -> set[str]:
    """Every distribution that the project, with its extras, needs on this machine."""
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    pending = [Requirement(line) for line in project["dependencies"]]
    pending += [Requirement(line) for lines in extras.values() for line in lines]
    needed: set[str] = set()
    seen: set[str] = set()
    while pending:
        wanted = pending.pop()
        if str(wanted) in seen or not _applies(wanted, ()):
            continue
        seen.add(str(wanted))
        needed.add(_canonical(wanted.name))
        pending += [
            Requirement(str(further).split(";")[0])
            for further in map(Requirement, distribution(wanted.name).requires or ())
            if _applies(further, tuple(wanted.extras))
        ]
    return needed - {"pip", "setuptools"}


def _applies(wanted: Requirement, extras: tuple[str, ...]) -> bool:
    return wanted.marker is None or any(
        wanted.marker.evaluate({"extra": extra}) for extra in ("", *extras)
    )


def _canonical(name: str) -> str:
    return name.lower().replace("_", "-").replace(".", "-")
