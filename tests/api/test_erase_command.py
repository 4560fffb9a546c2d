"""``tradewind erase`` and ``export-customer``, and what erasing is refused for."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from api.bootstrap import Application
from tests.api.real_desk import VOLTAGE, DeskClient, desk_application, desk_client
from tests.in_process import run_command

Command = Callable[..., str]


@pytest.fixture
def application(company: Application, tmp_path: Path) -> Iterator[Application]:
    with desk_application(company, tmp_path) as made:
        yield made


@pytest.fixture
def desk(application: Application) -> Iterator[DeskClient]:
    with desk_client(application) as made:
        yield made


@pytest.fixture
def command(
    application: Application, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> Command:
    """Runs a command over the application's folders to its end."""
    settings = application.settings
    options = ("--content", settings.content_dir, "--var", settings.var_dir)

    def run(*arguments: object, code: int = 0, stdin: bytes = b"") -> str:
        ended = run_command(*options, *arguments, monkeypatch=monkeypatch, capfd=capfd, stdin=stdin)
        assert ended.code == code, ended.err
        return ended.out + ended.err

    return run


def test_a_customer_is_exported_and_erased_once_somebody_said_yes(
    desk: DeskClient, command: Command, tmp_path: Path
) -> None:
    desk.ask(VOLTAGE, customer={"id": "ada-7741"}, conversation_id="talk-1")
    target = tmp_path / "ada.json"
    assert "Written" in command("export-customer", "ada-7741", target)
    assert json.loads(target.read_text())["messages"][0]["text"] == VOLTAGE
    assert target.stat().st_mode & 0o777 == 0o600
    assert "is there already" in command("export-customer", "ada-7741", target, code=1)
    asked = command("erase", "ada-7741", code=1, stdin=b"n\n")
    assert "1 conversations, 1 questions" in asked
    assert json.loads(command("export-customer", "ada-7741", "-"))["messages"]
    erased = command("erase", "ada-7741", "--yes", "--json")
    assert json.loads(erased)["rows"]["messages"] == 2
    assert "nothing is kept" in command("erase", "ada-7741", "--yes", code=1)
    assert json.loads(command("audit", "verify", "--json"))["is_whole"]


def test_while_a_case_is_open_nothing_is_erased_unless_it_is_closed(desk: DeskClient) -> None:
    case = desk.case(customer={"id": "bo-7741"}, conversation_id="talk-2")
    refused = desk.http.delete("/v1/customers/bo-7741")
    assert refused.status_code == 409
    assert case in refused.json()["detail"]
    assert desk.packet(case)["case"]["customer_id"] == "bo-7741"
    done = desk.ok(desk.http.delete("/v1/customers/bo-7741", params={"close_cases": True}))
    assert done["rows"]["cases"] == 1
    found = desk.packet(case)["case"]
    assert (found["state"], found["customer_id"]) == ("resolved", None)


def test_a_red_case_stays_in_the_queue_without_its_customer(
    desk: DeskClient, command: Command
) -> None:
    kim = {"customer": {"id": "kim-7741"}}
    fire = "The charger caught fire and burned my hand"
    red = desk.hand_over(fire, **kim, conversation_id="talk-5")["queue_id"]
    other = desk.case(**kim, conversation_id="talk-6")
    assert desk.http.delete("/v1/customers/kim-7741").status_code == 409
    told = command("erase", "kim-7741", "--yes", "--close-cases")
    assert f"Still in the queue, without words and without whose it was, for it is red: {red}" in (
        told.replace("\n", " ")
    )
    assert "Their id still stands in" not in told
    states = {one: desk.packet(one)["case"]["state"] for one in (red, other)}
    assert states == {red: "open", other: "resolved"}
    found = desk.packet(red)["case"]
    assert (found["is_erased"], found["question"], found["customer_id"]) == (True, "", None)
    assert found["risk_class"] == "safety"
    (record,) = desk.get("/v1/audit", kind="erase")["records"]
    assert record["details"]["kept_cases"] == [red]
    assert json.loads(command("audit", "verify", "--json"))["is_whole"]


def test_ids_of_any_characters_are_erased(desk: DeskClient) -> None:
    name = "a/b é'; drop table customers;--"
    desk.ask(VOLTAGE, customer={"id": name}, conversation_id="talk-3")
    desk.ask(VOLTAGE, customer={"id": "other"}, conversation_id="talk-4")
    assert desk.get(f"/v1/customers/{name}/export")["messages"]
    assert desk.ok(desk.http.delete(f"/v1/customers/{name}"))["rows"]["customers"] == 1
    assert desk.get("/v1/customers/other/export")["messages"]
    desk.ask(VOLTAGE)  # a stranger's
    assert desk.http.delete("/v1/customers/%20").status_code == 404


def test_an_id_that_nothing_is_kept_under_any_more_is_erased_too(
    application: Application, desk: DeskClient, command: Command
) -> None:
    """As an earlier version kept it: no address can name it."""
    desk.ask(VOLTAGE, customer={"id": "kim"}, conversation_id="talk-5")
    with application.services().desk.desk.database.writing() as database:  # type: ignore[union-attr]
        for table, column in (
            *(("customers", "id"), ("conversations", "customer_id"), ("messages", "customer_id")),
            ("asked", "customer_id"),
        ):
            database.execute(f"update {table} set {column} = 'kim' || char(10) where 1")
    assert desk.http.delete("/v1/customers/kim%0A").status_code == 400
    told = command("erase", "kim\n", "--yes")
    assert "1" in told, told
