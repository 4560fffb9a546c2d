"""What language centring is worth on esp_faq (mixed and answers only) and XQuAD-R.

    python -m scripts.benchmark_centring --data ../shared/data [--xquad]

Vectors are cached in ``.bench/vectors.db``; nothing here is fitted on what it reports.
"""

import argparse
import hashlib
import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from index.centre import (
    LanguageMean,
    LanguageMeans,
    blend,
    centre,
    load_prior,
    measure_passages,
)
from index.embed import VectorCache
from index.embedder import Matrix
from index.model_folder import unpack_default_model
from scripts.remembering_embedder import RememberingE5

TAGS = {"zh": "zh-Hans"}


@dataclass(frozen=True, kw_only=True)
class Pool:
    """Passages and questions with their languages; ``gold[i]`` is the passage of question ``i``."""

    passages: Matrix
    passage_languages: list[str]
    questions: Matrix
    question_languages: list[str]
    gold: list[int]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--models", type=Path, default=Path("var/models"))
    parser.add_argument(
        "--xquad", action="store_true", help="also XQuAD-R (takes minutes at first)"
    )
    arguments = parser.parse_args()

    folder = unpack_default_model(arguments.models, progress=lambda done, total: None)
    with VectorCache(Path(".bench/vectors.db")) as cache:
        embedder = RememberingE5(folder, cache=cache)
        prior = load_prior(embedder.fingerprint)
        passages, questions = embedder.remembered_passages, embedder.embed_questions
        report_esp(arguments.data, prior, passages, questions)
        if arguments.xquad:
            report_xquad(arguments.data, prior, passages, questions)
    return 0


def variants(prior: LanguageMeans, pool: Pool) -> dict[str, LanguageMeans]:
    """The means to compare, by name."""
    own = measure_passages(pool.passages, pool.passage_languages)
    nothing = LanguageMeans(fingerprint=prior.fingerprint, languages={})
    blended = blend(prior, own)
    return {
        "plain": nothing,
        "prior, by role": prior,
        "prior, one for both roles": _together(prior),
        "own passages alone": blend(nothing, own),
        "blend, shipped": blended,
        "blend + prior's difference": _with_difference(blended, prior),
    }


def _with_difference(means: LanguageMeans, prior: LanguageMeans) -> LanguageMeans:
    """Questions further apart from passages, as they are in the prior."""
    languages = {}
    for tag, mean in means.languages.items():
        general = prior.languages.get(tag)
        apart = general.question - general.passage if general else np.zeros(1, np.float32)
        languages[tag] = LanguageMean(
            question=mean.question + apart, passage=mean.passage, count=mean.count
        )
    return LanguageMeans(fingerprint=means.fingerprint, languages=languages)


def _together(means: LanguageMeans) -> LanguageMeans:
    languages = {}
    for tag, mean in means.languages.items():
        middle = (mean.question + mean.passage) / np.float32(2)
        languages[tag] = LanguageMean(question=middle, passage=middle, count=mean.count)
    return LanguageMeans(fingerprint=means.fingerprint, languages=languages)


def ranks(pool: Pool, means: LanguageMeans) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """1-based rank of every question's passage."""
    passages = centre(pool.passages, pool.passage_languages, means, role="passage")
    questions = centre(pool.questions, pool.question_languages, means, role="question")
    scores = questions @ passages.T
    own = scores[np.arange(len(scores)), pool.gold]
    result: np.ndarray[tuple[int], np.dtype[np.int64]] = 1 + (scores > own[:, None]).sum(axis=1)
    return result


def mrr(found: np.ndarray[tuple[int], np.dtype[np.int64]]) -> float:
    """Mean reciprocal rank, cut at 10."""
    return float(np.where(found <= 10, 1 / found, 0).mean()) if len(found) else float("nan")


def report_esp(
    data: Path,
    prior: LanguageMeans,
    passages: Callable[[Sequence[str]], Matrix],
    questions: Callable[[Sequence[str]], Matrix],
) -> None:
    lines = (data / "esp_faq/dev/faq_pairs.jsonl").read_text(encoding="utf-8").splitlines()
    pairs = [pair for pair in map(json.loads, lines) if pair["kb"]]
    print(f"esp_faq, {len(pairs)} answers, MRR@10")
    in_english = [
        int(hashlib.sha1(f"mix{p['id']}".encode(), usedforsecurity=False).hexdigest(), 16) % 2
        for p in pairs
    ]
    mixed = ["en" if english else "zh" for english in in_english]
    header = ("same", "en→zh", "zh→en", "", "en→en", "zh→zh", "zh→en", "en→zh")
    print(f"{'mixed | answers only':28}" + "".join(f"{h:>8}" for h in header))
    table: dict[str, list[str]] = {}
    layouts = [mixed, *([language] * len(pairs) for language in ("en", "zh"))]
    for layout in layouts:
        languages = [TAGS.get(x, x) for x in layout]
        vectors = passages([p[f"a_{x}"] for p, x in zip(pairs, layout, strict=True)])
        for asked in ("en", "zh"):
            pool = Pool(
                passages=vectors,
                passage_languages=languages,
                questions=questions([p[f"q_{asked}"] for p in pairs]),
                question_languages=[TAGS.get(asked, asked)] * len(pairs),
                gold=list(range(len(pairs))),
            )
            same = np.array([x == asked for x in layout])
            for name, means in variants(prior, pool).items():
                found = ranks(pool, means)
                row = table.setdefault(name, [])
                row.append(f"{mrr(found[same]):.3f}")
                row.append(f"{mrr(found[~same]):.3f}")
    for name, row in table.items():
        # mixed: en same, en→zh, zh same, zh→en; then the English index, then the Chinese one
        within = f"{(float(row[0]) + float(row[2])) / 2:.3f}"
        cells = [within, row[1], row[3], "", row[4], row[10], row[7], row[9]]
        print(f"{name:28}" + "".join(f"{cell:>8}" for cell in cells))


def report_xquad(
    data: Path,
    prior: LanguageMeans,
    passages: Callable[[Sequence[str]], Matrix],
    questions: Callable[[Sequence[str]], Matrix],
) -> None:
    """Paragraphs of all languages in one pool; every translation of the right one is right."""
    folder = data / "xquad_r/dev"
    found = [json.loads(x) for x in (folder / "passages.jsonl").read_text("utf-8").splitlines()]
    asked = [json.loads(x) for x in (folder / "questions.jsonl").read_text("utf-8").splitlines()]
    languages = [TAGS.get(p["lang"], p["lang"]) for p in found]
    pool = Pool(
        passages=passages([p["text"] for p in found]),
        passage_languages=languages,
        questions=questions([q["question"] for q in asked]),
        question_languages=[TAGS.get(q["lang"], q["lang"]) for q in asked],
        gold=[],
    )
    right = np.array([q["pid"] for q in asked])[:, None] == np.array([p["pid"] for p in found])
    count = len(set(languages))
    print(
        f"XQuAD paragraphs, {len(found)} in {count} languages in one pool, {len(asked)} questions"
    )
    for name, means in variants(prior, pool).items():
        vectors = centre(pool.passages, languages, means, role="passage")
        asks = centre(pool.questions, pool.question_languages, means, role="question")
        order = np.argsort(-(asks @ vectors.T), axis=1, kind="stable")
        hits = np.take_along_axis(right, order, axis=1)
        precision = np.cumsum(hits, axis=1) / np.arange(1, hits.shape[1] + 1)
        average = (precision * hits).sum(axis=1) / hits.sum(axis=1)
        print(f"{name:28} mAP {average.mean():.3f}")


if __name__ == "__main__":
    sys.exit(main())
