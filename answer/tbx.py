"""The term base as TBX-Basic (ISO 30042:2019, style DCA), and a TBX file as concepts of ours."""

import re
import sys
from collections.abc import Sequence
from xml.sax.saxutils import escape, quoteattr

from answer.term_table import FORMULA_SIGNS, check_concept, is_language, is_market
from answer.terms import Concept, Term, TermBase, TermStatus, split_region
from ingest.errors import ContentError
from ingest.raw_terms import RawConcept, RawTerm

DO_NOT_TRANSLATE = "Do not translate."
"""TBX-Basic has no data category for it: a note of the concept says so."""
_STATUS: dict[TermStatus, str] = {
    "preferred": "preferredTerm-admn-sts",
    "allowed": "admittedTerm-admn-sts",
    "forbidden": "deprecatedTerm-admn-sts",
}
_READ_STATUS: dict[str, TermStatus] = {
    "preferredTerm-admn-sts": "preferred",
    "preferredTerm": "preferred",
    "standardizedTerm-admn-sts": "preferred",
    "admittedTerm-admn-sts": "allowed",
    "admittedTerm": "allowed",
    "legalTerm-admn-sts": "allowed",
    "regulatedTerm-admn-sts": "allowed",
    "deprecatedTerm-admn-sts": "forbidden",
    "deprecatedTerm": "forbidden",
    "supersededTerm-admn-sts": "forbidden",
    "supersededTerm": "forbidden",
}
_NAMED_AT_MOST = 10
_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<tbx style="dca" type="TBX-Basic" xml:lang="en" xmlns="urn:iso:std:iso:30042:ed-2">
  <tbxHeader>
    <fileDesc>
      <titleStmt><title>Term base</title></titleStmt>
      <sourceDesc><p>Exported from Tradewind</p></sourceDesc>
    </fileDesc>
  </tbxHeader>
  <text>
    <body>
"""
_TAIL = "    </body>\n  </text>\n</tbx>\n"


def write_tbx(base: TermBase) -> str:
    """The base as one TBX-Basic file; read again it gives the same base.

    A brand is written as ``customerSubset``, a market as ``geographicalUsage``.
    """
    return _HEAD + "".join(_entry(concept) for concept in base.concepts) + _TAIL


def concepts_from_tbx(found: Sequence[RawConcept], *, name: str) -> tuple[Concept, ...]:
    """Our concepts of those that a TBX file holds; ``name`` is what messages call the file.

    A concept is called by what its file calls it, else by its first term. Raises ``ContentError``
    with the lines that are wrong.
    """
    problems: list[str] = []
    concepts: dict[tuple[str, str], Concept] = {}
    for raw in found:
        concept, wrong = _concept(raw)
        problems.extend(f"{name}:{raw.line}: {one}" for one in wrong)
        key = (concept.brand.casefold(), concept.id.casefold())
        if key in concepts:
            problems.append(f"{name}:{raw.line}: concept {concept.id[:40]!r} stands there twice")
        concepts[key] = concept
    if not found:
        problems.append(f"{name}: holds no concept")
    if problems:
        more = len(problems) - _NAMED_AT_MOST
        shown = "; ".join(problems[:_NAMED_AT_MOST])
        raise ContentError(f"{shown}; and {more} more" if more > 0 else shown)
    return tuple(concepts.values())


def _entry(concept: Concept) -> str:
    named = f"{concept.brand}:{concept.id}" if concept.brand else concept.id
    lines = [f"      <conceptEntry id={quoteattr(_id(named))}>\n"]
    if concept.brand:
        lines.append(_line(8, "admin", concept.brand, kind="customerSubset"))
    if concept.definition:
        lines.append(_line(8, "descrip", concept.definition, kind="definition"))
    if concept.fixed:
        lines.append(_line(8, "note", DO_NOT_TRANSLATE))
    if concept.note:
        lines.append(_line(8, "note", concept.note))
    for language in dict.fromkeys(term.language for term in concept.terms):
        lines.append(f"        <langSec xml:lang={quoteattr(language)}>\n")
        for term in concept.terms:
            if term.language == language:
                lines.extend(_term_lines(term))
        lines.append("        </langSec>\n")
    return "".join((*lines, "      </conceptEntry>\n"))


def _term_lines(term: Term) -> list[str]:
    lines = [
        "          <termSec>\n",
        _line(12, "term", term.text),
        _line(12, "termNote", _STATUS[term.status], kind="administrativeStatus"),
    ]
    if term.market:
        lines.append(_line(12, "termNote", term.market, kind="geographicalUsage"))
    return [*lines, "          </termSec>\n"]


def _line(indent: int, element: str, text: str, *, kind: str = "") -> str:
    attribute = f' type="{kind}"' if kind else ""
    return f"{' ' * indent}<{element}{attribute}>{escape(_xml(text))}</{element}>\n"


def _id(name: str) -> str:
    """A name as an XML id may be written, which holds no spaces: ``power_x0020_supply``."""
    escaped = re.sub(r"_(?=x[0-9A-F]{4,6}_)", "_x005F_", name)
    escaped = re.sub(r"[^\w.-]", lambda found: f"_x{ord(found.group()):04X}_", escaped)
    first = escaped[:1]
    return (
        escaped if first.isalpha() or first == "_" else f"_x{ord(first or '_'):04X}_{escaped[1:]}"
    )


def _name(identifier: str, brand: str) -> str:
    """The name that ``_id`` wrote."""
    name = re.sub(r"_x([0-9A-F]{4,6})_", lambda found: _character(found[1]), identifier)
    return name.removeprefix(f"{brand}:") if brand else name


def _character(code: str) -> str:
    number = int(code, 16)
    known = number <= sys.maxunicode and not 0xD800 <= number <= 0xDFFF
    return chr(number) if known else "\ufffd"


def _xml(text: str) -> str:
    """The text without what XML cannot hold."""
    return "".join(c for c in text if c.isprintable() or c in "\n\t")


def _concept(raw: RawConcept) -> tuple[Concept, list[str]]:
    problems: list[str] = []
    terms: list[Term] = []
    for one in raw.terms:
        term, wrong = _term(one)
        problems.extend(wrong)
        # the first of several preferred ones is it
        taken = (term.language, term.market, "preferred") in {
            (other.language, other.market, other.status) for other in terms
        }
        status: TermStatus = "allowed" if taken and term.status == "preferred" else term.status
        terms.append(
            Term(text=term.text, language=term.language, market=term.market, status=status)
        )
    notes = [note for note in raw.notes if not _says_fixed(note)]
    concept = Concept(
        id=_name(raw.id, raw.brand) or next((term.text for term in terms), ""),
        terms=tuple(dict.fromkeys(terms)),
        fixed=len(notes) < len(raw.notes),
        brand=raw.brand,
        definition=raw.definition.lstrip("".join(FORMULA_SIGNS)).strip(),
        note=" ".join(notes).lstrip("".join(FORMULA_SIGNS)).strip(),
    )
    return concept, [*problems, *check_concept(concept)]


def _term(raw: RawTerm) -> tuple[Term, list[str]]:
    problems: list[str] = []
    language, region = split_region(raw.language)
    if not language or not is_language(language):
        problems.append(
            f"{raw.language[:40]!r} is no language tag; write one such as de or zh-Hans"
        )
    market = raw.market.strip().upper() or region
    if not is_market(market):
        problems.append(
            f"geographicalUsage {raw.market[:40]!r} is no country; write its ISO 3166-1 code"
        )
    if raw.status and raw.status not in _READ_STATUS:
        problems.append(f"administrativeStatus {raw.status[:40]!r} is not one of TBX-Basic")
    status = _READ_STATUS.get(raw.status, "preferred")
    return Term(text=raw.text, language=language, market=market, status=status), problems


def _says_fixed(note: str) -> bool:
    return note.strip().rstrip(".").casefold() == DO_NOT_TRANSLATE.rstrip(".").casefold()
