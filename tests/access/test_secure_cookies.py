"""Over https nobody is put into a session by a cookie that a neighbouring page can set."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from api.access.at_console import COOKIE, SECURE_COOKIE
from api.access.sessions import Visit
from tests.access.staffed import staffed
from tests.fakes import fake_services

PROXY: dict[str, Any] = {"trusted_proxies": ("10.0.0.7",)}
OVER_PROXY = {"X-Forwarded-For": "203.0.113.4", "X-Forwarded-Proto": "https"}


def who(
    folder: Path,
    cookies: str,
    *,
    base: str = "http://localhost",
    client: str = "127.0.0.1",
    headers: Mapping[str, str] | None = None,
    public_url: str = "",
    **settings: Any,
) -> str:
    """Who is signed in for a server when a browser sends these cookies; ``{}`` is a token."""
    with staffed(folder / "a.db", public_url=public_url) as office:
        person = office.person("Mei")
        made = office.people.signing_in.admit(person, method="password", visit=Visit())
        app = office.app(fake_services(folder, **settings))
        with TestClient(app, base_url=base, client=(client, 5)) as browser:
            cookie = cookies.replace("{}", made.token).encode("latin-1")
            sent = [(name.encode(), value.encode()) for name, value in (headers or {}).items()]
            told = browser.get("/v1/session", headers=[*sent, (b"Cookie", cookie)])
            return str(told.json()["name"])


PLAIN, SECURE = f"{COOKIE}={{}}", f"{SECURE_COOKIE}={{}}"
PLANTED = f"{COOKIE}=planted; {SECURE_COOKIE}={{}}"


def test_on_this_machine_the_plain_one_opens_a_session(tmp_path: Path) -> None:
    assert who(tmp_path, PLAIN) == "Mei"


@pytest.mark.parametrize(
    "cookies", [PLAIN, f" {PLAIN}", f"a=b;{PLAIN} ; c=d", f"{COOKIE} ={{}}", f"{PLAIN}; {PLAIN}"]
)
def test_over_https_the_plain_one_opens_none(tmp_path: Path, cookies: str) -> None:
    assert who(tmp_path, cookies, base="https://localhost") == ""


NO_BREAK = "\u00a0"
"""One byte, that browsers leave in a name and many parsers strip."""


@pytest.mark.parametrize(
    "planted",
    [f"{NO_BREAK}{PLAIN}", f"{COOKIE}{NO_BREAK}={{}}", f"\x85{SECURE}", f"{NO_BREAK}{SECURE}"],
)
def test_a_name_that_only_looks_like_it_opens_none(tmp_path: Path, planted: str) -> None:
    assert who(tmp_path, planted, base="https://localhost") == ""


def test_such_a_name_puts_nobody_into_another_session(tmp_path: Path) -> None:
    planted = f"{SECURE}; {NO_BREAK}{SECURE_COOKIE}=planted"
    assert who(tmp_path, planted, base="https://localhost") == "Mei"


@pytest.mark.parametrize(
    "cookies", [SECURE, PLANTED, f"{SECURE}; {COOKIE}=planted", f"a=b; {SECURE}"]
)
def test_over_https_the_other_does(tmp_path: Path, cookies: str) -> None:
    assert who(tmp_path, cookies, base="https://localhost") == "Mei"


@pytest.mark.parametrize(
    ("client", "cookies", "name"),
    [
        ("10.0.0.7", PLAIN, ""),
        ("10.0.0.7", SECURE, "Mei"),
        ("127.0.0.1", PLAIN, "Mei"),  # nobody who may say that it came by https
    ],
)
def test_a_trusted_proxy_says_whether_it_is_https(
    tmp_path: Path, client: str, cookies: str, name: str
) -> None:
    found = who(tmp_path, cookies, client=client, headers=OVER_PROXY, **PROXY)
    assert found == name


def test_where_people_come_by_https_no_plain_one_is_looked_at(tmp_path: Path) -> None:
    """The proxy there may be one that nobody named."""
    assert who(tmp_path, PLAIN, public_url="https://desk.example.com") == ""


def test_nor_where_the_secure_one_is(tmp_path: Path) -> None:
    assert who(tmp_path, SECURE, public_url="https://desk.example.com") == "Mei"
