"""``/v1/session``: signing in and out, who one is, one's own sessions and password.

A session is a cookie. Whatever changes something in one sends its CSRF token along; see
``api/access/cross_site.py``.
"""

from typing import Annotated

from fastapi import APIRouter, Path, Request, Response
from starlette.exceptions import HTTPException

from api.access.at_console import token_in
from api.access.person import Session
from api.access.signing_in import SignedIn
from api.json_route import JsonRoute
from api.people_services import PeopleServices
from api.routes.context import CallerOf, ContextOf, PeopleOf
from api.session_schemas import forget_session, keep_session, session_out, visit_of, who_out
from api.session_wire import (
    EndedOut,
    PasswordIn,
    SessionsOut,
    SignInByKeyIn,
    SignInByLinkIn,
    SignInIn,
    WhoOut,
)
from ingest.errors import SignInRefused

router = APIRouter(route_class=JsonRoute, tags=["people"])
NO_SESSION = "You came with a key, or are not signed in: there is no session to speak of."


@router.post("/v1/session")
def sign_in(body: SignInIn, request: Request, response: Response, people: PeopleOf) -> WhoOut:
    """Signs a person in; 401 in the same words and time whatever is wrong, 429 after too much."""
    made = people.signing_in.with_password(
        body.name,
        body.password.get_secret_value(),
        visit=visit_of(request),
        instead_of=token_in(request.headers),
    )
    return _let_in(made, request, response, people)


@router.post("/v1/session/link")
def sign_in_by_link(
    body: SignInByLinkIn, request: Request, response: Response, people: PeopleOf
) -> WhoOut:
    """Signs in whoever a link was made for; it works once, for ten minutes."""
    made = people.signing_in.with_link(
        body.token.get_secret_value(),
        visit=visit_of(request),
        instead_of=token_in(request.headers),
    )
    return _let_in(made, request, response, people)


@router.post("/v1/session/key")
def sign_in_by_key(
    body: SignInByKeyIn, request: Request, response: Response, people: PeopleOf
) -> WhoOut:
    """A session with what an API key may do; it ends when the key is revoked."""
    made = people.signing_in.with_key(
        body.key.get_secret_value(),
        visit=visit_of(request),
        instead_of=token_in(request.headers),
    )
    return _let_in(made, request, response, people)


@router.get("/v1/session")
def who(request: Request, response: Response, caller: CallerOf, context: ContextOf) -> WhoOut:
    """Who asks, with the CSRF token of their session."""
    response.headers["Cache-Control"] = "no-store"
    people, token = context.services.people, token_in(request.headers)
    seat = people.at_console.seat(token) if people and caller.session_id else None
    session = seat.session if seat else None
    return who_out(caller, people=people, session=session, token=token)


@router.delete("/v1/session", status_code=204)
def sign_out(request: Request, response: Response, people: PeopleOf) -> None:
    """The session is over, here and on the server."""
    people.sessions.end(token_in(request.headers))
    forget_session(response)


@router.put("/v1/session/password", status_code=204)
def set_password(body: PasswordIn, request: Request, caller: CallerOf, people: PeopleOf) -> None:
    """A new password; every other session of this person is over."""
    session = _session(request, people)
    person = people.people.person(caller.id) if caller.kind == "person" else None
    if person is None:
        raise HTTPException(409, "A key has no password; sign in as a person.")
    people.signing_in.change_password(
        person,
        body.password.get_secret_value(),
        known=body.known.get_secret_value(),
        session=session,
        visit=visit_of(request),
    )


@router.get("/v1/sessions")
def sessions(request: Request, response: Response, people: PeopleOf) -> SessionsOut:
    """Where one is signed in, the last used first."""
    response.headers["Cache-Control"] = "no-store"
    mine = _session(request, people)
    found = people.sessions.like(mine)
    return SessionsOut(sessions=[session_out(one, this=mine) for one in found])


@router.delete("/v1/sessions")
def sign_out_everywhere(request: Request, response: Response, people: PeopleOf) -> EndedOut:
    """Every session of one's own is over, this one too."""
    mine = _session(request, people)
    ended = people.sessions.end_others(mine)
    people.sessions.end(token_in(request.headers))
    forget_session(response)
    return EndedOut(ended=ended + 1)


@router.delete("/v1/sessions/{session_id}", status_code=204)
def end_session(
    session_id: Annotated[str, Path(max_length=200)], request: Request, people: PeopleOf
) -> None:
    """One of one's own sessions is over."""
    if not people.sessions.end_one(_session(request, people), session_id):
        raise HTTPException(404, "You have no such session; list them again.")


def _let_in(made: SignedIn, request: Request, response: Response, people: PeopleServices) -> WhoOut:
    seat = people.at_console.seat(made.token)
    if seat is None:  # somebody took them off the list this very moment
        raise SignInRefused("You are not active here any more. Ask an admin.")
    keep_session(made, request, response, people)
    return who_out(seat.caller, people=people, session=seat.session, token=made.token)


def _session(request: Request, people: PeopleServices) -> Session:
    seat = people.at_console.seat(token_in(request.headers))
    if seat is None:
        raise HTTPException(409, NO_SESSION)
    return seat.session
