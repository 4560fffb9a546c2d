"""``/v1/people``: what an admin does with people over HTTP, and what nobody does by a slip."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from api.access.managing import roles_named
from tests.access.staffed import PASSWORD, Staffed, signed_in, staffed

HOSTILE = '<img src=x onerror="alert(1)">/../?#%2e'


class Admin:
    """Ada, an admin at the console, and what she sends."""

    def __init__(self, work: Staffed, client: TestClient) -> None:
        self.work, self.client = work, client
        self.headers = signed_in(client, "Ada")

    def ask(self, method: str, path: str, **options: Any) -> Any:
        headers = {**self.headers, **options.pop("headers", {})}
        return self.client.request(method, path, headers=headers, **options)

    def of(self, person: str, **query: Any) -> dict[str, Any]:
        response = self.ask("GET", f"/v1/people/{person}", params=query)
        assert response.status_code == 200, response.text
        found: dict[str, Any] = response.json()
        return found

    def problem(self, method: str, path: str, **options: Any) -> tuple[int, str]:
        response = self.ask(method, path, **options)
        return response.status_code, response.json()["type"].rpartition(":")[2]


@pytest.fixture
def admin(tmp_path: Path) -> Iterator[Admin]:
    with staffed(tmp_path / "people.db") as work:
        work.person("Ada", "admin")
        work.person("Mei", "agent")
        with work.client(tmp_path) as client:
            yield Admin(work, client)


def test_somebody_is_added_comes_by_a_link_and_has_what_the_page_shows(admin: Admin) -> None:
    made = admin.ask("POST", "/v1/people", json={"name": " Bo  Li ", "roles": ["lead", "editor"]})
    assert made.status_code == 201
    bo = made.json()
    assert (bo["name"], bo["roles"]) == ("Bo Li", ["editor", "lead"])
    assert (bo["has_password"], bo["sessions"], bo["signed_in_at"]) == (False, 0, None)
    linked = admin.ask("POST", f"/v1/people/{bo['id']}/link")
    assert linked.status_code == 201
    assert linked.headers["cache-control"] == "no-store"
    token = re.fullmatch(
        r"http://localhost/console/sign-in#link=([\w-]{43})", linked.json()["link"]
    )
    assert token
    with TestClient(admin.client.app, base_url="http://localhost") as other:
        assert other.post("/v1/session/link", json={"token": token[1]}).status_code == 200
        with TestClient(admin.client.app, base_url="http://localhost") as third:
            again = third.post("/v1/session/link", json={"token": token[1]})
        assert again.status_code == 401
        assert admin.of("bo li")["sessions"] == 1
        ended = admin.ask("POST", "/v1/people/Bo Li/sign-out")
        assert ended.json() == {"ended": 1}
        assert other.get("/v1/sessions").status_code == 401
    assert admin.of("Bo Li")["sessions"] == 0
    told = [(one.kind, one.actor) for one in admin.work.records() if one.subject.endswith(bo["id"])]
    ada = f"person:{admin.of('Ada')['id']}"
    assert told == [
        ("signed_out", ada),
        ("signed_in", f"person:{bo['id']}"),
        ("sign_in_link", ada),
        ("person_added", ada),
    ]


def test_roles_are_given_and_a_person_is_kept_out_and_let_in_again(admin: Admin) -> None:
    changed = admin.ask("PATCH", "/v1/people/Mei", json={"roles": ["lead", "agent"]})
    assert changed.json()["roles"] == ["agent", "lead"]
    with TestClient(admin.client.app, base_url="http://localhost") as mei:
        signed_in(mei)
        out = admin.ask("PATCH", "/v1/people/Mei", json={"is_active": False})
        assert (out.json()["is_active"], out.json()["has_password"]) == (False, False)
        assert mei.get("/v1/sessions").status_code == 401
    for path in ("link", "unlock"):
        assert admin.problem("POST", f"/v1/people/Mei/{path}") == (409, "person-removed")
    back = admin.ask("PATCH", "/v1/people/Mei", json={"is_active": True})
    assert (back.json()["is_active"], back.json()["roles"]) == (True, ["agent", "lead"])
    kinds = [one.kind for one in admin.work.records() if one.actor.startswith("person:")]
    assert [one for one in kinds if not one.startswith("sign")] == [
        "person_added",
        "person_removed",
        "roles_set",
    ]


def test_a_change_that_changes_nothing_is_no_record(admin: Admin) -> None:
    before = len(admin.work.records())
    same = admin.ask("PATCH", "/v1/people/Mei", json={"roles": ["agent"], "is_active": True})
    assert same.status_code == 200
    assert len(admin.work.records()) == before


def test_of_two_admins_at_once_the_second_is_told(admin: Admin) -> None:
    seen = admin.ask("GET", "/v1/people/Mei").headers["etag"]
    headers = {"If-Match": seen}
    first = admin.ask("PATCH", "/v1/people/Mei", json={"roles": ["lead"]}, headers=headers)
    assert first.headers["etag"] != seen
    second = {"json": {"roles": ["editor"]}, "headers": headers}
    assert admin.problem("PATCH", "/v1/people/Mei", **second) == (412, "person-changed")
    assert admin.of("Mei")["roles"] == ["lead"]
    any_version = {"json": {"roles": ["editor"]}, "headers": {"If-Match": "*"}}
    assert admin.ask("PATCH", "/v1/people/Mei", **any_version).status_code == 200


@pytest.mark.parametrize("change", [{"roles": ["agent"]}, {"is_active": False}])
def test_nobody_takes_their_own_rights_nor_the_last_admins(
    admin: Admin, change: dict[str, Any]
) -> None:
    assert admin.problem("PATCH", "/v1/people/Ada", json=change) == (409, "own-rights")
    key = admin.work.keys.create("script", scopes=("admin",), by="test", actor="test").text
    bearer = {"Authorization": f"Bearer {key}"}
    with TestClient(admin.client.app, base_url="http://localhost") as program:
        refused = program.patch("/v1/people/Ada", json=change, headers=bearer)
        assert refused.status_code == 409
        assert refused.json()["type"].endswith("last-admin")
        assert "is the last admin" in refused.json()["detail"]
        admin.ask("PATCH", "/v1/people/Mei", json={"roles": ["admin"]})
        taken = program.patch("/v1/people/Ada", json=change, headers=bearer)
        assert taken.status_code == 200
    assert admin.work.people.people.has_admin()


def test_more_roles_for_oneself_are_no_harm(admin: Admin) -> None:
    body = {"roles": ["admin", "lead"]}
    assert admin.ask("PATCH", "/v1/people/ada", json=body).json()["roles"] == ["lead", "admin"]
    assert admin.of("Ada")["is_you"]
    assert not admin.of("Mei")["is_you"]


def test_who_is_locked_out_is_shown_and_let_try_again(admin: Admin) -> None:
    with TestClient(admin.client.app, base_url="http://localhost") as mei:
        for _ in range(5):
            mei.post("/v1/session", json={"name": "Mei", "password": "wrong"})
        right = {"name": "Mei", "password": PASSWORD}
        assert mei.post("/v1/session", json=right).status_code == 429
        (listed,) = admin.ask("GET", "/v1/people", params={"state": "locked"}).json()["people"]
        assert listed["name"] == "Mei"
        assert listed["locked_until"]
        unlocked = admin.ask("POST", "/v1/people/mei/unlock")
        assert unlocked.json()["locked_until"] is None
        assert mei.post("/v1/session", json=right).status_code == 200
    (record,) = admin.work.records("sign_in_unlocked")
    assert record.details == {"name": "Mei"}
    admin.ask("POST", "/v1/people/mei/unlock")
    assert len(admin.work.records("sign_in_unlocked")) == 1


def test_an_address_that_is_locked_is_shown_and_let_try_again(admin: Admin) -> None:
    right = {"name": "Mei", "password": PASSWORD}
    with TestClient(admin.client.app, base_url="http://localhost") as mei:
        for number in range(20):
            wrong = {"name": f"Name {number}", "password": "wrong"}
            assert mei.post("/v1/session", json=wrong).status_code == 401
        assert mei.post("/v1/session", json=right).status_code == 429
        listed = admin.ask("GET", "/v1/locked-addresses")
        assert listed.headers["cache-control"] == "no-store"
        (there,) = listed.json()["addresses"]
        assert (there["address"], there["failures"]) == ("testclient", 20)
        assert there["locked_until"] > there["last_at"]
        body = {"json": {"address": there["address"]}}
        done = admin.ask("POST", "/v1/locked-addresses/unlock", **body)
        assert done.json() == {"is_unlocked": True}
        assert mei.post("/v1/session", json=right).status_code == 200
    assert admin.ask("GET", "/v1/locked-addresses").json() == {"addresses": []}
    again = admin.ask("POST", "/v1/locked-addresses/unlock", **body)
    assert again.json() == {"is_unlocked": False}
    (record,) = admin.work.records("sign_in_unlocked")
    assert record.actor == f"person:{admin.of('Ada')['id']}"
    too_long = {"json": {"address": "1" * 101}}
    assert admin.ask("POST", "/v1/locked-addresses/unlock", **too_long).status_code == 422


def test_a_password_is_set_for_a_colleague_and_not_for_oneself(admin: Admin) -> None:
    body = {"password": "another four words unlike"}
    assert admin.ask("PUT", "/v1/people/Mei/password", json=body).status_code == 204
    with TestClient(admin.client.app, base_url="http://localhost") as mei:
        signed_in(mei, "Mei", body["password"])
    assert admin.problem("PUT", "/v1/people/Ada/password", json=body) == (409, "own-rights")
    short = {"password": "short"}
    assert admin.problem("PUT", "/v1/people/Mei/password", json=short) == (422, "password-unfit")


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"name": "mei", "roles": ["agent"]}, 409, "person-conflict"),
        ({"name": "desk", "roles": ["agent"]}, 409, "person-conflict"),
        ({"name": " ", "roles": ["agent"]}, 409, "person-conflict"),
        ({"name": "a" * 101, "roles": ["agent"]}, 409, "person-conflict"),
        ({"name": "a\u202eb", "roles": ["agent"]}, 409, "person-conflict"),
        ({"name": "a" * 201, "roles": ["agent"]}, 422, "invalid-request"),
        ({"name": "Bo", "roles": []}, 422, "invalid-request"),
        ({"name": "Bo", "roles": ["chatbot"]}, 422, "invalid-request"),
        ({"name": "Bo", "roles": ["agent"], "password": "x"}, 422, "invalid-request"),
    ],
)
def test_what_cannot_be_added_is_refused_in_words(
    admin: Admin, body: dict[str, Any], status: int, code: str
) -> None:
    assert admin.problem("POST", "/v1/people", json=body) == (status, code)
    assert admin.ask("GET", "/v1/people").json()["total"] == 2


def test_any_name_is_only_a_name(admin: Admin) -> None:
    made = admin.ask("POST", "/v1/people", json={"name": HOSTILE, "roles": ["agent"]}).json()
    assert admin.of(made["id"])["name"] == HOSTILE
    found = admin.ask("GET", "/v1/people", params={"q": "IMG SRC=x"}).json()
    assert [one["name"] for one in found["people"]] == [HOSTILE]
    assert admin.problem("GET", "/v1/people/%25_nobody") == (404, "person-missing")
    for pattern in ("%", "_", "*"):
        assert admin.ask("GET", "/v1/people", params={"q": pattern * 2}).json()["total"] == 0


def test_of_many_people_some_are_listed_at_a_time_and_found_by_name_role_and_state(
    admin: Admin,
) -> None:
    with admin.work.database.writing():
        for number in range(250):
            admin.work.people.people.add(
                f"Person {number:03}",
                roles=roles_named(["editor"] if number % 10 else ["lead", "editor"]),
                at=admin.work.clock(),
            )
    first = admin.ask("GET", "/v1/people", params={"limit": 100}).json()
    assert (len(first["people"]), first["total"]) == (100, 252)
    assert {one["state"]: one["people"] for one in first["states"]} == {
        "active": 252,
        "locked": 0,
        "removed": 0,
    }
    last = admin.ask("GET", "/v1/people", params={"limit": 100, "offset": 200}).json()
    assert last["people"][-1]["name"] == "Person 249"
    leads = admin.ask("GET", "/v1/people", params={"role": "lead"}).json()
    assert leads["total"] == 25
    assert admin.ask("GET", "/v1/people", params={"q": "ｐｅｒｓｏｎ 24"}).json()["total"] == 10
    admin.ask("PATCH", "/v1/people/Person 001", json={"is_active": False})
    (removed,) = admin.ask("GET", "/v1/people", params={"state": "removed"}).json()["people"]
    assert removed["name"] == "Person 001"
