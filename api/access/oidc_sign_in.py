"""Signing in with the OpenID provider: authorization code with PKCE, state and nonce. CONDUCTOR.

The state is kept here, works once, and belongs to the browser that began: a cookie of its own shows
that. What comes back is looked at by ``id_token.py``; who it is and what they may do is settled
here.
"""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from api.access.id_token import claims_of
from api.access.managing import ManagingPeople, checked_name, roles_named
from api.access.oidc_provider import OidcProvider
from api.access.once_store import OnceStore
from api.access.people_store import PeopleStore
from api.access.person import Person, Role
from api.access.session_store import hashed
from api.access.sessions import Visit
from api.access.signing_in import SignedIn, SigningIn
from api.oidc_settings import OidcSetting
from ingest.errors import PersonConflict, SignInRefused

LASTS = timedelta(minutes=10)
BY = "OpenID provider"
"""Who changes roles, in the audit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """A sign-in under way."""

    address: str
    """Of the provider, for the browser to go to."""
    binding: str
    """For a cookie: who comes back has to be who went."""


class OidcSignIn:
    """Safe for many threads and processes."""

    def __init__(
        self,
        setting: OidcSetting,
        *,
        signing_in: SigningIn,
        managing: ManagingPeople,
        people: PeopleStore,
        once: OnceStore,
        now: Callable[[], datetime],
    ) -> None:
        self._setting = setting
        self._provider = OidcProvider(setting, now=now)
        self._signing_in = signing_in
        self._managing = managing
        self._people = people
        self._once = once
        self._now = now

    @property
    def label(self) -> str:
        """What the provider is called; empty where the settings call it nothing."""
        return self._setting.label

    def begin(self, *, redirect_uri: str, next_page: str) -> Begun:
        """Where to send the browser. Raises ``ProviderFailed``."""
        endpoints = self._provider.endpoints()
        verifier, nonce, binding = (secrets.token_urlsafe(32) for _ in range(3))
        state = self._once.put(
            "oidc",
            details={
                "verifier": verifier,
                "nonce": nonce,
                "binding": hashed(binding),
                "redirect_uri": redirect_uri,
                "next": next_page,
            },
            at=self._now(),
            lasts=LASTS,
        )
        digest = hashlib.sha256(verifier.encode()).digest()
        asked = {
            "response_type": "code",
            "client_id": self._setting.client_id,
            "redirect_uri": redirect_uri,
            "scope": " ".join(self._setting.scopes),
            "state": state,
            "nonce": nonce,
            "code_challenge": base64.urlsafe_b64encode(digest).rstrip(b"=").decode(),
            "code_challenge_method": "S256",
        }
        joint = "&" if "?" in endpoints.authorization else "?"
        return Begun(address=f"{endpoints.authorization}{joint}{urlencode(asked)}", binding=binding)

    def finish(
        self, *, state: str, code: str, binding: str, visit: Visit, instead_of: str = ""
    ) -> tuple[SignedIn, str]:
        """A session, and the page that was wanted.

        Raises ``SignInRefused``, ``PersonConflict`` or ``ProviderFailed``.
        """
        taken = self._once.take("oidc", state, at=self._now())
        if taken is None or not hmac.compare_digest(taken[1]["binding"], hashed(binding)):
            raise SignInRefused("This sign-in is over or was begun elsewhere. Begin it again.")
        begun = taken[1]
        token = self._provider.id_token(
            code, verifier=begun["verifier"], redirect_uri=begun["redirect_uri"]
        )
        claims = claims_of(
            token,
            key_of=self._provider.key,
            issuer=self._setting.issuer,
            client_id=self._setting.client_id,
            nonce=begun["nonce"],
        )
        person = self._person(claims)
        made = self._signing_in.admit(person, method="oidc", visit=visit, instead_of=instead_of)
        return made, begun["next"]

    def _person(self, claims: Mapping[str, Any]) -> Person:
        subject = f"{self._setting.issuer} {claims['sub']}"
        person = self._people.of_subject(subject)
        roles = self._roles(claims)
        if person is None:
            person = self._newcomer(claims, subject=subject, roles=roles)
        elif roles is not None and person.is_active and roles != person.roles:
            person = self._managing.set_roles(person, roles, by=BY)
        if not person.is_active:
            raise SignInRefused("You are not active here any more. Ask an admin.")
        if not person.roles:
            self._signing_in.sessions.end_all(person.id)
            raise SignInRefused(
                "The provider knows you, but gives you no role here. Ask an admin for one."
            )
        return person

    def _newcomer(
        self, claims: Mapping[str, Any], *, subject: str, roles: tuple[Role, ...] | None
    ) -> Person:
        said = claims.get(self._setting.name_claim)
        if not isinstance(said, str):
            raise SignInRefused(
                f"The provider does not tell your name ({self._setting.name_claim!r}). Ask an "
                f"admin to look at name_claim."
            )
        name = checked_name(said)
        known = self._people.named(name)
        if known is not None:
            if known.subject or not self._setting.link_by_name:
                raise PersonConflict(
                    "Somebody of your name is here already. Ask an admin to tell you apart."
                )
            linked = self._people.change(known, subject=subject)
            return linked if roles is None else self._managing.set_roles(linked, roles, by=BY)
        if not roles:
            raise SignInRefused(
                "The provider knows you, but gives you no role here. Ask an admin for one."
            )
        return self._managing.add(name, roles=roles, by=BY, subject=subject)

    def _roles(self, claims: Mapping[str, Any]) -> tuple[Role, ...] | None:
        """By what the provider says; None where roles are given here."""
        if not self._setting.roles:
            return None
        found: Any = claims
        for part in self._setting.roles_claim.split("."):
            found = found.get(part) if isinstance(found, Mapping) else None
        groups = found.split() if isinstance(found, str) else found
        if not isinstance(groups, list):
            groups = []
        names = [self._setting.roles.get(str(one)) for one in groups]
        mapped = {name for name in names if name}
        return roles_named(mapped) if mapped else ()
