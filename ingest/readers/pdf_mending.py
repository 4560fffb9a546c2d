"""Lines back into running text: hyphens at line ends, and no space between Chinese lines."""

import re
from collections.abc import Iterable

SOFT_HYPHEN = "\u00ad"
_NO_SPACE = re.compile(
    "[\u2e80-\u2fdf\u3000-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff00-\uffef"
    "\U00020000-\U0003ffff\u0e00-\u0e7f\u1780-\u17ff]"
)
"""Scripts written without spaces: Han, kana, full-width forms, Thai, Khmer."""
_HANGUL = re.compile("[\uac00-\ud7a3]")
_WORD_END = re.compile(r"[^\W\d_]{2,}$")
_SPACED_CJK = re.compile(
    "(?<=[\u2e80-\u2fdf\u3000-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff00-\uffef]) "
    "(?=[\u2e80-\u2fdf\u3000-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff00-\uffef])"
)


_CLOSE_CJK = re.compile("(?<=[\u3400-\u4dbf\u4e00-\u9fff])(?=[\u3400-\u4dbf\u4e00-\u9fff])")


def join_lines(lines: Iterable[str], *, breaks_words: bool = False) -> str:
    """The lines as one paragraph.

    A hyphen goes where a lower-case word continues in lower case (``instal-`` + ``lation``), and
    stays where the parts are an identifier or a name (``XR-`` + ``200A``). With ``breaks_words``
    Korean lines may end inside a word; then those that end with one have white space after it.
    """
    result = ""
    for line in lines:
        if line.strip():
            result = _joined(result, line, breaks_words) if result else line
    return result.strip().replace(SOFT_HYPHEN, "-")


def ends_with_open_word(line: str) -> bool:
    """True for a line that ends in Hangul without white space after it."""
    return bool(line) and _HANGUL.match(line[-1]) is not None


def without_stray_spaces(text: str) -> str:
    """The text without the spaces of letter-spaced Chinese or Japanese (``名 称``)."""
    if " " not in text or text.isascii():
        return text
    spaced = len(_SPACED_CJK.findall(text))
    # A single space in a heading means something; a space at most places is letter-spacing.
    if spaced and spaced >= 0.6 * (spaced + len(_CLOSE_CJK.findall(text))):
        return _SPACED_CJK.sub("", text)
    return text


def _joined(before: str, after: str, breaks_words: bool) -> str:
    open_word = breaks_words and ends_with_open_word(before)
    before, after = before.rstrip(), after.lstrip()
    last = before[-1]
    if open_word and _HANGUL.match(after[0]):
        return before + after
    if last in (SOFT_HYPHEN, "-", "\u2010") and len(before) > 1:
        stem, separate = before[:-1], stem_is_apart(before)
        if separate:
            return f"{before} {after}"
        if after[0].islower() and _WORD_END.search(stem) and stem[-1].islower():
            return stem + after
        return f"{stem}-{after}"
    if _NO_SPACE.match(last) or _NO_SPACE.match(after[0]):
        return before + after
    if last in "/\u2013\u2014" and len(before) > 1 and before[-2] != " ":
        return before + after
    return f"{before} {after}"


def stem_is_apart(line: str) -> bool:
    """True when the line ends in a dash that stands alone (``5 V -``), not in a hyphen."""
    return len(line) < 2 or line[-2] == " "
