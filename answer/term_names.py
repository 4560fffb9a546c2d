"""How a name stands in a text: at the beginning of a word, with the endings of its language."""

import re
from functools import lru_cache

SHORTEST_WORD = 4
"""In scripts with spaces a shorter word is a prefix of too many others."""
SHORTEST_WORDS = {"ko": 2, "ar": 3}
"""Where a character is a syllable, or vowels are not written, words are shorter."""
LONGEST_ENDING = 3
"""Letters that a word may have after a term and still be that term: ``Netzteilen``."""
_ARABIC_PARTICLES = "(?:[وفبلك]?ال|لل|[وفبلك])?"
"""And, in, with, for, as and the article are written on to the word."""
_WITHOUT_SPACES = frozenset({"zh", "ja", "th"})
_PARTICLES_FOLLOW = frozenset({"ko", "tr", "fi", "hu"})
"""Endings are written on to the word, several of them."""


def is_named(name: str, folded: str, base: str) -> bool:
    """Whether a text names a thing by this name; both are folded, ``base`` is its language."""
    if name not in folded:
        # nearly always, and cheaper to tell than with a pattern
        return False
    if base in _WITHOUT_SPACES:
        return True
    # from the start of a word on: endings differ, "garantías" names "garantía"
    before = _ARABIC_PARTICLES if base == "ar" else ""
    if len(name) < SHORTEST_WORDS.get(base, SHORTEST_WORD):
        return False
    return re.search(rf"\b{before}{re.escape(name)}", folded) is not None


@lru_cache(maxsize=4_096)
def term_pattern(text: str, base: str, *, is_fixed: bool, by_case: bool) -> re.Pattern[str]:
    """Finds a name as a whole word with its ending; ``is_fixed`` names as they are written."""
    name = re.escape(text)
    if is_fixed:
        # between ideographs a Latin name has no spaces around it
        pattern = rf"(?<![^\W\d_\u0E00-\uFFFF]){name}(?![^\W\d_\u0E00-\uFFFF])"
    elif base in _WITHOUT_SPACES:
        pattern = name
    elif len(text) < SHORTEST_WORDS.get(base, SHORTEST_WORD):
        pattern = rf"(?<!\w){name}(?!\w)"
    else:
        before = _ARABIC_PARTICLES if base == "ar" else ""
        ending = r"\w*" if base in _PARTICLES_FOLLOW else rf"\w{{0,{LONGEST_ENDING}}}(?!\w)"
        pattern = rf"(?<!\w){before}{name}{ending}"
    return re.compile(pattern, re.NOFLAG if by_case else re.IGNORECASE)
