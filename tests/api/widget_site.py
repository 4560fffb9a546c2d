"""A server for widgets over a desk of its own, a clock that a test sets, and ways to ask it."""

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from starlette.testclient import TestClient

from api.access.caller import CHATBOT
from api.access.identify import Access
from api.access.key_ring import KeyRing
from api.access.keys import Keys
from api.app import create_app
from api.bootstrap import Application
from api.open_audit import open_audit_trail
from api.open_erasing import open_customer_file
from api.settings import Settings
from tests.desk.working_desk import Clock, WorkingDesk, working_desk

SECRET_HEADER = "Tradewind-Conversation"
_NAMES = itertools.count(1)


@dataclass(frozen=True)
class WidgetSite:
    """A server, its desk and its keys."""

    desk: WorkingDesk
    keys: Keys
    app: FastAPI

    def key(self, *origins: str) -> str:
        """A new widget key for pages of these sites; without any a chatbot program's."""
        made = self.keys.create(
            f"widget {next(_NAMES)}",
            scopes=("chatbot",),
            origins=origins,
            by="a test",
            actor="test",
        )
        return made.text

    @contextmanager
    def client(self) -> Iterator[TestClient]:
        base = "http://localhost"
        with TestClient(self.app, base_url=base, raise_server_exceptions=False) as made:
            yield made


@contextmanager
def widget_site(
    company: Application, folder: Path, clock: Clock | None = None
) -> Iterator[WidgetSite]:
    """The company's answers with a desk in ``folder``; whoever has no key is a chatbot."""
    file = folder / "tradewind.db"
    with working_desk(company, file, clock) as desk:
        database = desk.desk.database
        keys = Keys(database)
        ring = KeyRing(keys.store)
        access = Access(by_key=ring.caller, origins=ring.origins, unknown=CHATBOT)
        trail = open_audit_trail(
            Settings(content_dir=company.settings.content_dir, var_dir=folder),
            database=database,
            file=file,
            publications=company.store.publications,
            pruned=company.store.pruned,
            releases=company.store.releases,
            manifest=company.store.manifest,
            editing=company.editing,
        )
        customers = open_customer_file(
            database,
            file=file,
            desk=lambda: desk.services,
            releases=list,
            documents_dir=company.documents_dir,
            var_dir=folder,
            trail=trail,
        )
        services = replace(company.services(), desk=desk.services, customers=customers)
        try:
            yield WidgetSite(desk, keys, create_app(services, access=access))
        finally:
            ring.close()


@dataclass
class Visitor:
    """Somebody with a widget, without a browser."""

    http: TestClient
    headers: dict[str, str] = field(default_factory=dict)
    secret: str = ""

    def begin(self, **body: Any) -> "Visitor":
        made = self.http.post("/v1/widget/conversations", json=body, headers=self.headers)
        assert made.status_code == 201, made.text
        self.secret = made.json()["secret"]
        return self

    def send(self, method: str, path: str, **options: Any) -> Any:
        headers = {**self.headers, SECRET_HEADER: self.secret}
        return self.http.request(method, f"/v1/widget/{path}", headers=headers, **options)

    def write(self, text: str, **fields: Any) -> Any:
        """The reply to a message."""
        body = {"id": f"message-{next(_NAMES)}", "text": text, **fields}
        found = self.send("POST", "messages", json=body)
        assert found.status_code == 200, found.text
        return found.json()

    def read(self, after: str = "") -> Any:
        found = self.send("GET", "messages", params={"after": after})
        assert found.status_code == 200, found.text
        return found.json()
