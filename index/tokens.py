"""The tokens of a text, one analysis for documents and questions in every language.

A text is a row of positions. A position has slots (a word: how it is written, and its stem), and a
slot has forms of which the best match counts (with and without accents). Two texts share a word
when they share a form:

* words: as written (compatibility-folded, lower case), without accents, and their stem. A stem
  carries its language (``de~garanti``), so that stems of two languages never meet by accident;
  Latin words inside text of another script are stemmed as English.
* Chinese, Japanese and Korean: overlapping pairs of characters. Chinese has the pair in simplified
  characters as a second form, so that 關稅 finds 关税; Japanese is never converted.
* Thai, Lao, Khmer, Burmese: overlapping pairs of written syllables.
* identifiers: whole, without separators, and in parts, so that ``XR-200A`` is found by ``xr200a``.

Nothing is left out as a stop word: BM25 gives such words next to no weight.
"""

import functools
import itertools
import re
import threading
import unicodedata
from collections.abc import Iterator, Sequence

import opencc
import Stemmer

from ingest.language import primary

Position = tuple[tuple[str, ...], ...]
"""Slots of forms."""

_STEMMER_NAMES = (
    "ar:arabic ca:catalan cs:czech da:danish de:german el:greek en:english es:spanish et:estonian "
    "fa:persian fi:finnish fr:french hi:hindi hu:hungarian id:indonesian it:italian lt:lithuanian "
    "ms:indonesian ne:nepali nl:dutch no:norwegian pl:polish pt:portuguese ro:romanian ru:russian "
    "sr:serbian sv:swedish ta:tamil tr:turkish"
)
_STEMMERS = {
    code: name for code, _, name in (pair.partition(":") for pair in _STEMMER_NAMES.split())
}
_OTHER_SCRIPT = frozenset({"ar", "el", "fa", "hi", "ne", "ru", "sr", "ta"})
_LATIN_LANGUAGES_WITHOUT_STEMMER = frozenset({"vi", "tl", "sw", "is", "sk", "sl", "hr", "sq", "lv"})

_MARKS = (
    "\u0300-\u036f\u0483-\u0487\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed"
    "\u0900-\u0903\u093a-\u094f\u0951-\u0957\u0962\u0963\u0980-\u0983\u09bc-\u09cd\u0a01-\u0a4d"
    "\u0a81-\u0acd\u0b01-\u0b4d\u0b82-\u0bcd\u0c00-\u0c4d\u0c81-\u0ccd\u0d00-\u0d4d\u0d81-\u0ddf"
)
_HAN = "\u3005\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_KANA = "\u3041-\u3096\u30a1-\u30fe\u31f0-\u31ff"
_HANGUL = "\u1100-\u11ff\u3130-\u318f\uac00-\ud7af"
_CLUSTERED = "\u0e01-\u0e4e\u0e81-\u0ecd\u1000-\u103f\u1780-\u17d3"
_SPACELESS = _HAN + _KANA + _HANGUL + _CLUSTERED
_LETTER = rf"(?:(?![{_SPACELESS}_])\w|[{_MARKS}])"
_PIECE = re.compile(
    rf"(?P<code>[a-z0-9]+(?:[-_./+:][a-z0-9]+)+\+*)"
    rf"|(?P<word>{_LETTER}+)"
    rf"|(?P<cjk>[{_HAN}{_KANA}]+)"
    rf"|(?P<hangul>[{_HANGUL}]+)"
    rf"|(?P<clustered>[{_CLUSTERED}]+)"
)
# consonants with the vowels and tone marks written on or around them
_CLUSTER = re.compile(
    "[\u0e40-\u0e44]?[\u0e01-\u0e2e][\u0e31\u0e34-\u0e3a\u0e47-\u0e4e]*[\u0e30\u0e32\u0e33\u0e45]*"
    "|[\u0ec0-\u0ec4]?[\u0e81-\u0eae][\u0eb1\u0eb4-\u0ebc\u0ec8-\u0ecd]*[\u0eb0\u0eb2\u0eb3]*"
    "|[\u1000-\u102a\u103f](?:[\u102b-\u103e])*"
    "|[\u1780-\u17b3](?:\u17d2[\u1780-\u17b3]|[\u17b6-\u17d1\u17d3])*"
    "|."
)
_RUN = re.compile(r"[0-9]+|[^\W\d_]+")
_STRETCH = re.compile(r"\S+")
_PLAIN_WORD = re.compile(rf"(?:(?![{_SPACELESS}\d_])\w|[{_MARKS}])+")
_NOT_IN_PROSE = frozenset("@/\\_#<>{}=")
_AROUND_PROSE = ".,;:!?…\u00bf\u00a1'\u2019\u2018\"\u00ab\u00bb\u201c\u201d\u201e()[]،؟۔"
_APART = re.compile(
    r"(?<![a-z0-9])([a-z]{1,6}) (?=[0-9])([a-z0-9]{1,12})(?: ([a-z0-9]{1,3}))?(?![a-z0-9])"
)
_SEPARATORS = re.compile(r"[-_./+:]+")
_SHORTEST_STEMMED = 3
_QUESTIONS_KEPT = 64
_LONGEST_WORD = 64
"""Longer runs (keys, base64) are cut: nobody types them."""

_FOLDED_LETTERS = str.maketrans(
    {"ø": "o", "đ": "d", "ł": "l", "ı": "i", "æ": "ae", "œ": "oe", "ð": "d", "þ": "th", "ħ": "h"}
)
_GERMAN_SPELLING = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})
_ARABIC = str.maketrans(
    {
        "أ": "ا",
        "إ": "ا",
        "آ": "ا",
        "ٱ": "ا",
        "ى": "ي",
        "ی": "ي",
        "ک": "ك",
        "ة": "ه",
        "ؤ": "و",
        "ئ": "ي",
    }
)
_ARABIC_MARKS = re.compile("[\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u0640]")

_stemming = threading.Lock()


@functools.cache
def _stemmer(language: str) -> Stemmer.Stemmer:
    return Stemmer.Stemmer(_STEMMERS[language])


@functools.cache
def _to_simplified() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")


def _stem(word: str, language: str) -> str:
    with _stemming:  # a Snowball stemmer keeps its word in itself
        return str(_stemmer(language).stemWord(word))


@functools.lru_cache(maxsize=100_000)
def folded(word: str) -> str:
    """A lower-case word without accents (Latin, Greek, Cyrillic), Arabic letters made alike."""
    if word.isascii():
        return word
    if "\u0600" <= word[0] <= "\u06ff":
        return _ARABIC_MARKS.sub("", word).translate(_ARABIC)
    if word[0] > "\u052f" and not "\u1e00" <= word[0] <= "\u1fff":
        return word
    parts = unicodedata.normalize("NFD", word)
    plain = "".join(part for part in parts if not unicodedata.combining(part))
    return unicodedata.normalize("NFC", plain).translate(_FOLDED_LETTERS)


@functools.lru_cache(maxsize=200_000)
def _word(word: str, language: str) -> Position:
    """A word's slots: its spellings, and the stems of these."""
    spellings = [word, folded(word) or word]
    if language == "de" and not word.isascii():
        spellings.append(word.translate(_GERMAN_SPELLING))
    spellings = list(dict.fromkeys(spellings))
    stem_language = language
    if word.isascii() and language not in _LATIN_LANGUAGES_WITHOUT_STEMMER:
        uses_latin = language in _STEMMERS and language not in _OTHER_SCRIPT
        stem_language = language if uses_latin else "en"
    too_short = len(word) < _SHORTEST_STEMMED
    if stem_language not in _STEMMERS or too_short or any(map(str.isdigit, word)):
        return (tuple(spellings),)
    stems = (f"{stem_language}~{folded(_stem(word, stem_language))}" for word in spellings)
    return (tuple(spellings), tuple(dict.fromkeys(stems)))


@functools.lru_cache(maxsize=50_000)
def _code(code: str) -> Position:
    """An identifier whole, without separators, and its beginnings: ``xr-200/b`` → ``xr200`` …"""
    parts = re.split(_SEPARATORS, code.rstrip("+"))
    beginnings = ("".join(parts[:count]) for count in range(len(parts), 1, -1))
    return (tuple(dict.fromkeys((code, *beginnings))),)


def _pairs(units: Sequence[str]) -> list[str]:
    """Overlapping pairs of neighbours; a lone unit stands for itself."""
    if len(units) == 1:
        return [units[0]]
    return [first + second for first, second in itertools.pairwise(units)]


def positions(text: str, *, language: str) -> list[Position]:
    """The positions of the text, in reading order. ``language`` is any tag."""
    base = primary(language)
    normal = unicodedata.normalize("NFKC", text).casefold().replace("i\u0307", "i")
    found: list[Position] = []
    for piece in _PIECE.finditer(normal):
        kind, run = piece.lastgroup, piece.group()
        if kind == "word":
            found += _word_positions(run[:_LONGEST_WORD], base)
        elif kind == "code":
            run = run[:_LONGEST_WORD]
            found.append(_code(run))
            for part in filter(None, re.split(_SEPARATORS, run)):
                found += _word_positions(part, base)
        elif kind == "clustered":
            found += [((pair,),) for pair in _pairs(_CLUSTER.findall(run))]
        elif kind == "cjk" and base == "zh":
            found += _chinese_positions(run)
        else:
            found += [((pair,),) for pair in _pairs(run)]
    return found


def _word_positions(word: str, language: str) -> list[Position]:
    """A word; one of letters and digits also gives its runs: ``xr200a`` → xr, 200."""
    found = [_word(word, language)]
    if not word.isdigit() and any(character.isdigit() for character in word):
        found += [((run,),) for run in _RUN.findall(word) if len(run) > 1]
    return found


def _chinese_positions(run: str) -> list[Position]:
    pairs, simplified = _pairs(run), _pairs(_to_simplified().convert(run))
    if len(simplified) != len(pairs):  # a phrase rule changed the length
        return [((pair,),) for pair in (*pairs, *simplified)]
    return [
        ((pair,),) if pair == plain else ((pair, plain),)
        for pair, plain in zip(pairs, simplified, strict=True)
    ]


def plain_words(text: str) -> Iterator[tuple[int, int]]:
    """Where the words of prose stand in a text; numbers, identifiers and addresses are left out.

    Scripts without spaces have none.
    """
    for stretch in _STRETCH.finditer(text):
        run = stretch.group()
        odd = any(character.isdigit() or character in _NOT_IN_PROSE for character in run)
        if not odd and "." not in run.strip(_AROUND_PROSE):
            for word in _PLAIN_WORD.finditer(run):
                yield stretch.start() + word.start(), stretch.start() + word.end()


def plain_form(word: str) -> str:
    """A word of prose as it is compared: compatibility-folded, lower case, accents kept."""
    return unicodedata.normalize("NFKC", word).lower().replace("i\u0307", "i")


def tokens(text: str, *, language: str) -> list[str]:
    """All forms at all positions of a document's text."""
    found = positions(text, language=language)
    return [form for position in found for slot in position for form in slot]


def joined(text: str) -> list[Position]:
    """What a question may mean by letters and digits typed apart: ``xr 200 a`` → xr200, xr200a.

    For questions only: a manual writes its own identifiers in one piece.
    """
    normal = unicodedata.normalize("NFKC", text).casefold()
    found: list[Position] = []
    for match in _APART.finditer(normal):
        letters, digits, tail = match.groups()
        forms = [letters + digits + tail, letters + digits] if tail else [letters + digits]
        found.append((tuple(forms),))
    return found


def query_tokens(text: str, *, language: str) -> list[str]:
    """All forms at all positions of a question, and its identifiers typed apart."""
    found = query_positions(text, language=language)
    return [form for position in found for slot in position for form in slot]


@functools.lru_cache(maxsize=_QUESTIONS_KEPT)
def query_positions(text: str, *, language: str) -> tuple[Position, ...]:
    """The positions of a question, and of its identifiers typed apart.

    Kept for the questions at hand: one is compared with dozens of texts.
    """
    return (*positions(text, language=language), *joined(text))
