"""Sessions over HTTP: the cookie, what it may do, when it is over, and what other sites may not."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from api.access.at_console import COOKIE, SECURE_COOKIE
from api.access.caller import CHATBOT
from api.access.safe_next import safe_next
from tests.access.staffed import PASSWORD, Staffed, signed_in, staffed

CASES = "/v1/handoffs"
PUBLISH = "/v1/releases/prune"


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Staffed]:
    with staffed(tmp_path / "a.db", unknown=CHATBOT) as found:
        found.person("Mei")
        found.person("Ada", "editor")
        yield found


@pytest.fixture
def client(office: Staffed, tmp_path: Path) -> Iterator[TestClient]:
    with office.client(tmp_path / "company") as found:
        yield found


def code_of(response: Any) -> tuple[int, str]:
    return response.status_code, response.json()["type"].rpartition(":")[2]


def test_the_cookie_is_for_our_own_requests_alone(client: TestClient) -> None:
    response = client.post("/v1/session", json={"name": "Mei", "password": PASSWORD})
    (cookie,) = response.headers.get_list("set-cookie")
    name, _, rest = cookie.partition("=")
    assert name == COOKIE
    assert {"HttpOnly", "SameSite=strict", "Path=/", "Max-Age=43200"} <= set(rest.split("; "))
    assert "Secure" not in cookie
    assert "Domain" not in cookie
    assert response.headers["cache-control"] == "no-store"
    assert client.cookies[COOKIE] not in response.text


def test_over_https_the_cookie_is_for_https_alone(office: Staffed, tmp_path: Path) -> None:
    with office.client(tmp_path / "company", base="https://localhost") as client:
        response = client.post("/v1/session", json={"name": "Mei", "password": PASSWORD})
        cookie = response.headers["set-cookie"]
        assert cookie.startswith(f"{SECURE_COOKIE}=")
        assert "Secure" in cookie.split("; ")
        assert client.get("/v1/session").json()["name"] == "Mei"


def test_a_public_https_address_is_enough_for_that(tmp_path: Path) -> None:
    with staffed(tmp_path / "a.db", public_url="https://desk.example.com") as office:
        office.person("Mei")
        with office.client(tmp_path / "company") as client:
            response = client.post("/v1/session", json={"name": "Mei", "password": PASSWORD})
    assert response.headers["set-cookie"].startswith(f"{SECURE_COOKIE}=")


def test_who_one_is(client: TestClient) -> None:
    before = client.get("/v1/session").json()
    assert (before["kind"], before["csrf_token"]) == ("anonymous", None)
    signed_in(client)
    who = client.get("/v1/session").json()
    assert (who["kind"], who["name"], who["roles"]) == ("person", "Mei", ["agent"])
    assert (who["method"], who["has_password"]) == ("password", True)
    assert len(who["csrf_token"]) == 64


def test_signing_in_anew_is_another_session_and_the_end_of_the_first(client: TestClient) -> None:
    """Whoever planted a session's cookie in a browser has nothing of what is signed in there."""
    proof = signed_in(client)
    planted = client.cookies[COOKIE]
    client.post("/v1/session", json={"name": "Ada", "password": PASSWORD}, headers=proof)
    assert client.get("/v1/session").json()["name"] == "Ada"
    assert client.cookies[COOKIE] != planted
    client.cookies.clear()
    client.cookies.set(COOKIE, planted)
    assert client.get("/v1/releases/current").status_code == 401


def test_a_token_that_nobody_gave_is_taken_for_none(client: TestClient) -> None:
    chosen = {"Cookie": f"{COOKIE}=chosen-by-an-attacker"}
    wanted = {"name": "Mei", "password": PASSWORD}
    response = client.post("/v1/session", json=wanted, headers=chosen)
    assert response.status_code == 200
    assert "chosen-by" not in response.headers["set-cookie"]


@pytest.mark.parametrize("token", [None, "", "0" * 64, "é", "of another session"])
def test_without_the_csrf_token_nothing_is_changed(
    client: TestClient, office: Staffed, token: str | None
) -> None:
    signed_in(client, "Ada")
    headers = [] if token is None else [(b"X-CSRF-Token", token.encode())]
    for method, path in (("POST", PUBLISH), ("DELETE", "/v1/sessions"), ("DELETE", "/v1/session")):
        assert code_of(client.request(method, path, headers=headers)) == (403, "csrf")
    assert client.get("/v1/session").json()["name"] == "Ada"


def test_the_csrf_token_is_the_sessions_own(client: TestClient, office: Staffed) -> None:
    others = signed_in(client, "Mei")
    client.cookies.clear()
    own = signed_in(client, "Ada")
    assert own != others
    assert code_of(client.post(PUBLISH, headers=others)) == (403, "csrf")
    assert client.post(PUBLISH, headers=own).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://localhost:8081"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_other_sites_change_nothing_and_sign_nobody_in(
    client: TestClient, headers: dict[str, str]
) -> None:
    wanted = {"name": "Mei", "password": PASSWORD}
    assert client.post("/v1/session", json=wanted, headers=headers).status_code == 403
    proof = signed_in(client, "Ada")
    assert client.post(PUBLISH, headers=proof | headers).status_code == 403
    assert client.post(PUBLISH, headers=proof).status_code == 200


def test_a_form_of_another_site_cannot_sign_in(client: TestClient) -> None:
    body = '{"name": "Mei", "password": "' + PASSWORD + '"}'
    response = client.post("/v1/session", content=body, headers={"Content-Type": "text/plain"})
    assert response.status_code == 415


def test_a_key_needs_no_csrf_token_whatever_cookie_is_there(
    client: TestClient, office: Staffed
) -> None:
    key = office.keys.create("ci", scopes=("editor",), by="t", actor="t").text
    signed_in(client, "Mei")
    response = client.post(PUBLISH, headers={"Authorization": f"Bearer {key}"})
    assert response.status_code == 200


def test_a_session_is_over_when_nothing_is_done_in_it(client: TestClient, office: Staffed) -> None:
    signed_in(client)
    for _ in range(3):
        office.clock.pass_by(minutes=119)
        assert client.get("/v1/releases/current").status_code == 200
    office.clock.pass_by(minutes=120)
    assert code_of(client.get("/v1/releases/current")) == (401, "session-over")


def test_an_open_tab_is_nobody_at_work(client: TestClient, office: Staffed) -> None:
    signed_in(client)
    for _ in range(3):
        office.clock.pass_by(minutes=39)
        quiet = {"X-Background": "1"}
        assert client.get("/v1/releases/current", headers=quiet).status_code == 200
    office.clock.pass_by(minutes=4)
    assert client.get("/v1/releases/current").status_code == 401


def test_a_session_is_over_at_its_end_whatever_is_done_in_it(
    client: TestClient, office: Staffed
) -> None:
    signed_in(client)
    for _ in range(11):
        office.clock.pass_by(minutes=60)
        assert client.get("/v1/releases/current").status_code == 200
    office.clock.pass_by(minutes=60)
    assert client.get("/v1/releases/current").status_code == 401


def test_the_limits_are_settings(tmp_path: Path) -> None:
    setting = {"idle_minutes": 5, "longest_hours": 1}
    with staffed(tmp_path / "a.db", sign_in=setting) as office:
        office.person("Mei")
        with office.client(tmp_path / "company") as client:
            signed_in(client)
            office.clock.pass_by(minutes=5)
            assert client.get("/v1/releases/current").status_code == 401


def test_who_is_over_goes_on_as_nobody_else(client: TestClient, office: Staffed) -> None:
    """A page that was left open must not ask or judge as a stranger, which this machine allows."""
    signed_in(client)
    office.clock.pass_by(hours=13)
    asked = client.post("/v1/answers", json={"question": "What is the voltage?"})
    assert code_of(asked) == (401, "session-over")
    client.cookies.clear()
    assert client.post("/v1/answers", json={"question": "What is it?"}).status_code == 200


def test_signing_out_ends_the_session_on_the_server(client: TestClient) -> None:
    proof = signed_in(client)
    token = client.cookies[COOKIE]
    assert client.delete("/v1/session", headers=proof).status_code == 204
    assert COOKIE not in client.cookies
    client.cookies.set(COOKIE, token)
    assert client.get("/v1/releases/current").status_code == 401
    assert client.delete("/v1/session").status_code == 204, "out is out"


def test_ones_own_sessions_are_listed_and_ended(
    client: TestClient, office: Staffed, tmp_path: Path
) -> None:
    agent = "Mozilla/5.0 (Windows NT 10.0) Gecko/20100101 Firefox/140.0"
    with office.client(tmp_path / "other") as other:
        other.headers["User-Agent"] = agent
        signed_in(other)
        office.clock.pass_by(minutes=2)
        proof = signed_in(client)
        listed = client.get("/v1/sessions").json()["sessions"]
        assert [(one["is_this"], one["device"]) for one in listed] == [
            (True, ""),
            (False, "Firefox, Windows"),
        ]
        theirs = listed[1]["id"]
        assert client.delete(f"/v1/sessions/{theirs}", headers=proof).status_code == 204
        assert client.delete(f"/v1/sessions/{theirs}", headers=proof).status_code == 404
        assert other.get("/v1/releases/current").status_code == 401


def test_somebody_elses_session_cannot_be_ended(
    client: TestClient, office: Staffed, tmp_path: Path
) -> None:
    with office.client(tmp_path / "other") as other:
        signed_in(other, "Ada")
        (theirs,) = other.get("/v1/sessions").json()["sessions"]
        proof = signed_in(client)
        assert client.delete(f"/v1/sessions/{theirs['id']}", headers=proof).status_code == 404
        assert other.get("/v1/sessions").status_code == 200


def test_signing_out_everywhere(client: TestClient, office: Staffed, tmp_path: Path) -> None:
    with office.client(tmp_path / "other") as other:
        signed_in(other)
        proof = signed_in(client)
        assert client.delete("/v1/sessions", headers=proof).json() == {"ended": 2}
        for one in (other, client):
            assert one.get("/v1/session").json()["kind"] == "anonymous"


def test_a_new_password_over_http(client: TestClient, office: Staffed, tmp_path: Path) -> None:
    with office.client(tmp_path / "other") as other:
        signed_in(other)
        proof = signed_in(client)
        anew = "another set of words"
        path = "/v1/session/password"
        wrong = client.put(path, json={"known": "no", "password": anew}, headers=proof)
        assert code_of(wrong) == (401, "sign-in-refused")
        weak = client.put(path, json={"known": PASSWORD, "password": "meimei"}, headers=proof)
        assert code_of(weak) == (422, "password-unfit")
        good = client.put(path, json={"known": PASSWORD, "password": anew}, headers=proof)
        assert good.status_code == 204
        assert client.get("/v1/releases/current").status_code == 200
        assert other.get("/v1/releases/current").status_code == 401


def test_sessions_end_with_the_secret_that_opened_them(client: TestClient, office: Staffed) -> None:
    first = office.keys.create("helpdesk", scopes=("agent",), by="t", actor="t")
    opened = client.post("/v1/session/key", json={"key": first.text})
    assert opened.json()["kind"] == "key"
    second = office.keys.rotate("helpdesk", overlap_hours=1, actor="t")
    in_between = client.cookies[COOKIE]
    client.cookies.clear()
    client.post("/v1/session/key", json={"key": first.text})
    late = client.cookies[COOKIE]
    client.cookies.clear()
    client.post("/v1/session/key", json={"key": second.text})
    anew = client.cookies[COOKIE]

    def is_in(token: str) -> bool:
        client.cookies.clear()
        told = client.get("/v1/session", headers={"Cookie": f"{COOKIE}={token}"})
        return bool(told.json()["kind"] == "key")

    assert [is_in(one) for one in (in_between, late, anew)] == [True, True, True]
    office.clock.pass_by(hours=1)
    assert [is_in(one) for one in (in_between, late, anew)] == [False, False, True]
    office.keys.rotate("helpdesk", overlap_hours=0, actor="t")
    assert not is_in(anew), "a secret that got about opens nothing, nor does what it opened"


def test_a_key_has_sessions_and_no_password(client: TestClient, office: Staffed) -> None:
    made = office.keys.create("helpdesk", scopes=("agent",), by="t", actor="t")
    who = client.post("/v1/session/key", json={"key": made.text}).json()
    assert (who["kind"], who["name"], who["roles"]) == ("key", "helpdesk", ["agent"])
    proof = {"X-CSRF-Token": who["csrf_token"]}
    assert len(client.get("/v1/sessions").json()["sessions"]) == 1
    anew = {"password": "another set of words"}
    assert client.put("/v1/session/password", json=anew, headers=proof).status_code == 409
    office.keys.revoke(made.key.id, by="t", actor="t")
    assert client.get("/v1/releases/current").status_code == 401


def test_sessions_are_of_sessions(client: TestClient, office: Staffed) -> None:
    key = office.keys.create("helpdesk", scopes=("agent",), by="t", actor="t").text
    bearer = {"Authorization": f"Bearer {key}"}
    assert client.get("/v1/session", headers=bearer).json()["name"] == "helpdesk"
    assert client.get("/v1/sessions", headers=bearer).status_code == 409
    assert client.delete("/v1/sessions", headers=bearer).status_code == 409


def test_a_link_over_http(client: TestClient, office: Staffed) -> None:
    person = office.person("Ola", password="")
    token = office.people.signing_in.make_link(person, by="test")
    who = client.post("/v1/session/link", json={"token": token}).json()
    assert (who["name"], who["has_password"], who["method"]) == ("Ola", False, "link")
    client.cookies.clear()
    assert code_of(client.post("/v1/session/link", json={"token": token})) == (
        401,
        "sign-in-refused",
    )


def test_who_one_is_tells_whether_the_password_is_asked_for(
    client: TestClient, office: Staffed
) -> None:
    signed_in(client)
    assert client.get("/v1/session").json()["needs_password"]
    client.cookies.clear()
    person = office.people.people.required("Mei")
    token = office.people.signing_in.make_link(person, by="test")
    who = client.post("/v1/session/link", json={"token": token}).json()
    assert (who["method"], who["needs_password"]) == ("link", False)
    office.clock.pass_by(minutes=10)
    assert client.get("/v1/session").json()["needs_password"]
    proof = {"X-CSRF-Token": who["csrf_token"]}
    wanted = {"password": "another set of words"}
    refused = client.put("/v1/session/password", json=wanted, headers=proof)
    assert code_of(refused) == (401, "sign-in-refused")
    known = {**wanted, "known": PASSWORD}
    assert client.put("/v1/session/password", json=known, headers=proof).status_code == 204


def test_after_five_wrong_attempts_one_waits(client: TestClient) -> None:
    wrong = {"name": "Mei", "password": "wrong"}
    for _ in range(5):
        assert code_of(client.post("/v1/session", json=wrong)) == (401, "sign-in-refused")
    locked = client.post("/v1/session", json={"name": "Mei", "password": PASSWORD})
    assert code_of(locked) == (429, "sign-in-locked")
    assert locked.headers["retry-after"] == "30"
    assert "30 seconds" in locked.json()["detail"]
    assert COOKIE not in client.cookies


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"name": "Mei"},
        {"name": "Mei", "password": None},
        {"name": "x" * 201, "password": "x"},
        {"name": "Mei", "password": "x" * 1_001},
        {"name": "Mei", "password": "x", "more": 1},
    ],
)
def test_what_is_no_sign_in_is_told_without_repeating_it(
    client: TestClient, body: dict[str, Any]
) -> None:
    response = client.post("/v1/session", json=body)
    assert response.status_code == 422
    assert "x" * 50 not in response.text


def test_half_letters_are_wrong_and_no_failure(client: TestClient) -> None:
    body = b'{"name": "\\ud800", "password": "\\udfff"}'
    response = client.post(
        "/v1/session", content=body, headers={"Content-Type": "application/json"}
    )
    assert response.status_code in (401, 422)


@pytest.mark.parametrize(
    ("path", "leads_to"),
    [
        ("/console", "/console/sign-in"),
        ("/console/queue", "/console/sign-in?next=%2Fconsole%2Fqueue"),
        ("/console/queue?q=a%26b", "/console/sign-in?next=%2Fconsole%2Fqueue%3Fq%3Da%2526b"),
        ("/console/cases/h%201", "/console/sign-in?next=%2Fconsole%2Fcases%2Fh%25201"),
    ],
)
def test_a_page_without_a_session_leads_to_the_sign_in_page(
    client: TestClient, path: str, leads_to: str
) -> None:
    response = client.get(path)
    assert (response.status_code, response.headers["location"]) == (303, leads_to)


def test_who_opens_the_bare_address_is_led_to_the_console_and_from_there_to_sign_in(
    client: TestClient,
) -> None:
    response = client.get("/")
    assert (response.status_code, response.headers["location"]) == (307, "/console")


@pytest.mark.parametrize(
    "wanted",
    [
        "https://evil.example/console",
        "//evil.example/console",
        "/\\evil.example",
        "\\\\evil.example",
        "/console/../../evil",
        "javascript:alert(1)",
        "/console\n/x",
        "/consoles",
        "/v1/releases",
        "/console/sign-in?next=/console",
        "http:/console",
        "///evil.example",
        "//[evil",
        "",
        "/console" + "x" * 2_000,
    ],
)
def test_the_way_back_leads_into_the_console_alone(wanted: str) -> None:
    assert safe_next(wanted) == "/console"


def test_so_do_the_page_and_whoever_is_signed_in_already(client: TestClient) -> None:
    evil = {"next": "//evil.example/console"}
    assert 'data-next="/console"' in client.get("/console/sign-in", params=evil).text
    signed_in(client)
    back = client.get("/console/sign-in", params=evil)
    assert (back.status_code, back.headers["location"]) == (303, "/console")


def test_the_way_back_is_kept(client: TestClient) -> None:
    wanted = "/console/queue?q=a&state=open"
    page = client.get("/console/sign-in", params={"next": wanted})
    assert 'data-next="/console/queue?q=a&amp;state=open"' in page.text
    assert page.headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    ("name", "path", "leads_to"),
    [
        ("Ada", "/console", "/console/documents"),
        ("Ada", "/console/queue", "/console/documents?refused=queue"),
        ("Ada", "/console/cases/h1", "/console/documents?refused=queue"),
        ("Mei", "/console/releases", "/console?refused=releases"),
    ],
)
def test_a_page_that_is_not_theirs_leads_to_one_that_is(
    client: TestClient, name: str, path: str, leads_to: str
) -> None:
    signed_in(client, name)
    response = client.get(path)
    assert (response.status_code, response.headers["location"]) == (303, leads_to)


def test_the_bar_leads_to_ones_own_pages_alone(client: TestClient) -> None:
    signed_in(client, "Mei")
    page = client.get("/console").text
    assert 'href="/console/queue"' in page
    assert 'href="/console/releases"' not in page
    assert client.get("/v1/releases").status_code == 403, "and the server refuses what it leads to"
    assert 'id="reindex"' not in page
