"""Who may come in: by password, by a link that works once, or with an API key. CONDUCTOR.

What is refused is refused in the same words, whether there is nobody of that name, the password is
wrong, or the person is not active any more; and it takes as long.
"""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from api.access.attempt_store import AttemptStore, at_address, of_address, of_person
from api.access.caller import Caller
from api.access.lock_out import ADDRESS, NAME, NAME_AT_ADDRESS
from api.access.network_address import network_of
from api.access.once_store import OnceStore
from api.access.password_hash import PasswordHashing
from api.access.password_rules import fault_of
from api.access.people_store import PeopleStore
from api.access.person import Person, Session, SignInMethod, name_key
from api.access.sessions import Sessions, Visit
from ingest.errors import PasswordUnfit, SignInBusy, SignInLocked, SignInRefused

LINK_LASTS = timedelta(minutes=10)
CHOOSING_LASTS = timedelta(minutes=10)
"""After a link was used, in which its session sets a password without the one before: whoever
forgot theirs does so at once, and whoever finds the window open hours later does not."""
STRANGERS = 2**16
"""So many counts for names that nobody has: enough that they seldom meet, too few to tell what was
typed. People type passwords where their names belong."""
WRONG = "The name or the password is wrong. Check both, and the caps lock."
LINK_OVER = "This link is used up or older than ten minutes. Ask for a new one."
KNOWN_WRONG = (
    "The password you have now is wrong. Check it; if you forgot it, have a sign-in link made for "
    "you, and set another within ten minutes of using it."
)
NOT_ACTIVE = "You are not active here any more. Ask an admin."
KEY_WRONG = "This key is wrong, expired or revoked, or is not one for people who work here."
OF_PROVIDER = (
    "The password is your provider's to keep. If you need one here too, ask an admin for a sign-in "
    "link."
)


class Record(Protocol):
    """Keeps what was done, append-only."""

    def __call__(
        self, kind: str, *, actor: str, subject: str, details: Mapping[str, str]
    ) -> object: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedIn:
    """A session that was opened now."""

    session: Session
    token: str
    """For the browser; nothing else has it."""


class SigningIn:
    """Safe for many threads and processes."""

    def __init__(
        self,
        *,
        people: PeopleStore,
        sessions: Sessions,
        attempts: AttemptStore,
        once: OnceStore,
        hashing: PasswordHashing,
        by_key: Callable[[str], Caller | None],
        key_ends_at: Callable[[str], datetime | None],
        record: Record,
        now: Callable[[], datetime],
    ) -> None:
        self.people = people
        self.sessions = sessions
        self.once = once
        self._attempts = attempts
        self._hashing = hashing
        self._by_key = by_key
        self._key_ends_at = key_ends_at
        self._record = record
        self._now = now

    def with_password(
        self, name: str, password: str, *, visit: Visit, instead_of: str = ""
    ) -> SignedIn:
        """Raises ``SignInRefused``, ``SignInLocked`` or ``SignInBusy``."""
        person = self.people.named(name)
        who = of_person(person.id) if person else f"stranger {_stranger(name)}"
        self._begin(who, visit)
        kept = self.people.password_hash(person.id) if person and person.is_active else ""
        if not self._matches(kept, password, who=who, visit=visit) or person is None:
            self._refused("password", visit, person)
            raise SignInRefused(WRONG)
        self._right(who, visit)
        is_outdated = self._hashing.is_outdated(kept)
        anew = self._hashing.hash(password) if is_outdated else kept
        with self.people.changing():
            # looking at it takes a while: a session is not opened by a password changed meanwhile
            if self.people.password_hash(person.id) != kept:
                raise SignInRefused(WRONG)
            self.people.keep_hash_anew(person.id, known=kept, anew=anew)
            return self.admit(person, method="password", visit=visit, instead_of=instead_of)

    def with_link(self, token: str, *, visit: Visit, instead_of: str = "") -> SignedIn:
        """Raises ``SignInRefused`` or ``SignInLocked``."""
        counted = self._begin_at_address(visit)
        taken = self.once.take("link", token, at=self._now())
        person = self.people.person(taken[0]) if taken else None
        if person is None or not person.is_active:
            self._refused("link", visit, person)
            raise SignInRefused(LINK_OVER)
        self._attempts.take_back(counted)
        return self.admit(person, method="link", visit=visit, instead_of=instead_of)

    def with_key(self, key: str, *, visit: Visit, instead_of: str = "") -> SignedIn:
        """A session with the scopes of a key, until it is revoked or another secret took this one's
        place. Raises as ``with_link`` does."""
        counted = self._begin_at_address(visit)
        key = key.strip()
        caller = self._by_key(key)
        if caller is None or not caller.may_read_internal:
            self._refused("key", visit, None)
            raise SignInRefused(KEY_WRONG)
        self._attempts.take_back(counted)
        session, token = self.sessions.open(
            method="key",
            visit=visit,
            key_id=caller.id,
            instead_of=instead_of,
            until=self._key_ends_at(key),
        )
        self._record("signed_in", actor=caller.actor, subject=caller.id, details={"by": "key"})
        return SignedIn(session=session, token=token)

    def admit(
        self, person: Person, *, method: SignInMethod, visit: Visit, instead_of: str = ""
    ) -> SignedIn:
        """A new session of somebody who has shown who they are; raises ``SignInRefused`` where they
        were removed meanwhile."""
        with self.people.changing():
            kept = self.people.person(person.id)
            if kept is None or not kept.is_active:
                raise SignInRefused(NOT_ACTIVE)
            session, token = self.sessions.open(
                method=method, visit=visit, person=person, instead_of=instead_of
            )
            self.people.signed_in(person.id, at=self._now())
            self._record(
                "signed_in", actor=_actor(person), subject=_actor(person), details={"by": method}
            )
        return SignedIn(session=session, token=token)

    def make_link(self, person: Person, *, by: str) -> str:
        """A token that signs this person in once, within ten minutes."""
        token = self.once.put("link", person_id=person.id, at=self._now(), lasts=LINK_LASTS)
        self._record("sign_in_link", actor=by, subject=_actor(person), details={})
        return token

    def set_password(self, person: Person, password: str, *, by: str, but: str = "") -> None:
        """A new password; every session is over but the one of the id ``but``, and so are links.

        Raises ``PasswordUnfit`` or ``SignInBusy``.
        """
        fault = fault_of(password, name=person.name)
        if fault:
            raise PasswordUnfit(f"The password {fault}.")
        made = self._hashing.hash(password)
        with self.people.changing():
            self.people.keep_password(person.id, made, at=self._now())
            self.sessions.end_all(person.id, but=but)
            self.once.forget(person.id)
            self._record("password_set", actor=by, subject=_actor(person), details={})

    def needs_password(self, person: Person, session: Session) -> bool:
        """Whether they say the password that they have before they set another."""
        is_by_link = session.method == "link"
        is_new = self._now() - session.created_at < CHOOSING_LASTS
        return person.has_password and not (is_by_link and is_new)

    def change_password(
        self, person: Person, password: str, *, known: str, session: Session, visit: Visit
    ) -> None:
        """Their own; whoever has one says it first, unless a link has just signed them in.

        Whom only the provider knows gets none by themselves: it would open to them here after the
        provider has let them go.
        Raises ``SignInRefused``, ``SignInLocked``, ``SignInBusy`` or ``PasswordUnfit``.
        """
        if session.method == "oidc" and not person.has_password:
            raise PasswordUnfit(OF_PROVIDER)
        if self.needs_password(person, session):
            who = of_person(person.id)
            self._begin(who, visit)
            kept = self.people.password_hash(person.id)
            if not self._matches(kept, known, who=who, visit=visit):
                self._refused("password", visit, person)
                raise SignInRefused(KNOWN_WRONG)
            self._right(who, visit)
        self.set_password(person, password, by=_actor(person), but=session.id)

    def _begin(self, who: str, visit: Visit) -> None:
        """Counts an attempt as wrong until it is known to be right; raises ``SignInLocked``."""
        at, there = self._now(), _at_address(who, visit)
        counted = {there: NAME_AT_ADDRESS, _address(visit): ADDRESS}
        if not self._attempts.is_known(there, at=at):
            counted[who] = NAME
        self._wait(self._attempts.begin(counted, at=at))

    def _matches(self, kept: str, password: str, *, who: str, visit: Visit) -> bool:
        try:
            return self._hashing.matches(kept, password)
        except SignInBusy:
            # nobody looked at it: it was not wrong
            for counted in (_at_address(who, visit), who, _address(visit)):
                self._attempts.take_back(counted)
            raise

    def _right(self, who: str, visit: Visit) -> None:
        self._attempts.forget(_at_address(who, visit), at=self._now())
        for counted in (who, _address(visit)):
            self._attempts.take_back(counted)

    def _begin_at_address(self, visit: Visit) -> str:
        counted = _address(visit)
        self._wait(self._attempts.begin({counted: ADDRESS}, at=self._now()))
        return counted

    def _wait(self, seconds: int) -> None:
        if seconds > 0:
            raise SignInLocked(
                f"Too many wrong attempts. Try again in {_told(seconds)}, or have a sign-in link "
                f"made for you.",
                retry_after_seconds=seconds,
            )

    def _refused(self, method: SignInMethod, visit: Visit, person: Person | None) -> None:
        # a name that nobody has may be a password in the wrong field
        self._record(
            "sign_in_refused",
            actor=_actor(person) if person else "",
            subject=_actor(person) if person else "",
            details={"by": method, "address": network_of(visit.address)},
        )


def _actor(person: Person) -> str:
    """As the audit names them."""
    return f"person:{person.id}"


def _address(visit: Visit) -> str:
    return of_address(network_of(visit.address))


def _at_address(who: str, visit: Visit) -> str:
    return at_address(who, network_of(visit.address))


def _stranger(name: str) -> int:
    digest = hashlib.sha256(name_key(name).encode("utf-8", "replace")).digest()
    return int.from_bytes(digest[:8]) % STRANGERS


def _told(seconds: int) -> str:
    return f"{seconds} seconds" if seconds < 120 else f"{-(-seconds // 60)} minutes"
