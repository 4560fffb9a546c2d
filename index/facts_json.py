"""A document's facts as JSON and back; many documents state the same, so both are kept."""

import dataclasses
import json
from datetime import date
from functools import lru_cache
from typing import Any

from ingest.document import DocumentFacts

FACTS_KEPT = 4_096


@lru_cache(maxsize=FACTS_KEPT)
def facts_to_json(facts: DocumentFacts) -> str:
    """Facts as JSON, dates in ISO 8601."""
    return json.dumps(dataclasses.asdict(facts), ensure_ascii=False, default=str)


@lru_cache(maxsize=FACTS_KEPT)
def facts_from_json(text: str) -> DocumentFacts:
    """Facts from what ``facts_to_json`` wrote."""
    values: dict[str, Any] = json.loads(text)
    for name in ("products", "models", "markets", "supersedes"):
        values[name] = tuple(values[name])
    for name in ("valid_from", "valid_to", "review_by"):
        if values.get(name) is not None:
            values[name] = date.fromisoformat(values[name])
    return DocumentFacts(**values)
