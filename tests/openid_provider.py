"""A real OpenID provider on this machine: discovery, keys, codes with PKCE, signed ID tokens.

It does what OpenID Connect Core asks of one, and what a test tells it to do wrong.
"""

import base64
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from jwt.algorithms import ECAlgorithm, RSAAlgorithm

from tests.local_server import serving

CLIENT, SECRET = "tradewind", "s3cret of the client"
Claims = dict[str, Any]
PrivateKey = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey


@dataclass
class SigningKey:
    """A key of the provider's, and how it is called."""

    id: str
    key: PrivateKey = field(repr=False)

    @property
    def algorithm(self) -> str:
        return "RS256" if isinstance(self.key, rsa.RSAPrivateKey) else "ES256"

    @property
    def jwk(self) -> dict[str, Any]:
        public = self.key.public_key()
        made = (
            RSAAlgorithm.to_jwk(public, as_dict=True)
            if isinstance(public, rsa.RSAPublicKey)
            else ECAlgorithm.to_jwk(public, as_dict=True)
        )
        return {**made, "kid": self.id, "use": "sig", "alg": self.algorithm}


def rsa_key(name: str) -> SigningKey:
    return SigningKey(name, rsa.generate_private_key(public_exponent=65_537, key_size=2048))


def elliptic_key(name: str) -> SigningKey:
    return SigningKey(name, ec.generate_private_key(ec.SECP256R1()))


class Provider:
    """Whoever comes is let in as the person that the test says."""

    def __init__(self) -> None:
        self.address = ""
        self.keys = [rsa_key("k1")]
        self.who: Claims = {"sub": "u-1", "name": "Mei", "groups": ["kb-agents"]}
        self.change: Callable[[Claims], Claims] = lambda claims: claims
        """What is done to the claims before they are signed."""
        self.sign: Callable[[Claims], str] = self.signed
        self.configuration: Claims = {}
        self.asked: list[str] = []
        self.answer: tuple[int, bytes] | None = None
        """What every address answers instead."""
        self._codes: dict[str, dict[str, str]] = {}

    def signed(self, claims: Claims, *, by: SigningKey | None = None) -> str:
        key = by or self.keys[0]
        return jwt.encode(claims, key.key, algorithm=key.algorithm, headers={"kid": key.id})

    def let_in(self, address: str) -> str:
        """Does as a browser that is sent to ``address`` and lets in; where it is sent back to."""
        parts = urlsplit(address)
        asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
        assert f"{parts.scheme}://{parts.netloc}{parts.path}" == f"{self.address}/authorize"
        assert asked["client_id"] == CLIENT
        assert asked["response_type"] == "code"
        assert asked["code_challenge_method"] == "S256"
        code = secrets.token_urlsafe(16)
        self._codes[code] = asked
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"

    def token(self, form: dict[str, str], credentials: str) -> tuple[int, Claims]:
        wanted = base64.b64encode(f"{CLIENT}:{SECRET.replace(' ', ' ')}".encode()).decode()
        if credentials != f"Basic {wanted}":
            return 401, {"error": "invalid_client"}
        asked = self._codes.pop(form.get("code", ""), None)
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        if (
            asked is None
            or asked["code_challenge"] != challenge
            or asked["redirect_uri"] != form.get("redirect_uri")
        ):
            return 400, {"error": "invalid_grant"}
        now = int(time.time())
        claims = {
            "iss": self.address,
            "aud": CLIENT,
            "iat": now,
            "exp": now + 300,
            "nonce": asked["nonce"],
            **self.who,
        }
        return 200, {
            "access_token": "unused",
            "token_type": "Bearer",
            "id_token": self.sign(self.change(claims)),
        }


@contextmanager
def openid_provider() -> Iterator[Provider]:
    """A provider that is served until the block ends."""
    provider = Provider()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            provider.asked.append(self.path)
            if self.path == "/.well-known/openid-configuration":
                self._say(
                    200,
                    {
                        "issuer": provider.address,
                        "authorization_endpoint": f"{provider.address}/authorize",
                        "token_endpoint": f"{provider.address}/token",
                        "jwks_uri": f"{provider.address}/keys",
                        "response_types_supported": ["code"],
                        **provider.configuration,
                    },
                )
            elif self.path == "/keys":
                self._say(200, {"keys": [one.jwk for one in provider.keys]})
            else:
                self._say(404, {})

        def do_POST(self) -> None:
            provider.asked.append(self.path)
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            form = {name: values[0] for name, values in parse_qs(body).items()}
            self._say(*provider.token(form, self.headers.get("Authorization", "")))

        def _say(self, status: int, values: Claims) -> None:
            body = json.dumps(values).encode()
            if provider.answer is not None:
                status, body = provider.answer
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Quiet."""

    with serving(Handler, let_go=threading.Event()) as address:
        provider.address = address
        yield provider
