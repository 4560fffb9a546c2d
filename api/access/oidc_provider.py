"""What is asked of the OpenID provider over HTTP: its configuration, its keys, a code's tokens.

Nothing is asked before somebody signs in with it. Answers are bounded in size and time, and no
redirection is followed: the addresses are the provider's own or they are wrong.
"""

import json
import logging
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import httpx2

from api.oidc_settings import OidcSetting
from api.webhook_settings import is_private
from ingest.errors import ProviderFailed, SignInRefused

SECONDS = 10.0
MOST_BYTES = 500_000
CONFIGURATION_LASTS = timedelta(hours=1)
KEYS_LAST = timedelta(hours=1)
KEYS_AGAIN = timedelta(seconds=30)
"""A key that nobody knows is asked for no oftener: a forger must not make us ask."""
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
logger = logging.getLogger("tradewind")


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoints:
    """Of the provider's configuration what signing in needs."""

    authorization: str
    token: str
    keys: str
    secret_in_header: bool


class OidcProvider:
    """Safe for many threads."""

    def __init__(self, setting: OidcSetting, *, now: Callable[[], datetime]) -> None:
        self._setting = setting
        self._now = now
        self._lock = threading.Lock()
        self._endpoints: tuple[datetime, Endpoints] | None = None
        self._keys: tuple[datetime, Mapping[str, Mapping[str, Any]]] = (LONG_AGO, {})
        # it would log addresses with codes in them
        logging.getLogger("httpx2").setLevel(logging.WARNING)

    def endpoints(self) -> Endpoints:
        """Where to send people and codes; raises ``ProviderFailed``."""
        with self._lock:
            now = self._now()
            if self._endpoints is None or now - self._endpoints[0] > CONFIGURATION_LASTS:
                self._endpoints = (now, self._discovered())
            return self._endpoints[1]

    def key(self, key_id: str) -> Mapping[str, Any] | None:
        """The key of this id, also where it is a new one; with a single key it needs no id.

        Raises ``ProviderFailed``.
        """
        address = self.endpoints().keys
        with self._lock:
            now = self._now()
            age = now - self._keys[0]
            known = _chosen(self._keys[1], key_id)
            if age > KEYS_LAST or (known is None and age > KEYS_AGAIN):
                self._keys = (now, _keys_in(self._asked("GET", address)))
            return _chosen(self._keys[1], key_id)

    def id_token(self, code: str, *, verifier: str, redirect_uri: str) -> str:
        """What the provider gives for a code; raises ``SignInRefused`` or ``ProviderFailed``."""
        endpoints = self.endpoints()
        secret = self._setting.client_secret()
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": redirect_uri,
            "code_verifier": verifier,
            "client_id": self._setting.client_id,
        }
        by_header = bool(secret) and endpoints.secret_in_header
        if secret and not by_header:
            form["client_secret"] = secret
        answer = self._asked(
            "POST",
            endpoints.token,
            form=form,
            user=(self._setting.client_id, secret) if by_header else None,
        )
        token = answer.get("id_token")
        if not isinstance(token, str) or not token:
            raise ProviderFailed("the provider's answer to the code holds no 'id_token'")
        return token

    def _discovered(self) -> Endpoints:
        address = self._setting.issuer.rstrip("/") + "/.well-known/openid-configuration"
        found = self._asked("GET", address)
        if found.get("issuer") != self._setting.issuer:
            raise ProviderFailed(
                f"oidc, issuer: the provider calls itself {str(found.get('issuer'))[:200]!r}, the "
                f"settings say {self._setting.issuer!r}; write what it calls itself"
            )
        methods = found.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
        return Endpoints(
            authorization=self._address(found, "authorization_endpoint"),
            token=self._address(found, "token_endpoint"),
            keys=self._address(found, "jwks_uri"),
            secret_in_header="client_secret_basic" in methods,
        )

    def _address(self, found: Mapping[str, Any], name: str) -> str:
        """One of the configuration's; https, where the issuer is."""
        address = found.get(name)
        wanted = urlsplit(self._setting.issuer).scheme
        parts = urlsplit(address) if isinstance(address, str) else None
        if parts is None or not parts.hostname or parts.scheme not in {"https", wanted}:
            raise ProviderFailed(f"the provider's configuration has no address as {name!r}")
        return str(address)

    def _asked(
        self,
        method: str,
        address: str,
        *,
        form: Mapping[str, str] | None = None,
        user: tuple[str, str] | None = None,
    ) -> dict[str, Any]:
        host = urlsplit(address).netloc
        try:
            with (
                httpx2.Client(
                    timeout=SECONDS,
                    follow_redirects=False,
                    trust_env=not is_private(urlsplit(address).hostname or ""),
                ) as client,
                client.stream(
                    method,
                    address,
                    data=form,
                    auth=user,
                    headers={"accept": "application/json", "accept-encoding": "identity"},
                ) as response,
            ):
                status, body = response.status_code, _read(response)
        except httpx2.HTTPError as error:
            raise ProviderFailed(
                f"the OpenID provider at {host!r} gives no answer ({type(error).__name__}); "
                f"is it reachable from here?"
            ) from error
        try:
            values = json.loads(body)
        except (ValueError, RecursionError):
            values = None
        if method == "POST" and status in (400, 401, 403):
            code = values.get("error") if isinstance(values, dict) else None
            if code == "invalid_grant":
                raise SignInRefused("The provider does not take the code any more. Sign in again.")
            raise ProviderFailed(
                f"the OpenID provider at {host!r} refuses this server ({status}, "
                f"{str(code)[:60]!r}); check client_id and client_secret_file"
            )
        if status != 200 or not isinstance(values, dict):
            raise ProviderFailed(
                f"the OpenID provider at {host!r} answers {status} and no JSON object"
                if status == 200
                else f"the OpenID provider at {host!r} answers {status}"
            )
        return values


def _read(response: httpx2.Response) -> bytes:
    deadline, body = time.monotonic() + SECONDS, b""
    for piece in response.iter_raw():
        body += piece
        if len(body) > MOST_BYTES or time.monotonic() > deadline:
            raise ProviderFailed("the OpenID provider's answer is too long, or takes too long")
    return body


def _keys_in(answer: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    keys = answer.get("keys")
    found = [one for one in keys if isinstance(one, dict)] if isinstance(keys, list) else []
    if not found:
        raise ProviderFailed("the OpenID provider names no keys")
    return {str(one.get("kid", "")): one for one in found}


def _chosen(keys: Mapping[str, Mapping[str, Any]], key_id: str) -> Mapping[str, Any] | None:
    if not key_id and len(keys) == 1:
        return next(iter(keys.values()))
    return keys.get(key_id)
