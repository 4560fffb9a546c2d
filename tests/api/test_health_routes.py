"""``/v1/insights/health`` and ``tradewind health`` over the small company's real release."""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.bootstrap import Application
from tests.api.edited_company import edited_application
from tests.everyone import EVERYONE
from tests.in_process import run_command

pytestmark = pytest.mark.usefixtures("company")
HEALTH = "/v1/insights/health"


@pytest.fixture
def application(company: Application, tmp_path: Path) -> Iterator[Application]:
    with edited_application(company, tmp_path) as made:
        yield made


@pytest.fixture
def client(application: Application) -> Iterator[TestClient]:
    app = create_app(application.services(), access=EVERYONE)
    with TestClient(app, base_url="http://127.0.0.1", raise_server_exceptions=False) as made:
        yield made


def looked_at(client: TestClient, **query: Any) -> Any:
    """The report once it has been made."""
    for _ in range(600):
        found = client.get(HEALTH, params=query).json()
        if found["state"] == "ready":
            return found
        time.sleep(0.05)
    raise AssertionError(f"the report was not made: {found['state']} {found['problem']}")


def test_the_expired_certificate_is_listed_with_what_to_do(client: TestClient) -> None:
    found = looked_at(client, kind="certificate_expiry")
    (defect,) = found["defects"]
    assert (defect["code"], defect["severity"]) == ("expired", "high")
    assert defect["places"][0]["document"] == "certificates/explosion.md"
    assert defect["values"]["valid_to"] == "2024-12-31"
    assert defect["actions"][0] == "renew"
    assert found["counts"]["kinds"]["certificate_expiry"] == 1
    assert [one["freshness"] for one in found["promises"]] == ["standard", "variant", "case"]


def test_what_is_set_aside_is_left_out_until_it_is_taken_back(client: TestClient) -> None:
    one = looked_at(client, kind="certificate_expiry")["defects"][0]["id"]
    body = {"why": "kept for old customers", "by": "mei"}
    assert client.post(f"{HEALTH}/{one}/dismiss", json=body).json()["by"] == "mei"
    assert client.post(f"{HEALTH}/{one}/dismiss", json=body).status_code == 409
    aside = looked_at(client, kind="certificate_expiry")
    assert (aside["total"], aside["counts"]["dismissed"]) == (0, 1)
    shown = looked_at(client, kind="certificate_expiry", dismissed=True)
    assert shown["defects"][0]["dismissed"]["why"] == "kept for old customers"
    assert client.delete(f"{HEALTH}/{one}/dismiss").json() == {"id": one, "was_dismissed": True}
    assert client.delete(f"{HEALTH}/{one}/dismiss").json()["was_dismissed"] is False
    assert looked_at(client, kind="certificate_expiry")["total"] == 1


def test_what_is_no_defect_cannot_be_set_aside(client: TestClient) -> None:
    looked_at(client)
    refused = client.post(f"{HEALTH}/0000/dismiss", json={"why": "no", "by": "mei"})
    assert refused.status_code == 404
    assert client.post(f"{HEALTH}/0000/dismiss", json={"why": "", "by": "mei"}).status_code == 422


@pytest.mark.parametrize("query", [{"kind": "x"}, {"severity": "x"}, {"limit": 0}, {"offset": -1}])
def test_what_cannot_be_asked_is_refused(client: TestClient, query: dict[str, Any]) -> None:
    assert client.get(HEALTH, params=query).status_code == 422


def test_a_changed_file_waits_by_its_tier(client: TestClient, application: Application) -> None:
    page = application.documents_dir / "manuals" / "xr-300-en.md"
    page.write_text(page.read_text(encoding="utf-8") + "\nMore.\n", encoding="utf-8")
    waiting = {one["freshness"]: one["waiting"] for one in looked_at(client)["promises"]}
    assert waiting["standard"] >= 1


def test_the_report_is_kept_beside_its_release(
    client: TestClient, application: Application
) -> None:
    release = looked_at(client)["release"]
    assert (application.store.path(release) / "health.json").is_file()


def test_the_command_prints_the_same(
    application: Application,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    settings = application.settings
    told = run_command(
        *("--content", settings.content_dir, "--var", settings.var_dir),
        *("health", "--kind", "certificate_expiry", "--json"),
        monkeypatch=monkeypatch,
        capfd=capfd,
    )
    assert (told.code, told.json["total"]) == (0, 1)
    assert told.json["defects"][0]["places"][0]["document"] == "certificates/explosion.md"
    wrong = run_command("health", "--kind", "x", monkeypatch=monkeypatch, capfd=capfd)
    assert wrong.code != 0
    assert "contradiction" in wrong.err
