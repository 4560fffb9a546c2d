"""A person who signs in to the console, and one of their sessions."""

import hashlib
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, get_args

Role = Literal["agent", "editor", "lead", "admin"]
"""What a person may be; the words of scopes, without the chatbot's."""
ROLES: tuple[Role, ...] = get_args(Role)
SignInMethod = Literal["password", "link", "oidc", "key"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody who works with the console."""

    id: str
    name: str
    """As the team knows them, and as cases and edits tell who acted."""
    roles: tuple[Role, ...]
    is_active: bool = True
    has_password: bool = False
    subject: str = ""
    """Whom the OpenID provider calls so: its address and its id of them. Empty: nobody there."""
    created_at: datetime
    password_changed_at: datetime | None = None
    signed_in_at: datetime | None = None
    """The last time."""

    @property
    def version(self) -> str:
        """Another one whenever an admin gave them other rights."""
        rights = f"{self.id} {' '.join(self.roles)} {self.is_active}"
        return hashlib.sha256(rights.encode()).hexdigest()[:16]


PeopleState = Literal["active", "locked", "removed"]
PEOPLE_STATES: tuple[PeopleState, ...] = get_args(PeopleState)


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A person with what an admin has to know of them at this moment."""

    person: Person
    sessions: int = 0
    """Browsers that they are signed in at."""
    locked_until: datetime | None = None
    """After too many wrong passwords, where they came from or everywhere."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PeoplePage:
    """A stretch of the people, by name."""

    standings: tuple[Standing, ...]
    total: int
    """That pass the filter."""
    counts: dict[PeopleState, int]
    """All there are; who is locked is active too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LockedAddress:
    """From where nobody may try to sign in for a while."""

    address: str
    """For IPv6 the network."""
    failures: int
    """Wrong attempts that count, at whatever name."""
    last_at: datetime
    locked_until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """One browser that is signed in."""

    id: str
    """To name it by in a list; it opens nothing."""
    person_id: str
    """Empty where an API key signed in."""
    key_id: str
    method: SignInMethod
    created_at: datetime
    seen_at: datetime
    expires_at: datetime
    """Whatever is done in it."""
    address: str
    device: str
    """Browser and system, as far as they tell."""


def name_key(name: str) -> str:
    """The same for names that people take for the same one: case, width and spaces do not count."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())
