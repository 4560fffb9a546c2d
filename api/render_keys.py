"""Keys as a person reads them on a terminal."""

from collections.abc import Sequence
from datetime import datetime

from rich.console import Console
from rich.markup import escape
from rich.table import Column, Table

from api.keys_wire import KeyOut, MadeKeyOut


def print_keys(console: Console, keys: Sequence[KeyOut]) -> None:
    """Every key on a line, without its secret."""
    if not keys:
        console.print("No keys: 'tradewind keys create' makes one.", markup=False)
        return
    table = Table("Id", "Name", "Begins", "Scopes", "State", "Last used", Column("Pages of"))
    for one in keys:
        state = one.state if one.expires_at is None else f"{one.state}, ends {_day(one.expires_at)}"
        row = (one.id, one.name, f"tw_{one.prefix}", ", ".join(one.scopes), state)
        used = _when(one.last_used_at) if one.last_used_at else "never"
        table.add_row(*map(escape, row), used, escape("\n".join(one.origins)))
    console.print(table)


def print_made_key(console: Console, made: MadeKeyOut) -> None:
    """A key's text, the one time that it is shown; first, so that it can be copied."""
    lines = [made.key, "", f"{made.name!r} ({', '.join(made.scopes)}); shown this once."]
    if made.expires_at is not None:
        lines.append(f"It ends on {_day(made.expires_at)}.")
    if made.origins:
        lines.append(f"For pages of {', '.join(made.origins)} alone; it is no secret.")
    earlier = [one for one in made.secrets[1:] if one.ends_at is not None]
    if earlier and earlier[0].ends_at is not None:
        lines.append(f"tw_{earlier[0].prefix}… opens until {_when(earlier[0].ends_at)}.")
    console.print("\n".join(lines), markup=False, soft_wrap=True)


def _when(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M} UTC"


def _day(at: datetime) -> str:
    return f"{at:%Y-%m-%d}"
