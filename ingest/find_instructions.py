"""Blocks that give orders to a language model → findings that hold a document."""

from collections.abc import Iterable, Iterator

from ingest.finding import Finding
from ingest.instruction_signs import where_instructs
from ingest.planted_instructions import as_read_by_a_model
from ingest.stretches import Stretch, finding_at


def find_instructions(texts: Iterable[Stretch]) -> Iterator[Finding]:
    """Blocks that give orders to a model, one finding each."""
    for text in texts:
        if text.is_edge:
            continue
        folded = as_read_by_a_model(text.text)
        start = where_instructs(folded, language=text.language, is_code=text.kind == "code")
        if start < 0:
            continue
        # folding may change lengths: then the excerpt begins with the block
        same = len(folded) == len(text.text)
        begin = start if same else 0
        yield finding_at(text, begin, len(text.text), kind="instruction", severity="quarantine")
