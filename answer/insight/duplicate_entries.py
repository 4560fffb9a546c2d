"""Questions that a FAQ answers twice, in one file or in several. Pure."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from answer.claim_labels import content_of
from answer.contradiction import hold_together
from answer.golden import plain
from answer.insight.defect import Defect, defect_id
from answer.insight.document_place import place_at
from answer.insight.text_shingles import containment, shingles
from index.content import StoredDocument
from index.passage import Passage
from ingest.language import primary

QUESTION_MARKS = ("?", "？", "؟")
SAME_ANSWER = 0.5
"""Share of the shorter answer, for questions in other words."""
FEWEST_WORDS = 2


def duplicate_entries(
    sections: Sequence[Passage], documents: Mapping[str, StoredDocument]
) -> tuple[Defect, ...]:
    """A defect for each question that stands more than once; ``sections`` are those that hold."""
    asked: dict[tuple[str, frozenset[str]], list[Passage]] = defaultdict(list)
    for section in sections:
        question = _question(section)
        words = content_of(question, section.language) if question else frozenset()
        if len(words) >= FEWEST_WORDS:
            asked[primary(section.language), words].append(section)
    found = []
    for group in asked.values():
        twice = [
            one for one in group if any(two is not one and _is_same(one, two) for two in group)
        ]
        if twice:
            found.append(_defect(twice, documents))
    return tuple(found)


def _question(section: Passage) -> str:
    heading = section.heading_path[-1].strip() if section.heading_path else ""
    return heading if heading.endswith(QUESTION_MARKS) else ""


def _is_same(one: Passage, two: Passage) -> bool:
    if one.document != two.document:
        if one.original == two.original or not hold_together(one, two):
            return False
        if one.facts.audience != two.facts.audience:
            return False
        mine, theirs = set(one.facts.models), set(two.facts.models)
        if (mine or theirs) and not mine & theirs:
            return False
    if plain(_question(one)) == plain(_question(two)):
        return True
    return containment(shingles(one.text), shingles(two.text)) >= SAME_ANSWER


def _defect(group: Sequence[Passage], documents: Mapping[str, StoredDocument]) -> Defect:
    told = sorted(f"{one.document}\n{_question(one)}\n{one.text}" for one in group)
    return Defect(
        id=defect_id("duplicate", "same_entry", *told),
        kind="duplicate",
        code="same_entry",
        severity="low",
        places=tuple(
            place_at(documents[one.document], one.start, one.end, value=_question(one))
            for one in group
        ),
        values={"question": _question(group[0])},
        actions=("merge", "open_document"),
    )
