"""Question → reply. CONDUCTOR.

``prepare → split → (search → sort evidence → compose → ground → fidelity → judge → decide →
phrase → explain) for each question → join``
"""

import dataclasses
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from answer.applicability import document_veto, sort_evidence
from answer.budgets import ErrorBudget, budget_of
from answer.compose import QuotingWriter, Writer
from answer.decide import Decision, decide
from answer.draft import Draft, Evidence, Unit
from answer.examination import Examination
from answer.explain_reply import explain_reply
from answer.fidelity import check_fidelity
from answer.ground import ground
from answer.join_parts import join_parts
from answer.judge import ConfidenceModel, judge
from answer.left_open import left_open
from answer.locale.phrases import PhraseBook
from answer.localize import times_asked_back
from answer.nearness import draft_similarity, nearness
from answer.phrase_reply import phrase_reply
from answer.prepare import MAX_QUESTION_CHARACTERS, prepare
from answer.question import PreparedQuestion, Question
from answer.reply import Answer, Confidence, Reply, Signal, ThresholdSource
from answer.signals import rivals_of, signals
from answer.split_questions import asked_words, searched_text, split_questions
from answer.terms import TermBase
from answer.twin import translate_by_twin, without_repeats
from index.content import StoredDocument
from index.passage import Passage
from index.search import Searcher


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineSettings:
    """The smallest part of the settings that answering needs."""

    max_question_characters: int = MAX_QUESTION_CHARACTERS
    passages: int = 20
    max_wrong_share: float = 0.03
    """The error budget that the threshold is set from, where no other fits the question."""
    error_budgets: tuple[ErrorBudget, ...] = ()


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
            reply = self._replied(self._without_search(prepared), searcher)
            return _timed(reply, started)
        identify = searcher.register(question.audience).identify
        message = question.question
        parts = split_questions(message, language=prepared.language, identify=identify)
        if len(parts) == 1:
            return _timed(self._replied(self._examined(prepared, searcher), searcher), started)
        asked = [
            dataclasses.replace(
                question, question=searched_text(message, part), language=prepared.language
            )
            for part in parts
        ]
        examined = [self._examined(self._prepared(one, searcher), searcher) for one in asked]
        return join_parts(
            [self._replied(one, searcher) for one in examined],
            questions=[asked_words(message, part) for part in parts],
            phrases=self._phrases,
            took_ms=_milliseconds(started),
        )

    def examine(self, question: Question) -> Examination:
        """The draft, everything its confidence was judged from, and what follows from it."""
        searcher = self._searcher()
        return self._examined(self._prepared(question, searcher), searcher)

    def suggest(self, question: Question, *, count: int = 3) -> tuple[Answer, ...]:
        """Up to ``count`` replies for an agent, best first, each from other evidence."""
        started = time.perf_counter()
        searcher = self._searcher()
        prepared = self._prepared(question, searcher)
        remaining = self._evidence(prepared, searcher)
        suggestions: list[Answer] = []
        while remaining.passages and len(suggestions) < count:
            draft, confidence, _ = self._draft(prepared, remaining, searcher)
            if not draft.statements:
                break
            examined = Examination(
                prepared=prepared,
                evidence=remaining,
                draft=draft,
                confidence=confidence,
                decision=Decision(kind="answer"),
            )
            answer = _timed(self._replied(examined, searcher, is_suggestion=True), started)
            if isinstance(answer, Answer):
                suggestions.append(answer)
            left = tuple(one for one in remaining.passages if one not in draft.used)
            remaining = dataclasses.replace(remaining, passages=left)
        return tuple(sorted(suggestions, key=lambda answer: -answer.confidence.value))

    def prepare(self, question: Question) -> PreparedQuestion:
        """The question as it will be searched in the current release."""
        return self._prepared(question, self._searcher())

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

    def _evidence(self, prepared: PreparedQuestion, searcher: Searcher) -> Evidence:
        register = searcher.register(prepared.question.audience)
        return sort_evidence(prepared, searcher.search(prepared.query), register=register)

    def _examined(
        self, prepared: PreparedQuestion, searcher: Searcher, *, found: Evidence | None = None
    ) -> Examination:
        """A single question's draft and what to do with it; ``found`` is looked up where None."""
        evidence = found or self._evidence(prepared, searcher)
        draft, confidence, failed = self._draft(prepared, evidence, searcher)
        known = searcher.register(prepared.question.audience).catalogue
        opened = left_open(prepared, evidence, draft, catalogue=known)
        decision = decide(
            prepared,
            dataclasses.replace(evidence, open_models=opened.models, open_markets=opened.markets),
            draft,
            confidence,
            fidelity_failed=failed,
            asked_back=times_asked_back(prepared.question.history, phrases=self._phrases),
        )
        return Examination(
            prepared=prepared,
            evidence=evidence,
            draft=draft,
            confidence=confidence,
            decision=decision,
        )

    def _without_search(self, prepared: PreparedQuestion) -> Examination:
        """What is decided of a message that asks nothing of the documents."""
        evidence = Evidence(passages=(), vetoed=())
        draft = Draft(statements=(), used=(), similarity=0.0)
        confidence = Confidence(
            value=1.0,
            threshold=self.threshold(prepared.question),
            signals=(),
            band="high",
            threshold_source=self.threshold_source(prepared.question),
        )
        return Examination(
            prepared=prepared,
            evidence=evidence,
            draft=draft,
            confidence=confidence,
            decision=decide(prepared, evidence, draft, confidence, fidelity_failed=False),
        )

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

    def _judged(self, found: Sequence[Signal], prepared: PreparedQuestion) -> Confidence:
        return judge(
            found,
            model=self._model,
            threshold=self.threshold(prepared.question),
            language=prepared.language,
            threshold_source=self.threshold_source(prepared.question),
        )

    def _twin(
        self, path: str, language: str, prepared: PreparedQuestion, searcher: Searcher
    ) -> StoredDocument | None:
        """The translation of a document, where the customer may see it and it holds itself."""
        twin = searcher.twin(path, language)
        if twin is None or not twin.facts.seen_by(prepared.question.audience):
            return None
        known = searcher.register(prepared.question.audience).catalogue
        veto = document_veto(twin.path, twin.facts, prepared=prepared, catalogue=known)
        return twin if veto is None else None

    def _replied(
        self, examined: Examination, searcher: Searcher, *, is_suggestion: bool = False
    ) -> Reply:
        """The reply in the customer's language, with the lines that say why; not yet timed."""
        prepared, draft = examined.prepared, examined.draft
        choices = self._choices(examined, searcher)
        lines = explain_reply(
            examined,
            model=self._model,
            max_wrong_share=self.budget(prepared.question),
            choices=choices,
            is_suggestion=is_suggestion,
            value_of=lambda found: self._judged(found, prepared).value,
            signals_of=lambda asked, found: self._signals(asked, found, draft, searcher),
            value_with=lambda found: self._examined(prepared, searcher, found=found).capped.value,
        )
        reply = phrase_reply(
            examined,
            choices=choices,
            language=self._reply_language(prepared),
            release=searcher.release.manifest.release,
            phrases=self._phrases,
        )
        return dataclasses.replace(reply, explanation=lines)

    def _choices(self, examined: Examination, searcher: Searcher) -> tuple[str, ...]:
        """The choices of a question back as the documents write them, each once."""
        decision = examined.decision
        if decision.about != "did_you_mean":
            return decision.choices
        register = searcher.register(examined.prepared.question.audience)
        return tuple(dict.fromkeys(map(register.written_form, decision.choices)))

    def _reply_language(self, prepared: PreparedQuestion) -> str:
        return prepared.language if prepared.language != "und" else "en"


def _timed(reply: Reply, started: float) -> Reply:
    return dataclasses.replace(reply, took_ms=_milliseconds(started))


def _milliseconds(started: float) -> float:
    return round((time.perf_counter() - started) * 1000, 1)
