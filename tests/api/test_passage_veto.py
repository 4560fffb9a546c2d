"""What an agent is told against a passage is the engine's own veto, wherever it is shown."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from api.bootstrap import Application
from tests.api.real_desk import DeskClient, desk_application, desk_client

LOUD = "How loud is the XR-300?"


@pytest.fixture
def desk(company: Application, tmp_path: Path) -> Iterator[DeskClient]:
    with desk_application(company, tmp_path) as made, desk_client(made) as client:
        yield client


def test_a_search_tells_which_passages_are_about_another_model(desk: DeskClient) -> None:
    body = {"question": "What is the rated voltage of the XR-300?", "limit": 20}
    found = desk.ok(desk.http.post("/v1/search", json={**body, "audience": "agent"}))["passages"]
    by_models = {tuple(one["models"]): one["veto"] for one in found}
    assert by_models["XR-200A", "XR-200B"] == "wrong_model"
    assert by_models[("XR-300",)] is None


def test_a_case_tells_the_same_of_its_passages(desk: DeskClient) -> None:
    case_id = desk.case(question=f"{LOUD} I want to talk to a real person, please.")
    passages = desk.packet(case_id)["passages"]
    others = [one for one in passages if one["models"] and "XR-300" not in one["models"]]
    assert others, "what is about other models is found too"
    assert {one["veto"] for one in others} <= {"wrong_model", "expired"}
    assert all(one["veto"] is None for one in passages if one["models"] == ["XR-300"])
    expired = [one for one in passages if one["valid_to"] and one["valid_to"] < "2026"]
    assert {one["veto"] for one in expired} <= {"expired"}
