"""Who is signed in at the console: a cookie → a session → a caller, with the rights of this moment.

The cookie is HttpOnly and SameSite=Strict; over https it is Secure and its name says so, by a
prefix that browsers take from secure pages of this host alone. Nothing of it is in the database but
its SHA-256.
"""

import hashlib
import hmac
from collections.abc import Callable
from dataclasses import dataclass

from starlette.datastructures import Headers

from api.access.caller import Caller
from api.access.people_store import PeopleStore
from api.access.person import Session
from api.access.sessions import Sessions

COOKIE = "tradewind_session"
SECURE_COOKIE = f"__Host-{COOKIE}"
LONGEST_TOKEN = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """Somebody at the console, and the session that they came by."""

    caller: Caller
    session: Session


class AtConsole:
    """Safe for many threads. What it tells is looked up each time: a role taken away is away."""

    def __init__(
        self,
        *,
        people: PeopleStore,
        sessions: Sessions,
        key_by_id: Callable[[str], Caller | None],
    ) -> None:
        self._people = people
        self._sessions = sessions
        self._key_by_id = key_by_id

    def caller(self, headers: Headers) -> Caller | None:
        """Who sent these headers, by their cookie; None without a session that holds."""
        seat = self.seat(token_in(headers))
        return seat.caller if seat else None

    def seat(self, token: str) -> Seat | None:
        """Who has this token, and their session."""
        session = self._sessions.find(token)
        if session is None:
            return None
        caller = self._key(session) if session.key_id else self._person(session)
        return Seat(caller=caller, session=session) if caller else None

    def _person(self, session: Session) -> Caller | None:
        person = self._people.person(session.person_id)
        if person is None or not person.is_active:
            return None
        return Caller(
            kind="person",
            name=person.name,
            id=person.id,
            scopes=frozenset(person.roles),
            session_id=session.id,
        )

    def _key(self, session: Session) -> Caller | None:
        key = self._key_by_id(session.key_id)
        if key is None or not key.may_read_internal:
            return None
        return Caller(
            kind="key", name=key.name, id=key.id, scopes=key.scopes, session_id=session.id
        )


def token_in(headers: Headers) -> str:
    """The token of the console's cookie; empty without one."""
    token = cookie_in(headers, SECURE_COOKIE) or cookie_in(headers, COOKIE)
    return token if len(token) <= LONGEST_TOKEN else ""


def cookie_in(headers: Headers, name: str) -> str:
    """The value of a cookie of ours; empty without one, the last one's of several.

    Its name is this one to the letter: parsers that strip more than browsers do (a no-break space)
    take a name that any neighbour may set for one that only this host can.
    """
    found = ""
    for one in headers.get("cookie", "").split(";"):
        key, _, value = one.partition("=")
        if key.strip(" \t") == name:
            found = value.strip(" \t")
    return found


def csrf_token(token: str) -> str:
    """What the console's own scripts send beside the cookie: bound to the session, and no way back.

    Empty without a session's token.
    """
    if not token:
        return ""
    return hmac.digest(token.encode(), b"tradewind csrf", hashlib.sha256).hex()
