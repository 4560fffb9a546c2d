"""What would raise a draft's probability, each change judged by the model itself. Pure.

Only changes that somebody can bring about: the customer names the model, a document is renewed,
translated or written. Each is made to the signals or to the evidence and judged again; one that
the model does not react to, or that would leave the draft doubtful, is not told.
"""

import dataclasses
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from answer.decide import HANDOFF_BY_VETO, Decision
from answer.draft import Draft, Evidence, Vetoed
from answer.judge import MEDIUM_SHARE
from answer.question import PreparedQuestion
from answer.reply import Caveat, Confidence, Level, Signal
from answer.signal_words import words_for
from index.passage import Passage
from ingest.identifier import Identifier
from ingest.identifiers import canonical
from ingest.language import same_language

Change = Literal[
    "renewed",
    "reconciled",
    "model_named",
    "model_chosen",
    "documented",
    "translated",
    "entry_written",
]
LEAST_RISE = 0.02
"""What changes less is no advice."""
MODELS_TRIED = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A judged draft with what was decided of it."""

    prepared: PreparedQuestion
    evidence: Evidence
    draft: Draft
    judged: Confidence
    """Before any rule capped it."""
    decision: Decision | None
    """None for a suggestion: an agent decides."""
    level: Level
    """Who takes over where it is handed over."""
    max_wrong_share: float
    """The error budget that the threshold stands for."""
    caveats: tuple[Caveat, ...] = ()
    """What the answer is sent with."""

    @property
    def value(self) -> float:
        """The probability after vetoes."""
        cap = 1.0 if self.decision is None else self.decision.confidence_cap
        return min(self.judged.value, cap)

    @property
    def deciding_veto(self) -> Vetoed | None:
        """The best vetoed passage of the kind that decided the case, if one did."""
        if self.decision is None or self.decision.reason is None:
            return None
        reason = self.decision.reason
        found = [one for one in self.evidence.vetoed if HANDOFF_BY_VETO[one.reason] == reason]
        return max(found, key=lambda one: one.passage.score, default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class WhatIf:
    """One change, and the probability the model gives with it."""

    change: Change
    value: float | None
    """None where it has to be looked up anew to be known."""
    names: tuple[str, ...] = ()
    """What the change is about: models, a document, a language."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judges:
    """Ways to judge a changed case, given by whoever knows model and signals."""

    by_signals: Callable[[Sequence[Signal]], float]
    by_evidence: Callable[[PreparedQuestion, Evidence], float]
    """The same draft for another question or with other rivals."""
    without_veto: Callable[[Vetoed], float]
    """What would be decided if this document might answer."""
    right_means: Mapping[str, float]
    """Of the signals, over right drafts from texts in the question's language."""
    language_gain: Mapping[str, float]
    """How much higher a signal of right drafts is where text and question share a language."""


def what_would_raise(case: Case, *, judges: Judges) -> tuple[WhatIf, ...]:
    """The changes that raise the probability, highest first."""
    if case.prepared.wants_person or case.prepared.intent != "question":
        return ()
    least = max(case.value + LEAST_RISE, MEDIUM_SHARE * case.judged.threshold)
    found = [one for one in _changes(case, judges) if one.value is None or one.value >= least]
    return tuple(sorted(found, key=lambda one: -(one.value or 0.0)))


def without_vetoes_on(document: str, evidence: Evidence) -> Evidence:
    """The evidence had this document been free to answer."""
    freed = [one.passage for one in evidence.vetoed if one.passage.document == document]
    return dataclasses.replace(
        evidence,
        passages=tuple(sorted((*evidence.passages, *freed), key=lambda one: -one.score)),
        vetoed=tuple(one for one in evidence.vetoed if one.passage.document != document),
    )


def _changes(case: Case, judges: Judges) -> Iterator[WhatIf]:
    veto = case.deciding_veto
    if veto is not None:
        value = judges.without_veto(veto)
        yield WhatIf(change="renewed", value=value, names=(veto.passage.document,))
        return
    if case.decision and case.decision.contradiction:
        found = case.decision.contradiction
        documents = (found.this.passage.document, found.other.passage.document)
        # the cap goes with the contradiction, and nothing else changes
        yield WhatIf(change="reconciled", value=case.judged.value, names=documents)
        return
    evidence = case.evidence
    if case.decision and case.decision.kind == "clarify":
        choices = case.decision.choices
        # what is found for the unknown one says little of what a known one finds
        yield WhatIf(change="model_chosen", value=None, names=choices)
        return
    unknown = (*evidence.unknown_models, *evidence.unknown_numbers)
    if unknown:
        yield WhatIf(change="documented", value=None, names=unknown)
        return
    best = case.draft.used[0] if case.draft.used else None
    if best and not any(one.kind == "model" for one in case.prepared.identifiers):
        models = best.facts.models[:MODELS_TRIED]
        # which model is meant decides only where passages compete that hold for others
        if models and all(_rivals(case, model) != evidence.passages for model in models):
            yield WhatIf(change="model_named", value=_named(case, models, judges), names=models)
    language = case.prepared.language
    if best and not same_language(best.language, language):
        value = judges.by_signals(_translated(case.judged.signals, judges.language_gain))
        yield WhatIf(change="translated", value=value, names=(language, best.document))
    value = judges.by_signals(_written(case, judges.right_means))
    yield WhatIf(change="entry_written", value=value, names=(language,))


def _named(case: Case, models: Sequence[str], judges: Judges) -> float:
    """The least probability with any of the models named."""
    values = []
    for model in models:
        one = canonical(model)
        named = Identifier(text=model, canonical=one, kind="model", start=0, end=len(model))
        prepared = dataclasses.replace(
            case.prepared,
            text=f"{model} {case.prepared.text}",
            identifiers=(named, *case.prepared.identifiers),
        )
        evidence = dataclasses.replace(case.evidence, passages=_rivals(case, model))
        values.append(judges.by_evidence(prepared, evidence))
    return min(values)


def _rivals(case: Case, model: str) -> tuple[Passage, ...]:
    """The usable passages that are left once a model is named."""
    return tuple(one for one in case.evidence.passages if _may_hold(one, canonical(model)))


def _may_hold(passage: Passage, model: str) -> bool:
    """Whether the document's own facts leave room for a model (canonical form)."""
    stated = [canonical(one) for one in passage.facts.models]
    return not stated or any(
        model.startswith(one) and not model[len(one) : len(one) + 1].isdigit() for one in stated
    )


def _translated(signals: Sequence[Signal], gain: Mapping[str, float]) -> tuple[Signal, ...]:
    """The signals had the text stood in the question's language, by what that usually brings."""
    values = {signal.name: signal.value + gain.get(signal.name, 0.0) for signal in signals}
    return _changed(signals, {**values, "same_language": 1.0})


def _written(case: Case, right_means: Mapping[str, float]) -> tuple[Signal, ...]:
    """The signals of a text that answers the question in its words.

    In all else it is as good as right answers usually are, or as what was found is already.
    """
    signals = case.judged.signals
    better: dict[str, float] = {}
    for signal in signals:
        more_is_better = words_for(signal.name).more_is_better
        if more_is_better is not None:
            nearer_to_right = max if more_is_better else min
            better[signal.name] = nearer_to_right(signal.value, right_means[signal.name])
    named = float(bool(case.prepared.identifiers))
    return _changed(
        signals,
        {**better, "same_language": 1.0, "identifier_agrees": named, "identifier_missing": 0.0},
    )


def _changed(signals: Sequence[Signal], values: Mapping[str, float]) -> tuple[Signal, ...]:
    return tuple(
        dataclasses.replace(signal, value=values.get(signal.name, signal.value))
        for signal in signals
    )
