"""Sessions of the console: opened by signing in, over when idle, too old or ended."""

import secrets
import uuid
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from api.access.person import Person, Session, SignInMethod
from api.access.session_store import SessionStore

TOKEN_BYTES = 32
SEEN_EVERY = timedelta(minutes=1)
"""How exactly it is kept when a session was used last."""
MOST_TOLD = 10_000
"""Sessions of which a process knows when it kept that."""
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionLimits:
    """How long a session lasts."""

    idle: timedelta = timedelta(hours=2)
    """Without anything done in it."""
    longest: timedelta = timedelta(hours=12)
    """Whatever is done in it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """Where a request comes from, as a session tells it to its owner."""

    address: str = ""
    device: str = ""


class Sessions:
    """Safe for many threads and processes: all of it is on the disk."""

    def __init__(
        self, store: SessionStore, *, limits: SessionLimits, now: Callable[[], datetime]
    ) -> None:
        self._store = store
        self._limits = limits
        self._now = now
        self._told: dict[str, datetime] = {}

    @property
    def limits(self) -> SessionLimits:
        """How long a session lasts."""
        return self._limits

    def open(
        self,
        *,
        method: SignInMethod,
        visit: Visit,
        person: Person | None = None,
        key_id: str = "",
        instead_of: str = "",
        until: datetime | None = None,
    ) -> tuple[Session, str]:
        """A new session and the token that opens it, over ``until`` then at the latest; the session
        of ``instead_of``, a token that the browser had before, is over."""
        now = self._now()
        longest = now + self._limits.longest
        token = secrets.token_urlsafe(TOKEN_BYTES)
        session = Session(
            id=uuid.uuid4().hex,
            person_id=person.id if person else "",
            key_id=key_id,
            method=method,
            created_at=now,
            seen_at=now,
            expires_at=min(longest, until or longest),
            address=visit.address,
            device=visit.device,
        )
        if instead_of:
            self.end(instead_of)
        self._store.add(session, token=token)
        return session, token

    def find(self, token: str) -> Session | None:
        """The session that a token opens, unless it is over."""
        session = self._store.of_token(token) if token else None
        return session if session and self.is_open(session) else None

    def is_open(self, session: Session) -> bool:
        """Whether it is not over: idle for too long, or too old."""
        now = self._now()
        return now < session.expires_at and now - session.seen_at < self._limits.idle

    def is_news(self, session_id: str) -> bool:
        """Whether it is a while since this process kept that a session was used."""
        return self._now() - self._told.get(session_id, LONG_AGO) >= SEEN_EVERY

    def used(self, session_id: str) -> None:
        """Somebody did something in it."""
        now = self._now()
        if len(self._told) >= MOST_TOLD:
            self._told = {}
        self._told[session_id] = now
        self._store.seen(session_id, at=now)

    def like(self, session: Session) -> tuple[Session, ...]:
        """Every session of the same person or key that is not over, the last one used first."""
        found = (
            self._store.of_person(session.person_id)
            if session.person_id
            else self._store.of_key(session.key_id)
        )
        return tuple(one for one in found if self.is_open(one))

    def counts(self, person_ids: Collection[str]) -> Mapping[str, int]:
        """How many browsers each of these people is signed in at; those at none are left out."""
        now = self._now()
        return self._store.counts(person_ids, used_since=now - self._limits.idle, at=now)

    def end(self, token: str) -> None:
        """The token opens nothing any more."""
        session = self._store.of_token(token)
        if session is not None:
            self._store.end(session.id)

    def end_one(self, session: Session, session_id: str) -> bool:
        """Ends a session of the same person or key; False where they have none of this id."""
        return any(one.id == session_id for one in self.like(session)) and self._store.end(
            session_id
        )

    def end_others(self, session: Session) -> int:
        """Every session of the same person or key is over but this one; how many were."""
        if session.person_id:
            return self._store.end_all(session.person_id, but=session.id)
        return self._store.end_all_of_key(session.key_id, but=session.id)

    def end_all(self, person_id: str, *, but: str = "") -> int:
        """Every session of a person is over, but the one of the id ``but``; how many were."""
        return self._store.end_all(person_id, but=but)
