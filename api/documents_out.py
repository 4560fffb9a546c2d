"""Editors' documents as values → as JSON, and the facts they send as values."""

import unicodedata
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict
from datetime import date
from typing import get_args
from urllib.parse import quote

from api.document_listing import DOCUMENT_STATES, ListedDocument
from api.documents_wire import (
    DocumentFactsOut,
    DocumentOut,
    DocumentsOut,
    EditOut,
    FactFieldOut,
    FactProblemOut,
    FactsOut,
    MovedOut,
    ProposedFactOut,
    ProposedFactsOut,
    ReferenceOut,
    StateCountOut,
    StatedFactOut,
    TrashedFileOut,
    TrashedOut,
)
from api.editing import Moved, Reference
from api.odd_markets import odd_markets
from ingest.document import Audience, DocumentFacts, DocumentKind, Freshness
from ingest.edit import Edit, Trashed
from ingest.errors import FactsRefused
from ingest.facts import KEYS
from ingest.facts_result import FactValue, StatedFacts
from ingest.proposed_fact import ProposedFact

FIELDS: tuple[FactFieldOut, ...] = tuple(
    FactFieldOut(key=key, **values)  # type: ignore[arg-type]
    for key, values in {
        "title": {"kind": "text"},
        "kind": {"kind": "choice", "choices": list(get_args(DocumentKind))},
        "language": {"kind": "text"},
        "audience": {"kind": "choice", "choices": list(get_args(Audience))},
        "products": {"kind": "list"},
        "models": {"kind": "list"},
        "markets": {"kind": "list"},
        "valid_from": {"kind": "date"},
        "valid_to": {"kind": "date"},
        "review_by": {"kind": "date"},
        "supersedes": {"kind": "paths"},
        "translation_of": {"kind": "path"},
        "freshness": {"kind": "choice", "choices": list(get_args(Freshness))},
    }.items()
)


def address_of(path: str) -> str:
    """Where a document's file is got."""
    return f"/v1/documents/{quote(path, safe='/')}"


def document_out(document: ListedDocument) -> DocumentOut:
    """One line of the list."""
    return DocumentOut(
        path=document.path,
        title=document.title,
        state=document.state,
        changed=list(document.changed),
        reason=document.reason,
        warnings=list(document.warnings),
        language=document.language,
        facts=facts_out(document.facts),
        size=document.size,
        sha256=document.sha256,
        media_type=document.media_type,
        modified_at=document.modified_at,
        url=address_of(document.path),
    )


def documents_out(
    documents: Sequence[ListedDocument],
    matching: Sequence[ListedDocument],
    *,
    offset: int,
    limit: int,
    release: str,
    max_upload_bytes: int,
) -> DocumentsOut:
    """A page of those that match."""
    states = Counter(document.state for document in documents)
    return DocumentsOut(
        documents=[document_out(one) for one in matching[offset : offset + limit]],
        total=len(matching),
        offset=offset,
        states=[StateCountOut(state=state, documents=states[state]) for state in DOCUMENT_STATES],
        kinds=sorted({one.facts.kind for one in documents}),
        languages=sorted({one.language for one in documents if one.language}),
        products=sorted({name for one in documents for name in one.facts.products}),
        release=release,
        max_upload_bytes=max_upload_bytes,
    )


def matching(
    documents: Sequence[ListedDocument],
    *,
    words: str = "",
    states: Collection[str] = (),
    kinds: Collection[str] = (),
    languages: Collection[str] = (),
    product: str = "",
) -> list[ListedDocument]:
    """Those that fit every filter; an empty one fits all."""
    wanted, of_product = _folded(words), _folded(product)
    return [
        one
        for one in documents
        if (not wanted or wanted in _folded(f"{one.path}\n{one.title}"))
        and (not states or one.state in states)
        and (not kinds or one.facts.kind in kinds)
        and (not languages or one.language in languages)
        and (not of_product or of_product in map(_folded, (*one.facts.products, *one.facts.models)))
    ]


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold().strip()


def facts_out(facts: DocumentFacts) -> FactsOut:
    """Facts as JSON."""
    return FactsOut.model_validate(asdict(facts))


def edit_out(edit: Edit) -> EditOut:
    """A line of the log."""
    values = asdict(edit)
    return EditOut(undo=values.pop("trash"), **values)


def trashed_out(trashed: Trashed) -> TrashedOut:
    """What can be taken back."""
    values = asdict(trashed)
    files = [TrashedFileOut(**file) for file in values.pop("files")]
    return TrashedOut(files=files, **values)


def reference_out(reference: Reference) -> ReferenceOut:
    """What names a document."""
    return ReferenceOut(**asdict(reference))


def moved_out(moved: Moved) -> MovedOut:
    """A move."""
    return MovedOut(
        edit=edit_out(moved.edit),
        references=[reference_out(one) for one in moved.references],
        mended=list(moved.mended),
        facts_kept=moved.facts_kept,
    )


def document_facts_out(
    path: str, stated: StatedFacts, *, markets: Collection[str] = ()
) -> DocumentFactsOut:
    """Everything that is stated about a document; ``markets`` are known besides ISO 3166-1's."""
    own = {
        one.key: fact_out(one.value)
        for one in stated.stated
        if one.source != "folder"  # the nearest comes last
    }
    return DocumentFactsOut(
        path=path,
        version=stated.version,
        facts=facts_out(stated.result.facts) if stated.result is not None else None,
        title=stated.result.title if stated.result is not None else "",
        language=stated.result.language if stated.result is not None else "",
        own=own,
        stated=[
            StatedFactOut(
                key=one.key,
                value=fact_out(one.value),
                source=one.source,
                file=one.name,
                line=one.line,
                holds=one.holds,
            )
            for one in stated.stated
        ],
        problems=[
            FactProblemOut(key=one.key, file=one.name, line=one.line, message=one.message)
            for one in stated.problems
        ],
        odd=[
            FactProblemOut(key="markets", file=file, line=line, message=message)
            for file, line, message in odd_markets(stated, markets)
        ],
        warnings=list(stated.warnings),
        fields=list(FIELDS),
    )


def proposed_out(
    path: str, proposed: Sequence[ProposedFact], stated: StatedFacts
) -> ProposedFactsOut:
    """What a text seems to state, beside what is stated."""
    holding = {one.key: one.value for one in stated.stated if one.holds}
    return ProposedFactsOut(
        path=path,
        proposed=[
            ProposedFactOut(
                key=one.key,
                value=fact_out(one.value),
                takes=one.key in KEYS and one.value is not None,
                holds=one.value is not None and holding.get(one.key) == one.value,
                line_number=one.line_number,
                line=one.line,
                start=one.start,
                end=one.end,
                reason=one.reason,
            )
            for one in proposed
        ],
    )


def fact_out(value: FactValue) -> str | list[str] | None:
    """A fact as JSON: dates in ISO 8601."""
    if isinstance(value, tuple):
        return list(value)
    return value.isoformat() if isinstance(value, date) else value


def facts_from(values: Mapping[str, str | list[str] | None]) -> dict[str, FactValue]:
    """The facts that an editor sends; an empty text says as little as none.

    Raises ``FactsRefused`` for a key that documents do not have; values are judged where facts are
    read.
    """
    unknown = sorted(values.keys() - set(KEYS))
    if unknown:
        raise FactsRefused(
            f"there is no fact {unknown[0][:40]!r}; there are {', '.join(KEYS)}",
            fields=[(key, "is no fact that documents have") for key in unknown],
        )
    return {key: _fact_from(value) for key, value in values.items()}


def _fact_from(value: str | list[str] | None) -> FactValue:
    if isinstance(value, list):
        return tuple(value)
    if value is None or not value.strip():
        return None
    try:
        # written as a date, not as a text that looks like one
        return date.fromisoformat(value) if len(value) == len("2026-12-31") else value
    except ValueError:
        return value
