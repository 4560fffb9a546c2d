"""Keys as a person reads them on a terminal."""

from collections.abc import Sequence
from datetime import datetime

from rich.console import Console

from api.keys_wire import KeyOut, MadeKeyOut


def print_keys(console: Console, keys: Sequence[KeyOut]) -> None:
    """Every key in a few lines, without its secret."""
    if not keys:
        console.print("No keys: 'tradewind keys create' makes one.", markup=False)
        return
    for one in keys:
        console.print("\n".join(_lines(one)), markup=False, soft_wrap=True)


def print_made_key(console: Console, made: MadeKeyOut) -> None:
    """A key's text, the one time that it is shown; first, so that it can be copied."""
    lines = [made.key, "", f"{made.name!r} ({', '.join(made.scopes)}); shown this once."]
    if made.expires_at is not None:
        lines.append(f"It ends on {_day(made.expires_at)}.")
    if made.origins:
        lines.append(f"For pages of {', '.join(made.origins)} alone; it is no secret.")
    lines += [
        f"tw_{one.prefix}… opens until {_when(one.ends_at)}."
        for one in made.secrets[1:2]
        if one.ends_at is not None
    ]
    console.print("\n".join(lines), markup=False, soft_wrap=True)


def _lines(key: KeyOut) -> list[str]:
    until = f", until {_day(key.expires_at)}" if key.expires_at else ""
    used = f"last used {_when(key.last_used_at)}" if key.last_used_at else "never used"
    lines = [
        f"tw_{key.prefix}…  {key.name}  ({', '.join(key.scopes)}; {key.state}{until})",
        f"  id {key.id}, made by {key.created_by} on {_day(key.created_at)}, {used}",
    ]
    if key.origins:
        lines.append(f"  for pages of {', '.join(key.origins)}")
    lines += [
        f"  tw_{one.prefix}… opens too, until {_when(one.ends_at)}"
        for one in key.secrets[1:2]
        if one.ends_at is not None and key.state == "active"
    ]
    return lines


def _when(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M} UTC"


def _day(at: datetime) -> str:
    return f"{at:%Y-%m-%d}"
