"""People as a table, and as JSON; hashes of passwords are in neither."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from api.access.person import Person


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
