"""``tradewind keys``: make, list, rotate and revoke the keys that programs call with."""

from collections.abc import Callable
from typing import Annotated

import typer
from rich.console import Console

from api.access.keys import OVERLAP_HOURS
from api.bootstrap import Application
from api.cli_opened import opening
from api.command_line import COMMAND_LINE
from api.keys_wire import KeysOut, MadeKeyOut, key_out, made_key_out
from api.print_json import print_json
from api.render_keys import print_keys, print_made_key

Json = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]
Named = Annotated[str, typer.Argument(help="Its id, what it begins with, or its name.")]
Days = Annotated[
    int | None, typer.Option("--expires-days", help="Days until it ends; default: never.")
]
Force = Annotated[bool, typer.Option("--force", help="Also where no admin could come in any more.")]
_opened = opening(lambda application: application.administration.keys)


def keys_commands(
    application: Callable[[typer.Context], Application], output: Console
) -> typer.Typer:
    """The sub-commands; ``application`` gives what the command's options ask for."""
    commands = typer.Typer(
        help="Make, list, rotate and revoke the keys of programs.", no_args_is_help=True
    )

    def show_made(made: MadeKeyOut, *, as_json: bool) -> None:
        if as_json:
            print_json(made.model_dump(mode="json"))
        else:
            print_made_key(output, made)

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
        show_made(out, as_json=as_json)

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
            print_json(KeysOut(keys=shown).model_dump(mode="json"))
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
        force: Force = False,
        as_json: Json = False,
    ) -> None:
        """Give a key another secret and show it, this once."""
        with _opened(application(context)) as keys:
            made = keys.rotate(
                key,
                overlap_hours=overlap_hours,
                expires_days=expires_days,
                force=force,
                actor=COMMAND_LINE,
            )
            out = made_key_out(made, now=keys.now())
        show_made(out, as_json=as_json)

    @commands.command()
    def revoke(
        context: typer.Context, key: Named, force: Force = False, as_json: Json = False
    ) -> None:
        """Take a key's rights, from a running server's next request on."""
        with _opened(application(context)) as keys:
            revoked = keys.revoke(key, force=force, by=COMMAND_LINE, actor=COMMAND_LINE)
            out = key_out(revoked, now=keys.now())
        if as_json:
            print_json(out.model_dump(mode="json"))
        else:
            output.print(f"Revoked: {out.name} (tw_{out.prefix})", markup=False, soft_wrap=True)

    return commands
