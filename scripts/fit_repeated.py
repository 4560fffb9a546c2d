"""Fits how near two questions have to be for one to be the other asked again.

Run from the project root with the evaluation data beside it: ``python -m scripts.fit_repeated``.
Every question of a base is asked again and compared with what the same customer may have asked
before: the same question in other words or another language, and so many others about the same
subject (``OTHERS``). Of the subjects, half by hash fit the threshold, the strictest that a set asks
for; the other half reports, and so do the hand-written groups of
``tests/desk/repeated_questions.tsv``. Figures go into ``answer/desk/repeated.py``.
"""

import argparse
import csv
import hashlib
import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from answer.desk.repeated import (
    SHARED_LETTERS_WEIGHT,
    THRESHOLD,
    name_the_same,
    shared_letters,
)
from index.centre import centre, load_prior
from index.e5 import E5Embedder
from index.embed import VectorCache
from index.embedder import Matrix
from index.model_folder import unpack_default_model
from index.question_vectors import LETTERS_THAT_ASK
from ingest.identifiers import extract
from scripts.corpora import is_held_back
from scripts.remembering_embedder import RememberingE5

DATA = Path("../shared/data")
WRITTEN = Path("tests/desk/repeated_questions.tsv")
BENCH = Path(".bench")
LANGUAGES_OF_XQUAD = {"zh": "zh-Hans"}
OTHERS = 9
"""Earlier questions about the same subject that a repeated one stands among."""
MOST_OF_AN_INTENT = 12
WEIGHTS = (0.0, 0.2, 0.3, 0.4, 0.5)
"""Of shared letters, that are tried."""
PRECISION = 0.97
"""Of the pairs that are taken for the same, on the half that fits: subjects differ, and 0.95 has to
hold on others."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One question: those of one meaning ask the same, those of one subject are near misses."""

    source: str
    subject: str
    meaning: str
    language: str
    text: str
    half: str
    """What decides on which half of the data it is, by hash: its subject, or its intent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two questions, how near they are and whether they ask the same."""

    one: Asked
    other: Asked
    cosine: float
    shared: float
    """Of their letters, by threes."""
    names_the_same: bool

    @property
    def is_same(self) -> bool:
        return self.one.meaning == self.other.meaning

    @property
    def across(self) -> bool:
        return self.one.language != self.other.language


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--models", type=Path, default=Path("var/models"))
    arguments = parser.parse_args()
    BENCH.mkdir(exist_ok=True)
    folder = unpack_default_model(arguments.models, progress=lambda done, total: None)
    with VectorCache(BENCH / "vectors.db") as cache:
        embedder = RememberingE5(folder, cache=cache, threads=1)
        found = {
            source: list(pairs(list(asked), embedder))
            for source, asked in (("xquad", xquad()), ("faq", faq()), ("banking", banking()))
        }
        written = list(pairs(list(hand_written()), embedder))
    halves: dict[bool, dict[str, list[Pair]]] = {True: {}, False: {}}
    for source, of_source in found.items():
        for held_back in (True, False):
            halves[held_back][source] = [
                pair for pair in of_source if is_held_back(pair.one.half) == held_back
            ]
    for weight in WEIGHTS:
        least = max(threshold(of_source, weight=weight) for of_source in halves[False].values())
        print(f"shared letters {weight}: threshold {least:.3f}")
        for source, of_source in halves[True].items():
            tell(source, of_source, weight=weight, least=least)
    print(f"shipped: shared letters {SHARED_LETTERS_WEIGHT}, threshold {THRESHOLD}")
    for source, of_source in {**halves[True], "hand-written": written}.items():
        for across in (False, True):
            tell(
                f"{source}, {'across' if across else 'within'}",
                [pair for pair in of_source if pair.across == across],
                weight=SHARED_LETTERS_WEIGHT,
                least=THRESHOLD,
            )


def pairs(asked: Sequence[Asked], embedder: E5Embedder) -> Iterator[Pair]:
    """Each question with all of its meaning, and with others of its subject."""
    vectors = centred(asked, embedder)
    by_subject: dict[str, list[int]] = defaultdict(list)
    for row, one in enumerate(asked):
        by_subject[f"{one.source}/{one.subject}"].append(row)
    for rows in by_subject.values():
        for row in rows:
            one = asked[row]
            same = [r for r in rows if r < row and asked[r].meaning == one.meaning]
            others = [r for r in rows if asked[r].meaning != one.meaning]
            others.sort(key=lambda r: digest(one.text + asked[r].text + asked[r].language))
            # of each repeated question, so many others; no pair of texts twice
            for other in [*same, *others[: OTHERS * min(len(same), 3)]]:
                text = asked[other].text
                yield Pair(
                    one=one,
                    other=asked[other],
                    cosine=float(vectors[row] @ vectors[other]),
                    shared=shared_letters(one.text, text),
                    names_the_same=name_the_same(one.text, text),
                )


def centred(asked: Sequence[Asked], embedder: E5Embedder) -> Matrix:
    """As a question's vector is made, by the prior means of languages: the mean of the question as
    asked and without its identifiers."""
    means = load_prior(embedder.fingerprint)
    languages = [one.language for one in asked]
    rests = [without_identifiers(one.text) for one in asked]
    whole = centre(
        embedder.embed_questions([one.text for one in asked]), languages, means, role="question"
    )
    rest = centre(embedder.embed_questions(rests), languages, means, role="question")
    both = whole + rest
    result: Matrix = both / np.linalg.norm(both, axis=1, keepdims=True)
    return result


def without_identifiers(text: str) -> str:
    """The question's other words; all of it where hardly any are left."""
    rest = text
    for found in reversed(extract(text)):
        rest = f"{rest[: found.start]} {rest[found.end :]}"
    return " ".join(rest.split()) if sum(map(str.isalpha, rest)) >= LETTERS_THAT_ASK else text


def threshold(found: Sequence[Pair], *, weight: float) -> float:
    """The least likeness from which on ``PRECISION`` of the pairs ask the same."""
    alike = [(likeness(pair, weight=weight), pair.is_same) for pair in found]
    best, right = 1.0, 0
    for number, (near, is_same) in enumerate(sorted(alike, reverse=True), start=1):
        right += is_same
        if right / number >= PRECISION:
            best = near
    return best


def likeness(pair: Pair, *, weight: float) -> float:
    """What the threshold is compared with; nothing where other things are named."""
    return pair.cosine - weight * pair.shared if pair.names_the_same else -1.0


def tell(name: str, found: Sequence[Pair], *, weight: float, least: float) -> None:
    """Precision and recall at a threshold, and how many of the others are taken."""
    same = sum(pair.is_same for pair in found)
    taken = [pair for pair in found if likeness(pair, weight=weight) >= least]
    right = sum(pair.is_same for pair in taken)
    others = len(found) - same
    print(
        f"  {name:22} precision {right / max(len(taken), 1):.3f}, recall "
        f"{right / max(same, 1):.3f} of {same}, taken of the others "
        f"{(len(taken) - right) / max(others, 1):.4f} of {others}"
    )


def xquad() -> Iterator[Asked]:
    """Questions about an article, each in eleven languages."""
    with (DATA / "xquad_r/dev/questions.jsonl").open(encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            yield Asked(
                source="xquad",
                subject=row["pid"].split("p")[0],
                meaning=row["qid"],
                language=LANGUAGES_OF_XQUAD.get(row["lang"], row["lang"]),
                text=row["question"],
                half=row["pid"].split("p")[0],
            )


def faq() -> Iterator[Asked]:
    """Questions of a vendor's FAQ in English and Chinese."""
    with (DATA / "esp_faq/dev/faq_pairs.jsonl").open(encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            for language, key in (("en", "q_en"), ("zh-Hans", "q_zh")):
                yield Asked(
                    source="faq",
                    subject=row["topic"],
                    meaning=row["id"],
                    language=language,
                    text=row[key],
                    half=row["topic"],
                )


def banking() -> Iterator[Asked]:
    """A bank's customers: what is of one intent asks for the same, or nearly so; questions of other
    intents may come very near."""
    rows: dict[str, list[str]] = defaultdict(list)
    with (DATA / "banking77/dev/train.csv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            rows[row["category"]].append(row["text"].strip())
    for intent, texts in sorted(rows.items()):
        for text in sorted(texts, key=digest)[:MOST_OF_AN_INTENT]:
            yield Asked(
                source="banking",
                subject="banking",
                meaning=intent,
                language="en",
                text=text,
                half=intent,
            )


def hand_written() -> Iterator[Asked]:
    """Groups of questions that ask the same, beside near misses of the same family."""
    with WRITTEN.open(encoding="utf-8", newline="") as lines:
        rows = csv.DictReader((line for line in lines if line[0] != "#"), delimiter="\t")
        for row in rows:
            yield Asked(
                source="hand-written",
                subject=row["family"],
                meaning=f"{row['family']}/{row['group']}",
                language=row["language"],
                text=row["text"],
                half=row["family"],
            )


def digest(text: str) -> str:
    return hashlib.sha1(text.encode()).hexdigest()  # noqa: S324


if __name__ == "__main__":
    main()
