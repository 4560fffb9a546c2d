"""Which known identifiers a question names: windows against the vocabulary, the surest way first.

1. exact: the window is an identifier of the release;
2. prefix: the release knows variants of what was typed (asked ``XR-200``, known ``XR-200A/5V``);
3. fuzzy: what was typed as one piece is one typing error, or O for 0 and I or l for 1, from a name;
4. with an addition left out: a word (``XR-200A-Netzteil``, exact) or an option (``XR-200A-EU``,
   then a prefix);
5. part: the window is a later part of a known identifier (asked ``DevKitC-1``);
6. fuzzy again, for what was typed with spaces.

What a window claims, no later way may use again.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from index.identifier_vocabulary import MIN_FUZZY, MIN_PART, IdentifierVocabulary
from ingest.identifier_form import components, squeezed
from ingest.identifier_windows import Edge, Window, windows
from ingest.identifiers import extract

MatchKind = Literal["exact", "prefix", "part", "fuzzy"]

WEIGHTS: dict[MatchKind, float] = {"exact": 1.0, "prefix": 0.6, "fuzzy": 0.5, "part": 0.4}
"""The order matters, not the sizes: what was asked for stands before its variants."""
MIN_PREFIX = 3
MAX_TYPED_SPACES = 3
"""A typo is looked for in names typed with at most so many spaces."""
MAX_TYPOS_TRIED = 100
"""A question with more names than this is no question."""
MAX_SUGGESTIONS = 5
QUESTIONS_KEPT = 64
"""One question is looked through for its identifiers by several steps."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExactMatch:
    """A known identifier that the question names."""

    canonical: str
    matched: str
    """As typed in the question."""
    kind: MatchKind
    start: int
    end: int


class IdentifierMatcher:
    """Finds known identifiers in questions. Safe for many threads: it only reads."""

    def __init__(self, vocabulary: IdentifierVocabulary) -> None:
        self._vocabulary = vocabulary
        # what is found depends on the text alone
        self._found = lru_cache(maxsize=QUESTIONS_KEPT)(self._find)

    def named_in(self, question_text: str) -> tuple[ExactMatch, ...]:
        """Known identifiers named in the question, in reading order, surer kinds first."""
        return self._found(question_text)

    def _find(self, question_text: str) -> tuple[ExactMatch, ...]:
        vocabulary = self._vocabulary
        if not vocabulary.canonicals or not any(map(str.isdigit, question_text)):
            return ()
        candidates = sorted(
            (*windows(question_text), *_by_shape(question_text)),
            key=lambda window: (-window.runs, window.spaced, window.start),
        )
        claims = _Claims(len(question_text))
        wholes = [one for one in candidates if one.edge == "whole"]
        claims.take(wholes, self._exactly)
        claims.take(wholes, self._as_variants)
        # What was typed as one piece is a typo of one name before it is another with an addition
        self._take_typos(claims, [one for one in wholes if not one.spaced])
        claims.take(candidates, self._exactly)
        claims.take(candidates, self._as_part)
        self._take_typos(claims, [one for one in wholes if one.spaced <= MAX_TYPED_SPACES])
        matches = [
            ExactMatch(
                canonical=self._vocabulary.canonicals[number],
                matched=question_text[claim.window.start : claim.window.end],
                kind=kind,
                start=claim.window.start,
                end=claim.window.end,
            )
            for claim in claims.taken
            for number, kind in claim.found.items()
        ]
        matches.sort(key=lambda match: (match.start, -WEIGHTS[match.kind], match.canonical))
        return tuple(matches)

    def _exactly(self, window: Window) -> "_Found":
        """The identifier typed, with its variants and holders after it."""
        number = self._vocabulary.number(window.key)
        if number is None:
            number = self._vocabulary.forgiven(window.key)
        if number is None:
            return {}
        if window.edge == "option":
            return {number: "prefix"} if len(window.key) >= MIN_PART else {}
        key = self._vocabulary.canonicals[number]
        found: _Found = dict.fromkeys(self._vocabulary.holders(key), "part")
        found.update(dict.fromkeys(self._vocabulary.variants(key), "prefix"))
        found[number] = "exact"
        return found

    def _as_variants(self, window: Window) -> "_Found":
        if not _is_nameable(window, MIN_PREFIX):
            return {}
        return dict.fromkeys(self._vocabulary.variants(window.key), "prefix")

    def _as_part(self, window: Window) -> "_Found":
        if not _is_nameable(window, MIN_PART):
            return {}
        return dict.fromkeys(self._vocabulary.holders(window.key), "part")

    def _take_typos(self, claims: "_Claims", candidates: Sequence[Window]) -> None:
        """One typing error away; of overlapping windows the closest, then the longest."""
        tried = [one for one in candidates if _may_be_typo(one) and claims.are_free(one)]
        tried = tried[:MAX_TYPOS_TRIED]
        nearest = self._vocabulary.within_one([window.key for window in tried])
        near = [
            (measured[0][0], window, measured[:MAX_SUGGESTIONS])
            for window, measured in zip(tried, nearest, strict=True)
            if measured
        ]
        near.sort(key=lambda entry: (entry[0], -entry[1].runs, entry[1].start))
        for closest, window, measured in near:
            found: _Found = {
                number: "fuzzy" for distance, number in measured if distance == closest
            }
            claims.add(window, found)


_Found = dict[int, MatchKind]
"""Numbers of identifiers, and how each was found."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Claim:
    """A stretch of the question, and what it was found to name."""

    window: Window
    found: _Found


class _Claims:
    """What was found so far, and which characters of the question are spoken for."""

    def __init__(self, length: int) -> None:
        self.taken: list[_Claim] = []
        self._spoken_for = bytearray(length)

    def are_free(self, window: Window) -> bool:
        """Whether nothing has claimed a character of the window."""
        return 1 not in self._spoken_for[window.start : window.end]

    def take(self, candidates: Sequence[Window], look_up: Callable[[Window], _Found]) -> None:
        """Claims every free window in which ``look_up`` finds something."""
        known: dict[tuple[str, Edge], _Found] = {}
        for window in candidates:
            if self.are_free(window):
                name = (window.key, window.edge)
                if name not in known:
                    known[name] = look_up(window)
                self.add(window, known[name])

    def add(self, window: Window, found: _Found) -> None:
        """Claims the window for what was found, if anything was."""
        if found and self.are_free(window):
            self.taken.append(_Claim(window=window, found=found))
            self._spoken_for[window.start : window.end] = b"\x01" * (window.end - window.start)


def _by_shape(text: str) -> Iterable[Window]:
    """Extracted identifiers as windows: some have a canonical form no run of letters shows."""
    for found in extract(text):
        yield Window(
            key=found.canonical,
            start=found.start,
            end=found.end,
            edge="whole",
            spaced=0,
            runs=len(components(found.canonical)),
        )


def _is_nameable(window: Window, min_length: int) -> bool:
    """Whether it is enough of a name to stand for the longer ones around it."""
    key = window.key
    mixed = any(map(str.isalpha, key)) and any(map(str.isdigit, key))
    return window.edge == "whole" and mixed and len(key) >= min_length


def _may_be_typo(window: Window) -> bool:
    key = window.key
    mixed = any(map(str.isalpha, key)) and any(map(str.isdigit, key))
    numbered = "-" in key and not any(map(str.isalpha, key))
    fits = window.edge == "whole" and window.spaced <= MAX_TYPED_SPACES
    return fits and (mixed or numbered) and len(squeezed(key)) >= MIN_FUZZY
