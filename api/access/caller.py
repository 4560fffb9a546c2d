"""Who calls, and what they hold: a person at the console, a program with a key, or nobody known."""

from dataclasses import dataclass
from typing import Literal, get_args

Scope = Literal["chatbot", "agent", "editor", "lead", "admin"]
SCOPES: tuple[Scope, ...] = get_args(Scope)
INTERNAL: frozenset[Scope] = frozenset({"agent", "editor", "lead", "admin"})
"""The scopes of those who work here: they may read what customers may not."""
CallerKind = Literal["person", "key", "anonymous"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """Somebody who calls; what they may do is told by their scopes alone (``rights.py``)."""

    kind: CallerKind
    name: str = ""
    """As the team knows them: a person's name, or what a key was called when it was made."""
    id: str = ""
    """Of the person or the key; empty of nobody known."""
    scopes: frozenset[Scope] = frozenset()
    origins: tuple[str, ...] = ()
    """The sites whose pages a widget's key may be used from, as ``https://shop.example``."""
    session_id: str = ""
    """Of the console's session that a cookie opened; empty where a key came with the request."""

    @property
    def actor(self) -> str:
        """As the audit names them: by an id that stays, whatever they are called later."""
        return f"{self.kind}:{self.id}" if self.id else self.kind

    @property
    def is_known(self) -> bool:
        """Whether somebody's credentials came with the request."""
        return self.kind != "anonymous"

    @property
    def is_public(self) -> bool:
        """Whether anybody may hold it: a widget's key stands in a page."""
        return bool(self.origins)

    @property
    def may_read_internal(self) -> bool:
        """Whether internal text may reach them: never with a key that stands in a page."""
        return bool(self.scopes & INTERNAL) and not self.is_public


NOBODY = Caller(kind="anonymous")
"""Somebody without credentials where nothing is open to them."""
CHATBOT = Caller(kind="anonymous", scopes=frozenset({"chatbot"}))
"""Somebody without credentials on this machine itself: no more than a chatbot."""
