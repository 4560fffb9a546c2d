"""Hand-made nouns for the pure steps: a document of blocks, its passages, a prepared question."""

from datetime import date

from answer.draft import Draft, Evidence, Vetoed, VetoReason
from answer.prepare import prepare
from answer.question import PreparedQuestion, Question
from answer.reply import Citation, Confidence, Statement
from index.content import StoredDocument
from index.passage import Hit, Passage, PassageBlock
from ingest.document import BlockKind, DocumentFacts
from ingest.identifiers import extract
from tests.small_company import TODAY

Piece = tuple[BlockKind, str, int | None]
"""Kind, text and page of one block."""
FACTS = DocumentFacts()


def stored(
    *pieces: Piece,
    path: str = "manual.md",
    language: str = "en",
    facts: DocumentFacts = FACTS,
    header_rows: int = 1,
) -> StoredDocument:
    """A document whose blocks stand two line breaks apart."""
    text, blocks = "", []
    for kind, piece, page in pieces:
        text += "\n\n" if text else ""
        blocks.append(
            PassageBlock(
                kind=kind,
                start=len(text),
                end=len(text) + len(piece),
                level=1 if kind == "heading" else 0,
                page=page,
                page_label=None,
                language=language,
                header_rows=header_rows if kind == "table" else 0,
            )
        )
        text += piece
    return StoredDocument(
        ordinal=0,
        id=path,
        path=path,
        title="Manual",
        language=language,
        text=text,
        blocks=tuple(blocks),
        facts=facts,
        sha256="0" * 64,
        media_type="text/markdown",
        page_count=max((page or 0 for _, _, page in pieces), default=0),
    )


def passage(
    document: StoredDocument,
    *,
    start: int = 0,
    end: int | None = None,
    headings: tuple[str, ...] = (),
    table_header: str = "",
    nearness: float = 0.5,
    score: float = 1.0,
) -> Passage:
    """A stretch of the document as search would give it."""
    stop = len(document.text) if end is None else end
    text = document.text[start:stop]
    blocks = tuple(b for b in document.blocks if b.start < stop and start < b.end)
    return Passage(
        chunk_ids=(f"{document.path}#{start}",),
        found_start=start,
        found_end=stop,
        document_id=document.id,
        document=document.path,
        title=document.title,
        facts=document.facts,
        heading_path=headings,
        pages=tuple(dict.fromkeys(b.page for b in blocks if b.page is not None)),
        page=next((b.page for b in blocks if b.page is not None), None),
        page_label=None,
        language=document.language,
        start=start,
        end=stop,
        text=text,
        blocks=blocks,
        identifiers=tuple(found.canonical for found in extract(text)),
        table_header=table_header,
        score=score,
        hits=(Hit(retriever="dense", rank=1, score=nearness),),
    )


def asked(
    text: str, *, market: str = "", as_of: date = TODAY, language: str = "en"
) -> PreparedQuestion:
    """A question as the engine prepares it."""
    return prepare(Question(id="q", question=text, market=market, as_of=as_of, language=language))


def quote(document: StoredDocument, text: str, *, page: int | None = None) -> Statement:
    """A statement that quotes ``text`` where it first stands in the document."""
    start = document.text.index(text)
    citation = Citation(
        document=document.path,
        title=document.title,
        heading_path=(),
        page=page,
        page_label=None,
        start=start,
        end=start + len(text),
        quote=text,
        language=document.language,
    )
    return Statement(text=text, citations=(citation,))


def draft(*statements: Statement, used: tuple[Passage, ...] = ()) -> Draft:
    return Draft(statements=statements, used=used, similarity=0.7 if statements else 0.0)


def evidence(
    *usable: Passage,
    vetoed: tuple[tuple[Passage, VetoReason], ...] = (),
    unknown: tuple[str, ...] = (),
    suggestions: tuple[str, ...] = (),
) -> Evidence:
    return Evidence(
        passages=usable,
        vetoed=tuple(Vetoed(passage=found, reason=reason) for found, reason in vetoed),
        unknown_models=unknown,
        suggestions=suggestions,
    )


def confidence(value: float, *, threshold: float = 0.8) -> Confidence:
    return Confidence(value=value, threshold=threshold, signals=(), band="low")
