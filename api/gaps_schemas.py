"""Logged questions, gaps and coverage → the wire."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from urllib.parse import quote, urlencode

from answer.insight.gap import Count, Gap, Gaps, NearPassage
from answer.insight.matrix import Coverage, CoverageCell
from answer.insight.question_record import QuestionRecord
from answer.insight.start_draft import DraftSource, ProposedDraft
from api.desk_schemas import moment
from api.gaps_wire import (
    CellOut,
    ChangeOut,
    CountOut,
    CoverageOut,
    DraftSourceOut,
    ExampleOut,
    GapDetailOut,
    GapOut,
    GapsOut,
    LoggedQuestionOut,
    NearPassageOut,
    PriorityOut,
    ProposedDraftOut,
    TopicOut,
)


def logged_question_out(record: QuestionRecord, *, gap_id: str | None) -> LoggedQuestionOut:
    """A question of the log."""
    return LoggedQuestionOut(
        id=record.id,
        at=moment(record.at),
        question=record.question,
        language=record.language,
        market=record.market,
        tier=record.tier,
        channel=record.channel,
        product=record.product,
        customer_id=record.customer_id,
        conversation_id=record.conversation_id,
        audience=record.audience,
        kind=record.kind,
        reason=record.reason,
        confidence=record.confidence,
        release=record.release,
        documents=list(record.documents),
        passages=list(record.passages),
        verdict=record.verdict,
        gap_id=gap_id,
    )


def gap_out(gap: Gap) -> GapOut:
    """A gap as the list shows it."""
    change, priority = gap.change, gap.priority
    return GapOut(
        id=gap.id,
        state=gap.state,
        question=gap.question,
        language=gap.language,
        question_id=gap.question_id,
        examples=[
            ExampleOut(language=one.language, question=one.question, question_id=one.question_id)
            for one in gap.examples
        ],
        missing=gap.missing,
        volume=gap.volume,
        customers=gap.customers,
        first_at=moment(gap.first_at),
        last_at=moment(gap.last_at),
        priority=PriorityOut(
            value=round(priority.value, 3),
            volume=round(priority.volume, 3),
            waiting_factor=round(priority.waiting_factor, 3),
            tier_factor=round(priority.tier_factor, 3),
            waiting_hours=None
            if priority.waiting_hours is None
            else round(priority.waiting_hours, 2),
        ),
        change=ChangeOut(
            last_7_days=change.last_7_days,
            before_28_days=change.before_28_days,
            expected=round(change.expected, 2),
            probability=change.probability,
            trend=change.trend,
        ),
        markets=_counts(gap.markets),
        languages=_counts(gap.languages),
        products=_counts(gap.products),
        tiers=_counts(gap.tiers),
        reasons=_counts(gap.reasons),
        nearest=[_near(one) for one in gap.nearest],
        asked_again=gap.asked_again,
        answered_now=gap.answered_now,
        draft_id=gap.draft_id or None,
        document=gap.document or None,
        by=gap.by or None,
        note=gap.note or None,
    )


def gap_detail_out(
    gap: Gap,
    records: Sequence[QuestionRecord],
    sources: Sequence[DraftSource],
    proposed: ProposedDraft,
) -> GapDetailOut:
    """A gap with its questions and what a draft can be made from."""
    return GapDetailOut(
        **gap_out(gap).model_dump(),
        questions=[logged_question_out(one, gap_id=gap.id) for one in records],
        cases=list(gap.cases),
        sources=[
            DraftSourceOut(
                case_id=one.case_id,
                question=one.question,
                reply=one.reply,
                agent=one.agent,
                language=one.language,
                resolved_at=moment(one.resolved_at) if one.resolved_at else None,
            )
            for one in sources
        ],
        proposed=ProposedDraftOut(
            title=proposed.title,
            question=proposed.question,
            answer=proposed.answer,
            language=proposed.language,
            products=list(proposed.products),
            models=list(proposed.models),
            markets=list(proposed.markets),
        ),
    )


def gaps_out(
    found: Gaps, shown: Iterable[Gap], *, total: int, by_state: Mapping[str, int], is_current: bool
) -> GapsOut:
    """A page of the gaps."""
    return GapsOut(
        gaps=[gap_out(one) for one in shown],
        total=total,
        by_state=dict(by_state),
        since=moment(found.since),
        until=moment(found.until),
        release=found.release or None,
        computed_at=moment(found.computed_at),
        is_current=is_current,
        questions=found.questions,
        unanswered=found.unanswered,
    )


def coverage_out(
    found: Coverage, shown: Iterable[CoverageCell], *, total: int, is_current: bool
) -> CoverageOut:
    """The matrix, as far as it is asked for."""
    return CoverageOut(
        release=found.release,
        is_current=is_current,
        products=list(found.products),
        topics=[
            TopicOut(id=one.id, name=one.name, language=one.language, headings=list(one.headings))
            for one in found.topics
        ],
        languages=list(found.languages),
        markets=list(found.markets),
        cells=[_cell(one) for one in shown],
        total=total,
        holes=Counter(one.hole for one in found.cells if one.hole),
        questions=found.questions,
        unplaced=list(found.unplaced),
    )


def _cell(cell: CoverageCell) -> CellOut:
    return CellOut(
        product=cell.product,
        topic=cell.topic,
        language=cell.language,
        market=cell.market,
        sections=list(cell.sections),
        documents=list(cell.documents),
        internal_only=cell.internal_only,
        questions=list(cell.questions),
        asked=len(cell.questions),
        answered=cell.answered,
        hole=cell.hole,
        because=list(cell.because),
    )


def _counts(counts: Sequence[Count]) -> list[CountOut]:
    return [CountOut(name=one.name, count=one.count) for one in counts]


def _near(passage: NearPassage) -> NearPassageOut:
    where = {"start": passage.start, "end": passage.end, "audience": "agent"}
    address = f"/v1/documents/{quote(passage.document, safe='/')}/view?{urlencode(where)}"
    return NearPassageOut(
        document=passage.document,
        title=passage.title,
        heading_path=list(passage.heading_path),
        page=passage.page,
        start=passage.start,
        end=passage.end,
        language=passage.language,
        audience=passage.audience,
        markets=list(passage.markets),
        models=list(passage.models),
        validity=passage.validity,
        excerpt=passage.excerpt,
        nearness=round(passage.nearness, 4),
        veto=passage.veto,
        url=address,
    )
