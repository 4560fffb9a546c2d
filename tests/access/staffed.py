"""A server with people: a database, a clock that a test sets, cheap hashes, and who works there."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from starlette.testclient import TestClient

from answer.desk.audit_log import AuditLog
from answer.desk.audit_record import AuditFilter, AuditRecord
from answer.desk.database import DeskDatabase
from api.access.caller import NOBODY, Caller
from api.access.identify import Access
from api.access.key_ring import KeyRing
from api.access.keys import Keys
from api.access.password_hash import PasswordHashing
from api.access.person import Person, Role
from api.app import create_app
from api.people_services import PeopleServices, open_people
from api.services import Services
from api.settings import Settings
from tests.fakes import fake_services

PASSWORD = "four words without sense"
MORNING = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
BASE = "http://localhost"


class Clock:
    """Shows what a test sets."""

    def __init__(self) -> None:
        self.at = MORNING

    def __call__(self) -> datetime:
        return self.at

    def pass_by(self, **duration: float) -> None:
        """So much time goes by: ``minutes=2``."""
        self.at += timedelta(**duration)


def cheap_hashing(**more: int) -> PasswordHashing:
    """The real function with the least that it takes: a test makes many."""
    return PasswordHashing(memory_kib=8, passes=1, **more)


@dataclass(frozen=True, kw_only=True)
class Staffed:
    """People, and what a test needs around them."""

    database: DeskDatabase
    people: PeopleServices
    keys: Keys
    ring: KeyRing
    clock: Clock
    unknown: Caller = NOBODY

    def person(self, name: str = "Mei", *roles: Role, password: str = PASSWORD) -> Person:
        """Somebody with a password; an agent unless told otherwise."""
        made = self.people.managing.add(name, roles=roles or ("agent",), by="test")
        if password:
            self.people.signing_in.set_password(made, password, by="test")
        return made

    def records(self, kind: str = "") -> tuple[AuditRecord, ...]:
        """Of the audit, the last one first."""
        return AuditLog(self.database).page(AuditFilter(kind=kind)).records

    @property
    def access(self) -> Access:
        return Access(
            by_key=self.ring.caller,
            by_session=self.people.at_console.caller,
            unknown=self.unknown,
        )

    def app(self, services: Services) -> FastAPI:
        """Served to whoever has a session or a key."""
        return create_app(replace(services, people=self.people, keys=self.keys), access=self.access)

    @contextmanager
    def client(self, folder: Path, *, base: str = BASE) -> Iterator[TestClient]:
        """A browser's requests to the small company's server."""
        app = self.app(fake_services(folder))
        with TestClient(
            app, base_url=base, raise_server_exceptions=False, follow_redirects=False
        ) as found:
            yield found


@contextmanager
def staffed(
    path: Path,
    *,
    hashing: PasswordHashing | None = None,
    unknown: Caller = NOBODY,
    clock: Clock | None = None,
    **settings: Any,
) -> Iterator[Staffed]:
    """Over this file; a second one over it is another process."""
    time = clock or Clock()
    with DeskDatabase(path) as database:
        keys = Keys(database, now=time)
        ring = KeyRing(keys.store, now=time)
        people = open_people(
            database,
            settings=Settings(**settings),
            keys=keys,
            by_key=ring.caller,
            hashing=hashing or cheap_hashing(),
            now=time,
        )
        try:
            yield Staffed(
                database=database,
                people=people,
                keys=keys,
                ring=ring,
                clock=time,
                unknown=unknown,
            )
        finally:
            ring.close()


def signed_in(client: TestClient, name: str = "Mei", password: str = PASSWORD) -> dict[str, str]:
    """Signs in; the headers that changing requests need from now on."""
    response = client.post("/v1/session", json={"name": name, "password": password})
    assert response.status_code == 200, response.text
    return {"X-CSRF-Token": response.json()["csrf_token"]}
