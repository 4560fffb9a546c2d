"""Headers that keep browsers and caches from doing harm, on every kind of response."""

import re
from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from api.guard import LONGEST_HEAD, LONGEST_TARGET, SECURITY_HEADERS
from tests.everyone import EVERYONE
from tests.fakes import fake_services

LONG = "x" * (LONGEST_TARGET + 1)


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    app = create_app(fake_services(tmp_path_factory.mktemp("headers")), access=EVERYONE)
    with TestClient(app, base_url="http://localhost", raise_server_exceptions=False) as made:
        yield made


@pytest.mark.parametrize(
    ("method", "path", "status", "extra"),
    [
        ("POST", "/v1/answers", 200, {}),
        ("HEAD", "/healthz", 0, {}),
        ("GET", "/healthz", 200, {}),
        ("GET", "/widget.js", 200, {}),
        ("GET", "/v1/openapi.json", 200, {}),
        ("GET", "/console", 0, {}),
        ("GET", "/nothing", 404, {}),
        ("DELETE", "/v1/answers", 405, {}),
        ("POST", "/v1/search", 415, {}),
        ("GET", f"/{LONG}", 414, {}),
        ("GET", f"/healthz?{LONG}", 414, {}),
        ("GET", "/healthz", 431, {"X-Long": "x" * LONGEST_HEAD}),
        ("GET", "/healthz", 421, {"Host": "evil.example"}),
        ("POST", "/v1/answers", 403, {"Origin": "https://evil.example"}),
        ("OPTIONS", "/v1/answers", 0, {"Origin": "https://evil.example"}),
        ("GET", "/healthz", 431, {f"X-{number}": "a" for number in range(120)}),
    ],
)
def test_every_response_has_them(
    client: TestClient, method: str, path: str, status: int, extra: dict[str, str]
) -> None:
    body = {"question": "What is the rated voltage?"} if path == "/v1/answers" else None
    response = client.request(method, path, json=body, headers=extra, follow_redirects=False)
    assert not status or response.status_code == status, response.text
    for name in SECURITY_HEADERS:
        assert name in response.headers, name
    assert "server" not in response.headers
    if response.status_code >= 400 and method != "HEAD":
        assert response.headers["content-type"] == "application/problem+json"
    if not path.startswith(("/widget", "/console")):
        assert response.headers["cache-control"] == "no-store"


def test_a_stream_of_events_has_them(client: TestClient) -> None:
    body = {"question": "What is the rated voltage?", "stream": True}
    with client.stream("POST", "/v1/answers", json=body) as response:
        assert response.headers["content-type"].startswith("text/event-stream")
        for name, value in SECURITY_HEADERS.items():
            assert response.headers[name] == value
        response.read()


def test_pages_run_no_script_but_the_server_s_own(client: TestClient) -> None:
    """A policy with an exception for scripts within pages would be none."""
    policy = SECURITY_HEADERS["content-security-policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy
    for path in ("/console", "/console/sign-in", "/demo"):
        response = client.get(path)
        found = response.headers["content-security-policy"]
        assert "unsafe-inline" not in found
        assert "unsafe-eval" not in found
        if response.headers["content-type"].startswith("text/html"):
            assert not re.search(r"<script(?![^>]*\bsrc=)[^>]*>\s*\S", response.text)
            assert not re.search(r"\son\w+\s*=", response.text)
            assert not re.search(r"\sstyle\s*=", response.text)
