"""The noun of identifiers: a model number, standard, certificate … as it stands in a text."""

from dataclasses import dataclass
from typing import Literal

IdentifierKind = Literal[
    "model", "standard", "certificate", "hs_code", "thread", "error_code", "version"
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Identifier:
    """A model number, standard, certificate number, HS code … as written and in canonical form."""

    text: str
    """As written: ``whole_text[start:end]``."""
    canonical: str
    """Careless spellings of the same thing share it: ``xr 200a`` and ``XR-200A`` are ``XR200A``."""
    kind: IdentifierKind
    start: int
    end: int
