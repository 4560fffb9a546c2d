"""Values of the stages → the wire, and questions from it; for HTTP and the command line alike."""

import uuid
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any
from urllib.parse import quote, urlencode

from answer.draft import VetoReason
from answer.question import Question, Turn
from answer.reply import (
    Answer,
    Citation,
    Clarify,
    Confidence,
    ExplanationLine,
    Handoff,
    Reply,
    Statement,
)
from api.highlight import highlights
from api.lint_wire import HintOut, LintOut
from api.linting import Linted
from api.stated_language import stated_language
from api.wire import (
    ChoiceOut,
    CitationOut,
    ConfidenceOut,
    ExplanationOut,
    FileProblemOut,
    HandoffOut,
    HitOut,
    PartOut,
    PassageOut,
    QuestionIn,
    ReplyOut,
    ReportOut,
)
from index.manifest import FileProblem, RefreshReport
from index.passage import Passage
from ingest.document import Audience
from ingest.errors import QuestionInvalid


def question_from(body: QuestionIn, *, max_characters: int, max_turns: int) -> Question:
    """The question as the engine takes it; raises ``QuestionInvalid`` saying what to change."""
    text = body.question.replace("\0", " ")
    if not text.strip():
        raise QuestionInvalid("question: is empty; send the customer's message")
    if len(text) > max_characters:
        raise QuestionInvalid(
            f"question: has {len(text)} characters; shorten it to {max_characters}"
        )
    if len(body.history) > max_turns:
        raise QuestionInvalid(
            f"history: has {len(body.history)} messages; send the last {max_turns}"
        )
    language = stated_language(body.language)
    return Question(
        id=body.id or uuid.uuid4().hex,
        question=text,
        history=tuple(Turn(role=turn.role, text=turn.text) for turn in body.history),
        conversation_id=body.conversation_id,
        customer_id=body.customer.id,
        customer_tier=body.customer.tier,
        channel=body.channel,
        urgency=body.urgency,
        language=language,
        market=(body.market or "").strip().upper(),
        product=body.product or "",
        page_url=body.page_url or "",
        audience=body.audience,
        as_of=body.as_of,
    )


def linted_out(linted: Linted) -> LintOut:
    """The hints on the wire."""
    return LintOut(
        hints=[
            HintOut(**asdict(hint) | {"suggestion": hint.suggestion or None})
            for hint in linted.hints
        ],
        language=linted.language or None,
        took_ms=round(linted.took_ms, 3),
    )


def reply_out(reply: Reply, *, for_agent: bool) -> ReplyOut:
    """The reply on the wire.

    Customers see no signals, no explanation and no citations of a hand-off.
    """
    shown = reply.statements if for_agent or not isinstance(reply, Handoff) else ()
    return ReplyOut(
        id=reply.id,
        kind=reply.kind,
        text=reply.text,
        language=reply.language,
        market=reply.market or None,
        confidence=confidence_out(reply.confidence),
        citations=[citation_out(found, for_agent=for_agent) for found in _citations(shown)],
        translation=reply.translation if isinstance(reply, Answer) else "none",
        caveats=list(_caveats(reply)),
        caveat_values=_caveats(reply),
        choices=[
            ChoiceOut(label=choice.label, value=choice.value)
            for choice in (reply.choices if isinstance(reply, Clarify) else ())
        ],
        parts=_parts(reply, for_agent=for_agent),
        handoff=_handoff_out(reply) if isinstance(reply, Handoff) else None,
        signals=(
            {signal.name: signal.value for signal in reply.confidence.signals}
            if for_agent
            else None
        ),
        explanation=explanation_out(reply.explanation) if for_agent else None,
        release=reply.release,
        took_ms=round(reply.took_ms, 3),
    )


def reply_values(reply: Reply, *, audience: Audience) -> dict[str, Any]:
    """The reply on the wire as plain values, for whoever writes JSON without HTTP."""
    return reply_out(reply, for_agent=audience == "agent").model_dump(mode="json")


def confidence_out(confidence: Confidence) -> ConfidenceOut:
    """The probability, what it is measured against, and its band."""
    return ConfidenceOut(
        value=confidence.value,
        threshold=confidence.threshold,
        threshold_source=confidence.threshold_source,
        band=confidence.band,
    )


def citation_out(citation: Citation, *, for_agent: bool) -> CitationOut:
    """A citation whose ``url`` opens the document at its page, the quote marked."""
    return CitationOut(
        document=citation.document,
        title=citation.title,
        heading_path=list(citation.heading_path),
        page=citation.page,
        page_label=citation.page_label,
        quote=citation.quote,
        language=citation.language,
        url=view_url(
            citation.document,
            page=citation.page,
            start=citation.start,
            end=citation.end,
            for_agent=for_agent,
        ),
    )


def passage_out(
    passage: Passage, *, query_text: str, for_agent: bool, veto: VetoReason | None = None
) -> PassageOut:
    """A passage with the places where it shares words with the question.

    ``veto`` is why it may not answer that question.
    """
    return PassageOut(
        document=passage.document,
        title=passage.title,
        heading_path=list(passage.heading_path),
        page=passage.page,
        page_label=passage.page_label,
        language=passage.language,
        text=passage.text,
        table_header=passage.table_header,
        validity=passage.validity,
        veto=veto,
        audience=passage.facts.audience,
        models=list(passage.facts.models),
        markets=list(passage.facts.markets),
        valid_to=passage.facts.valid_to,
        score=passage.score,
        retrievers=[hit.retriever for hit in passage.hits],
        hits=[
            HitOut(retriever=hit.retriever, rank=hit.rank, score=hit.score) for hit in passage.hits
        ],
        highlights=list(highlights(passage.text, query=query_text)),
        url=view_url(
            passage.document,
            page=passage.page,
            start=passage.found_start,
            end=passage.found_end,
            for_agent=for_agent,
        ),
    )


def view_url(document: str, *, page: int | None, start: int, end: int, for_agent: bool) -> str:
    """Where a document is shown at a page with a range marked."""
    values: dict[str, str | int] = {"start": start, "end": end}
    if page is not None:
        values = {"page": page, **values}
    if for_agent:
        values["audience"] = "agent"
    return f"/v1/documents/{quote(document, safe='/')}/view?{urlencode(values)}#passage"


def problems_out(problems: Iterable[FileProblem]) -> list[FileProblemOut]:
    """Files that were left out, or read with a warning."""
    return [
        FileProblemOut(path=found.path, reason=found.reason, severity=found.severity)
        for found in problems
    ]


def report_out(report: RefreshReport) -> ReportOut:
    """What a re-indexing did, file by file."""
    return ReportOut(
        release=report.release,
        added=list(report.added),
        changed=list(report.changed),
        removed=list(report.removed),
        unchanged=report.unchanged,
        problems=problems_out(report.problems),
        documents=report.documents,
        pages=report.pages,
        chunks=report.chunks,
        embedded=report.embedded,
        seconds=round(report.seconds, 2),
        published=report.published,
        verdict=report.verdict,
    )


def explanation_out(lines: Iterable[ExplanationLine]) -> list[ExplanationOut]:
    """The lines that say why, with codes to say them in another language."""
    return [
        ExplanationOut(code=line.code, text=line.text, values=dict(line.values)) for line in lines
    ]


def _handoff_out(reply: Handoff) -> HandoffOut:
    return HandoffOut(
        reason=reply.reason,
        risk_class=reply.risk_class or None,
        level=reply.level,
        tier=reply.tier or None,
        due_at=reply.due_at.isoformat(timespec="seconds") if reply.due_at else None,
        queue_id=reply.queue_id or None,
    )


def _parts(reply: Reply, *, for_agent: bool) -> list[PartOut]:
    """Part by part what was drafted; of a hand-off it is for agents, as its citations are."""
    if isinstance(reply, Handoff) and not for_agent:
        return []
    return [
        PartOut(
            question=part.question,
            text=part.text,
            confidence=confidence_out(part.confidence),
            citations=[
                citation_out(found, for_agent=for_agent) for found in _citations(part.statements)
            ],
        )
        for part in reply.parts
    ]


def _caveats(reply: Reply) -> dict[str, list[str]]:
    """By code what each caveat names, over all parts of the message."""
    found: dict[str, list[str]] = {}
    for caveat in () if isinstance(reply, Handoff) else reply.caveats:
        days = [caveat.until.isoformat()] if caveat.until else []
        said = found.setdefault(caveat.code, [])
        said.extend(one for one in (*caveat.names, *days) if one not in said)
    return found


def _citations(statements: Iterable[Statement]) -> list[Citation]:
    """Every citation once, in the order the text gives them."""
    return list(dict.fromkeys(found for made in statements for found in made.citations))
