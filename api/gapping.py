"""Gaps put together over the log, the desk and the current release, for routes and commands."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from answer.desk.desk import Desk
from answer.desk.draft_document import DraftDocument
from answer.engine import AnswerEngine
from answer.insight.gap import Gap, Gaps, GapState
from answer.insight.gap_store import Deed, GapDecision, GapStore
from answer.insight.gaps import Editors, Knowledge, find_gaps
from answer.insight.question_log import QuestionLog
from answer.insight.question_record import QuestionRecord
from answer.insight.start_draft import (
    DraftSource,
    ProposedDraft,
    draft_sources,
    proposed_draft,
    set_aside,
    start_draft,
)
from answer.question import Question
from api.worked_out import Keeping, WorkedOut
from index.search import Searcher
from ingest.document import Audience
from ingest.errors import DeskMissing, IndexBroken, IndexMissing, IndexOutdated
from ingest.identifiers import canonical

STATES: Mapping[Deed, GapState] = {"": "open", "set_aside": "set_aside", "drafted": "in_work"}
MOST_PRODUCTS = 5
"""That one question is taken to be about."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftWanted:
    """What an editor starts a draft with; None and empty: as the gap proposes."""

    agent: str
    title: str = ""
    question: str = ""
    answer: str = ""
    language: str = ""
    products: tuple[str, ...] | None = None
    models: tuple[str, ...] | None = None
    markets: tuple[str, ...] | None = None
    audience: Audience = "customer"


class Gapping:
    """The gaps of one company. Safe for many threads."""

    def __init__(
        self,
        *,
        desk: Callable[[], Desk],
        engine: Callable[[], AnswerEngine],
        searcher: Callable[[], Searcher],
        documents_dir: Path,
        max_question_characters: int,
        keeping: Keeping,
    ) -> None:
        """Nothing is opened before it is asked for."""
        self._desk = desk
        self._engine = engine
        self._searcher = searcher
        self._documents_dir = documents_dir
        self._max_characters = max_question_characters
        self._gaps = WorkedOut(
            "gaps", kind=Gaps, key=self.key, work_out=self.work_out, keeping=keeping
        )

    @property
    def log(self) -> QuestionLog:
        """The questions."""
        return QuestionLog(self._desk().database)

    def gaps(self) -> tuple[Gaps, bool]:
        """The gaps as last worked out, and whether they are current; an old list is made anew
        behind the scenes. Raises ``DeskUnavailable`` where the first is not ready yet."""
        found, is_current = self._gaps.now()
        decisions = GapStore(self._desk().database).decisions()
        return with_decisions(found, decisions.values()), is_current

    def work_out(self) -> Gaps:
        """The gaps as of now, however long it takes."""
        desk = self._desk()
        return find_gaps(
            self.log,
            store=GapStore(desk.database),
            knowledge=self._knowledge(),
            editors=Editors(waits=self._waits, is_file=self._is_file),
            service=desk.service,
            at=desk.now(),
        )

    def gap(self, gap_id: str) -> Gap:
        """The gap of this id; raises ``DeskMissing``."""
        found, _ = self.gaps()
        known = next((gap for gap in found.gaps if gap.id == gap_id), None)
        if known is None:
            raise DeskMissing(f"there is no gap {gap_id[:80]!r} now; list the gaps again")
        return known

    def sources(self, gap: Gap) -> tuple[DraftSource, ...]:
        """The replies that a gap's draft can be made from."""
        return draft_sources(gap, desk=self._desk())

    def proposed(self, gap: Gap, sources: Sequence[DraftSource]) -> ProposedDraft:
        """What a gap's draft begins with."""
        return proposed_draft(gap, sources, is_model=self._is_model)

    def start_draft(self, gap_id: str, wanted: DraftWanted) -> DraftDocument:
        """The draft as it is kept; the gap is in work. Raises as ``answer.insight`` does."""
        desk, gap = self._desk(), self.gap(gap_id)
        return start_draft(
            gap,
            desk=desk,
            store=GapStore(desk.database),
            agent=wanted.agent,
            title=wanted.title,
            question=wanted.question,
            answer=wanted.answer,
            language=wanted.language,
            products=wanted.products,
            models=wanted.models,
            is_model=self._is_model,
            markets=wanted.markets,
            audience=wanted.audience,
        )

    def set_aside(self, gap_id: str, *, agent: str, reason: str, undo: bool) -> Gap:
        """The gap, which no document is to answer; with ``undo`` it counts again."""
        desk, gap = self._desk(), self.gap(gap_id)
        set_aside(
            gap,
            store=GapStore(desk.database),
            agent=agent,
            reason=reason,
            at=desk.now(),
            undo=undo,
        )
        return replace(
            gap, state="open" if undo else "set_aside", by=agent, note="" if undo else reason
        )

    def key(self) -> str:
        """What the gaps of now are made from."""
        try:
            release = self._searcher().release.manifest.release
        except (IndexMissing, IndexOutdated, IndexBroken):
            release = ""
        return f"{self.log.state()} {release}"

    def _knowledge(self) -> Knowledge | None:
        """The release of now; None where there is none to ask."""
        try:
            searcher = self._searcher()
        except (IndexMissing, IndexOutdated, IndexBroken):
            return None
        engine = self._engine()
        return Knowledge(
            release=searcher.release.manifest.release,
            vector_of=searcher.lasting_question_vector("?", "en")[1],
            embed=lambda one: searcher.lasting_question_vector(one.question, one.language),
            examine=lambda question: engine.examine(self._bounded(question)),
            products_of=lambda one: products_of(one, searcher),
            has_document=lambda path: searcher.document(path) is not None,
        )

    def _bounded(self, question: Question) -> Question:
        # with what was said before carried in it may be longer than what may be asked
        return replace(question, question=question.question[: self._max_characters])

    def _is_model(self, name: str) -> bool:
        known = self._searcher().register("agent").catalogue
        return canonical(name) in known.models

    def _waits(self, draft_id: str) -> bool:
        return any(draft.id == draft_id for draft in self._desk().drafts.drafts())

    def _is_file(self, path: str) -> bool:
        return bool(path) and (self._documents_dir / path).is_file()


def with_decisions(gaps: Gaps, decisions: Iterable[GapDecision]) -> Gaps:
    """The gaps with what was decided since they were worked out, in whatever process."""
    since = {one.gap_id: one for one in decisions if one.at >= gaps.computed_at}

    def now(gap: Gap) -> Gap:
        decision = since.get(gap.id)
        if decision is None:
            return gap
        return replace(
            gap,
            state=STATES[decision.deed],
            by=decision.by,
            note=decision.note if decision.deed == "set_aside" else "",
            draft_id=decision.draft_id or gap.draft_id,
            document=decision.document or gap.document,
        )

    return replace(gaps, gaps=tuple(now(gap) for gap in gaps.gaps)) if since else gaps


def products_of(record: QuestionRecord, searcher: Searcher) -> tuple[str, ...]:
    """What a question is about: what was said to be, else the models and products it names."""
    if record.product:
        return (record.product,)
    register = searcher.register("agent")
    models = [
        register.written_form(one.canonical)
        for one in register.identify(record.question)
        if one.canonical in register.catalogue.models
    ]
    folded = record.question.casefold()
    named = [
        product
        for product in searcher.filter_values("agent").products
        if product.casefold() in register.catalogue.product_names and product.casefold() in folded
    ]
    # who names a model means no other of its product
    return tuple(dict.fromkeys(models or named))[:MOST_PRODUCTS]
