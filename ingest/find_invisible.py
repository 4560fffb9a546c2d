"""Characters that nobody sees, where no script, emoji or line break needs them.

Persian, Arabic and the Indic scripts write with joiners; emoji are joined by them; Thai, Khmer and
their neighbours mark words with zero-width spaces; addresses are broken at them; a byte order mark
begins a file. What is left is counted: a stray mark comes along with every copy from a web page.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator

from ingest.finding import Finding
from ingest.stretches import Stretch, excerpt_of, finding_at

_TAGS = re.compile(r"[\U000e0020-\U000e007e]{2,}\U000e007f?")
_FLAG = "\U0001f3f4"
_FLAG_TAGS = re.compile(r"[\U000e0061-\U000e007a\U000e0030-\U000e0039]{3,6}\U000e007f")
_SELECTORS = re.compile(r"[\ufe00-\ufe0f\U000e0100-\U000e01ef]{2,}")
_ALONE = re.compile(
    "[\u115f\u1160\u2061-\u2064\u206a-\u206f\u180e\u3164\uffa0\ufff9-\ufffb\u200b\u200c\u200d\u2060\ufeff]"
)
_SOFT_HYPHEN = "\u00ad"
_FILLERS = frozenset("\u115f\u1160\u3164\uffa0")
_SPACES_IN_SCRIPTS = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u1a20-\u1aaf]")
"""Thai, Lao, Burmese, Khmer, Tai Tham: zero-width spaces part their words."""
_JOINED_SCRIPTS = re.compile(
    "[\u0600-\u08ff\u0900-\u0dff\u0f00-\u0fff\u1000-\u109f\u1780-\u18af\ufb50-\ufdff\ufe70-\ufefc]"
)
_EMOJI = re.compile("[\u2190-\u2bff\ufe0f\u3030\u303d\u3297\u3299\U0001f000-\U0001faff]")
_STRAY = 2
"""So many marks in a document come along with copies and say nothing."""
_RUN = 3
_MAX_FINDINGS = 10
_MAX_HYPHENS_SHARE = 0.34
"""Of letters: syllables are longer than this."""
_LEAST_HYPHENS = 8


def find_invisible(texts: Iterable[Stretch]) -> Iterator[Finding]:
    """Findings of invisible characters; messages in the alphabet of tags are instructions too."""
    strays: list[tuple[Stretch, int, int]] = []
    count = 0
    for text in texts:
        if text.text.isascii():
            continue
        for finding in _messages(text):
            count += 1
            yield finding
        strays += _strays(text)
        if count >= _MAX_FINDINGS or len(strays) > 10_000:
            break
    if len(strays) > _STRAY or any(end - start >= _RUN for _, start, end in strays):
        text, start, end = max(strays, key=lambda stray: stray[2] - stray[1])
        if end - start < _RUN:
            text, start, end = strays[0]
        yield finding_at(text, start, end, kind="invisible_characters")


def _messages(text: Stretch) -> Iterator[Finding]:
    """Whole texts in characters that nobody sees."""
    for match in _TAGS.finditer(text.text):
        before = text.text[match.start() - 1 : match.start()]
        if before == _FLAG and _FLAG_TAGS.fullmatch(match.group()):
            continue
        yield finding_at(text, *match.span(), kind="invisible_characters")
        said = "".join(chr(ord(character) - 0xE0000) for character in match.group())
        if sum(character.isalpha() for character in said) >= _LEAST_HYPHENS:
            yield Finding(
                kind="instruction",
                severity="quarantine",
                excerpt=excerpt_of(said),
                page=text.page,
                place="in characters that nobody sees",
            )
    for match in _SELECTORS.finditer(text.text):
        if len(match.group()) >= _RUN:
            yield finding_at(text, *match.span(), kind="invisible_characters")
    hyphens = text.text.count(_SOFT_HYPHEN)
    if hyphens >= _LEAST_HYPHENS:
        letters = sum(map(str.isalpha, text.text))
        if hyphens > _MAX_HYPHENS_SHARE * letters or _SOFT_HYPHEN * _RUN in text.text:
            start = text.text.index(_SOFT_HYPHEN)
            yield finding_at(text, start, start + 1, kind="invisible_characters")


def _strays(text: Stretch) -> Iterator[tuple[Stretch, int, int]]:
    """Runs of characters without width that their neighbours do not need."""
    content = text.text
    start = end = -1
    for match in _ALONE.finditer(content):
        place = match.start()
        if place == end:
            end += 1
            continue
        if start >= 0 and not _is_needed(content, start, end):
            yield text, start, end
        start, end = place, place + 1
    if start >= 0 and not _is_needed(content, start, end):
        yield text, start, end


def _is_needed(content: str, start: int, end: int) -> bool:
    """Whether what stands around makes sense of one or two such characters."""
    if end - start > 2 and not set(content[start:end]) <= {"\u200b"}:
        return False
    before, after = content[start - 1 : start], content[end : end + 1]
    mark = content[start]
    if mark in _FILLERS:
        return end - start == 1 and _is_hangul(before or after)
    if mark in "\u200c\u200d":
        return _needs_joiner(before) or _needs_joiner(after)
    if mark == "\ufeff" and (start == 0 or before == "\n"):
        return True
    if mark in "\u200b\u2060\ufeff":
        if not before or not after or before.isspace() or after.isspace():
            return end - start == 1
        if _SPACES_IN_SCRIPTS.match(before) or _SPACES_IN_SCRIPTS.match(after):
            return True
        # a place to break an address, a name in code or a figure
        return end - start == 1 and not (_is_word(before) and _is_word(after))
    return False


def _needs_joiner(character: str) -> bool:
    return bool(character) and bool(_JOINED_SCRIPTS.match(character) or _EMOJI.match(character))


def _is_hangul(character: str) -> bool:
    return bool(character) and unicodedata.name(character, "").startswith("HANGUL")


def _is_word(character: str) -> bool:
    return character.isalnum()
