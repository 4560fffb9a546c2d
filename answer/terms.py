"""The term base: what a customer calls a thing → what the documents call it, in their languages."""

import csv
import re
from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from ingest.errors import ContentError
from ingest.language import normalise_tag, primary

FILE_NAME = "terms.csv"
LARGEST_FILE_BYTES = 5_000_000
EXPANSIONS = 24
"""Terms added to one question at the most."""
SHORTEST_TERM = 2
SHORTEST_WORD = 4
"""In scripts with spaces a shorter word is a prefix of too many others."""
SHORTEST_WORDS = {"ko": 2, "ar": 3}
"""Where a character is a syllable, or vowels are not written, words are shorter."""
_ARABIC_PARTICLES = "(?:[وفبلك]?ال|لل|[وفبلك])?"
"""And, in, with, for, as and the article are written on to the word."""
_WITHOUT_SPACES = frozenset({"zh", "ja", "th"})
_YES = frozenset({"yes", "true", "1"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Concept:
    """One thing with its name in each language; ``fixed`` names are the same in all."""

    terms: tuple[tuple[str, str], ...]
    """(BCP 47 tag, term)."""
    fixed: bool


@dataclass(frozen=True, kw_only=True)
class TermBase:
    """The concepts of a content folder; empty where there is no ``terms.csv``.

    Without slots, so that the names are sorted by language once and not for every question.
    """

    concepts: tuple[Concept, ...] = ()

    def expansions(
        self, text: str, *, language: str, languages: Collection[str] = ()
    ) -> tuple[str, ...]:
        """The other languages' terms for what the text names, without repeats.

        ``languages`` are those of the documents: a term in another would only take the place of one
        that can be found. Empty means any.
        """
        wanted = {primary(tag) for tag in languages}
        found: dict[str, None] = {}
        folded = text.casefold()
        base = primary(language)
        for concept, names in self._named_in.get(base, ()):
            if any(_names(name, folded, base) for name in names):
                for tag, term in concept.terms:
                    if primary(tag) != base and (not wanted or primary(tag) in wanted):
                        found.setdefault(term)
        return tuple(found)[:EXPANSIONS]

    @cached_property
    def _named_in(self) -> dict[str, list[tuple[Concept, tuple[str, ...]]]]:
        """Base language → the concepts that have a name in it, with these names."""
        named: dict[str, list[tuple[Concept, tuple[str, ...]]]] = {}
        for concept in self.concepts:
            names: dict[str, list[str]] = {}
            for tag, term in concept.terms:
                if not concept.fixed and len(term) >= SHORTEST_TERM:
                    names.setdefault(primary(tag), []).append(term.casefold())
            for base, terms in names.items():
                named.setdefault(base, []).append((concept, tuple(terms)))
        return named


def load_terms(content_dir: Path) -> TermBase:
    """The term base of a content folder.

    Raises ``ContentError`` with the line of a wrong row.
    """
    path = content_dir / FILE_NAME
    if not path.is_file():
        return TermBase()
    if path.stat().st_size > LARGEST_FILE_BYTES:
        raise ContentError(f"{path}: over {LARGEST_FILE_BYTES} bytes is too much for a term base")
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise ContentError(f"{path}: cannot be read ({error}); save it as UTF-8") from error
    rows = csv.DictReader(text.splitlines(), strict=True)
    columns = {name: normalise_tag(name) for name in rows.fieldnames or () if name}
    concepts: list[Concept] = []
    try:
        for row in rows:
            if None in row:
                raise ContentError(f"{path}:{rows.line_num}: more cells than the header has")
            terms = tuple(
                (tag, (row[name] or "").strip())
                for name, tag in columns.items()
                if tag and name not in ("concept", "do_not_translate") and row[name]
            )
            fixed = (row.get("do_not_translate") or "").strip().casefold() in _YES
            concepts.append(Concept(terms=terms, fixed=fixed))
    except csv.Error as error:
        raise ContentError(f"{path}:{rows.line_num}: {error}; mend the row") from error
    return TermBase(concepts=tuple(concepts))


def _names(name: str, folded: str, base: str) -> bool:
    """Whether a text names a thing by this name; both are folded."""
    if name not in folded:
        # nearly always, and cheaper to tell than with a pattern
        return False
    if base in _WITHOUT_SPACES:
        return True
    # from the start of a word on: endings differ, "garantías" names "garantía"
    before = _ARABIC_PARTICLES if base == "ar" else ""
    if len(name) < SHORTEST_WORDS.get(base, SHORTEST_WORD):
        return False
    return re.search(rf"\b{before}{re.escape(name)}", folded) is not None
