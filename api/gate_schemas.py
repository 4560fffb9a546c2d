"""Differences and gate reports → the shapes of the border."""

import dataclasses

from answer.gate_report import GateReply, GateReport, ReplyChange
from api.gate_runs import GateRun
from api.gate_wire import (
    CountChangeOut,
    DifferenceOut,
    DocumentChangeOut,
    DocumentEntryOut,
    GateMetricOut,
    GateOut,
    GateReplyOut,
    GateReportOut,
    PassageChangeOut,
    ReplyChangeOut,
    SpanOut,
    ValueChangeOut,
)
from api.schemas import problems_out
from index.release_difference import (
    CountChange,
    DocumentChange,
    PassageChange,
    ReleaseDifference,
    ValueChange,
)
from index.text_difference import text_difference

PASSAGES_SHOWN = 50
"""Of one document, where nobody asks for more."""
CHANGES_SHOWN = 200
"""Replies that change, where nobody asks for more."""


def difference_out(found: ReleaseDifference, *, passages: int = PASSAGES_SHOWN) -> DifferenceOut:
    """What differs, with at most so many passages of each document."""
    return DifferenceOut(
        before=found.before,
        after=found.after,
        nothing=found.nothing,
        documents=_count(found.documents),
        chunks=_count(found.chunks),
        unchanged=found.unchanged,
        added=[DocumentEntryOut(**dataclasses.asdict(entry)) for entry in found.added],
        removed=[DocumentEntryOut(**dataclasses.asdict(entry)) for entry in found.removed],
        changed=[_document(change, passages) for change in found.changed],
        moved=[_document(change, passages) for change in found.moved],
        problems_new=problems_out(found.problems_new),
        problems_gone=problems_out(found.problems_gone),
        languages=[_count(change) for change in found.languages],
        settings=[_value(change) for change in found.settings],
    )


def gate_out(
    release: str, run: GateRun, report: GateReport | None, *, changes: int = CHANGES_SHOWN
) -> GateOut:
    """How the gate of one candidate stands, with at most so many changed replies."""
    return GateOut(
        release=release,
        state=run.state,
        done=run.done,
        total=run.total,
        error=run.error or None,
        report=gate_report_out(report, changes=changes) if report else None,
    )


def gate_report_out(report: GateReport, *, changes: int) -> GateReportOut:
    """The report with at most so many changed replies."""
    return GateReportOut(
        release=report.release,
        against=report.against,
        made_at=report.made_at,
        passed=report.passed,
        line=report.line,
        reasons=list(report.reasons),
        golden_questions=report.golden_questions,
        customer_questions=report.customer_questions,
        metrics=[GateMetricOut(**dataclasses.asdict(metric)) for metric in report.metrics],
        changes=[_reply_change(change) for change in report.changes[:changes]],
        changes_total=len(report.changes),
        to_mend=list(report.to_mend),
        asked=report.asked,
        seconds=report.seconds,
    )


def spans_out(before: str, after: str) -> list[SpanOut]:
    """How one text became the other."""
    return [SpanOut(kind=span.kind, text=span.text) for span in text_difference(before, after)]


def _document(change: DocumentChange, passages: int) -> DocumentChangeOut:
    return DocumentChangeOut(
        path=change.path,
        path_before=change.path_before,
        title=change.title,
        language=change.language,
        bytes_changed=change.bytes_changed,
        facts=[_value(fact) for fact in change.facts],
        passages=[_passage(passage) for passage in change.passages[:passages]],
        passages_total=len(change.passages),
        cut_anew=change.cut_anew,
    )


def _passage(change: PassageChange) -> PassageChangeOut:
    return PassageChangeOut(
        kind=change.kind,
        heading_path=list(change.heading_path),
        page_before=change.page_before,
        page_after=change.page_after,
        table_header=change.table_header,
        spans=spans_out(change.before, change.after),
    )


def _value(change: ValueChange) -> ValueChangeOut:
    return ValueChangeOut(name=change.name, before=change.before, after=change.after)


def _count(change: CountChange) -> CountChangeOut:
    return CountChangeOut(name=change.name, before=change.before, after=change.after)


def _reply_change(change: ReplyChange) -> ReplyChangeOut:
    asked = change.after
    return ReplyChangeOut(
        kind=change.kind,
        id=asked.id,
        question=asked.question,
        language=asked.language,
        golden=asked.answerable is not None,
        answerable=asked.answerable,
        cause=change.cause,
        before=_reply(change.before),
        after=_reply(change.after),
        said_spans=spans_out(change.before.said, change.after.said),
    )


def _reply(reply: GateReply) -> GateReplyOut:
    return GateReplyOut(
        kind=reply.kind,
        reason=reply.reason,
        text=reply.text,
        said=reply.said,
        caveats=list(reply.caveats),
        document=reply.document,
        page=reply.page,
        heading=reply.heading,
        quote=reply.quote,
        confidence=reply.confidence,
        right=reply.right if reply.answerable else None,
        rank=reply.rank,
    )
