"""Golden questions → judged drafts: each asked of the engine, its draft judged by its places.
CONDUCTOR."""

from collections.abc import Callable, Iterable, Sequence

from answer.engine import AnswerEngine
from answer.examination import Examination
from answer.golden import CITATIONS_JUDGED, Gold, GoldenQuestion, cites, plain
from answer.judge import ConfidenceModel
from answer.judged_draft import JudgedDraft, JudgedDrafts
from ingest.errors import ContentError, QuestionInvalid


def judge_golden(
    questions: Sequence[GoldenQuestion],
    *,
    engine: AnswerEngine,
    shipped: ConfidenceModel,
    progress: Callable[[int, int], None],
) -> JudgedDrafts:
    """A draft for every question on which the probability decides.

    Raises ``ContentError`` naming a question that the engine does not take.
    """
    examined: list[tuple[GoldenQuestion, Examination]] = []
    otherwise = 0
    for number, golden in enumerate(questions):
        progress(number, len(questions))
        try:
            found = engine.examine(golden.question)
        except QuestionInvalid as error:
            raise ContentError(f"golden question {golden.question.id!r}: {error}") from error
        if found.by_probability:
            examined.append((golden, found))
        else:
            otherwise += 1
    progress(len(questions), len(questions))
    topics = shared_topics([_places(golden, found) for golden, found in examined])
    drafts = tuple(
        _judged(golden, found, topic=topic, shipped=shipped)
        for (golden, found), topic in zip(examined, topics, strict=True)
    )
    return JudgedDrafts(drafts=drafts, decided_otherwise=otherwise)


def shared_topics(places: Sequence[Iterable[str]]) -> tuple[str, ...]:
    """A topic for each: those that have a place in common, over however many steps, share it."""
    leader: dict[str, str] = {}

    def top(place: str) -> str:
        while leader.setdefault(place, place) != place:
            leader[place] = leader[leader[place]]
            place = leader[place]
        return place

    listed = [sorted(set(one)) for one in places]
    for first, *others in filter(None, listed):
        for other in others:
            leader[top(other)] = top(first)
    return tuple(top(one[0]) if one else f"alone:{n}" for n, one in enumerate(listed))


def _judged(
    golden: GoldenQuestion, found: Examination, *, topic: str, shipped: ConfidenceModel
) -> JudgedDraft:
    citations = [citation for one in found.draft.statements for citation in one.citations]
    return JudgedDraft(
        id=f"golden:{golden.question.id}",
        topic=topic,
        language=found.prepared.language,
        signals=found.confidence.signals,
        value=shipped.probability(found.confidence.signals),
        right=golden.answerable and cites(citations[:CITATIONS_JUDGED], golden.gold),
    )


def _places(golden: GoldenQuestion, found: Examination) -> list[str]:
    """What the question is about: every place that answers it, else the one that was quoted."""
    if golden.gold:
        return [_named(place) for place in golden.gold]
    citations = [citation for one in found.draft.statements for citation in one.citations]
    return [f"{one.document}#{one.page or one.start}" for one in citations[:1]]


def _named(place: Gold) -> str:
    return f"{place.document}#{place.page or plain(place.text)}"
