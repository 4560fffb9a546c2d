"""Strings on which an expression may take long, made of its own parts.

What repeats in an expression is what may be divided in many ways: samples of each repeated part,
and of pairs of them, are repeated, and a character that nothing expects spoils the end. The tree
is that of ``re``'s own parser.
"""

import importlib
import re
from collections.abc import Iterator
from random import Random
from typing import Any

_PARSER: Any = importlib.import_module("re._parser")
POOL = "aA1é错の가اб ก-.,:;/@_'\"(|#\n\t"
"""Characters of every kind that expressions tell apart."""
SPOILS = ("", "!", "\n", "\x00", "a", "1", " ", "-")
_CATEGORY = {"DIGIT": r"\d", "SPACE": r"\s", "WORD": r"\w"}
_MOST_PARTS = 40
_REPEATS = frozenset({"MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"})


class Sampler:
    """Texts of one expression; the same for the same seed."""

    def __init__(self, pattern: str, flags: int, *, seed: int) -> None:
        # the flags of the whole are in the pattern too where it was compiled with them
        self._tree = _PARSER.parse(pattern, flags)
        self._random = Random(f"{seed} {pattern!a}")  # noqa: S311 - repeatable
        self._parts = list(_repeated(self._tree))
        if len(self._parts) > _MOST_PARTS:
            self._parts = self._random.sample(self._parts, _MOST_PARTS)

    def seeds(self, count: int) -> Iterator[tuple[str, str, str, str]]:
        """So many beginnings, what is repeated behind them, what behind that, and ends."""
        for one in POOL:
            yield "", one, "", "!"
        random = self._random
        for _ in range(count):
            whole = self._sample(self._tree)[:120] or random.choice(POOL)
            cut = random.randrange(len(whole))
            first, second = self._part(whole), self._part(whole)
            head = random.choice(("", "", whole[:cut], whole))
            spoil = random.choice((*SPOILS, random.choice(POOL)))
            kind = random.randrange(6)
            if kind == 0:
                yield head, first, "", spoil
            elif kind == 1:
                yield head, first + second, "", spoil
            elif kind == 2:
                yield head, first, second, spoil
            elif kind == 3:
                yield "", whole[: cut + 1], "", spoil
            elif kind == 4:
                yield head, whole[cut : cut + random.randint(1, 12)], "", spoil
            else:
                yield "", head + first + random.choice(POOL), "", spoil

    def _part(self, whole: str) -> str:
        if self._parts and self._random.random() < 0.8:
            return self._sample(self._random.choice(self._parts))[:40] or " "
        start = self._random.randrange(len(whole))
        return whole[start : start + self._random.randint(1, 4)]

    def _sample(self, tree: Any) -> str:
        return "".join(self._one(str(kind), value) for kind, value in tree)

    def _one(self, kind: str, value: Any) -> str:
        random = self._random
        if kind == "LITERAL":
            return chr(value)
        if kind in {"ANY", "NOT_LITERAL"}:
            return random.choice(POOL)
        if kind == "IN":
            return self._member(value)
        if kind in _REPEATS:
            least, most, body = value
            count = random.randint(int(least), min(int(most), int(least) + 3))
            return "".join(self._sample(body) for _ in range(count))
        if kind == "SUBPATTERN":
            return self._sample(value[3])
        if kind == "BRANCH":
            return self._sample(random.choice(value[1]))
        if kind == "ATOMIC_GROUP":
            return self._sample(value)
        return ""

    def _member(self, items: list[tuple[Any, Any]]) -> str:
        if str(items[0][0]) == "NEGATE":
            left = [one for one in POOL if not any(_is_in(one, *item) for item in items[1:])]
            return self._random.choice(left or [" "])
        kind, value = self._random.choice(items)
        if str(kind) == "LITERAL":
            return chr(value)
        if str(kind) == "RANGE":
            return chr(self._random.randint(value[0], min(value[1], value[0] + 60)))
        fitting = [one for one in POOL if _is_in(one, kind, value)]
        return self._random.choice(fitting or [" "])


def _is_in(one: str, kind: Any, value: Any) -> bool:
    if str(kind) == "LITERAL":
        return ord(one) == int(value)
    if str(kind) == "RANGE":
        return int(value[0]) <= ord(one) <= int(value[1])
    name = str(value).removeprefix("CATEGORY_").removeprefix("UNI_")
    is_found = re.match(_CATEGORY[name.removeprefix("NOT_")], one) is not None
    return is_found != name.startswith("NOT_")


def _repeated(tree: Any) -> Iterator[Any]:
    """Every part that may stand more than once, and every part that may be empty."""
    for kind, value in tree:
        name = str(kind)
        if name in _REPEATS:
            yield value[2]
            yield from _repeated(value[2])
        elif name == "SUBPATTERN":
            yield from _repeated(value[3])
        elif name == "BRANCH":
            for one in value[1]:
                yield from _repeated(one)
        elif name in {"ASSERT", "ASSERT_NOT"}:
            yield from _repeated(value[1])
        elif name == "ATOMIC_GROUP":
            yield from _repeated(value)
