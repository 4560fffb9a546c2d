"""Small stand-ins for slow parts: a knowledge base of hand-made documents, and an engine on it.

They obey the Protocols of ``api.services``; the same routes run over the real ones in
``tests/api/test_real_engine.py``.
"""

import io
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

import pypdfium2
from reportlab.pdfgen.canvas import Canvas

from answer.draft import Draft, Wording
from answer.internal_text import InternalText
from answer.join_parts import join_parts
from answer.locale.market_files import load_markets
from answer.locale.phrases import load_phrases
from answer.localize import localize_answer, localize_handoff
from answer.question import PreparedQuestion, Question
from answer.reply import (
    Advice,
    Answer,
    Caveat,
    Citation,
    Confidence,
    ExplanationLine,
    Handoff,
    Reply,
    Signal,
    Statement,
)
from answer.reply_progress import NOBODY_WAITS, ReplyProgress
from answer.split_questions import asked_words, searched_text, split_questions
from answer.terms import Concept, Term, TermBase
from api.document_files import sha256_of
from api.linting import Linting
from api.services import Services
from api.settings import Settings
from index.build_progress import BuildProgress, Cancelled, Progress, never, nobody_watches
from index.content import StoredDocument
from index.findings_file import DocumentFindings
from index.manifest import (
    NOBODY,
    SCHEMA_VERSION,
    Builder,
    FileProblem,
    LanguageCount,
    ListedRelease,
    Manifest,
    RefreshReport,
    ReleaseStanding,
)
from index.passage import FilterValues, Hit, Passage, PassageBlock, SearchFilters, SearchQuery
from index.publication import Publication
from ingest.document import Audience, DocumentFacts
from ingest.errors import BuildCancelled, IndexMissing, PublishRefused, WritingFailed

PHRASES = load_phrases()
INTERNAL_WORDS = ("never tell anybody outside about the rebate of twelve per cent",)


def pdf_bytes(pages: tuple[str, ...]) -> bytes:
    """A PDF with one line of text a page."""
    target = io.BytesIO()
    canvas = Canvas(target)
    for text in pages:
        canvas.drawString(72, 720, text)
        canvas.showPage()
    canvas.save()
    return target.getvalue()


def document(
    path: str,
    texts: tuple[tuple[str, str, int | None], ...],
    *,
    data: bytes,
    title: str,
    audience: Audience = "customer",
    media_type: str = "text/markdown",
    page_count: int = 0,
    ordinal: int = 0,
) -> StoredDocument:
    """A document of (kind, text, page) blocks, two line breaks apart."""
    text, blocks = "", []
    for kind, piece, page in texts:
        if text:
            text += "\n\n"
        blocks.append(
            PassageBlock(
                kind=kind,  # type: ignore[arg-type]
                start=len(text),
                end=len(text) + len(piece),
                level=1 if kind == "heading" else 0,
                page=page,
                page_label=None,
                language="en",
                header_rows=1 if kind == "table" else 0,
            )
        )
        text += piece
    return StoredDocument(
        ordinal=ordinal,
        id=path,
        path=path,
        title=title,
        language="en",
        text=text,
        blocks=tuple(blocks),
        facts=DocumentFacts(audience=audience),
        sha256=sha256_of(data),
        media_type=media_type,
        page_count=page_count,
    )


@dataclass
class FakeKnowledge:
    """Searches by counting shared words."""

    documents: tuple[StoredDocument, ...]

    def search(self, query: SearchQuery) -> tuple[Passage, ...]:
        wanted = set(query.text.casefold().split())
        found = [
            passage
            for stored in self.documents
            if query.filters.audience == "agent" or stored.facts.audience == "customer"
            for passage in self._passages(stored, wanted)
        ]
        return tuple(sorted(found, key=lambda passage: -passage.score)[: query.limit])

    def read_as(self, query: SearchQuery) -> str:
        return query.text.replace("warrenty", "warranty")

    def filter_values(self, audience: Audience) -> FilterValues:
        seen = [one for one in self.documents if audience in ("agent", one.facts.audience)]
        return FilterValues(
            products=tuple(model for one in seen for model in one.facts.models),
            markets=tuple(market for one in seen for market in one.facts.markets),
            languages=tuple(one.language for one in seen),
            kinds=tuple(one.facts.kind for one in seen),
        )

    def knows_product(self, text: str, *, audience: Audience) -> bool:
        return text in self.filter_values(audience).products

    def document(self, path: str) -> StoredDocument | None:
        return next((stored for stored in self.documents if stored.path == path), None)

    def _passages(self, stored: StoredDocument, wanted: set[str]) -> list[Passage]:
        made: list[Passage] = []
        heading = ""
        for block in stored.blocks:
            text = stored.text[block.start : block.end]
            if block.kind == "heading":
                heading = text
                continue
            score = len(wanted & set(text.casefold().replace("?", "").split()))
            if score:
                made.append(_passage(stored, block, text, heading, float(score)))
        return made


def _passage(
    stored: StoredDocument, block: PassageBlock, text: str, heading: str, score: float
) -> Passage:
    return Passage(
        chunk_ids=(f"{stored.path}#{block.start}",),
        found_start=block.start,
        found_end=block.end,
        document_id=stored.id,
        document=stored.path,
        title=stored.title,
        facts=stored.facts,
        heading_path=(heading,) if heading else (),
        pages=(block.page,) if block.page else (),
        page=block.page,
        page_label=block.page_label,
        language="en",
        start=block.start,
        end=block.end,
        text=text,
        blocks=(block,),
        identifiers=(),
        table_header="",
        score=score,
        hits=(Hit(retriever="lexical", rank=1, score=score),),
    )


@dataclass
class FakeEngine:
    """Quotes the passages that share most words; hands over when there are none."""

    knowledge: FakeKnowledge
    asked: list[Question] = field(default_factory=list)

    def reply(
        self,
        question: Question,
        *,
        prepared: PreparedQuestion | None = None,
        progress: ReplyProgress = NOBODY_WAITS,
    ) -> Reply:
        self.asked.append(question)
        progress.searching(prepare(question))
        reply = self._reply_to_message(question)
        told = reply.statements if not isinstance(reply, Handoff) else ()
        progress.found([citation for made in told for citation in made.citations])
        return reply

    def _reply_to_message(self, question: Question) -> Reply:
        parts = split_questions(question.question, language="en")
        if len(parts) == 1:
            return self._reply_to(question)
        return join_parts(
            [
                self._reply_to(replace(question, question=searched_text(question.question, part)))
                for part in parts
            ],
            questions=[asked_words(question.question, part) for part in parts],
            phrases=PHRASES,
            took_ms=1.0,
        )

    def _reply_to(self, question: Question) -> Reply:
        found = self._suggested(question, 1)
        if found and found[0].confidence.value >= found[0].confidence.threshold:
            return found[0]
        return Handoff(
            id="h1",
            question_id=question.id,
            text=localize_handoff("low_confidence", language="en", phrases=PHRASES),
            language="en",
            market=question.market,
            confidence=found[0].confidence if found else _confidence(0.05),
            release="r1",
            took_ms=1.25,
            reason="low_confidence" if found else "nothing_found",
            statements=found[0].statements if found else (),
            explanation=_explanation(found[0].statements[0].text if found else "nothing"),
        )

    def advise(
        self,
        question: Question,
        *,
        count: int = 3,
        reader: str = "",
        prepared: PreparedQuestion | None = None,
    ) -> Advice:
        suggested = self._suggested(question, count)
        return Advice(
            automatic=self.reply(question), suggested=suggested, gists=("",) * len(suggested)
        )

    def _suggested(self, question: Question, count: int) -> tuple[Answer, ...]:
        passages = self.knowledge.search(prepare(question).query)[:count]
        return tuple(_answer(question, passage, number) for number, passage in enumerate(passages))


def prepare(question: Question) -> PreparedQuestion:
    """The question as it is, in English."""
    filters = SearchFilters(
        audience=question.audience, markets=(question.market,) if question.market else ()
    )
    return PreparedQuestion(
        question=question,
        text=question.question,
        language="en",
        identifiers=(),
        intent="question",
        wants_person=False,
        as_of=question.as_of or date(2026, 1, 1),
        query=SearchQuery(text=question.question, language="en", filters=filters),
    )


def _confidence(value: float) -> Confidence:
    band = "high" if value >= 0.8 else "medium" if value >= 0.5 else "low"
    return Confidence(
        value=value,
        threshold=0.8,
        signals=(Signal(name="shared_words", value=value),),
        band=band,  # type: ignore[arg-type]
    )


def _explanation(quoted: str) -> tuple[ExplanationLine, ...]:
    return (
        ExplanationLine(
            code="source.quoted",
            text=f"Quotes <b>{quoted}</b>",
            values=(("models", ("XR-200A",)), ("ranks", (1.0,)), ("page", "1")),
        ),
        ExplanationLine(code="probability.by_signals", text="By the words they share."),
    )


def _answer(question: Question, passage: Passage, number: int) -> Answer:
    citation = Citation(
        document=passage.document,
        title=passage.title,
        heading_path=passage.heading_path,
        page=passage.page,
        page_label=None,
        start=passage.start,
        end=passage.end,
        quote=passage.text,
        language="en",
    )
    statements = (Statement(text=passage.text, citations=(citation,)),)
    caveats = (Caveat(code="for_models", names=("XR-<b>200A",)),) if number == 1 else ()
    return Answer(
        id=f"a{number}",
        question_id=question.id,
        text=localize_answer(
            statements,
            language=question.language or "en",
            evidence_language_differs=False,
            phrases=PHRASES,
            caveats=caveats,
        ),
        caveats=caveats,
        language=question.language or "en",
        market=question.market,
        confidence=_confidence(min(0.95, 0.3 * passage.score)),
        release="r1",
        took_ms=1.25,
        statements=statements,
        explanation=_explanation(passage.text),
    )


MANIFEST = Manifest(
    schema_version=SCHEMA_VERSION,
    release="r1",
    embedder="fake",
    fingerprint="fake",
    dimensions=1,
    documents=4,
    chunks=9,
    languages=(LanguageCount(language="en", chunks=9),),
    settings_hash="x",
    built_at="2026-03-01T08:00:00+00:00",
    parent="",
    checksums=(),
    problems=(),
)
REPORT = RefreshReport(
    release="r2",
    added=("new.md",),
    changed=("manual.pdf",),
    removed=(),
    unchanged=3,
    problems=(
        FileProblem(path="broken.pdf", reason="the file is damaged", severity="error"),
        FileProblem(path="scan.pdf", reason="page 2 holds no text", severity="warning"),
    ),
    documents=4,
    pages=7,
    chunks=9,
    embedded=2,
    seconds=0.5,
    seconds_reading=0.2,
    seconds_embedding=0.1,
)


PUBLICATION = Publication(
    at="2026-03-01T08:01:00+00:00",
    kind="publish",
    from_release="r0",
    to_release="r1",
    by="Ada",
    verdict="12 questions, none changed",
)
LISTED = ListedRelease(
    release="r1", state="live", current=True, size_bytes=4_000, own_bytes=1_000, manifest=MANIFEST
)


@dataclass
class FakeBuild:
    """Releases whose build waits until it is let go, or fails with what it is given."""

    go_on: threading.Event = field(default_factory=threading.Event)
    error: Exception | None = None
    refusal: str = ""
    on_done: Callable[[], None] | None = None
    is_published: Callable[[], bool] = lambda: True

    asked: list[tuple[str, dict[str, object]]] = field(default_factory=list)
    builders: list[Builder] = field(default_factory=list)

    def build(
        self,
        *,
        progress: Progress = nobody_watches,
        cancelled: Cancelled = never,
        builder: Builder = NOBODY,
    ) -> RefreshReport:
        self.builders.append(builder)
        progress(
            BuildProgress(
                stage="reading", done=1, total=2, item="manual.pdf", files=1, pages=7, chunks=9
            )
        )
        for _ in range(2_000):
            if self.go_on.wait(0.01):
                break
            if cancelled():
                raise BuildCancelled("the build was stopped while reading")
        else:
            raise TimeoutError("nobody let the build go on")
        if self.error is not None:
            raise self.error
        return REPORT

    def publish(self, release: str, **options: object) -> Publication:
        options.pop("progress", None)
        options.pop("cancelled", None)
        options.pop("gate", None)
        self.asked.append((release, options))
        if self.refusal and not options.get("force"):
            raise PublishRefused(self.refusal)
        if self.on_done is not None:
            self.on_done()
        return replace(PUBLICATION, to_release=release)

    def roll_back(
        self, release: str = "", *, by: str = "", by_id: str = "", reason: str = ""
    ) -> Publication:
        self.asked.append((release, {"by": by, "by_id": by_id, "reason": reason}))
        return replace(PUBLICATION, kind="rollback", from_release="r1", to_release=release or "r0")

    def prune(self, *, by: str = "", by_id: str = "") -> tuple[str, ...]:
        return ("r0",)

    def listed(self) -> tuple[ListedRelease, ...]:
        return (
            (LISTED, replace(LISTED, release="r0", state="earlier", current=False))
            if (self.is_published())
            else ()
        )

    def findings(self, release: str = "") -> tuple[str, tuple[DocumentFindings, ...]]:
        return release or LISTED.release, ()

    def publications(self) -> tuple[Publication, ...]:
        return (PUBLICATION,)


def small_company(documents_dir: Path) -> tuple[StoredDocument, ...]:
    """Four files on disk and the documents a release would hold of them."""
    files = {
        "manuals/XR 200 é.pdf": pdf_bytes(
            ("XR-200A: rated voltage 24 V DC.", "Hold the reset button for 5 s.")
        ),
        "faq.md": b"# Shipping\n\nWe ship within 3 days.\n",
        "sop/prices.md": b"# Internal prices\n\nDealers get a rebate of 30 %.\n",
        "ratings.csv": b"Model,Voltage\nXR-200A,24 V\n",
    }
    for path, data in files.items():
        target = documents_dir / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
    manual, faq, prices, ratings = files
    return (
        document(
            manual,
            (
                ("heading", "Ratings <b>&amp;", 1),
                ("paragraph", "XR-200A: rated voltage 24 V DC.", 1),
                ("paragraph", "Hold the reset button for 5 s.", 2),
            ),
            data=files[manual],
            title="XR-200 <script>alert(1)</script> manual",
            media_type="application/pdf",
            page_count=2,
        ),
        document(
            faq,
            (
                ("heading", "Shipping", None),
                ("paragraph", "We ship the XR-200A within 3 days.", None),
            ),
            data=files[faq],
            title="FAQ",
            ordinal=1,
        ),
        document(
            prices,
            (("heading", "Internal prices", None), ("list_item", "Dealers get a rebate.", None)),
            data=files[prices],
            title="Prices",
            audience="agent",
            ordinal=2,
        ),
        document(
            ratings,
            (
                ("table", "Model | Voltage\nXR-200A | 24 V\nXR-300 | 48 V", None),
                ("code", "rated = 24", None),
            ),
            data=files[ratings],
            title="Ratings",
            media_type="text/csv",
            ordinal=3,
        ),
    )


def drawn_page(data: bytes, page: int) -> bytes:
    """A page as PNG, drawn in this process: the tests' own PDFs are not hostile."""
    target = io.BytesIO()
    with pypdfium2.PdfDocument(data) as pdf:
        pdf[page - 1].render(scale=1).to_pil().save(target, "PNG")
    return target.getvalue()


def fake_services(
    content_dir: Path, *, published: bool = True, build: FakeBuild | None = None, **settings: int
) -> Services:
    """Services over the small company, its files written below ``content_dir``."""
    values = Settings(content_dir=content_dir, var_dir=content_dir / "var", **settings)  # type: ignore[arg-type]
    knowledge = FakeKnowledge(small_company(values.documents_dir))
    state = {"published": published}
    building = build or FakeBuild()
    building.on_done = lambda: state.update(published=True)
    building.is_published = lambda: state["published"]

    def searcher() -> FakeKnowledge:
        if not state["published"]:
            raise IndexMissing(f"no release in {content_dir}")
        return knowledge

    def standing() -> ReleaseStanding:
        searcher()
        return ReleaseStanding(meant="r1", manifest=MANIFEST)

    class Engine(FakeEngine):
        def reply(
            self,
            question: Question,
            *,
            prepared: PreparedQuestion | None = None,
            progress: ReplyProgress = NOBODY_WAITS,
        ) -> Reply:
            searcher()
            return super().reply(question, prepared=prepared, progress=progress)

    return Services(
        settings=values,
        engine=Engine(knowledge),
        searcher=searcher,
        prepare=prepare,
        lint=Linting(
            markets=load_markets(),
            terms=TermBase(
                concepts=(
                    Concept(
                        id="power supply",
                        terms=(
                            Term(text="power supply", language="en"),
                            Term(text="power brick", language="en", status="forbidden"),
                        ),
                    ),
                )
            ),
            find_document=lambda path: searcher().document(path),
            internal=lambda: InternalText(internal=INTERNAL_WORDS, public=()),
        ),
        releases=building,
        standing=standing,
        render_page=drawn_page,
        documents_dir=values.documents_dir,
        markets=("DE", "EU", "US"),
    )


@dataclass
class FakeWriter:
    """Says every quote again, as ``saying`` says it."""

    saying: Callable[[str], str] = lambda quote: quote
    name: str = "fake writer"
    asked: list[Draft] = field(default_factory=list)

    def write(
        self, prepared: PreparedQuestion, quoted: Draft, *, language: str, seconds: float
    ) -> Draft:
        self.asked.append(quoted)
        if seconds <= 0:
            raise WritingFailed(f"{self.name}: no time left", reason="out_of_time")
        return replace(
            quoted,
            statements=tuple(replace(one, text=self.saying(one.text)) for one in quoted.statements),
            wording=Wording(writer=self.name),
        )


@dataclass
class FakeTranslator:
    """Knows some lines by heart and marks all others."""

    lines: Mapping[str, str] = field(default_factory=dict)
    pairs: tuple[tuple[str, str], ...] = (("en", "pt"),)
    name: str = "fake translator"
    asked: list[str] = field(default_factory=list)

    def speaks(self, source: str, target: str) -> bool:
        return (source, target) in self.pairs

    def translate(
        self, texts: Sequence[str], *, source: str, target: str, seconds: float
    ) -> tuple[str, ...]:
        if seconds <= 0:
            raise WritingFailed(f"{self.name}: no time left", reason="out_of_time")
        self.asked.extend(texts)
        return tuple(self.lines.get(text, f"«{text}»") for text in texts)
