"""What the retrieval benchmark measures with: careless typing, plain BM25, targets, comparison."""

import math
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from scripts.corpora import faq
from scripts.plain_search import PlainBm25, best_first, plain_tokens
from scripts.question_variants import VARIANTS, mistyped, without_accents
from scripts.retrieval_figures import (
    Judged,
    Varied,
    differences,
    losses,
    read_targets,
    row_figures,
)
from scripts.retrieval_sets import MAKERS


def test_variants_are_what_careless_customers_type() -> None:
    full, lower = VARIANTS["full-width"], VARIANTS["lower-case"]
    assert full("XR-200 ok?") == "ＸＲ－２００　ｏｋ？"
    assert lower("XR-200 ÉTÉ") == "xr-200 été"
    for text, bare in {
        "¿Cómo está el señor Müller?": "¿Como esta el senor Muller?",
        "nhà máy đóng cửa": "nha may dong cua",
        "Ελλάδα ύψος": "Ελλαδα υψος",
        "ещё йод": "еще йод",
        "हिन्दी में": "हिन्दी में",
        "ที่นี่": "ที่นี่",
        "が ガ": "が ガ",
        "zażółć gęślą jaźń": "zazolc gesla jazn",
    }.items():
        assert without_accents(text) == bare


@given(st.text(max_size=60))
def test_a_typo_is_one_slip_and_always_the_same(text: str) -> None:
    assert OSA.distance(text, mistyped(text)) <= 1
    assert mistyped(text) == mistyped(text)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("How do I reset the controller?", ()),
        ("如何清洁过滤器？", ()),
        ("วิธีรีเซ็ตตัวควบคุม", ()),
        ("Как вернуть товар?", ()),
        ("नियंत्रक को कैसे रीसेट करें?", ()),
        ("does the XR-200A/5V hold EN60950 certificates", ("XR-200A/5V", "EN60950")),
    ],
)
def test_a_typo_changes_a_word_and_no_identifier(text: str, kept: tuple[str, ...]) -> None:
    for number in range(30):
        asked = f"{text} {number}"
        typed = mistyped(asked)
        assert all(identifier in typed for identifier in kept)
    assert any(mistyped(f"{text} {number}") != f"{text} {number}" for number in range(5))


def test_questions_without_a_long_word_stay() -> None:
    for text in ("", "24 V?", "XR-200A", "why so"):
        assert mistyped(text) == text


TEXTS = ("The pump, the PUMP pumps water.", "过滤器清洁", "water filter", "")


def test_plain_bm25_is_the_formula_spelt_out() -> None:
    assert plain_tokens("Pump-2 过滤器 ก") == ["pump", "2", "过滤", "滤器", "ก"]
    lengths = [len(plain_tokens(text)) for text in TEXTS]
    mean = sum(lengths) / len(lengths)
    found = PlainBm25(TEXTS).scores("water pump water 过滤器")
    for place, text in enumerate(TEXTS):
        counts = Counter(plain_tokens(text))
        score = 0.0
        for token in ("water", "pump", "water", "过滤", "滤器"):
            holders = sum(token in plain_tokens(other) for other in TEXTS)
            idf = math.log(1 + (len(TEXTS) - holders + 0.5) / (holders + 0.5))
            norm = 1.2 * (0.25 + 0.75 * lengths[place] / mean)
            score += idf * counts[token] * 2.2 / (counts[token] + norm)
        assert found[place] == pytest.approx(score)
    assert best_first(found, limit=4, least=0.0) == sorted(
        [place for place in range(3) if found[place] > 0], key=lambda place: -found[place]
    )


@pytest.mark.shared_data
@pytest.mark.parametrize(
    ("found_in", "asked_in", "floor"),
    [("en", "en", 0.636), ("zh", "zh", 0.669), ("en", "zh", 0.428), ("zh", "en", 0.319)],
)
def test_plain_bm25_gives_the_floors_that_came_with_the_data(
    shared_data: Path, found_in: str, asked_in: str, floor: float
) -> None:
    assert shared_data.is_dir()
    corpus = faq(found_in)
    names = list(corpus.documents)
    bm25 = PlainBm25(list(corpus.documents.values()))
    gains = []
    for asked in corpus.questions:
        if asked.gold and asked.language == asked_in:
            found = best_first(bm25.scores(asked.question), limit=10, least=0.0)
            ranks = [n for n, place in enumerate(found, start=1) if names[place] in asked.gold]
            gains.append(1 / ranks[0] if ranks else 0.0)
    assert round(sum(gains) / len(gains), 3) == floor


def judged(name: str, rank: int, **fields: Any) -> Judged:
    values: dict[str, Any] = {
        "id": name,
        "rows": ("row",),
        "held_back": False,
        "found": {"product": rank, "plain_bm25": 2, "plain_e5": 4},
    }
    return Judged(**{**values, **fields})


@pytest.mark.parametrize(
    ("target", "met"),
    [
        ({"target": 0.75}, True),
        ({"target": 0.76}, False),
        ({"at_least_plain": "plain_bm25"}, True),
        ({"times_plain_e5": 3.1}, False),
        ({"floor": 0.8}, None),
    ],
)
def test_a_figure_stands_beside_its_target(target: dict[str, Any], met: bool | None) -> None:
    wanted = {"rows": ["row"], "metric": "mrr_at_10", **target}
    (row,) = row_figures([judged("1", 1, held_back=True), judged("2", 2)], [wanted])
    assert row.metrics["mrr_at_10"].value == 0.75
    assert row.metrics["recall_at_1"].value == 0.5
    assert (row.held_back.value, row.held_back.count) == (1.0, 1)
    assert row.plain["plain_e5"].value == 0.25
    assert [verdict.met for verdict in row.verdicts] == [met]


def test_what_has_no_answer_counts_for_abstaining_alone() -> None:
    rows = row_figures(
        [
            judged("1", 1, best_score=0.9),
            judged("2", 0, best_score=0.4),
            judged("3", 0, best_score=0.5, answerable=False),
        ],
        [],
    )
    assert rows[0].questions == 2
    assert rows[0].metrics["abstain_auroc"].value == 0.5


def test_losses_and_differences_are_paired() -> None:
    varied = [
        Varied(id=str(n), row="row", variant="typo", changed=n > 0, before=1.0, after=after)
        for n, after in enumerate((1.0, 0.5))
    ]
    row, together = losses(varied, most_lost=0.2)
    assert (row.row, row.changed, row.before.value) == ("row", 1, 1.0)
    assert (row.lost.value, row.met) == (0.25, False)
    assert (together.row, together.lost.value) == ("all rows", 0.25)
    gains = differences({"row": {"1": 0.5, "2": 1.0, "x": 0.0}}, {"row": {"1": 1.0, "2": 1.0}})
    assert [(row, gain.value, gain.count) for row, gain in gains] == [("row", 0.25, 2)]


def test_every_target_names_a_set_that_is_measured() -> None:
    for target in read_targets()["target"]:
        assert target.keys() & {"floor", "target", "at_least_plain", "times_plain_e5"}
        assert target["why"]
        for row in target["rows"]:
            assert row.split()[0].rstrip(",") in MAKERS, row
