"""Units: what can be quoted alone is a stretch of the document, on one page, never half a step."""

import pytest

from answer.units import (
    LONG_PARAGRAPH_CHARACTERS,
    WHOLE_LIST_CHARACTERS,
    WHOLE_TABLE_CHARACTERS,
    units,
)
from api.bootstrap import Application
from index.passage import SearchFilters, SearchQuery
from tests.answer.samples import passage, stored


def test_every_unit_is_a_stretch_of_its_document_on_its_page(company: Application) -> None:
    searcher = company.searcher()
    seen = 0
    for text in ("reset controller", "PX-407A weight", "shipping", "水位传感器"):
        query = SearchQuery(
            text=text, language="en", limit=60, filters=SearchFilters(audience="agent")
        )
        for found in searcher.search(query):
            source = searcher.document(found.document)
            assert source is not None
            covered = 0
            for unit in units(found):
                seen += 1
                assert source.text[unit.start : unit.end] == unit.text
                assert unit.text.strip() == unit.text
                assert found.start <= unit.start < unit.end <= found.end
                assert unit.text in unit.text_to_compare
                pages = {b.page for b in source.blocks if b.start < unit.end and unit.start < b.end}
                assert pages == {unit.page}
                covered += len("".join(unit.text.split()))
            wanted = sum(
                len("".join(source.text[max(b.start, found.start) : min(b.end, found.end)].split()))
                for b in found.blocks
                if b.kind != "heading"
            )
            headers = sum(len("".join(unit.table_header.split())) for unit in units(found)[:1])
            assert covered in (wanted, wanted - headers)
    assert seen > 60


def test_headings_are_context_and_never_quoted() -> None:
    document = stored(("heading", "Reset", None), ("paragraph", "Hold the button.", None))
    (unit,) = units(passage(document, headings=("Manual", "Reset")))
    assert unit.text == "Hold the button."
    assert "Reset" in unit.text_to_compare.split("\n")


def test_a_list_is_one_unit_with_what_introduces_it() -> None:
    document = stored(
        ("paragraph", "Before.", None),
        ("paragraph", "To reset:", None),
        ("list_item", "1. Off.", None),
        ("list_item", "2. On.", None),
        ("paragraph", "After.", None),
    )
    found = [unit.text for unit in units(passage(document))]
    assert found == ["Before.", "To reset:\n\n1. Off.\n\n2. On.", "After."]


def test_a_list_over_two_pages_is_cited_page_by_page_in_order() -> None:
    document = stored(
        ("paragraph", "To reset:", 4),
        ("list_item", "1. Off.", 4),
        ("list_item", "2. On.", 5),
        ("list_item", "3. Wait.", 5),
    )
    found = units(passage(document))
    assert [(unit.page, unit.text) for unit in found] == [
        (4, "To reset:\n\n1. Off."),
        (5, "2. On.\n\n3. Wait."),
    ]


def test_a_very_long_list_is_cut_between_steps() -> None:
    steps = [f"{number}. Turn the screw {number} by half a turn. " * 3 for number in range(1, 40)]
    document = stored(*(("list_item", step.strip(), 1) for step in steps))
    found = units(passage(document))
    assert len(found) > 1
    assert all(len(unit.text) <= WHOLE_LIST_CHARACTERS for unit in found)
    assert "\n\n".join(unit.text for unit in found) == document.text


def test_a_short_table_is_quoted_whole_and_a_long_one_by_rows() -> None:
    header = "Model | Voltage"
    rows = [
        f"XR-{number} | {number} V" for number in range(100, 100 + WHOLE_TABLE_CHARACTERS // 10)
    ]
    short = stored(("table", "\n".join([header, *rows[:4]]), 1))
    (unit,) = units(passage(short))
    assert unit.text == short.text
    long = stored(("table", "\n".join([header, *rows]), 1))
    found = units(passage(long))
    assert [unit.text for unit in found] == rows
    assert {unit.table_header for unit in found} == {header}
    assert all(header in unit.text_to_compare for unit in found)


def test_rows_cut_away_from_their_header_keep_it() -> None:
    header = "Model | Voltage"
    rows = [f"XR-{number} | {number} V" for number in range(100, 110)]
    document = stored(("table", "\n".join([header, *rows]), 1))
    start = document.text.index("XR-105")
    (unit,) = units(passage(document, start=start, table_header=header))
    assert unit.text == "\n".join(rows[5:])
    assert unit.table_header == header


@pytest.mark.parametrize(
    "sentence", ["The pump runs dry when the valve is closed. ", "水泵停止运行。"]
)
def test_a_long_paragraph_is_cut_between_sentences(sentence: str) -> None:
    document = stored(("paragraph", (sentence * 200).strip(), 3))
    found = units(passage(document))
    assert len(found) > 1
    for unit in found:
        assert len(unit.text) <= LONG_PARAGRAPH_CHARACTERS
        assert unit.text.startswith(sentence[:3])
        assert unit.text.endswith(sentence.strip()[-1])
        assert unit.page == 3
    assert "".join("".join(unit.text.split()) for unit in found) == "".join(document.text.split())


def test_a_passage_of_headings_alone_has_no_units() -> None:
    assert units(passage(stored(("heading", "Reset", None)))) == ()
