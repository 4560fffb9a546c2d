"""A term of the keyword base → the pattern that finds it.

A term is words. ``*`` at a word's end stands for further letters (``lawyer*``), ``...`` for up to
a few words (``see you ... court``), ``[a|b]`` for either. Case and accents do not matter. Words of
scripts that put spaces are found between word borders only.
"""

import re
import unicodedata
from functools import lru_cache

from ingest.errors import ContentError

LONGEST_TERM = 200
SKIPPED_CHARACTERS = 30
_PARTS = re.compile(r"\.\.\.|…|\[[^\[\]]*\]|\*|\s+|[^\s\[\]*.…]+|.")
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")
_HAN = re.compile(r"[\u3400-\u9fff]")
_ARABIC = re.compile(r"[\u0600-\u06ff]")
_HANGUL = re.compile(r"[\uac00-\ud7a3]")
_KANA = re.compile(r"[\u3040-\u30ff]")
_ALIKE = {"ı": "i", "ł": "l", "đ": "d", "ø": "o", "ß": "s", "’": "'", "ё": "е"}
_ARABIC_PREFIX = "(?:[وف]?(?:ال|بال|لل|[بلك])?)"
_SPACED = r"[^\W\u0e00-\u0eff\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]"
WORD_BEGINS = rf"(?<!{_SPACED})"
_LETTER = r"[^\W\d_]"


@lru_cache(maxsize=8192)
def keyword_pattern(term: str) -> str:
    """A regular expression on a text folded by ``folded``.

    Raises ``ContentError`` for a term that cannot be looked for, with what to write instead.
    """
    plain = folded(term).strip()
    if len(term) > LONGEST_TERM:
        raise ContentError(f"the term {term[:40]!r}... is over {LONGEST_TERM} characters")
    if len(re.sub(r"\W", "", plain)) < (1 if _HAN.search(plain) else 2):
        raise ContentError(f"the term {term!r} has no two letters to look for; write a word")
    pieces = [_piece(part, term) for part in _PARTS.findall(plain)]
    return f"{_border(plain[0], before=True)}{''.join(pieces)}{_border(plain[-1], before=False)}"


def folded(text: str) -> str:
    """Lower case without accents, one character for each of the text's."""
    return "".join(map(_folded_letter, text))


@lru_cache(maxsize=8192)
def _folded_letter(letter: str) -> str:
    if _KANA.match(letter):
        return letter  # its marks are sounds of their own
    for form in ("NFKC", "NFKD"):
        plain = unicodedata.normalize(form, letter).casefold()
        base = "".join(c for c in plain if not unicodedata.combining(c))
        if len(base) == 1:
            letter = base
    return _ALIKE.get(letter, letter)


def _piece(part: str, term: str) -> str:
    if part in ("...", "…"):
        return rf"(?:[^.!?。！？\n]{{0,{SKIPPED_CHARACTERS}}}?)"
    if part == "*":
        return rf"{_LETTER}*"
    if part.isspace():
        return r"[\s\-]*" if _UNSPACED.search(term) else r"[\s\-]+"
    if part.startswith("[") and len(part) > 1:
        either = [one for one in part[1:-1].split("|") if one]
        if not either:
            raise ContentError(f"the term {term!r} has empty brackets; write them like [a|b]")
        return f"(?:{'|'.join(_words(one) for one in either)})"
    if part in "[]":
        raise ContentError(f"the term {term!r} has a bracket alone; write both, like [a|b]")
    return re.escape(part)


def _words(text: str) -> str:
    return "".join(
        rf"{_LETTER}*" if part == "*" else r"[\s\-]+" if part == " " else re.escape(part)
        for part in re.split(r"(\*| )", text)
    )


def _border(edge: str, *, before: bool) -> str:
    """What has to stand beside a term's edge; small words grow on Arabic and Korean ones."""
    if not (edge.isalnum() or edge in "[]") or _UNSPACED.match(edge):
        return ""
    if before:
        return rf"{WORD_BEGINS}{_ARABIC_PREFIX if _ARABIC.match(edge) else ''}"
    return "" if _HANGUL.match(edge) else rf"(?!{_SPACED})"
