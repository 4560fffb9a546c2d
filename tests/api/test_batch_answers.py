"""Many questions in one request: each has its own result, and none loses the others."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from answer.question import PreparedQuestion, Question
from answer.reply import Reply
from answer.reply_progress import NOBODY_WAITS, ReplyProgress
from api.access.caller import CHATBOT
from api.access.identify import Access
from api.answer_each import answer_each
from api.app import create_app
from api.wire import ReplyOut
from tests.everyone import EVERYONE
from tests.fakes import FakeEngine, FakeKnowledge, fake_services, small_company

ASKED = "rated voltage 24 V"


class BrittleEngine(FakeEngine):
    """Breaks over one question."""

    def reply(
        self,
        question: Question,
        *,
        prepared: PreparedQuestion | None = None,
        progress: ReplyProgress = NOBODY_WAITS,
    ) -> Reply:
        if "break" in question.question:
            raise RuntimeError("/var/lib/secret.db")
        return super().reply(question, prepared=prepared, progress=progress)


def client_of(folder: Path, access: Access) -> TestClient:
    services = fake_services(folder)
    engine = BrittleEngine(FakeKnowledge(small_company(services.documents_dir)))
    app = create_app(replace(services, engine=engine), access=access)
    return TestClient(app, base_url="http://localhost", raise_server_exceptions=False)


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    with client_of(tmp_path_factory.mktemp("batch"), EVERYONE) as made:
        yield made


def post(client: TestClient, *questions: Any) -> Any:
    return client.post("/v1/answers/batch", json={"questions": questions})


def test_every_question_has_its_result_in_order(client: TestClient) -> None:
    body = post(client, {"question": ASKED, "id": "a"}, {"question": "reset button?"}).json()
    assert body["complete"]
    first, second = body["results"]
    assert (first["index"], first["id"], first["status"]) == (0, "a", 200)
    assert (second["index"], second["id"], second["status"]) == (1, None, 200)
    assert first["reply"] == client.post("/v1/answers", json={"question": ASKED}).json()
    assert first["problem"] is None


def test_a_bad_line_is_its_own_problem(client: TestClient) -> None:
    bad: tuple[Any, ...] = (
        None,
        "a text",
        {},
        {"question": " "},
        {"question": "x" * 5_000},
        {"question": ASKED, "colour": "red"},
        {"question": ASKED, "market": 5, "id": 7},
        {"question": ASKED, "stream": True},
        {"question": ASKED, "customer": {"id": "u"}},
        {"question": ASKED, "conversation_id": "c"},
        {"question": "break this"},
    )
    response = post(client, {"question": ASKED}, *bad, {"question": ASKED, "id": "last"})
    assert response.status_code == 200
    results = response.json()["results"]
    assert [one["status"] for one in results] == [200, *[422] * (len(bad) - 1), 500, 200]
    assert all(one["reply"] is None and one["problem"]["detail"] for one in results[1:-1])
    assert results[6]["problem"]["errors"][0]["field"] == "colour"
    assert "secret" not in response.text
    assert results[-1]["id"] == "last"
    assert results[-1]["reply"]["kind"] == "answer"


def test_how_many_there_may_be(client: TestClient) -> None:
    assert post(client).status_code == 422
    assert post(client, *[{"question": ASKED}] * 101).status_code == 422
    assert len(post(client, *[{"question": ASKED}] * 100).json()["results"]) == 100


def test_what_there_is_no_time_for_may_be_sent_again(client: TestClient) -> None:
    reply = ReplyOut(**client.post("/v1/answers", json={"question": ASKED}).json())
    seconds = iter((0.0, 1.0, 9.0, 11.0))
    results = answer_each(
        [{"id": "a"}, {}, {"id": "c"}],
        lambda values: reply,
        most_seconds=10.0,
        clock=lambda: next(seconds),
    )
    assert [one.status for one in results] == [200, 200, 503]
    assert results[2].id == "c"


def test_internal_text_is_refused_line_by_line(tmp_path: Path) -> None:
    with client_of(tmp_path, Access(unknown=CHATBOT)) as chatbot:
        body = post(chatbot, {"question": ASKED, "audience": "agent"}, {"question": ASKED}).json()
    assert [one["status"] for one in body["results"]] == [403, 200]
    assert body["results"][1]["reply"]["signals"] is None
