"""The set that fidelity is measured by stays what it was when it was made."""

import hashlib

from tests.fidelity.make_cases import FIXED_TERMS, Case, cases, counts

OPEN, CLOSED = cases(closed=False), cases(closed=True)
LANGUAGES = frozenset("en zh-Hans es pt fr de it pl ru ar ja ko".split())
DIGEST = "2f91979ddb644b6978302739d47aec9c21e85d898e3b4d422c56d15ede5f5c2b"
"""Of all cases: a set that changes with the code it measures measures nothing."""


def test_the_set_is_the_one_that_was_made_before_the_code() -> None:
    every = "\n".join(sorted(f"{case.id}\t{case.evidence}" for case in (*OPEN, *CLOSED)))
    assert hashlib.sha256(every.encode()).hexdigest() == DIGEST


def test_each_language_has_its_share_of_both_parts() -> None:
    bad = [case for case in (*OPEN, *CLOSED) if case.error]
    good = [case for case in (*OPEN, *CLOSED) if not case.error]
    assert len(good) >= len(bad) >= 600
    for part in (OPEN, CLOSED):
        assert {case.language for case in part} == LANGUAGES
        assert {case.language for case in part if case.error} == LANGUAGES
    assert 0.25 < len(CLOSED) / (len(OPEN) + len(CLOSED)) < 0.42
    assert not {case.base for case in OPEN} & {case.base for case in CLOSED}


def test_a_corrupted_reply_differs_from_every_good_one() -> None:
    good: dict[str, list[Case]] = {}
    for case in (*OPEN, *CLOSED):
        if not case.error:
            good.setdefault(case.base, []).append(case)
    for case in (*OPEN, *CLOSED):
        if case.error and case.error != "language":
            assert case.reply not in {one.reply for one in good[case.base]}, case.id


def test_every_class_is_in_both_parts() -> None:
    assert set(counts(OPEN)) == set(counts(CLOSED))
    assert len(counts(OPEN)) == 22


def test_names_that_are_never_translated_stand_in_the_evidence() -> None:
    for case in (*OPEN, *CLOSED):
        if case.error == "term":
            assert any(term in case.evidence for term in FIXED_TERMS)
