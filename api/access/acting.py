"""In whose name something is done: a person's own, always; with a key, whoever it is done for."""

from api.access.caller import Caller, Scope
from api.access.person import name_key
from ingest.errors import DeskInvalid, NotYourName

LEADS: frozenset[Scope] = frozenset({"lead", "admin"})
"""Who may take steps with a colleague's case."""


def acting(caller: Caller, said: str, *, field: str = "agent") -> str:
    """The name that is kept with what is done.

    A person need not say it, and may say no other: raises ``NotYourName``. A program that acts for
    the agents of a helpdesk says whom; without raises ``DeskInvalid``.
    """
    name = acting_if_said(caller, said, field=field)
    if not name:
        raise DeskInvalid(f"{field} is missing; send who acts, as the team knows them")
    return name


def acting_if_said(caller: Caller, said: str, *, field: str = "agent") -> str:
    """The same where a program need not say whom it acts for: then it is empty."""
    if caller.kind != "person":
        return said
    if said and name_key(said) != name_key(caller.name):
        raise NotYourName(
            f"{field}: you are signed in as {caller.name!r} and cannot act as {said[:100]!r}; "
            f"leave it out"
        )
    return caller.name


def is_lead(caller: Caller) -> bool:
    """Whether they may take steps with cases that are a colleague's."""
    return bool(caller.scopes & LEADS)
