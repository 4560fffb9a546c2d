"""How people and keys are called that the audit names by an id, and the other way round."""

from collections.abc import Iterable

from answer.desk.audit_record import AuditRecord
from api.access.keys import Keys
from api.access.people_store import PeopleStore
from api.access.person import Person
from ingest.errors import KeyMissing

PERSON, KEY = "person:", "key:"
KINDS = (
    "decision",
    "suggestion",
    "override",
    "document",
    "finding_accepted",
    "draft_accepted",
    "draft_rejected",
    "build",
    "publish",
    "forced_publish",
    "roll_back",
    "prune",
    "calibration",
    "signed_in",
    "sign_in_refused",
    "sign_in_link",
    "sign_in_unlocked",
    "signed_out",
    "password_set",
    "person_added",
    "roles_set",
    "person_removed",
    "key_create",
    "key_rotate",
    "key_revoke",
    "export",
    "erase",
    "retention",
    "restore",
)
"""What is recorded, in the order that a list offers it: ``docs/audit.md``."""


def names_of(
    records: Iterable[AuditRecord], *, people: PeopleStore | None, keys: Keys | None
) -> dict[str, str]:
    """Actors and subjects, as they stand, with the names that they have now; those that nobody
    has any more are left out."""
    called = {key.id: key.name for key in keys.listed()} if keys else {}
    found: dict[str, str] = {}
    for said in {part for record in records for part in (record.actor, record.subject)}:
        if said.startswith(PERSON):
            person = people.person(said.removeprefix(PERSON)) if people else None
            name = person.name if person else ""
        else:
            name = called.get(said.removeprefix(KEY), "")
        if name:
            found[said] = name
    return found


def actors_named(said: str, *, people: PeopleStore | None, keys: Keys | None) -> tuple[str, str]:
    """What the audit has for an actor that is told by id or by name: the id, and the name, which
    logs of files have. What names nobody is taken as it stands."""
    person = _person(said, people) if people and said else None
    if person is not None:
        return f"{PERSON}{person.id}", person.name
    try:
        key = keys.store.found(said.removeprefix(KEY)) if keys and said else None
    except KeyMissing:
        key = None
    return (f"{KEY}{key.id}", key.name) if key is not None else (said, said)


def _person(said: str, people: PeopleStore) -> Person | None:
    if said.startswith(PERSON):
        return people.person(said.removeprefix(PERSON))
    return people.named(said)
