"""A message → the risk classes that it is of, in any of the languages, without a language model.

1. The message, and each part of a long one, is embedded: a risk may be buried in one sentence.
2. Every class is scored by the prototypes near each part, its wording and the keywords in it; the
   best part counts (``answer/desk/risk_weights.py``).
3. The content folder's own examples lift their classes where a message is near them, its ordinary
   ones lower all.
4. A keyword that decides is enough by itself.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from answer.desk.keyword_matcher import KeywordHit, KeywordMatcher
from answer.desk.risk_weights import Floats, RiskWeights, kernel
from answer.risk import Risk, RiskBook
from index.centre import centre, load_prior
from index.embedder import Embedder, Matrix
from ingest.sentences import split

Embed = Callable[[Sequence[str], str], Matrix]
"""Texts in a language → centred unit vectors, one a row."""

LONG_MESSAGE_CHARACTERS = 220
LONGEST_MESSAGE_CHARACTERS = 6_000
"""Beyond that nobody says what the matter is."""
SHORTEST_PART_CHARACTERS = 60
MOST_PARTS = 12
DENSE_SCRIPT_FACTOR = 2.5
"""A character of Chinese, Japanese or Korean says as much as so many of others."""
PART_MARGIN = 1.0
"""Log-odds that a part has to be surer by than a whole message: there are several of them."""
DECIDED = 0.95
POINTED = 0.6
"""Probability of a class whose keywords speak for it, where no weights fit the embedder."""
UNFITTED = -3.0
"""Log-odds of a class that the content folder has added, before its examples are looked at."""
SURE = 2.0
"""Log-odds that an own example gets."""
OWN_NEARNESS = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Own:
    """The content folder's examples, as prototypes of their own."""

    vectors: Matrix
    lifts: Floats
    """Shape (examples, classes): what a message at the example's place is lifted or lowered by."""


class RiskClassifier:
    """Tells risks by meaning and words. Safe for many threads."""

    def __init__(self, book: RiskBook, *, model: RiskWeights | None, embed: Embed) -> None:
        """Without a ``model`` that fits the embedder, keywords and own examples alone tell."""
        self._book = book
        self._model = model
        self._embed = embed
        self._matcher = KeywordMatcher(keywords=book.keywords)
        self._names = tuple(name for name, one in book.classes.items() if one.by_text)

    def classify(self, text: str, language: str) -> tuple[Risk, ...]:
        """The classes of a message, the one to look at first first; none for an ordinary one.

        What is only suspected comes last.
        """
        probabilities, hits = self._judge(text, language)
        found = []
        for name, probability in probabilities.items():
            of_class = self._book.classes[name]
            if probability < min(of_class.threshold, of_class.suspected_from):
                continue
            found.append(
                Risk(
                    risk_class=name,
                    probability=round(probability, 4),
                    level=of_class.level,
                    action=of_class.action,
                    priority=of_class.priority,
                    term=next((hit.text for hit in hits if hit.risk_class == name), ""),
                    is_suspected=probability < of_class.threshold,
                )
            )
        return tuple(
            sorted(found, key=lambda risk: (risk.is_suspected, risk.priority, -risk.probability))
        )

    def probabilities(self, text: str, language: str) -> dict[str, float]:
        """Of every class that texts tell, whether it is reached or not."""
        return self._judge(text, language)[0]

    def _judge(self, text: str, language: str) -> tuple[dict[str, float], tuple[KeywordHit, ...]]:
        said = text.strip()[:LONGEST_MESSAGE_CHARACTERS]
        if not any(map(str.isalnum, said)):
            return dict.fromkeys(self._names, 0.0), ()
        hits = self._matcher.hits(said, language)
        found = self._scored(parts_of(said, language), language)
        for hit in hits:
            if hit.risk_class in found and hit.strength == "decides":
                found[hit.risk_class] = max(found[hit.risk_class], DECIDED)
            elif hit.risk_class in found and hit.strength == "points" and self._model is None:
                found[hit.risk_class] = max(found[hit.risk_class], POINTED)
        return found, hits

    def _scored(self, parts: Sequence[str], language: str) -> dict[str, float]:
        if self._model is None and not self._book.examples:
            return dict.fromkeys(self._names, 0.0)
        vectors = self._embed(parts, language)
        scores = self._fitted(parts, vectors, language)
        if self._book.examples:
            near = kernel(vectors, self._own.vectors, nearness=OWN_NEARNESS)
            lifts = near[:, :, None] * self._own.lifts[None]
            scores = scores + lifts.max(axis=1, initial=0) + lifts.min(axis=1, initial=0)
        scores[1:] -= PART_MARGIN
        best = scores.max(axis=0)
        values = 1 / (1 + np.exp(-np.clip(best, -30, 30)))
        return {name: float(value) for name, value in zip(self._names, values, strict=True)}

    def _fitted(self, parts: Sequence[str], vectors: Matrix, language: str) -> Floats:
        """What the fitted weights say, in the order of the book's classes."""
        scores = np.full((len(parts), len(self._names)), UNFITTED, np.float32)
        if self._model is None:
            return scores
        hits = [self._matcher.hits(part, language) for part in parts]
        known = self._model.scores(parts, vectors, keyword_features(hits, self._model.classes))
        for column, name in enumerate(self._names):
            if name in self._model.classes:
                scores[:, column] = known[:, self._model.classes.index(name)]
        return scores

    @cached_property
    def _own(self) -> _Own:
        """Embedded when the first message comes, in the order of the book."""
        vectors, lifts = [], []
        for example in self._book.examples:
            vector = self._embed([example.text], example.language)
            score = self._fitted([example.text], vector, example.language)[0]
            lift = [
                max(0.0, SURE - score[column])
                if name in example.classes
                else (0.0 if example.classes else min(0.0, -SURE - score[column]))
                for column, name in enumerate(self._names)
            ]
            vectors.append(vector[0])
            lifts.append(lift)
        return _Own(vectors=np.array(vectors, np.float32), lifts=np.array(lifts, np.float32))


def parts_of(text: str, language: str) -> tuple[str, ...]:
    """The whole message first; behind it, where it is long, its sentences, short ones together."""
    size = len(text) + sum(map(_is_dense, text)) * (DENSE_SCRIPT_FACTOR - 1)
    if size <= LONG_MESSAGE_CHARACTERS:
        return (text,)
    shortest = max(SHORTEST_PART_CHARACTERS * len(text) / size, len(text) / MOST_PARTS)
    parts: list[str] = []
    start = 0
    for _, end in split(text, language=language):
        if end - start >= shortest or end == len(text):
            parts.append(text[start:end].strip())
            start = end
    return (text, *(part for part in parts if part and part != text))


def keyword_features(hits: Sequence[Sequence[KeywordHit]], classes: Sequence[str]) -> Floats:
    """Which classes' keywords were met, pointing ones first, shape (texts, 2 · classes)."""
    found = np.zeros((len(hits), 2 * len(classes)), np.float32)
    for row, met in enumerate(hits):
        for hit in met:
            if hit.risk_class in classes:
                column = classes.index(hit.risk_class)
                found[row, column + (len(classes) if hit.strength == "hints" else 0)] = 1
    return found


def embed_with(embedder: Embedder) -> Embed:
    """The embedder's questions, centred by the shipped means, which no release moves."""
    means = load_prior(embedder.fingerprint)

    def embed(texts: Sequence[str], language: str) -> Matrix:
        vectors = embedder.embed_questions(texts)
        return centre(vectors, [language] * len(texts), means, role="question")

    return embed


def _is_dense(letter: str) -> bool:
    return "\u3040" <= letter <= "\u9fff" or "\uac00" <= letter <= "\ud7a3"
