"""Internal text is asked for by those who work here: whoever else does is refused, wherever the
wish stands. The routes that take it are found in the API's own description."""

from collections.abc import Iterator
from typing import Any

import pytest

from api.access.authorise import routes_of
from api.access.caller import CHATBOT
from api.access.rights import RIGHTS
from tests.access.kept_keys import Office, opened_office
from tests.access.tried import Tried


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with opened_office(tmp_path_factory.mktemp("office")) as opened:
        yield opened


@pytest.fixture(scope="module")
def described(office: Office) -> dict[str, Any]:
    found: dict[str, Any] = office.ask("GET", "/v1/openapi.json", key="chatbot").json()
    return found


def takes_audience(schema: Any, schemas: dict[str, Any], *, seen: frozenset[str]) -> bool:
    """Whether a body of this shape may name an audience, however deep."""
    if isinstance(schema, list):
        return any(takes_audience(one, schemas, seen=seen) for one in schema)
    if not isinstance(schema, dict):
        return False
    name = str(schema.get("$ref", "")).rsplit("/", 1)[-1]
    if name:
        return name not in seen and takes_audience(schemas[name], schemas, seen=seen | {name})
    if "audience" in schema.get("properties", {}):
        return True
    return any(takes_audience(one, schemas, seen=seen) for one in schema.values())


def test_a_chatbot_is_refused_it_on_every_route_that_takes_it(
    office: Office, described: dict[str, Any]
) -> None:
    tried, schemas = Tried(described, known={}), described["components"]["schemas"]
    found = set()
    for route in routes_of(office.app):
        method, _, template = route.partition(" ")
        right = RIGHTS[route]
        if not (right.is_open or "chatbot" in right.scopes):
            continue
        paths = described["paths"].get(template.replace(":path}", "}"), {})
        operation = paths.get(method.lower(), {})
        parameters = [
            described["components"]["parameters"][one["$ref"].rsplit("/", 1)[-1]]
            if "$ref" in one
            else one
            for one in operation.get("parameters", [])
        ]
        in_query = any(one["name"] == "audience" for one in parameters)
        content = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
        # a batch checks each of its questions by itself, and describes them loosely
        in_body = route in BODIES or takes_audience(
            content.get("schema"), schemas, seen=frozenset()
        )
        if in_query:
            found.add(route)
            path = tried.request(route, seed="audience").path.partition("?")[0]
            for caller in ("chatbot", ""):
                response = office.ask(method, f"{path}?audience=agent", key=caller)
                assert response.status_code in {401, 403}, (caller, route)
        if in_body:
            found.add(route)
            for caller in ("chatbot", ""):
                response = office.ask(method, template, key=caller, json=BODIES[route])
                assert _is_refused(response), (caller, route, response.text)
            response = office.ask(method, template, key="agent", json=BODIES[route])
            assert not _is_refused(response), (route, response.text)
    assert found >= {*BODIES, "GET /v1/documents/{path:path}/view", "GET /v1/documents/{path:path}"}


def _is_refused(response: Any) -> bool:
    results = response.json().get("results") if response.status_code == 200 else None
    if results is not None:
        return all(one["status"] == 403 for one in results)
    return bool(response.status_code == 403)


_ASKED = {"question": "What is the rated voltage of XR-200A?", "audience": "agent"}
BODIES: dict[str, dict[str, Any]] = {
    "POST /v1/answers": _ASKED,
    "POST /v1/search": _ASKED,
    "POST /v1/answers/batch": {"questions": [_ASKED, _ASKED]},
    "POST /v1/chat/completions": {
        "model": "tradewind",
        "messages": [{"role": "user", "content": "What is the rated voltage of XR-200A?"}],
        "tradewind": {"audience": "agent"},
    },
}
"""A whole request of each route that a chatbot may call and that takes an audience in its body. One
that is missing here is a ``KeyError`` above: write down how it is asked."""


@pytest.mark.parametrize("stream", [False, True])
def test_what_is_for_agents_stands_in_no_reply_to_a_chatbot(office: Office, stream: bool) -> None:
    body = {"question": "What is the rated voltage of XR-200A?", "stream": stream}
    told = office.ask("POST", "/v1/answers", key="chatbot", json=body).text
    for name in ("signals", "explanation"):
        assert f'"{name}":null' in told.replace(": ", ":")
    assert CHATBOT.may_read_internal is False


def test_an_internal_document_is_not_there_for_whoever_may_not_read_it(office: Office) -> None:
    for path in ("", "/view", "/pages/1.png", "/pages/1/marks.svg?start=0&end=1"):
        address = f"/v1/documents/sop/prices.md{path}"
        for caller in ("chatbot", "widget", ""):
            response = office.ask("GET", address, key=caller)
            assert response.status_code == 404, (caller, address)
        mark = "&" if "?" in path else "?"
        as_agent = f"{address}{mark}audience=agent"
        for caller in ("chatbot", "widget", ""):
            assert office.ask("GET", as_agent, key=caller).status_code == 403
    shown = office.ask("GET", "/v1/documents/sop/prices.md/view?audience=agent", key="agent")
    assert "Dealers get a rebate." in shown.text
