"""The sets of confidence, what counts as right, and rows that are kept until something changes."""

import dataclasses
import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from answer.judge import ConfidenceModel
from answer.reply import Citation
from index.centre import load_prior, read_means
from index.e5 import E5Embedder
from index.embedder import Embedder
from index.release import MEANS_NAME
from index.store import ReleaseStore
from scripts.confidence_rows import (
    Row,
    collect,
    fingerprint_of,
    fingerprint_of_sources,
    is_right,
    release_settings,
    sources,
    verdict,
)
from scripts.confidence_sets import (
    ALL,
    DATASETS,
    MAKERS,
    Sizes,
    clinc,
    confidence_sets,
    m2qa,
    nomiracl,
    product_qa,
    sampled,
)
from scripts.corpora import PROJECT, Asked, Corpus

SMALL = Sizes(
    own_base_questions=6,
    product_questions=6,
    intent_utterances=2,
    intent_questions=40,
    out_of_scope_questions=10,
)


def asked(gold: Sequence[str] = ("a.md",), answers: Sequence[str] = ()) -> Asked:
    return Asked(
        id="q",
        question="How long is the warranty?",
        language="en",
        gold=frozenset(gold),
        topic="t",
        group="g",
        answers=tuple(answers),
    )


def cited(document: str, quote: str, table_header: str = "") -> Citation:
    return Citation(
        document=document,
        title="",
        heading_path=(),
        page=None,
        page_label=None,
        start=0,
        end=len(quote),
        quote=quote,
        table_header=table_header,
    )


WARRANTY = cited("a.md", "The warranty lasts\n  24 Months from delivery.")


@pytest.mark.parametrize(
    ("question", "citations", "right"),
    [
        (asked(), [WARRANTY], True),
        (asked(), [cited("b.md", "24 months")], False),
        (asked(), [], False),
        (asked(gold=()), [WARRANTY], False),
        (asked(answers=["lasts 24 months"]), [WARRANTY], True),
        (asked(answers=["36 months", "24 months"]), [WARRANTY], True),
        (asked(answers=["36 months"]), [WARRANTY], False),
        # half an answer, and the right words in the wrong document
        (asked(answers=["24 months from delivery, 12 for batteries"]), [WARRANTY], False),
        (asked(answers=["12 years"]), [WARRANTY, cited("b.md", "12 years")], False),
        (asked(answers=["24 months"]), [cited("a.md", "24", "Warranty | months")], False),
        (asked(answers=["Weight: 24"]), [cited("a.md", "24 kg", "Weight")], True),
    ],
)
def test_right_is_the_document_and_the_text_that_answers(
    question: Asked, citations: list[Citation], right: bool
) -> None:
    assert is_right(question, citations) is right


def row(**changed: object) -> Row:
    plain = Row(
        source="faq_en",
        group="g",
        topic="t",
        language="en",
        right=True,
        answerable=True,
        signals={},
    )
    return dataclasses.replace(plain, **changed)  # type: ignore[arg-type]


class _Stated(ConfidenceModel):
    """A model that states its intercept."""

    def probability(self, found: object, *, language: str = "") -> float:
        return self.intercept


@pytest.mark.parametrize(
    ("found", "stated", "kind", "reason", "confidence"),
    [
        (row(), 0.9, "answer", "", 0.9),
        (row(), 0.7, "handoff", "low_confidence", 0.7),
        (row(kind="handoff", reason="expired", cap=0.05), 0.9, "handoff", "expired", 0.05),
        (row(kind="clarify", cap=0.3), 0.9, "clarify", "", 0.3),
        (
            row(kind="handoff", reason="nothing_found", cap=0.3),
            0.2,
            "handoff",
            "nothing_found",
            0.2,
        ),
    ],
)
def test_a_veto_beats_any_score(
    found: Row, stated: float, kind: str, reason: str, confidence: float
) -> None:
    model = _Stated(intercept=stated, coefficients={}, thresholds=(), data_hash="", means={})
    decided = verdict(found, model=model, threshold=0.8)
    assert (decided.kind, decided.reason, decided.confidence) == (kind, reason, confidence)


def test_a_sample_keeps_its_order_and_holds_the_smaller_one() -> None:
    items = [f"item{number}" for number in range(100)]
    small, large = (sampled(items, count, key=str) for count in (10, 30))
    assert len(small) == 10
    assert set(small) < set(large)
    assert large == [one for one in items if one in set(large)]
    assert sampled(items, None, key=str) == sampled(items, 200, key=str) == items


def test_what_decides_a_row_is_found_by_its_imports() -> None:
    names = {str(path.relative_to(PROJECT)) for path in sources()}
    assert {
        "answer/engine.py",
        "answer/decide.py",
        "answer/signals.py",
        "index/search.py",
        "index/refresh.py",
        "index/late_interaction.py",
        "ingest/readers/markdown.py",
        "ingest/language.py",
    } <= names
    assert not {name for name in names if name.startswith(("api/", "scripts/", "tests/"))}
    assert "answer/judge.py" not in names, "probabilities are worked out from signals when read"


def test_every_set_belongs_to_a_data_set() -> None:
    assert set(MAKERS) <= DATASETS.keys()
    assert len(set(ALL)) == len(ALL)


@pytest.mark.shared_data
def test_every_set_has_questions_with_and_without_an_answer(shared_data: Path) -> None:
    for name, corpus in zip(MAKERS, confidence_sets(MAKERS, sizes=SMALL), strict=True):
        assert corpus.name == name
        assert {bool(one.gold) for one in corpus.questions} == {True, False}, name
        assert len({one.id for one in corpus.questions}) == len(corpus.questions), name
        for one in corpus.questions:
            assert one.gold | one.base <= corpus.documents.keys()
            assert not one.base or one.gold <= one.base


@pytest.mark.shared_data
def test_withheld_answers_are_nowhere_and_the_pool_knows_its_texts(shared_data: Path) -> None:
    (pool,) = confidence_sets(["xquad_pool"])
    without = [one for one in pool.questions if not one.gold]
    assert 0.2 < len(without) / len(pool.questions) < 0.4
    assert not any(one.answers for one in without)
    for one in pool.questions:
        texts = "\n".join(pool.documents[name] for name in one.gold)
        assert all(answer in texts for answer in one.answers)


@pytest.mark.shared_data
def test_own_base_sets_say_what_answers(shared_data: Path) -> None:
    for one in m2qa("de", SMALL).questions:
        assert len(one.base) == 1
        assert bool(one.answers) is bool(one.gold)
    ten = nomiracl("en", SMALL).questions
    assert {len(one.base) for one in ten} == {10}
    labelled = product_qa(SMALL)
    assert any(0 < len(one.gold) < len(one.base) for one in labelled.questions)
    intents = clinc(SMALL)
    assert len(intents.documents) == 300
    questions = {one.question for one in intents.questions}
    assert not questions & set(intents.documents.values()), "what is asked is no entry"


@pytest.mark.shared_data
def test_an_own_base_is_all_that_is_quoted(
    shared_data: Path, e5: E5Embedder, tmp_path: Path
) -> None:
    corpus = m2qa("zh", Sizes(own_base_questions=8))
    assert len(corpus.documents) > 4
    rows = collect([corpus], kept_in=tmp_path / "rows", below=tmp_path, embedder=lambda: e5)
    assert [found.id for found in rows] == [one.id for one in corpus.questions]
    # one review is all there is: whatever is quoted is from it, right or not
    assert any(found.right for found in rows)
    assert all(found.signals["met_entropy"] == 0 for found in rows), "it has no rival"
    assert not any(found.right for found in rows if not found.answerable)
    store = ReleaseStore(tmp_path / "corpora" / corpus.name / "releases")
    kept = read_means(store.path(store.current() or "") / MEANS_NAME)
    prior = load_prior(e5.fingerprint)
    for language, mean in kept.languages.items():
        assert mean.passage == pytest.approx(prior.languages[language].passage, abs=1e-3)


@pytest.fixture
def two_texts() -> Corpus:
    texts = {
        "a.md": "The warranty of the pump lasts 24 months from delivery.",
        "b.md": "Rinse the filter under warm water once a month.",
    }
    return Corpus(name="two_texts", documents=texts, questions=(asked(answers=["24 months"]),))


def test_a_set_is_asked_again_only_when_something_changed(
    two_texts: Corpus, e5: E5Embedder, tmp_path: Path
) -> None:
    loaded: list[Embedder] = []

    def embedder() -> Embedder:
        loaded.append(e5)
        return e5

    def rows(corpus: Corpus) -> list[Row]:
        return collect([corpus], kept_in=tmp_path / "rows", below=tmp_path, embedder=embedder)

    first = rows(two_texts)
    assert [(one.right, one.answerable, one.kind) for one in first] == [(True, True, "answer")]
    assert rows(two_texts) == first
    assert len(loaded) == 1
    narrowed = dataclasses.replace(
        two_texts,
        questions=tuple(
            dataclasses.replace(one, base=frozenset({"b.md"})) for one in two_texts.questions
        ),
    )
    assert not rows(narrowed)[0].right, "the document that answers is not among its own"
    assert len(loaded) == 2
    kept = json.loads((tmp_path / "rows" / "two_texts.json").read_text(encoding="utf-8"))
    assert kept["fingerprint"] == fingerprint_of(narrowed, code=fingerprint_of_sources())
    assert not release_settings(narrowed).own_means
    assert release_settings(two_texts).own_means
