"""Asks every route what its description allows, and what it does not: none may fail at it.

    python -m scripts.fuzz_http --var DIR [--content DIR] [--examples 50] [--scope admin …]
    python -m scripts.fuzz_http … --only /v1/answers

Works on a copy of an indexed state, in this process, with the real engine and a desk on which a few
customers wait. Half of the requests name things that are there: cases, documents, releases. A
finding is a 5xx that nobody meant, an error that is no problem document or shows internals, a
header of safety that is missing, or a JSON answer that is not as described. Exits 1 when there is
one.
"""

import argparse
import contextlib
import re
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote

import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings, strategies
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import Failure, FailureGroup
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import response_schema_conformance
from starlette.testclient import TestClient

from api.access.caller import SCOPES, Caller
from api.access.identify import Access
from api.app import create_app
from api.bootstrap import Application
from api.guard import SECURITY_HEADERS
from api.settings import load_settings
from scripts.corpora import PROJECT

NOT_ASKED = re.compile(r"/events$|/stream$|/mcp\b")
"""Answers that end when somebody goes."""
OPENAI = re.compile(r"/v1/(?:chat/|models)")
"""Routes whose errors are those of OpenAI's protocol."""
STARTS_WORK = re.compile(r"(?:POST|DELETE) /v1/releases|/gate$")
"""Builds in processes of their own: asked by tests of theirs."""
_INTERNAL = re.compile(
    r"Traceback \(most recent|File \"/|/site-packages/|sqlite3?\.|pydantic_core|"
    r"(?:Key|Type|Value|Attribute|Operational|Integrity)Error\b|/tmp/|/home/|/root/"
)
SLOW_SECONDS = 5.0
MEANT = frozenset({"overloaded", "desk-unavailable", "index-missing", "storage-full"})
"""Codes of problems whose 5xx is meant."""
CREDENTIALS = frozenset({"authorization", "x-api-key"})
"""Never sent: a made-up key is refused before anything else of the request is looked at."""
LISTS: Mapping[str, tuple[str, str, str]] = {
    "case_id": ("/v1/handoffs?state=all", "cases", "id"),
    "conversation_id": ("/v1/handoffs?state=all", "cases", "conversation_id"),
    "customer_id": ("/v1/handoffs?state=all", "cases", "customer_id"),
    "path": ("/v1/documents?audience=agent", "documents", "path"),
    "release": ("/v1/releases", "releases", "release"),
    "draft_id": ("/v1/drafts", "drafts", "id"),
    "gap_id": ("/v1/insights/gaps", "gaps", "id"),
    "defect_id": ("/v1/insights/health", "defects", "id"),
    "key_id": ("/v1/keys", "keys", "id"),
    "trash_id": ("/v1/documents-trash", "trash", "id"),
}
"""Parameter of a path → where an admin reads what is there: the address, its list, the field."""
MOST_KNOWN = 50


@dataclass(slots=True, kw_only=True)
class HttpFuzzed:
    """What came of it."""

    requests: int = 0
    statuses: Counter[int] = field(default_factory=Counter)
    findings: dict[str, str] = field(default_factory=dict)
    """Method, path and what was wrong → the request that showed it."""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--var", type=Path, required=True)
    parser.add_argument("--content", type=Path, default=PROJECT / "kb_content")
    parser.add_argument("--examples", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--scope", nargs="*", choices=[*SCOPES, "nobody"], default=["admin"])
    parser.add_argument("--only", default="")
    parser.add_argument("--seconds", type=float, default=3_600)
    options = parser.parse_args()
    failed = False
    for scope in options.scope:
        with copied_app(options.var, options.content, scope) as (app, admins):
            started = time.perf_counter()
            result = fuzz_operations(
                app,
                admins=admins,
                examples=options.examples,
                seed_number=options.seed,
                only=options.only,
                seconds=options.seconds,
                told=_tell,
            )
        failed |= bool(result.findings)
        print(
            f"{scope}: {result.requests} requests, {len(result.findings)} findings, "
            f"{dict(sorted(result.statuses.items()))}, {time.perf_counter() - started:.0f} s",
            flush=True,
        )
        for what, request in result.findings.items():
            print("   ", what, "\n       ", request, flush=True)
    return 1 if failed else 0


def _tell(name: str, seconds: float, found: Sequence[str]) -> None:
    if found or seconds > SLOW_SECONDS:
        print(f"{name}: {seconds:.1f} s {list(found) or ''}", flush=True)


@contextlib.contextmanager
def copied_app(var: Path, content: Path, scope: str) -> Iterator[tuple[Any, Any]]:
    """The application over copies of a state and its documents, for whoever holds this scope, and
    the same as an admin sees it."""
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        shutil.copytree(content, folder / "content", symlinks=False)
        for name in ("releases", "calibrations", "drafts", "cache"):
            if (var / name).is_dir():
                shutil.copytree(var / name, folder / "var" / name)
        (folder / "var").mkdir(exist_ok=True)
        (folder / "var" / "models").symlink_to((var / "models").resolve())
        application = Application(
            load_settings(overrides={"content_dir": folder / "content", "var_dir": folder / "var"})
        )
        try:
            services = application.services()
            admins = create_app(services, access=access_of("admin"))
            with TestClient(admins, base_url="http://localhost") as client:
                open_desk(client)
            yield create_app(services, access=access_of(scope)), admins
        finally:
            application.close()


def access_of(scope: str) -> Access:
    """Everybody who calls holds this scope, and nothing else."""
    scopes = frozenset(one for one in SCOPES if one == scope)
    return Access(unknown=Caller(kind="key", name="fuzz", id="fuzz", scopes=scopes))


def open_desk(client: TestClient) -> None:
    """A few customers wait, one case became a draft, and there is a key."""
    for number in range(6):
        client.post(
            "/v1/answers",
            json={
                "question": "I want to talk to a person, please.",
                "conversation_id": f"talk/{number}",
                "customer": {"id": f"customer {number}"},
            },
        ).raise_for_status()
    case = client.get("/v1/handoffs").json()["cases"][0]["id"]
    by = {"agent": "Mei"}
    promoted = {"title": "Persons", "question": "Is there one?", "answer": "There is."}
    for step, body in (
        ("claim", by),
        ("reply", {**by, "text": "Here I am.", "then": "resolve"}),
        ("promote", {**by, **promoted}),
    ):
        client.post(f"/v1/handoffs/{case}/{step}", json=body).raise_for_status()
    key = {"name": "shop", "scopes": ["chatbot"]}
    client.post("/v1/keys", json=key).raise_for_status()


def fuzz_operations(
    app: Any,
    *,
    admins: Any = None,
    examples: int,
    seed_number: int,
    only: str = "",
    seconds: float = 3_600.0,
    told: Callable[[str, float, Sequence[str]], None] = lambda name, seconds, found: None,
) -> HttpFuzzed:
    """As many requests of every operation; each route's again from the seed.

    Without ``admins``, the same application as an admin sees it, every id is made up.
    """
    result = HttpFuzzed()
    schema = schemathesis.openapi.from_dict(app.openapi())
    until = time.monotonic() + seconds
    with TestClient(app, base_url="http://localhost", raise_server_exceptions=False) as client:
        for found in schema.get_all_operations():
            if not isinstance(found, Ok):
                result.findings[f"the description: {found.err()}"] = ""
                continue
            operation = found.ok()
            name = f"{operation.method.upper()} {operation.path}"
            skipped = NOT_ASKED.search(operation.path) or STARTS_WORK.search(name)
            if skipped or only not in name or time.monotonic() > until:
                continue
            known, started = set(result.findings), time.perf_counter()
            there = what_is_there(admins, operation.path) if admins else {}
            _ask(operation, client, result, there, examples=examples, seed_number=seed_number)
            told(name, time.perf_counter() - started, sorted(set(result.findings) - known))
    return result


def what_is_there(admins: Any, path: str) -> dict[str, list[str]]:
    """For each parameter of a path what it may name now, as far as that can be listed."""
    found: dict[str, list[str]] = {}
    with TestClient(admins, base_url="http://localhost") as client:
        for name in re.findall(r"{(\w+)", path):
            if name in LISTS:
                address, listed, field_name = LISTS[name]
                response = client.get(address)
                rows = response.json().get(listed, []) if response.status_code == 200 else []
                values = [row[field_name] for row in rows if row.get(field_name)]
                found[name] = values[:MOST_KNOWN]
    return found


def _ask(
    operation: Any,
    client: TestClient,
    result: HttpFuzzed,
    there: Mapping[str, Sequence[str]],
    *,
    examples: int,
    seed_number: int,
) -> None:
    @seed(seed_number)
    @settings(
        max_examples=examples,
        deadline=None,
        database=None,
        phases=(Phase.generate,),
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(), choice=strategies.integers(0, 10_000))
    def ask(case: Any, choice: int) -> None:
        for name, values in there.items():
            if values and choice % 2:
                case.path_parameters[name] = quote(values[choice // 2 % len(values)], safe="")
        try:
            sent = case.as_transport_kwargs(base_url="http://localhost")
            sent.pop("cookies", None)
            given_headers = sent.get("headers") or {}
            for header in [one for one in given_headers if one.lower() in CREDENTIALS]:
                del given_headers[header]
            if isinstance(sent.get("data"), bytes | str):
                sent["content"] = sent.pop("data")
            response = client.request(**sent)
        except (UnicodeEncodeError, ValueError):
            return  # no client can send that
        result.requests += 1
        result.statuses[response.status_code] += 1
        for what in _wrong(case, response):
            key = f"{operation.method.upper()} {operation.path}: {what}"
            result.findings.setdefault(key, f"{sent!r} → {response.text[:300]!r}"[:1_500])

    ask()


def _wrong(case: Any, response: Any) -> Iterator[str]:
    """What none of our responses may be."""
    media_type = response.headers.get("content-type", "").partition(";")[0]
    if response.status_code >= 400:
        is_openai = bool(OPENAI.match(case.operation.path))
        if is_openai and media_type == "application/json":
            if set(response.json()) != {"error"}:
                yield f"{response.status_code} is no error of OpenAI's protocol"
        elif media_type != "application/problem+json":
            yield f"{response.status_code} is no problem document but {media_type!r}"
        elif response.status_code >= 500:
            code = str(response.json().get("type", "")).rpartition(":")[2]
            if code not in MEANT:
                yield f"{response.status_code} {code}"
        found = _INTERNAL.search(response.text)
        if found is not None:
            yield f"{response.status_code} shows {found.group()!r}"
    missing = [name for name in SECURITY_HEADERS if name not in response.headers]
    if missing:
        yield f"{response.status_code} lacks {missing}"
    if response.headers.get("server"):
        yield "names its server"
    if response.status_code < 300 and media_type == "application/json":
        try:
            case.validate_response(
                schemathesis.Response.from_any(response),
                checks=[not_a_server_error, response_schema_conformance],
            )
        except (Failure, FailureGroup) as error:
            told = " ".join(str(error).split())[:200]
            yield f"{response.status_code} is not as described: {told}"


if __name__ == "__main__":
    sys.exit(main())
