"""TBX (ISO 30042) → concepts: TBX-Basic version 3 in both its styles, and what version 2 shares.

Read by events with the standard library's expat: no tree of a large file, and nothing is ever
fetched. A file that declares an entity of its own is refused, whatever the entity holds.
"""

from collections.abc import Callable
from xml.parsers.expat import ExpatError, ParserCreate

from ingest.errors import FileTooHeavy, FileUnreadable
from ingest.raw_terms import RawConcept, RawTerm

LARGEST_FILE_BYTES = 20_000_000
MOST_CONCEPTS = 20_000
MOST_TERMS = 400
"""Of one concept."""
DEEPEST = 40
LONGEST_TEXT = 2_000
_STEP_BYTES = 2**18
_CONCEPT = frozenset({"conceptEntry", "termEntry"})
_LANGUAGE = frozenset({"langSec", "langSet"})
_TERM = frozenset({"termSec", "tig", "ntig"})
_ROOTS = frozenset({"tbx", "martif"})
_CATEGORIES = {
    "administrativeStatus": "status",
    "geographicalUsage": "market",
    "customerSubset": "brand",
    "definition": "definition",
    "note": "note",
    "term": "term",
}
"""Data categories that are read; in the one style an element's ``type``, in the other its name."""


def read_tbx(data: bytes, *, page_done: Callable[[], None]) -> tuple[RawConcept, ...]:
    """The concepts of a TBX file.

    Raises FileTooHeavy over a limit, FileUnreadable for what is not TBX or declares entities.
    """
    if len(data) > LARGEST_FILE_BYTES:
        raise FileTooHeavy(
            f"over {LARGEST_FILE_BYTES // 1_000_000} MB is too much for a term base; split the file"
        )
    reading = _Reading()
    try:
        for start in range(0, len(data), _STEP_BYTES):
            reading.parser.Parse(data[start : start + _STEP_BYTES], False)
            page_done()
        reading.parser.Parse(b"", True)
    except ExpatError as error:
        raise FileUnreadable(f"is not well-formed XML ({error}); export it again") from error
    return tuple(reading.concepts)


class _Reading:
    """What was met so far; filled by the parser's events."""

    def __init__(self) -> None:
        self.concepts: list[RawConcept] = []
        self.parser = ParserCreate(namespace_separator=" ")
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text
        self.parser.EntityDeclHandler = self._entity
        self.parser.SkippedEntityHandler = self._entity
        self._path: list[str] = []
        self._held: str | None = None
        """The category whose text is being gathered."""
        self._held_depth = 0
        self._gathered: list[str] = []
        self._line = 0
        self._id = self._language = self._brand = self._definition = ""
        self._notes: list[str] = []
        self._terms: list[RawTerm] = []
        self._term: dict[str, str] = {}

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        local = name.rpartition(" ")[2]
        if not self._path and local not in _ROOTS:
            raise FileUnreadable(f"begins with {local[:40]!r}, not with 'tbx'; it is no TBX file")
        self._path.append(local)
        if len(self._path) > DEEPEST:
            raise FileUnreadable("is nested too deeply for a TBX file")
        if local in _CONCEPT:
            self._line = self.parser.CurrentLineNumber
            self._id = attributes.get("id", "")
            self._language = self._brand = self._definition = ""
            self._notes, self._terms = [], []
        elif local in _LANGUAGE:
            self._language = attributes.get("http://www.w3.org/XML/1998/namespace lang", "")
        elif local in _TERM:
            self._term = {}
        category = _CATEGORIES.get(attributes.get("type", "")) or _CATEGORIES.get(local)
        if category is not None and self._held is None:
            self._held, self._held_depth, self._gathered = category, len(self._path), []

    def _text(self, text: str) -> None:
        # beyond what is kept nothing is gathered, however long it is
        if self._held is not None and sum(map(len, self._gathered)) <= LONGEST_TEXT:
            self._gathered.append(text)

    def _end(self, name: str) -> None:
        local = name.rpartition(" ")[2]
        if self._held is not None and len(self._path) == self._held_depth:
            self._keep(self._held, " ".join("".join(self._gathered).split()))
            self._held = None
        self._path.pop()
        if local in _TERM and self._term.get("term"):
            self._terms.append(
                RawTerm(
                    text=self._term["term"],
                    language=self._language,
                    status=self._term.get("status", ""),
                    market=self._term.get("market", ""),
                )
            )
            if len(self._terms) > MOST_TERMS:
                raise FileTooHeavy(f"line {self._line}: a concept of over {MOST_TERMS} terms")
        elif local in _CONCEPT:
            self.concepts.append(
                RawConcept(
                    id=self._id,
                    line=self._line,
                    terms=tuple(self._terms),
                    brand=self._brand,
                    definition=self._definition,
                    notes=tuple(self._notes),
                )
            )
            if len(self.concepts) > MOST_CONCEPTS:
                raise FileTooHeavy(f"holds over {MOST_CONCEPTS} concepts; split the file")

    def _keep(self, category: str, text: str) -> None:
        inside = set(self._path)
        if category in ("term", "status", "market"):
            if inside & _TERM:
                self._term.setdefault(category, text)
        elif not inside & _CONCEPT:
            return
        elif category == "brand":
            self._brand = self._brand or text
        elif category == "definition":
            self._definition = self._definition or text
        elif not inside & _TERM:
            self._notes.append(text)

    def _entity(self, name: str, *_: object) -> None:
        raise FileUnreadable(
            f"declares or uses an entity of its own ({name[:40]!r}), as hostile files do; save it "
            f"without a document type"
        )
