"""An ID token → what the provider says of a person, once nothing about the token is doubtful.

OpenID Connect Core 1.0, 3.1.3.7. The algorithm is taken from a list of our own, never from the
token alone, and the key from the provider's: neither "none" nor a secret that both share is on it.
"""

import hmac
from collections.abc import Callable, Mapping
from typing import Any

import jwt

from ingest.errors import SignInRefused

ALGORITHMS = (
    *("RS256", "RS384", "RS512", "PS256", "PS384", "PS512"),
    *("ES256", "ES384", "ES512", "EdDSA"),
)
CLOCK_SECONDS = 60
"""By which the provider's clock may differ from ours."""
LONGEST_TOKEN = 20_000

KeyOf = Callable[[str], Mapping[str, Any] | None]
"""A key's id → the provider's key (a JWK)."""


def claims_of(
    token: str, *, key_of: KeyOf, issuer: str, client_id: str, nonce: str
) -> Mapping[str, Any]:
    """The token's claims; raises ``SignInRefused`` naming what is wrong, never what it says."""
    if len(token) > LONGEST_TOKEN:
        raise _refused("is too long")
    try:
        header = jwt.get_unverified_header(token)
        algorithm = header.get("alg")
        if algorithm not in ALGORITHMS:
            raise _refused("is signed in a way that is not accepted")
        key = key_of(str(header.get("kid", "")))
        if key is None or key.get("use", "sig") != "sig":
            raise _refused("is signed with a key that the provider does not name")
        if key.get("alg", algorithm) != algorithm:
            raise _refused("is signed in another way than its key is for")
        claims: dict[str, Any] = jwt.decode(
            token,
            jwt.PyJWK(dict(key), algorithm=algorithm),
            algorithms=[algorithm],
            audience=client_id,
            issuer=issuer,
            leeway=CLOCK_SECONDS,
            options={"require": ["iss", "sub", "aud", "exp", "iat"]},
        )
    except (jwt.PyJWTError, ValueError, TypeError) as error:
        raise _refused(f"does not hold ({type(error).__name__})") from error
    audience = claims["aud"]
    if isinstance(audience, list) and len(audience) > 1 and "azp" not in claims:
        raise _refused("is for several and does not say who asked for it")
    if claims.get("azp", client_id) != client_id:
        raise _refused("was asked for by somebody else")
    said = claims.get("nonce")
    if not isinstance(said, str) or not hmac.compare_digest(said.encode(), nonce.encode()):
        raise _refused("answers another sign-in")
    if not isinstance(claims["sub"], str) or not 0 < len(claims["sub"]) <= 255:
        raise _refused("names nobody")
    return claims


def _refused(why: str) -> SignInRefused:
    return SignInRefused(f"The provider's ID token {why}. Sign in again.")
