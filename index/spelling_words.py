"""The words of a release's texts by language, with how often each stands there, as plain files.

What a carelessly typed question is read by (``index.spelling``). Words of prose as they are
written, in lower case. In a language whose words differ from each other mostly by their accents, as
Vietnamese ones do, pairs of neighbours are counted as well. Every count is kept twice: among what
customers may see, and among everything.
"""

import json
from array import array
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.tokens import folded, plain_form, plain_words
from ingest.document import Audience
from ingest.errors import IndexBroken
from ingest.language import primary

Text = tuple[str, str, bool]
"""A chunk's text for search, its language, and whether customers may see it."""
Words = tuple[Sequence[str], str, bool]
"""The words of prose of such a text."""

LONGEST_WORD = 32
LANGUAGES_KEPT = 64
AMBIGUOUS_SHARE = 0.3
"""Of a language's running words that stand for several without accents; above it only the
neighbours tell which is meant. Vietnamese has 0.65 in sixty paragraphs, Romanian 0.08, French and
Spanish less."""
_COLUMN: dict[Audience, int] = {"customer": 0, "agent": 1}
_VERSION = 1
_ARRAYS = ("letters", "counts", "pairs", "pair-counts")


@dataclass(frozen=True, slots=True, kw_only=True)
class LanguageWords:
    """What an audience may see of one language's words."""

    spellings: dict[str, tuple[tuple[str, int], ...]]
    """Without accents → as written and how often, the most frequent first."""
    totals: dict[str, int]
    """Without accents → how often."""
    forms: tuple[str, ...]
    """The keys of both."""
    accented_share: float
    """Of the running words."""
    neighbours: Callable[[str, str], int] | None
    """How often the second word follows the first; None where accents tell few words apart."""


def write_spelling(directory: Path, texts: Callable[[], Iterable[Text]]) -> None:
    """Writes the words of the texts; ``texts`` gives them anew at every call, twice at most."""
    write_spelling_of(
        directory,
        lambda: ((words_of(text), language, seen) for text, language, seen in texts()),
    )


def write_spelling_of(directory: Path, texts: Callable[[], Iterable[Words]]) -> None:
    """Writes the words of texts that were taken apart before, as ``write_spelling`` does."""
    counted: defaultdict[str, Counter[str]] = defaultdict(Counter)
    hidden: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for words, language, seen in texts():
        (counted if seen else hidden)[primary(language)].update(words)
    tags = sorted(counted.keys() | hidden.keys())
    listed = {tag: sorted(counted[tag].keys() | hidden[tag].keys()) for tag in tags}
    counts = [
        (counted[tag][word], counted[tag][word] + hidden[tag][word])
        for tag in tags
        for word in listed[tag]
    ]
    ambiguous = {tag for tag in tags if _ambiguity(counted[tag] + hidden[tag]) > AMBIGUOUS_SHARE}
    numbers = {
        pair: number
        for number, pair in enumerate((tag, word) for tag in tags for word in listed[tag])
        if pair[0] in ambiguous
    }
    pairs, pair_counts = _pairs(texts() if ambiguous else (), numbers)
    blobs = ["\n".join(listed[tag]).encode() for tag in tags]
    arrays: dict[str, NDArray[Any]] = {
        "letters": np.frombuffer(b"".join(blobs), np.uint8),
        "counts": np.array(counts, np.uint32).reshape(-1, 2),
        "pairs": pairs,
        "pair-counts": pair_counts,
    }
    for name, values in arrays.items():
        np.save(_path(directory, name), values, allow_pickle=False)
    languages = [
        {
            "language": tag,
            "words": len(listed[tag]),
            "bytes": len(blob),
            "pairs": tag in ambiguous,
        }
        for tag, blob in zip(tags, blobs, strict=True)
    ]
    about = json.dumps({"version": _VERSION, "languages": languages})
    (directory / "spelling.json").write_text(about + "\n", encoding="utf-8")


class SpellingWords:
    """The words of one release; read-only, memory-mapped, a language is read when first asked."""

    def __init__(
        self, arrays: dict[str, NDArray[Any]], languages: Sequence[dict[str, Any]]
    ) -> None:
        self._arrays = arrays
        self._places: dict[str, tuple[int, int, int, int, bool]] = {}
        letter = word = 0
        for one in languages:
            ends = letter + int(one["bytes"]), word + int(one["words"])
            self._places[one["language"]] = (letter, ends[0], word, ends[1], bool(one["pairs"]))
            letter, word = ends
        if letter != len(arrays["letters"]) or word != len(arrays["counts"]):
            raise ValueError("the words do not fill their files")
        self.of = lru_cache(maxsize=LANGUAGES_KEPT)(self._of)

    @classmethod
    def open(cls, directory: Path) -> "SpellingWords | None":
        """The words in ``directory``; None for a release without, ``IndexBroken`` if damaged."""
        file = directory / "spelling.json"
        if not file.exists():
            return None
        try:
            about = json.loads(file.read_text(encoding="utf-8"))
            arrays = {
                name: np.load(_path(directory, name), mmap_mode="r", allow_pickle=False)
                for name in _ARRAYS
            }
            if about["version"] != _VERSION:
                raise ValueError(f"version {about['version']!r}, this program reads {_VERSION}")
            return cls(arrays, about["languages"])
        except (OSError, EOFError, ValueError, KeyError, TypeError) as error:
            raise IndexBroken(
                f"words of release {directory.name!r} do not load ({error}); "
                f"run 'tradewind reindex'"
            ) from error

    def _of(self, language: str, audience: Audience) -> LanguageWords:
        """The words of a language (its base subtag) that an audience may see."""
        begin, end, first, last, has_pairs = self._places.get(language, (0, 0, 0, 0, False))
        column = _COLUMN[audience]
        words = (
            bytes(self._arrays["letters"][begin:end]).decode().split("\n") if end > begin else []
        )
        counts = self._arrays["counts"][first:last, column].tolist()
        grouped: defaultdict[str, list[tuple[str, int]]] = defaultdict(list)
        total = accented = 0
        for word, count in zip(words, counts, strict=True):
            if count:
                form = folded(word)
                grouped[form].append((word, count))
                total += count
                accented += count if form != word else 0
        numbers = {word: first + n for n, word in enumerate(words)} if has_pairs else {}

        def neighbours(one: str, other: str) -> int:
            key = np.uint64((numbers[one] << 32) | numbers[other])
            at = int(np.searchsorted(self._arrays["pairs"], key))
            here = at < len(self._arrays["pairs"]) and self._arrays["pairs"][at] == key
            return int(self._arrays["pair-counts"][at, column]) if here else 0

        spellings = {
            form: tuple(sorted(found, key=lambda pair: (-pair[1], pair[0])))
            for form, found in grouped.items()
        }
        return LanguageWords(
            spellings=spellings,
            totals={form: sum(n for _, n in found) for form, found in spellings.items()},
            forms=tuple(spellings),
            accented_share=accented / max(total, 1),
            neighbours=neighbours if has_pairs else None,
        )


def words_of(text: str) -> list[str]:
    """The words of prose of a text, as they are compared; none holds white space."""
    words = (plain_form(text[start:end]) for start, end in plain_words(text))
    return [word for word in words if len(word) <= LONGEST_WORD]


def _ambiguity(counts: Counter[str]) -> float:
    """The share of running words that stand for several when typed without accents."""
    written: defaultdict[str, list[int]] = defaultdict(list)
    for word, count in counts.items():
        written[folded(word)].append(count)
    several = sum(sum(found) for found in written.values() if len(found) > 1)
    return several / max(counts.total(), 1)


def _pairs(
    texts: Iterable[Words], numbers: dict[tuple[str, str], int]
) -> tuple[NDArray[np.uint64], NDArray[np.uint32]]:
    """Sorted pairs of numbers of neighbouring words, and their two counts."""
    seen_keys, all_keys = array("Q"), array("Q")
    languages = {language for language, _ in numbers}
    for words, language, seen in texts:
        tag = primary(language)
        if tag in languages:
            row = [numbers[tag, word] for word in words]
            keys = [(one << 32) | other for one, other in pairwise(row)]
            all_keys.extend(keys)
            seen_keys.extend(keys if seen else ())
    pairs, counts = np.unique(np.array(all_keys, np.uint64), return_counts=True)
    by_customers, times = np.unique(np.array(seen_keys, np.uint64), return_counts=True)
    columns = np.zeros((len(pairs), 2), np.uint32)
    columns[:, _COLUMN["agent"]] = counts
    columns[np.searchsorted(pairs, by_customers), _COLUMN["customer"]] = times
    return pairs, columns


def _path(directory: Path, name: str) -> Path:
    return directory / f"spelling-{name}.npy"
