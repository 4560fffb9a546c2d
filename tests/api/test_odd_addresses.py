"""Addresses that no program writes by accident: control characters, and bytes that are no text."""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from starlette.testclient import TestClient

from api.access.rights import RIGHTS
from api.app import create_app
from tests.everyone import EVERYONE
from tests.fakes import fake_services

ODD = ("%0A", "%0D%0A", "%00", "%09", "%7F", "%C2%85", "%E2%80%A8", "%FF%FE", "%ED%A0%80", "%C0%AF")
ROUTES = tuple(route.partition(" ")[::2] for route in RIGHTS)


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    app = create_app(fake_services(tmp_path_factory.mktemp("odd")), access=EVERYONE)
    with TestClient(app, base_url="http://localhost", raise_server_exceptions=False) as made:
        yield made


def asked(client: TestClient, method: str, path: str) -> Any:
    return client.request(method, path, follow_redirects=False)


def is_told(response: Any) -> bool:
    found = response.json()
    detail = found["error"]["message"] if "error" in found else found["detail"]
    return response.status_code == 400 and "control character" in detail


@pytest.mark.parametrize(("method", "template"), ROUTES)
def test_no_route_is_reached_by_one(client: TestClient, method: str, template: str) -> None:
    """A pattern of a route ends before a line break at the end: the route itself was reached."""
    plain = re.sub(r"{[^}]+}", "x", template)
    within = re.sub(r"{[^}]+}", "a\n", template)
    for odd in ("%0A", "%0D%0A"):
        assert is_told(asked(client, method, plain + odd)), (plain, odd)
        if within != template:
            path = within.replace("\n", f"{odd}b")
            assert is_told(asked(client, method, path)), path


@pytest.mark.parametrize("odd", ODD)
def test_none_is_taken_for_another_text(client: TestClient, odd: str) -> None:
    assert is_told(asked(client, "GET", f"/v1/documents/a{odd}b"))


@pytest.mark.parametrize("text", ["é", "客户 42", "📦", "a/b", "a%b", "a b", "\ufffd", "..x", "?#"])
def test_any_other_text_names_something(client: TestClient, text: str) -> None:
    response = asked(client, "GET", f"/v1/documents/{quote(text, safe='')}")
    assert response.status_code == 404
    assert response.json()["detail"] == "There is no such document."
