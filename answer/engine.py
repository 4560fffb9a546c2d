"""Question → reply. CONDUCTOR.

``prepare → split → (search → sort evidence → compose → ground → fidelity → judge → decide →
localize → explain) for each question → join``
"""

import dataclasses
import time
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypedDict

import numpy as np
from numpy.typing import NDArray

from answer.applicability import document_veto, sort_evidence
from answer.budgets import ErrorBudget, budget_of
from answer.compose import QuotingWriter, Writer
from answer.decide import Decision, decide
from answer.draft import Draft, Evidence, Unit, Vetoed
from answer.explain import explain
from answer.fidelity import check_fidelity
from answer.ground import ground
from answer.join_parts import join_parts
from answer.judge import ConfidenceModel, band, judge
from answer.left_open import left_open
from answer.locale.phrases import PhraseBook
from answer.localize import (
    localize_answer,
    localize_clarify,
    localize_handoff,
    localize_small_talk,
    market_name,
    times_asked_back,
)
from answer.nearness import draft_similarity, nearness
from answer.prepare import MAX_QUESTION_CHARACTERS, prepare
from answer.question import PreparedQuestion, Question
from answer.reply import (
    Answer,
    Choice,
    Clarify,
    Confidence,
    ExplanationLine,
    Handoff,
    HandoffReason,
    Level,
    Reply,
    Signal,
    ThresholdSource,
)
from answer.signals import rivals_of, signals
from answer.split_questions import asked_words, searched_text, split_questions
from answer.terms import TermBase
from answer.twin import translate_by_twin, without_repeats
from answer.what_if import Case, Judges, what_would_raise, without_vetoes_on
from index.content import StoredDocument
from index.passage import Passage
from index.search import Searcher
from ingest.language import same_language

LEVELS: dict[HandoffReason, Level] = {
    "contradiction": "L2",
    "expired": "L2",
    "fidelity_failed": "L2",
    "risk": "L3",
    "sensitive_person_data": "L2",
}
"""Who takes over; everything not named is first level."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineSettings:
    """The smallest part of the settings that answering needs."""

    max_question_characters: int = MAX_QUESTION_CHARACTERS
    passages: int = 20
    max_wrong_share: float = 0.03
    """The error budget that the threshold is set from, where no other fits the question."""
    error_budgets: tuple[ErrorBudget, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Examination:
    """A question's draft with what speaks for and against it."""

    prepared: PreparedQuestion
    evidence: Evidence
    draft: Draft
    confidence: Confidence
    """Before any rule capped it."""
    decision: Decision

    @property
    def by_probability(self) -> bool:
        """Whether the probability alone decided between sending it and handing over."""
        decision = self.decision
        doubtful = decision.reason == "low_confidence" and decision.confidence_cap == 1.0
        return decision.kind == "answer" or doubtful


class AnswerEngine:
    """Replies from whatever release is current when the question arrives. Safe for many threads."""

    def __init__(
        self,
        *,
        searcher: Callable[[], Searcher],
        model: ConfidenceModel,
        phrases: PhraseBook,
        settings: EngineSettings,
        terms: TermBase | None = None,
        writer: Writer | None = None,
    ) -> None:
        """``searcher`` gives the current one; a question keeps the one it started with."""
        self._searcher = searcher
        self._model = model
        self._phrases = phrases
        self._settings = settings
        self._terms = terms or TermBase()
        self._writer: Writer = writer or QuotingWriter()

    def reply(self, question: Question) -> Reply:
        """An ``Answer``, a ``Clarify`` or a ``Handoff``, always with a text to show.

        Raises ``QuestionInvalid`` for a question that cannot be taken, ``IndexMissing`` before the
        first release.
        """
        started = time.perf_counter()
        searcher = self._searcher()
        prepared = self._prepared(question, searcher)
        if prepared.intent != "question":
            draft, evidence = _nothing()
            confidence = self._certain(question)
            decision = decide(prepared, evidence, draft, confidence, fidelity_failed=False)
            return self._explained(
                prepared, evidence, draft, confidence, decision, searcher, started
            )
        identify = searcher.register(question.audience).identify
        message = question.question
        parts = split_questions(message, language=prepared.language, identify=identify)
        if len(parts) == 1:
            return self._reply_to(prepared, searcher, started)
        asked = [
            dataclasses.replace(
                question, question=searched_text(message, part), language=prepared.language
            )
            for part in parts
        ]
        return join_parts(
            [self._reply_to(self._prepared(one, searcher), searcher, started) for one in asked],
            questions=[asked_words(message, part) for part in parts],
            phrases=self._phrases,
            took_ms=_milliseconds(started),
        )

    def _reply_to(self, prepared: PreparedQuestion, searcher: Searcher, started: float) -> Reply:
        """The reply to a single question."""
        passages = searcher.search(prepared.query)
        evidence = self._evidence(prepared, passages, searcher)
        draft, confidence, failed = self._draft(prepared, evidence, searcher)
        decision = self._decided(prepared, evidence, draft, confidence, failed, searcher)
        return self._explained(prepared, evidence, draft, confidence, decision, searcher, started)

    def examine(self, question: Question) -> Examination:
        """The draft, everything its confidence was judged from, and what follows from it."""
        searcher = self._searcher()
        prepared = self._prepared(question, searcher)
        evidence = self._evidence(prepared, searcher.search(prepared.query), searcher)
        draft, confidence, failed = self._draft(prepared, evidence, searcher)
        return Examination(
            prepared=prepared,
            evidence=evidence,
            draft=draft,
            confidence=confidence,
            decision=self._decided(prepared, evidence, draft, confidence, failed, searcher),
        )

    def suggest(self, question: Question, *, count: int = 3) -> tuple[Answer, ...]:
        """Up to ``count`` replies for an agent, best first, each from other evidence."""
        started = time.perf_counter()
        searcher = self._searcher()
        prepared = self._prepared(question, searcher)
        evidence = self._evidence(prepared, searcher.search(prepared.query), searcher)
        suggestions: list[Answer] = []
        remaining = evidence
        while remaining.passages and len(suggestions) < count:
            draft, confidence, _ = self._draft(prepared, remaining, searcher)
            if not draft.statements:
                break
            answer = self._localize(
                prepared, draft, confidence, Decision(kind="answer"), searcher, started
            )
            if isinstance(answer, Answer):
                lines = self._explanation(prepared, remaining, draft, confidence, None, searcher)
                suggestions.append(dataclasses.replace(answer, explanation=lines))
            remaining = dataclasses.replace(
                remaining,
                passages=tuple(p for p in remaining.passages if p not in draft.used),
            )
        return tuple(sorted(suggestions, key=lambda answer: -answer.confidence.value))

    def prepare(self, question: Question) -> PreparedQuestion:
        """The question as it will be searched in the current release."""
        return self._prepared(question, self._searcher())

    def _prepared(self, question: Question, searcher: Searcher) -> PreparedQuestion:
        """The question with what the release and the term base know of its words."""
        register = searcher.register(question.audience)
        prepared = prepare(
            question,
            max_characters=self._settings.max_question_characters,
            search_limit=self._settings.passages,
            identify=register.identify,
            knows_product=register.knows_product,
        )
        expanded = self._terms.expansions(
            prepared.text,
            language=prepared.language,
            languages=[one.language for one in searcher.release.manifest.languages],
        )
        return dataclasses.replace(
            prepared,
            query=dataclasses.replace(prepared.query, expanded_terms=expanded),
        )

    def _evidence(
        self, prepared: PreparedQuestion, passages: Sequence[Passage], searcher: Searcher
    ) -> Evidence:
        register = searcher.register(prepared.question.audience)
        return sort_evidence(prepared, passages, register=register)

    def _draft(
        self, prepared: PreparedQuestion, evidence: Evidence, searcher: Searcher
    ) -> tuple[Draft, Confidence, bool]:
        query = prepared.query

        def met(
            passage: Passage, stretches: Sequence[tuple[int, int]]
        ) -> NDArray[np.float32] | None:
            return searcher.met(query, passage, stretches)

        def compare(units: Sequence[Unit]) -> NDArray[np.float32]:
            texts = [unit.text_to_compare for unit in units]
            return searcher.similarities(query, texts, [unit.passage.language for unit in units])

        draft = self._writer.write(
            prepared,
            evidence,
            similarity=lambda units: nearness(units, met=met, compare=compare),
        )
        draft = ground(draft, find_document=searcher.document)
        draft = dataclasses.replace(draft, similarity=draft_similarity(draft, met=met))
        found = self._signals(prepared, evidence, draft, searcher)
        draft = translate_by_twin(
            draft,
            language=self._reply_language(prepared),
            find_document=searcher.document,
            find_twin=lambda path, language: self._twin(path, language, prepared, searcher),
        )
        draft, failed = check_fidelity(without_repeats(draft))
        return draft, self._judged(found, prepared), failed

    def _signals(
        self, prepared: PreparedQuestion, evidence: Evidence, draft: Draft, searcher: Searcher
    ) -> tuple[Signal, ...]:
        coverage = searcher.coverage(prepared.query, draft.used[0]) if draft.used else 0.0
        return signals(
            prepared,
            evidence,
            draft,
            coverage=coverage,
            tokens_met=searcher.tokens_met(prepared.query, rivals_of(evidence, draft)),
        )

    def _decided(
        self,
        prepared: PreparedQuestion,
        evidence: Evidence,
        draft: Draft,
        confidence: Confidence,
        fidelity_failed: bool,
        searcher: Searcher,
    ) -> Decision:
        """What to do, given also what the question leaves open and how often it was asked back."""
        known = searcher.register(prepared.question.audience).catalogue
        opened = left_open(prepared, evidence, draft, catalogue=known)
        return decide(
            prepared,
            dataclasses.replace(evidence, open_models=opened.models, open_markets=opened.markets),
            draft,
            confidence,
            fidelity_failed=fidelity_failed,
            asked_back=times_asked_back(prepared.question.history, phrases=self._phrases),
        )

    def _twin(
        self, path: str, language: str, prepared: PreparedQuestion, searcher: Searcher
    ) -> StoredDocument | None:
        """The translation of a document, where the customer may see it and it holds itself."""
        twin = searcher.twin(path, language)
        if twin is None:
            return None
        if not twin.facts.seen_by(prepared.question.audience):
            return None
        known = searcher.register(prepared.question.audience).catalogue
        veto = document_veto(twin.path, twin.facts, prepared=prepared, catalogue=known)
        return twin if veto is None else None

    def _explained(
        self,
        prepared: PreparedQuestion,
        evidence: Evidence,
        draft: Draft,
        judged: Confidence,
        decision: Decision,
        searcher: Searcher,
        started: float,
    ) -> Reply:
        """The reply in the customer's language, with the lines that say why."""
        lines = self._explanation(prepared, evidence, draft, judged, decision, searcher)
        confidence = self._capped(judged, decision)
        reply = self._localize(prepared, draft, confidence, decision, searcher, started)
        return dataclasses.replace(reply, explanation=lines)

    def _explanation(
        self,
        prepared: PreparedQuestion,
        evidence: Evidence,
        draft: Draft,
        judged: Confidence,
        decision: Decision | None,
        searcher: Searcher,
    ) -> tuple[ExplanationLine, ...]:
        def value_of(found: Sequence[Signal]) -> float:
            return self._judged(found, prepared).value

        def without_veto(vetoed: Vetoed) -> float:
            lifted = without_vetoes_on(vetoed.passage.document, evidence)
            other, confidence, failed = self._draft(prepared, lifted, searcher)
            decided = self._decided(prepared, lifted, other, confidence, failed, searcher)
            return self._capped(confidence, decided).value

        if decision and decision.choices:
            written = self._written(decision, prepared, searcher)
            decision = dataclasses.replace(decision, choices=written)
        case = Case(
            prepared=prepared,
            evidence=evidence,
            draft=draft,
            judged=judged,
            decision=decision,
            level=_level(decision.reason) if decision and decision.reason else "L1",
            max_wrong_share=self.budget(prepared.question),
        )
        judges = Judges(
            by_signals=value_of,
            by_evidence=lambda asked, found: value_of(self._signals(asked, found, draft, searcher)),
            without_veto=without_veto,
            means=self._model.means,
            right_means=self._model.right_means or self._model.means,
        )
        return explain(
            case,
            contributions=self._model.contributions(judged.signals) if judged.signals else (),
            changes=what_would_raise(case, judges=judges),
        )

    def _localize(
        self,
        prepared: PreparedQuestion,
        draft: Draft,
        confidence: Confidence,
        decision: Decision,
        searcher: Searcher,
        started: float,
    ) -> Reply:
        language = self._reply_language(prepared)
        phrases = self._phrases
        common: _Common = {
            "id": uuid.uuid4().hex,
            "question_id": prepared.question.id,
            "language": language,
            "market": prepared.question.market,
            "confidence": confidence,
            "release": searcher.release.manifest.release,
        }
        if decision.kind == "small_talk":
            text = localize_small_talk(prepared.intent, language=language, phrases=phrases)
            return Answer(text=text, took_ms=_milliseconds(started), **common)
        if decision.kind == "answer":
            differs = any(
                not same_language(citation.language, language)
                for statement in draft.statements
                for citation in statement.citations
            )
            text = localize_answer(
                draft.statements,
                language=language,
                evidence_language_differs=differs,
                phrases=phrases,
            )
            return Answer(
                text=text,
                statements=draft.statements,
                translation=draft.translation,
                took_ms=_milliseconds(started),
                **common,
            )
        if decision.kind == "clarify":
            is_market = decision.about == "which_market"
            choices = tuple(
                Choice(label=market_name(one, language=language) if is_market else one, value=one)
                for one in self._written(decision, prepared, searcher)
            )
            text = localize_clarify(
                decision.about, choices=choices, language=language, phrases=phrases
            )
            return Clarify(text=text, choices=choices, took_ms=_milliseconds(started), **common)
        reason = decision.reason or "low_confidence"
        text = localize_handoff(reason, language=language, phrases=phrases, named=decision.named)
        return Handoff(
            text=text,
            reason=reason,
            level=_level(reason),
            tier=prepared.question.customer_tier,
            statements=draft.statements,
            took_ms=_milliseconds(started),
            **common,
        )

    def _written(
        self, decision: Decision, prepared: PreparedQuestion, searcher: Searcher
    ) -> tuple[str, ...]:
        """The choices as the documents write them, each once."""
        if decision.about != "did_you_mean":
            return decision.choices
        register = searcher.register(prepared.question.audience)
        return tuple(dict.fromkeys(map(register.written_form, decision.choices)))

    def _reply_language(self, prepared: PreparedQuestion) -> str:
        return prepared.language if prepared.language != "und" else "en"

    def budget(self, question: Question) -> float:
        """The share of wrong automatic answers allowed where this question comes from."""
        settings = self._settings
        return budget_of(question, settings.error_budgets, default=settings.max_wrong_share)

    def threshold(self, question: Question) -> float:
        """The probability from which a draft is sent as this question's answer."""
        return self._model.threshold_for(self.budget(question))

    def threshold_source(self, question: Question) -> ThresholdSource:
        """Whether that threshold is certified on the company's own judgements."""
        return self._model.source_for(self.budget(question))

    def _judged(self, found: Sequence[Signal], prepared: PreparedQuestion) -> Confidence:
        return judge(
            found,
            model=self._model,
            threshold=self.threshold(prepared.question),
            language=prepared.language,
            threshold_source=self.threshold_source(prepared.question),
        )

    def _certain(self, question: Question) -> Confidence:
        return Confidence(
            value=1.0,
            threshold=self.threshold(question),
            signals=(),
            band="high",
            threshold_source=self.threshold_source(question),
        )

    def _capped(self, confidence: Confidence, decision: Decision) -> Confidence:
        value = min(confidence.value, decision.confidence_cap)
        return dataclasses.replace(
            confidence, value=value, band=band(value, threshold=confidence.threshold)
        )


class _Common(TypedDict):
    """What all three kinds of reply share."""

    id: str
    question_id: str
    language: str
    market: str
    confidence: Confidence
    release: str


def _level(reason: HandoffReason) -> Level:
    return LEVELS.get(reason, "L1")


def _nothing() -> tuple[Draft, Evidence]:
    return Draft(statements=(), used=(), similarity=0.0), Evidence(passages=(), vetoed=())


def _milliseconds(started: float) -> float:
    return round((time.perf_counter() - started) * 1000, 1)
