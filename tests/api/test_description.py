"""What the description says of credentials, ids, repetition and waiting is what the server does."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from starlette.testclient import TestClient

from answer.desk.database import DeskDatabase
from answer.desk.kept_response_store import KeptResponseStore
from api.access.at_console import COOKIE
from api.access.caller import CHATBOT, Caller
from api.access.cross_site import CSRF_HEADER
from api.access.identify import Access
from api.allowances import Allowances
from api.app import create_app
from api.idempotent_route import LONGEST_KEY
from api.limits_setting import LimitsSetting
from api.services import Services
from tests.everyone import EVERYONE
from tests.fakes import fake_services

TOLD = ("retry-after", "www-authenticate", "ratelimit", "ratelimit-policy", "x-request-id")
"""Headers of ours that tell a program what to do."""
KEY = "tw_known"
ADMIN = Caller(kind="key", name="program", id="k1", scopes=frozenset({"admin"}))


@pytest.fixture(scope="module")
def services(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    folder = tmp_path_factory.mktemp("described")
    limits = LimitsSetting(requests_per_address="1/hour", requests_per_caller="1/hour")
    made = fake_services(folder)
    made = replace(made, settings=made.settings.model_copy(update={"limits": limits}))
    with DeskDatabase(folder / "desk.db") as database:
        yield replace(made, kept_responses=KeptResponseStore(database))


def client_of(services: Services, access: Access, allowances: Allowances | None = None) -> Any:
    app = create_app(services, access=access, allowances=allowances)
    return TestClient(app, base_url="http://localhost", raise_server_exceptions=False)


@pytest.fixture(scope="module")
def described(services: Services) -> dict[str, Any]:
    found: dict[str, Any] = client_of(services, EVERYONE).get("/v1/openapi.json").json()
    return found


def operations(described: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, methods in described["paths"].items():
        for method, operation in methods.items():
            if not path.endswith(("/events", "/progress", "/mcp")):
                yield method.upper(), path, operation


def ask(client: Any, method: str, path: str, **headers: str) -> Any:
    filled = re.sub(r"{[^}]+}", "1", path)
    return client.request(method, filled, headers=headers, follow_redirects=False)


def whole(described: dict[str, Any], found: dict[str, Any]) -> dict[str, Any]:
    """What a reference refers to."""
    if "$ref" in found:
        kind, name = found["$ref"].split("/")[-2:]
        found = described["components"][kind][name]
    return found


def response_of(described: dict[str, Any], operation: dict[str, Any], status: int) -> Any:
    responses = operation["responses"]
    found = responses.get(str(status)) or responses.get(f"{status // 100}XX") or {}
    return whole(described, found)


def check(described: dict[str, Any], operation: dict[str, Any], response: Any) -> None:
    """That each header of ours is described, and the kind of the body of an error."""
    found = response_of(described, operation, response.status_code)
    named = {name.lower() for name in found.get("headers", {})}
    sent = {name for name in TOLD if name in response.headers}
    assert sent <= named, (response.request.url, response.status_code, sent - named)
    if response.status_code >= 400:
        assert response.headers["content-type"] in found["content"], response.request.url


def test_who_needs_credentials_is_told(services: Services, described: dict[str, Any]) -> None:
    """On a machine that lets programs in without a key: they are told where it is enough."""
    with client_of(services, Access(unknown=CHATBOT)) as client:
        for method, path, operation in operations(described):
            response = ask(client, method, path)
            needs = operation["security"] and {} not in operation["security"]
            assert (response.status_code == 401) == bool(needs), (method, path)
            check(described, operation, response)


def test_every_refused_key_is_told_how_to_send_one(
    services: Services, described: dict[str, Any]
) -> None:
    with client_of(services, Access()) as client:
        for method, path, operation in operations(described):
            for headers in ({"Authorization": "Bearer tw_x"}, {"X-API-Key": "tw_x"}):
                response = ask(client, method, path, **headers)
                assert response.status_code == 401
                assert response.headers["www-authenticate"].startswith("Bearer ")
                check(described, operation, response)


@pytest.mark.parametrize("scheme", ["key", "keyHeader"])
def test_a_key_is_taken_where_the_description_says(
    services: Services, described: dict[str, Any], scheme: str
) -> None:
    told = described["components"]["securitySchemes"][scheme]
    headers = {told["name"]: KEY} if "name" in told else {"Authorization": f"Bearer {KEY}"}
    access = Access(by_key=lambda key: ADMIN if key == KEY else None)
    with client_of(services, access) as client:
        assert client.get("/v1/models", headers=headers).status_code == 200


def test_whoever_has_to_wait_is_told_how_long(
    services: Services, described: dict[str, Any]
) -> None:
    caller = Access(by_key=lambda key: replace(ADMIN, id=key, scopes=frozenset()))
    with client_of(services, caller, Allowances()) as client:
        for number, (method, path, operation) in enumerate(operations(described)):
            headers = {"Authorization": f"Bearer {number}"}
            first, second = (ask(client, method, path, **headers) for _ in range(2))
            for response in (first, second):
                check(described, operation, response)
            is_counted = "429" in operation["responses"]
            assert (second.status_code == 429) == is_counted, (method, path)
            assert ("ratelimit" in first.headers) == is_counted, (method, path)
            assert ("retry-after" in second.headers) == is_counted, (method, path)


def test_what_is_done_once_says_so(services: Services, described: dict[str, Any]) -> None:
    with client_of(services, EVERYONE) as client:
        for method, path, operation in operations(described):
            names = {whole(described, one)["name"] for one in operation.get("parameters", [])}
            response = ask(client, method, path, **{"Idempotency-Key": "x" * (LONGEST_KEY + 1)})
            is_looked_at = response.status_code == 400 and "Idempotency-Key" in response.text
            assert is_looked_at == ("Idempotency-Key" in names), (method, path)


def test_an_id_of_the_callers_own_comes_back(services: Services, described: dict[str, Any]) -> None:
    told = described["components"]["parameters"]["RequestId"]
    with client_of(services, EVERYONE) as client:
        for given in ("first-scrape", "12345678", "a b c d e f g", "abc", "x" * 64, "x" * 65):
            found = client.get("/healthz", headers={told["name"]: given}).headers["x-request-id"]
            is_taken = re.fullmatch(told["schema"]["pattern"], given) is not None
            assert (found == given) == is_taken, given


def test_a_session_s_cookie_and_token_are_named_as_they_are(described: dict[str, Any]) -> None:
    schemes = described["components"]["securitySchemes"]
    assert schemes["session"]["name"] == COOKIE
    assert schemes["csrf"]["name"].lower() == CSRF_HEADER
    changing = described["paths"]["/v1/handoffs/{case_id}/claim"]["post"]["security"]
    assert {"session": [], "csrf": []} in changing
    reading = described["paths"]["/v1/handoffs"]["get"]["security"]
    assert {"session": []} in reading


def test_every_reference_leads_somewhere(described: dict[str, Any]) -> None:
    def references(value: Any) -> Iterator[str]:
        if isinstance(value, dict):
            for name, inner in value.items():
                if name == "$ref":
                    yield inner
                else:
                    yield from references(inner)
        elif isinstance(value, list):
            for inner in value:
                yield from references(inner)

    for reference in set(references(described)):
        found: Any = described
        for name in reference.removeprefix("#/").split("/"):
            found = found[name]
        assert found
