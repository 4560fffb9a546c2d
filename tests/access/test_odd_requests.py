"""Requests that no browser and no honest proxy sends."""

from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

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
