"""A server of the small company with real keys: who holds which, and a client for each."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from starlette.testclient import TestClient

from answer.desk.database import DeskDatabase
from api.access.caller import SCOPES
from api.access.keys import Keys
from api.access.opening import open_access
from api.app import create_app
from tests.access.clock import Clock
from tests.fakes import FakeBuild, fake_services

SHOP = "https://shop.example"
BASE = "http://localhost"


@dataclass(frozen=True)
class Office:
    """The server, its keys by what they are called, and its clock."""

    app: FastAPI
    client: TestClient
    keys: Keys
    clock: Clock
    texts: dict[str, str]

    def ask(self, method: str, path: str, *, key: str = "", **options: Any) -> Any:
        """The response to a request with one of the keys, or with none."""
        headers = dict(options.pop("headers", {}))
        if key:
            headers["Authorization"] = f"Bearer {self.texts.get(key, key)}"
        return self.client.request(method, path, headers=headers, **options)


@contextmanager
def opened_office(folder: Path, **settings: Any) -> Iterator[Office]:
    """A key for each scope, ``widget``, and three that open nothing any more."""
    clock = Clock()
    build = FakeBuild()
    build.go_on.set()
    with DeskDatabase(folder / "keys.db") as database:
        keys = Keys(database, now=clock)

        def make(name: str, **options: Any) -> str:
            return keys.create(name, by="a test", actor="test", **options).text

        texts: dict[str, str] = {scope: make(scope, scopes=(scope,)) for scope in SCOPES}
        texts["widget"] = make("widget", scopes=("chatbot",), origins=(SHOP,))
        texts["expired"] = make("expired", scopes=("admin",), expires_days=1)
        texts["revoked"] = make("revoked", scopes=("admin",))
        texts["rotated out"] = make("rotated", scopes=("admin",))
        keys.rotate("rotated", overlap_hours=1, actor="test")
        keys.revoke("revoked", by="a test", actor="test")
        clock.go_on(days=1)
        services = fake_services(folder, build=build, **settings)
        opened = open_access(database, keys, settings=services.settings)
        app = create_app(replace(services, keys=keys), access=opened.access)
        with TestClient(app, base_url=BASE, raise_server_exceptions=False) as client:
            yield Office(app=app, client=client, keys=keys, clock=clock, texts=texts)
        opened.close()
