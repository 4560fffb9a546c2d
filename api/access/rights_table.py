"""The table of rights as Markdown, for ``docs/keys.md``: made from what the server goes by."""

from collections.abc import Mapping

from api.access.caller import SCOPES
from api.access.rights import RIGHTS, Right

BEGIN, END = "<!-- rights -->", "<!-- /rights -->"
"""Between which lines of a page the table stands."""


def rights_table(rights: Mapping[str, Right] = RIGHTS) -> str:
    """A line a route, by address."""
    titles = ("route", "none", "here", "page", *SCOPES)
    rows = [f"| {' | '.join(titles)} |", f"|---{'|:-:' * (len(titles) - 1)}|"]
    for route in sorted(rights, key=lambda one: one.split()[::-1]):
        right = rights[route]
        marks = (
            right.is_open,
            right.is_open or not right.needs_credentials,
            right.is_open or right.for_widgets,
            *(right.is_open or scope in right.scopes for scope in SCOPES),
        )
        shown = route.replace(":path}", "}")
        rows.append(f"| `{shown}` | {' | '.join('●' if one else '' for one in marks)} |")
    return "\n".join(rows)


def with_table(page: str) -> str:
    """A page with the table as it is now between its two lines."""
    before, _, rest = page.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n{rights_table()}\n{END}{after}"
