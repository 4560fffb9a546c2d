"""``tradewind keys``: make, list, rotate and revoke the keys that programs call with."""

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Annotated, Any

import typer
from rich.console import Console

from api.access.keys import OVERLAP_HOURS, Keys
from api.bootstrap import Application
from api.keys_wire import KeysOut, key_out, made_key_out
from api.render_keys import print_keys, print_made_key

COMMAND_LINE = "command line"
"""Who acts there: whoever may read the database could do the same."""
Json = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]
Named = Annotated[str, typer.Argument(help="Its id, what it begins with, or its name.")]
Days = Annotated[
    int | None, typer.Option("--expires-days", help="Days until it ends; default: never.")
]


def keys_commands(
    application: Callable[[typer.Context], Application], output: Console
) -> typer.Typer:
    """The sub-commands; ``application`` gives what the command's options ask for."""
    commands = typer.Typer(
        help="Make, list, rotate and revoke the keys of programs.", no_args_is_help=True
    )

    @commands.command()
    def create(
        context: typer.Context,
        name: Annotated[str, typer.Argument(help="Who is to hold it, as 'shop chatbot'.")],
        scope: Annotated[
            list[str], typer.Option(help="chatbot, agent, editor, lead or admin; may be repeated.")
        ],
        origin: Annotated[
            list[str],
            typer.Option(help="A site whose pages use it, as https://shop.example; repeated."),
        ] = [],  # noqa: B006
        expires_days: Days = None,
        as_json: Json = False,
    ) -> None:
        """Make a key and show it, this once."""
        with _opened(application(context)) as keys:
            made = keys.create(
                name,
                scopes=scope,
                origins=origin,
                expires_days=expires_days,
                by=COMMAND_LINE,
                actor=COMMAND_LINE,
            )
            out = made_key_out(made, now=keys.now())
        if as_json:
            _print_json(out.model_dump(mode="json"))
        else:
            print_made_key(output, out)

    @commands.command("list")
    def list_keys(
        context: typer.Context,
        everything: Annotated[bool, typer.Option("--all", help="Revoked ones too.")] = False,
        as_json: Json = False,
    ) -> None:
        """List the keys by what they begin with; their secrets are not kept."""
        with _opened(application(context)) as keys:
            now = keys.now()
            found = [key_out(one, now=now) for one in keys.listed()]
        shown = [one for one in found if everything or one.state != "revoked"]
        if as_json:
            _print_json(KeysOut(keys=shown).model_dump(mode="json"))
        else:
            print_keys(output, shown)

    @commands.command()
    def rotate(
        context: typer.Context,
        key: Named,
        overlap_hours: Annotated[
            float, typer.Option(help="Hours for which the secret before it opens too.")
        ] = OVERLAP_HOURS,
        expires_days: Days = None,
        as_json: Json = False,
    ) -> None:
        """Give a key another secret and show it, this once."""
        with _opened(application(context)) as keys:
            made = keys.rotate(
                key,
                overlap_hours=overlap_hours,
                expires_days=expires_days,
                actor=COMMAND_LINE,
            )
            out = made_key_out(made, now=keys.now())
        if as_json:
            _print_json(out.model_dump(mode="json"))
        else:
            print_made_key(output, out)

    @commands.command()
    def revoke(context: typer.Context, key: Named, as_json: Json = False) -> None:
        """Take a key's rights, from a running server's next request on."""
        with _opened(application(context)) as keys:
            revoked = keys.revoke(key, by=COMMAND_LINE, actor=COMMAND_LINE)
            out = key_out(revoked, now=keys.now())
        if as_json:
            _print_json(out.model_dump(mode="json"))
        else:
            output.print(f"Revoked: {out.name} (tw_{out.prefix})", markup=False, soft_wrap=True)

    return commands


@contextmanager
def _opened(application: Application) -> Iterator[Keys]:
    try:
        yield application.keys
    finally:
        application.close()


def _print_json(values: Any) -> None:
    sys.stdout.write(json.dumps(values, ensure_ascii=False, indent=1) + "\n")
