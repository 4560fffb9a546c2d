"""People as a table, and as JSON; hashes of passwords are in neither."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from api.access.person import LockedAddress, Person, Standing


def print_people(output: Console, people: Sequence[Person]) -> None:
    """One line a person."""
    if not people:
        output.print("Nobody yet; 'tradewind people add NAME --role admin' adds somebody.")
        return
    table = Table(box=None, pad_edge=False)
    for title in ("name", "roles", "signs in by", "last signed in"):
        table.add_column(title)
    for one in people:
        table.add_row(
            escape(one.name),
            ", ".join(one.roles) if one.is_active else "removed",
            _ways(one),
            _shown(one.signed_in_at) or "never",
        )
    output.print(table)


def print_locked(
    output: Console, people: Sequence[Standing], addresses: Sequence[LockedAddress]
) -> None:
    """One line for each that waits."""
    if not people and not addresses:
        output.print("Nobody is locked out.")
    for one in people:
        until = _shown(one.locked_until)
        output.print(f"{one.person.name}: until {until}", markup=False, soft_wrap=True)
    for there in addresses:
        output.print(
            f"address {there.address}: until {_shown(there.locked_until)}, "
            f"{there.failures} wrong attempts",
            markup=False,
            soft_wrap=True,
        )


def locked_values(
    people: Sequence[Standing], addresses: Sequence[LockedAddress]
) -> dict[str, list[dict[str, Any]]]:
    """Who is locked out as JSON."""
    return {
        "people": [
            {"name": one.person.name, "locked_until": _shown(one.locked_until)} for one in people
        ],
        "addresses": [
            {
                "address": one.address,
                "failures": one.failures,
                "last_at": _shown(one.last_at),
                "locked_until": _shown(one.locked_until),
            }
            for one in addresses
        ],
    }


def people_values(person: Person) -> dict[str, Any]:
    """One person as JSON."""
    return {
        "id": person.id,
        "name": person.name,
        "roles": list(person.roles),
        "is_active": person.is_active,
        "has_password": person.has_password,
        "has_provider": bool(person.subject),
        "created_at": _shown(person.created_at),
        "password_changed_at": _shown(person.password_changed_at),
        "signed_in_at": _shown(person.signed_in_at),
    }


def _ways(person: Person) -> str:
    ways = [("password", person.has_password), ("provider", bool(person.subject))]
    return ", ".join(name for name, is_so in ways if is_so) or "link"


def _shown(at: datetime | None) -> str | None:
    return f"{at:%Y-%m-%dT%H:%M:%SZ}" if at else None
