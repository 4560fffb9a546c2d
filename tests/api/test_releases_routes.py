"""``/v1/releases``: candidates, cancelling, publishing past the gate, and rolling back."""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from tests.everyone import EVERYONE
from tests.fakes import FakeBuild, fake_services


@pytest.fixture
def build() -> FakeBuild:
    return FakeBuild()


@pytest.fixture
def client(tmp_path: Path, build: FakeBuild) -> Iterator[TestClient]:
    app = create_app(fake_services(tmp_path, build=build), access=EVERYONE)
    with TestClient(app, base_url="http://127.0.0.1", raise_server_exceptions=False) as made:
        yield made


def ended(client: TestClient) -> Any:
    for _ in range(500):
        status = client.get("/v1/releases/progress").json()
        if status["state"] != "running":
            return status
        time.sleep(0.01)
    raise AssertionError("the build did not end")


def test_a_candidate_is_built_and_not_published(client: TestClient, build: FakeBuild) -> None:
    build.go_on.set()
    assert client.post("/v1/releases", json={"publish": False}).status_code == 202
    status = ended(client)
    assert (status["state"], status["report"]["published"]) == ("done", False)
    assert build.asked == []


def test_the_progress_tells_files_pages_and_chunks(client: TestClient, build: FakeBuild) -> None:
    client.post("/v1/releases", json={"by": "Ada"})
    for _ in range(500):
        running = client.get("/v1/releases/progress").json()
        if running["stage"]:
            break
        time.sleep(0.01)
    assert (running["state"], running["stage"], running["item"]) == (
        "running",
        "reading",
        "manual.pdf",
    )
    assert (running["files"], running["pages"], running["chunks"]) == (1, 7, 9)
    build.go_on.set()
    assert ended(client)["report"]["published"] is True
    assert build.asked == [("r2", {"by": "Ada", "by_id": "key:test"})]


def test_a_build_is_stopped_and_another_can_start(client: TestClient, build: FakeBuild) -> None:
    client.post("/v1/releases")
    assert client.delete("/v1/releases/progress").status_code == 202
    status = ended(client)
    assert (status["state"], status["error"], status["report"]) == ("cancelled", None, None)
    build.go_on.set()
    assert client.post("/v1/releases").status_code == 202
    assert ended(client)["state"] == "done"


def test_what_the_gate_refuses_stays_a_candidate(client: TestClient, build: FakeBuild) -> None:
    build.refusal = "release 'r2' was not published: MRR@10 fell by 0.04"
    build.go_on.set()
    client.post("/v1/releases")
    status = ended(client)
    assert status["state"] == "refused"
    assert "MRR@10" in status["error"]
    assert (status["report"]["release"], status["report"]["published"]) == ("r2", False)
    refused = client.post("/v1/releases/r2/publish")
    assert refused.status_code == 409
    assert refused.json()["type"] == "urn:tradewind:problem:publish-refused"
    forced = {"force": True, "reason": "the old answer was wrong", "by": "Ada"}
    done = client.post("/v1/releases/r2/publish", json=forced).json()
    assert (done["kind"], done["to_release"]) == ("publish", "r2")
    assert build.asked[-1] == ("r2", {**forced, "by_id": "key:test"})


def test_rolling_back_and_pruning(client: TestClient, build: FakeBuild) -> None:
    done = client.post("/v1/releases/rollback").json()
    assert (done["kind"], done["from_release"], done["to_release"]) == ("rollback", "r1", "r0")
    named = client.post("/v1/releases/rollback", json={"release": "r7", "reason": "x"}).json()
    assert named["to_release"] == "r7"
    whose = {"by": "", "by_id": "key:test"}
    assert build.asked == [("", {**whose, "reason": ""}), ("r7", {**whose, "reason": "x"})]
    assert client.post("/v1/releases/prune").json() == {"deleted": ["r0"]}


def test_the_list_tells_state_size_and_history(client: TestClient) -> None:
    listed = client.get("/v1/releases").json()
    assert [(one["release"], one["state"]) for one in listed["releases"]] == [
        ("r1", "live"),
        ("r0", "earlier"),
    ]
    assert listed["releases"][0]["size_bytes"] == 4_000
    assert listed["publications"][0]["by"] == "Ada"


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/v1/releases", {"publish": "perhaps"}),
        ("/v1/releases", {"publish": True, "more": 1}),
        ("/v1/releases/rollback", {"release": "r" * 101}),
        ("/v1/releases/r2/publish", {"reason": "x" * 5_000}),
    ],
)
def test_a_body_that_says_something_else_is_refused(
    client: TestClient, path: str, body: dict[str, object]
) -> None:
    assert client.post(path, json=body).status_code == 422
    assert client.get("/v1/releases/progress").json()["state"] == "idle"
