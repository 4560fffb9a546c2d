"""Questions of the evaluation sets with what each asks, in two halves, as vectors of the log.

A half is told by intent or subject, so that nothing is fitted on what it is reported on.
"""

import csv
import hashlib
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.centre import centre, load_prior
from index.e5 import E5Embedder
from index.embedder import Matrix
from scripts.corpora import DATA, FAQ

SEED = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Truth:
    """Questions, and what each asks."""

    name: str
    vectors: Matrix
    meanings: tuple[str, ...]

    def only(self, kept: NDArray[np.bool_], name: str = "") -> "Truth":
        return Truth(
            name=name or self.name,
            vectors=self.vectors[kept],
            meanings=tuple(one for one, keep in zip(self.meanings, kept, strict=True) if keep),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One question of a set."""

    text: str
    language: str
    meaning: str
    half: str
    """What decides on which half it is."""


def banking() -> Iterator[Row]:
    with (DATA / "banking77/dev/train.csv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            intent = row["category"]
            yield Row(text=row["text"].strip(), language="en", meaning=intent, half=intent)


def clinc() -> Iterator[Row]:
    rows = json.loads((DATA / "clinc_oos/dev/train_val.json").read_text(encoding="utf-8"))
    for text, intent in rows["train"]:
        yield Row(text=text, language="en", meaning=intent, half=intent)


def faq() -> Iterator[Row]:
    with (DATA / FAQ).open(encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            for language, key in (("en", "q_en"), ("zh-Hans", "q_zh")):
                yield Row(text=row[key], language=language, meaning=row["id"], half=row["topic"])


def xquad() -> Iterator[Row]:
    with (DATA / "xquad_r/dev/questions.jsonl").open(encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            language = {"zh": "zh-Hans"}.get(row["lang"], row["lang"])
            article = row["pid"].split("p")[0]
            yield Row(text=row["question"], language=language, meaning=row["qid"], half=article)


def halves(name: str, rows: Sequence[Row], embedder: E5Embedder) -> dict[bool, Truth]:
    """The half that fits (False) and the one that is reported (True)."""
    languages = [row.language for row in rows]
    vectors = centre(
        embedder.embed_questions([row.text for row in rows]),
        languages,
        load_prior(embedder.fingerprint),
        role="question",
    )
    whole = Truth(name=name, vectors=vectors, meanings=tuple(row.meaning for row in rows))
    is_reported = np.array(
        [int(hashlib.sha256(row.half.encode()).hexdigest(), 16) % 2 == 1 for row in rows]
    )
    return {False: whole.only(~is_reported), True: whole.only(is_reported)}


def thinned(truth: Truth, most: int) -> Truth:
    """At most so many questions of each meaning, drawn by a fixed seed."""
    seen: Counter[str] = Counter()
    kept = np.zeros(len(truth.meanings), np.bool_)
    for row in np.random.default_rng(SEED).permutation(len(truth.meanings)):
        meaning = truth.meanings[row]
        kept[row] = seen[meaning] < most
        seen[meaning] += 1
    return truth.only(kept, f"{truth.name}, {most} each")
