"""A person's draft as the border takes it → hints, by the published release."""

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Protocol

from answer.hint import Hint, PersonDraft, Source
from answer.internal_text import InternalText
from answer.lint import lint
from answer.locale.market import Market, MarketBook
from answer.terms import TermBase
from index.content import Content
from ingest.errors import IndexMissing, QuestionInvalid
from ingest.language import UNDETERMINED, detect, normalise_tag


class CitedDocument(Protocol):
    """What the lint needs of a document."""

    @property
    def text(self) -> str: ...
    @property
    def language(self) -> str: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class LintWanted:
    """What a client sends."""

    text: str
    question: str = ""
    language: str = ""
    market: str = ""
    brand: str = ""
    citations: tuple[tuple[str, str], ...] = ()
    """(path of the document, quote); an empty quote means the whole document."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Linted:
    """The hints, and the language the draft was held against."""

    hints: tuple[Hint, ...]
    language: str
    took_ms: float


class Linting:
    """Lints drafts. Safe for many threads."""

    def __init__(
        self,
        *,
        markets: MarketBook,
        terms: TermBase,
        find_document: Callable[[str], CitedDocument | None],
        internal: Callable[[], InternalText],
    ) -> None:
        """``internal`` gives what stands only in the current release's internal documents."""
        self._markets = markets
        self._terms = terms
        self._find_document = find_document
        self._internal = internal

    def __call__(self, wanted: LintWanted) -> Linted:
        """The hints at one draft.

        Raises ``QuestionInvalid`` for a citation of a document that is not published.
        """
        started = time.perf_counter()
        market = self._markets.find(wanted.market)
        language = _language(wanted, market)
        styles = market.styles if market else self._markets.styles
        tag = _described(language, self._markets)
        draft = PersonDraft(
            text=wanted.text,
            language=tag,
            question=wanted.question,
            market=market,
            style=styles.get(tag) or self._markets.styles.get(tag),
            brand=wanted.brand,
            sources=tuple(self._source(*cited) for cited in wanted.citations),
        )
        hints = lint(draft, terms=self._terms, internal=self._internal())
        took_ms = (time.perf_counter() - started) * 1000
        return Linted(hints=hints, language=tag, took_ms=took_ms)

    def _source(self, path: str, quote: str) -> Source:
        found = self._find_document(path)
        if found is None:
            raise QuestionInvalid(
                f"citations: {path[:200]!r} is not in the published release; send the document as "
                f"the reply cites it"
            )
        text = found.text
        return Source(quote=quote or text, document=text, language=found.language)


class InternalTextOfRelease:
    """What stands only in a release's internal documents, gathered once a release."""

    def __init__(self, content: Callable[[], tuple[str, Content]]) -> None:
        """``content`` gives the current release's name and content; raises ``IndexMissing``."""
        self._content = content
        self._lock = threading.Lock()
        self._held: tuple[str, InternalText] = "", InternalText(internal=(), public=())

    def __call__(self) -> InternalText:
        """That of the current release; nothing where there is none."""
        try:
            release, content = self._content()
        except IndexMissing:
            return InternalText(internal=(), public=())
        with self._lock:
            if self._held[0] != release:
                self._held = (
                    release,
                    InternalText(
                        internal=_texts(content, public=False), public=_texts(content, public=True)
                    ),
                )
            return self._held[1]


def _texts(content: Content, *, public: bool) -> Iterator[str]:
    for ordinal, card in enumerate(content.cards):
        if card.facts.seen_by("customer") == public:
            yield from (one.text for one in content.documents([ordinal]).values())


def _language(wanted: LintWanted, market: Market | None) -> str:
    """The language the reply should be in: as stated, the customer's, the market's."""
    if wanted.language:
        return normalise_tag(wanted.language)
    spoken = market.languages if market else ()
    asked = detect(wanted.question, hint=spoken[0] if spoken else "") if wanted.question else ""
    if asked and asked != UNDETERMINED:
        return asked
    written = detect(wanted.text, hint=spoken[0] if spoken else "")
    if not spoken or written in spoken:
        return "" if written == UNDETERMINED else written
    return spoken[0]


def _described(language: str, markets: MarketBook) -> str:
    """The tag by which styles and words know a language: ``de`` of ``de-CH``."""
    wide = language.split("-")[0]
    return wide if language not in markets.styles and wide in markets.styles else language
