"""Every regular expression of the packages: of modules, of what is made by language, of calls.

What is compiled while the modules load is seen as it happens, wherever it is kept; then what is
made once a language is asked for; then what stands as a literal in a function's call of ``re``.
"""

import ast
import importlib
import inspect
import pkgutil
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from types import ModuleType
from typing import Any

PROJECT = Path(__file__).resolve().parent.parent
PACKAGES = ("ingest", "index", "answer", "api")
LANGUAGES = "en zh es de fr pt ja ko ar ru it pl tr nl vi th id el".split()
_ANCHORED = frozenset({"match", "fullmatch"})
_CALLS = frozenset(
    {"compile", "search", "match", "fullmatch", "sub", "subn", "split", "findall", "finditer"}
)


@dataclass(frozen=True, slots=True, order=True)
class Found:
    """An expression and the line that made it first."""

    where: str
    pattern: str
    flags: int
    is_anchored: bool = False
    """Its module asks only whether a text begins with it, or is it."""

    @property
    def folder(self) -> str:
        return self.where.partition("/")[0]


class Collection:
    """Expressions of text, each once."""

    def __init__(self) -> None:
        self._found: dict[tuple[str, int], Found] = {}
        self.not_made: list[str] = []
        """Places where an expression is put together of what is known only then."""

    def add(self, pattern: str | bytes, flags: int, where: str) -> None:
        if isinstance(pattern, str):
            self._found.setdefault((pattern, flags), Found(where, pattern, flags))

    def anchored(self, where: str) -> None:
        """What is made at a place is only ever tried at a text's beginning."""
        for key, found in self._found.items():
            if found.where == where:
                self._found[key] = replace(found, is_anchored=True)

    def all(self) -> list[Found]:
        return sorted(self._found.values())


@contextmanager
def seeing(collection: Collection) -> Iterator[None]:
    """Whatever the packages compile in the block is collected, ``re.search`` and its like too."""
    # nothing public says what is compiled, and a module may keep it anywhere
    module: Any = re
    compiled: Callable[..., Any] = module._compile

    def see(pattern: Any, flags: int) -> Any:
        made = compiled(pattern, flags)
        where = _place()
        if where and not isinstance(pattern, re.Pattern):
            collection.add(made.pattern, made.flags, where)
        return made

    module._compile = see
    try:
        yield
    finally:
        module._compile = compiled


def collect(*, exercise: Callable[[], None] = lambda: None) -> Collection:
    """All that can be had; ``exercise`` is run where it may make more, of data for example.

    Raises ``RuntimeError`` where the packages are loaded already: what they compiled was not seen.
    """
    if any(name.partition(".")[0] in PACKAGES for name in sys.modules):
        raise RuntimeError("expressions are collected in a process of its own")
    collection = Collection()
    with seeing(collection):
        modules = [module for package in PACKAGES for module in _modules(package)]
        for module in modules:
            _call_kept(module)
        exercise()
    for module in modules:
        _read_calls(module, collection)
    return collection


def _modules(package: str) -> Iterator[ModuleType]:
    top = importlib.import_module(package)
    yield top
    for one in pkgutil.walk_packages(top.__path__, f"{package}."):
        if not one.name.endswith("__main__"):
            yield importlib.import_module(one.name)


def _place() -> str:
    """The line of the packages that compiles; empty where none does."""
    frame = sys._getframe(2)
    while frame is not None:
        path = Path(frame.f_code.co_filename)
        if path.is_relative_to(PROJECT):
            inside = path.relative_to(PROJECT)
            is_ours = inside.parts[0] in PACKAGES
            return f"{inside.as_posix()}:{frame.f_lineno}" if is_ours else ""
        if frame.f_back is None:
            return ""
        frame = frame.f_back
    return ""


def _call_kept(module: ModuleType) -> None:
    """Calls what a module makes once, for no argument or for each language."""
    for made in list(vars(module).values()):
        if not hasattr(made, "cache_info") or made.__module__ != module.__name__:
            continue
        parameters = list(inspect.signature(made).parameters.values())
        if len(parameters) > 1:
            continue
        if not parameters:
            made()
        elif parameters[0].name in {"language", "base", "tag"}:
            for language in LANGUAGES:
                # of a language that has none of it nothing is made
                with suppress(KeyError, FileNotFoundError):
                    made(language)


def _read_calls(module: ModuleType, collection: Collection) -> None:
    file = module.__file__
    if file is None:
        return
    place = Path(file).relative_to(PROJECT).as_posix()
    tree = ast.parse(Path(file).read_text(encoding="utf-8"))
    for line in _lines_of_anchored(tree):
        collection.anchored(f"{place}:{line}")
    for node in ast.walk(tree):
        if not (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr in _CALLS
            and isinstance(node.func.value, ast.Name)
            and node.func.value.id == "re"
        ):
            continue
        where, first = f"{place}:{node.lineno}", node.args[0]
        if isinstance(first, ast.Constant) and isinstance(first.value, bytes):
            continue
        if isinstance(first, ast.Constant):
            made = re.compile(str(first.value), _flags(node))
            collection.add(made.pattern, made.flags, where)
        elif not any(found.where == where for found in collection.all()):
            collection.not_made.append(where)


def _flags(call: ast.Call) -> int:
    flags = 0
    for node in (*call.args[1:], *(keyword.value for keyword in call.keywords)):
        for part in ast.walk(node):
            if isinstance(part, ast.Attribute) and part.attr.isupper():
                flags |= int(getattr(re, part.attr, 0))
    return flags


def _lines_of_anchored(tree: ast.Module) -> Iterator[int]:
    """Of a module's own expressions that it names in calls of ``match`` and ``fullmatch`` alone."""
    names = [node for node in ast.walk(tree) if isinstance(node, ast.Name)]
    called: dict[str, list[str]] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            called.setdefault(node.value.id, []).append(node.attr)
    for statement in tree.body:
        if not (isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name)):
            continue
        name = statement.targets[0].id
        used = sum(one.id == name for one in names) - 1
        ways = called.get(name, [])
        # named for anything else, it may be handed on to who searches by it
        if name.startswith("_") and ways and len(ways) == used and _ANCHORED.issuperset(ways):
            yield statement.value.lineno
