"""Chunks → chunks that also name the models which only the facts of all documents can tell."""

import dataclasses
from collections.abc import Sequence

from ingest.document import Chunk, Document
from ingest.families import families, models_of_families
from ingest.identifiers import canonical

Cut = tuple[Document, tuple[Chunk, ...]]


def mark(documents: Sequence[Cut]) -> tuple[Cut, ...]:
    """The same documents and chunks, their identifiers completed by models of stated families.

    ``LX-50`` is too short to be told from other words by its shape alone; a document that lists it
    among its models makes it one wherever it stands.
    """
    named = families(
        canonical(model) for document, _ in documents for model in document.facts.models
    )
    if not named:
        return tuple(documents)
    return tuple(
        (document, tuple(_marked(chunk, named) for chunk in chunks))
        for document, chunks in documents
    )


def _marked(chunk: Chunk, named: frozenset[str]) -> Chunk:
    found = (model.canonical for model in models_of_families(chunk.text_for_search, named))
    identifiers = tuple(dict.fromkeys((*chunk.identifiers, *found)))
    if identifiers == chunk.identifiers:
        return chunk
    return dataclasses.replace(chunk, identifiers=identifiers)
