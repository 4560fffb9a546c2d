"""Draft → grounded draft: every citation is looked up in its document, or its statement goes."""

import dataclasses
from collections.abc import Callable

from answer.draft import Draft
from answer.reply import Citation, Statement
from index.content import StoredDocument

FindDocument = Callable[[str], StoredDocument | None]
CITATIONS_PER_STATEMENT = 3


def ground(draft: Draft, *, find_document: FindDocument) -> Draft:
    """The draft with only the statements whose quotes stand where they say, on that page."""
    statements: list[Statement] = []
    for statement in draft.statements:
        found = tuple(
            citation for citation in statement.citations if _stands(citation, find_document)
        )
        if found:
            statements.append(
                dataclasses.replace(statement, citations=found[:CITATIONS_PER_STATEMENT])
            )
    documents = {citation.document for statement in statements for citation in statement.citations}
    used = tuple(passage for passage in draft.used if passage.document in documents)
    return dataclasses.replace(draft, statements=tuple(statements), used=used)


def _stands(citation: Citation, find_document: FindDocument) -> bool:
    document = find_document(citation.document)
    if document is None or not citation.quote.strip():
        return False
    if document.text[citation.start : citation.end] != citation.quote:
        return False
    pages = {
        block.page
        for block in document.blocks
        if block.start < citation.end and citation.start < block.end
    }
    return citation.page in pages
