"""The shape of an identifier: a folded text to look in, the canonical form, and searchable forms.

Canonical means: what careless typists drop or swap is gone (case, hyphens, spaces, slashes, full
width, accents, Cyrillic letters that look Latin), what tells two products apart stays. A separator
between two digits is kept, as ``-``: ``M12X1.5`` is ``M12X1-5`` and never meets ``M12X15``.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.identifier_words import ERROR_WORDS, VERSION_WORDS

HYPHENS = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u2043\ufe58\ufe63\u00b7\u2219\u30fb"
_SLASHES = "\u2044\u2215\u29f8"
_INVISIBLE = frozenset("\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\u2061\ufeff\u061c")
_MARKS = frozenset("™®©℠")
_LONG_VOWEL = re.compile("(?<=[0-9A-Za-z])\u30fc(?=[0-9A-Za-z])")
"""Katakana's long vowel shares a key with the hyphen: ``XRー200A``."""

# Letters that look the same in Cyrillic or Greek and in Latin; keyboards mix them up.
LOOKALIKES = str.maketrans("АВЕКМНОРСТУХІЈЅΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "ABEKMHOPCTYXIJSABEZHIKMNOPTYX")

_RUN = re.compile(r"\d+|[^\W\d_]+")
_MAX_COMPONENTS = 12
"""More parts than this in one name are not taken apart: the forms grow with the square."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FoldedText:
    """A text with widths, dashes and digits made plain, and the way back to the original."""

    text: str
    offsets: Sequence[int]
    """``offsets[i]`` is where folded character i stood; one more for the end."""


class _FoldTable(dict[int, int]):
    """What each character becomes when folded; filled as characters are met."""

    def __missing__(self, code: int) -> int:
        character = chr(code)
        folded = character
        if character in HYPHENS:
            folded = "-"
        elif character in _SLASHES:
            folded = "/"
        elif not character.isascii():
            value = unicodedata.decimal(character, None)
            plain = unicodedata.normalize("NFKC", character)
            if value is not None:
                folded = str(value)
            elif len(plain) == 1:
                folded = "-" if plain in HYPHENS else plain
        self[code] = ord(folded)
        return self[code]


_FOLD_TABLE = _FoldTable()


def fold(text: str) -> FoldedText:
    """The text with full width, odd dashes and foreign digits made plain, invisible marks gone."""
    if text.isascii():
        return FoldedText(text=text, offsets=range(len(text) + 1))
    folded = text.translate(_FOLD_TABLE)
    offsets: Sequence[int] = range(len(text) + 1)
    if not _INVISIBLE.isdisjoint(text):
        kept = [place for place, character in enumerate(text) if character not in _INVISIBLE]
        folded = "".join(folded[place] for place in kept)
        offsets = [*kept, len(text)]
    return FoldedText(text=_LONG_VOWEL.sub("-", folded), offsets=offsets)


def _plain(text: str) -> str:
    """Upper case, without accents, marks or widths; look-alike letters become Latin."""
    folded = fold("".join(character for character in text if character not in _MARKS)).text
    upper = unicodedata.normalize("NFKC", folded).upper()
    decomposed = unicodedata.normalize("NFKD", upper)
    bare = "".join(character for character in decomposed if unicodedata.category(character) != "Mn")
    return unicodedata.normalize("NFC", bare.translate(LOOKALIKES)).translate(_FOLD_TABLE)


def _label_pattern(words: Sequence[str], after: str) -> re.Pattern[str]:
    longest_first = sorted({_plain(word) for word in words}, key=len, reverse=True)
    return re.compile(rf"^(?:{'|'.join(map(re.escape, longest_first))}){after}(?=\d)")


_ERROR_LABEL = _label_pattern(ERROR_WORDS, r"[\s:.#_-]*(?:(?:NO|CODE|NR)[\s.:]*)?")
_VERSION_LABEL = _label_pattern(VERSION_WORDS, r"[\s:._-]*(?:(?<!\AV)V[\s.]?)?")


_NUMBER_SIGN = re.compile(r"(?<=[)\s])N[OR][.\s]\s?(?=\d)")
"""``(EC) No. 1907/2006``: the word says nothing."""


def _join(runs: Sequence[str]) -> str:
    joined: list[str] = []
    for run in runs:
        if joined and run[0].isdigit() and joined[-1][-1].isdigit():
            joined.append("-")
        joined.append(run)
    return "".join(joined)


def components(text: str) -> tuple[str, ...]:
    """The runs of letters and of digits, upper case: ``XR-200A/5V`` is XR, 200, A, 5, V."""
    return tuple(_RUN.findall(_plain(text)))


def canonical(text: str) -> str:
    """The form careless spellings share: upper case, separators only left between digits."""
    plain = _plain(text).strip()
    plain = _ERROR_LABEL.sub("ERR", plain)
    plain = _VERSION_LABEL.sub("V", plain)
    plain = _NUMBER_SIGN.sub(" ", plain)
    return _join(_RUN.findall(plain))


def squeezed(canonical_form: str) -> str:
    """The looser key: digit borders gone and look-alike O/0, I/1/L met. Only for second tries."""
    return canonical_form.replace("-", "").translate(_CONFUSED)


_CONFUSED = str.maketrans("OIL", "011")


def forms(text: str) -> tuple[str, ...]:
    """What a lexical index should find it by, lower case: whole, prefixes, parts; longest first.

    ``XR-200A/5V`` gives xr200a5v, its prefixes at each border (xr200a5, xr200a, xr200), the parts
    as typed (200a, 5v, xr) and the tails that keep a letter and a digit.
    """
    whole = canonical(text)
    runs = _RUN.findall(whole)[:_MAX_COMPONENTS]
    found = {whole.replace("-", ""), _join(runs)}
    for start in range(len(runs)):
        for end in range(start + 1, len(runs) + 1):
            piece = "".join(runs[start:end])
            outer = start == 0 or end == len(runs)
            if len(piece) >= 2 and (outer or end - start <= 2):
                found.add(piece)
    found.update(
        "".join(_RUN.findall(part))
        for part in re.split(r"[\s/_.:+()-]+", _plain(text))
        if len(part) >= 2 and part.isascii()
    )
    found.discard("")
    return tuple(sorted((form.lower() for form in found), key=lambda form: (-len(form), form)))
