"""The nouns between search and reply: evidence that may be used, and what was written from it."""

from dataclasses import dataclass
from typing import Literal

from answer.reply import Statement, Translation
from index.passage import Passage

VetoReason = Literal[
    "expired",
    "not_yet_valid",
    "superseded",
    "other_market",
    "wrong_model",
    "wrong_certificate",
    "wrong_standard",
    "wrong_code",
]


WritingFailure = Literal[
    # of the service
    "unreachable",
    "out_of_time",
    "refused",
    "not_taken",
    "broken",
    "cut_off",
    "circuit_open",
    # of what it wrote
    "declined",
    "uncited",
    "unfaithful",
    "wrong_language",
    "best_left_out",
    "step_left_out",
    # of what it would have been given
    "instructions_in_evidence",
]
"""Why a configured writer or translator did not put an answer in words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Vetoed:
    """A passage that may not answer, and why."""

    passage: Passage
    reason: VetoReason


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """A half-open range of a document's text."""

    document: str
    start: int
    end: int
    is_cut_out: bool = False
    """Of one that is set aside: no quote goes across it, even where a table would be one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What search found, sorted into what may answer and what may not; both best first."""

    passages: tuple[Passage, ...]
    vetoed: tuple[Vetoed, ...]
    unknown_models: tuple[str, ...] = ()
    """Models the question names and the knowledge base does not hold, as written."""
    unknown_numbers: tuple[str, ...] = ()
    """Certificates, standards and fault codes the question names and the knowledge base does not,
    as written."""
    suggestions: tuple[str, ...] = ()
    """Known identifiers within a typing error of an unknown one."""
    names_known: bool = False
    """Whether the question names something that decided which passages hold: a model, a number."""
    open_models: tuple[str, ...] = ()
    """Products or models that the best evidence is divided between, where the question names
    none."""
    open_markets: tuple[str, ...] = ()
    """The same for markets, as the documents state them."""
    open_codes: tuple[str, ...] = ()
    """Fault codes, as written, any of which a code of the question may be."""
    set_aside: tuple[Stretch, ...] = ()
    """Stretches of usable passages that are about another model, such as rows of its table."""
    explaining: tuple[Stretch, ...] = ()
    """Rows, entries and sections of usable passages that explain a fault code of the question."""
    elsewhere: VetoReason | None = None
    """Why what explains a fault code of the question may not answer, where nothing else does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """A stretch of one passage that can be quoted alone: paragraph, list, rows of a table."""

    passage: Passage
    start: int
    """Into the document's text."""
    end: int
    page: int | None
    page_label: str | None
    table_header: str
    text: str
    text_to_compare: str
    """With headings and table header, as the embedder sees it."""
    is_whole: bool = False
    """All there is in the passage below its headings: the passage's own score says how near."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where one of two values stands."""

    passage: Passage
    start: int
    """Of the sentence or the row, into the document's text."""
    end: int
    page: int | None
    page_label: str | None
    value: str
    """As written."""

    @property
    def quote(self) -> str:
        """The sentence or the row."""
        return self.passage.text[self.start - self.passage.start : self.end - self.passage.start]


@dataclass(frozen=True, slots=True, kw_only=True)
class Contradiction:
    """One thing with two values."""

    label: str
    """What both speak of, in the words of the first."""
    this: Place
    other: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """Who put a draft in words where quotes were not enough, and who should have and did not."""

    writer: str = ""
    """The language model that reworded the quotes."""
    translator: str = ""
    """What translated them."""
    dropped: int = 0
    """Sentences that were not sent: without a citation, or not what they cite."""
    writer_failure: WritingFailure | None = None
    translator_failure: WritingFailure | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """Statements with their citations, and how well the best of them fits the question."""

    statements: tuple[Statement, ...]
    used: tuple[Passage, ...]
    similarity: float
    """How well the first quote fits the question, by its tokens where they are known, else as the
    writer says; 0 without statements."""
    translation: Translation = "none"
    contradictions: tuple[Contradiction, ...] = ()
    """Between the first quote and other passages that may be used; for agents."""
    left_out: tuple[Contradiction, ...] = ()
    """The same for statements that were left out of the draft because of it."""
    wording: Wording | None = None
    """None where no writer and no translator was asked."""
