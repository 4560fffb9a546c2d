"""Golden questions as a later release is asked them: their places followed where documents moved.

A golden question names a document, a page and a text. When a file is renamed, or a page is put in
before it, the text still answers and the place is an old one: the candidate is judged by where the
text stands now, and the editor is told which line to mend. A text that stands nowhere any more is
no longer followed: then the question, or the page, is wrong.
"""

import dataclasses
from collections.abc import Callable, Mapping

from answer.golden import Gold, GoldenQuestion, plain
from index.content import StoredDocument

FindDocument = Callable[[str], StoredDocument | None]


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class LostPlace:
    """A place that held the answer in the live release and does not in the candidate."""

    document: str
    """In the live release."""
    cause: str


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Followed:
    """A golden question for the candidate."""

    golden: GoldenQuestion
    to_mend: tuple[str, ...] = ()
    """What its line should say now."""
    lost: tuple[LostPlace, ...] = ()
    answered_elsewhere: bool = True
    """Whether some place still holds the answer."""

    def cause(self, document: str) -> str:
        """Why a reply that rested on a document may be another now; empty where nothing tells."""
        of_document = next((one.cause for one in self.lost if one.document == document), "")
        if of_document or self.answered_elsewhere or not self.lost:
            return of_document
        return self.lost[0].cause


class GoldenFollower:
    """Follows places from the live release to a candidate. Only documents that differ are read."""

    def __init__(
        self,
        *,
        live: FindDocument,
        candidate: FindDocument,
        moved: Mapping[str, str],
        differing: frozenset[str],
    ) -> None:
        """``moved`` leads from earlier to later paths; ``differing`` are the earlier paths of all
        documents that the candidate lacks or holds otherwise."""
        self._live, self._candidate = live, candidate
        self._moved, self._differing = moved, differing
        self._pages: dict[tuple[bool, str], dict[int | None, str] | None] = {}

    def follow(self, golden: GoldenQuestion) -> Followed:
        """The question as the candidate is judged by it."""
        if not any(place.document in self._differing for place in golden.gold):
            return Followed(golden=golden)
        places = [(place, self._place(place)) for place in golden.gold]
        notes = [
            f"{golden.question.id}: {_named(place)} is {_named(now)} now"
            for place, now in places
            if now != place
        ]
        return Followed(
            golden=dataclasses.replace(
                golden, gold=tuple(_judged(now, was) for was, now in places)
            ),
            to_mend=tuple(notes),
            lost=tuple(
                LostPlace(document=place.document, cause=self._cause(place, now))
                for place, now in places
                if self._stands(place, candidate=False) and not self._stands(now, candidate=True)
            ),
            answered_elsewhere=any(self._stands(now, candidate=True) for _, now in places),
        )

    def _place(self, place: Gold) -> Gold:
        """Where a place is now; itself where it is not found."""
        if place.document not in self._differing:
            return place
        path = self._moved.get(place.document, place.document)
        found = dataclasses.replace(place, document=path)
        pages = self._read(path, candidate=True)
        if pages is None or place.page is None or not place.text:
            return found
        wanted = plain(place.text)
        if wanted in pages.get(place.page, ""):
            return found
        now = next((page for page, text in pages.items() if page and wanted in text), None)
        # what was never on its page is no page that moved
        was = self._read(place.document, candidate=False) or {}
        if now is None or wanted not in was.get(place.page, ""):
            return found
        return dataclasses.replace(found, page=now)

    def _cause(self, was: Gold, now: Gold) -> str:
        if self._read(now.document, candidate=True) is None:
            return f"{was.document} is not in the candidate"
        return f"the text that answers does not stand in {_named(now)} any more"

    def _stands(self, place: Gold, *, candidate: bool) -> bool:
        pages = self._read(place.document, candidate=candidate)
        if pages is None:
            return False
        text = "".join(pages.values()) if place.page is None else pages.get(place.page, "")
        return plain(place.text) in text

    def _read(self, path: str, *, candidate: bool) -> dict[int | None, str] | None:
        """The letters and digits of each page of a document; None where there is none."""
        key = (candidate, path)
        if key not in self._pages:
            document = (self._candidate if candidate else self._live)(path)
            self._pages[key] = None if document is None else _pages(document)
        return self._pages[key]


def _pages(document: StoredDocument) -> dict[int | None, str]:
    pages: dict[int | None, list[str]] = {}
    for block in document.blocks:
        pages.setdefault(block.page, []).append(document.text[block.start : block.end])
    return {page: plain("".join(texts)) for page, texts in pages.items()}


def _judged(now: Gold, was: Gold) -> Gold:
    """A place whose page moved is judged by its text: a passage may begin on the page before."""
    return dataclasses.replace(now, page=None) if now.page != was.page else now


def _named(place: Gold) -> str:
    page = f", page {place.page}" if place.page is not None else ""
    return f"{place.document}{page}"
