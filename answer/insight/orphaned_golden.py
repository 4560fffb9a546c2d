"""Golden questions none of whose places stand in the release any more. Pure."""

from collections.abc import Mapping, Sequence

from answer.golden import GoldenQuestion, plain
from answer.insight.defect import Defect, DefectCode, DefectPlace, defect_id
from index.content import StoredDocument


def orphaned_golden(
    golden: Sequence[GoldenQuestion], documents: Mapping[str, StoredDocument]
) -> tuple[Defect, ...]:
    """A defect for each answerable question that nothing in the release could answer as it asks."""
    letters = _Letters(documents)
    found = []
    for one in golden:
        if not one.answerable or not one.gold:
            continue
        if any(letters.hold(place.document, place.text) for place in one.gold):
            continue
        is_gone = all(place.document not in documents for place in one.gold)
        code: DefectCode = "gold_document_missing" if is_gone else "gold_text_missing"
        told = [f"{place.document}\n{place.text}" for place in one.gold]
        found.append(
            Defect(
                id=defect_id("orphaned_golden", code, one.question.id, *told),
                kind="orphaned_golden",
                code=code,
                severity="medium",
                places=tuple(
                    DefectPlace(
                        document=place.document,
                        title=documents[place.document].title
                        if place.document in documents
                        else "",
                        page=place.page,
                        line=place.text,
                    )
                    for place in one.gold
                ),
                values={"question_id": one.question.id, "question": one.question.question},
                actions=("edit_golden", "open_document"),
            )
        )
    return tuple(found)


class _Letters:
    """The letters and digits of documents, made once each."""

    def __init__(self, documents: Mapping[str, StoredDocument]) -> None:
        self._documents = documents
        self._made: dict[str, str] = {}

    def hold(self, path: str, text: str) -> bool:
        """Whether a document is there and holds a text, however either is broken into lines."""
        if path not in self._documents:
            return False
        if path not in self._made:
            self._made[path] = plain(self._documents[path].text)
        return plain(text) in self._made[path]
