"""What is learnt from questions on pages, from how many askers, and by what names pages go."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from answer.insight.page_address import MAX_CHARACTERS, page_of
from answer.insight.page_demand import K_ANONYMOUS, AskedOnPage, learn_demand

PAGE = "shop.example/xr-200a"


def asked(group: str, askers: int, *, page: str = PAGE, **fields: object) -> list[AskedOnPage]:
    return [
        AskedOnPage(group=group, weight=1.0, asker=f"{group}-{page}-{one}", page=page, **fields)  # type: ignore[arg-type]
        for one in range(askers)
    ]


@pytest.mark.parametrize(
    ("address", "page"),
    [
        ("https://Shop.Example/de/xr-200a/?utm_source=x#specs", "shop.example/de/xr-200a"),
        ("https://www.shop.example", "shop.example"),
        ("http://shop.example:8080/a%20b/", "shop.example/a b"),
        ("/demo/xr-300b?lang=de", "/demo/xr-300b"),
        ("https://shop.example/orders/100234567/kim@example.com", "shop.example/orders/:id/:id"),
        ("https://shop.example/s/0123456789abcdef0123/x", "shop.example/s/:id/x"),
        ("https://[bad", ""),
        ("javascript:alert(1)", ""),
        ("", ""),
    ],
)
def test_a_page_is_named_without_its_visitor(address: str, page: str) -> None:
    assert page_of(address) == page


@given(st.text(max_size=400))
def test_any_address_has_a_name_that_can_be_kept_and_is_its_own_name(address: str) -> None:
    name = page_of(address)
    assert len(name.encode()) <= 4 * MAX_CHARACTERS
    assert "?" not in page_of("https://shop.example/" + address.replace("%", ""))
    name.encode()


def test_fewer_than_three_askers_teach_nothing() -> None:
    demand = learn_demand(asked("returns", K_ANONYMOUS - 1) + asked("voltage", K_ANONYMOUS))
    found = demand.probabilities(page=PAGE, prior={})
    assert "returns" not in found
    assert found["voltage"] > 0


def test_one_who_asks_often_is_one_and_nobody_known_is_one() -> None:
    often = [AskedOnPage(group="a", weight=1.0, asker="kim", page=PAGE)] * 50
    unknown = [AskedOnPage(group="b", weight=1.0, asker="", page=PAGE)] * 50
    assert learn_demand(often + unknown).counts == {}


def test_a_page_is_told_by_its_own_visitors_then_by_its_products_and_the_companys() -> None:
    log = (
        asked("here", 30, product="XR-200A", families=("XR",))
        + asked("of-product", 30, page="other", product="XR-200A", families=("XR",))
        + asked("of-family", 30, page="third", product="XR-100A", families=("XR",))
        + asked("of-company", 30, page="fourth")
    )
    demand = learn_demand(log)
    told = {"page": PAGE, "product": "xr-200a", "families": ("XR",)}
    found = demand.probabilities(**told, prior={"searched": 1.0})  # type: ignore[arg-type]
    ranked = sorted(found, key=lambda one: -found[one])
    # a search for the page itself is believed before what is asked anywhere
    assert ranked == ["here", "of-product", "searched", "of-family", "of-company"]
    assert sum(found.values()) == pytest.approx(1.0)
    cold = demand.probabilities(page="new", product="XR-100A", families=("XR",), prior={"s": 1.0})
    assert max(cold, key=lambda one: cold[one]) == "of-family"
    assert learn_demand(()).probabilities(page=PAGE, prior={"s": 0.5}) == {"s": 0.5}


@given(
    st.lists(
        st.builds(
            AskedOnPage,
            group=st.sampled_from("abcd"),
            weight=st.floats(0, 1),
            asker=st.sampled_from("uvwxyz"),
            page=st.sampled_from(["", "p", "q"]),
            product=st.sampled_from(["", "X"]),
        ),
        max_size=60,
    )
)
def test_probabilities_never_exceed_one_and_no_level_tells_of_less_than_three(
    log: list[AskedOnPage],
) -> None:
    demand = learn_demand(log)
    found = demand.probabilities(page="p", product="X", prior={"a": 0.25, "s": 0.75})
    assert sum(found.values()) <= 1 + 1e-9
    for (kind, name), groups in demand.counts.items():
        for group in groups:
            askers = {
                one.asker
                for one in log
                if one.group == group
                and (kind == "company" or name in (one.page, one.product.casefold()))
            }
            assert len(askers) >= K_ANONYMOUS
