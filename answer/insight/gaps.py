"""The log and the current release → the gaps of the knowledge base, the most pressing first.
CONDUCTOR.

``open questions → clusters → under yesterday's names → asked again of the release → what is missing
→ rank, trend and state``

Nothing is embedded but questions whose vectors another model made. What editors decided about a gap
stays with it as long as most of its questions do.
"""

import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from answer.desk.case import Case
from answer.desk.service import ServiceBook
from answer.insight.ask_again import AskedAgain, Examine, ask_again
from answer.insight.change_of_gap import BEFORE, RECENT, change_of_gap
from answer.insight.cluster_questions import cluster_questions, most_central_first
from answer.insight.gap import Count, Example, Gap, Gaps, GapState, NearPassage
from answer.insight.gap_store import GapDecision, GapStore
from answer.insight.match_clusters import match_clusters
from answer.insight.question_log import QuestionLog
from answer.insight.question_record import QuestionRecord
from answer.insight.rank_gap import rank_gap, who_asked
from answer.insight.unanswered import is_rejected, unanswered
from answer.insight.why_missing import nearest_passages, why_missing

DAYS = 90
"""Of the log that gaps are made from."""
MOST_EXAMINED = 200
"""Gaps that are asked again of the release, the most pressing; each takes a fifth of a second."""
ANSWERED_SHARE = 0.8
"""Of those that are asked again, from which a gap is closed."""

Embed = Callable[[QuestionRecord], tuple[NDArray[np.float32], str]]
"""A question → its vector, and the name of what that can be compared with."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Knowledge:
    """The current release, as far as gaps need it."""

    release: str
    vector_of: str
    """The name of what questions' vectors have to be comparable with."""
    embed: Embed
    examine: Examine
    products_of: Callable[[QuestionRecord], tuple[str, ...]]
    """The products or models a question is about, as the documents write them."""
    has_document: Callable[[str], bool]
    """Whether the release holds a document of this path."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Editors:
    """What editors have done, beside their decisions."""

    waits: Callable[[str], bool]
    """Whether a draft of this id waits for review."""
    is_file: Callable[[str], bool]
    """Whether there is a document of this path that may not be published yet."""


def find_gaps(
    log: QuestionLog,
    *,
    store: GapStore,
    knowledge: Knowledge | None,
    editors: Editors,
    service: ServiceBook,
    at: datetime,
    days: int = DAYS,
) -> Gaps:
    """The gaps of the last ``days``; without a release (None) nothing is asked again.

    Remembers which questions each gap has, so that it keeps its id.
    """
    started = time.perf_counter()
    state, since = log.state(), at - timedelta(days=days)
    # what is logged at this very moment belongs to it
    until = at + timedelta(microseconds=1)
    records = log.between(min(since, at - RECENT - BEFORE), until)
    of_customers = [one for one in records if one.audience == "customer"]
    left_open = [one for one in unanswered(records, at=at) if one.at >= since]
    clusters = _clusters(left_open, log, knowledge)
    names = match_clusters([[one.id for one in cluster] for cluster in clusters], store.members())
    store.replace_members(
        {one.id: name for cluster, name in zip(clusters, names, strict=True) for one in cluster}
    )
    cases = store.cases_of([one.id for one in left_open])
    recent = sum(one.at >= until - RECENT for one in of_customers)
    before = sum(until - RECENT - BEFORE <= one.at < until - RECENT for one in of_customers)
    found = sorted(
        (
            _gap(name, cluster, cases, knowledge, service, at)
            for cluster, name in zip(clusters, names, strict=True)
        ),
        key=lambda gap: (-gap.priority.value, gap.id),
    )
    by_id = {one.id: one for one in left_open}
    decisions = store.decisions()
    gaps = []
    for place, gap in enumerate(found):
        asked = [by_id[one] for one in gap.questions]
        told = AskedAgain()
        if knowledge and place < MOST_EXAMINED:
            told = ask_again(asked, examine=knowledge.examine)
        gap = replace(
            gap,
            change=change_of_gap(
                [one.at for one in asked], all_recent=recent, all_before=before, until=until
            ),
            missing=why_missing(
                asked,
                as_customer=told.as_customer,
                as_agent=told.as_agent,
                anywhere=told.anywhere,
            ),
            nearest=_nearest(told),
            asked_again=len(told.asked),
            answered_now=len(told.answered),
        )
        gaps.append(_with_state(gap, asked, told, decisions.get(gap.id), knowledge, editors))
    return Gaps(
        gaps=tuple(gaps),
        since=since,
        until=at,
        release=knowledge.release if knowledge else "",
        log_state=state,
        computed_at=at,
        questions=sum(one.at >= since for one in of_customers),
        unanswered=len(left_open),
        took_seconds=time.perf_counter() - started,
    )


def _clusters(
    left_open: Sequence[QuestionRecord], log: QuestionLog, knowledge: Knowledge | None
) -> list[list[QuestionRecord]]:
    """Questions that ask the same, the most central first; whoever is alone is a cluster too."""
    by_id = {one.id: one for one in left_open}
    ids, vectors = _vectors(left_open, log, knowledge)
    labels = cluster_questions(vectors)
    rows: dict[int, list[int]] = defaultdict(list)
    for row, label in enumerate(labels.tolist()):
        # each one alone has a number of their own
        rows[label if label >= 0 else -1 - row].append(row)
    clusters = []
    for members in rows.values():
        order = most_central_first(vectors[members])
        clusters.append([by_id[ids[members[place]]] for place in order])
    known = set(ids)
    return clusters + [[one] for one in left_open if one.id not in known]


def _vectors(
    left_open: Sequence[QuestionRecord], log: QuestionLog, knowledge: Knowledge | None
) -> tuple[tuple[str, ...], NDArray[np.float32]]:
    """Comparable vectors; those of another model are made anew and kept."""
    wanted = [one.id for one in left_open]
    if knowledge is None:
        return (), np.zeros((0, 0), np.float32)
    known = set(log.vectors(wanted, vector_of=knowledge.vector_of)[0])
    made = {one.id: knowledge.embed(one)[0] for one in left_open if one.id not in known}
    if made:
        log.set_vectors(made, vector_of=knowledge.vector_of)
    return log.vectors(wanted, vector_of=knowledge.vector_of)


def _gap(
    name: str,
    cluster: Sequence[QuestionRecord],
    cases: Mapping[str, Case],
    knowledge: Knowledge | None,
    service: ServiceBook,
    at: datetime,
) -> Gap:
    """What the log tells of a gap, before anything is asked again."""
    central = cluster[0]
    examples: dict[str, QuestionRecord] = {}
    for one in cluster:
        examples.setdefault(one.language, one)
    of_cluster = [cases[one.id] for one in cluster if one.id in cases]
    products_of = knowledge.products_of if knowledge else _stated_product
    return Gap(
        id=name,
        state="open",
        question=central.question,
        language=central.language,
        question_id=central.id,
        examples=tuple(
            Example(language=language, question=one.question, question_id=one.id)
            for language, one in examples.items()
            if language != central.language
        ),
        missing="low_confidence",
        questions=tuple(one.id for one in cluster),
        customers=len({who_asked(one) for one in cluster}),
        first_at=min(one.at for one in cluster),
        last_at=max(one.at for one in cluster),
        priority=rank_gap(cluster, of_cluster, service=service, at=at),
        change=change_of_gap([], all_recent=0, all_before=0, until=at),
        markets=_counts(one.market for one in cluster),
        languages=_counts(one.language for one in cluster),
        products=_counts(name for one in cluster for name in products_of(one)),
        tiers=_counts(one.tier for one in cluster),
        reasons=_counts(
            "rejected" if is_rejected(one) else one.reason or one.kind for one in cluster
        ),
        cases=tuple(dict.fromkeys(case.id for case in of_cluster)),
        resolved_cases=tuple(
            dict.fromkeys(case.id for case in of_cluster if case.state == "resolved")
        ),
    )


def _nearest(told: AskedAgain) -> tuple[NearPassage, ...]:
    widest = told.anywhere or told.as_agent
    if widest is None or told.as_customer is None:
        return ()
    return nearest_passages(widest, for_customer=told.as_customer)


def _with_state(
    gap: Gap,
    asked: Sequence[QuestionRecord],
    told: AskedAgain,
    decision: GapDecision | None,
    knowledge: Knowledge | None,
    editors: Editors,
) -> Gap:
    state: GapState = "open"
    is_answered = bool(told.asked) and len(told.answered) >= ANSWERED_SHARE * len(told.asked)
    # what this very release left open is not closed by it
    is_newer = knowledge is not None and all(one.release != knowledge.release for one in asked)
    if decision and decision.deed == "drafted":
        waits = editors.waits(decision.draft_id)
        is_coming = editors.is_file(decision.document) and not (
            knowledge and knowledge.has_document(decision.document)
        )
        state = "in_work" if waits or is_coming else state
        gap = replace(gap, draft_id=decision.draft_id, document=decision.document, by=decision.by)
    if is_answered and is_newer:
        state = "closed"
    if decision and decision.deed == "set_aside":
        state = "set_aside"
        gap = replace(gap, by=decision.by, note=decision.note)
    return replace(gap, state=state)


def _stated_product(record: QuestionRecord) -> tuple[str, ...]:
    return (record.product,) if record.product else ()


def _counts(names: Iterable[str]) -> tuple[Count, ...]:
    found = Counter(names)
    ordered = sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))
    return tuple(Count(name=name, count=count) for name, count in ordered)
