"""The text of a key, ``tw_<prefix>_<secret>``: made once, told once, kept as a hash.

The secret is 32 random bytes, so its plain SHA-256 is as hard to turn back as the key is to guess;
a slow hash, as passwords need, would only slow down every request.
"""

import base64
import re
import secrets
from dataclasses import dataclass, field
from hashlib import sha256

SECRET_BYTES = 32
PREFIX_CHARACTERS = 8
_LETTERS = "abcdefghijkmnpqrstuvwxyz23456789"
"""Without those that are mistaken for each other."""
_KEY = re.compile(rf"tw_([{_LETTERS}]{{{PREFIX_CHARACTERS}}})_[A-Za-z0-9_-]{{43}}")


@dataclass(frozen=True, slots=True, kw_only=True)
class NewKeyText:
    """A new secret: to be told to its owner, and forgotten."""

    prefix: str
    text: str = field(repr=False)
    hash: bytes = field(repr=False)


def new_key_text() -> NewKeyText:
    """Another one each time."""
    prefix = "".join(secrets.choice(_LETTERS) for _ in range(PREFIX_CHARACTERS))
    secret = base64.urlsafe_b64encode(secrets.token_bytes(SECRET_BYTES)).rstrip(b"=").decode()
    text = f"tw_{prefix}_{secret}"
    return NewKeyText(prefix=prefix, text=text, hash=hash_of(text))


def prefix_of(text: str) -> str:
    """Which secret a text says it is; empty where it is no key's."""
    found = _KEY.fullmatch(text)
    return found[1] if found else ""


def hash_of(text: str) -> bytes:
    """What is kept of a key, and all that is."""
    return sha256(text.encode("utf-8", "surrogateescape")).digest()
