"""Passages that agents reject: quoted, and judged wrong again and again. Pure."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from answer.insight.defect import Defect, defect_id
from answer.insight.document_place import place_at
from answer.insight.question_record import QuestionRecord
from index.content import StoredDocument

FEWEST_WRONG = 3
LEAST_SHARE_WRONG = 0.5
OFTEN_WRONG = 8


@dataclass(slots=True)
class _Judged:
    right: int = 0
    wrong: int = 0


def rejected_passages(
    records: Sequence[QuestionRecord], documents: Mapping[str, StoredDocument]
) -> tuple[Defect, ...]:
    """A defect for each passage that was judged wrong at least three times and half the time.

    What was judged before its document was changed last counts no more.
    """
    judged: dict[tuple[str, int, int], _Judged] = defaultdict(_Judged)
    for record in records:
        if not record.verdict or not record.passages:
            continue
        # a draft rests on its first citation
        place = _place(record.passages[0])
        document = documents.get(place[0]) if place else None
        if place is None or document is None or record.at.timestamp() < document.modified_at:
            continue
        if record.verdict == "wrong":
            judged[place].wrong += 1
        else:
            judged[place].right += 1
    found = [
        _defect(documents[path], start, end, counts)
        for (path, start, end), counts in judged.items()
        if counts.wrong >= FEWEST_WRONG
        and counts.wrong >= LEAST_SHARE_WRONG * (counts.wrong + counts.right)
        and end <= len(documents[path].text)
    ]
    return tuple(sorted(found, key=lambda one: (-int(one.values["wrong"]), one.id)))


def _place(passage: str) -> tuple[str, int, int] | None:
    """``path#start-end`` taken apart."""
    path, separator, stretch = passage.rpartition("#")
    start, dash, end = stretch.partition("-")
    if not (separator and dash and start.isdecimal() and end.isdecimal()):
        return None
    return path, int(start), int(end)


def _defect(document: StoredDocument, start: int, end: int, counts: _Judged) -> Defect:
    return Defect(
        id=defect_id("rejected_passage", "judged_wrong", document.path, document.text[start:end]),
        kind="rejected_passage",
        code="judged_wrong",
        severity="high" if counts.wrong >= OFTEN_WRONG else "medium",
        places=(place_at(document, start, end),),
        values={"wrong": counts.wrong, "right": counts.right},
        actions=("open_document", "replace", "edit_facts"),
    )
