"""Which script a text is written in, from its letters alone."""

import re
from collections import Counter

_SCRIPTS = {
    "Latn": "A-Za-z\u00aa\u00ba\u00c0-\u024f\u1e00-\u1eff",
    "Hani": "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff",
    "Kana": "\u3041-\u30ff\uff66-\uff9f",
    "Hang": "\u1100-\u11ff\u3130-\u318f\uac00-\ud7af",
    "Cyrl": "\u0400-\u052f",
    "Grek": "\u0370-\u03ff\u1f00-\u1fff",
    "Arab": "\u0600-\u06ff\u0750-\u077f\u08a0-\u08ff\ufb50-\ufdff\ufe70-\ufefc",
    "Hebr": "\u0590-\u05ff",
    "Thai": "\u0e00-\u0e7f",
    "Deva": "\u0900-\u097f",
}
_PATTERNS = {name: re.compile(f"[{ranges}]") for name, ranges in _SCRIPTS.items()}
_LETTERS = re.compile("[" + "".join(_SCRIPTS.values()) + "]")

_IDEOGRAPH_WEIGHT = 3
"""One Han character, kana or hangul syllable carries about as much as three Latin letters."""

_SAMPLE = 4_000


def letters_in(text: str) -> int:
    """How many letters a text has, an ideograph counted as three: comparable across scripts."""
    counts = _counts(text)
    return sum(counts.values())


def dominant_script(text: str) -> str:
    """ISO 15924 code of the script most of the letters belong to; empty without letters.

    Japanese counts as ``Kana``: one kana to five ideographs is enough to tell it from Chinese.
    """
    counts = _counts(text)
    if not counts:
        return ""
    if counts["Kana"] * 5 >= counts["Hani"] and counts["Kana"]:
        counts["Kana"] += counts.pop("Hani", 0)
    return max(counts, key=lambda name: counts[name])


def script_share(text: str, script: str) -> float:
    """How much of a text's letters belong to ``script``, 0 to 1; kanji belong to ``Kana`` too."""
    counts = _counts(text)
    total = sum(counts.values())
    own = counts[script] + (counts["Hani"] if script == "Kana" else 0)
    return own / total if total else 0.0


def _counts(text: str) -> Counter[str]:
    letters = "".join(_LETTERS.findall(text[:_SAMPLE]))
    counts: Counter[str] = Counter()
    if not letters:
        return counts
    for name, pattern in _PATTERNS.items():
        found = len(pattern.findall(letters))
        if found:
            counts[name] = found * (_IDEOGRAPH_WEIGHT if name in {"Hani", "Kana", "Hang"} else 1)
    return counts
