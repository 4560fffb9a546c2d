"""What the words of a claim name: models, stems that say something, a unit. Pure, remembered."""

import re
from functools import lru_cache

from answer.claim_words import GENERIC_HEADERS, HAN_STOP, KANA_STOP, STOP_WORDS
from answer.quantity_words import SYMBOLS, WORDS
from index.tokens import positions
from ingest.identifiers import extract
from ingest.language import primary

IN_BRACKETS = re.compile(r"[\[(（]\s?(?P<unit>[^\])）]{1,12})\s?[\])）]|,\s(?P<bare>\S{1,6})$")
"""The unit at the end of a header."""
_ONE_CHARACTER = re.compile(r"[\u3400-\u9fff\u3041-\u30ff]")
_DIGIT = re.compile(r"\d")


@lru_cache(maxsize=4096)
def models_in(text: str) -> frozenset[str]:
    """The models and certificates a text names, canonical."""
    if not _DIGIT.search(text):
        return frozenset()
    return frozenset(
        found.canonical for found in extract(text) if found.kind in ("model", "certificate")
    )


@lru_cache(maxsize=4096)
def content_of(text: str, language: str) -> frozenset[str]:
    """The stems of a label's words that say something; in Chinese its characters."""
    code = primary(language)
    stop = STOP_WORDS.get(code, frozenset())
    found: set[str] = set()
    for position in positions(text, language=language):
        forms = [form for slot in position for form in slot]
        if any(form in stop for form in forms) or (forms[0].isascii() and len(forms[0]) < 2):
            continue
        if code in ("zh", "ja") and _ONE_CHARACTER.match(forms[0]):
            ignored = HAN_STOP if code == "zh" else KANA_STOP
            found.update(one for one in position[-1][-1] if one not in ignored)
        else:
            found.add(position[-1][-1])
    return frozenset(found)


@lru_cache(maxsize=4096)
def without_identifiers(text: str) -> str:
    """The text without models, certificates, standards and the like."""
    if not _DIGIT.search(text):
        return text
    kept, end = [], 0
    for found in extract(text):
        kept.append(text[end : found.start])
        end = found.end
    return " ".join(" ".join((*kept, text[end:])).split())


@lru_cache(maxsize=4096)
def without_models(text: str) -> str:
    """The text without models and certificates; firmware versions and the like stay."""
    if not _DIGIT.search(text):
        return text
    kept, end = [], 0
    for found in extract(text):
        if found.kind in ("model", "certificate"):
            kept.append(text[end : found.start])
            end = found.end
    return "".join((*kept, text[end:]))


def names_unit(text: str) -> str:
    """The unit that a header states in brackets, or that a cell is; empty for none."""
    found = IN_BRACKETS.search(text)
    candidate = (found["unit"] or found["bare"]) if found else text
    candidate = candidate.strip()
    if candidate in SYMBOLS or candidate.casefold() in WORDS:
        return candidate
    return ""


def is_generic(header: str) -> bool:
    """Whether a column's header names no quantity: ``Value``."""
    return "-".join(header.casefold().split()) in GENERIC_HEADERS or not header
