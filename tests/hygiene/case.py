"""A file made for measuring what ingest finds in it, with the truth known."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class HygieneCase:
    """One file: what has to be found in it, and nothing else."""

    id: str
    """``kind/name`` for what is planted, ``clean/name`` for a look-alike."""
    name: str
    """The file's name, whose ending names its format."""
    build: Callable[[], bytes]
    expected: frozenset[str] = frozenset()
    """Kinds of finding; empty for a look-alike."""
    held: bool = False
    """Whether the document has to be kept out of the index."""
    says: str = ""
    """Words that an excerpt of the first expected kind has to show."""
    audience: str = "customer"
    why: str = ""
    """Why a look-alike is none, or what is special about a planted case."""

    @property
    def closed(self) -> bool:
        """A third of the cases is kept aside: their figures are looked at once, at the end."""
        return int(hashlib.sha256(self.id.encode()).hexdigest(), 16) % 3 == 0


def case(
    identifier: str,
    name: str,
    build: Callable[[], bytes],
    *kinds: str,
    held: bool | None = None,
    says: str = "",
    audience: str = "customer",
    why: str = "",
) -> HygieneCase:
    """A case; what is hidden or instructs is held unless ``held`` says otherwise."""
    grave = bool({"hidden_text", "covered_text", "instruction"} & set(kinds))
    return HygieneCase(
        id=identifier,
        name=name,
        build=build,
        expected=frozenset(kinds),
        held=grave if held is None else held,
        says=says,
        audience=audience,
        why=why,
    )
