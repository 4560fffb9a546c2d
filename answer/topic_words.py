"""Whether a text speaks of a topic, by words in the languages of the product. Data and matching."""

import json
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from importlib import resources

from ingest.language import UNDETERMINED, normalise_tag

Patterns = Mapping[str, Mapping[str, re.Pattern[str]]]
"""By topic and language."""
_GAP = r"(?:\W+\w+){0,4}?\W+"
"""Up to four words in between: "send _ back"."""
_WITHOUT_WORD_BORDERS = frozenset({"zh-Hans", "zh-Hant", "ja", "ko", "th", "ar"})
"""No spaces, or particles and articles written on to the word."""
_SPOKEN_ALONG = "en"
"""Is mixed into all the others."""


@lru_cache(maxsize=4)
def topic_patterns(file_name: str) -> Patterns:
    """The patterns of a file of ``answer/data``, one a topic and language."""
    text = (resources.files("answer.data") / file_name).read_text(encoding="utf-8")
    topics: dict[str, dict[str, list[str]]] = json.loads(text)["topics"]
    found: dict[str, dict[str, re.Pattern[str]]] = {}
    for topic, by_language in topics.items():
        # Chinese is matched in both scripts
        both = [*by_language["zh-Hans"], *by_language["zh-Hant"]]
        spoken = by_language | {"zh-Hans": both, "zh-Hant": both}
        found[topic] = {tag: _pattern(words, tag) for tag, words in spoken.items()}
    return found


def says(text: str, by_language: Mapping[str, re.Pattern[str]], *, language: str) -> bool:
    """Whether a text in a language says any of a topic's words."""
    plain = folded(text)
    return any(pattern.search(plain) for pattern in _patterns_of(by_language, language))


def folded(text: str) -> str:
    """Width, case and apostrophes made equal."""
    return unicodedata.normalize("NFKC", text).casefold().replace("’", "'")


def _patterns_of(
    by_language: Mapping[str, re.Pattern[str]], language: str
) -> Iterator[re.Pattern[str]]:
    """Those of the language and of English; of every one where the language is unknown."""
    tag = normalise_tag(language)
    tag = tag if tag.startswith("zh") else tag.split("-")[0]
    if tag not in by_language or tag == UNDETERMINED:
        yield from by_language.values()
        return
    for spoken in dict.fromkeys((tag, _SPOKEN_ALONG)):
        yield by_language[spoken]


def _pattern(words: Sequence[str], language: str) -> re.Pattern[str]:
    if language in _WITHOUT_WORD_BORDERS:
        return re.compile("|".join(re.escape(folded(word)) for word in words))
    return re.compile("|".join(rf"(?<!\w){_words(word)}(?!\w)" for word in words))


def _words(phrase: str) -> str:
    """A phrase of whole words: ``*`` ends a word's beginning, ``_`` stands for a few words."""
    parts = [re.escape(folded(word)).replace(r"\*", r"\w*") for word in phrase.split()]
    return r"\s+".join(parts).replace(r"\s+_\s+", _GAP)
