"""Models told by their family: ``LX-75`` has little shape, but where ``LX-50`` is one it is too.

What a family is the editors say, by the models in their documents' facts.
"""

import re
from collections.abc import Iterable

from ingest.identifier import Identifier
from ingest.identifiers import canonical

_LETTERS = re.compile(r"[A-Z]{2,8}(?=\d)")
_LOOKS_LIKE_MODEL = re.compile(
    r"(?<![A-Za-z0-9])([A-Za-z]{2,8})[-\u2010-\u2015 ]?\d{1,5}[A-Za-z]{0,2}(?![A-Za-z0-9])"
)


def families(models: Iterable[str]) -> frozenset[str]:
    """The letters that models (canonical forms) begin with: ``XR200A`` → ``XR``."""
    return frozenset(found.group() for model in models if (found := _LETTERS.match(model)))


def models_of_families(text: str, named: frozenset[str]) -> tuple[Identifier, ...]:
    """Everything in a text that is written like a model of one of the families, in order."""
    return tuple(
        Identifier(
            text=found.group(),
            canonical=canonical(found.group()),
            kind="model",
            start=found.start(),
            end=found.end(),
        )
        for found in _LOOKS_LIKE_MODEL.finditer(text)
        if found.group(1).upper() in named
    )
