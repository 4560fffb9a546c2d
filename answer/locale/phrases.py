"""What the product says around quotes: one set of phrases a language, overridable key by key.

The shipped defaults are package data. A content folder may hold ``phrases/<language>.yaml`` with
some of the keys; everything in it is checked when read, and named with file and line when wrong.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from importlib import resources
from pathlib import Path
from types import MappingProxyType
from typing import Literal

from babel import Locale, UnknownLocaleError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode

from answer.locale.lined_yaml import compose, text_of
from answer.locale.message import Message, parse, problem_of
from ingest.errors import ContentError

FALLBACK_LANGUAGE = "en"
SHIPPED_LANGUAGES = (
    *("en", "zh-Hans", "zh-Hant", "es", "pt", "fr", "de", "it", "nl"),
    *("pl", "ru", "tr", "ar", "ja", "ko", "vi", "th", "id"),
)
MAX_PHRASE_CHARACTERS = 600
ADDRESS = "address"
"""What every phrase may choose by: ``{address, select, informal {du} other {Sie}}``."""
Address = Literal["polite", "informal"]
_SHIPPED_FOLDER = "answer/locale/phrases"
_MAX_FILE_BYTES = 64 * 1024
_MAY_BE_EMPTY = frozenset({"answer_intro", "handoff_asked_for_person"})
_TRADITIONAL_REGIONS = frozenset({"tw", "hk", "mo"})
_OLD_CODES = {"in": "id"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrases:
    """Every phrase of one language."""

    language: str
    locale: Locale
    texts: Mapping[str, str]
    """As they stand in the files."""
    messages: Mapping[str, Message]
    address: Address = "polite"

    def text(self, key: str, **values: str | int) -> str:
        """The phrase, its placeholders filled in. The values are not read as phrases."""
        return self.messages[key].text(self.locale, {ADDRESS: self.address, **values})

    def has(self, key: str) -> bool:
        """Whether there is such a phrase."""
        return key in self.messages

    def variants(self, key: str) -> tuple[str, ...]:
        """Every text a phrase can become, with ``message.HOLE`` where a value stands."""
        return self.messages[key].variants()


@dataclass(frozen=True, slots=True, kw_only=True)
class PhraseBook:
    """The phrases of every language that replies can be framed in."""

    by_language: Mapping[str, Phrases]

    def phrases_for(self, language: str) -> Phrases:
        """The phrases nearest to a BCP 47 tag (``zh-TW`` → ``zh-Hant``), or English."""
        for tag in _from_narrow_to_wide(language):
            if tag in self.by_language:
                return self.by_language[tag]
        return self.by_language[FALLBACK_LANGUAGE]

    def speaks(self, language: str) -> bool:
        """Whether a reply in this language has a frame of its own."""
        return any(tag in self.by_language for tag in _from_narrow_to_wide(language))


def load_phrases(content_dir: Path | None = None) -> PhraseBook:
    """The shipped phrases, overridden key by key by ``content_dir/phrases/*.yaml``.

    Raises ``ContentError``, naming file and line, for a key that does not exist, a phrase that is
    no text or empty, and placeholders that are not those of the shipped phrase.
    """
    model, shipped = _shipped()
    texts: dict[str, Mapping[str, str]] = dict(shipped)
    for path in _own_files(content_dir):
        language = _canonical_tag(path.stem)
        own = dict(
            _read_entries(
                text_of(path, max_bytes=_MAX_FILE_BYTES), str(path), language=language, model=model
            )
        )
        merged = {**texts.get(language, {}), **own}
        _check_complete(merged, str(path), model=model)
        texts[language] = merged
    return PhraseBook(
        by_language=MappingProxyType(
            {language: _phrases(language, phrases) for language, phrases in texts.items()}
        )
    )


def placeholders(phrase: str) -> frozenset[str]:
    """The names of the values a phrase shows; ``ValueError`` where its braces cannot be read."""
    return parse(phrase).shown()


@cache
def _shipped() -> tuple[Mapping[str, Message], Mapping[str, Mapping[str, str]]]:
    """The English phrases as a model for all others, and every language's texts."""
    folder = resources.files("answer.locale") / "phrases"
    model = _model((folder / "en.yaml").read_text(encoding="utf-8"))
    texts: dict[str, Mapping[str, str]] = {}
    for language in SHIPPED_LANGUAGES:
        name = f"{language}.yaml"
        texts[language] = dict(
            _read_entries(
                (folder / name).read_text(encoding="utf-8"),
                f"{_SHIPPED_FOLDER}/{name}",
                language=language,
                model=model,
            )
        )
        _check_complete(texts[language], f"{_SHIPPED_FOLDER}/{name}", model=model)
    return model, texts


def _phrases(language: str, texts: Mapping[str, str]) -> Phrases:
    return Phrases(
        language=language,
        locale=_locale(language) or Locale(FALLBACK_LANGUAGE),
        texts=MappingProxyType(dict(texts)),
        messages=MappingProxyType({key: parse(text) for key, text in texts.items()}),
    )


def _locale(language: str) -> Locale | None:
    try:
        return Locale.parse(language, sep="-")
    except (ValueError, UnknownLocaleError):
        return None


def _own_files(content_dir: Path | None) -> tuple[Path, ...]:
    if content_dir is None:
        return ()
    folder = content_dir / "phrases"
    return tuple(sorted(folder.glob("*.yaml"))) if folder.is_dir() else ()


def _model(text: str) -> Mapping[str, Message]:
    """The English phrases, which say what keys and values there are."""
    entries = _read_entries(text, f"{_SHIPPED_FOLDER}/en.yaml", language="en", model=None)
    return {key: parse(phrase) for key, phrase in entries}


def _check_complete(texts: Mapping[str, str], where: str, *, model: Mapping[str, Message]) -> None:
    missing = [key for key in model if key not in texts]
    if missing:
        raise ContentError(f"{where}: a language needs every phrase; add {', '.join(missing)}")


def _read_entries(
    text: str, where: str, *, language: str, model: Mapping[str, Message] | None
) -> Iterator[tuple[str, str]]:
    """Key and phrase of every line, checked against ``model`` (the English phrases)."""
    root = compose(text, name=where, kind="a YAML file of phrases")
    if root is None:
        return
    if not isinstance(root, MappingNode):
        raise ContentError(f"{where}:{_line(root)}: expected lines like 'greeting: \"Hello!\"'")
    seen: set[str] = set()
    for key_node, value_node in root.value:
        place = f"{where}:{_line(key_node)}"
        key = key_node.value if isinstance(key_node, ScalarNode) else ""
        if not key:
            raise ContentError(f"{place}: a key has to be a plain word")
        if key in seen:
            raise ContentError(f"{place}: {key!r} stands here a second time; keep one of the two")
        seen.add(key)
        if model is not None and key not in model:
            near = get_close_matches(key, model, n=1)
            hint = f"did you mean {near[0]!r}?" if near else f"known keys: {', '.join(model)}"
            raise ContentError(f"{place}: unknown key {key!r}; {hint}")
        yield key, _checked_phrase(key, value_node, place=place, language=language, model=model)


def _checked_phrase(
    key: str, node: Node, *, place: str, language: str, model: Mapping[str, Message] | None
) -> str:
    if not isinstance(node, ScalarNode) or node.tag != "tag:yaml.org,2002:str":
        raise ContentError(f"{place}: {key!r} has to be a text; put it in double quotes")
    phrase = " ".join(str(node.value).split())
    if not phrase and key not in _MAY_BE_EMPTY:
        raise ContentError(f"{place}: {key!r} is empty; give it a text or remove the line")
    if len(phrase) > MAX_PHRASE_CHARACTERS:
        raise ContentError(
            f"{place}: {key!r} has {len(phrase)} characters; the limit is {MAX_PHRASE_CHARACTERS}"
        )
    try:
        message = parse(phrase)
    except ValueError as error:
        raise ContentError(
            f"{place}: {key!r}: {error}; write braces only around a placeholder's name or a choice"
        ) from error
    problem = problem_of(message, locale=_locale(language) or Locale(FALLBACK_LANGUAGE))
    if problem:
        raise ContentError(f"{place}: {key!r}: {problem}; write it in each of its texts")
    if model is None or not phrase:
        return phrase
    # "In our documents:" may leave out nothing: a dropped {page} would drop the page silently.
    expected = model[key].shown()
    if message.shown() != expected:
        wanted = " ".join(f"{{{name}}}" for name in sorted(expected)) or "no placeholder"
        raise ContentError(f"{place}: {key!r} has to hold {wanted} and no other in braces")
    known = {ADDRESS, *model[key].chosen_by()}
    unknown = message.chosen_by() - known
    if unknown:
        raise ContentError(
            f"{place}: {key!r} chooses by {min(unknown)!r}; "
            f"it can choose by {', '.join(sorted(known))}"
        )
    return phrase


def _line(node: Node) -> int:
    return int(node.start_mark.line) + 1


def _from_narrow_to_wide(language: str) -> Iterator[str]:
    tag = _canonical_tag(language)
    yield tag
    primary = tag.split("-")[0]
    if primary == "zh":
        parts = {part.lower() for part in tag.split("-")[1:]}
        traditional = "hant" in parts or ("hans" not in parts and parts & _TRADITIONAL_REGIONS)
        yield "zh-Hant" if traditional else "zh-Hans"
    while "-" in tag:
        tag = tag.rsplit("-", 1)[0]
        yield tag


def _canonical_tag(language: str) -> str:
    """``ZH_hans`` → ``zh-Hans``: language lower, script title, region upper case."""
    parts = language.replace("_", "-").split("-")
    primary = parts[0].lower()
    rest = [part.title() if len(part) == 4 else part.upper() for part in parts[1:]]
    return "-".join([_OLD_CODES.get(primary, primary), *rest])
