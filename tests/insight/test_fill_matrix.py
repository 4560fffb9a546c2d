from typing import Any

from answer.insight.fill_matrix import PlacedQuestion, PlacedSection, fill_matrix
from answer.insight.matrix import CoverageCell


def _section(product: str, topic: str, language: str = "en", **fields: Any) -> PlacedSection:
    plain: dict[str, Any] = {
        "document": f"{product}-{language}.md",
        "start": 0,
        "end": 10,
        "topic": topic,
        "language": language,
        "products": (product,) if product else (),
        "markets": (),
        "is_internal": False,
    }
    return PlacedSection(**{**plain, **fields})


def _question(product: str, topic: str, **fields: Any) -> PlacedQuestion:
    plain: dict[str, Any] = {
        "id": "q",
        "product": product,
        "topic": topic,
        "language": "en",
        "market": "",
        "is_answered": False,
    }
    return PlacedQuestion(**{**plain, **fields})


def _cells(
    sections: list[PlacedSection], questions: list[PlacedQuestion], **fields: Any
) -> dict[tuple[str, str, str, str], CoverageCell]:
    found = fill_matrix(
        sections,
        questions,
        groups_of=lambda market: ("EU",) if market == "DE" else (),
        **fields,
    )
    return {(one.product, one.topic, one.language, one.market): one for one in found}


def test_what_is_asked_in_vain_is_a_hole_unless_a_section_covers_it() -> None:
    for covering in (
        _section("A", "cleaning"),
        _section("", "cleaning"),
        _section("A", "cleaning", markets=("EU",)),
        _section("A", "cleaning", markets=("DE", "US")),
    ):
        cells = _cells([covering], [_question("A", "cleaning", market="DE")])
        assert cells["A", "cleaning", "en", "DE"].hole == "", covering
    for other in (
        _section("B", "cleaning"),
        _section("A", "safety"),
        _section("A", "cleaning", "de"),
        _section("A", "cleaning", markets=("US",)),
        _section("A", "cleaning", is_internal=True),
    ):
        cells = _cells([other], [_question("A", "cleaning", market="DE")])
        cell = cells["A", "cleaning", "en", "DE"]
        assert (cell.hole, cell.questions, cell.answered) == ("asked", ("q",), 0), other


def test_what_no_section_is_about_is_a_hole_and_what_was_answered_is_none() -> None:
    assert _cells([], [_question("", "")])["", "", "en", ""].hole == "asked"
    answered = _cells([], [_question("A", "cleaning", is_answered=True)])
    assert answered["A", "cleaning", "en", ""].hole == ""


def test_a_topic_that_another_language_has_is_a_hole_where_the_product_is_served() -> None:
    english = [_section("A", topic) for topic in ("cleaning", "safety", "data")]
    spanish = [_section("A", topic, "es") for topic in ("safety", "data")]
    cells = _cells([*english, *spanish], [])
    hole = cells["A", "cleaning", "es", ""]
    assert (hole.hole, hole.because, hole.sections) == ("sibling_language", ("A-en.md",), ())
    one_page = _cells([*english, spanish[0]], [])
    assert ("A", "cleaning", "es", "") not in one_page
    by_kind = _cells([*english, *spanish], [], of_kind={"cleaning"})
    assert ("A", "cleaning", "es", "") not in by_kind


def test_a_topic_that_most_other_products_have_is_a_hole() -> None:
    sections = [_section(product, "safety") for product in "ABC"]
    sections += [_section(product, "cleaning") for product in "AB"]
    assert _cells(sections, [])["C", "cleaning", "en", ""].hole == "sibling_product"
    assert ("C", "cleaning", "en", "") not in _cells(sections[:4], [])
    for_all = _section("", "cleaning")
    assert ("C", "cleaning", "en", "") not in _cells([*sections, for_all], [])


def test_a_topic_of_another_market_is_a_hole_where_the_product_is_sold() -> None:
    sections = [
        _section("A", "certificate", markets=("EU",)),
        _section("A", "wiring", markets=("EU",)),
        _section("A", "wiring", markets=("US",)),
    ]
    cells = _cells(sections, [])
    assert cells["A", "certificate", "en", "US"].hole == "sibling_market"
    everywhere = [*sections, _section("A", "certificate")]
    assert ("A", "certificate", "en", "US") not in _cells(everywhere, [])


def test_internal_sections_are_shown_as_such() -> None:
    cell = _cells([_section("A", "discounts", is_internal=True)], [])["A", "discounts", "en", ""]
    assert (cell.internal_only, cell.hole, cell.documents) == (True, "", ("A-en.md",))
