"""What a message for suggestions is searched as is found out once, for all that follows from it."""

from dataclasses import replace

from starlette.testclient import TestClient

from answer.question import PreparedQuestion, Question
from api.app import create_app
from api.bootstrap import Application
from tests.everyone import EVERYONE

ASKED = "How long is the warranty of the XR-200A?"
SEARCHED = Question(id="q", question="What is the rated voltage of the XR-200A?")


def test_suggestions_gists_and_the_automatic_reply_come_from_one_preparation(
    company: Application,
) -> None:
    made: list[Question] = []

    def prepare(question: Question) -> PreparedQuestion:
        made.append(question)
        return company.engines.engine().prepare(SEARCHED)

    services = replace(company.services(), prepare=prepare, desk=None, questions=None)
    with TestClient(create_app(services, access=EVERYONE), base_url="http://localhost") as client:
        body = {"question": ASKED, "count": 1, "agent_language": "de"}
        found = client.post("/v1/suggestions", json=body).json()
    assert [one.question for one in made] == [ASKED]
    assert "24 V" in found["suggestions"][0]["text"]
    assert "24 V" in found["automatic"]["text"] or "24 V" in str(found["automatic"]["handoff"])
