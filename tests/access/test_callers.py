"""Who calls: told by a key before anything is read, from the pages it is meant for."""

import logging
from collections.abc import Iterator

import pytest
from starlette.exceptions import HTTPException

from api.access.caller import Caller
from api.routes.context import require_may_say
from api.wire import QuestionIn
from tests.access.kept_keys import SHOP, Office, opened_office

ASKED = {"question": "What is the rated voltage of XR-200A?"}
OTHER = "https://other.example"
OPENED = "/v1/widget/conversations"


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with opened_office(tmp_path_factory.mktemp("office")) as opened:
        yield opened


@pytest.mark.parametrize(
    "headers",
    [
        {"Authorization": "Bearer {}"},
        {"authorization": "bearer   {} "},
        {"X-API-Key": "{}"},
        {"X-API-Key": "{}", "Authorization": "Bearer {}"},
        {"Authorization": "Basic eDp5", "X-API-Key": "{}"},
    ],
)
def test_a_key_comes_in_either_header(office: Office, headers: dict[str, str]) -> None:
    filled = {name: value.format(office.texts["admin"]) for name, value in headers.items()}
    assert office.ask("GET", "/v1/keys", headers=filled).status_code == 200


@pytest.mark.parametrize(
    "key", ["expired", "revoked", "rotated out", "tw_aaaaaaaa_x", "é", "x" * 9000]
)
def test_a_key_that_opens_nothing_does_not_make_a_chatbot(
    office: Office, key: str, caplog: pytest.LogCaptureFixture
) -> None:
    text = office.texts.get(key, key)
    with caplog.at_level(logging.DEBUG):
        for path in ("/v1/answers", "/healthz", "/nowhere"):
            headers = {b"X-API-Key": text.encode("latin-1")}
            response = office.client.post(path, json=ASKED, headers=headers)
            assert response.status_code == 401
            assert response.json()["type"] == "urn:tradewind:problem:key-refused"
            assert response.headers["www-authenticate"].startswith("Bearer")
            assert text not in response.text
    ours = [one for one in caplog.records if not one.name.startswith(("httpx", "asyncio"))]
    assert not [one for one in ours if text[:40] in f"{one.getMessage()} {vars(one)}"]


@pytest.mark.parametrize("key", ["", "tw_wrong", "chatbot"])
@pytest.mark.parametrize("media_type", ["application/json", "text/plain", ""])
def test_whoever_may_not_call_learns_nothing_of_what_is_wrong_with_the_body(
    office: Office, key: str, media_type: str
) -> None:
    headers = {"Content-Type": media_type} if media_type else {}
    for body in (b"", b"{" * 500, b'{"audience": 7}'):
        response = office.ask("POST", "/v1/suggestions", key=key, content=body, headers=headers)
        assert response.status_code == (403 if key == "chatbot" else 401)


def test_on_this_machine_a_chatbot_needs_no_key(office: Office) -> None:
    assert office.ask("POST", "/v1/answers", json=ASKED).status_code == 200
    assert office.ask("POST", "/v1/search", json=ASKED).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"X-Forwarded-For": "203.0.113.7"},
        {"X-Forwarded-For": "127.0.0.1", "X-Forwarded-Proto": "https", "X-Real-IP": "127.0.0.1"},
        {"Forwarded": "for=127.0.0.1;host=localhost"},
        {"X-Forwarded-Host": "localhost", "X-Forwarded-User": "admin", "Remote-User": "admin"},
    ],
)
def test_whoever_comes_without_a_key_is_no_more_than_a_chatbot(
    office: Office, headers: dict[str, str]
) -> None:
    """A proxy in front makes everybody a caller from this machine."""
    for method, path in (
        ("POST", "/v1/suggestions"),
        ("GET", "/v1/keys"),
        ("POST", "/v1/releases"),
        ("GET", "/v1/handoffs"),
        ("GET", "/v1/conversations/any"),
        ("DELETE", "/v1/documents/faq.md"),
    ):
        assert office.ask(method, path, headers=headers).status_code == 401, path
    internal = ASKED | {"audience": "agent"}
    assert office.ask("POST", "/v1/answers", json=internal, headers=headers).status_code == 403
    page = "/v1/documents/sop/prices.md/view"
    assert office.ask("GET", page, headers=headers).status_code == 404
    assert office.ask("GET", page + "?audience=agent", headers=headers).status_code == 403


def test_where_it_is_closed_a_chatbot_needs_a_key(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("closed")
    with opened_office(folder, open_on_loopback=False) as closed:
        assert closed.ask("POST", "/v1/answers", json=ASKED).status_code == 401
        assert closed.ask("POST", "/v1/answers", json=ASKED, key="chatbot").status_code == 200
        assert closed.ask("GET", "/healthz").status_code == 200
        assert closed.ask("GET", "/readyz").json() == {"status": "ok"}
        assert closed.ask("GET", "/readyz", key="chatbot").json()["documents"] == 4


def test_what_others_can_reach_is_closed_whatever_the_setting(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    folder = tmp_path_factory.mktemp("reached")
    with opened_office(folder, host="0.0.0.0", public_names=("answers.example",)) as reached:
        assert reached.ask("POST", "/v1/answers", json=ASKED).status_code == 401
        named = {"Host": "answers.example"}
        response = reached.ask("POST", "/v1/answers", json=ASKED, key="chatbot", headers=named)
        assert response.status_code == 200
        page = {"Host": "answers.example:8443", "Origin": "https://answers.example:8443"}
        response = reached.ask("POST", "/v1/answers", json=ASKED, key="chatbot", headers=page)
        assert response.status_code == 200
        unnamed = {"Host": "rebound.example"}
        response = reached.ask("POST", "/v1/answers", json=ASKED, key="admin", headers=unnamed)
        assert response.status_code == 421
        assert "public_names" in response.json()["detail"]


def test_a_server_goes_by_the_names_it_is_given_however_they_are_written(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    folder = tmp_path_factory.mktemp("named")
    names = ("Answers.Example:8443", "fd00::7")
    with opened_office(folder, host="FD00::5", public_names=names) as named:
        for host in ("[fd00::5]:8080", "[fd00::7]", "answers.example", "ANSWERS.example:443"):
            assert named.ask("GET", "/healthz", headers={"Host": host}).status_code == 200, host
        for host in ("fd00::5", "[fd00::6]", "answers.example.evil.example", ""):
            assert named.ask("GET", "/healthz", headers={"Host": host}).status_code == 421, host


def test_a_widget_s_key_works_from_its_pages(office: Office) -> None:
    response = office.ask("GET", "/healthz", key="widget", headers={"Origin": SHOP})
    assert response.status_code == 200
    response = office.ask("POST", OPENED, key="widget", json={}, headers={"Origin": SHOP})
    assert response.status_code == 503, "this server keeps no desk"
    assert response.headers["access-control-allow-origin"] == SHOP
    assert "Origin" in response.headers["vary"]
    assert "access-control-allow-credentials" not in response.headers


@pytest.mark.parametrize(
    "origin", [OTHER, "null", "https://shop.example.evil.example", SHOP + ":1"]
)
def test_a_widget_s_key_works_from_no_other_page(office: Office, origin: str) -> None:
    response = office.ask("POST", OPENED, key="widget", json={}, headers={"Origin": origin})
    assert response.status_code == 403
    assert "access-control-allow-origin" not in response.headers


def test_a_widget_s_key_is_nothing_for_programs(office: Office) -> None:
    assert office.ask("POST", OPENED, key="widget", json={}).status_code == 403
    for path in ("/v1/answers", "/v1/search", "/v1/feedback", "/v1/chat/completions"):
        headers = {"Origin": SHOP}
        response = office.ask("POST", path, key="widget", json=ASKED, headers=headers)
        assert response.status_code == 403
        assert "access-control-allow-origin" not in response.headers


@pytest.mark.parametrize(
    "more",
    [
        {"audience": "agent"},
        {"customer": {"id": "c-1"}},
        {"customer": {"tier": "gold"}},
        {"conversation_id": "c-1"},
    ],
)
def test_a_page_s_visitor_says_neither_who_they_are_nor_what_they_may_read(
    more: dict[str, object],
) -> None:
    """Whichever route a widget's key is let in by one day."""
    visitor = Caller(kind="key", id="w", scopes=frozenset({"chatbot"}), origins=(SHOP,))
    require_may_say(visitor, QuestionIn.model_validate(ASKED))
    with pytest.raises(HTTPException) as refused:
        require_may_say(visitor, QuestionIn.model_validate(ASKED | more))
    assert refused.value.status_code == 403


def test_a_browser_that_asks_first_is_told_yes_for_the_widget_s_routes_alone(
    office: Office,
) -> None:
    def preflight(path: str, *, origin: str = SHOP, method: str = "POST") -> object:
        headers = {"Origin": origin, "Access-Control-Request-Method": method}
        response = office.client.options(path, headers=headers)
        if response.status_code == 204:
            assert "authorization" in response.headers["access-control-allow-headers"]
            assert response.headers["access-control-allow-methods"] == method
        return response.headers.get("access-control-allow-origin")

    assert preflight(OPENED) == SHOP
    assert preflight("/v1/widget/email", method="PUT") == SHOP
    assert preflight(OPENED, origin=OTHER) is None
    assert preflight(OPENED, method="PUT") is None
    for path in ("/v1/keys", "/v1/answers", "/v1/handoffs", "/v1/documents/faq.md", OPENED + "/x"):
        assert preflight(path) is None, path
        assert preflight(path, method="GET") is None, path


def test_pages_of_other_sites_borrow_nothing(office: Office) -> None:
    """Neither that the reader's browser is on this machine, nor a secret key."""
    for headers in ({"Origin": OTHER}, {"Origin": "null"}, {"Origin": ""}):
        response = office.ask("POST", "/v1/answers", json=ASKED, headers=headers)
        assert response.status_code == 403
    for key in ("chatbot", "admin"):
        response = office.ask("POST", "/v1/answers", key=key, json=ASKED, headers={"Origin": OTHER})
        assert response.status_code == 403
        assert "must not stand in a page" in response.json()["detail"]


def test_a_key_revoked_meanwhile_is_refused_at_the_next_request(office: Office) -> None:
    made = office.ask(
        "POST", "/v1/keys", key="admin", json={"name": "short-lived", "scopes": ["chatbot"]}
    )
    assert made.status_code == 201
    assert made.headers["cache-control"] == "no-store"
    text = made.json()["key"]
    assert office.ask("POST", "/v1/answers", key=text, json=ASKED).status_code == 200
    rotated = office.ask(
        "POST", f"/v1/keys/{made.json()['id']}/rotate", key="admin", json={"overlap_hours": 0}
    )
    assert rotated.status_code == 200
    assert office.ask("POST", "/v1/answers", key=text, json=ASKED).status_code == 401
    newest = rotated.json()["key"]
    assert office.ask("POST", "/v1/answers", key=newest, json=ASKED).status_code == 200
    gone = office.ask("DELETE", f"/v1/keys/{made.json()['id']}", key="admin")
    assert (gone.status_code, gone.json()["state"]) == (200, "revoked")
    assert office.ask("POST", "/v1/answers", key=newest, json=ASKED).status_code == 401
    listed = office.ask("GET", "/v1/keys", key="admin")
    assert not [one for one in (text, newest) if one.split("_", 2)[2] in listed.text]
    by_name = {one["name"]: one for one in listed.json()["keys"]}
    assert by_name["short-lived"]["revoked_by"] == "admin"


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"name": "x", "scopes": []}, 422),
        ({"name": "x", "scopes": ["boss"]}, 422),
        ({"name": "", "scopes": ["admin"]}, 422),
        ({"name": "x", "scopes": ["agent"], "origins": [SHOP]}, 422),
        ({"name": "x", "scopes": ["chatbot"], "origins": ["*"]}, 422),
        ({"name": "x", "scopes": ["chatbot"], "expires_days": 0}, 422),
        ({"name": "admin", "scopes": ["chatbot"]}, 409),
    ],
)
def test_a_wrong_wish_is_told_by_its_field(
    office: Office, body: dict[str, object], status: int
) -> None:
    assert office.ask("POST", "/v1/keys", key="admin", json=body).status_code == status


def test_a_key_that_is_not_there_is_told(office: Office) -> None:
    assert office.ask("DELETE", "/v1/keys/none", key="admin").status_code == 404
    assert office.ask("POST", "/v1/keys/none/rotate", key="admin", json={}).status_code == 404
