"""What the widget says, a language a file: plain words, filled in by the browser."""

import json
from collections.abc import Mapping
from functools import lru_cache
from importlib import resources

from answer.locale.bidi import is_right_to_left
from answer.locale.phrases import FALLBACK_LANGUAGE, SHIPPED_LANGUAGES, PhraseBook


def language_for(wanted: str, phrases: PhraseBook) -> str:
    """The language of ours nearest to a BCP 47 tag (``zh-TW`` → ``zh-Hant``), or English."""
    found = phrases.phrases_for(wanted).language
    return found if found in SHIPPED_LANGUAGES else FALLBACK_LANGUAGE


@lru_cache(maxsize=len(SHIPPED_LANGUAGES))
def words_of(language: str) -> Mapping[str, str]:
    """Every word of one of ``SHIPPED_LANGUAGES`` by its key."""
    file = resources.files("api.widget") / "words" / f"{language}.json"
    found: dict[str, str] = json.loads(file.read_text(encoding="utf-8"))
    return found


def direction_of(language: str) -> str:
    """``rtl`` or ``ltr``, as HTML's ``dir`` has it."""
    return "rtl" if is_right_to_left(language) else "ltr"
