"""What other signals would bring to ranking: each beside the product, on both halves of the topics.

``python -m scripts.benchmark_levers [LEVER …] [--sets SET …]``

Prints MRR@10 of the product, then what every variant adds to it: mean of the groups of questions,
and each group, on the tuning half of the topics and on the other. Read a strength off the first
half and judge it on the second. ``weights`` goes the other way: what the product would be without
its token weights. Vectors come from the caches below ``.bench/``.
"""

import argparse
import dataclasses
import itertools
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence

import numpy as np

from index.centre import LanguageMean, LanguageMeans, mean_vector
from index.embed import VectorCache
from index.fuse import Candidates, Floats
from index.lexical import LexicalIndex
from index.model_folder import unpack_default_model
from index.search import POOL_SIZE, Searcher
from index.token_codes import turn
from index.tokens import positions
from scripts.corpora import BENCH, Asked, build, is_held_back, question_language
from scripts.lever_made import Made, words_of
from scripts.lever_trial import Outcomes, Trial, corpus_named, trials
from scripts.remembering_embedder import RememberingE5

SETS = (
    "faq_en faq_zh faq_mixed rustdesk qgc emanual xquad_pool "
    "own_docs_rustdesk_es own_docs_rustdesk_ko own_docs_qgc_tr"
).split()
GERMAN = ["own_docs_rustdesk_de", "xquad_de"]
LOGGED = 50
"""Questions that the mean known without a log is worth."""

Variants = Iterator[tuple[str, Floats]]


def lexical(trial: Trial, made: Made) -> Variants:
    """BM25's constants, and headings counted several times."""
    plain = made.index(1, False)
    relative = (plain._norms / 1.2 - 0.25) / 0.75
    for k1, b in ((0.6, 0.75), (0.9, 0.4), (1.2, 0.5), (1.2, 0.9), (2.0, 0.9), (3.0, 0.75)):
        plain._norms = (k1 * (1 - b + b * relative)).astype(np.float32)
        yield f"k1 {k1} b {b}", trial.ranked(lexical=_bm25(plain, trial))
    plain._norms = (1.2 * (0.25 + 0.75 * relative)).astype(np.float32)
    for times in (0, 2, 3):
        index = made.index(times, False)
        yield f"headings × {times}", trial.ranked(lexical=_bm25(index, trial))


def compounds(trial: Trial, made: Made) -> Variants:
    """Words split into words that the release holds (after Koehn and Knight 2003)."""
    parts = [part for word in words_of(trial.query.text) for part in made.split(word)]
    found = _bm25(made.index(1, True), trial, more=" ".join(parts))
    yield "parts of compounds", trial.ranked(lexical=found)
    zeros = np.zeros_like(found)
    yield "words alone", trial.ranked(dense=zeros, met=_nothing)
    yield (
        "words alone, parts of compounds",
        trial.ranked(dense=zeros, lexical=found, met=_nothing),
    )


def _nothing(ordinals: Sequence[int]) -> Floats:
    return np.zeros(len(ordinals), np.float32)


def _bm25(index: LexicalIndex, trial: Trial, more: str = "") -> Floats:
    text, language = f"{trial.query.text} {more}".strip(), trial.query.language
    hits = index.search(text, language=language, limit=POOL_SIZE)
    scores = {hit.ordinal: hit.score for hit in hits}
    ordinals = trial.candidates.ordinals.tolist()
    return np.array([scores.get(ordinal, 0.0) for ordinal in ordinals], np.float32)


def phrase(trial: Trial, made: Made) -> Variants:
    """Neighbouring words of the question found as neighbours (after Metzler and Croft 2005)."""
    language, rarity = trial.query.language, made.searcher.release.lexical._measured_idf
    asked = [
        {form for slot in one for form in slot}
        for one in positions(trial.query.text, language=language)
    ]
    place = made.searcher.release.lexical._place
    idf = [
        max((rarity(at, language) for at in map(place, one) if at is not None), default=0.0)
        for one in asked
    ]
    for name, reach in (("in order", range(1, 2)), ("within eight", range(-8, 9))):
        found = np.zeros(len(trial.candidates.ordinals), np.float32)
        for row, ordinal in enumerate(trial.candidates.ordinals.tolist()):
            places = made.places(ordinal)
            at = [{spot for form in one for spot in places.get(form, ())} for one in asked]
            for number, (left, right) in enumerate(itertools.pairwise(at)):
                count = sum(any(spot + step in right for step in reach if step) for spot in left)
                found[row] += min(idf[number : number + 2]) * 2.2 * count / (count + 1.2)
        for share in (0.25, 0.5, 1.0):
            changed = trial.candidates.lexical + np.float32(share) * found
            yield f"pairs {name} × {share}", trial.ranked(lexical=changed)


def windows(trial: Trial, made: Made) -> Variants:
    """The nearest window of a chunk beside, or instead of, the whole."""
    vector = made.searcher.question_vector(trial.query.text, trial.query.language)
    for size in (64, 100):
        vectors, owners = made.windows(size)
        best = np.full(len(made.languages), -1.0, np.float32)
        np.maximum.at(best, owners, vectors @ vector)
        near, dense = best[trial.candidates.ordinals], trial.candidates.dense
        for share in (0.3, 0.5, 1.0):
            mixed = ((1 - share) * dense + share * near).astype(np.float32)
            yield f"windows of {size}, share {share}", trial.ranked(dense=mixed)


def weights(trial: Trial, made: Made) -> Variants:
    """Late interaction otherwise: what tokens weigh, and how a passage meets them."""

    def weighed(of: Callable[[Floats], Floats]) -> Floats:
        def met(ordinals: Sequence[int]) -> Floats:
            best = trial.best(ordinals)
            shares = of(best.max(axis=0) - best.mean(axis=0) + 1e-3)
            return np.asarray(best @ (shares / shares.sum()), np.float32)

        return trial.ranked(met=met)

    def shaped(shape: Callable[[Floats], Floats]) -> Floats:
        def met(ordinals: Sequence[int]) -> Floats:
            best = trial.best(ordinals)
            shares = (best.max(axis=0) - best.mean(axis=0) + 1e-3) * told
            values = np.stack([shape(trial.cosines(one)) for one in ordinals])
            return np.asarray(values @ (shares / shares.sum()), np.float32)

        return trial.ranked(met=met)

    told = trial.token_weights
    yield "all tokens alike, by spread alone", weighed(lambda spread: spread)
    yield "spread squared", weighed(lambda spread: spread**2)
    yield "by token weights alone", weighed(lambda spread: told)
    for power in (0.5, 1.5):
        yield f"token weights to {power}", weighed(lambda spread, p=power: spread * told**p)  # type: ignore[misc]
    yield "mean of best three", shaped(lambda all_: np.sort(all_, axis=0)[-3:].mean(axis=0))
    yield "log of summed powers", shaped(lambda all_: np.log(np.exp(40 * all_).sum(axis=0)) / 40)
    for share in (0.25, 0.5):
        yield (
            f"passage's tokens met, share {share}",
            shaped(lambda all_, s=share: all_.max(axis=0) + s * all_.max(axis=1).mean()),  # type: ignore[misc]
        )


def feedback(trial: Trial, made: Made) -> Variants:
    """The question moved towards the first passages (Rocchio 1971), then ranked again."""
    candidates: Candidates = trial.candidates
    vector = made.searcher.question_vector(trial.query.text, trial.query.language)
    order = np.lexsort((candidates.ordinals, -trial.ranked()))
    vectors = made.searcher.release.dense._index.reconstruct_batch(candidates.ordinals)
    for first in (1, 3, 5):
        for share in (0.2, 0.4):
            moved = vector + share * vectors[order[:first]].mean(axis=0)
            near = vectors @ (moved / np.linalg.norm(moved))
            yield f"feedback of {first}, share {share}", trial.ranked(dense=near.astype(np.float32))


LEVERS: dict[str, Callable[[Trial, Made], Variants]] = {
    one.__name__: one for one in (lexical, compounds, phrase, windows, weights, feedback)
}


def learnt(made: Made, questions: Sequence[Asked], outcomes: Outcomes) -> None:
    """Question means learnt from the questions of the other half of the topics."""
    release = made.searcher.release
    assert release.tokens is not None
    for held in (False, True):
        means, token_means = dict(release.means.languages), dict(release.token_means.languages)
        logged = defaultdict(list)
        for asked in questions:
            if is_held_back(asked.topic) != held and asked.question.strip():
                logged[question_language(asked)].append(asked.question)
        for language, texts in logged.items():
            found = [made.embedder.embed_with_tokens(text, role="question") for text in texts]
            tokens = turn(np.concatenate([o.tokens for o in found]), origin=release.tokens.origin)
            share = np.float32(len(texts) / (len(texts) + LOGGED))
            for kept, before, own in (
                (means, release.means, np.mean([one.vector for one in found], axis=0)),
                (token_means, release.token_means, tokens.mean(axis=0)),
            ):
                known = mean_vector(language, before, role="question")
                passage = mean_vector(language, before, role="passage")
                moved = (1 - share) * known + share * own
                kept[language] = LanguageMean(question=moved, passage=passage, count=len(texts))
        name = release.means.fingerprint
        changed = dataclasses.replace(
            release,
            means=LanguageMeans(fingerprint=name, languages=means),
            token_means=LanguageMeans(fingerprint=name, languages=token_means),
        )
        here = [asked for asked in questions if is_held_back(asked.topic) == held]
        for trial in trials(Searcher(changed, made.embedder), here):
            outcomes.add(trial.asked, "learnt question means", trial.reciprocal(trial.ranked()))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("levers", nargs="*", metavar="LEVER", help=", ".join([*LEVERS, "learnt"]))
    parser.add_argument("--sets", nargs="+", help="of scripts.corpora, or own_FOLDER_LANGUAGE")
    arguments = parser.parse_args()
    folder = unpack_default_model(BENCH / "models", progress=lambda done, total: None)
    with VectorCache(BENCH / "vectors.db") as cache:
        embedder = RememberingE5(folder, cache=cache, threads=2)
        for lever in arguments.levers or [*LEVERS, "learnt"]:
            outcomes = Outcomes()
            for name in arguments.sets or (GERMAN if lever == "compounds" else SETS):
                corpus = corpus_named(name)
                made = Made(build(corpus, embedder), embedder)
                for trial in trials(made.searcher, corpus.questions):
                    outcomes.add(trial.asked, "product", trial.reciprocal(trial.ranked()))
                    for variant, scores in LEVERS[lever](trial, made) if lever in LEVERS else ():
                        outcomes.add(trial.asked, variant, trial.reciprocal(scores))
                if lever == "learnt":
                    learnt(made, corpus.questions, outcomes)
            print(f"\n{lever}", *outcomes.lines("product"), sep="\n", flush=True)


if __name__ == "__main__":
    main()
