"""Filters over the company of look-alike models and the small company: each alone, and together."""

from datetime import date

import pytest

from api.bootstrap import Application
from index.passage import Passage, SearchFilters, SearchQuery
from index.search import Searcher
from tests.small_company import TODAY


def found(searcher: Searcher, text: str, **filters: object) -> tuple[Passage, ...]:
    wanted = SearchFilters(**{"audience": "agent", **filters})  # type: ignore[arg-type]
    return searcher.search(SearchQuery(text=text, language="en", limit=50, filters=wanted))


def documents(passages: tuple[Passage, ...]) -> set[str]:
    return {passage.document for passage in passages}


@pytest.mark.parametrize(
    ("product", "kept", "left_out"),
    [
        ("DP-210A", {"manuals/dp-210.md", "datasheets/dp-overview.md", "faq.csv"}, "dp-211"),
        ("dp 210 a", {"manuals/dp-210.md", "faq.csv"}, "dp-211"),
        ("VX", {"manuals/vx-40.md", "manuals/vx-54-zh.md", "faq.csv"}, "dp-"),
        ("vx-40s", {"manuals/vx-40s.md", "datasheets/vx-overview.csv"}, "manuals/vx-40.md"),
        ("TC-301E", {"manuals/tc-301.md", "certificates/tc-301.md"}, "tc-310"),
    ],
)
def test_a_product_keeps_its_documents_and_those_that_state_none(
    near_miss: Application, product: str, kept: set[str], left_out: str
) -> None:
    searcher = near_miss.searcher()
    assert searcher.knows_product(product, audience="customer")
    names = documents(found(searcher, "supply voltage, weight, warranty", product=product))
    assert kept <= names
    assert not [name for name in names if left_out in name]


def test_a_heading_restricts_where_facts_are_silent(near_miss: Application) -> None:
    def headings(product: str) -> set[str]:
        passages = found(near_miss.searcher(), "service notes", product=product)
        return {one.heading_path[-1] for one in passages if one.document == "service/notes.md"}

    pump, controller = headings("DP-210A"), headings("TC-301F")
    assert "Storage of all DP models" in pump
    assert "Turning the display of the DP-210A/B" in pump
    assert "Alarm codes of the whole TC-301 series" in controller
    assert not pump & controller


def test_what_a_customer_may_not_see_is_no_product(near_miss: Application) -> None:
    searcher = near_miss.searcher()
    assert searcher.knows_product("DP-260X", audience="agent")
    assert not searcher.knows_product("DP-260X", audience="customer")
    assert "DP-260X" in searcher.filter_values("agent").products
    assert "DP-260X" not in searcher.filter_values("customer").products


def test_what_does_not_hold_is_marked_or_left_out(company: Application) -> None:
    text = "explosion certificate, warranty on drives, trade-in programme"
    marked = found(company.searcher(), text, as_of=TODAY, keeps_invalid=True)
    marks = {passage.document: passage.validity for passage in marked}
    assert marks["certificates/explosion.md"] == "expired"
    assert marks["policies/warranty-2023.md"] == "superseded"
    assert marks["policies/trade-in.md"] == "not_yet_valid"
    assert marks["policies/warranty-2025.md"] == "holds"
    left = found(company.searcher(), text, as_of=TODAY)
    assert documents(left) == {name for name, mark in marks.items() if mark == "holds"}
    assert {passage.validity for passage in left} == {"holds"}


def test_validity_is_that_of_the_day_asked_for(company: Application) -> None:
    early = found(company.searcher(), "explosion certificate", as_of=date(2024, 6, 1))
    assert "certificates/explosion.md" in documents(early)
    assert not found(company.searcher(), "trade-in", as_of=TODAY, kinds=("case",))


def test_filters_work_together(near_miss: Application) -> None:
    passages = found(
        near_miss.searcher(),
        "supply voltage",
        product="TC-310E",
        kinds=("manual",),
        languages=("de",),
        audience="customer",
        as_of=TODAY,
    )
    assert documents(passages) == {"manuals/tc-310-de.md"}


def test_named_documents_are_the_only_ones_searched(near_miss: Application) -> None:
    searcher = near_miss.searcher()
    named = frozenset({"manuals/dp-210.md", "manuals/vx-40.md"})
    assert documents(found(searcher, "supply voltage", documents=named)) == named
    assert len(documents(found(searcher, "supply voltage"))) > len(named)
    # it narrows what the other filters leave, and never widens it
    narrowed = found(searcher, "supply voltage", documents=named, product="DP-210A")
    assert documents(narrowed) == {"manuals/dp-210.md"}
    assert not found(searcher, "supply voltage", documents=frozenset({"no/such.md"}))
