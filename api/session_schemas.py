"""Sessions → what the wire and the browser get of them: JSON, and the cookie."""

from fastapi import Request, Response

from api.access.at_console import COOKIE, SECURE_COOKIE, csrf_token
from api.access.caller import SCOPES, Caller
from api.access.device import device_of
from api.access.person import Session
from api.access.sessions import Visit
from api.access.signing_in import SignedIn
from api.desk_schemas import moment
from api.people_services import PeopleServices
from api.session_wire import SessionOut, WhoOut


def who_out(
    caller: Caller,
    *,
    people: PeopleServices | None,
    session: Session | None = None,
    token: str = "",
) -> WhoOut:
    """Who asks; with their session, and the CSRF token that goes with its ``token``."""
    person = people.people.person(caller.id) if people and caller.kind == "person" else None
    return WhoOut(
        kind=caller.kind,
        name=caller.name,
        roles=[scope for scope in SCOPES if scope in caller.scopes],
        csrf_token=csrf_token(token) if session else None,
        method=session.method if session else None,
        has_password=bool(person and person.has_password),
        needs_password=bool(
            people and person and session and people.signing_in.needs_password(person, session)
        ),
        expires_at=moment(session.expires_at) if session else None,
        idle_minutes=int(people.sessions.limits.idle.total_seconds() // 60) if people else None,
    )


def session_out(session: Session, *, this: Session) -> SessionOut:
    """One of the sessions that the owner of ``this`` one has."""
    return SessionOut(
        id=session.id,
        is_this=session.id == this.id,
        method=session.method,
        device=session.device,
        address=session.address,
        created_at=moment(session.created_at),
        seen_at=moment(session.seen_at),
        expires_at=moment(session.expires_at),
    )


def visit_of(request: Request) -> Visit:
    """Where a request comes from."""
    return Visit(
        address=request.client.host if request.client else "",
        device=device_of(request.headers.get("user-agent", "")[:1_000]),
    )


def is_secure(request: Request, people: PeopleServices) -> bool:
    """Whether cookies are for https alone."""
    return people.is_secure or request.url.scheme == "https"


def keep_session(
    made: SignedIn, request: Request, response: Response, people: PeopleServices
) -> None:
    """Gives the browser its session."""
    secure = is_secure(request, people)
    response.headers["Cache-Control"] = "no-store"
    response.set_cookie(
        SECURE_COOKIE if secure else COOKIE,
        made.token,
        max_age=int(people.sessions.limits.longest.total_seconds()),
        path="/",
        secure=secure,
        httponly=True,
        samesite="strict",
    )


def forget_session(response: Response) -> None:
    """Takes it away again, by whichever name."""
    for name in (COOKIE, SECURE_COOKIE):
        secure = name == SECURE_COOKIE
        response.delete_cookie(name, path="/", secure=secure, httponly=True, samesite="strict")
