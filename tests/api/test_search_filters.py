"""Filters at the borders: over HTTP and on the command line, with what is refused and how."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from api.bootstrap import Application
from tests.api.test_cli import Tradewind, place, tradewind
from tests.everyone import EVERYONE

__all__ = ["place", "tradewind"]
CERTIFICATE = "Is the XR-200A certified for explosion protection?"
EXPIRED = "certificates/explosion.md"


@pytest.fixture(scope="module")
def client(company: Application) -> Iterator[TestClient]:
    with TestClient(
        create_app(company.services(), access=EVERYONE), base_url="http://localhost"
    ) as made:
        yield made


def search(client: TestClient, question: str, **more: Any) -> list[dict[str, Any]]:
    response = client.post("/v1/search", json={"question": question, "limit": 50, **more})
    assert response.status_code == 200, response.text
    passages: list[dict[str, Any]] = response.json()["passages"]
    return passages


def documents(passages: list[dict[str, Any]]) -> set[str]:
    return {passage["document"] for passage in passages}


def test_agents_find_an_expired_certificate_marked_and_customers_do_not(
    client: TestClient,
) -> None:
    day = {"as_of": "2026-06-01"}
    marks = {
        passage["document"]: passage["validity"]
        for passage in search(client, CERTIFICATE, audience="agent", **day)
    }
    assert marks[EXPIRED] == "expired"
    assert EXPIRED not in documents(search(client, CERTIFICATE, **day))
    only = search(client, CERTIFICATE, audience="agent", validity="holds", **day)
    assert EXPIRED not in documents(only)
    assert {passage["validity"] for passage in only} == {"holds"}
    then = search(client, CERTIFICATE, as_of="2024-06-01")
    assert EXPIRED in documents(then)
    reply = client.post("/v1/answers", json={"question": CERTIFICATE, **day}).json()
    assert EXPIRED not in str(reply["citations"])


@pytest.mark.parametrize(
    ("more", "kept", "left_out"),
    [
        ({"market": "DE"}, "policies/waste-eu.md", "policies/pick-up-us.md"),
        ({"market": "us"}, "policies/pick-up-us.md", "policies/waste-eu.md"),
        ({"kinds": ["policy"]}, "policies/returns.md", "faq.csv"),
        ({"languages": ["zh-CN"]}, "manuals/xr-200-zh.md", "manuals/xr-200-en.md"),
        ({"product": "XR-300"}, "manuals/xr-300-en.md", "manuals/xr-200-en.md"),
        ({"product": "xr 200 a"}, "manuals/xr-200-en.md", "manuals/xr-300-en.md"),
        ({"product": "XR-300", "kinds": ["manual"]}, "manuals/parts.md", "manuals/xr-200-en.md"),
    ],
)
def test_each_filter_narrows(
    client: TestClient, more: dict[str, Any], kept: str, left_out: str
) -> None:
    names = documents(search(client, "drive: collection, pick-up, returns, mounting", **more))
    assert kept in names
    assert left_out not in names


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"market": "XX"}, ("market", "'XX'", "EU, US")),
        ({"product": "ZX-900"}, ("product", "'ZX-900'", "XR-200A")),
        ({"languages": ["klingon!"]}, ("language", "klingon!", "zh-Hans")),
        ({"kinds": ["poem"]}, ("kinds", "manual", "certificate")),
        ({"validity": "sometimes"}, ("validity", "any", "holds")),
        ({"as_of": "tomorrow"}, ("as_of",)),
    ],
)
def test_a_value_that_cannot_be_filtered_by_is_refused_with_those_that_can(
    client: TestClient, more: dict[str, Any], says: tuple[str, ...]
) -> None:
    response = client.post("/v1/search", json={"question": "drive", **more})
    assert response.status_code == 422
    assert all(text in response.json()["detail"] for text in says), response.json()["detail"]


def test_the_page_a_question_came_from_says_which_model_is_meant(client: TestClient) -> None:
    question = {"question": "With what torque do I tighten the bolts?", "audience": "agent"}
    for product, seen in (("XR-300", True), ("XR-200A", False), ("what the shop calls it", True)):
        body = {**question, "product": product}
        suggestions = client.post("/v1/suggestions", json=body).json()["suggestions"]
        assert ("12 Nm" in str(suggestions)) is seen, product


def test_the_command_line_takes_the_same_filters(
    tradewind: Tradewind, place: tuple[str, ...]
) -> None:
    day = ("--as-of", "2026-06-01", "--limit", 50)
    agent = tradewind(*place, "search", CERTIFICATE, *day, "--audience", "agent", "--json")
    marks = {one["document"]: one["validity"] for one in agent.json["passages"]}
    assert marks[EXPIRED] == "expired"
    shown = tradewind(*place, "search", CERTIFICATE, *day, "--audience", "agent")
    assert "[expired]" in shown.out
    only = ("--audience", "agent", "--only-valid", "--json")
    assert EXPIRED not in tradewind(*place, "search", CERTIFICATE, *day, *only).out
    narrowed = tradewind(
        *(*place, "search", "drive", "--kind", "manual", "--text-language", "es"),
        *("--product", "XR-200B", "--market", "ES", "--json"),
    )
    assert {one["document"] for one in narrowed.json["passages"]} == {"manuals/xr-200-es.md"}


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (("--market", "XX"), "ISO 3166-1"),
        (("--product", "ZX-900"), "XR-200A"),
        (("--kind", "poem"), "manual"),
        (("--text-language", "klingon!"), "zh-Hans"),
        (("--as-of", "tomorrow"), "2026-06-01"),
    ],
)
def test_a_wrong_option_ends_with_2_and_names_what_is_known(
    tradewind: Tradewind, place: tuple[str, ...], options: tuple[str, str], says: str
) -> None:
    ended = tradewind(*place, "search", "drive", *options)
    assert ended.code == 2
    assert says in ended.err


def test_lines_of_a_batch_are_narrowed_one_by_one(
    tradewind: Tradewind, place: tuple[str, ...]
) -> None:
    lines = [
        {"id": 1, "question": "drive", "kinds": ["policy"], "market": "US"},
        {"id": 2, "question": "drive", "product": "ZX-900"},
        {"id": 3, "question": CERTIFICATE, "audience": "agent", "as_of": "2026-06-01"},
        {"id": 4, "question": "drive", "kinds": "policy"},
    ]
    text = "\n".join(map(json.dumps, lines)).encode()
    first, second, third, fourth = tradewind(
        *place, "search", "--batch", "-", "--limit", 50, stdin=text
    ).lines
    assert {one["document"].split("/")[0] for one in first["passages"]} == {"policies"}
    assert "policies/waste-eu.md" not in documents(first["passages"])
    assert "XR-200A" in second["error"]
    assert {EXPIRED: "expired"}.items() <= {
        one["document"]: one["validity"] for one in third["passages"]
    }.items()
    assert "'kinds' must be a list of texts" in fourth["error"]
