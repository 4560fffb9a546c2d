"""MCP, spoken by the official SDK's own client, over HTTP and over standard input and output."""

import json
import subprocess
import sys
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import anyio
import httpx2
import pytest
from mcp import Client, StdioServerParameters
from mcp.client.streamable_http import streamable_http_client
from mcp.shared.exceptions import MCPError

from api.bootstrap import Application
from tests.api.real_desk import PERSON, SECRET, SOP, VOLTAGE
from tests.api.served_company import ServedCompany, served_company

PROJECT = Path(__file__).resolve().parents[2]
MANUAL = "manuals/xr-200-en.md"
GOODWILL = "goodwill for customers who were hurt"
Work = Callable[[Client], Awaitable[Any]]


@pytest.fixture(scope="module")
def served(
    company: Application, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[ServedCompany]:
    with served_company(company, tmp_path_factory.mktemp("mcp")) as found:
        yield found


def over_http(served: ServedCompany, work: Work, *, key: str = "", mode: str = "auto") -> Any:
    """What the work gives, done with a client of this key."""

    async def run() -> Any:
        headers = {"Authorization": f"Bearer {key or served.chatbot_key}"}
        async with httpx2.AsyncClient(headers=headers, timeout=20) as http:
            transport = streamable_http_client(f"{served.address}/mcp", http_client=http)
            async with Client(transport, mode=mode) as client:
                try:
                    return await work(client)
                except MCPError as error:
                    return error  # raised in here it would come out as one of a group

    return anyio.run(run)


def called(served: ServedCompany, tool: str, *, key: str = "", **arguments: Any) -> Any:
    return over_http(served, lambda client: client.call_tool(tool, arguments), key=key)


@pytest.mark.parametrize("mode", ["auto", "legacy"])
def test_every_tool_says_what_it_takes_gives_and_does(served: ServedCompany, mode: str) -> None:
    async def look(client: Client) -> Any:
        return await client.list_tools(), await client.list_resource_templates()

    tools, templates = over_http(served, look, mode=mode)
    by_name = {one.name: one for one in tools.tools}
    assert list(by_name) == ["answer", "search", "open_source", "hand_off"]
    for tool in tools.tools:
        assert tool.description
        assert tool.input_schema["additionalProperties"] is False
        assert tool.output_schema["properties"]
        assert tool.annotations.destructive_hint is False
    reads = {name: one.annotations.read_only_hint for name, one in by_name.items()}
    assert reads == {"answer": True, "search": True, "open_source": True, "hand_off": False}
    assert templates.resource_templates[0].uri_template == "tradewind://documents/{+path}"


def test_a_question_is_answered_with_sources_that_open(served: ServedCompany) -> None:
    async def ask(client: Client) -> Any:
        result = await client.call_tool("answer", {"question": VOLTAGE, "market": "DE"})
        source = result.structured_content["sources"][0]
        opened = await client.call_tool("open_source", {"document": source["document"]})
        resource = await client.read_resource(source["uri"])
        return result, source, opened, resource

    result, source, opened, resource = over_http(served, ask)
    assert result.is_error is False
    said = result.structured_content
    assert said["kind"] == "answer"
    assert "24 V" in said["text"]
    assert said["confidence"]["value"] >= said["confidence"]["threshold"]
    assert "never instructions" in said["about_quotes"]
    assert json.loads(result.content[0].text) == said
    assert source["quote"] in opened.structured_content["quote"]
    assert source["quote"] in resource.contents[0].text
    assert httpx2.get(source["url"]).status_code == 200


def test_what_was_said_before_is_carried_in(served: ServedCompany) -> None:
    earlier = [
        {"role": "customer", "text": VOLTAGE},
        {"role": "assistant", "text": "The XR-200A has a rated voltage of 24 V."},
    ]
    asked: dict[str, Any] = {"question": "And of the XR-200B?", "earlier": earlier}
    assert "48 V" in called(served, "answer", **asked).structured_content["text"]


def test_a_long_document_is_read_part_by_part(served: ServedCompany) -> None:
    async def read(client: Client) -> str:
        text, start = "", 0
        while start is not None:
            given = {"document": MANUAL, "start": start, "max_characters": 100}
            part = (await client.call_tool("open_source", given)).structured_content
            assert len(part["quote"]) <= 100
            assert part["start"] == start
            text, start = text + part["quote"], part["next_start"]
        return text

    document = served.application.searcher().document(MANUAL)
    assert document is not None
    assert over_http(served, read) == document.text


def test_a_person_takes_over_with_the_customer_s_own_words(served: ServedCompany) -> None:
    said = called(served, "answer", question=PERSON).structured_content
    assert said["kind"] == "handoff"
    assert said["sources"] == []
    handed = called(
        served, "hand_off", message="Which grease fits the bearing?", customer_id="u-1", market="DE"
    ).structured_content
    desk = served.application.desk.desk
    case = desk.cases.case(handed["case_id"])
    assert (case.customer_id, case.market, case.reason) == ("u-1", "DE", "asked_for_person")
    assert case.question == "Which grease fits the bearing?"
    assert case.conversation_id == handed["conversation_id"]
    assert handed["text"]
    assert handed["due_at"]
    # without a customer there is still a case, and a conversation to go on in
    assert called(served, "hand_off", message="Hello").structured_content["case_id"]


def test_internal_text_is_for_keys_that_may_read_it(served: ServedCompany) -> None:
    async def everything(client: Client) -> str:
        found: list[Any] = [
            await client.call_tool("search", {"query": GOODWILL, "limit": 10}),
            await client.call_tool("answer", {"question": GOODWILL}),
            await client.call_tool("open_source", {"document": SOP}),
        ]
        try:
            found.append(await client.read_resource(f"tradewind://documents/{SOP}"))
        except MCPError as error:
            found.append(error)
        return "".join(str(one) for one in found)

    assert SECRET not in over_http(served, everything)
    assert SECRET in over_http(served, everything, key=served.agent_key)
    colleague = called(served, "answer", key=served.agent_key, question=GOODWILL)
    assert colleague.structured_content["audience"] == "agent"
    assert called(served, "answer", question=VOLTAGE).structured_content["audience"] == "customer"
    # to a customer's program it does not exist, and nothing tells it from what does not
    hidden, absent = (
        called(served, "open_source", document=path).content[0].text
        for path in (SOP, "nothing/here.md")
    )
    assert hidden == absent


@pytest.mark.parametrize(
    ("tool", "arguments", "told"),
    [
        ("answer", {}, "question: is missing"),
        ("answer", {"question": " "}, "is empty"),
        ("answer", {"question": "x" * 5_000}, "shorten it to 4000"),
        ("answer", {"question": "x", "colour": "red"}, "colour: is not a field"),
        ("answer", {"question": "x", "language": "klingonish"}, "language"),
        ("search", {"query": "x", "limit": 11}, "limit"),
        ("search", {"query": "x", "market": "Atlantis"}, "market"),
        ("open_source", {"document": "../../etc/passwd"}, "no such document"),
        ("open_source", {"document": MANUAL, "page": 9}, "no text on page 9"),
        ("hand_off", {"message": ""}, "is empty"),
    ],
)
def test_what_is_wrong_is_told_to_the_model(
    served: ServedCompany, tool: str, arguments: dict[str, Any], told: str
) -> None:
    result = called(served, tool, **arguments)
    assert result.is_error is True
    assert told in result.content[0].text


@pytest.mark.parametrize("uri", ["tradewind://documents/../secret", "file:///etc/passwd"])
def test_only_documents_are_resources(served: ServedCompany, uri: str) -> None:
    refused = over_http(served, lambda client: client.read_resource(uri))
    assert isinstance(refused, MCPError)
    assert "no such document" in str(refused)


def test_a_tool_that_is_not_there_is_named(served: ServedCompany) -> None:
    refused = called(served, "delete_everything")
    assert isinstance(refused, MCPError)
    assert "there are answer, search" in str(refused)


def test_who_may_not_is_refused_before_the_protocol(served: ServedCompany) -> None:
    message = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}
    accepted = {
        "Accept": "application/json, text/event-stream",
        "Authorization": f"Bearer {served.chatbot_key}",
    }
    url = f"{served.address}/mcp"

    def status(**headers: str) -> int:
        return httpx2.post(url, json=message, headers={**accepted, **headers}).status_code

    assert status() == 200
    assert status(Authorization="Bearer tw_wrong") == 401
    assert status(Origin="https://evil.example") == 403
    assert status(Host="evil.example") == 421
    assert httpx2.get(url, headers=accepted).status_code == 405
    large = httpx2.post(url, content=b"x" * 1_500_000, headers=accepted)
    assert large.status_code == 413


STDIO = [sys.executable, "-c", "from api.cli import main; main()"]


def stdio(served: ServedCompany, *options: str) -> list[str]:
    settings = served.application.settings
    folders = ["--content", str(settings.content_dir), "--var", str(settings.var_dir)]
    return [*STDIO, *folders, "mcp", *options]


def test_over_standard_input_and_output_it_is_the_same(served: ServedCompany) -> None:
    command, *arguments = stdio(served)

    async def run() -> Any:
        server = StdioServerParameters(command=command, args=arguments, cwd=PROJECT)
        async with Client(server) as client:
            found = await client.call_tool("answer", {"question": VOLTAGE})
            hidden = await client.call_tool("open_source", {"document": SOP})
            return found, hidden

    found, hidden = anyio.run(run)
    said = found.structured_content
    assert "24 V" in said["text"]
    assert said["sources"][0]["url"] == ""
    assert hidden.is_error is True


def test_nothing_but_the_protocol_is_on_standard_output(served: ServedCompany) -> None:
    messages: list[dict[str, Any]] = [
        {
            "jsonrpc": "2.0",
            "id": 1,
            "method": "initialize",
            "params": {
                "protocolVersion": "2025-06-18",
                "capabilities": {},
                "clientInfo": {"name": "a test", "version": "1"},
            },
        },
        {"jsonrpc": "2.0", "method": "notifications/initialized"},
        {
            "jsonrpc": "2.0",
            "id": 2,
            "method": "tools/call",
            "params": {"name": "open_source", "arguments": {"document": SOP}},
        },
    ]
    lines = "".join(f"{json.dumps(one)}\n" for one in messages)
    command = stdio(served, "--audience", "agent")
    with subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=PROJECT,
        text=True,
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(lines)
        process.stdin.flush()
        answers = [json.loads(process.stdout.readline()) for _ in range(2)]
        process.stdin.close()
        assert process.stdout.read() == ""
        assert process.wait(20) == 0
    assert [one["id"] for one in answers] == [1, 2]
    assert SECRET in answers[1]["result"]["structuredContent"]["quote"]
