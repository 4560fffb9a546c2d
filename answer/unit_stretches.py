"""How units lie to stretches of their documents: what is set aside, what explains a fault code.

A table of models is quoted whole, because it compares them; a list of fault codes compares nothing,
and whoever has one code takes the row beside it for the answer.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from answer.draft import Stretch, Unit
from answer.units import part_of, text_of
from index.passage import Passage


def lies_in(unit: Unit, stretches: Sequence[Stretch]) -> bool:
    """Whether every line of a unit is set aside; its table's header is not part of its text."""
    place = unit.start
    for line in unit.text.split("\n"):
        end = place + len(line)
        if line.strip() and not any(one.start <= place and end <= one.end for one in stretches):
            return False
        place = end + 1
    return bool(stretches)


def meets(units: Sequence[Unit], stretches: Sequence[Stretch]) -> NDArray[np.float32]:
    """1 for each unit that shares characters with one of the stretches, else 0."""
    return np.array(
        [any(_overlap(one, unit.start, unit.end, unit) for one in stretches) for unit in units],
        np.float32,
    )


def explaining_among(
    passages: Sequence[Passage], stretches: Sequence[Stretch]
) -> tuple[Passage, ...]:
    """The passages that hold one of the stretches: however low search put them, they are read."""
    return tuple(
        passage
        for passage in passages
        if any(
            one.document == passage.document and one.start < passage.end and passage.start < one.end
            for one in stretches
        )
    )


def cut_out(unit: Unit, stretches: Sequence[Stretch]) -> tuple[Unit, ...]:
    """The unit, or its runs of lines between those that are cut out, each beside its header.

    What introduces a table or heads it is no row: it is left out where rows are.
    """
    gone = [
        one for one in stretches if one.is_cut_out and _overlap(one, unit.start, unit.end, unit)
    ]
    if not gone:
        return (unit,)
    header, rows_start = _header(unit)
    runs: list[tuple[int, int]] = []
    is_open = False
    place = unit.start
    for line in unit.text.split("\n"):
        end = place + len(line)
        if line.strip():
            is_aside = any(_overlap(one, place, end, unit) for one in gone)
            is_kept = place >= rows_start and not is_aside
            if is_kept and is_open:
                runs[-1] = (runs[-1][0], end)
            elif is_kept:
                runs.append((place, end))
            is_open = is_kept
        place = end + 1
    return tuple(part_of(unit, start, end, header=header) for start, end in runs)


def _overlap(stretch: Stretch, start: int, end: int, unit: Unit) -> bool:
    is_there = stretch.document == unit.passage.document
    return is_there and stretch.start < end and start < stretch.end


def _header(unit: Unit) -> tuple[str, int]:
    """The header of the table in the unit, and where its rows begin."""
    for block in unit.passage.blocks:
        if block.kind == "table" and block.start < unit.end and unit.start < block.end:
            if unit.table_header or block.start < unit.start:
                return unit.table_header, max(block.start, unit.start)
            lines = text_of(unit, block.start, min(block.end, unit.end)).split("\n")
            header = "\n".join(lines[: block.header_rows])
            return header, block.start + len(header)
    return unit.table_header, unit.start
