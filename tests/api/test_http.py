"""The HTTP border: what is taken, what is refused and how, what is never given away."""

import json
import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from api.app import create_app
from ingest.errors import ContentMissing, StorageFull
from tests.everyone import EVERYONE
from tests.fakes import FakeBuild, fake_services

BASE = "http://127.0.0.1"
MANUAL = "/v1/documents/manuals/XR%20200%20%C3%A9.pdf"


def client_for(content_dir: Path, **options: Any) -> TestClient:
    app = create_app(fake_services(content_dir, **options), access=EVERYONE)
    return TestClient(app, base_url=BASE, raise_server_exceptions=False)


@pytest.fixture
def client(tmp_path: Path) -> Iterator[TestClient]:
    with client_for(tmp_path) as made:
        yield made


def assert_problem(response: Any, status: int, *mentions: str) -> None:
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    body = response.json()
    assert body["status"] == status
    assert body["title"]
    for text in mentions:
        assert text in body["detail"]
    assert "Traceback" not in response.text
    assert "/tmp" not in response.text


def ask(client: TestClient, question: object, **more: object) -> Any:
    return client.post("/v1/answers", json={"question": question, **more})


def test_an_answer_has_exactly_the_fields_of_the_contract(client: TestClient) -> None:
    reply = ask(client, "what is the rated voltage of XR-200A: ?").json()
    assert set(reply) == {
        *("id", "kind", "text", "language", "market", "confidence", "citations", "translation"),
        *(
            "caveats",
            "caveat_values",
            "choices",
            "parts",
            "handoff",
            "signals",
            "release",
            "took_ms",
        ),
        "explanation",
    }
    assert reply["kind"] == "answer"
    assert reply["handoff"] is None
    assert reply["signals"] is None
    assert reply["explanation"] is None
    assert reply["market"] is None
    assert set(reply["confidence"]) == {"value", "threshold", "band", "threshold_source"}
    assert set(reply["citations"][0]) == {
        *("document", "title", "heading_path", "page", "page_label", "quote", "language", "url")
    }


def test_a_market_is_the_same_however_its_letters_are_written(client: TestClient) -> None:
    assert ask(client, "rated voltage 24 V", market=" de ").json()["market"] == "DE"


def test_a_citation_opens_its_document_at_the_page_with_the_quote_marked(
    client: TestClient,
) -> None:
    citation = ask(client, "rated voltage 24 V").json()["citations"][0]
    assert citation["url"].startswith(f"{MANUAL}/view?page=1&start=")
    page = client.get(citation["url"])
    assert page.status_code == 200
    assert f'id="passage" dir="auto" lang="en"><mark>{citation["quote"]}</mark>' in page.text


def test_a_customer_sees_neither_signals_nor_the_draft_of_a_handoff(client: TestClient) -> None:
    reply = ask(client, "reset").json()
    assert reply["kind"] == "handoff"
    assert reply["citations"] == []
    assert reply["signals"] is None
    assert reply["explanation"] is None
    assert reply["handoff"]["reason"] == "low_confidence"
    seen_by_agent = ask(client, "reset", audience="agent").json()
    assert seen_by_agent["citations"][0]["quote"] == "Hold the reset button for 5 s."
    assert seen_by_agent["signals"] == {"shared_words": 0.3}
    assert seen_by_agent["explanation"][0] == {
        "code": "source.quoted",
        "text": "Quotes <b>Hold the reset button for 5 s.</b>",
        "values": {"models": ["XR-200A"], "ranks": [1.0], "page": "1"},
    }
    assert "audience=agent" in seen_by_agent["citations"][0]["url"]


@pytest.mark.parametrize(
    ("body", "mentions"),
    [
        ({"question": ""}, "question: is empty"),
        ({"question": " \n\t\u3000"}, "question: is empty"),
        ({"question": "\0"}, "question: is empty"),
        ({"question": "x" * 4001}, "question: has 4001 characters; shorten it to 4000"),
        ({}, "question: is missing; add it"),
        ({"question": None}, "question:"),
        ({"question": ["x"]}, "question:"),
        ({"question": "x", "langauge": "de"}, "langauge: is not a field"),
        ({"question": "x", "language": "not a tag!"}, "language: 'not a tag!' is no language tag"),
        ({"question": "x", "audience": "admin"}, "audience:"),
        ({"question": "x", "as_of": "soon"}, "as_of:"),
        ({"question": "x", "history": [{"role": "boss", "text": "y"}]}, "history[0].role:"),
        ({"question": "x", "history": [{"role": "agent", "text": "y"}] * 51}, "send the last 50"),
        ({"question": "x", "customer": {"name": "y"}}, "customer.name: is not a field"),
        ({"question": "x", "a" * 5000: 1}, "is not a field"),
        (["question"], "JSON object"),
        ("question", "JSON object"),
    ],
)
def test_a_question_that_cannot_be_taken_is_told_what_to_change(
    client: TestClient, body: object, mentions: str
) -> None:
    response = client.post("/v1/answers", json=body)
    assert_problem(response, 422, mentions)
    assert len(response.content) < 2000


@pytest.mark.parametrize("text", [r'"\ud800"', r'"\udc00\ud800 x"'])
@pytest.mark.parametrize("field", ["question", "id", "market"])
def test_half_a_surrogate_pair_is_refused_in_words(
    client: TestClient, text: str, field: str
) -> None:
    values = {"question": '"q"', field: text}
    body = "{" + ", ".join(f'"{key}": {value}' for key, value in values.items()) + "}"
    headers = {"content-type": "application/json"}
    assert_problem(client.post("/v1/answers", content=body, headers=headers), 422, field)


def test_an_emoji_written_as_a_surrogate_pair_is_taken(client: TestClient) -> None:
    headers = {"content-type": "application/json"}
    body = r'{"question": "voltage \ud83d\ude00"}'
    assert client.post("/v1/answers", content=body, headers=headers).status_code == 200


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"question=x",
        b'{"question": "\xff"}',
        '{"question": "x"}'.encode("utf-16"),
        '{"question": "x"}'.encode("utf-32-le"),
        b'{"question": NaN}',
        b'{"question": "x", "limit": Infinity}',
        b"[" * 100_000,
        b'{"question": "x"} trailing',
    ],
)
def test_a_body_that_is_not_utf8_json_is_400(client: TestClient, body: bytes) -> None:
    headers = {"content-type": "application/json"}
    response = client.post("/v1/answers", content=body, headers=headers)
    assert_problem(response, 400, "not JSON in UTF-8")


def test_another_media_type_is_415(client: TestClient) -> None:
    for media_type in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data"):
        headers = {"content-type": media_type}
        response = client.post("/v1/answers", content=b'{"question": "x"}', headers=headers)
        assert_problem(response, 415, "application/json")


def test_a_body_over_the_limit_is_413_with_and_without_a_length(tmp_path: Path) -> None:
    headers = {"content-type": "application/json"}
    with client_for(tmp_path, max_body_bytes=2000) as client:
        long = json.dumps({"question": "x" * 3000}).encode()
        response = client.post("/v1/answers", content=long, headers=headers)
        assert_problem(response, 413, "2000 bytes")
        chunked = client.post(
            "/v1/answers", content=iter([long[:1000], long[1000:]]), headers=headers
        )
        assert_problem(chunked, 413, "2000 bytes")
        assert ask(client, "x").status_code == 200


def test_unknown_addresses_and_methods_are_problems(client: TestClient) -> None:
    assert_problem(client.get("/v1/nothing"), 404, "check the path")
    assert_problem(client.get("/docs"), 404)
    response = client.get("/v1/answers")
    assert_problem(response, 405, "GET is not possible here; use POST")
    assert response.headers["allow"] == "POST"


def test_an_unexpected_error_says_nothing_of_its_cause(tmp_path: Path) -> None:
    services = fake_services(tmp_path)

    def explode(*_: object, **__: object) -> None:
        raise RuntimeError("secret /etc/passwd")

    services.engine.reply = explode  # type: ignore[method-assign, assignment]
    app = create_app(services, access=EVERYONE)
    with TestClient(app, base_url=BASE, raise_server_exceptions=False) as client:
        response = ask(client, "x")
    assert_problem(response, 500, "its log names it under")
    assert "secret" not in response.text


@given(
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.text(max_size=20),
        lambda inner: (
            st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10), inner, max_size=3)
        ),
        max_leaves=8,
    )
)
@settings(
    max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
def test_no_json_makes_the_server_fail(client: TestClient, body: object) -> None:
    headers = {"content-type": "application/json"}
    content = json.dumps({"question": body} if isinstance(body, str) else body)
    response = client.post("/v1/answers", content=content.encode(), headers=headers)
    assert response.status_code in {200, 400, 422}


# search and suggestions


def test_search_marks_the_words_it_shares_with_the_question(client: TestClient) -> None:
    found = client.post("/v1/search", json={"question": "reset button?", "limit": 1}).json()
    (passage,) = found["passages"]
    marked = [passage["text"][start:end] for start, end in passage["highlights"]]
    assert marked == ["reset", "button"]
    assert passage["page"] == 2
    assert passage["retrievers"] == ["lexical"]
    assert client.get(passage["url"]).status_code == 200


def test_what_was_searched_instead_of_what_was_typed_is_said(client: TestClient) -> None:
    typed = client.post("/v1/search", json={"question": "warrenty days"}).json()
    assert typed["read_as"] == "warranty days"
    assert client.post("/v1/search", json={"question": "warranty days"}).json()["read_as"] == ""


def test_search_limits_are_bounded(client: TestClient) -> None:
    for limit in (0, 51, "many"):
        assert_problem(client.post("/v1/search", json={"question": "x", "limit": limit}), 422)


def test_suggestions_carry_confidence_sources_and_reasons(client: TestClient) -> None:
    body = client.post("/v1/suggestions", json={"question": "XR-200A: within 24 V days"}).json()
    values = [reply["confidence"]["value"] for reply in body["suggestions"]]
    assert 1 < len(values) <= 3
    assert values == sorted(values, reverse=True)
    for reply in body["suggestions"]:
        assert reply["citations"]
        assert reply["signals"]
        assert reply["explanation"]
    assert body["automatic"]["kind"] in {"answer", "handoff"}


def test_internal_documents_are_evidence_only_when_asked_for(client: TestClient) -> None:
    question = {"question": "dealers rebate."}
    assert client.post("/v1/search", json=question).json()["passages"] == []
    found = client.post("/v1/search", json={**question, "audience": "agent"}).json()["passages"]
    assert found[0]["document"] == "sop/prices.md"
    assert client.get(found[0]["url"]).status_code == 200


# documents


def test_to_a_customer_an_internal_document_does_not_exist(client: TestClient) -> None:
    absent = client.get("/v1/documents/sop/absent.md")
    for path in ("sop/prices.md", "sop/prices.md/view", "sop/prices.md/pages/1.png"):
        response = client.get(f"/v1/documents/{path}")
        assert_problem(response, 404)
        if path == "sop/prices.md":
            assert response.json() == absent.json()
    assert client.get("/v1/documents/sop/prices.md?audience=agent").status_code == 200
    assert "rebate" in client.get("/v1/documents/sop/prices.md/view?audience=agent").text


@pytest.mark.parametrize(
    "path",
    [
        "../secret.txt",
        "%2e%2e/secret.txt",
        "..%2fsecret.txt",
        "manuals/../../secret.txt",
        "/etc/passwd",
        "%2fetc%2fpasswd",
        "faq.md%00",
        "%ff%fe",
        "sop%5cprices.md",
        "",
        "linked.md",
    ],
)
def test_nothing_but_a_release_s_documents_can_be_reached(tmp_path: Path, path: str) -> None:
    (tmp_path / "secret.txt").write_text("secret")
    with client_for(tmp_path) as client:
        (tmp_path / "documents" / "linked.md").symlink_to(tmp_path / "secret.txt")
        response = client.get(f"/v1/documents/{path}")
        assert response.status_code == (400 if path in ("faq.md%00", "%ff%fe") else 404)
        assert "secret" not in response.text


def test_a_document_replaced_by_a_link_out_of_the_folder_is_gone(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("secret")
    with client_for(tmp_path) as client:
        faq = tmp_path / "documents" / "faq.md"
        faq.unlink()
        faq.symlink_to(tmp_path / "secret.txt")
        assert_problem(client.get("/v1/documents/faq.md"), 404, "no longer")


def test_a_download_is_never_shown_as_a_page(client: TestClient) -> None:
    response = client.get(MANUAL)
    assert response.status_code == 200
    assert response.content.startswith(b"%PDF")
    disposition = response.headers["content-disposition"]
    assert disposition == "attachment; filename*=UTF-8''XR%20200%20%C3%A9.pdf"
    assert response.headers["x-content-type-options"] == "nosniff"


def test_a_pdf_s_page_is_shown_as_a_picture_with_its_text(client: TestClient) -> None:
    page = client.get(f"{MANUAL}/view?page=2").text
    assert "Hold the reset button" in page
    assert "rated voltage" not in page
    assert "Page 2 of 2" in page
    (source,) = re.findall(r'class="picture" src="([^"]+)"', page)
    picture = client.get(source)
    assert picture.headers["content-type"] == "image/png"
    assert picture.content.startswith(b"\x89PNG")
    assert client.get(source).content == picture.content
    assert_problem(client.get(f"{MANUAL}/pages/3.png"), 404)
    assert_problem(client.get(f"{MANUAL}/view?page=3"), 404, "it has 2")


def test_a_file_changed_since_indexing_is_shown_without_its_picture(tmp_path: Path) -> None:
    with client_for(tmp_path) as client:
        next((tmp_path / "documents" / "manuals").iterdir()).write_bytes(b"%PDF-1.4 other")
        page = client.get(f"{MANUAL}/view?page=1").text
        assert "changed since it was indexed" in page
        assert "rated voltage" in page
        assert '<img class="picture"' not in page
        assert_problem(client.get(f"{MANUAL}/pages/1.png"), 409, "re-index")


def test_what_was_written_into_a_file_since_it_was_released_reaches_nobody(tmp_path: Path) -> None:
    with client_for(tmp_path) as client:
        (tmp_path / "documents" / "faq.md").write_text("audience: agent\n\nNo lower than 12 EUR.")
        for address in ("/v1/documents/faq.md", "/v1/documents/faq.md?audience=agent"):
            found = client.get(address)
            assert_problem(found, 409, "re-index")
            assert "12 EUR" not in found.text


def test_what_a_document_says_cannot_become_markup(client: TestClient) -> None:
    page = client.get(f"{MANUAL}/view?page=1").text
    assert "<script>alert" not in page
    assert "XR-200 &lt;script&gt;" in page
    assert "Ratings &lt;b&gt;&amp;amp;" in page


def test_a_table_is_shown_as_one_and_marked_cell_by_cell(client: TestClient) -> None:
    text = "Model | Voltage\nXR-200A | 24 V\nXR-300 | 48 V"
    start, end = text.index("XR-200A"), text.index("\nXR-300")
    page = client.get(f"/v1/documents/ratings.csv/view?start={start}&end={end}").text
    assert '<th scope="col" dir="auto">Voltage</th>' in page
    assert "<mark>XR-200A</mark></td>" in page
    assert "<mark>24 V</mark></td>" in page
    assert page.count("<mark>") == 2
    assert page.count('id="passage"') == 1


@pytest.mark.parametrize("query", ["page=0", "page=x", "start=-1", "start=1e9", "audience=root"])
def test_odd_positions_are_refused(client: TestClient, query: str) -> None:
    assert_problem(client.get(f"/v1/documents/faq.md/view?{query}"), 422)


def test_positions_beyond_the_text_mark_nothing(client: TestClient) -> None:
    page = client.get("/v1/documents/faq.md/view?start=99999&end=100000")
    assert page.status_code == 200
    assert "<mark>" not in page.text
    reversed_range = client.get("/v1/documents/faq.md/view?start=20&end=3")
    assert "<mark>" not in reversed_range.text


# releases


def finished(client: TestClient) -> Any:
    for _ in range(200):
        status = client.get("/v1/releases/progress").json()
        if status["state"] != "running":
            return status
        time.sleep(0.02)
    raise AssertionError("the re-indexing did not end")


def test_one_reindexing_at_a_time_with_its_progress_and_report(tmp_path: Path) -> None:
    build = FakeBuild()
    with client_for(tmp_path, build=build) as client:
        assert client.get("/v1/releases/progress").json()["state"] == "idle"
        started = client.post("/v1/releases")
        assert started.status_code == 202
        assert started.headers["location"] == "/v1/releases/progress"
        assert_problem(client.post("/v1/releases"), 409, "being built")
        build.go_on.set()
        status = finished(client)
        assert status["state"] == "done"
        assert status["report"]["added"] == ["new.md"]
        assert status["report"]["problems"][0]["reason"] == "the file is damaged"
        assert client.post("/v1/releases").status_code == 202


def test_progress_is_streamed_until_the_end(tmp_path: Path) -> None:
    build = FakeBuild()
    with client_for(tmp_path, build=build) as client:
        client.post("/v1/releases")
        build.go_on.set()
        headers = {"accept": "text/event-stream"}
        with client.stream("GET", "/v1/releases/progress", headers=headers) as response:
            assert response.headers["content-type"].startswith("text/event-stream")
            lines = [line for line in response.iter_lines() if line.startswith("data: ")]
        last = json.loads(lines[-1].removeprefix("data: "))
        assert last["state"] == "done"
        assert last["report"]["release"] == "r2"


@pytest.mark.parametrize(
    ("error", "mentions"),
    [
        (ContentMissing("no file below '/srv/secret'"), "no document that can be read"),
        (StorageFull("/srv/secret is full"), "disk is full"),
        (ValueError("/srv/secret"), "log names it"),
    ],
)
def test_a_failed_reindexing_is_told_without_folders(
    tmp_path: Path, error: Exception, mentions: str
) -> None:
    build = FakeBuild(error=error)
    build.go_on.set()
    with client_for(tmp_path, build=build) as client:
        client.post("/v1/releases")
        status = finished(client)
        assert status["state"] == "failed"
        assert mentions in status["error"]
        assert "/srv" not in status["error"]
        assert ask(client, "voltage").status_code == 200


def test_releases_are_listed_newest_first(client: TestClient) -> None:
    listed = client.get("/v1/releases").json()
    assert listed["current"] == "r1"
    assert [release["release"] for release in listed["releases"]] == ["r1", "r0"]
    assert client.get("/v1/releases/current").json()["languages"] == {"en": 9}


# health, headers, hosts


def test_readiness_names_the_command_that_is_missing(tmp_path: Path) -> None:
    build = FakeBuild()
    build.go_on.set()
    with client_for(tmp_path, published=False, build=build) as client:
        assert client.get("/healthz").json() == {"status": "ok"}
        assert_problem(client.get("/readyz"), 503, "tradewind reindex")
        assert_problem(ask(client, "x"), 503, "tradewind reindex")
        assert_problem(client.get("/v1/releases/current"), 503)
        assert_problem(client.get("/v1/documents/faq.md/view"), 503)
        client.post("/v1/releases")
        finished(client)
        assert client.get("/readyz").json()["release"] == "r1"


@pytest.mark.parametrize("path", ["/console", "/v1/nothing", f"{MANUAL}/view", "/console/queue"])
def test_every_response_carries_the_security_headers(client: TestClient, path: str) -> None:
    headers = client.get(path).headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy
    assert headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example:80", "", "evil@localhost"]
)
def test_another_host_name_is_refused(client: TestClient, host: str) -> None:
    assert_problem(client.get("/readyz", headers={"host": host}), 421)


@pytest.mark.parametrize("host", ["localhost:8080", "127.0.0.1:1", "[::1]:8080", "LOCALHOST"])
def test_this_machine_is_served_by_every_name_it_has(client: TestClient, host: str) -> None:
    assert client.get("/readyz", headers={"host": host}).status_code == 200


def test_pages_of_other_sites_cannot_change_anything(client: TestClient) -> None:
    for origin in ("https://evil.example", "null", "http://127.0.0.1:9999"):
        response = client.post("/v1/releases", headers={"origin": origin})
        assert_problem(response, 403)
    assert client.get("/v1/releases/progress").json()["state"] == "idle"
    same = client.post("/v1/answers", json={"question": "x"}, headers={"origin": BASE})
    assert same.status_code == 200


def test_the_openapi_document_shows_an_example_and_the_console_needs_no_network(
    client: TestClient,
) -> None:
    document = client.get("/v1/openapi.json").json()
    assert document["components"]["schemas"]["AnswerIn"]["examples"]
    for operations in document["paths"].values():
        for operation in operations.values():
            assert "4XX" in operation["responses"]
            assert "422" not in operation["responses"]
    assert "/v1/answers" in document["paths"]
    page = client.get("/console").text
    assets = re.findall(r'(?:src|href)="([^"]+)"', page)
    assert len(assets) >= 5
    for address in assets:
        if address.startswith(("#", "?")):
            continue
        assert address.startswith("/console")
        assert client.get(address).status_code == 200
    assert not re.search(r"<script(?![^>]*\ssrc=)", page)
    assert "style=" not in page


def test_console_files_are_kept_for_ever_under_the_version_they_belong_to(
    client: TestClient,
) -> None:
    (address,) = re.findall(r'src="([^"]+/ask\.js)"', client.get("/console").text)
    found = client.get(address)
    assert "immutable" in found.headers["cache-control"]
    assert found.headers["content-type"] == "text/javascript; charset=utf-8"
    older = client.get("/console/files/0123456789abcdef/ask.js")
    assert older.content == found.content
    assert older.headers["cache-control"] == "no-store"
    folder = address.rpartition("/")[0]
    for name in ("absent.js", "ask.html", "__init__.py", "..%2Fapp.py"):
        assert_problem(client.get(f"{folder}/{name}"), 404)
