"""``/v1/people``: who signs in to the console, for admins. A person is named by id or by name."""

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Header, Path, Query, Request, Response

from api.access.overseeing import PeopleFilter
from api.access.person import PeopleState, Role
from api.access.signing_in import LINK_LASTS
from api.entity_tag import tag_of
from api.json_route import JsonRoute
from api.people_wire import (
    AddressIn,
    LockedAddressesOut,
    NewPasswordIn,
    PeopleOut,
    PersonChangeIn,
    PersonIn,
    PersonOut,
    SignInLinkOut,
    UnlockedOut,
    locked_out,
    people_out,
    person_out,
)
from api.routes.context import CallerOf, PeopleOf
from api.session_wire import EndedOut

router = APIRouter(route_class=JsonRoute, tags=["operators"])
NO_STORE = "no-store"
Named = Annotated[str, Path(max_length=200)]
IfMatch = Annotated[str, Header(max_length=200)]


@router.get("/v1/people")
def people(
    people: PeopleOf,
    caller: CallerOf,
    response: Response,
    q: Annotated[str, Query(max_length=200)] = "",
    role: Role | None = None,
    state: PeopleState | None = None,
    offset: Annotated[int, Query(ge=0, le=10_000_000)] = 0,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> PeopleOut:
    """People by name, also those who were removed; ``q`` is part of a name."""
    response.headers["Cache-Control"] = NO_STORE
    wanted = PeopleFilter(text=q, role=role, state=state)
    page = people.overseeing.page(wanted, offset=offset, limit=limit)
    return people_out(page, you=caller.id)


@router.post("/v1/people", status_code=201)
def add(body: PersonIn, people: PeopleOf, caller: CallerOf, response: Response) -> PersonOut:
    """Adds a person, who comes by a link or with the OpenID provider; or brings one back."""
    response.headers["Cache-Control"] = NO_STORE
    made = people.overseeing.add(body.name, roles=body.roles, by=caller)
    response.headers["ETag"] = f'"{made.person.version}"'
    return person_out(made, you=caller.id)


@router.get("/v1/people/{name:path}")
def person(name: Named, people: PeopleOf, caller: CallerOf, response: Response) -> PersonOut:
    """One person; the ``ETag`` goes with a change."""
    response.headers["Cache-Control"] = NO_STORE
    found = people.overseeing.standing(name)
    response.headers["ETag"] = f'"{found.person.version}"'
    return person_out(found, you=caller.id)


@router.patch("/v1/people/{name:path}")
def change(
    name: Named,
    body: PersonChangeIn,
    people: PeopleOf,
    caller: CallerOf,
    response: Response,
    if_match: IfMatch = "",
) -> PersonOut:
    """Gives a person other roles, keeps them out, or lets them in again.

    412 where ``If-Match`` is not their version any more; 409 for the last admin and for one's own
    rights. Whoever is kept out loses password and sessions; what they did keeps their name.
    """
    response.headers["Cache-Control"] = NO_STORE
    changed = people.overseeing.change(
        name, roles=body.roles, is_active=body.is_active, seen=tag_of(if_match), by=caller
    )
    response.headers["ETag"] = f'"{changed.person.version}"'
    return person_out(changed, you=caller.id)


@router.post("/v1/people/{name:path}/link", status_code=201)
def link(
    name: Named, request: Request, people: PeopleOf, caller: CallerOf, response: Response
) -> SignInLinkOut:
    """Makes an address that signs a person in, once, within ten minutes; told in this response."""
    response.headers["Cache-Control"] = NO_STORE
    base = f"{request.url.scheme}://{request.headers['host']}"
    made_at = datetime.now(UTC)
    address = people.link(people.overseeing.active(name), base=base, by=caller.actor)
    return SignInLinkOut(link=address, expires_at=made_at + LINK_LASTS)


@router.post("/v1/people/{name:path}/sign-out")
def sign_out(name: Named, people: PeopleOf, caller: CallerOf) -> EndedOut:
    """Ends every session of a person; they may sign in again."""
    return EndedOut(ended=people.overseeing.sign_out(name, by=caller))


@router.post("/v1/people/{name:path}/unlock")
def unlock(name: Named, people: PeopleOf, caller: CallerOf, response: Response) -> PersonOut:
    """Forgets wrong passwords, so that a person may try again at once."""
    response.headers["Cache-Control"] = NO_STORE
    return person_out(people.overseeing.unlock(name, by=caller), you=caller.id)


@router.put("/v1/people/{name:path}/password", status_code=204)
def set_password(name: Named, body: NewPasswordIn, people: PeopleOf, caller: CallerOf) -> None:
    """Sets a colleague's password and ends their sessions; 409 for one's own."""
    people.overseeing.set_password(name, body.password.get_secret_value(), by=caller)


@router.get("/v1/locked-addresses")
def locked_addresses(people: PeopleOf, response: Response) -> LockedAddressesOut:
    """From where nobody may sign in now, after wrong passwords at many names."""
    response.headers["Cache-Control"] = NO_STORE
    return locked_out(people.unlocking.addresses())


@router.post("/v1/locked-addresses/unlock")
def unlock_address(body: AddressIn, people: PeopleOf, caller: CallerOf) -> UnlockedOut:
    """Forgets wrong passwords from an address, so that everybody there may try again at once."""
    return UnlockedOut(is_unlocked=people.unlocking.address(body.address, by=caller.actor))
