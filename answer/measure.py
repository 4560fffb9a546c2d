"""Golden questions → a report: ranking, correctness, confidence, speed. CONDUCTOR."""

import time
from collections.abc import Callable, Sequence

from answer.engine import AnswerEngine
from answer.evaluation import Evaluation, Outcome
from answer.golden import CITATIONS_JUDGED, Gold, GoldenQuestion, cites, finds
from answer.groups import groups
from answer.metrics import auroc, calibration_error, coverage_at, risk_coverage
from answer.question import Question
from answer.reply import Answer, Citation, Handoff, Reply, Statement
from index.passage import Passage
from index.search import Searcher
from ingest.errors import ContentError, QuestionInvalid
from ingest.language import same_language

RANKED = 10
ANY_QUESTION = Question(id="", question="")
"""Names no channel, market or urgency: its threshold is the default one."""


def measure(
    questions: Sequence[GoldenQuestion],
    *,
    engine: AnswerEngine,
    searcher: Searcher,
    progress: Callable[[int, int], None],
) -> Evaluation:
    """Asks every question and compares what comes back with what was written.

    Raises ``ContentError`` naming a question that the engine does not take.
    """
    outcomes: list[Outcome] = []
    for number, golden in enumerate(questions):
        progress(number, len(questions))
        try:
            outcomes.append(_outcome(golden, engine=engine, searcher=searcher))
        except QuestionInvalid as error:
            raise ContentError(f"golden question {golden.question.id!r}: {error}") from error
    progress(len(questions), len(questions))
    confidences = [outcome.confidence for outcome in outcomes]
    right = [outcome.right for outcome in outcomes]
    times = sorted(outcome.took_ms for outcome in outcomes) or [0.0]
    manifest = searcher.release.manifest
    named = dict.fromkeys(place.document for golden in questions for place in golden.gold)
    return Evaluation(
        release=manifest.release,
        model=manifest.embedder,
        fingerprint=manifest.fingerprint,
        settings_hash=manifest.settings_hash,
        threshold=engine.threshold(ANY_QUESTION),
        threshold_source=engine.threshold_source(ANY_QUESTION),
        groups=groups(outcomes),
        auroc=auroc(confidences, right),
        calibration_error=calibration_error(confidences, right),
        coverage_at_3_percent_wrong=coverage_at(confidences, right, wrong_share=0.03),
        coverage_at_10_percent_wrong=coverage_at(confidences, right, wrong_share=0.10),
        risk_coverage=tuple(risk_coverage(confidences, right)),
        p50_ms=times[len(times) // 2],
        p95_ms=times[min(len(times) - 1, int(len(times) * 0.95))],
        missing_documents=tuple(name for name in named if searcher.document(name) is None),
        outcomes=tuple(outcomes),
    )


def _outcome(golden: GoldenQuestion, *, engine: AnswerEngine, searcher: Searcher) -> Outcome:
    started = time.perf_counter()
    reply = engine.reply(golden.question)
    took_ms = (time.perf_counter() - started) * 1000
    passages = ranked(golden, engine=engine, searcher=searcher)
    return Outcome(
        id=golden.question.id,
        question=golden.question.question,
        language=golden.question.language or reply.language,
        document_language=document_language(golden, searcher=searcher),
        answerable=golden.answerable,
        why=golden.why,
        rank=rank_of(golden, passages),
        kind=reply.kind,
        reason=reply.reason if isinstance(reply, Handoff) else "",
        confidence=reply.confidence.value,
        right=golden.answerable and cites(judged_citations(reply), golden.gold),
        answered=isinstance(reply, Answer),
        took_ms=took_ms,
        expected=tuple(map(_named, golden.gold)),
        first=_found(passages[0]) if passages else "",
    )


def judged_citations(reply: Reply) -> list[Citation]:
    """The first citations of each draft, sent or not: what must hold the answer."""
    return [citation for drafted in drafts_of(reply) for citation in _first(drafted)]


def drafts_of(reply: Reply) -> list[tuple[Statement, ...]]:
    """What was drafted, sent or not: a draft for each question of the message."""
    if isinstance(reply, Answer | Handoff) and reply.parts:
        return [part.statements for part in reply.parts]
    return [reply.statements]


def _first(drafted: Sequence[Statement]) -> list[Citation]:
    """The citations that are judged."""
    citations = [citation for statement in drafted for citation in statement.citations]
    return citations[:CITATIONS_JUDGED]


def ranked(
    golden: GoldenQuestion, *, engine: AnswerEngine, searcher: Searcher
) -> tuple[Passage, ...]:
    """The passages that the engine would be given, at most ten, best first."""
    return searcher.search(engine.prepare(golden.question).query)[:RANKED]


def rank_of(golden: GoldenQuestion, passages: Sequence[Passage]) -> int:
    """1-based rank of the first passage that holds the answer; 0 for none."""
    return next((n for n, one in enumerate(passages, start=1) if finds(one, golden.gold)), 0)


def document_language(golden: GoldenQuestion, *, searcher: Searcher) -> str:
    """The language of the documents that answer: the question's own where one of them is in it,
    else the first one's; empty when none is in the release."""
    documents = map(searcher.document, [place.document for place in golden.gold])
    languages = [document.language for document in documents if document is not None]
    own = golden.question.language
    return next((one for one in languages if same_language(one, own)), next(iter(languages), ""))


def _named(place: Gold) -> str:
    page = f", page {place.page}" if place.page is not None else ""
    return f"{place.document}{page}"


def _found(passage: Passage) -> str:
    page = f", page {passage.page}" if passage.page is not None else ""
    heading = f" › {passage.heading_path[-1]}" if passage.heading_path else ""
    return f"{passage.document}{page}{heading}"
