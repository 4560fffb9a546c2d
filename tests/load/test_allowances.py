"""How often somebody may ask: by whom, by where they come from, in several processes at once."""

import json
import os
from dataclasses import replace
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st

from api.access.caller import Caller
from api.access.identify import Access
from api.allowances import PLACES, TRIED_PLACES, Allowance, Allowances, allowance_of
from api.app import create_app
from api.client_address import client_address, networks
from api.limits_setting import LimitsSetting
from api.request_units import units_of
from api.settings import Settings, load_settings
from ingest.errors import SettingsInvalid
from tests.fakes import fake_services

TEN = Allowance(requests=10, seconds=60)


class Clock:
    """A time that tests set."""

    now = 1_000.0

    def __call__(self) -> float:
        return self.now


def test_an_allowance_is_full_at_first_and_refills_steadily() -> None:
    clock = Clock()
    allowances = Allowances(now=clock)
    left = [allowances.take("a", TEN) for _ in range(11)]
    assert [one.is_allowed for one in left] == [True] * 10 + [False]
    assert [one.requests for one in left] == [9, 8, 7, 6, 5, 4, 3, 2, 1, 0, 0]
    assert (left[-1].retry_after_seconds, left[-1].full_after_seconds) == (6, 60)
    clock.now += 5.9
    assert not allowances.look("a", TEN).is_allowed
    clock.now += 0.2
    assert allowances.take("a", TEN).is_allowed
    assert not allowances.take("a", TEN).is_allowed
    clock.now += 3_600
    assert allowances.look("a", TEN).requests == 10


@given(st.lists(st.floats(0, 30), max_size=80))
def test_never_more_than_twice_an_allowance_in_any_of_its_periods(pauses: list[float]) -> None:
    clock = Clock()
    allowances, taken = Allowances(now=clock), []
    for pause in pauses:
        clock.now += pause
        if allowances.take("a", TEN).is_allowed:
            taken.append(clock.now)
    for at in taken:
        assert sum(at <= one < at + TEN.seconds for one in taken) < 2 * TEN.requests
    # and over any time no more than was full at first and came back since
    for number, at in enumerate(taken, start=1):
        assert number <= TEN.requests + (at - 1_000.0) / TEN.share + 1e-6


def test_callers_do_not_share_one() -> None:
    allowances = Allowances()
    for _ in range(10):
        assert allowances.take("a", TEN).is_allowed
    assert not allowances.take("a", TEN).is_allowed
    assert allowances.take("b", TEN).is_allowed


def test_where_all_places_are_taken_the_one_with_most_left_is_forgotten() -> None:
    allowances = Allowances()
    strict = Allowance(requests=1, seconds=100_000)
    assert allowances.take("known", strict).is_allowed
    for number in range(PLACES):
        allowances.take(f"passer-by {number}", Allowance(requests=1_000, seconds=1))
    assert TRIED_PLACES > 1
    assert not allowances.take("known", strict).is_allowed


def test_processes_that_are_forked_count_together() -> None:
    allowances, many = Allowances(), Allowance(requests=400, seconds=86_400)
    children = []
    for _ in range(4):
        child = os.fork()
        if child == 0:
            allowed = sum(allowances.take("a", many).is_allowed for _ in range(150))
            os._exit(0 if allowed <= 150 else 1)
        children.append(child)
        # one after another: two in the same microsecond would count one request for two
        assert os.waitpid(child, 0)[1] == 0
    assert allowances.look("a", many).requests == 0
    assert not allowances.take("a", many).is_allowed


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("600/minute", (600, 60)),
        ("10 per 2 seconds", (10, 2)),
        ("5000/hour", (5_000, 3_600)),
        (" 3 / Day ", (3, 86_400)),
        ("1/2 minutes", (1, 120)),
    ],
)
def test_an_allowance_is_written_in_words(text: str, expected: tuple[int, int]) -> None:
    found = allowance_of(text)
    assert (found.requests, found.seconds) == expected


@pytest.mark.parametrize(
    "text",
    [
        *("many", "0/minute", "-3/second", "", "10/fortnight", "10", "/minute", "1e3/minute"),
        # half of it was taken before, or something else than was written
        *(
            "10/minute;5/second",
            "1 per 0 seconds",
            "10permille",
            "\u0663/minute",
            "10 per perminute",
        ),
    ],
)
def test_what_is_no_allowance_is_refused_when_settings_are_read(tmp_path: Path, text: str) -> None:
    file = tmp_path / "tradewind.toml"
    file.write_text(f'[limits]\nrequests_per_caller = "{text}"\n', encoding="utf-8")
    with pytest.raises(SettingsInvalid, match="limits"):
        load_settings(file)


TRUSTED = networks(["10.0.0.0/8", "::1"])


@pytest.mark.parametrize(
    ("connected", "forwarded", "expected"),
    [
        # nobody may say where they come from
        ("203.0.113.5", ["198.51.100.1"], "203.0.113.5"),
        # but a proxy that is trusted, and what it saw is what stands last
        ("10.1.2.3", ["198.51.100.1"], "198.51.100.1"),
        ("10.1.2.3", ["6.6.6.6, 198.51.100.1"], "198.51.100.1"),
        ("10.1.2.3", ["6.6.6.6", "198.51.100.1, 10.9.9.9"], "198.51.100.1"),
        ("::1", ["2001:db8::7"], "2001:db8::7"),
        ("::ffff:10.1.2.3", ["198.51.100.1"], "198.51.100.1"),
        # what is no address says nothing
        ("10.1.2.3", ["unknown"], "10.1.2.3"),
        ("10.1.2.3", ["198.51.100.1, <script>"], "10.1.2.3"),
        ("10.1.2.3", [], "10.1.2.3"),
    ],
)
def test_where_a_request_comes_from(connected: str, forwarded: list[str], expected: str) -> None:
    headers = [(b"x-forwarded-for", one.encode()) for one in forwarded]
    scope = {"type": "http", "client": (connected, 1), "headers": headers}
    assert client_address(scope, TRUSTED) == expected


def test_a_proxy_that_is_no_network_is_refused_when_settings_are_read(tmp_path: Path) -> None:
    file = tmp_path / "tradewind.toml"
    file.write_text('trusted_proxies = ["proxy.example"]\n', encoding="utf-8")
    with pytest.raises(SettingsInvalid, match="trusted_proxies"):
        load_settings(file)


KEYS = {
    f"tw_{name}": Caller(
        kind="key",
        id=name,
        scopes=frozenset({"chatbot"}),
        origins=origins,
    )
    for name, origins in (("one", ()), ("two", ()), ("page", ("https://shop.example",)))
}


@pytest.fixture
def client(tmp_path: Path) -> TestClient:
    services = fake_services(tmp_path)
    limits = LimitsSetting(
        requests_per_caller="4/hour",
        requests_per_address="2/hour",
        wrong_keys_per_address="3/hour",
        visitors_per_address="1/hour",
    )
    values = services.settings.model_copy(
        update={"limits": limits, "trusted_proxies": ("192.0.2.0/24",)}
    )
    services = replace(services, settings=Settings.model_validate(values))
    unknown = Caller(kind="anonymous", scopes=frozenset({"chatbot"}))
    access = Access(by_key=KEYS.get, unknown=unknown)
    app = create_app(services, access=access, allowances=Allowances())
    return TestClient(app, base_url="http://127.0.0.1", client=("192.0.2.1", 1))


def ask(client: TestClient, key: str = "", *, address: str = "198.51.100.1") -> int:
    headers = {"X-Forwarded-For": address} | ({"X-API-Key": key} if key else {})
    return client.post("/v1/answers", json={"question": "volts"}, headers=headers).status_code


def test_a_key_has_an_allowance_from_wherever_it_is_used(client: TestClient) -> None:
    addresses = [f"198.51.100.{number}" for number in range(6)]
    assert [ask(client, "tw_one", address=one) for one in addresses] == [200] * 4 + [429] * 2
    assert ask(client, "tw_two") == 200


@pytest.mark.parametrize("key", ["", "tw_page"])
def test_who_holds_no_secret_is_counted_by_address(client: TestClient, key: str) -> None:
    origin = {"Origin": "https://shop.example"} if key else {}
    client.headers.update(origin)
    assert [ask(client, key) == 429 for _ in range(3)] == [False, False, True]
    assert ask(client, key, address="198.51.100.2") != 429
    # an IPv6 network is one
    network = [f"2001:db8::{one}" for one in "abc"]
    assert [ask(client, key, address=one) == 429 for one in network] == [False, False, True]


def test_programs_of_this_machine_have_a_programs_allowance_without_a_key(
    client: TestClient,
) -> None:
    addresses = ["127.0.0.1"] * 5
    assert [ask(client, address=one) == 429 for one in addresses] == [False] * 4 + [True]


def test_one_address_does_not_fill_the_queue_with_visitors(client: TestClient) -> None:
    headers = {"X-API-Key": "tw_page", "Origin": "https://shop.example"}

    def begin(address: str) -> tuple[bool, str]:
        response = client.post(
            "/v1/widget/conversations", json={}, headers=headers | {"X-Forwarded-For": address}
        )
        return response.status_code == 429, response.json().get("detail", "")

    assert [begin("198.51.100.7")[0], begin("198.51.100.8")[0]] == [False, False]
    is_refused, detail = begin("198.51.100.7")
    assert is_refused
    assert "go on with one of them" in detail


def test_what_is_left_is_told_with_every_reply(client: TestClient) -> None:
    headers = {"X-API-Key": "tw_one"}
    asked = [
        client.post("/v1/answers", json={"question": "volts"}, headers=headers) for _ in range(5)
    ]
    assert asked[0].headers["ratelimit-policy"] == '"caller";q=4;w=3600'
    assert asked[0].headers["ratelimit"] == '"caller";r=3;t=900'
    last = asked[-1]
    assert last.status_code == 429
    assert last.headers["content-type"] == "application/problem+json"
    assert last.json()["type"] == "urn:tradewind:problem:too-many-requests"
    assert 890 <= int(last.headers["retry-after"]) <= 900
    assert last.headers["ratelimit"].startswith('"caller";r=0;')


def test_a_request_that_is_too_soon_is_refused_before_its_body_is_read(client: TestClient) -> None:
    for _ in range(4):
        ask(client, "tw_one")
    refused = client.post("/v1/answers", content=b"{" * 10, headers={"X-API-Key": "tw_one"})
    assert refused.status_code == 429


def test_wrong_keys_are_counted_by_address_and_keep_no_right_one_out(client: TestClient) -> None:
    wrong = [ask(client, f"tw_wrong{number}") for number in range(5)]
    assert wrong == [401] * 3 + [429] * 2
    assert ask(client, "tw_wrong", address="198.51.100.9") == 401
    assert ask(client, "tw_one") == 200


def test_whatever_watches_the_server_is_never_told_to_wait(client: TestClient) -> None:
    assert {client.get(path).status_code for path in ("/healthz", "/readyz") for _ in range(9)} == {
        200
    }


def test_what_a_request_turns_out_to_cost_is_owed_and_comes_back() -> None:
    clock = Clock()
    allowances = Allowances(now=clock)
    assert allowances.take("a", TEN).is_allowed
    assert allowances.owe("a", TEN, 4).requests == 5
    # more than is left is owed too: the next request waits until there is room for it
    left = allowances.owe("a", TEN, 8)
    assert (left.is_allowed, left.requests, left.full_after_seconds) == (False, 0, 78)
    assert allowances.take("a", TEN).retry_after_seconds == 24
    clock.now += 24.1
    assert allowances.take("a", TEN).is_allowed
    # but nobody waits for longer than a whole period
    for _ in range(3):
        left = allowances.owe("a", TEN, 1_000)
    assert left.retry_after_seconds <= TEN.seconds + TEN.share
    clock.now += TEN.seconds + TEN.share
    assert allowances.take("a", TEN).is_allowed
    assert allowances.look("b", TEN).requests == 10


QUESTION = "How heavy is the XR-200A?"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"question": QUESTION}, 1),
        ({}, 1),
        ({"question": 5, "history": "none", "questions": {}}, 1),
        ({"question": "x" * 4_000}, 27),
        # each question of a batch, however short
        ({"questions": [{"question": QUESTION}] * 100}, 100),
        ({"questions": [{"question": QUESTION}, {"question": "x" * 301}]}, 4),
        # a usual conversation costs nothing more, a very long one does
        ({"question": QUESTION, "history": [{"role": "customer", "text": "x" * 90}] * 20}, 1),
        ({"question": QUESTION, "history": [{"role": "customer", "text": "x" * 4_000}] * 9}, 7),
        # the other surfaces
        ({"text": "x" * 151, "id": "1"}, 2),
        ({"params": {"arguments": {"question": "x" * 151}}}, 2),
        (
            {
                "messages": [
                    {"role": "system", "content": "y" * 50_000},
                    {"role": "user", "content": "x" * 6_000},
                    {"role": "assistant", "content": [{"type": "text", "text": "x" * 6_000}]},
                    {"role": "user", "content": [{"type": "text", "text": "x" * 151}]},
                ]
            },
            4,
        ),
    ],
)
def test_a_request_is_worth_as_many_questions_as_its_length_tells(
    body: object, expected: int
) -> None:
    assert units_of(json.dumps(body).encode()) == expected


@pytest.mark.parametrize("content", [b"", b"no json", b"[" * 100_000, b'"question"', b"\xff"])
def test_what_cannot_be_read_counts_once(content: bytes) -> None:
    assert units_of(content) == 1


def test_long_questions_and_batches_use_up_an_allowance_and_are_answered(tmp_path: Path) -> None:
    services = fake_services(tmp_path)
    limits = LimitsSetting(requests_per_caller="100/hour")
    values = services.settings.model_copy(update={"limits": limits})
    services = replace(services, settings=Settings.model_validate(values))
    app = create_app(services, access=Access(by_key=KEYS.get), allowances=Allowances())
    client = TestClient(app, base_url="http://127.0.0.1", headers={"X-API-Key": "tw_one"})

    def left_after(path: str, body: object) -> tuple[int, str]:
        response = client.post(path, json=body)
        told = response.headers["ratelimit"].split(";")
        return response.status_code, told[1]

    assert left_after("/v1/answers", {"question": QUESTION}) == (200, "r=99")
    assert left_after("/v1/answers", {"question": f"{QUESTION} " * 100}) == (200, "r=81")
    many = {"questions": [{"question": QUESTION}] * 30}
    assert left_after("/v1/answers/batch", many) == (200, "r=51")
    more = {"questions": [{"question": QUESTION}] * 60}
    assert left_after("/v1/answers/batch", more) == (200, "r=0"), "begun within it, answered whole"
    response = client.post("/v1/answers", json={"question": QUESTION})
    assert response.status_code == 429
    assert 324 < int(response.headers["retry-after"]) <= 360, "nine are owed, and one for itself"
    # what never reaches the engine costs no more than the request
    other = client.post("/v1/feedback", json={"text": "x" * 3_000}, headers={"X-API-Key": "tw_two"})
    assert other.headers["ratelimit"].split(";")[1] == "r=99"
