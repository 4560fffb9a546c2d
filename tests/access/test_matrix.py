"""Every route × everybody who may call: what the table says is what a server does.

The routes come from the application itself. What may be called without credentials, with a page's
key and with a chatbot's is written down here a second time: whoever opens a route to one of them
says so twice.
"""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from api.access.authorise import routes_of
from api.access.caller import SCOPES
from api.access.rights import RIGHTS
from tests.access.kept_keys import SHOP, Office, opened_office

ANYBODY = """
    GET /healthz
    GET /readyz
    GET /widget.js
    GET /
    GET /demo
    GET /demo/{name}
    GET /demo/files/{name}
    GET /console/files/{version}/{name}
    GET /console/sign-in
    GET /console/sign-in/oidc
    GET /console/sign-in/oidc/callback
    GET /v1/session
    POST /v1/session
    POST /v1/session/key
    POST /v1/session/link
    DELETE /v1/session
    GET /v1/documents/{path:path}
    GET /v1/documents/{path:path}/view
    GET /v1/documents/{path:path}/pages/{number}.png
    GET /v1/documents/{path:path}/pages/{number}/marks.svg
"""
PAGES = """
    POST /v1/proactive
    GET /v1/widget/config
    POST /v1/widget/conversations
    DELETE /v1/widget/conversations
    GET /v1/widget/messages
    POST /v1/widget/messages
    PUT /v1/widget/email
    POST /v1/widget/judgements
"""
WITHOUT_A_KEY_ON_THIS_MACHINE = (
    PAGES
    + """
    POST /v1/answers
    POST /v1/answers/batch
    POST /v1/chat/completions
    POST /mcp
    POST /v1/feedback
    POST /v1/search
    GET /v1/models
    GET /v1/models/{model}
    GET /v1/openapi.json
"""
)
CHATBOTS = (
    WITHOUT_A_KEY_ON_THIS_MACHINE
    + """
    GET /v1/conversations/{conversation_id:path}
"""
)
REFUSED_KEYS = ("expired", "revoked", "rotated out", "tw_aaaaaaaa_" + "x" * 43, "nonsense")


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with opened_office(tmp_path_factory.mktemp("office")) as opened:
        yield opened


@pytest.fixture(scope="module")
def closed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with opened_office(tmp_path_factory.mktemp("closed"), open_on_loopback=False) as opened:
        yield opened


def called(office: Office, *, key: str = "", origin: str = "") -> dict[str, int]:
    """Each route's status for one caller: 0 where it let them in, whatever came of it then."""
    found = {}
    headers = {"Origin": origin} if origin else {}
    for route in routes_of(office.app):
        method, _, template = route.partition(" ")
        path = _path(template)
        body: dict[str, Any] = {"json": {}} if method in {"POST", "PUT", "PATCH"} else {}
        response = office.ask(
            method, path, key=key, headers=headers, follow_redirects=False, **body
        )
        found[route] = _refusal(response.status_code, response.headers.get("location", ""))
    return found


def _refusal(status: int, location: str) -> int:
    """A page of the console leads to the sign-in page, or to one that is theirs and says why."""
    if status == 303:
        return 401 if "/console/sign-in" in location else 403 if "refused=" in location else 0
    return status if status in {401, 403} else 0


def listed(text: str) -> set[str]:
    return set(filter(None, map(str.strip, text.splitlines())))


@pytest.mark.parametrize("key", REFUSED_KEYS)
def test_a_key_that_opens_nothing_opens_nothing(office: Office, key: str) -> None:
    assert set(called(office, key=key).values()) == {401}


@pytest.mark.parametrize("scope", SCOPES)
def test_a_scope_opens_what_the_table_says(office: Office, scope: str) -> None:
    expected = {
        route: 0 if RIGHTS[route].is_open or scope in RIGHTS[route].scopes else 403
        for route in routes_of(office.app)
    }
    assert called(office, key=scope) == expected


def test_a_page_s_key_opens_what_the_table_says_from_its_own_page(office: Office) -> None:
    expected = {
        route: 0 if RIGHTS[route].is_open or RIGHTS[route].for_widgets else 403
        for route in routes_of(office.app)
    }
    assert called(office, key="widget", origin=SHOP) == expected
    assert set(called(office, key="widget", origin="https://other.example").values()) == {403}


@pytest.mark.parametrize("name", ["office", "closed"])
def test_without_credentials_little_is_open(name: str, request: pytest.FixtureRequest) -> None:
    office: Office = request.getfixturevalue(name)
    is_open = name == "office"
    expected = {}
    for route in routes_of(office.app):
        right = RIGHTS[route]
        asks = not right.needs_credentials and is_open and "chatbot" in right.scopes
        expected[route] = 0 if right.is_open or asks else 401
    assert called(office) == expected


def test_an_admin_may_everything(office: Office) -> None:
    assert set(called(office, key="admin").values()) == {0}


def test_what_strangers_pages_and_chatbots_may_is_said_twice(
    office: Office, closed: Office
) -> None:
    def opened(statuses: dict[str, int]) -> set[str]:
        return {route for route, status in statuses.items() if not status}

    strangers = opened(called(closed))
    assert strangers == listed(ANYBODY)
    assert opened(called(office)) - strangers == listed(WITHOUT_A_KEY_ON_THIS_MACHINE)
    assert opened(called(office, key="widget", origin=SHOP)) - strangers == listed(PAGES)
    assert opened(called(office, key="chatbot")) - strangers == listed(CHATBOTS)


def test_no_other_method_gets_past_the_table(office: Office) -> None:
    known = [(route, re.sub(r"\\\{[^}]*:path\\\}", ".+", re.escape(route))) for route in RIGHTS]
    patterns = [re.compile(re.sub(r"\\\{[^}]*\\\}", "[^/]+", pattern)) for _, pattern in known]
    tried = 0
    for path in sorted({_path(route.partition(" ")[2]) for route in RIGHTS}):
        for method in ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "TRACE", "OPTIONS"):
            if any(pattern.fullmatch(f"{method} {path}") for pattern in patterns):
                continue
            tried += 1
            status = office.ask(method, path, key="chatbot").status_code
            assert status == 405, (method, path)
    assert tried > 300


def _path(template: str) -> str:
    """An address of the route: what it names is nothing that is there."""
    return re.sub(r"\{[^}]*\}", "none", template)
