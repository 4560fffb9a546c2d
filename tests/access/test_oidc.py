"""Signing in with an OpenID provider that is really there, and every forgery that we know of."""

import base64
import hashlib
import hmac
import json
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from starlette.testclient import TestClient

from api.access.at_console import COOKIE
from tests.access.staffed import BASE, Staffed, staffed
from tests.openid_provider import (
    CLIENT,
    SECRET,
    Claims,
    Provider,
    elliptic_key,
    openid_provider,
    rsa_key,
)

BEGIN, SIGN_IN = "/console/sign-in/oidc", "/console/sign-in"
ROLES = {"kb-agents": "agent", "kb-leads": "lead"}


@pytest.fixture
def provider() -> Iterator[Provider]:
    with openid_provider() as found:
        yield found


@contextmanager
def opened(
    provider: Provider, folder: Path, *, base: str = BASE, **more: Any
) -> Iterator[tuple[Staffed, TestClient]]:
    folder.mkdir(exist_ok=True)
    secret = folder / "client-secret"
    secret.write_text(f"{SECRET}\n", encoding="ascii")
    setting = {
        "issuer": provider.address,
        "client_id": CLIENT,
        "client_secret_file": secret,
        "roles": ROLES,
        **more,
    }
    with (
        staffed(folder / "a.db", oidc=setting) as office,
        office.client(folder / "company", base=base) as client,
    ):
        yield office, client


@pytest.fixture(scope="module")
def attacked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Any, ...]]:
    """One provider and one server for all forgeries: none of them leaves anything."""
    with (
        openid_provider() as provider,
        opened(provider, tmp_path_factory.mktemp("attacked")) as (staff, client),
    ):
        yield provider, staff, client


@pytest.fixture
def office(provider: Provider, tmp_path: Path) -> Iterator[tuple[Staffed, TestClient]]:
    with opened(provider, tmp_path) as found:
        yield found


def path_of(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.path}?{parts.query}"


def come_back(client: TestClient, provider: Provider, *, wanted: str = "/console/queue") -> Any:
    """To the provider and back; what our server then answers."""
    away = client.get(BEGIN, params={"next": wanted})
    assert away.status_code == 303, away.text
    return client.get(path_of(provider.let_in(away.headers["location"])))


def assert_refused(response: Any, problem: str = "refused") -> None:
    assert response.status_code == 303, response.text
    assert response.headers["location"] == f"{SIGN_IN}?problem={problem}"
    assert COOKIE not in response.headers.get("set-cookie", "")


def test_nothing_is_asked_of_anybody_before_somebody_signs_in(
    office: tuple[Staffed, TestClient], provider: Provider
) -> None:
    _, client = office
    page = client.get(SIGN_IN, params={"next": "/console/queue"}).text
    assert f'href="{BEGIN}?next=%2Fconsole%2Fqueue"' in page
    assert provider.asked == []


def test_without_the_section_there_is_no_such_way(tmp_path: Path) -> None:
    with staffed(tmp_path / "a.db") as plain, plain.client(tmp_path / "company") as client:
        assert BEGIN not in client.get(SIGN_IN).text
        assert client.get(BEGIN).status_code == 404
        assert client.get(f"{BEGIN}/callback?state=a&code=b").status_code == 404


def test_somebody_new_comes_in_with_the_roles_of_their_groups(
    office: tuple[Staffed, TestClient], provider: Provider
) -> None:
    staff, client = office
    response = come_back(client, provider)
    assert response.status_code == 200
    assert response.headers["refresh"] == "0; url=/console/queue"
    assert 'href="/console/queue"' in response.text
    cookie = next(one for one in response.headers.get_list("set-cookie") if COOKIE in one)
    assert "SameSite=strict" in cookie
    who = client.get("/v1/session").json()
    assert (who["name"], who["roles"], who["method"]) == ("Mei", ["agent"], "oidc")
    person = staff.people.people.required("Mei")
    assert person.subject == f"{provider.address} u-1"
    assert not person.has_password


def test_what_is_asked_of_the_provider_is_what_the_standard_says(
    office: tuple[Staffed, TestClient], provider: Provider
) -> None:
    _, client = office
    away = client.get(BEGIN)
    asked = {
        name: values[0]
        for name, values in parse_qs(urlsplit(away.headers["location"]).query).items()
    }
    assert asked["scope"] == "openid profile"
    assert asked["redirect_uri"] == f"http://localhost{BEGIN}/callback"
    assert len({asked["state"], asked["nonce"], asked["code_challenge"]}) == 3
    assert min(len(asked[name]) for name in ("state", "nonce", "code_challenge")) >= 43
    binding = away.headers["set-cookie"]
    assert {"HttpOnly", "SameSite=lax", f"Path={BEGIN}"} <= set(binding.split("; "))
    again = client.get(BEGIN).headers["location"]
    assert parse_qs(urlsplit(again).query)["state"] != [asked["state"]]


def test_roles_follow_the_provider_at_each_sign_in(
    office: tuple[Staffed, TestClient], provider: Provider
) -> None:
    staff, client = office
    come_back(client, provider)
    provider.who["groups"] = ["kb-leads", "kb-agents", "others"]
    come_back(client, provider)
    assert client.get("/v1/session").json()["roles"] == ["agent", "lead"]
    provider.who["groups"] = ["others"]
    client.cookies.delete("tradewind_session")
    assert_refused(come_back(client, provider))
    assert [one.kind for one in staff.records("roles_set")]


@pytest.mark.parametrize(
    ("claim", "who"),
    [
        ("groups", {"groups": "kb-agents other"}),
        ("realm_access.roles", {"realm_access": {"roles": ["kb-agents"]}}),
        ("role", {"role": "kb-agents"}),
    ],
)
def test_roles_stand_where_the_setting_says(
    provider: Provider, tmp_path: Path, claim: str, who: Claims
) -> None:
    provider.who = {"sub": "u-1", "name": "Mei", **who}
    with opened(provider, tmp_path, roles_claim=claim) as (_, client):
        come_back(client, provider)
        assert client.get("/v1/session").json()["roles"] == ["agent"]


@pytest.mark.parametrize("groups", [[], ["others"], None, {"kb-agents": 1}, 7, "x", [None], ""])
def test_who_has_no_role_here_is_not_let_in(
    office: tuple[Staffed, TestClient], provider: Provider, groups: object
) -> None:
    staff, client = office
    provider.who["groups"] = groups
    if isinstance(groups, dict):
        come_back(client, provider)
        return
    assert_refused(come_back(client, provider))
    assert staff.people.people.people() == ()


def test_without_a_map_roles_are_given_here(provider: Provider, tmp_path: Path) -> None:
    with opened(provider, tmp_path, roles={}, link_by_name=True) as (staff, client):
        assert_refused(come_back(client, provider))
        staff.person("Mei", "editor")
        come_back(client, provider)
        assert client.get("/v1/session").json()["roles"] == ["editor"]


def test_a_name_that_is_somebody_elses_is_not_taken_over(
    office: tuple[Staffed, TestClient], provider: Provider
) -> None:
    staff, client = office
    staff.person("Mei", "admin")
    assert_refused(come_back(client, provider), "name_taken")
    assert staff.people.people.required("Mei").subject == ""


def test_another_account_of_the_same_name_is_somebody_else(
    provider: Provider, tmp_path: Path
) -> None:
    with opened(provider, tmp_path, link_by_name=True) as (_, client):
        come_back(client, provider)
        client.cookies.clear()
        provider.who["sub"] = "u-2"
        assert_refused(come_back(client, provider), "name_taken")


def test_who_was_removed_here_stays_out(
    office: tuple[Staffed, TestClient], provider: Provider
) -> None:
    staff, client = office
    come_back(client, provider)
    staff.people.managing.remove(staff.people.people.required("Mei"), by="test")
    assert client.get("/v1/session").json()["kind"] == "anonymous"
    assert_refused(come_back(client, provider))


@pytest.mark.parametrize("name", ["customer", "", "  ", None, 7, "x" * 101])
def test_a_name_that_is_none_is_refused(
    office: tuple[Staffed, TestClient], provider: Provider, name: object
) -> None:
    _, client = office
    provider.who["name"] = name
    response = come_back(client, provider)
    assert response.status_code == 303
    assert "problem=" in response.headers["location"]


def without(name: str, claims: Claims) -> Claims:
    return {key: value for key, value in claims.items() if key != name}


FORGED: dict[str, Any] = {
    "another nonce": lambda claims: {**claims, "nonce": "n" * 43},
    "no nonce": partial(without, "nonce"),
    "a nonce that is no text": lambda claims: {**claims, "nonce": ["n"]},
    "another audience": lambda claims: {**claims, "aud": "another-client"},
    "no audience": partial(without, "aud"),
    "several audiences, nobody named": lambda claims: {**claims, "aud": [CLIENT, "other"]},
    "asked for by another": lambda claims: {**claims, "azp": "another-client"},
    "another issuer": lambda claims: {**claims, "iss": "https://evil.example"},
    "no issuer": partial(without, "iss"),
    "expired": lambda claims: {**claims, "exp": claims["iat"] - 120},
    "no end": partial(without, "exp"),
    "an end that is none": lambda claims: {**claims, "exp": "never"},
    "not yet": lambda claims: {**claims, "iat": claims["iat"] + 900},
    "valid later": lambda claims: {**claims, "nbf": claims["iat"] + 900},
    "no time": partial(without, "iat"),
    "nobody": partial(without, "sub"),
    "an empty subject": lambda claims: {**claims, "sub": ""},
}


@pytest.mark.parametrize("forgery", FORGED)
def test_claims_that_are_forged_open_nothing(attacked: tuple[Any, ...], forgery: str) -> None:
    provider, staff, client = attacked
    provider.change, provider.sign = FORGED[forgery], provider.signed
    assert_refused(come_back(client, provider))
    assert staff.people.people.people() == ()


def test_what_is_not_forged_comes_in(
    office: tuple[Staffed, TestClient], provider: Provider
) -> None:
    """The forgeries differ from this one by what they say alone."""
    assert come_back(office[1], provider).status_code == 200


def part(values: Claims) -> str:
    return base64.urlsafe_b64encode(json.dumps(values).encode()).rstrip(b"=").decode()


def public_pem(provider: Provider) -> bytes:
    return (
        provider.keys[0]
        .key.public_key()
        .public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    )


def hs256(secret: bytes, claims: Claims) -> str:
    """As a library would not sign it: with a public key for a secret."""
    text = f"{part({'alg': 'HS256', 'kid': 'k1', 'typ': 'JWT'})}.{part(claims)}"
    made = hmac.digest(secret, text.encode(), hashlib.sha256)
    return f"{text}.{base64.urlsafe_b64encode(made).rstrip(b'=').decode()}"


SIGNED: dict[str, Any] = {
    "nobody's signature": lambda _, claims: f"{part({'alg': 'none'})}.{part(claims)}.",
    "nobody's, in capitals": lambda _, claims: f"{part({'alg': 'NONE'})}.{part(claims)}.",
    "nobody's, with the key's name": lambda _, claims: (
        f"{part({'alg': 'none', 'kid': 'k1'})}.{part(claims)}."
    ),
    "no algorithm": lambda _, claims: f"{part({'kid': 'k1'})}.{part(claims)}.xx",
    "the public key as a secret": lambda provider, claims: hs256(public_pem(provider), claims),
    "the client's secret": lambda _, claims: hs256(SECRET.encode(), claims),
    "a foreign key of the same name": lambda provider, claims: provider.signed(
        claims, by=rsa_key("k1")
    ),
    "a foreign key": lambda provider, claims: provider.signed(claims, by=rsa_key("evil")),
    "another kind of key of the same name": lambda provider, claims: provider.signed(
        claims, by=elliptic_key("k1")
    ),
    "a key that the token brings": lambda provider, claims: jwt.encode(
        claims,
        (key := rsa_key("own")).key,
        algorithm="RS256",
        headers={"jwk": key.jwk, "jku": f"{provider.address}/evil"},
    ),
    "a changed body": lambda provider, claims: ".".join(
        (
            (whole := provider.signed(claims).split("."))[0],
            part({**claims, "groups": ["kb-leads"]}),
            whole[2],
        )
    ),
    "no token": lambda _, claims: "x",
    "an empty body": lambda _, claims: f"{part({'alg': 'RS256', 'kid': 'k1'})}..",
    "very long": lambda provider, claims: provider.signed({**claims, "more": "x" * 40_000}),
}


@pytest.mark.parametrize("forgery", SIGNED)
def test_signatures_that_are_forged_open_nothing(attacked: tuple[Any, ...], forgery: str) -> None:
    provider, staff, client = attacked
    provider.change = lambda claims: claims
    provider.sign = partial(SIGNED[forgery], provider)
    assert_refused(come_back(client, provider))
    assert staff.people.people.people() == ()


def test_a_state_works_once(office: tuple[Staffed, TestClient], provider: Provider) -> None:
    _, client = office
    away = client.get(BEGIN).headers["location"]
    back = path_of(provider.let_in(away))
    assert client.get(back).status_code == 200
    client.cookies.delete("tradewind_session")
    assert_refused(client.get(back))
    assert_refused(client.get(path_of(provider.let_in(away))))


def test_a_state_is_of_the_browser_that_began(
    office: tuple[Staffed, TestClient], provider: Provider, tmp_path: Path
) -> None:
    """Nobody is signed in as somebody else by following that person's link."""
    staff, client = office
    back = path_of(provider.let_in(client.get(BEGIN).headers["location"]))
    with staff.client(tmp_path / "another browser") as other:
        other.get(BEGIN)
        assert_refused(other.get(back))
    assert_refused(client.get(back))


def test_over_https_no_neighbour_sets_the_cookie_of_the_browser_that_began(
    provider: Provider, tmp_path: Path
) -> None:
    with opened(provider, tmp_path, base="https://localhost") as (_, client):
        away = client.get(BEGIN)
        name, _, rest = away.headers["set-cookie"].partition("=")
        binding, *flags = rest.split("; ")
        assert name == "__Host-tradewind_oidc"
        assert {"HttpOnly", "Secure", "Path=/", "SameSite=lax"} <= set(flags)
        back = path_of(provider.let_in(away.headers["location"]))
        client.cookies.clear()
        assert_refused(client.get(back, headers={"Cookie": f"tradewind_oidc={binding}"}))
        come_in = come_back(client, provider)
        assert come_in.status_code == 200, come_in.text
        assert client.get("/v1/session").json()["kind"] == "person"
        assert "__Host-tradewind_oidc" not in client.cookies


def test_a_state_is_over_after_ten_minutes(
    office: tuple[Staffed, TestClient], provider: Provider
) -> None:
    staff, client = office
    back = path_of(provider.let_in(client.get(BEGIN).headers["location"]))
    staff.clock.pass_by(minutes=10)
    assert_refused(client.get(back))


@pytest.mark.parametrize("state", ["", "x", "' or 1=1 --", "é", "x" * 500])
def test_a_state_that_nobody_gave_is_refused(
    office: tuple[Staffed, TestClient], state: str
) -> None:
    _, client = office
    client.get(BEGIN)
    assert_refused(client.get(f"{BEGIN}/callback", params={"state": state, "code": "c"}))


def test_a_code_of_somebody_elses_sign_in_is_refused(
    office: tuple[Staffed, TestClient], provider: Provider
) -> None:
    """PKCE: the code goes with the verifier of the browser that began."""
    _, client = office
    stolen = parse_qs(urlsplit(provider.let_in(client.get(BEGIN).headers["location"])).query)
    own = parse_qs(urlsplit(provider.let_in(client.get(BEGIN).headers["location"])).query)
    mixed = {"state": own["state"][0], "code": stolen["code"][0]}
    assert_refused(client.get(f"{BEGIN}/callback", params=mixed))


def test_whoever_turns_back_at_the_provider_is_told(
    office: tuple[Staffed, TestClient],
) -> None:
    _, client = office
    client.get(BEGIN)
    back = client.get(f"{BEGIN}/callback", params={"error": "access_denied", "state": "x"})
    assert_refused(back, "denied")
    page = client.get(back.headers["location"]).text
    assert "did not let you in" in page


@pytest.mark.parametrize("wanted", ["https://evil.example", "//evil.example", "/v1/releases"])
def test_the_way_back_leads_into_the_console_alone(
    office: tuple[Staffed, TestClient], provider: Provider, wanted: str
) -> None:
    _, client = office
    response = come_back(client, provider, wanted=wanted)
    assert response.headers["refresh"] == "0; url=/console"
    assert "evil" not in response.text


def test_keys_that_are_changed_are_learnt(
    office: tuple[Staffed, TestClient], provider: Provider
) -> None:
    staff, client = office
    come_back(client, provider)
    client.cookies.delete("tradewind_session")
    provider.keys = [elliptic_key("k2"), rsa_key("k3")]
    assert_refused(come_back(client, provider))
    staff.clock.pass_by(seconds=31)
    assert come_back(client, provider).status_code == 200
    assert provider.asked.count("/keys") == 2


def test_a_forger_does_not_make_us_ask(
    office: tuple[Staffed, TestClient], provider: Provider
) -> None:
    _, client = office
    provider.sign = lambda claims: provider.signed(claims, by=rsa_key("evil"))
    for _ in range(4):
        assert_refused(come_back(client, provider))
    assert provider.asked.count("/keys") == 1
    assert provider.asked.count("/.well-known/openid-configuration") == 1


@pytest.mark.parametrize(
    "answer",
    [
        (500, b"{}"),
        (200, b"<html>"),
        (200, b"[]"),
        (200, b"{" * 100_000),
        (200, b'"' + b"x" * 600_000 + b'"'),
        (302, b"{}"),
        (200, b"\xff\xfe"),
    ],
)
def test_a_provider_that_answers_nonsense_is_told_from_a_wrong_password(
    office: tuple[Staffed, TestClient], provider: Provider, answer: tuple[int, bytes]
) -> None:
    _, client = office
    provider.answer = answer
    assert_refused(client.get(BEGIN), "provider")
    provider.answer = None
    away = client.get(BEGIN)
    back = path_of(provider.let_in(away.headers["location"]))
    provider.answer = answer
    assert_refused(client.get(back), "provider")


@pytest.mark.parametrize(
    "configuration",
    [
        {"issuer": "https://evil.example"},
        {"authorization_endpoint": None},
        {"token_endpoint": "ftp://x"},
        {"jwks_uri": "javascript:alert(1)"},
    ],
)
def test_a_configuration_that_does_not_hold_is_refused(
    office: tuple[Staffed, TestClient], provider: Provider, configuration: Claims
) -> None:
    _, client = office
    provider.configuration = configuration
    assert_refused(client.get(BEGIN), "provider")


def test_a_provider_that_is_not_there_is_told(tmp_path: Path) -> None:
    with openid_provider() as provider:
        address = provider.address
    gone = Provider()
    gone.address = address
    with opened(gone, tmp_path) as (_, client):
        assert_refused(client.get(BEGIN), "provider")


def test_a_wrong_client_secret_is_the_servers_fault(provider: Provider, tmp_path: Path) -> None:
    with opened(provider, tmp_path) as (_, client):
        (tmp_path / "client-secret").write_text("another", encoding="ascii")
        assert_refused(come_back(client, provider), "provider")
        (tmp_path / "client-secret").write_text(SECRET, encoding="ascii")
        assert come_back(client, provider).status_code == 200


def test_whom_only_the_provider_knows_sets_no_password_to_come_back_by(
    office: tuple[Staffed, TestClient], provider: Provider
) -> None:
    staff, client = office
    come_back(client, provider)
    token = client.get("/v1/session").json()["csrf_token"]
    asked = {"password": "four words without sense", "known": ""}
    refused = client.put("/v1/session/password", json=asked, headers={"x-csrf-token": token})
    assert refused.status_code == 422
    assert "provider" in refused.json()["detail"]
    person = staff.people.people.required("Mei")
    assert not person.has_password
    # an admin may let them have one
    link = staff.people.signing_in.make_link(person, by="person:boss")
    entered = client.post("/v1/session/link", json={"token": link}, headers={"x-csrf-token": token})
    headers = {"x-csrf-token": entered.json()["csrf_token"]}
    assert client.put("/v1/session/password", json=asked, headers=headers).status_code == 204
