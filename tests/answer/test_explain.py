"""Why a reply is as it is, as a table: one row for each kind of decision and what its lines say."""

import dataclasses
import json
from collections.abc import Sequence
from datetime import date
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from answer.decide import Decision, decide
from answer.draft import Draft, Evidence, Vetoed, VetoReason
from answer.engine import AnswerEngine
from answer.explain import explain
from answer.explanation_words import (
    CHANGES,
    COUNTED_VETOES,
    HANDOFFS,
    listed,
    ordinal,
    percent,
    short,
)
from answer.judge import Contribution, load_model
from answer.question import PreparedQuestion, Question
from answer.reply import ExplanationLine, HandoffReason, Level, Signal
from answer.signal_words import SIGNAL_WORDS, words_for
from answer.signals import NAMES, signals
from answer.telling_signals import said, telling
from answer.what_if import Case, Judges, WhatIf, what_would_raise, without_vetoes_on
from api.bootstrap import Application
from api.schemas import reply_values
from ingest.document import DocumentFacts
from tests.answer.samples import asked, confidence, draft, evidence, passage, quote, stored
from tests.small_company import FILES, SECRET, TODAY

MODEL = load_model()
DOCUMENT = stored(
    ("paragraph", "The fuse is rated 4 A.", 7), facts=DocumentFacts(models=("XR-200A", "XR-200B"))
)
NEAR = passage(DOCUMENT, headings=("Data", "Fuses"), nearness=0.7, score=3.0)
FAR = passage(stored(("paragraph", "Boil it.", None), path="b.md"), nearness=0.1, score=0.5)
QUOTED = quote(DOCUMENT, DOCUMENT.text, page=7)
CITED = dataclasses.replace(QUOTED.citations[0], heading_path=("Data", "Fuses"))
DRAFT = draft(dataclasses.replace(QUOTED, citations=(CITED,)), used=(NEAR,))
NOTHING = draft()
QUESTION = "What is the fuse rated?"
TOPICS = ["source", "probability", "vetoes", "raise", "decision"]
FACTS: dict[VetoReason, DocumentFacts] = {
    "expired": DocumentFacts(valid_to=date(2025, 3, 1)),
    "not_yet_valid": DocumentFacts(valid_from=date(2027, 1, 1)),
    "superseded": DocumentFacts(),
    "other_market": DocumentFacts(markets=("EU", "CH")),
    "wrong_model": DocumentFacts(models=("XR-300",)),
    "wrong_certificate": DocumentFacts(kind="certificate"),
    "wrong_standard": DocumentFacts(),
}
SAID_OF_VETO: dict[VetoReason, str] = {
    "expired": "old.md, expired after 2025-03-01.",
    "not_yet_valid": "old.md, holds only from 2027-01-01.",
    "superseded": "old.md, replaced by a newer document.",
    "other_market": "old.md, only for EU and CH.",
    "wrong_model": "old.md, stated for XR-300,",
    "wrong_certificate": "old.md, about another certificate.",
    "wrong_standard": "old.md, about another standard.",
}


def vetoed(reason: VetoReason, *, score: float = 5.0, nearness: float = 0.9) -> Vetoed:
    document = stored(("paragraph", "It ran out.", 1), path="old.md", facts=FACTS[reason])
    return Vetoed(passage=passage(document, nearness=nearness, score=score), reason=reason)


def case(
    question: str = QUESTION,
    *,
    found: Evidence | None = None,
    made: Draft = DRAFT,
    value: float = 0.9,
    decision: Decision | None = None,
    level: Level = "L1",
    suggested: bool = False,
    language: str = "en",
) -> Case:
    """A case as the engine would have it, decided by the real rules."""
    prepared = asked(question, language=language)
    known = evidence(NEAR, FAR) if found is None else found
    values = signals(prepared, known, made, coverage=0.5)
    judged = dataclasses.replace(confidence(value), signals=values)
    if decision is None and not suggested:
        decision = decide(prepared, known, made, judged, fidelity_failed=False)
    return Case(
        prepared=prepared,
        evidence=known,
        draft=made,
        judged=judged,
        decision=decision,
        level=level,
        max_wrong_share=0.03,
    )


def judges(given_case: Case, *, without_veto: float = 0.91) -> Judges:
    """The shipped model on the case's own signals."""

    def by_evidence(prepared: PreparedQuestion, found: Evidence) -> float:
        return MODEL.probability(signals(prepared, found, given_case.draft, coverage=0.5))

    return Judges(
        by_signals=MODEL.probability,
        by_evidence=by_evidence,
        without_veto=lambda veto: without_veto,
        means=MODEL.means,
        right_means=MODEL.right_means,
    )


def lines(given_case: Case, changes: Sequence[WhatIf] = ()) -> dict[str, ExplanationLine]:
    """The explanation by topic."""
    made = explain(
        given_case,
        contributions=MODEL.contributions(given_case.judged.signals),
        changes=changes,
    )
    assert len(made) <= 5
    for line in made:
        assert line.text == line.text.strip()
        assert "\n" not in line.text
        assert line.text.endswith(".")
        json.dumps(dict(line.values))
    return {line.code.partition(".")[0]: line for line in made}


def veto_case(reason: VetoReason) -> Case:
    found = Evidence(passages=(FAR,), vetoed=(vetoed(reason),))
    return case("Is the XR-200A good?", found=found, level="L2")


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
        case(found=evidence(NEAR, unknown=("XR-201",), suggestions=("XR200", "XR210"))),
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


# what would raise it


def raised(given_case: Case) -> dict[str, WhatIf]:
    return {one.change: one for one in what_would_raise(given_case, judges=judges(given_case))}


def test_naming_the_model_is_told_only_where_other_models_compete() -> None:
    sister = stored(
        ("paragraph", "The fuse is rated 8 A.", None),
        path="sister.md",
        facts=DocumentFacts(models=("XR-300",)),
    )
    rival = passage(sister, nearness=0.69, score=2.9)
    own = dataclasses.replace(NEAR, identifiers=("XR200A", "XR200B"))
    made = dataclasses.replace(DRAFT, used=(own,))
    competing = case(found=evidence(own, rival, FAR), made=made, value=0.3)
    told = raised(competing)["model_named"]
    assert told.names == ("XR-200A", "XR-200B")
    assert told.value is not None
    assert told.value > 0.3
    # what is told is the model's own judgement of the case without the rival
    alone = {**_values(competing), **_values(case(found=evidence(own, FAR), made=made))}
    alone |= {"identifier_agrees": 1.0, "question_length": 0.0}
    by_hand = [
        Signal(name=name, value=value) for name, value in alone.items() if name != "question_length"
    ]
    length = _values(case(f"XR-200A {QUESTION}"))["question_length"]
    by_hand.append(Signal(name="question_length", value=length))
    assert told.value == pytest.approx(MODEL.probability(by_hand), abs=1e-6)
    assert "model_named" not in raised(case(found=evidence(own, FAR), made=made, value=0.3))
    named = case("What is the fuse of the XR-200A rated?", found=competing.evidence, made=made)
    assert "model_named" not in raised(dataclasses.replace(named, judged=competing.judged))


def _values(given_case: Case) -> dict[str, float]:
    return {signal.name: signal.value for signal in given_case.judged.signals}


def test_a_translation_is_told_only_across_languages() -> None:
    across = case(value=0.05, language="de")
    sure = dataclasses.replace(judges(across), by_signals=lambda found: 0.7)
    told = {one.change: one for one in what_would_raise(across, judges=sure)}
    assert told["translated"].names == ("de", "manual.md")
    at_home = {one.change for one in what_would_raise(case(value=0.05), judges=sure)}
    assert at_home == {"entry_written"}


def test_a_text_of_its_own_raises_what_was_not_found() -> None:
    lost = case(found=evidence(), made=NOTHING, value=0.1)
    told = raised(lost)["entry_written"]
    assert told.value is not None
    assert told.value > 0.48
    text = lines(lost, [told])["raise"].text
    assert text.startswith(f"Would be about {percent(told.value, beside=0.8)} with a text in")


def test_a_choice_is_looked_up_anew_without_a_number() -> None:
    given_case = TABLE[4][1]
    (told,) = what_would_raise(given_case, judges=judges(given_case))
    assert told == WhatIf(change="model_chosen", value=None, names=("XR200", "XR210"))
    text = lines(given_case, [told])["raise"].text
    assert text == "Would be looked up anew with a known model named instead (XR200 or XR210)."


@given(st.floats(0, 1), st.floats(0, 1))
def test_no_change_is_told_that_lowers_or_leaves_it_doubtful(value: float, changed: float) -> None:
    given_case = case(value=value, suggested=True, language="de")
    constant = Judges(
        by_signals=lambda found: changed,
        by_evidence=lambda prepared, found: changed,
        without_veto=lambda veto: changed,
        means=MODEL.means,
        right_means=MODEL.right_means,
    )
    told = what_would_raise(given_case, judges=constant)
    assert bool(told) == (changed >= max(value + 0.02, 0.6 * 0.8))


def test_freeing_a_document_frees_all_its_passages_and_no_other() -> None:
    other = vetoed("expired")
    other = dataclasses.replace(
        other, passage=dataclasses.replace(other.passage, document="other.md")
    )
    before = Evidence(passages=(NEAR, FAR), vetoed=(vetoed("expired"), other, vetoed("expired")))
    after = without_vetoes_on("old.md", before)
    assert [one.document for one in after.passages] == ["old.md", "old.md", "manual.md", "b.md"]
    assert after.vetoed == (other,)


# which signals are told


def contribution(name: str, share: float, *, value: float, mean: float = 0.5) -> Contribution:
    return Contribution(name=name, value=value, mean=mean, share=share)


def test_signals_that_measure_the_same_speak_once_and_strongest_first() -> None:
    made = [
        contribution("dense_margin", -2.0, value=0.9),
        contribution("dense_spread", 1.2, value=0.9),
        contribution("score_margin", -0.3, value=0.1),
        contribution("unit_similarity", 0.9, value=0.9),
        contribution("dense_best", 0.05, value=0.6),
        contribution("question_length", 0.2, value=0.1),
    ]
    for_it, against_it = telling(made)
    assert [one.speaker.name for one in for_it] == ["unit_similarity", "question_length"]
    # the margin works against what a person expects: the one beside it speaks for the group
    assert [one.speaker.name for one in against_it] == ["score_margin"]
    assert against_it[0].share == pytest.approx(-1.1)
    assert said(against_it[0]) == "the next best passage ranks close behind (strongly)"
    assert said(for_it[1]) == "the question is short"


def test_across_languages_words_in_common_are_not_blamed_on_the_passage() -> None:
    made = [
        contribution("same_language", -0.2, value=0.0),
        contribution("lexical_coverage", -0.4, value=0.0),
    ]
    for_it, against_it = telling(made)
    assert for_it == ()
    assert [said(one) for one in against_it] == ["question and text are in different languages"]
    assert against_it[0].share == pytest.approx(-0.6)


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


# who may read them


@pytest.fixture(scope="module")
def engine(company: Application) -> AnswerEngine:
    return company.engine()


_INTERNAL_PATHS = [path for path, text in FILES.items() if "audience: agent" in text]
_WORDS = sorted(
    {word.strip(".,;:") for path in _INTERNAL_PATHS for word in FILES[path].split()}
    - {"---", SECRET}
    | {"XR-200A", "certified", "explosion", "warranty", "courier", "XR-999"}
)


@settings(max_examples=40, deadline=None)
@given(
    words=st.lists(st.sampled_from(_WORDS), min_size=1, max_size=8), market=st.sampled_from("D ")
)
def test_a_customer_is_never_told_why_and_their_agent_never_of_internal_texts(
    engine: AnswerEngine, words: list[str], market: str
) -> None:
    question = Question(
        id="q", question=" ".join(words), market="DE" if market == "D" else "", as_of=TODAY
    )
    for reply in (engine.reply(question), *engine.suggest(question)):
        assert reply.explanation
        assert reply_values(reply, audience="customer")["explanation"] is None
        # evidence for customers holds no internal document, not even as a veto
        told = json.dumps(reply_values(reply, audience="agent")["explanation"])
        assert "sop/" not in told
        assert SECRET not in told


def test_an_agent_who_looks_into_internal_texts_is_told_of_them(engine: AnswerEngine) -> None:
    question = "What goodwill discount may be granted after two complaints?"
    reply = engine.reply(Question(id="q", question=question, audience="agent", as_of=TODAY))
    assert "sop/goodwill.md" in reply.explanation[0].text
    assert reply_values(reply, audience="customer")["explanation"] is None


@pytest.mark.parametrize(
    ("question", "market", "code", "text"),
    [
        ("How do I send goods back?", "", "decision.answer", "policies/returns.md"),
        (
            "Is the XR-200A certified for explosion protection?",
            "",
            "decision.handoff",
            "certificates/explosion.md, expired after 2024-12-31",
        ),
        ("What does the XR-999Z weigh?", "", "decision.handoff", "XR-999Z"),
        (
            "Does a courier pick up defective drives at home?",
            "DE",
            "decision.handoff",
            "only for US",
        ),
    ],
)
def test_the_engine_explains_real_replies(
    engine: AnswerEngine, question: str, market: str, code: str, text: str
) -> None:
    reply = engine.reply(Question(id="q", question=question, market=market, as_of=TODAY))
    assert [line.code.partition(".")[0] for line in reply.explanation] == TOPICS
    assert reply.explanation[-1].code == code
    assert text in " ".join(line.text for line in reply.explanation)
    values = dict(reply.explanation[1].values)
    assert values["value"] == reply.confidence.value
    assert values["threshold"] == reply.confidence.threshold


def test_a_renewed_document_gives_the_probability_that_was_told(engine: AnswerEngine) -> None:
    """On a day on which the certificate held, the engine is as sure as it says it would be."""
    question = Question(
        id="q", question="Is the XR-200A certified for explosion protection?", as_of=TODAY
    )
    told = dict(engine.reply(question).explanation[3].values)
    assert told["changes"] == ("renewed",)
    held = engine.reply(dataclasses.replace(question, as_of=date(2024, 6, 1)))
    probabilities = told["probabilities"]
    assert isinstance(probabilities, tuple)
    assert probabilities[0] == pytest.approx(held.confidence.value, abs=0.02)


def test_the_source_told_is_the_source_cited(engine: AnswerEngine) -> None:
    question = Question(id="q", question="How do I reset the XR-200A?", language="de", as_of=TODAY)
    suggested = engine.suggest(question)
    assert suggested
    for reply in suggested:
        cited = reply.statements[0].citations[0].document
        assert dict(reply.explanation[0].values)["document"] == cited
