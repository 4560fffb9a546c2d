"""Markets that are stated and that nobody comes from."""

import pytest

from api.odd_markets import odd_markets
from ingest.facts_result import FactValue, StatedFact, StatedFacts


def stated(value: FactValue, *, key: str = "markets", holds: bool = True) -> StatedFacts:
    fact = StatedFact(key=key, value=value, source="sidecar", name="a.yaml", line=3, holds=holds)
    return StatedFacts(result=None, stated=(fact,), problems=(), warnings=(), version="1")


def test_countries_and_groups_are_known() -> None:
    assert odd_markets(stated(("DE", "EU", "EEA", "TW", "GB"))) == []


def test_what_is_no_country_is_told_with_its_place_and_what_to_write() -> None:
    assert odd_markets(stated(("DE", "NARNIA"))) == [
        (
            "a.yaml",
            3,
            "no customer's market is called 'NARNIA'; write an ISO 3166-1 code such as 'DE', or "
            "describe the group in markets.yaml",
        )
    ]


@pytest.mark.parametrize(("name", "code"), [("GERMANY", "DE"), ("ESPAÑA", "ES"), ("法国", "FR")])
def test_a_countrys_name_has_its_code_beside_it(name: str, code: str) -> None:
    [(_, _, message)] = odd_markets(stated((name,)))
    assert message.endswith(f"write {code!r}")


def test_a_group_of_the_content_folders_own_is_known() -> None:
    assert odd_markets(stated(("GULF",)), ("Gulf", "DE")) == []


def test_what_another_file_overrules_and_other_facts_are_left_alone() -> None:
    assert odd_markets(stated(("NARNIA",), holds=False)) == []
    assert odd_markets(stated(("NARNIA",), key="models")) == []
    assert odd_markets(stated(None)) == []
