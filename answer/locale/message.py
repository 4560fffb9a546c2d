"""Phrases with numbers and choices in them, written as ICU MessageFormat writes them.

``{name}`` is a value. ``{count, plural, one {…} other {…}}`` chooses by the plural categories of
the language (CLDR, from Babel; ``=2`` by the number itself), and ``#`` inside is the number.
``{address, select, informal {…} other {…}}`` chooses by a word. Choices nest. Braces have no other
use and nothing is quoted: an apostrophe is an apostrophe.
"""

import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from babel import Locale
from babel.numbers import format_decimal

_NAME = re.compile(r"\s*([^\W\d]\w*)\s*")
_SELECTOR = re.compile(r"\s*(=\d+|[^\W\d]\w*)\s*\{")
_MAX_NESTING = 4
_COUNTED_UP_TO = 200
_MAX_TEXTS = 64
"""What the choices of one phrase may make together."""
_MAY_LEAVE_OUT_THE_NUMBER = frozenset({"zero", "one", "two"})
"""Arabic and others have a word for one and for two of a thing."""
HOLE = "\x00"
"""Where a value stands in ``Message.variants``."""


@dataclass(frozen=True, slots=True)
class Value:
    """A place for a value; ``#`` is the place of the number that was chosen by."""

    name: str
    is_number: bool = False


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several texts, by a number's plural category or by a word."""

    name: str
    kind: str
    branches: tuple[tuple[str, "Parts"], ...]

    def branch(self, selector: str) -> "Parts | None":
        """The text for a selector, if there is one."""
        return next((parts for name, parts in self.branches if name == selector), None)


Parts = tuple["str | Value | Choice", ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A phrase, read: its values and choices known."""

    parts: Parts

    def text(self, locale: Locale, values: Mapping[str, str | int]) -> str:
        """The phrase with its values; they are not read as phrases."""
        return "".join(_written(self.parts, locale, values))

    def shown(self) -> frozenset[str]:
        """The names of the values that the customer reads."""
        return frozenset(
            part.name
            for variant in _expanded(self.parts)
            for part in variant
            if isinstance(part, Value)
        )

    def chosen_by(self) -> frozenset[str]:
        """The names of the values that decide between texts."""
        return frozenset(choice.name for choice in _choices(self.parts))

    def variants(self) -> tuple[str, ...]:
        """Every text the phrase can become, with ``HOLE`` where a value stands."""
        return tuple(
            dict.fromkeys(
                "".join(part if isinstance(part, str) else HOLE for part in variant)
                for variant in _expanded(self.parts)
            )
        )


def parse(phrase: str) -> Message:
    """The phrase, read. ``ValueError`` says what is wrong with its braces."""
    parts, end = _parse(phrase, 0, number="", depth=0)
    if end < len(phrase):
        raise ValueError("a closing brace has no opening one")
    if _number_of_texts(parts) > _MAX_TEXTS:
        raise ValueError(f"the choices make more than {_MAX_TEXTS} texts")
    return Message(parts=parts)


def problem_of(message: Message, *, locale: Locale) -> str:
    """What a language's phrase lacks: plural forms, or values in some of its texts; else empty."""
    wanted = _forms_wanted(locale)
    for choice in _choices(message.parts):
        named = [selector for selector, _ in choice.branches]
        if "other" not in named:
            return f"{{{choice.name}, {choice.kind}, …}} has no 'other'"
        if choice.kind == "plural":
            forms = {name for name in named if not name.startswith("=")}
            if not wanted <= forms <= {*locale.plural_form.tags, "other"}:
                listed = ", ".join(sorted(wanted))
                return f"{{{choice.name}, plural, …}} needs the forms {listed}"
    everywhere = message.shown()
    for selectors, variant in _with_selectors(message.parts):
        names = {part.name for part in variant if isinstance(part, Value)}
        excused = {name for name, word in selectors if _is_counted(word)}
        missing = everywhere - names - excused
        if missing:
            return f"one of its texts leaves out {{{min(missing)}}}"
    return ""


@cache
def _forms_wanted(locale: Locale) -> frozenset[str]:
    """The plural forms a phrase needs; what only millions or fractions take is not among them."""
    forms = locale.plural_form
    return frozenset({"other", *(forms(number) for number in range(_COUNTED_UP_TO))})


def _is_counted(selector: str) -> bool:
    return selector in _MAY_LEAVE_OUT_THE_NUMBER or selector.startswith("=")


def _parse(phrase: str, at: int, *, number: str, depth: int) -> tuple[Parts, int]:
    """Parts up to the end or to the brace that closes this text, and where that is."""
    if depth > _MAX_NESTING:
        raise ValueError("choices are nested too deeply")
    parts: list[str | Value | Choice] = []
    marks = re.compile(r"[{}#]" if number else r"[{}]")
    while at < len(phrase):
        mark = marks.search(phrase, at)
        end = mark.start() if mark else len(phrase)
        if end > at:
            parts.append(phrase[at:end])
        if mark is None or mark.group() == "}":
            return tuple(parts), end
        if mark.group() == "#":
            parts.append(Value(number, is_number=True))
            at = end + 1
        else:
            part, at = _argument(phrase, end + 1, number=number, depth=depth)
            parts.append(part)
    return tuple(parts), at


def _argument(phrase: str, at: int, *, number: str, depth: int) -> tuple[Value | Choice, int]:
    name = _NAME.match(phrase, at)
    if name is None:
        inside = phrase[at:].partition("}")[0]
        raise ValueError(f"{{{inside}}} is no placeholder")
    at = name.end()
    if phrase[at : at + 1] == "}":
        return Value(name[1]), at + 1
    kind = _NAME.match(phrase, at + 1) if phrase[at : at + 1] == "," else None
    if (
        kind is None
        or kind[1] not in ("plural", "select")
        or phrase[kind.end() : kind.end() + 1] != ","
    ):
        raise ValueError(f"{{{name[1]}…}} is no placeholder, no plural and no select")
    at = kind.end() + 1
    branches: list[tuple[str, Parts]] = []
    inner = name[1] if kind[1] == "plural" else number
    while selector := _SELECTOR.match(phrase, at):
        if any(selector[1] == known for known, _ in branches):
            raise ValueError(f"{selector[1]!r} stands twice in {{{name[1]}, {kind[1]}, …}}")
        parts, end = _parse(phrase, selector.end(), number=inner, depth=depth + 1)
        if phrase[end : end + 1] != "}":
            raise ValueError(f"{selector[1]!r} of {{{name[1]}, {kind[1]}, …}} is not closed")
        branches.append((selector[1], parts))
        at = end + 1
    closing = re.compile(r"\s*\}").match(phrase, at)
    if closing is None or not branches:
        raise ValueError(f"{{{name[1]}, {kind[1]}, …}} is not closed or has no texts")
    return Choice(name[1], kind[1], tuple(branches)), closing.end()


def _written(parts: Parts, locale: Locale, values: Mapping[str, str | int]) -> Iterator[str]:
    for part in parts:
        if isinstance(part, str):
            yield part
        elif isinstance(part, Choice):
            yield from _written(_chosen(part, locale, values), locale, values)
        else:
            value = values[part.name]
            yield format_decimal(value, locale=locale) if isinstance(value, int) else value


def _chosen(choice: Choice, locale: Locale, values: Mapping[str, str | int]) -> Parts:
    value = values.get(choice.name)
    if value is None:
        return choice.branch("other") or ()
    exact = choice.branch(f"={value}") if choice.kind == "plural" else None
    word = locale.plural_form(int(value)) if choice.kind == "plural" else str(value)
    return exact or choice.branch(word) or choice.branch("other") or ()


def _choices(parts: Parts) -> Iterator[Choice]:
    for part in parts:
        if isinstance(part, Choice):
            yield part
            for _, inner in part.branches:
                yield from _choices(inner)


def _number_of_texts(parts: Parts) -> int:
    number = 1
    for part in parts:
        if isinstance(part, Choice):
            number *= sum(_number_of_texts(inner) for _, inner in part.branches)
    return number


_Selected = tuple[tuple[tuple[str, str], ...], tuple["str | Value", ...]]


def _with_selectors(parts: Parts) -> Iterator[_Selected]:
    """Every text, with the choices that lead to it."""
    each: list[Sequence[_Selected]] = []
    for part in parts:
        if isinstance(part, Choice):
            each.append(
                [
                    (((part.name, selector), *selectors), variant)
                    for selector, inner in part.branches
                    for selectors, variant in _with_selectors(inner)
                ]
            )
        else:
            each.append([((), (part,))])
    for combination in itertools.product(*each):
        yield (
            tuple(pair for selectors, _ in combination for pair in selectors),
            tuple(part for _, variant in combination for part in variant),
        )


def _expanded(parts: Parts) -> Iterator[tuple["str | Value", ...]]:
    return (variant for _, variant in _with_selectors(parts))
