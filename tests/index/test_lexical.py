import json
import math
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from index.lexical import ENOUGH_OF_A_LANGUAGE, FREQUENT, K1, B, LexicalIndex
from index.tokens import joined, positions
from ingest.errors import IndexBroken

CARELESS = json.loads(
    (Path(__file__).parent / "careless_questions.json").read_text(encoding="utf-8")
)
TEXTS = [(text, tag) for tag, part in CARELESS.items() for text in part["documents"]]
QUESTIONS = [
    (question, tag, TEXTS.index((part["documents"][place], tag)))
    for tag, part in CARELESS.items()
    for place, question in enumerate(part["questions"])
]


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> LexicalIndex:
    directory = tmp_path_factory.mktemp("lexical")
    LexicalIndex.build(directory, TEXTS)
    return LexicalIndex.open(directory)


class PlainBm25:
    """BM25 written from the formula, a dictionary a document."""

    def __init__(self, texts: list[tuple[str, str]]) -> None:
        self.languages = [tag.split("-")[0] for _, tag in texts]
        found = [positions(text, language=tag) for text, tag in texts]
        self.counts = [Counter(f for p in ps for s in p for f in s) for ps in found]
        self.lengths = [len(ps) for ps in found]

    def of_language(self, language: str) -> list[int]:
        own = [i for i, other in enumerate(self.languages) if other == language]
        return own if len(own) >= ENOUGH_OF_A_LANGUAGE else []

    def idf(self, form: str, language: str) -> float:
        everything = range(len(self.counts))
        best = math.inf
        for group in (everything, self.of_language(language)):
            if group:
                holders = sum(form in self.counts[i] for i in group)
                best = min(best, math.log(1 + (len(group) - holders + 0.5) / (holders + 0.5)))
        return best

    def scores(self, question: str, language: str) -> list[float]:
        totals = []
        asked = [*positions(question, language=language), *joined(question)]
        slots = Counter(slot for position in asked for slot in position)
        idf = {f: self.idf(f, language.split("-")[0]) for slot in slots for f in slot}
        means = {
            other: sum(self.lengths[j] for j in group) / len(group)
            for other in set(self.languages)
            for group in [self.of_language(other) or range(len(self.counts))]
        }
        for i, counts in enumerate(self.counts):
            mean = means[self.languages[i]]
            norm = K1 * (1 - B + B * self.lengths[i] / mean)
            totals.append(
                sum(
                    times * max(idf[f] * counts[f] * (K1 + 1) / (counts[f] + norm) for f in slot)
                    for slot, times in slots.items()
                )
            )
        return totals


def test_scores_equal_an_independent_implementation(index: LexicalIndex) -> None:
    plain = PlainBm25(TEXTS)
    for question, language, _ in QUESTIONS:
        expected = plain.scores(question, language)
        found = {h.ordinal: h.score for h in index.search(question, language=language, limit=999)}
        assert set(found) == {i for i, score in enumerate(expected) if score > 0}
        for ordinal, score in found.items():
            assert score == pytest.approx(expected[ordinal], rel=1e-5)


@pytest.mark.shared_data
def test_scores_equal_an_independent_implementation_on_real_text(
    shared_data: Path, tmp_path: Path
) -> None:
    lines = (shared_data / "xquad_r/dev/passages.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [row for row in map(json.loads, lines) if row["lang"] in ("de", "zh", "ar", "th")][:300]
    texts = [(row["text"], row["lang"]) for row in rows]
    LexicalIndex.build(tmp_path, texts)
    index, plain = LexicalIndex.open(tmp_path), PlainBm25(texts)
    for text, language in texts[::60]:
        question = text[:60]
        expected = plain.scores(question, language)
        for hit in index.search(question, language=language, limit=20):
            assert hit.score == pytest.approx(expected[hit.ordinal], rel=1e-4)


@pytest.mark.parametrize("language", sorted(CARELESS))
def test_a_careless_customer_is_understood(index: LexicalIndex, language: str) -> None:
    for question, tag, gold in QUESTIONS:
        if tag == language:
            hits = index.search(question, language=tag, limit=1)
            assert [hit.ordinal for hit in hits] == [gold], question


def test_best_first_and_equal_scores_by_ordinal(tmp_path: Path) -> None:
    LexicalIndex.build(tmp_path, [("motor oil", "en")] * 5 + [("motor", "en"), ("fan", "en")])
    hits = LexicalIndex.open(tmp_path).search("oil for the motor", language="en", limit=4)
    assert [hit.ordinal for hit in hits] == [0, 1, 2, 3]


@pytest.fixture(scope="module")
def zipf(tmp_path_factory: pytest.TempPathFactory) -> tuple[LexicalIndex, list[tuple[str, str]]]:
    """Enough chunks, with words as frequent as words are, for frequent ones to be left out."""
    dice = np.random.default_rng(3)
    words = dice.zipf(1.3, (2 * FREQUENT, 14)) % 3_000
    texts = [(" ".join(f"w{word}x" for word in row), "en") for row in words.tolist()]
    directory = tmp_path_factory.mktemp("zipf")
    LexicalIndex.build(directory, texts)
    return LexicalIndex.open(directory), texts


@pytest.mark.parametrize(
    "asked",
    ["w1x w2x w700x", "w1x", "w1x w2x w3x w5x", "w900x w1x w17x w2x w3x w801x w1x", "w950x w1x"],
)
def test_frequent_words_count_as_by_the_formula(
    zipf: tuple[LexicalIndex, list[tuple[str, str]]], asked: str
) -> None:
    index, texts = zipf
    plain = np.array(PlainBm25(texts).scores(asked, "en"))
    for share in (1.0, 0.7, 0.01):
        allowed = np.random.default_rng(4).random(len(texts)) < share
        expected = np.where(allowed, plain, 0.0)
        hits = index.search(asked, language="en", limit=30, allowed=allowed)
        best = np.sort(expected)[::-1][:30]
        scores = [hit.score for hit in hits]
        assert scores == pytest.approx(best[best > 0].tolist(), rel=1e-4)
        assert [expected[hit.ordinal] for hit in hits] == pytest.approx(scores, rel=1e-4)


def test_only_allowed_chunks_are_found(index: LexicalIndex) -> None:
    allowed = np.zeros(len(TEXTS), np.bool_)
    allowed[QUESTIONS[0][2] + 1 :] = True
    found = index.search(QUESTIONS[0][0], language="en", limit=99, allowed=allowed)
    assert all(allowed[hit.ordinal] for hit in found)
    assert index.search("warranty", language="en", limit=9, allowed=np.zeros_like(allowed)) == ()


def test_expansions_weigh_less_than_the_question(index: LexicalIndex) -> None:
    plain = index.search("Gewährleistung", language="de", limit=5)
    expanded = index.search("?", language="de", limit=5, expanded_terms=("Gewährleistung",))
    assert [h.ordinal for h in plain] == [h.ordinal for h in expanded]
    assert 0 < expanded[0].score < plain[0].score
    assert index.search("Gewährleistung", language="de", limit=5, expanded_terms=("?",)) == plain


def test_rarity_is_that_of_a_words_most_frequent_form(index: LexicalIndex) -> None:
    of_words = {word: index.rarity(word, "en") for word in ("the", "warranty", "xyzzy")}
    assert 0 < of_words["the"] < of_words["warranty"] < of_words["xyzzy"] == 1.0
    # a stem stands in as many chunks as all forms of the word together
    assert index.rarity("warranties", "en") == of_words["warranty"]
    both = index.rarity("the xyzzy?", "en")
    assert both == pytest.approx((of_words["the"] + of_words["xyzzy"]) / 2)
    assert index.rarity("?!", "en") == index.rarity("", "en") == 0.0


def test_coverage_is_the_share_of_the_question_that_is_there(index: LexicalIndex) -> None:
    question, language, gold = "warranty drill xyzzy", "en", 0
    assert 0.3 < index.coverage(question, language, gold) < 0.9
    assert index.coverage("warranties of drills", language, gold) > 0.5
    assert index.coverage("xyzzy", language, gold) == 0.0
    assert index.coverage("", language, gold) == 0.0
    assert index.coverage("warranty", language, gold) == 1.0


def test_an_empty_index_and_an_empty_question_find_nothing(
    index: LexicalIndex, tmp_path: Path
) -> None:
    LexicalIndex.build(tmp_path, [])
    assert LexicalIndex.open(tmp_path).search("motor", language="en", limit=3) == ()
    assert index.search(" ?! ", language="en", limit=3) == ()


def test_building_twice_writes_the_same_bytes(tmp_path: Path) -> None:
    done: list[int] = []
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        LexicalIndex.build(tmp_path / name, TEXTS, progress=done.append)
    for file in (tmp_path / "a").iterdir():
        assert file.read_bytes() == (tmp_path / "b" / file.name).read_bytes()
    assert done == [*range(1, len(TEXTS) + 1)] * 2


def test_a_broken_index_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(IndexBroken, match="tradewind reindex"):
        LexicalIndex.open(tmp_path)
    LexicalIndex.build(tmp_path, TEXTS)
    (tmp_path / "lexical-counts.npy").write_bytes(b"\x00" * 40)
    with pytest.raises(IndexBroken, match="does not load"):
        LexicalIndex.open(tmp_path)


def test_threads_share_one_index(index: LexicalIndex) -> None:
    def ask(place: int) -> int:
        question, language, _ = QUESTIONS[place % len(QUESTIONS)]
        return index.search(question, language=language, limit=1)[0].ordinal

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(ask, range(4 * len(QUESTIONS))))
    assert answers == [gold for _, _, gold in QUESTIONS] * 4
