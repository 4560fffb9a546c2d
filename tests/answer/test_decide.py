"""Deciding, as a table: every reason to answer, to ask back, or to hand over."""

import itertools
from dataclasses import dataclass, field, replace
from typing import Any, get_args

import pytest

from answer.decide import CHOICES, HANDOFF_BY_VETO, NO_NEWS, Decision, decide
from answer.draft import Contradiction, Draft, Evidence, Place, Vetoed, VetoReason
from answer.reply import HandoffReason, Level
from answer.risk import Risk, RiskAction
from ingest.document import DocumentFacts
from tests.answer.samples import asked, confidence, draft, evidence, passage, quote, stored

DOCUMENT = stored(("paragraph", "The fuse is rated 4 A.", None))
NEAR = passage(DOCUMENT, nearness=0.8, score=3.0)
FAR = passage(DOCUMENT, nearness=0.2, score=0.5)
SURE = confidence(0.9)
DRAFT = draft(quote(DOCUMENT, DOCUMENT.text))
NOTHING = draft()
SAID = Place(passage=NEAR, start=0, end=22, page=None, page_label=None, value="4 A")
CONTRADICTED = replace(
    DRAFT,
    contradictions=(Contradiction(label="fuse", this=SAID, other=replace(SAID, value="6 A")),),
)
QUESTION = "What is the fuse rated?"

TABLE: list[tuple[str, str, Evidence, Draft, float, bool, str, HandoffReason | None]] = [
    ("answer", QUESTION, evidence(NEAR), DRAFT, 0.9, False, "answer", None),
    ("at the threshold", QUESTION, evidence(NEAR), DRAFT, 0.8, False, "answer", None),
    ("just under", QUESTION, evidence(NEAR), DRAFT, 0.7999, False, "handoff", "low_confidence"),
    ("person", "talk to a human", evidence(NEAR), DRAFT, 0.9, False, "handoff", "asked_for_person"),
    ("greeting", "hello", evidence(), NOTHING, 0.9, False, "small_talk", None),
    ("thanks", "thanks!", evidence(), NOTHING, 0.0, False, "small_talk", None),
    ("goodbye", "bye", evidence(), NOTHING, 0.0, False, "small_talk", None),
    ("no words", "???", evidence(), NOTHING, 0.0, False, "small_talk", None),
    ("nothing", QUESTION, evidence(), NOTHING, 0.9, False, "handoff", "nothing_found"),
    ("unfaithful", QUESTION, evidence(NEAR), NOTHING, 0.9, True, "handoff", "fidelity_failed"),
    ("partly unfaithful", QUESTION, evidence(NEAR), DRAFT, 0.9, True, "answer", None),
    (
        "unknown model",
        QUESTION,
        evidence(NEAR, unknown=("ZZ-9",)),
        DRAFT,
        0.9,
        False,
        "handoff",
        "unknown_model",
    ),
    (
        "a typing error",
        QUESTION,
        evidence(NEAR, unknown=("XR-201",), suggestions=("XR200", "XR210")),
        DRAFT,
        0.9,
        False,
        "clarify",
        None,
    ),
    *(
        (
            f"vetoed: {veto}",
            QUESTION,
            evidence(FAR, vetoed=((NEAR, veto),)),
            DRAFT,
            0.9,
            False,
            "handoff",
            reason,
        )
        for veto, reason in HANDOFF_BY_VETO.items()
    ),
    (
        "a veto behind usable evidence",
        QUESTION,
        evidence(NEAR, vetoed=((FAR, "expired"),)),
        DRAFT,
        0.9,
        False,
        "answer",
        None,
    ),
    (
        "nothing but vetoes",
        QUESTION,
        evidence(vetoed=((FAR, "other_market"),)),
        NOTHING,
        0.9,
        False,
        "handoff",
        "other_market",
    ),
]


@pytest.mark.parametrize(
    ("question", "found", "made", "value", "failed", "kind", "reason"),
    [row[1:] for row in TABLE],
    ids=[row[0] for row in TABLE],
)
def test_every_case_has_its_decision(
    question: str,
    found: Evidence,
    made: Draft,
    value: float,
    failed: bool,
    kind: str,
    reason: HandoffReason | None,
) -> None:
    decision = decide(asked(question), found, made, confidence(value), fidelity_failed=failed)
    assert (decision.kind, decision.reason) == (kind, reason)


def test_every_veto_has_a_reason_to_hand_over() -> None:
    assert set(HANDOFF_BY_VETO) == set(get_args(VetoReason))
    assert set(HANDOFF_BY_VETO.values()) <= set(get_args(HandoffReason))


def test_a_veto_or_a_doubt_caps_the_probability_below_any_threshold() -> None:
    for found in (
        evidence(NEAR, unknown=("ZZ-9",)),
        evidence(NEAR, unknown=("ZZ-9",), suggestions=("ZZ8",)),
        evidence(FAR, vetoed=((NEAR, "expired"),)),
    ):
        decision = decide(asked(QUESTION), found, DRAFT, SURE, fidelity_failed=False)
        assert decision.confidence_cap <= 0.1


def test_no_more_choices_than_a_customer_reads() -> None:
    many = tuple(f"XR{number}" for number in range(9))
    found = evidence(NEAR, unknown=("XR-1",), suggestions=many)
    decision = decide(asked(QUESTION), found, DRAFT, SURE, fidelity_failed=False)
    assert decision.choices == many[:CHOICES]


def test_an_expired_certificate_is_not_answered_around() -> None:
    """A passage that may be used, as near as the certificate that ran out, does not replace it."""
    facts = DocumentFacts(kind="certificate")
    certificate = passage(
        stored(("paragraph", "Certified for zone 2.", None), path="ce.md", facts=facts),
        nearness=0.80,
        score=2.9,
    )
    found = evidence(NEAR, vetoed=((certificate, "expired"),))
    decision = decide(asked("Is it certified?"), found, DRAFT, SURE, fidelity_failed=False)
    assert (decision.kind, decision.reason) == ("handoff", "expired")


def test_an_expired_certificate_far_off_keeps_no_answer_back() -> None:
    certificate = passage(
        stored(
            ("paragraph", "Certified for zone 2.", None),
            path="ce.md",
            facts=DocumentFacts(kind="certificate"),
        ),
        nearness=0.40,
        score=2.9,
    )
    found = evidence(NEAR, vetoed=((certificate, "expired"),))
    decision = decide(asked("How much does it pump?"), found, DRAFT, SURE, fidelity_failed=False)
    assert decision.kind == "answer"


def test_every_combination_has_a_decision_and_no_weaker_one_answers() -> None:
    questions = (QUESTION, "hello", "talk to a human")
    vetoes: list[tuple[VetoReason, ...]] = [(), ("expired",), ("wrong_model", "other_market")]
    for question, usable, veto, unknown, near, made, value, failed in itertools.product(
        questions,
        ((), (FAR,), (NEAR, FAR)),
        vetoes,
        ((), ("ZZ-9",)),
        ((), ("ZZ8",)),
        (NOTHING, DRAFT),
        (0.1, 0.9),
        (False, True),
    ):
        found = evidence(
            *usable,
            vetoed=tuple((NEAR, reason) for reason in veto),
            unknown=unknown,
            suggestions=near,
        )
        decision: Decision = decide(
            asked(question), found, made, confidence(value), fidelity_failed=failed
        )
        assert (decision.reason is not None) == (decision.kind == "handoff")
        assert bool(decision.choices) == (decision.kind == "clarify")
        if decision.kind == "answer":
            assert value == 0.9
            assert made is DRAFT
            assert not unknown
            assert question == QUESTION


OPEN: list[tuple[str, Evidence, float, int, str, str]] = [
    ("models", replace(evidence(NEAR), open_models=("LX", "XR")), 0.9, 0, "clarify", "which_model"),
    ("unsure", replace(evidence(NEAR), open_models=("LX", "XR")), 0.4, 1, "clarify", "which_model"),
    (
        "markets",
        replace(evidence(NEAR), open_markets=("EU", "US")),
        0.9,
        0,
        "clarify",
        "which_market",
    ),
    (
        "both",
        replace(evidence(NEAR), open_models=("A", "B"), open_markets=("EU", "US")),
        0.9,
        0,
        "clarify",
        "which_model",
    ),
    (
        "twice before",
        replace(evidence(NEAR), open_models=("LX", "XR")),
        0.9,
        2,
        "handoff",
        "low_confidence",
    ),
    (
        "far off",
        replace(evidence(NEAR), open_models=("LX", "XR")),
        0.1,
        0,
        "handoff",
        "low_confidence",
    ),
    (
        "a veto",
        replace(evidence(FAR, vetoed=((NEAR, "expired"),)), open_models=("A", "B")),
        0.9,
        0,
        "handoff",
        "expired",
    ),
    (
        "a typing error first",
        replace(evidence(NEAR, unknown=("X-1",), suggestions=("X2",)), open_models=("A", "B")),
        0.9,
        0,
        "clarify",
        "did_you_mean",
    ),
    (
        "a typing error, twice before",
        evidence(NEAR, unknown=("X-1",), suggestions=("X2",)),
        0.9,
        2,
        "handoff",
        "low_confidence",
    ),
]


@pytest.mark.parametrize(
    ("found", "value", "asked_back", "kind", "what"),
    [case[1:] for case in OPEN],
    ids=[case[0] for case in OPEN],
)
def test_what_is_left_open_is_asked_back_at_most_twice(
    found: Evidence, value: float, asked_back: int, kind: str, what: str
) -> None:
    decision = decide(
        asked(QUESTION),
        found,
        DRAFT,
        confidence(value),
        fidelity_failed=False,
        asked_back=asked_back,
    )
    assert decision.kind == kind
    assert (decision.about if kind == "clarify" else decision.reason) == what
    assert len(decision.choices) <= CHOICES
    assert kind != "clarify" or decision.confidence_cap < 0.5


@dataclass(frozen=True)
class Condition:
    """Something that decides a case, and what it decides alone."""

    kind: str
    reason: HandoffReason | None
    evidence: dict[str, Any] = field(default_factory=dict)
    given: dict[str, Any] = field(default_factory=dict)
    question: str = QUESTION
    made: Draft | None = None
    value: float = 0.9
    risks: tuple[Risk, ...] = ()
    asked_before: int = 0
    with_person: bool = False


def risk(name: str, action: RiskAction, *, level: Level = "L3", priority: int = 1) -> Risk:
    """A risk that somebody wrote of."""
    return Risk(risk_class=name, probability=0.9, level=level, action=action, priority=priority)


SAFETY = risk("safety", "hand_over")
URGENCY = risk("urgency", "prioritise", level="L1", priority=6)
CONDITIONS: dict[str, Condition] = {
    "with a person": Condition("handoff", "with_person", with_person=True),
    "risk": Condition("handoff", "risk", risks=(SAFETY,)),
    "person": Condition("handoff", "asked_for_person", question="talk to a human"),
    "small talk": Condition("small_talk", None, question="hello"),
    "asked again": Condition("handoff", "repeated", asked_before=2),
    "typing error, twice before": Condition(
        "handoff",
        "low_confidence",
        {"suggestions": ("X2",)},
        {"asked_back": 2},
    ),
    "typing error": Condition("clarify", None, {"suggestions": ("X2",)}),
    "unknown model": Condition("handoff", "unknown_model", {"unknown_models": ("ZZ-9",)}),
    "unknown number": Condition("handoff", "unknown_identifier", {"unknown_numbers": ("EN 9",)}),
    "expired": Condition("handoff", "expired", {"vetoed": "expired"}),
    "other market": Condition("handoff", "other_market", {"vetoed": "other_market"}),
    "wrong model": Condition("handoff", "wrong_model", {"vetoed": "wrong_model"}),
    "wrong certificate": Condition("handoff", "wrong_identifier", {"vetoed": "wrong_certificate"}),
    "unfaithful": Condition(
        "handoff", "fidelity_failed", given={"fidelity_failed": True}, made=NOTHING
    ),
    "nothing": Condition("handoff", "nothing_found", made=NOTHING),
    "two markets": Condition("clarify", None, {"open_markets": ("EU", "US")}),
    "contradiction": Condition("handoff", "contradiction", made=CONTRADICTED),
    "foreign language": Condition(
        "handoff", "unsupported_language", given={"is_spoken": False}, value=0.5
    ),
    "out of scope": Condition("handoff", "out_of_scope", given={"is_in_scope": False}, value=0.5),
    "unsure": Condition("handoff", "low_confidence", value=0.5),
}
"""In the order in which one wins over another."""
TOGETHER: dict[tuple[str, str], HandoffReason] = {
    ("nothing", "foreign language"): "unsupported_language",
}
"""Two that say together what neither says alone: nothing may have been found for the language."""

PAIRS = list(itertools.combinations(CONDITIONS, 2))
IN_PLACE_OF_DOUBT: frozenset[HandoffReason] = frozenset({"sensitive_person_data"})


def both(first: Condition, second: Condition, *, is_sensitive: bool = False) -> Decision:
    """What is decided where two conditions hold at once."""
    fields = {**second.evidence, **first.evidence}
    vetoes = [one.evidence["vetoed"] for one in (first, second) if "vetoed" in one.evidence]
    passages = (FAR,) if vetoes else (NEAR,)
    fields["vetoed"] = tuple(
        # of two vetoes the one whose passage stands higher decides
        Vetoed(passage=replace(NEAR, score=NEAR.score - place), reason=reason)
        for place, reason in enumerate(vetoes)
    )
    asks = [one.question for one in (first, second) if one.question != QUESTION]
    drafts = [one.made for one in (first, second) if one.made is not None]
    # no draft leaves nothing to contradict
    made = NOTHING if NOTHING in drafts else (drafts or [DRAFT])[0]
    prepared = asked(asks[0] if asks else QUESTION)
    again = max(first.asked_before, second.asked_before)
    prepared = replace(
        prepared,
        question=replace(
            prepared.question,
            asked_before=again,
            with_person=first.with_person or second.with_person,
        ),
        risks=tuple(dict.fromkeys((*first.risks, *second.risks))),
        is_sensitive=is_sensitive,
    )
    return decide(
        prepared,
        replace(evidence(*passages), **fields),
        made,
        confidence(min(first.value, second.value)),
        **{"fidelity_failed": False, **second.given, **first.given},
    )


@pytest.mark.parametrize("name", CONDITIONS)
def test_every_condition_decides_alone(name: str) -> None:
    condition = CONDITIONS[name]
    decision = both(condition, condition)
    assert (decision.kind, decision.reason) == (condition.kind, condition.reason)


@pytest.mark.parametrize(("stronger", "weaker"), PAIRS, ids=map(" over ".join, PAIRS))
def test_of_two_conditions_the_one_listed_first_wins(stronger: str, weaker: str) -> None:
    first, second = CONDITIONS[stronger], CONDITIONS[weaker]
    decision = both(first, second)
    reason = TOGETHER.get((stronger, weaker), first.reason)
    assert (decision.kind, decision.reason) == (first.kind, reason)


def test_every_reason_there_is_has_a_condition() -> None:
    given = {one.reason for one in CONDITIONS.values() if one.reason}
    assert given | IN_PLACE_OF_DOUBT == set(get_args(HandoffReason))
    assert not given & IN_PLACE_OF_DOUBT


@pytest.mark.parametrize("name", CONDITIONS)
def test_numbers_that_nobody_should_send_name_only_a_hand_off_that_says_nothing_else(
    name: str,
) -> None:
    condition = CONDITIONS[name]
    decision = both(condition, condition, is_sensitive=True)
    expected = "sensitive_person_data" if condition.reason in NO_NEWS else condition.reason
    assert (decision.kind, decision.reason) == (condition.kind, expected)
    if expected == "sensitive_person_data":
        assert decision.level == "L2"


def test_what_is_sure_enough_is_sent_whatever_its_language_and_its_scope() -> None:
    decision = decide(
        asked(QUESTION),
        evidence(NEAR),
        DRAFT,
        SURE,
        fidelity_failed=False,
        is_spoken=False,
        is_in_scope=False,
    )
    assert decision.kind == "answer"


def with_risks(*risks: Risk, question: str = QUESTION, value: float = 0.9) -> Decision:
    """What is decided of a message that holds these."""
    return decide(
        replace(asked(question), risks=risks),
        evidence(NEAR),
        DRAFT,
        confidence(value),
        fidelity_failed=False,
    )


def test_a_risk_that_a_person_answers_is_handed_over_at_its_own_level() -> None:
    for level in get_args(Level):
        decision = with_risks(risk("customs", "hand_over", level=level))
        assert (decision.kind, decision.reason, decision.level) == ("handoff", "risk", level)
        assert decision.risk is not None
        assert decision.risk.risk_class == "customs"


def test_a_draft_is_as_right_as_before_when_a_person_has_to_send_it() -> None:
    assert with_risks(SAFETY).confidence_cap == 1.0


def test_the_wish_for_a_person_is_a_reason_of_its_own() -> None:
    wish = risk("wants_person", "hand_over", level="L1", priority=5)
    assert with_risks(wish).reason == "asked_for_person"
    assert with_risks(SAFETY, wish).reason == "risk"
    assert with_risks(SAFETY, question="talk to a human").reason == "risk"


def test_what_is_only_prioritised_or_noted_is_answered_and_kept_in_mind() -> None:
    actions: tuple[RiskAction, ...] = ("prioritise", "note")
    for action in actions:
        decision = with_risks(replace(URGENCY, action=action))
        assert decision.kind == "answer"
        assert decision.risk is not None
    assert with_risks(URGENCY, value=0.5).level == "L1"
    assert with_risks(URGENCY, SAFETY).risk == SAFETY


def test_the_same_question_is_answered_twice_and_handed_over_the_third_time() -> None:
    once = asked(QUESTION)
    kinds = [
        decide(
            replace(once, question=replace(once.question, asked_before=before)),
            evidence(NEAR),
            DRAFT,
            SURE,
            fidelity_failed=False,
        ).kind
        for before in range(4)
    ]
    assert kinds == ["answer", "answer", "handoff", "handoff"]


def test_who_takes_over_depends_on_the_reason_alone() -> None:
    levels = {
        reason: Decision(kind="handoff", reason=reason).level for reason in get_args(HandoffReason)
    }
    assert {reason for reason, level in levels.items() if level == "L2"} == {
        "contradiction",
        "expired",
        "fidelity_failed",
        "sensitive_person_data",
    }
    assert {reason for reason, level in levels.items() if level == "L3"} == {"risk"}
    assert Decision(kind="answer").level == "L1"
