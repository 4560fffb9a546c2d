"""What customers may be quoted: units and statements without orders to whoever replies. Pure.

Hygiene keeps documents out in which somebody speaks to a model; an editor may let one in, and some
orders look like nothing much. Whatever came that far is not said to customers.
"""

import dataclasses
from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath

from answer.draft import Draft, Unit
from answer.reply import Citation, Statement
from ingest.orders_to_reply import is_order, orders_in


def units_without_orders(units: Sequence[Unit]) -> tuple[Unit, ...]:
    """The units, those with an order cut to what stands around it."""
    return tuple(piece for unit in units for piece in _pieces(unit))


def statements_without_orders(draft: Draft) -> Draft:
    """The draft without statements that hold an order, its sources by names that hold none."""
    kept = tuple(
        dataclasses.replace(statement, citations=tuple(map(_named, statement.citations)))
        for statement in draft.statements
        if not _holds_order(statement)
    )
    return dataclasses.replace(draft, statements=kept) if kept != draft.statements else draft


def _pieces(unit: Unit) -> Iterator[Unit]:
    language = unit.passage.language
    if unit.table_header and orders_in(unit.table_header, language=language):
        return
    orders = orders_in(unit.text, language=language)
    if not orders:
        yield unit
        return
    context = unit.text_to_compare.removesuffix(unit.text)
    position = 0
    for start, end in (*orders, (len(unit.text), len(unit.text))):
        text = unit.text[position:start]
        begin = unit.start + position + len(text) - len(text.lstrip())
        text = text.strip()
        if text:
            yield dataclasses.replace(
                unit,
                start=begin,
                end=begin + len(text),
                text=text,
                text_to_compare=context + text,
                is_whole=False,
            )
        position = end


def _holds_order(statement: Statement) -> bool:
    language = statement.citations[0].language
    texts = (statement.text, *(citation.table_header for citation in statement.citations))
    return any(orders_in(text, language=language) for text in texts)


def _named(citation: Citation) -> Citation:
    """By its file where its title is an order, under the headings that are none."""
    language = citation.language
    headings = tuple(
        heading for heading in citation.heading_path if not is_order(heading, language=language)
    )
    title = citation.title
    if is_order(title, language=language):
        title = PurePosixPath(citation.document).stem
    if (title, headings) == (citation.title, citation.heading_path):
        return citation
    return dataclasses.replace(citation, title=title, heading_path=headings)
