"""Facts as an editor wants them → the text of the file that states them, everything else kept.

Comments, order, quotes and unknown keys stay. What a text is made of is validated elsewhere: by the
code that reads facts when a release is built.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from io import StringIO

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import YAMLError
from ruamel.yaml.reader import ReaderError
from ruamel.yaml.scalarstring import DoubleQuotedScalarString

from ingest.errors import DocumentRefused
from ingest.facts_result import FactValue

_WIDTH = 4096
"""No line of an editor's text is broken by writing it back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnFacts:
    """A text that states facts of one document alone: its front matter, or a sidecar."""

    name: str
    text: str
    is_sidecar: bool


def with_facts(text: str, values: Mapping[str, FactValue], *, without: Sequence[str] = ()) -> str:
    """The YAML text with these keys set, in their place where it has them, and others left out.

    None writes a key without a value, which takes back what a folder says. Raises
    ``DocumentRefused`` for a text that is not YAML as facts are written.
    """
    yaml = _yaml(text)
    loaded = _loaded(yaml, text)
    changed = False
    for key in without:
        if key in loaded:
            del loaded[key]
            changed = True
    for key, value in values.items():
        if key not in loaded or _plain(loaded[key]) != _plain(_written(value)):
            loaded[key] = _like(loaded.get(key), _written(value))
            changed = True
    return _dumped(yaml, loaded, text) if changed else text


def plan_facts(
    files: Sequence[OwnFacts], wanted: Mapping[str, FactValue], *, keys: Sequence[str], new: str
) -> dict[str, str]:
    """The new texts, by name, of the files that change when a document states ``wanted``.

    A key stays in the nearest file that states it. A new one goes into the front matter where that
    is the only place with facts, else into the sidecar, which is named ``new`` if there is none.
    ``files`` are the document's own, the weakest first; of ``keys``, what is not wanted goes.
    """
    place = files[-1].name if len(files) == 1 else ""
    place = next((one.name for one in reversed(files) if one.is_sidecar), place) or new
    stated = {one.name: set(_loaded(_yaml(one.text), one.text)) for one in files}
    homes = {
        key: next((one.name for one in reversed(files) if key in stated[one.name]), place)
        for key in keys
        if key in wanted
    }
    texts = {one.name: one.text for one in files} | ({} if place in stated else {place: ""})
    planned = {
        name: with_facts(
            text,
            {key: wanted[key] for key, home in homes.items() if home == name},
            without=[key for key in keys if homes.get(key) != name],
        )
        for name, text in texts.items()
    }
    return {name: text for name, text in planned.items() if text != texts[name]}


def without_paths(text: str, path: str, to: str) -> str:
    """The YAML text with ``to`` wherever it refers to ``path``; empty leaves that out."""
    yaml = _yaml(text)
    loaded = _loaded(yaml, text)
    changed = False
    for key in ("supersedes", "translation_of"):
        value = loaded.get(key)
        if isinstance(value, list):
            for number in reversed(range(len(value))):
                if _plain(value[number]) == path:
                    changed = True
                    if to:
                        value[number] = to
                    else:
                        del value[number]
            if not value:
                del loaded[key]
        elif value is not None and _plain(value) == path:
            changed = True
            if to:
                loaded[key] = to
            else:
                del loaded[key]
    return _dumped(yaml, loaded, text) if changed else text


def _dumped(yaml: YAML, loaded: CommentedMap, text: str) -> str:
    if not loaded:
        return _comments_of(text)
    target = StringIO()
    yaml.dump(loaded, target)
    only_comments = all(not line.strip() or line.lstrip()[0] == "#" for line in text.split("\n"))
    return (_comments_of(text) if only_comments else "") + target.getvalue()


def _yaml(text: str) -> YAML:
    yaml = YAML(typ="rt", pure=True)
    yaml.width = _WIDTH
    yaml.allow_unicode = True
    yaml.preserve_quotes = True
    if any(line.startswith("  - ") for line in text.split("\n")):
        yaml.indent(mapping=2, sequence=4, offset=2)
    return yaml


def _loaded(yaml: YAML, text: str) -> CommentedMap:
    try:
        loaded = yaml.load(StringIO(text))
    except (YAMLError, ReaderError, ValueError, RecursionError, AttributeError) as error:
        reason = " ".join(str(error).split())[:120]
        raise DocumentRefused(
            f"the facts are not YAML that can be edited ({reason}); mend the file by hand"
        ) from error
    if loaded is None:
        return CommentedMap()
    if not isinstance(loaded, CommentedMap):
        raise DocumentRefused(
            "the facts are no lines of the form 'key: value'; mend the file by hand"
        )
    return loaded


def _written(value: FactValue) -> object:
    if isinstance(value, tuple):
        return CommentedSeq(_text(one) for one in value)
    return _text(value) if isinstance(value, str) else value


def _text(value: str) -> str:
    """A text that is read back as that text: what YAML takes for a number or a truth is quoted."""
    ambiguous = YAML(typ="safe", pure=True)
    try:
        plain = ambiguous.load(StringIO(value))
    except (YAMLError, ReaderError, ValueError):
        plain = None
    return value if isinstance(plain, str) and plain == value else DoubleQuotedScalarString(value)


def _like(old: object, new: object) -> object:
    """A list stays on one line where it was, and its entries keep their comments."""
    if not isinstance(new, CommentedSeq):
        return new
    if not isinstance(old, CommentedSeq) or not old or not new:
        if not new:
            new.fa.set_flow_style()
        return new
    wanted = [_plain(one) for one in new]
    for number in reversed(range(len(old))):
        if _plain(old[number]) not in wanted:
            del old[number]
    kept = [_plain(one) for one in old]
    if kept == wanted[: len(kept)] and kept:
        old.extend(new[len(kept) :])
        return old
    if old.fa.flow_style():
        new.fa.set_flow_style()
    return new


def _plain(value: object) -> object:
    """The value without what only its writing has."""
    if isinstance(value, list):
        return [_plain(one) for one in value]
    if isinstance(value, str):
        return " ".join(str(value).split())
    return value.isoformat() if isinstance(value, date) else value


def _comments_of(text: str) -> str:
    """What is left of a text without keys: its lines of comments."""
    lines = [line for line in text.split("\n") if line.lstrip().startswith("#")]
    return "".join(f"{line}\n" for line in lines)
