"""People put together over the database, for the routes, the command line and whoever serves."""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlsplit

from answer.desk.audit_log import AuditLog
from answer.desk.database import DeskDatabase
from api.access.at_console import AtConsole
from api.access.attempt_store import AttemptStore
from api.access.caller import Caller
from api.access.keys import Keys
from api.access.managing import ManagingPeople
from api.access.oidc_sign_in import OidcSignIn
from api.access.once_store import OnceStore
from api.access.overseeing import OverseeingPeople
from api.access.password_hash import PasswordHashing
from api.access.people_store import PeopleStore
from api.access.person import Person, Role
from api.access.session_store import SessionStore
from api.access.sessions import SessionLimits, Sessions
from api.access.signing_in import SigningIn
from api.access.unlocking import Unlocking
from api.settings import Settings
from ingest.errors import KeyMissing

FIRST_PERSON = "admin"
"""Whom a first sign-in link is for."""
FIRST_ROLES: tuple[Role, ...] = ("admin",)
SIGN_IN_PAGE = "/console/sign-in"


@dataclass(frozen=True, slots=True, kw_only=True)
class PeopleServices:
    """What everybody needs of people."""

    people: PeopleStore
    sessions: Sessions
    signing_in: SigningIn
    managing: ManagingPeople
    overseeing: OverseeingPeople
    unlocking: Unlocking
    at_console: AtConsole
    oidc: OidcSignIn | None
    """None where no provider is set."""
    public_url: str
    """Where people reach the console from outside; empty: as they called it."""

    @property
    def is_secure(self) -> bool:
        """Whether cookies are for https alone, however a request came."""
        return self.public_url.startswith("https:")

    def link(self, person: Person, *, base: str, by: str) -> str:
        """An address that signs somebody in, once, within ten minutes.

        The token stands in the fragment: no server, proxy or log ever sees it.
        """
        token = self.signing_in.make_link(person, by=by)
        return f"{self.public_url or base.rstrip('/')}{SIGN_IN_PAGE}#link={token}"

    def first_link(self, *, base: str) -> str:
        """For the person called ``admin``, who is added where nobody is here at all; empty where
        anybody could sign in already."""
        if self.people.is_anybody_active():
            return ""
        person = self.managing.add(FIRST_PERSON, roles=FIRST_ROLES, by="serve")
        return self.link(person, base=base, by="serve")


def open_people(
    database: DeskDatabase,
    *,
    settings: Settings,
    keys: Keys,
    by_key: Callable[[str], Caller | None],
    hashing: PasswordHashing | None = None,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> PeopleServices:
    """People over their tables; ``by_key`` tells whose key a text is."""

    def key_by_id(key_id: str) -> Caller | None:
        try:
            key = keys.store.found(key_id)
        except KeyMissing:
            return None
        return key.caller if key.state(now()) == "active" else None

    people, once = PeopleStore(database), OnceStore(database)
    attempts = AttemptStore(database)
    record = AuditLog(database).add
    limits = SessionLimits(idle=settings.sign_in.idle, longest=settings.sign_in.longest)
    sessions = Sessions(SessionStore(database), limits=limits, now=now)
    signing_in = SigningIn(
        people=people,
        sessions=sessions,
        attempts=attempts,
        once=once,
        hashing=hashing or PasswordHashing(),
        by_key=by_key,
        key_ends_at=keys.ends_at,
        record=record,
        now=now,
    )
    managing = ManagingPeople(database, record=record, now=now)
    unlocking = Unlocking(database, attempts=attempts, record=record, now=now)
    return PeopleServices(
        people=people,
        sessions=sessions,
        signing_in=signing_in,
        managing=managing,
        overseeing=OverseeingPeople(
            database,
            people=people,
            sessions=sessions,
            attempts=attempts,
            managing=managing,
            signing_in=signing_in,
            unlocking=unlocking,
            has_key=keys.has_admin,
            issuer=issuer_of(settings),
            record=record,
            now=now,
        ),
        unlocking=unlocking,
        at_console=AtConsole(people=people, sessions=sessions, key_by_id=key_by_id),
        oidc=(
            OidcSignIn(
                settings.oidc,
                signing_in=signing_in,
                managing=managing,
                people=people,
                once=once,
                now=now,
            )
            if settings.oidc
            else None
        ),
        public_url=settings.public_url,
    )


def first_link(database: DeskDatabase, *, settings: Settings, base: str) -> str:
    """As ``PeopleServices.first_link``, before there is a server."""
    opened = open_people(database, settings=settings, keys=Keys(database), by_key=lambda text: None)
    return opened.first_link(base=base)


def tell_first_link(address: str) -> None:
    """Shows the first person's link on the terminal: it is a secret, so nowhere else."""
    if address:
        sys.stdout.write(
            f"Sign in to the console as {FIRST_PERSON!r}, within ten minutes, once:\n\n"
            f"    {address}\n\n"
            f"Later: 'tradewind people link {FIRST_PERSON}'.\n"
        )
        sys.stdout.flush()


def issuer_of(settings: Settings) -> str:
    """The OpenID provider that people sign in with; empty where none is set."""
    return settings.oidc.issuer if settings.oidc else ""


def public_host(settings: Settings) -> str:
    """The name that people call this server by from outside; empty where none is set."""
    return urlsplit(settings.public_url).hostname or ""
