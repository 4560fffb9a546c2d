"""A question as a careless customer types it: full-width, lower case, without accents, mistyped.

Seeded by the question itself, so that a variant never depends on which questions are asked.
"""

import hashlib
import random
import re
import unicodedata
from collections.abc import Callable

LEAST_LETTERS = 4
"""A word this long at least is mistyped; shorter ones would become other words."""
_KEYS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_NEIGHBOURS = {
    key: "".join(row[at] for at in (place - 1, place + 1) if 0 <= at < len(row))
    for row in _KEYS
    for place, key in enumerate(row)
}
_UNSPACED = re.compile("[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\u0e00-\u0e7f]{2,}")
# vowel signs and points are no \w, but stand inside words
_MARKS = "\u0300-\u036f\u0591-\u05c7\u064b-\u0670\u0900-\u0dff"
_WORD = re.compile(f"[^\\W\\d_][\\w{_MARKS}]*")
_FULL_WIDTH = {code: code + 0xFEE0 for code in range(0x21, 0x7F)} | {0x20: 0x3000}
_ACCENTED = ("LATIN", "GREEK", "ARABIC")
"""Scripts whose marks people leave out; in Cyrillic only ё, and Indic vowel signs are letters."""


def full_width(text: str) -> str:
    """Latin letters, digits and marks as an East Asian keyboard gives them."""
    return text.translate(_FULL_WIDTH)


def lower_case(text: str) -> str:
    """No capitals."""
    return text.lower()


def without_accents(text: str) -> str:
    """Letters without their marks, as they are typed on a foreign keyboard."""
    kept: list[str] = []
    before = ""
    for character in unicodedata.normalize("NFD", text):
        if not unicodedata.combining(character):
            before = character
        elif unicodedata.name(before, "").startswith(_ACCENTED) or before in "еЕ":
            continue
        kept.append(character)
    bare = unicodedata.normalize("NFC", "".join(kept))
    return bare.translate(str.maketrans("đĐøØłŁı", "dDoOlLi"))


def mistyped(text: str) -> str:
    """One slip: letters swapped, one left out, doubled, or its neighbour on the keyboard hit.

    In a script without spaces one character is left out or two change places. Numbers and
    identifiers stay: mistyped ones are another question. A text without a word long enough is as
    it was.
    """
    seed = int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big")
    dice = random.Random(seed)  # noqa: S311 - a benchmark's sample
    runs = [match.span() for match in _UNSPACED.finditer(text)]
    if runs:
        start, end = dice.choice(runs)
        at = dice.randrange(start, end - 1)
        if dice.random() < 0.5:
            return text[:at] + text[at + 1 :]
        return text[:at] + text[at + 1] + text[at] + text[at + 2 :]
    words = [
        match.span()
        for match in _WORD.finditer(text)
        if match.end() - match.start() >= LEAST_LETTERS
        and not any(map(str.isdigit, match.group()))
        and not match.group().isupper()
    ]
    if not words:
        return text
    start, end = dice.choice(words)
    at = dice.randrange(start + 1, end - 1)
    return text[:at] + _slip(text[at], text[at + 1], dice) + text[at + 2 :]


def _slip(letter: str, following: str, dice: random.Random) -> str:
    """What is typed instead of two letters."""
    kind = dice.choice(("swap", "drop", "double", "neighbour"))
    if kind == "swap" and letter != following:
        return following + letter
    if kind == "double":
        return letter + letter + following
    keys = _NEIGHBOURS.get(letter.lower(), "")
    if kind == "neighbour" and keys:
        return dice.choice(keys) + following
    return following


VARIANTS: dict[str, Callable[[str], str]] = {
    "full-width": full_width,
    "lower-case": lower_case,
    "no-accent": without_accents,
    "typo": mistyped,
}
"""What is asked besides the question as it stands."""
