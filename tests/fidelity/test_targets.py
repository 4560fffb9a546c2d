"""The open part of the set: what has to be stopped is stopped, and what is right is let through."""

from collections import Counter
from collections.abc import Iterator
from functools import cache

import pytest

from answer.findings import Finding
from index.e5 import E5Embedder
from scripts.benchmark_fidelity import GROUPS, found_in, likeness_of
from tests.fidelity.make_cases import Case, cases, unlisted_cases

EXPECTED = {
    "number": {"number_added", "number_changed", "number_dropped", "number_swapped"},
    "unit": {"unit"},
    "identifier": {"identifier"},
    "negation": {"negation"},
    "language": {"language"},
}
MODEL_BASES = ("shipping/en", "certificate/zh-Hans")
"""Bases whose claims are compared by the model too: the whole set would take a minute."""


FEW = 100
"""Cases of a class up to which all are looked at, else a quarter: the rest is for the benchmark."""


@cache
def _found() -> dict[str, tuple[Case, tuple[Finding, ...]]]:
    made = sorted(cases(closed=False), key=lambda case: (case.error, case.id))
    many = Counter(case.error for case in made)
    looked_at = [
        case for place, case in enumerate(made) if many[case.error] <= FEW or place % 4 == 0
    ]
    return {case.id: (case, found_in(case)) for case in looked_at}


def _of(errors: tuple[str, ...]) -> Iterator[tuple[Case, tuple[Finding, ...]]]:
    return (pair for pair in _found().values() if pair[0].error in errors)


@pytest.mark.parametrize("group", ["numbers", "units", "identifiers", "negation", "language"])
def test_what_can_be_wrong_by_one_character_is_stopped(group: str) -> None:
    stopped = [bool(found) for _, found in _of(GROUPS[group])]
    assert sum(stopped) >= 0.98 * len(stopped)


def test_one_wrong_content_word_is_stopped() -> None:
    stopped = [bool(found) for _, found in _of(("word",))]
    assert sum(stopped) >= 0.8 * len(stopped)


def test_of_words_that_no_list_names_half_are_seen_in_copies() -> None:
    copies = [bool(found_in(case)) for case in unlisted_cases() if case.kind == "rephrasing"]
    assert sum(copies) >= 0.5 * len(copies)


@pytest.mark.parametrize("error", ["currency", "date", "link", "only", "except", "must", "warning"])
def test_amounts_dates_addresses_and_restrictions_are_stopped(error: str) -> None:
    stopped = [bool(found) for _, found in _of((error,))]
    assert sum(stopped) >= 0.98 * len(stopped)


@pytest.mark.parametrize("error", ["claim", "order", "term"])
def test_claims_turned_orders_and_translated_names_are_stopped(error: str) -> None:
    stopped = [bool(found) for _, found in _of((error,))]
    assert sum(stopped) >= 0.9 * len(stopped)


def test_good_replies_are_let_through() -> None:
    good = [bool(found) for case, found in _found().values() if not case.error]
    assert sum(good) <= 0.02 * len(good)


def test_the_documents_own_words_and_translations_of_them_are_let_through() -> None:
    alarms = Counter(
        case.kind
        for case, found in _found().values()
        if not case.error and case.kind != "rephrasing" and found
    )
    assert not alarms


def test_what_is_wrong_is_named() -> None:
    for kind, errors in EXPECTED.items():
        for case, found in _of(tuple(errors)):
            kinds = {one.kind for one in found}
            near = {kind, "unit", "currency", "added", "lost", "warning"}
            assert not found or kinds & near, case.id


def test_the_model_sees_added_claims(e5: E5Embedder) -> None:
    likeness = likeness_of(e5)
    looked_at = [case for case in cases(closed=False) if case.base in MODEL_BASES]
    claims = [case for case in looked_at if case.error == "claim"]
    right = [case for case in looked_at if case.kind == "translation" and not case.error]
    assert claims
    assert all(found_in(case, likeness) for case in claims)
    assert not any(found_in(case, likeness) for case in right)
