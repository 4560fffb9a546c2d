"""A slice of ``scripts.fuzz_http``: every route is asked, by whoever may much, little, nothing."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from api.bootstrap import Application
from api.services import Services
from api.settings import Settings
from scripts.fuzz_http import access_of, fuzz_operations, open_desk
from tests.fakes import fake_services

PARTS = (
    *("/v1/answers", "/v1/handoffs", "/v1/conversations", "/v1/documents", "/v1/insights"),
    *("/v1/releases", "/v1/drafts", "/v1/webhooks", "/v1/widget", "/v1/session", "/v1/keys"),
    *("/v1/chat", "/v1/search", "/v1/suggestions", "/v1/feedback", "/v1/audit", "/v1/customers"),
    "/v1/people",
)


@pytest.fixture(scope="module")
def services(company: Application, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    """The small company with a desk, over copies of all that may be changed."""
    folder = tmp_path_factory.mktemp("fuzzed")
    shutil.copytree(company.settings.content_dir, folder / "content")
    shutil.copytree(company.settings.var_dir / "releases", folder / "var" / "releases")
    (folder / "var" / "models").symlink_to((company.settings.var_dir / "models").resolve())
    made = Application(Settings(content_dir=folder / "content", var_dir=folder / "var"))
    yield made.services()
    made.close()


@pytest.fixture(scope="module")
def admins(services: Services) -> Any:
    app = create_app(services, access=access_of("admin"))
    with TestClient(app, base_url="http://localhost") as client:
        open_desk(client)
    return app


@pytest.mark.parametrize("part", PARTS)
def test_no_route_fails_at_what_it_is_asked(admins: Any, part: str) -> None:
    result = fuzz_operations(admins, admins=admins, examples=2, seed_number=3, only=part)
    assert result.requests > 0
    assert result.findings == {}


@pytest.mark.parametrize(
    ("scope", "part"),
    [
        *(("agent", part) for part in ("/v1/handoffs", "/v1/conversations", "/v1/replies")),
        *(("editor", part) for part in ("/v1/documents", "/v1/drafts", "/v1/insights/gaps")),
        *(("lead", part) for part in ("/v1/handoffs", "/v1/insights", "/v1/audit")),
    ],
)
def test_none_fails_at_those_who_may_some_of_it(
    services: Services, admins: Any, scope: str, part: str
) -> None:
    app = create_app(services, access=access_of(scope))
    result = fuzz_operations(app, admins=admins, examples=2, seed_number=5, only=part)
    assert result.findings == {}
    assert result.statuses[401] + result.statuses[403] < result.requests


@pytest.mark.parametrize("scope", ["chatbot", "nobody"])
def test_whoever_may_little_is_told_so_and_no_more(tmp_path: Path, scope: str) -> None:
    app = create_app(fake_services(tmp_path), access=access_of(scope))
    result = fuzz_operations(app, examples=1, seed_number=3)
    assert result.requests > 60
    assert result.findings == {}
    refused = result.statuses[401] + result.statuses[403]
    assert refused > 0.5 * result.requests
