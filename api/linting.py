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
from api.lint_wire import LintCitationIn, LintIn
from api.stated_language import stated_language
from index.content import Content
from ingest.document import DocumentFacts
from ingest.errors import IndexMissing, QuestionInvalid
from ingest.language import UNDETERMINED, detect, normalise_tag


class CitedDocument(Protocol):
    """What the lint needs of a document."""

    @property
    def text(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def language(self) -> str: ...
    @property
    def facts(self) -> DocumentFacts: ...


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

    def __call__(self, body: LintIn) -> Linted:
        """The hints at one draft.

        Raises ``QuestionInvalid`` for an empty draft, for what is no language, and for a citation
        of a document that is not published.
        """
        started = time.perf_counter()
        text, question = body.text.replace("\0", " "), body.question.replace("\0", " ")
        if not text.strip():
            raise QuestionInvalid("text: is empty; send the draft")
        market = self._markets.find(body.market or "")
        stated = normalise_tag(stated_language(body.language))
        language = stated or _language(text, question, market)
        styles = market.styles if market else self._markets.styles
        tag = _described(language, self._markets)
        draft = PersonDraft(
            text=text,
            language=tag,
            question=question,
            market=market,
            style=styles.get(tag) or self._markets.styles.get(tag),
            brand=body.brand,
            sources=tuple(map(self._source, body.citations)),
        )
        hints = lint(draft, terms=self._terms, internal=self._internal())
        took_ms = (time.perf_counter() - started) * 1000
        return Linted(hints=hints, language=tag, took_ms=took_ms)

    def _source(self, cited: LintCitationIn) -> Source:
        found = self._find_document(cited.document)
        if found is None:
            raise QuestionInvalid(
                f"citations: {cited.document[:200]!r} is not in the published release; send the "
                f"document as the reply cites it"
            )
        facts = found.facts
        days = (day.isoformat() for day in (facts.valid_from, facts.valid_to) if day)
        page = f"{cited.page or ''} {cited.page_label or ''}"
        return Source(
            quote=cited.quote or found.text,
            about="\n".join(
                (found.title, *cited.heading_path, page, *facts.models, *facts.products, *days)
            ),
            document=found.text,
            language=found.language,
        )


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


def _language(text: str, question: str, market: Market | None) -> str:
    """The language a reply should be in: the customer's, the market's."""
    spoken = market.languages if market else ()
    first = spoken[0] if spoken else ""
    asked = detect(question, hint=first)
    if question and asked != UNDETERMINED:
        return asked
    written = detect(text, hint=first)
    if not spoken or written in spoken:
        return "" if written == UNDETERMINED else written
    return first


def _described(language: str, markets: MarketBook) -> str:
    """The tag by which styles and words know a language: ``de`` of ``de-CH``."""
    wide = language.split("-")[0]
    return wide if language not in markets.styles and wide in markets.styles else language
