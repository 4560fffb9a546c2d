"""Why a reply is as it is, as a table: one row for each kind of decision and what its lines say."""

from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from answer.draft import Evidence, VetoReason
from answer.explanation_words import (
    CHANGES,
    COUNTED_VETOES,
    HANDOFFS,
    listed,
    ordinal,
    percent,
    short,
)
from answer.judge import Contribution
from answer.reply import HandoffReason
from answer.signal_words import SIGNAL_WORDS, words_for
from answer.signals import NAMES
from answer.telling_signals import said, telling
from answer.what_if import Case, what_would_raise
from tests.answer.explained_cases import (
    NEAR,
    NOTHING,
    TYPING_ERROR,
    case,
    judges,
    lines,
    veto_case,
    vetoed,
)
from tests.answer.samples import evidence

TOPICS = ["source", "probability", "vetoes", "raise", "decision"]
SAID_OF_VETO: dict[VetoReason, str] = {
    "expired": "old.md, expired after 2025-03-01.",
    "not_yet_valid": "old.md, holds only from 2027-01-01.",
    "superseded": "old.md, replaced by a newer document.",
    "other_market": "old.md, only for EU and CH.",
    "wrong_model": "old.md, stated for XR-300,",
    "wrong_certificate": "old.md, about another certificate.",
    "wrong_standard": "old.md, about another standard.",
    "wrong_code": "old.md, about another fault code.",
}


TABLE: list[tuple[str, Case, dict[str, tuple[str, str]]]] = [
    (
        "answer",
        case(),
        {
            "source": ("source.quoted", "Quotes manual.md, page 7, “Data › Fuses”; found by"),
            "probability": (
                "probability.by_signals",
                "90 % likely right; sent by itself from 80 %",
            ),
            "vetoes": ("vetoes.none", "No passage was vetoed."),
            "raise": ("raise.not_needed", "Nothing more is needed."),
            "decision": ("decision.answer", "Sent: 90 % is at or above 80 %"),
        },
    ),
    (
        "low confidence",
        case(value=0.5),
        {
            "source": ("source.draft", "The draft, not sent, quotes manual.md"),
            "probability": ("probability.by_signals", "at most 3 % wrong"),
            "raise": ("raise.unknown", "Nothing that can be told"),
            "decision": (
                "decision.handoff",
                "Handed to L1 with the draft beside it: it is not sure",
            ),
        },
    ),
    (
        "nothing found",
        case(found=evidence(), made=NOTHING, value=0.1),
        {
            "source": ("source.none", "no passage that may answer was found"),
            "probability": ("probability.set_by_rule", "the signals alone say 10 %"),
            "decision": ("decision.handoff", "Handed to L1: nothing was found."),
        },
    ),
    (
        "unknown model",
        case(found=evidence(NEAR, unknown=("ZZ-9",))),
        {
            "probability": ("probability.set_by_rule", "1 % likely right, set by a rule"),
            "decision": ("decision.handoff", "a model that no document names: ZZ-9. Next:"),
        },
    ),
    (
        "a typing error",
        case(found=TYPING_ERROR),
        {"decision": ("decision.clarify", "Asked back which is meant: XR200 or XR210;")},
    ),
    (
        "expired",
        veto_case("expired"),
        {
            "vetoes": ("vetoes.some", "1 passage vetoed: 1 expired. It decided: old.md, expired"),
            "decision": ("decision.handoff", "Handed to L2 with the draft beside it: the nearest"),
        },
    ),
    (
        "a suggestion",
        case(value=0.5, suggested=True),
        {
            "source": ("source.quoted", "Quotes manual.md"),
            "decision": ("decision.suggested", "too unsure to be sent"),
        },
    ),
    (
        "a sure suggestion",
        case(suggested=True),
        {"decision": ("decision.suggested", "sure enough to be sent")},
    ),
]


@pytest.mark.parametrize(
    ("given_case", "expected"), [row[1:] for row in TABLE], ids=[row[0] for row in TABLE]
)
def test_every_decision_is_explained_in_five_lines(
    given_case: Case, expected: dict[str, tuple[str, str]]
) -> None:
    made = lines(given_case)
    assert list(made) == TOPICS
    for topic, (code, text) in expected.items():
        assert made[topic].code == code
        assert text in made[topic].text


@pytest.mark.parametrize("message", ["hello", "thanks!", "???", "talk to a human"])
def test_where_nothing_is_looked_up_two_lines_say_so(message: str) -> None:
    talk = case(message, found=evidence(), made=NOTHING, value=1.0)
    assert what_would_raise(talk, judges=judges(talk)) == ()
    made = lines(talk)
    assert list(made) == ["source", "decision"]
    wants_person = message == "talk to a human"
    assert made["decision"].code == f"decision.{'handoff' if wants_person else 'small_talk'}"


@pytest.mark.parametrize("reason", get_args(VetoReason))
def test_a_veto_is_named_with_its_reason(reason: VetoReason) -> None:
    given_case = veto_case(reason)
    assert given_case.deciding_veto == given_case.evidence.vetoed[0]
    (change,) = what_would_raise(given_case, judges=judges(given_case))
    assert (change.change, change.value) == ("renewed", 0.91)
    made = lines(given_case, [change])
    assert SAID_OF_VETO[reason] in made["vetoes"].text
    assert dict(made["vetoes"].values)["reason"] == reason
    assert "Would be 91 % with " in made["raise"].text
    assert "old.md" in made["raise"].text
    assert made["raise"].text.endswith(", enough to be sent.")
    assert "{" not in made["raise"].text


def test_a_veto_that_decides_nothing_is_named_as_the_nearest() -> None:
    found = Evidence(
        passages=(NEAR,),
        vetoed=(vetoed("expired", score=0.2), vetoed("other_market", score=0.1)),
    )
    made = lines(case(found=found))
    assert "2 passages vetoed: 1 expired and 1 for another market." in made["vetoes"].text
    assert "The nearest: old.md, expired after 2025-03-01." in made["vetoes"].text


def test_everything_that_can_be_decided_has_words() -> None:
    assert set(HANDOFFS) == set(get_args(HandoffReason))
    assert set(COUNTED_VETOES) == set(get_args(VetoReason))
    assert set(get_args(VetoReason)) <= set(CHANGES)
    assert set(SIGNAL_WORDS) >= set(NAMES), "say in answer/signal_words.py what a signal means"
    assert words_for("moon_phase").above == "moon phase is high"


# which signals are told


def contribution(name: str, share: float, *, value: float, mean: float = 0.5) -> Contribution:
    return Contribution(name=name, value=value, mean=mean, share=share)


def test_signals_that_measure_the_same_speak_once_and_strongest_first() -> None:
    made = [
        contribution("score_entropy", -2.0, value=0.1),
        contribution("score_spread", -0.3, value=0.1),
        contribution("met_entropy", 0.9, value=0.1),
        contribution("dense_best", 0.05, value=0.6),
        contribution("a_new_signal", 0.2, value=0.1),
    ]
    for_it, against_it = telling(made)
    assert [one.speaker.name for one in for_it] == ["met_entropy", "a_new_signal"]
    # the first works against what a person expects: the one beside it speaks for the group
    assert [one.speaker.name for one in against_it] == ["score_spread"]
    assert against_it[0].share == pytest.approx(-2.3)
    assert said(against_it[0]) == "it hardly ranks ahead of what else was found (strongly)"
    assert said(for_it[1]) == "a new signal is low"


def test_across_languages_the_language_speaks_only_where_it_lowers() -> None:
    for_it, against_it = telling([contribution("same_language", -0.2, value=0.0)])
    assert for_it == ()
    assert [said(one) for one in against_it] == ["question and text are in different languages"]
    assert telling([contribution("same_language", 0.4, value=0.0)]) == ((), ())


SHARE = st.floats(-3, 3, allow_nan=False)


@given(st.lists(st.tuples(SHARE, st.floats(0, 1)), min_size=len(NAMES), max_size=len(NAMES)))
def test_what_is_told_is_short_ordered_and_on_the_right_side(
    drawn: list[tuple[float, float]],
) -> None:
    made = [
        contribution(name, share, value=value)
        for name, (share, value) in zip(NAMES, drawn, strict=True)
    ]
    for side, sign in zip(telling(made), (1, -1), strict=True):
        shares = [one.share * sign for one in side]
        assert len(shares) <= 3
        assert shares == sorted(shares, reverse=True)
        assert all(share > 0 for share in shares)


# words


def test_numbers_and_lists_read_as_a_person_writes_them() -> None:
    assert [ordinal(n) for n in (1, 2, 3, 4, 11, 12, 13, 21, 112)] == [
        *("1st", "2nd", "3rd", "4th", "11th", "12th", "13th", "21st", "112th")
    ]
    assert listed([]) == ""
    assert listed(["a"]) == "a"
    assert listed(["a, b", "c"], last="or") == "a, b or c"
    assert listed(["a", "b", "c", "d", "e", "f"]) == "a, b, c, d and 2 more"
    assert percent(0.8169, beside=0.817) == "81.7 %"
    assert (percent(0.8162, beside=0.817), percent(0.817, beside=0.8162)) == ("81.6 %", "81.7 %")
    assert (percent(0.5), percent(0.03), percent(0.9973), percent(0.004)) == (
        *("50 %", "3 %", "99.7 %", "0.4 %"),
    )
    assert short("a\n b\u2028c") == "a b c"
    assert len(short("x" * 500)) == 90
