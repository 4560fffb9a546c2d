"""Hand-made cases judged by the shipped model, for explanations and what would raise them."""

import dataclasses
import json
from collections.abc import Sequence
from datetime import date

import numpy as np

from answer.decide import Decision, decide
from answer.draft import Draft, Evidence, Vetoed, VetoReason
from answer.explain import explain
from answer.judge import load_model
from answer.question import PreparedQuestion
from answer.reply import ExplanationLine, Level
from answer.signals import rivals_of, signals
from answer.what_if import Case, Judges, WhatIf
from index.closeness import Closeness
from ingest.document import DocumentFacts
from tests.answer.samples import asked, confidence, draft, evidence, passage, quote, stored

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
TYPING_ERROR = evidence(NEAR, unknown=("XR-201",), suggestions=("XR200", "XR210"))
"""Evidence for a question that names a model nobody knows, with known ones beside it."""
FACTS: dict[VetoReason, DocumentFacts] = {
    "expired": DocumentFacts(valid_to=date(2025, 3, 1)),
    "not_yet_valid": DocumentFacts(valid_from=date(2027, 1, 1)),
    "superseded": DocumentFacts(),
    "other_market": DocumentFacts(markets=("EU", "CH")),
    "wrong_model": DocumentFacts(models=("XR-300",)),
    "wrong_certificate": DocumentFacts(kind="certificate"),
    "wrong_standard": DocumentFacts(),
    "wrong_code": DocumentFacts(),
}


def vetoed(reason: VetoReason, *, score: float = 5.0, nearness: float = 0.9) -> Vetoed:
    document = stored(("paragraph", "It ran out.", 1), path="old.md", facts=FACTS[reason])
    return Vetoed(passage=passage(document, nearness=nearness, score=score), reason=reason)


def closeness(found: Evidence, made: Draft) -> Closeness:
    """Both tokens of the question as near as the passage is, in a base of a thousand."""
    near = [passage.nearness for passage in rivals_of(found, made)]
    return Closeness(
        tokens_met=np.array([near, near], np.float32).T.reshape(len(near), 2),
        token_weights=np.ones(2, np.float32),
        alike=np.eye(len(near), dtype=np.float32),
        lengths=(40,) * len(near),
        base=1_000,
    )


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
    values = signals(prepared, known, made, closeness=closeness(known, made), said_alike=0.4)
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
        near = closeness(found, given_case.draft)
        return MODEL.probability(
            signals(prepared, found, given_case.draft, closeness=near, said_alike=0.4)
        )

    return Judges(
        by_signals=MODEL.probability,
        by_evidence=by_evidence,
        without_veto=lambda veto: without_veto,
        right_means=MODEL.right_means,
        language_gain=MODEL.language_gain,
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
