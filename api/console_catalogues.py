"""The console's words in one language: every ``words….<language>.json``, laid together.

Each view may bring a file of its own (``words_releases.en.json``); browsers and templates get one
catalogue.
"""

import json
from collections.abc import Mapping
from functools import lru_cache
from importlib import resources

Phrase = str | Mapping[str, str]
"""A text with ``{placeholders}``, or one for each plural form of ``{count}``."""


@lru_cache(maxsize=8)
def catalogue(language: str) -> Mapping[str, Phrase]:
    """All phrases of ``language`` by key; raises ``ValueError`` where two files have one key."""
    phrases: dict[str, Phrase] = {}
    for file in sorted((resources.files("api") / "console").iterdir(), key=lambda one: one.name):
        if not is_catalogue(file.name) or not file.name.endswith(f".{language}.json"):
            continue
        own: dict[str, Phrase] = json.loads(file.read_text(encoding="utf-8"))
        twice = own.keys() & phrases.keys()
        if twice:
            raise ValueError(f"{file.name!r} says {sorted(twice)} once more; say it in one file")
        phrases |= own
    return phrases


def is_catalogue(name: str) -> bool:
    """Whether a file of the console holds words: ``words.en.json``, ``words_queue.en.json``."""
    return name.startswith(("words.", "words_")) and name.endswith(".json")
