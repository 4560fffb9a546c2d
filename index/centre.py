"""Language centring: the language component taken out of the vectors, so that meaning is left.

e5's vectors say first of all which language they are in, so a poor text in the question's language
outranks the right one in another. The mean vector of a language, subtracted from its questions and
passages before they are compared, removes that (language-mean centring; see LAReQA, Roy et al.
2020, for the effect it mends). Means of general text ship as a prior; a release blends them with
the means of its own passages by the number of those.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Literal
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from index.embedder import Matrix
from ingest.errors import IndexBroken

Role = Literal["question", "passage"]
Vector = NDArray[np.float32]

PRIOR_WEIGHT = 20
"""Passages the prior is worth when it meets a release's own mean."""
TEXT_PRIOR = "language_means.npz"
TOKEN_PRIOR = "token_means.npz"  # noqa: S105 - a file name


@dataclass(frozen=True, slots=True, kw_only=True)
class LanguageMean:
    """Mean vectors of one language's questions and passages."""

    question: Vector
    passage: Vector
    count: int
    """Texts behind it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LanguageMeans:
    """What to subtract, by BCP 47 tag. Empty means that nothing is subtracted."""

    fingerprint: str
    """Of the embedder the means were measured with; they fit no other."""
    languages: Mapping[str, LanguageMean]


def centre(
    vectors: Matrix, languages: Sequence[str], means: LanguageMeans, *, role: Role
) -> Matrix:
    """The vectors less their languages' means, at unit length again; one language a row.

    A tag without a mean takes those of its base language (``zh-TW``, ``zh``: any ``zh-…``), and one
    that is strange altogether takes the mean of all means.
    """
    if not means.languages or not len(vectors):
        return vectors.copy()
    tags = sorted(set(languages))
    table = np.stack([mean_vector(tag, means, role=role) for tag in tags])
    rows = {tag: row for row, tag in enumerate(tags)}
    # worked where it lies: of a large base each copy is as large as all its vectors
    centred: Matrix = table[[rows[tag] for tag in languages]]
    np.subtract(vectors, centred, out=centred)
    lengths = np.linalg.norm(centred, axis=1, keepdims=True)
    # a text exactly at its language's mean says nothing: it keeps its own direction
    flat = lengths[:, 0] < 1e-6
    centred[flat], lengths[flat] = vectors[flat], 1.0
    centred /= lengths
    return centred


def mean_vector(language: str, means: LanguageMeans, *, role: Role) -> Vector:
    """What is subtracted from a text in this language and role."""
    found = _closest(language, means.languages)
    rows = [mean.question if role == "question" else mean.passage for mean in found]
    result: Vector = np.mean(rows, axis=0, dtype=np.float32)
    return result


def measure_passages(vectors: Matrix, languages: Sequence[str]) -> dict[str, tuple[Vector, int]]:
    """A release's own passage means: language → (mean vector, number of passages)."""
    tags = np.array(languages)
    own: dict[str, tuple[Vector, int]] = {}
    for tag in sorted(set(languages)):
        rows = vectors[tags == tag]
        own[tag] = (rows.mean(axis=0, dtype=np.float64).astype(np.float32), len(rows))
    return own


def blend(
    prior: LanguageMeans, own: Mapping[str, tuple[Vector, int]], *, roles_apart: bool = False
) -> LanguageMeans:
    """The means a release is searched with; one for both roles, wherever it has passages.

    1. A language's mean moves from the prior's middle (of its questions and passages) towards the
       mean of its own passages, as far as there are many of them, n / (n + ``PRIOR_WEIGHT``). For
       the rest it moves as the other languages of the release do: what they share is the subject,
       and a handful of English pages in a Chinese base does not tell it (questions in a language
       with 6 passages of 391: MRR@10 0.642 → 0.682).
    2. Questions take the same mean. Adding a difference between questions and passages measured on
       other text was worse in every direction, even with questions and answers of the same kind:
       how they differ belongs to the subject (``scripts/benchmark_centring.py``). Of tokens it is
       otherwise: with ``roles_apart`` a question's mean keeps the prior's difference where the
       release has passages in its language (MRR@10 zh→zh 0.732 → 0.745, mixed base in the same
       language 0.740 → 0.753, across languages ± 0.004).
    3. Languages the release has no passages in move as those it has.
    """
    if not own:
        return prior
    if not prior.languages:
        return LanguageMeans(
            fingerprint=prior.fingerprint,
            languages={
                tag: LanguageMean(question=vector, passage=vector, count=count)
                for tag, (vector, count) in own.items()
            },
        )
    shifts = {tag: (vector - _middle(tag, prior), count) for tag, (vector, count) in own.items()}
    blended: dict[str, LanguageMean] = {}
    for tag in {**own, **prior.languages}:
        elsewhere = _common([shift for other, shift in shifts.items() if other != tag])
        own_shift, count = shifts.get(tag, (elsewhere, 0))
        own_share = np.float32(count / (count + PRIOR_WEIGHT))
        passage = _middle(tag, prior) + own_share * own_shift + (1 - own_share) * elsewhere
        apart = _difference(tag, prior) if roles_apart and count else np.float32(0)
        blended[tag] = LanguageMean(question=passage + apart, passage=passage, count=count)
    return LanguageMeans(fingerprint=prior.fingerprint, languages=blended)


def _common(shifts: Sequence[tuple[Vector, int]]) -> Vector | np.float32:
    """How far languages have moved together, by their numbers of passages; few move less far."""
    counts = sum(count for _, count in shifts)
    total = sum((np.float32(count) * shift for shift, count in shifts), np.float32(0))
    result: Vector | np.float32 = total / np.float32(counts + PRIOR_WEIGHT)
    return result


def origin_of(means: LanguageMeans) -> Vector:
    """The middle of all languages, passages and questions together."""
    result: Vector = np.mean(
        [_middle(tag, means) for tag in sorted(means.languages)], axis=0, dtype=np.float32
    )
    return result


def transformed(means: LanguageMeans, change: Callable[[Matrix], Matrix]) -> LanguageMeans:
    """The means after a change that is made to every vector alike."""
    return LanguageMeans(
        fingerprint=means.fingerprint,
        languages={
            tag: LanguageMean(
                question=change(mean.question[None])[0],
                passage=change(mean.passage[None])[0],
                count=mean.count,
            )
            for tag, mean in means.languages.items()
        },
    )


def load_prior(fingerprint: str, *, name: str = TEXT_PRIOR) -> LanguageMeans:
    """The shipped means of texts, or of tokens; none when measured with another model."""
    with resources.as_file(resources.files("index") / "data" / name) as path:
        prior = read_means(path)
    if prior.fingerprint != fingerprint:
        return LanguageMeans(fingerprint=fingerprint, languages={})
    return prior


def write_means(path: Path, means: LanguageMeans) -> None:
    """The means in a file of their own, in half precision."""
    tags = sorted(means.languages)
    found = [means.languages[tag] for tag in tags]
    np.savez_compressed(
        path,
        fingerprint=np.array(means.fingerprint),
        languages=np.array(tags),
        counts=np.array([mean.count for mean in found], np.int64),
        questions=np.array([mean.question for mean in found], np.float16),
        passages=np.array([mean.passage for mean in found], np.float16),
    )


def read_means(path: Path) -> LanguageMeans:
    """What ``write_means`` wrote. Raises ``IndexBroken`` when it cannot be read."""
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as data:
            rows = zip(
                data["languages"].tolist(),
                data["questions"].astype(np.float32),
                data["passages"].astype(np.float32),
                data["counts"].tolist(),
                strict=True,
            )
            return LanguageMeans(
                fingerprint=str(data["fingerprint"]),
                languages={
                    tag: LanguageMean(question=question, passage=passage, count=count)
                    for tag, question, passage, count in rows
                },
            )
    except (OSError, ValueError, KeyError, EOFError, BadZipFile) as error:
        raise IndexBroken(
            f"cannot read the language means {str(path)!r}: {error}; run 'tradewind reindex'"
        ) from error


def _middle(language: str, means: LanguageMeans) -> Vector:
    middle: Vector = (
        mean_vector(language, means, role="question") + mean_vector(language, means, role="passage")
    ) / np.float32(2)
    return middle


def _difference(language: str, means: LanguageMeans) -> Vector:
    difference: Vector = mean_vector(language, means, role="question") - mean_vector(
        language, means, role="passage"
    )
    return difference


def _closest(language: str, known: Mapping[str, LanguageMean]) -> list[LanguageMean]:
    if language in known:
        return [known[language]]
    base = language.split("-")[0]
    return [mean for tag, mean in known.items() if tag.split("-")[0] == base] or list(
        known.values()
    )
