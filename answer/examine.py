"""One question → its examination: what is found, drafted, judged and decided. CONDUCTOR.

``prepare → search → sort evidence → compose → ground → judge → contradiction → twin → fidelity →
decide``
"""

import dataclasses
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from answer.applicability import document_veto, sort_evidence
from answer.budgets import ErrorBudget, budget_of
from answer.compose import QuotingWriter
from answer.contradiction import contradicted
from answer.decide import CONTRADICTED_FROM, decide
from answer.draft import Draft, Evidence, Unit
from answer.examination import Examination
from answer.fidelity import check_fidelity
from answer.ground import ground
from answer.judge import ConfidenceModel, judge
from answer.left_open import left_open
from answer.locale.market import MarketBook
from answer.locale.phrases import PhraseBook
from answer.localize import times_asked_back
from answer.nearness import draft_similarity, nearness
from answer.prepare import MAX_QUESTION_CHARACTERS, RewriteFollowUp, prepare
from answer.question import PreparedQuestion, Question
from answer.reply import Confidence, Signal, Statement, ThresholdSource
from answer.risk import Risk
from answer.said_alike import said_alike
from answer.scope import is_out_of_scope, is_spoken
from answer.signals import rivals_of, signals
from answer.subjects import state_models
from answer.terms import TermBase
from answer.twin import translate_by_twin, without_repeats
from answer.without_orders import statements_without_orders
from index.content import StoredDocument
from index.passage import Passage, SearchFilters, SearchQuery
from index.search import Searcher
from ingest.language import detect, same_language

PASSAGES_LOOKED_AT = 3
"""Passages by which a message is told to be about what was spoken of before it."""
FindRisks = Callable[[str, str], tuple[Risk, ...]]
"""A customer's message and its language → what it holds, the most pressing first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineSettings:
    """The smallest part of the settings that answering needs."""

    max_question_characters: int = MAX_QUESTION_CHARACTERS
    passages: int = 20
    max_wrong_share: float = 0.03
    """The error budget that the threshold is set from, where no other fits the question."""
    error_budgets: tuple[ErrorBudget, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Drafted:
    """A draft, how sure it is, and whether a statement of it had to go."""

    draft: Draft
    confidence: Confidence
    fidelity_failed: bool


class Examiner:
    """Examines single questions; every method takes the searcher that the question started with."""

    def __init__(
        self,
        *,
        model: ConfidenceModel,
        phrases: PhraseBook,
        settings: EngineSettings,
        terms: TermBase | None = None,
        markets: MarketBook | None = None,
        find_risks: FindRisks | None = None,
        rewrite: RewriteFollowUp | None = None,
    ) -> None:
        self.model = model
        self._phrases = phrases
        self._settings = settings
        self._terms = terms or TermBase()
        self._markets = markets or MarketBook()
        self._find_risks = find_risks
        self._rewrite = rewrite
        self._writer = QuotingWriter()

    def prepare(self, question: Question, searcher: Searcher) -> PreparedQuestion:
        """The question with what the release and the term base know of its words."""
        register = searcher.register(question.audience)
        market = self._markets.find(question.market)
        prepared = prepare(
            question,
            max_characters=self._settings.max_question_characters,
            search_limit=self._settings.passages,
            identify=register.identify,
            knows_product=register.knows_product,
            market_languages=market.languages if market and not market.is_group else (),
            models=register.catalogue.models,
            written_form=register.written_form,
            is_about=lambda text, names: self._is_about(text, names, question, searcher),
            rewrite=self._rewrite,
        )
        expanded = self._terms.expansions(
            prepared.text,
            language=prepared.language,
            languages=[one.language for one in searcher.release.manifest.languages],
        )
        risks = self._risks(prepared)
        return dataclasses.replace(
            prepared,
            query=dataclasses.replace(prepared.query, expanded_terms=expanded),
            market_language=market.languages[0] if market else "",
            risks=tuple(risk for risk in risks if not risk.is_suspected),
            suspected=tuple(risk for risk in risks if risk.is_suspected),
        )

    def _is_about(
        self, text: str, names: Sequence[str], question: Question, searcher: Searcher
    ) -> bool:
        """Whether a document found for a text states one of these models."""
        filters = SearchFilters(audience=question.audience)
        found = searcher.search(
            SearchQuery(text=text, language=detect(text), filters=filters, limit=PASSAGES_LOOKED_AT)
        )
        return state_models(found, names, searcher.register(question.audience).catalogue)

    def _risks(self, prepared: PreparedQuestion) -> tuple[Risk, ...]:
        """What a customer's message holds; an agent who asks about a lawyer is none's client."""
        if self._find_risks is None or prepared.question.audience == "agent":
            return ()
        return self._find_risks(prepared.question.question.strip(), prepared.language)

    def evidence(self, prepared: PreparedQuestion, searcher: Searcher) -> Evidence:
        """What is found, sorted into what may answer and what may not."""
        register = searcher.register(prepared.question.audience)
        return sort_evidence(prepared, searcher.search(prepared.query), register=register)

    def examine(
        self, prepared: PreparedQuestion, searcher: Searcher, *, found: Evidence | None = None
    ) -> Examination:
        """A single question's draft and what to do with it; ``found`` is looked up where None."""
        evidence = found or self.evidence(prepared, searcher)
        drafted = self.draft(prepared, evidence, searcher)
        known = searcher.register(prepared.question.audience).catalogue
        opened = left_open(prepared, evidence, drafted.draft, catalogue=known)
        decision = decide(
            prepared,
            dataclasses.replace(evidence, open_models=opened.models, open_markets=opened.markets),
            drafted.draft,
            drafted.confidence,
            fidelity_failed=drafted.fidelity_failed,
            asked_back=times_asked_back(prepared.question.history, phrases=self._phrases),
            is_spoken=is_spoken(prepared, phrases=self._phrases),
            is_in_scope=not is_out_of_scope(drafted.confidence.signals),
        )
        return Examination(
            prepared=prepared,
            evidence=evidence,
            draft=drafted.draft,
            confidence=drafted.confidence,
            decision=decision,
        )

    def without_search(self, prepared: PreparedQuestion) -> Examination:
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

    def draft(
        self,
        prepared: PreparedQuestion,
        evidence: Evidence,
        searcher: Searcher,
        *,
        beside: Evidence | None = None,
    ) -> Drafted:
        """What is written from the evidence, in the customer's language where it has a twin.

        It is judged ``beside`` all that was found, where ``evidence`` is but a part of that.
        """
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
        found = self.signals(prepared, beside or evidence, draft, searcher)
        confidence = self.judged(found, prepared)
        # below it nothing follows from a contradiction, and looking for one takes time
        if confidence.value >= CONTRADICTED_FROM:
            draft = contradicted(draft, evidence, likeness=searcher.likeness, alike=searcher.alike)
        draft = translate_by_twin(
            draft,
            language=prepared.reply_language,
            find_document=searcher.document,
            find_twin=lambda path, language: self._twin(path, language, prepared, searcher),
        )
        draft, failed = check_fidelity(without_repeats(draft))
        if prepared.question.audience == "customer":
            said = statements_without_orders(draft)
            failed = failed or len(said.statements) < len(draft.statements)
            draft = said
        return Drafted(draft=draft, confidence=confidence, fidelity_failed=failed)

    def read_in(
        self,
        statements: Sequence[Statement],
        language: str,
        prepared: PreparedQuestion,
        searcher: Searcher,
    ) -> str:
        """What the statements rest on, in the reader's language and the documents' own words.

        Empty where one of them is in another language and its document has no translation.
        """
        draft = translate_by_twin(
            Draft(statements=tuple(statements), used=(), similarity=0.0),
            language=language,
            find_document=searcher.document,
            find_twin=lambda path, wanted: self._twin(path, wanted, prepared, searcher),
        )
        cited = [made.citations[0] for made in draft.statements]
        if not all(same_language(citation.language, language) for citation in cited):
            return ""
        return "\n\n".join(
            f"{citation.table_header}\n{citation.quote}".strip() for citation in cited
        )

    def signals(
        self, prepared: PreparedQuestion, evidence: Evidence, draft: Draft, searcher: Searcher
    ) -> tuple[Signal, ...]:
        """What the draft is judged by, for this question beside this evidence."""
        return signals(
            prepared,
            evidence,
            draft,
            closeness=searcher.closeness(prepared.query, rivals_of(evidence, draft)),
            said_alike=said_alike(draft, both_ways=partial(searcher.both_ways, prepared.query)),
        )

    def judged(self, found: Sequence[Signal], prepared: PreparedQuestion) -> Confidence:
        """The confidence of a draft with these signals, beside the question's threshold."""
        return judge(
            found,
            model=self.model,
            threshold=self.threshold(prepared.question),
            language=prepared.language,
            threshold_source=self.threshold_source(prepared.question),
        )

    def budget(self, question: Question) -> float:
        """The share of wrong automatic answers allowed where this question comes from."""
        settings = self._settings
        return budget_of(question, settings.error_budgets, default=settings.max_wrong_share)

    def threshold(self, question: Question) -> float:
        """The probability from which a draft is sent as this question's answer."""
        return self.model.threshold_for(self.budget(question))

    def threshold_source(self, question: Question) -> ThresholdSource:
        """Whether that threshold is certified on the company's own judgements."""
        return self.model.source_for(self.budget(question))

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
