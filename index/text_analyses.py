"""Texts taken apart for the lexical index and for spelling, each once in its life."""

import hashlib
import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from index.kept_by_program import KeptByProgram
from index.lexical_postings import TextTerms, terms_of
from index.spelling_words import words_of
from ingest.language import primary

_HEADER = struct.Struct("<III")
"""Positions, terms, bytes of the words."""
_TOGETHER = 500
"""Texts looked up, and kept where they are new, at a time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TextAnalysis:
    """What the indexes of words are made of."""

    terms: TextTerms
    words: tuple[str, ...]
    """Of prose, as a question's are compared with them."""


class TextAnalyses:
    """The analyses of the texts, in their order and as often as they are asked for."""

    def __init__(self, texts: Sequence[tuple[str, str]], *, kept: KeptByProgram) -> None:
        """``texts`` are texts and their languages."""
        self._texts = texts
        self._kept = kept
        self._keys = [_key(text, language) for text, language in texts]

    def __iter__(self) -> Iterator[TextAnalysis]:
        for start in range(0, len(self._texts), _TOGETHER):
            keys = self._keys[start : start + _TOGETHER]
            known = self._kept.get_all(keys)
            new: dict[bytes, bytes] = {}
            for key, (text, language) in zip(keys, self._texts[start:], strict=False):
                found = _decode(known[key]) if key in known else None
                if found is None:
                    found = TextAnalysis(
                        terms=terms_of(text, language), words=tuple(words_of(text))
                    )
                    new[key] = known[key] = _encode(found)
                yield found
            if new:
                self._kept.put_all(new)


def _key(text: str, language: str) -> bytes:
    digest = hashlib.sha256(primary(language).encode() + b"\0")
    digest.update(text.encode("utf-8", "surrogatepass"))
    return digest.digest()


def _encode(analysis: TextAnalysis) -> bytes:
    terms = analysis.terms
    words = "\n".join(analysis.words).encode("utf-8", "surrogatepass")
    header = _HEADER.pack(terms.length, len(terms.keys), len(words))
    return header + terms.keys.tobytes() + terms.counts.tobytes() + words


def _decode(payload: bytes) -> TextAnalysis | None:
    """None for what ``_encode`` did not write: the text is taken apart again."""
    if len(payload) < _HEADER.size:
        return None
    length, count, size = _HEADER.unpack_from(payload)
    end = _HEADER.size + 9 * count
    if len(payload) != end + size:
        return None
    keys = np.frombuffer(payload, np.uint64, count, offset=_HEADER.size)
    counts = np.frombuffer(payload, np.uint8, count, offset=_HEADER.size + 8 * count)
    words = payload[end:].decode("utf-8", "surrogatepass")
    return TextAnalysis(
        terms=TextTerms(keys=keys, counts=counts, length=length),
        words=tuple(words.split("\n")) if words else (),
    )
