"""Requests that no browser and no honest proxy sends."""

from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from api.access.caller import CHATBOT
from api.access.identify import Access
from api.app import create_app
from api.client_address import client_scheme, networks
from tests.access.staffed import BASE, staffed
from tests.fakes import fake_services

WRONG = {"name": "Mei", "password": "not the one that it is"}


@pytest.mark.parametrize("origin", ["http://[", "https://[::1", "https://[bad]:x", "//[", "null"])
def test_an_origin_that_is_no_address_is_another_site(tmp_path: Path, origin: str) -> None:
    with staffed(tmp_path / "x.db") as office, office.client(tmp_path) as client:
        headers = {"Origin": origin}
        assert client.get("/healthz", headers=headers).status_code == 200
        assert client.post("/v1/session", json=WRONG, headers=headers).status_code == 403


@pytest.mark.parametrize(
    "host", ["[::1]evil", "[::1]:80:80", "localhost:80:80", "localhost:\u0663"]
)
def test_a_host_with_something_behind_it_is_another(tmp_path: Path, host: str) -> None:
    with staffed(tmp_path / "x.db") as office, office.client(tmp_path) as client:
        found = client.get("/healthz", headers={b"Host": host.encode()})
        assert found.status_code == 421


def _wrong_from_elsewhere(folder: Path, **settings: Any) -> list[int]:
    """What somebody is told who comes from this machine, and says each time from elsewhere."""
    with staffed(folder / "x.db") as office:
        office.person("Mei")
        app = office.app(fake_services(folder, **settings))
        with TestClient(app, base_url=BASE, client=("127.0.0.1", 5)) as client:
            return [
                client.post(
                    "/v1/session", json=WRONG, headers={"X-Forwarded-For": f"203.0.113.{number}"}
                ).status_code
                for number in range(7)
            ]


def test_nobody_gets_more_attempts_by_saying_that_they_come_from_elsewhere(tmp_path: Path) -> None:
    assert _wrong_from_elsewhere(tmp_path) == [401] * 5 + [429] * 2


def test_behind_a_trusted_proxy_nobody_is_locked_out_by_others(tmp_path: Path) -> None:
    assert _wrong_from_elsewhere(tmp_path, trusted_proxies=("127.0.0.1",)) == [401] * 7


@pytest.mark.parametrize(
    ("client", "said", "expected"),
    [
        ("10.0.0.1", "https", "https"),
        ("10.0.0.1", "", "http"),
        ("10.0.0.1", "gopher", "http"),
        ("203.0.113.7", "https", "http"),
    ],
)
def test_https_is_what_a_trusted_proxy_says(client: str, said: str, expected: str) -> None:
    headers = [(b"x-forwarded-proto", said.encode())]
    scope = {"type": "http", "scheme": "http", "client": (client, 1), "headers": headers}
    assert client_scheme(scope, networks(["10.0.0.0/8"])) == expected


SAID_TWICE: tuple[list[tuple[str, str]], ...] = (
    [("Authorization", "Bearer tw_a"), ("Authorization", "Bearer tw_b")],
    [("X-API-Key", "tw_a"), ("x-api-key", "tw_b")],
    [("Authorization", "Bearer tw_a"), ("X-API-Key", "tw_b")],
    [("Origin", "https://shop.example"), ("Origin", BASE)],
    [("Sec-Fetch-Site", "same-origin"), ("Sec-Fetch-Site", "cross-site")],
    [("X-CSRF-Token", "a"), ("X-CSRF-Token", "b")],
    [("Content-Type", "text/plain"), ("Content-Type", "application/json")],
    [("Idempotency-Key", "a"), ("Idempotency-Key", "b")],
    [("Tradewind-Conversation", "a"), ("Tradewind-Conversation", "b")],
    [("Content-Length", "2"), ("Transfer-Encoding", "chunked")],
)


@pytest.mark.parametrize("headers", SAID_TWICE, ids=lambda one: " ".join(name for name, _ in one))
def test_what_is_said_in_two_ways_is_read_in_none(
    tmp_path: Path, headers: list[tuple[str, str]]
) -> None:
    with staffed(tmp_path / "x.db") as office, office.client(tmp_path) as client:
        found = client.request("POST", "/v1/session", content=b"{}", headers=headers)
    assert found.status_code == 400
    assert "may have read the other" in found.json()["detail"]


def test_a_proxy_s_own_credentials_are_beside_a_key(tmp_path: Path) -> None:
    with staffed(tmp_path / "x.db") as office, office.client(tmp_path) as client:
        key = office.keys.create("helpdesk", scopes=("agent",), by="t", actor="t").text
        for headers in (
            {"Authorization": "Basic cHJveHk6eA==", "X-API-Key": key},
            {"Authorization": f"Bearer {key}", "X-API-Key": key},
        ):
            assert client.get("/v1/session", headers=headers).json()["name"] == "helpdesk"


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_a_page_elsewhere_changes_nothing_though_its_origin_was_taken_away(
    tmp_path: Path, site: str
) -> None:
    app = create_app(fake_services(tmp_path), access=Access(unknown=CHATBOT))
    body = {"question": "rated voltage 24 V"}
    with TestClient(app, base_url=BASE) as client:
        assert client.post("/v1/answers", json=body).status_code == 200
        headers = {"Sec-Fetch-Site": site}
        assert client.post("/v1/answers", json=body, headers=headers).status_code == 403


@pytest.mark.parametrize("path", ["/v1/answers/", "/v1/audit%2F", "/v1/documents/x/view/", "/mcp/"])
def test_nothing_is_sent_elsewhere_with_its_credentials(tmp_path: Path, path: str) -> None:
    with staffed(tmp_path / "x.db") as office, office.client(tmp_path) as client:
        for method in ("GET", "POST"):
            found = client.request(method, path, follow_redirects=False)
            assert "location" not in found.headers
            assert found.status_code >= 400


@pytest.mark.parametrize("path", ["/console/", "/console/queue/?state=all", "/console//x/"])
def test_a_page_s_slash_is_left_out_on_this_very_host(tmp_path: Path, path: str) -> None:
    with staffed(tmp_path / "x.db") as office, office.client(tmp_path) as client:
        found = client.get(path)
    assert found.status_code == 303
    wanted, _, query = path.partition("?")
    assert found.headers["location"] == wanted.rstrip("/") + (f"?{query}" if query else "")
