"""People as they cross the border, for admins: JSON; of a password, only that there is one."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated

from pydantic import Field

from api.access.person import LockedAddress, PeoplePage, PeopleState, Role, Standing
from api.session_wire import Password
from api.wire import StrictIn, ValueOut

Roles = Annotated[list[Role], Field(min_length=1, max_length=4)]


class PersonIn(StrictIn):
    """Somebody to be added."""

    name: Annotated[str, Field(max_length=200)]
    """As the team knows them."""
    roles: Roles


class PersonChangeIn(StrictIn):
    """What becomes of a person; what is left out stays."""

    roles: Roles | None = None
    """These and no others."""
    is_active: bool | None = None
    """False: they cannot sign in any more, and are signed out everywhere."""


class NewPasswordIn(StrictIn):
    """A password for a colleague."""

    password: Password


class PersonOut(ValueOut):
    """Somebody who signs in to the console."""

    id: str
    name: str
    roles: list[Role]
    is_active: bool
    is_you: bool
    has_password: bool
    has_provider: bool
    """Whether the OpenID provider knows them."""
    sessions: int
    """Browsers that they are signed in at."""
    created_at: datetime
    password_changed_at: datetime | None
    signed_in_at: datetime | None
    """The last time."""
    locked_until: datetime | None
    """After too many wrong passwords."""
    version: str
    """To be sent as ``If-Match`` with a change."""


class PeopleStateOut(ValueOut):
    """How many there are."""

    state: PeopleState
    people: int


class PeopleOut(ValueOut):
    """A stretch of the people, by name."""

    people: list[PersonOut]
    total: int
    """That pass the filter."""
    states: list[PeopleStateOut]
    """All there are; who is locked is active too."""


class AddressIn(StrictIn):
    """An address that is to be let try again."""

    address: Annotated[str, Field(max_length=100)]
    """Or its IPv6 network."""


class LockedAddressOut(ValueOut):
    """From where nobody may try to sign in for a while, whomever they name."""

    address: str
    """For IPv6 the network."""
    failures: int
    """Wrong attempts that count."""
    last_at: datetime
    locked_until: datetime


class LockedAddressesOut(ValueOut):
    """The latest attempt first."""

    addresses: list[LockedAddressOut]


class UnlockedOut(ValueOut):
    """Whether there were wrong attempts that counted."""

    is_unlocked: bool


class SignInLinkOut(ValueOut):
    """An address that signs somebody in, once; it is told here and never again."""

    link: str
    expires_at: datetime


def person_out(standing: Standing, *, you: str) -> PersonOut:
    """A person as an admin sees them; ``you`` is the admin's id."""
    person = standing.person
    return PersonOut(
        id=person.id,
        name=person.name,
        roles=list(person.roles),
        is_active=person.is_active,
        is_you=person.id == you,
        has_password=person.has_password,
        has_provider=bool(person.subject),
        sessions=standing.sessions,
        created_at=person.created_at,
        password_changed_at=person.password_changed_at,
        signed_in_at=person.signed_in_at,
        locked_until=standing.locked_until,
        version=person.version,
    )


def locked_out(locked: Sequence[LockedAddress]) -> LockedAddressesOut:
    """Locked addresses as an admin sees them."""
    return LockedAddressesOut(
        addresses=[
            LockedAddressOut(
                address=one.address,
                failures=one.failures,
                last_at=one.last_at,
                locked_until=one.locked_until,
            )
            for one in locked
        ]
    )


def people_out(page: PeoplePage, *, you: str) -> PeopleOut:
    """A page as an admin sees it."""
    return PeopleOut(
        people=[person_out(one, you=you) for one in page.standings],
        total=page.total,
        states=[PeopleStateOut(state=name, people=count) for name, count in page.counts.items()],
    )
