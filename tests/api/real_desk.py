"""The small company with a desk of its own, and short ways to talk to it over HTTP."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from starlette.testclient import TestClient

from api.app import create_app
from api.bootstrap import Application
from api.settings import Settings
from tests.everyone import EVERYONE
from tests.small_company import SECRET

PERSON = "I want to talk to a real person, please."
VOLTAGE = "What is the rated voltage of the XR-200A?"
BURNT = "Your charger caught fire and burned my daughter's hand!"
SOP = "sop/goodwill.md"
"""Internal, with ``SECRET`` in it; what agents do where somebody was hurt."""
RISKS = f"risks:\n  safety:\n    sop: {SOP}\n"

__all__ = ["BURNT", "PERSON", "SECRET", "SOP", "VOLTAGE", "DeskClient", "desk_application"]


@contextmanager
def desk_application(company: Application, folder: Path, **settings: Any) -> Iterator[Application]:
    """The company's release and model, documents of its own to write to, and an empty desk."""
    var, content = folder / "var", folder / "content"
    var.mkdir(exist_ok=True)
    content.mkdir(exist_ok=True)
    for shared in ("releases", "models"):
        link, known = var / shared, company.settings.var_dir / shared
        if not link.exists():
            link.symlink_to(known, target_is_directory=True)
    (content / "documents").mkdir(exist_ok=True)
    for path in company.documents_dir.iterdir():
        if not (link := content / "documents" / path.name).exists():
            link.symlink_to(path, target_is_directory=path.is_dir())
    (content / "risks.yaml").write_text(RISKS, encoding="utf-8")
    made = Application(Settings(content_dir=content, var_dir=var, **settings))
    try:
        yield made
    finally:
        made.close()


class DeskClient:
    """Chatbots and agents of one server."""

    def __init__(self, client: Any) -> None:
        self.http = client
        self._names = 0

    def name(self, kind: str = "c") -> str:
        """An id that nobody else has."""
        self._names += 1
        return f"{kind}-{self._names}"

    def ask(self, question: str, **fields: Any) -> Any:
        """The reply to a customer's message; of a customer of their own unless told otherwise."""
        customer = fields.pop("customer", None) or {"id": self.name("customer")}
        body = {"question": question, "market": "DE", "customer": customer, **fields}
        return self.ok(self.http.post("/v1/answers", json=body))

    def hand_over(self, question: str = PERSON, **fields: Any) -> Any:
        """The hand-off of a message, with its conversation's case."""
        reply = self.ask(
            question,
            conversation_id=fields.pop("conversation_id", None) or self.name("conversation"),
            **fields,
        )
        assert reply["kind"] == "handoff", reply
        return reply["handoff"]

    def case(self, **fields: Any) -> str:
        """The id of a case that was opened now."""
        found: str = self.hand_over(**fields)["queue_id"]
        return found

    def step(self, case_id: str, step: str, **body: Any) -> Any:
        """The response to an agent's step; ``li`` unless told otherwise."""
        return self.http.post(f"/v1/handoffs/{case_id}/{step}", json={"agent": "li", **body})

    def take(self, case_id: str, step: str, **body: Any) -> Any:
        """The case after a step that is possible."""
        return self.ok(self.step(case_id, step, **body))

    def get(self, path: str, **query: Any) -> Any:
        return self.ok(self.http.get(path, params=query))

    def packet(self, case_id: str, **query: Any) -> Any:
        return self.get(f"/v1/handoffs/{case_id}", **query)

    @staticmethod
    def ok(response: Any) -> Any:
        assert response.status_code in (200, 201), response.text
        return response.json()


@contextmanager
def desk_client(application: Application) -> Iterator[DeskClient]:
    """A client of the application in this process."""
    app = create_app(application.services(), access=EVERYONE)
    base = "http://localhost"
    with TestClient(app, base_url=base, raise_server_exceptions=False) as client:
        yield DeskClient(client)
