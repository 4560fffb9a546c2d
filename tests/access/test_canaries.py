"""Nobody outside learns anything internal: not in a body, a header, an error, or our own log.

A property over the whole API. Every route is tried as its own description has it, with what tempts
it to tell more: internal documents' own words misspelt, their paths, models one letter off, agents'
names, cases and conversations of others. ``canary_company.py`` says what there is to be told.
"""

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from api.access.authorise import routes_of
from api.access.caller import Caller
from api.access.rights import RIGHTS
from tests.access.canary_company import (
    CANARIES,
    CONVERSATION,
    CUSTOMER,
    PRIVATE,
    CanaryCompany,
    canary_company,
)
from tests.access.tried import QUESTIONS, Tried

TRIED = 10
"""Requests to a route that lets the caller in; to others a few, to see that they are refused."""
CALLERS = {
    "chatbot": Caller(kind="key", id="1", scopes=frozenset({"chatbot"})),
    "anonymous": Caller(kind="anonymous", scopes=frozenset({"chatbot"})),
    "widget": Caller(kind="key", scopes=frozenset({"chatbot"}), origins=("https://shop.example",)),
}
ONLY_IN_FILES = {"fintobald", "murgentine"}
"""That editors keep, and the server shows nobody without being asked for them."""


@pytest.fixture(scope="module")
def company(
    default_model_folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[CanaryCompany]:
    folder = tmp_path_factory.mktemp("canaries")
    with canary_company(folder, default_model_folder.parent) as opened:
        opened.case_id = opened.plant()
        yield opened


@pytest.fixture(scope="module")
def tried(company: CanaryCompany) -> Tried:
    described = company.ask("admin", "GET", "/v1/openapi.json").json()
    release = company.ask("admin", "GET", "/v1/releases/current").json()["release"]
    return Tried(
        described,
        known={
            "case_id": (company.case_id, "none"),
            "conversation_id": (CONVERSATION, "", "conversation-2"),
            "customer_id": (CUSTOMER, ""),
            "customer": (CUSTOMER, {"id": CUSTOMER}, {}),
            "release": (release,),
        },
    )


def found_in(text: str, canaries: tuple[str, ...], *, said: str = "") -> set[str]:
    folded = text.casefold()
    return {one for one in canaries if one.casefold() in folded and one.casefold() not in said}


def test_who_works_here_is_told_all_of_it(company: CanaryCompany) -> None:
    """Else nothing below could fail."""
    case = f"/v1/handoffs/{company.case_id}"
    texts = [
        company.ask("admin", "GET", path).text
        for path in (
            *(case, "/v1/documents?audience=agent", "/v1/drafts"),
            f"/v1/conversations/{CONVERSATION}?audience=agent",
        )
    ]
    texts += [
        company.ask(
            "admin", "POST", "/v1/search", json={"question": one, "audience": "agent", "limit": 50}
        ).text
        for one in QUESTIONS
    ]
    told = found_in("\n".join(texts), (*CANARIES, *PRIVATE))
    assert told == {*CANARIES, *PRIVATE} - ONLY_IN_FILES


@pytest.mark.parametrize("name", CALLERS)
def test_no_route_tells_anything_internal(
    company: CanaryCompany, tried: Tried, name: str, caplog: pytest.LogCaptureFixture
) -> None:
    caller = CALLERS[name]
    # a chatbot with a key shows its customer their own conversation
    canaries = CANARIES if name == "chatbot" else (*CANARIES, *PRIVATE)
    answered = 0
    with caplog.at_level(logging.DEBUG):
        for route in routes_of(company.client.app):  # type: ignore[arg-type]
            is_let_in = RIGHTS[route].allows(caller)
            for seed in range(TRIED if is_let_in else 3):
                request = tried.request(route, seed=f"{name} {seed}")
                caplog.clear()
                response = company.ask(name, request.method, request.path, **request.options)
                answered += response.status_code == 200
                assert response.status_code not in {500, 501}, (request, response.text)
                told = f"{response.headers} {response.text}"
                # whatever a record carries, also beside its message
                logged = " ".join(f"{one.getMessage()} {vars(one)}" for one in caplog.records)
                for text in (told, logged):
                    assert not found_in(text, canaries, said=request.said), (request, text)
                if request.path.startswith("/v1/documents/sop/"):
                    assert response.status_code in {401, 403, 404, 422}, request
    assert answered > 60, "hardly anything was let in: this shows nothing"


def test_a_typing_error_is_not_mended_into_a_word_that_only_internal_papers_have(
    company: CanaryCompany,
) -> None:
    for slip in ("korvanthi", "belquorin", "tazoprine", "vantabruck", "ZQ7741", "CE 4471"):
        for path in ("/v1/search", "/v1/answers"):
            body = {"question": f"What is {slip} about the QP-450 pump?"}
            response = company.ask("chatbot", "POST", path, json=body)
            assert response.status_code == 200
            assert not found_in(response.text, CANARIES, said=slip.casefold())


@pytest.mark.parametrize("name", ["chatbot", "anonymous"])
def test_no_tool_of_a_language_model_tells_anything_internal(
    company: CanaryCompany, name: str
) -> None:
    canaries = CANARIES if name == "chatbot" else (*CANARIES, *PRIVATE)
    asked: list[tuple[str, dict[str, object]]] = [
        ("answer", {"question": one}) for one in QUESTIONS
    ]
    asked += [("search", {"query": one, "limit": 10}) for one in QUESTIONS]
    asked += [("open_source", {"document": one}) for one in internal_papers(company)]
    asked += [("hand_off", {"message": QUESTIONS[0], "conversation_id": CONVERSATION})]
    calls: list[tuple[str, dict[str, object]]] = [
        ("tools/call", {"name": tool, "arguments": given}) for tool, given in asked
    ]
    calls += [
        ("resources/read", {"uri": f"tradewind://documents/{one}"})
        for one in internal_papers(company)
    ]
    answered = 0
    for method, params in calls:
        response = company.ask(
            name,
            "POST",
            "/mcp",
            json={"jsonrpc": "2.0", "id": 1, "method": method, "params": params},
            headers={"Accept": "application/json, text/event-stream"},
        )
        assert response.status_code in {200, 404}, response.text
        told = response.json()
        answered += not told.get("result", {"isError": True}).get("isError", False)
        said = f"{params}".casefold()
        assert not found_in(f"{response.headers} {response.text}", canaries, said=said), params
        if "uri" in params or params["name"] == "open_source":
            assert "error" in told or told["result"]["isError"]
    assert answered > len(QUESTIONS), "hardly anything was answered: this shows nothing"


def test_a_page_s_visitor_is_told_nothing_internal_by_those_who_work_on_their_case(
    company: CanaryCompany,
) -> None:
    opened = company.ask("widget", "POST", "/v1/widget/conversations", json={"language": "en"})
    mine = {"Tradewind-Conversation": opened.json()["secret"]}

    def write(text: str, **more: object) -> str:
        body = {"id": f"message-{len(text)}", "text": text, **more}
        response = company.ask("widget", "POST", "/v1/widget/messages", json=body, headers=mine)
        assert response.status_code == 200, response.text
        return str(response.text)

    told = [write(one) for one in QUESTIONS if "person" not in one]
    told.append(write("I want to talk to somebody about my pump.", to_person=True))
    company.work_on(company.newest_case())
    read = company.ask("widget", "GET", "/v1/widget/messages", headers=mine).text
    assert "jollopast" in read, "the reply itself is for them"
    assert not found_in(" ".join((*told, read)), CANARIES, said=" ".join(QUESTIONS).casefold())


def internal_papers(company: CanaryCompany) -> list[str]:
    """Their paths."""
    listed = company.ask("admin", "GET", "/v1/documents?audience=agent&limit=1000").json()
    found = [one["path"] for one in listed["documents"] if one["path"].startswith("sop/")]
    assert len(found) > 5
    return found
