"""``tradewind people``: who signs in to the console, with which roles; passwords and links."""

import json
import sys
from collections.abc import Callable
from typing import Annotated, Any

import typer
from rich.console import Console

from api.access.managing import roles_named
from api.access.overseeing import PeopleFilter
from api.access.person import Person
from api.bootstrap import Application
from api.cli_opened import opening
from api.command_line import COMMAND_LINE
from api.job_file import FOLDER
from api.people_services import PeopleServices
from api.render_people import locked_values, people_values, print_locked, print_people
from api.served_address import address_noted
from ingest.errors import PersonConflict, SettingsInvalid

"""Who acts there: whoever may read the database could do the same."""
LONGEST_LINE = 10_000
MOST_LOCKED = 1_000
Json = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]
Name = Annotated[str, typer.Argument(help="As the team knows them.")]
Roles = Annotated[list[str], typer.Option("--role", help="agent, editor, lead or admin; repeated.")]


def people_commands(
    application: Callable[[typer.Context], Application], output: Console
) -> typer.Typer:
    """The sub-commands; ``application`` gives what the command's options ask for."""
    commands = typer.Typer(
        help="Add, list, unlock and remove people; set roles and passwords; make sign-in links.",
        no_args_is_help=True,
    )

    @commands.command()
    def add(context: typer.Context, name: Name, role: Roles) -> None:
        """Add a person; without a password they come by a link, or by the OpenID provider."""
        with _opened(application(context)) as (people, _):
            person = people.managing.add(name, roles=roles_named(role), by=COMMAND_LINE)
        _say(output, f"Added: {person.name} ({', '.join(person.roles)})")

    @commands.command("list")
    def list_people(context: typer.Context, as_json: Json = False) -> None:
        """List people, their roles, and when they signed in last."""
        with _opened(application(context)) as (people, _):
            found = people.people.people()
        if as_json:
            values = [people_values(one) for one in found]
            sys.stdout.write(json.dumps(values, ensure_ascii=False, indent=1) + "\n")
        else:
            print_people(output, found)

    @commands.command("set-password")
    def set_password(context: typer.Context, name: Name) -> None:
        """Set a password, asked for unseen or read from standard input; ends all sessions."""
        with _opened(application(context)) as (people, _):
            person = _active(people, name)
            people.signing_in.set_password(person, _password(), by=COMMAND_LINE)
        _say(output, f"The password of {person.name} is set; they are signed out everywhere.")

    @commands.command()
    def roles(context: typer.Context, name: Name, role: Roles) -> None:
        """Give a person these roles and no others."""
        with _opened(application(context)) as (people, _):
            wanted = roles_named(role)
            changed = people.managing.set_roles(_active(people, name), wanted, by=COMMAND_LINE)
        _say(output, f"{changed.name}: {', '.join(changed.roles)}")

    @commands.command()
    def remove(context: typer.Context, name: Name) -> None:
        """Sign a person out for good; what they did keeps their name. 'add' brings them back."""
        with _opened(application(context)) as (people, _):
            person = _active(people, name)
            people.managing.remove(person, by=COMMAND_LINE)
        _say(output, f"Removed: {person.name}")

    @commands.command()
    def locked(context: typer.Context, as_json: Json = False) -> None:
        """List who is locked out after wrong passwords: people, and addresses."""
        with _opened(application(context)) as (people, _):
            wanted = PeopleFilter(state="locked")
            standings = people.overseeing.page(wanted, limit=MOST_LOCKED).standings
            addresses = people.unlocking.addresses()
        if as_json:
            values = locked_values(standings, addresses)
            sys.stdout.write(json.dumps(values, ensure_ascii=False, indent=1) + "\n")
        else:
            print_locked(output, standings, addresses)

    @commands.command()
    def unlock(
        context: typer.Context,
        name: Annotated[str, typer.Argument(help="As the team knows them.")] = "",
        address: Annotated[
            str, typer.Option(help="One that tried many names, instead of a person.")
        ] = "",
    ) -> None:
        """Forget wrong passwords, at a person or from an address: they may try again at once."""
        if bool(name) == bool(address):
            raise SettingsInvalid("people unlock: give a name, or --address ADDRESS")
        with _opened(application(context)) as (people, _):
            if name:
                person = _active(people, name)
                name = person.name
                is_unlocked = people.unlocking.person(person, by=COMMAND_LINE)
            else:
                is_unlocked = people.unlocking.address(address, by=COMMAND_LINE)
        said = "may try again" if is_unlocked else "had no wrong attempts that count"
        _say(output, f"{name or address}: {said}")

    @commands.command()
    def link(context: typer.Context, name: Name, as_json: Json = False) -> None:
        """Make a link that signs a person in: it works once, for ten minutes."""
        with _opened(application(context)) as (people, base):
            address = people.link(_active(people, name), base=base, by=COMMAND_LINE)
        if as_json:
            sys.stdout.write(json.dumps({"link": address}) + "\n")
        else:
            # whole on one line, however narrow the terminal: it is copied
            sys.stdout.write(address + "\n")

    return commands


def _people_and_address(application: Application) -> tuple[PeopleServices, str]:
    """People, and the address of the server that runs; where none does, the settings'."""
    settings = application.settings
    if running := address_noted(settings.var_dir / FOLDER):
        return application.administration.people, running
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    return application.administration.people, f"http://{host}:{settings.port}"


_opened = opening(_people_and_address)


def _active(people: PeopleServices, name: str) -> Person:
    person = people.people.required(name)
    if not person.is_active:
        raise PersonConflict(
            f"{person.name!r} was removed; 'tradewind people add' brings them back"
        )
    return person


def _password() -> str:
    """Never from the command itself: others see commands, and shells keep them."""
    if sys.stdin.isatty():
        found: Any = typer.prompt("New password", hide_input=True, confirmation_prompt=True)
        return str(found)
    line = sys.stdin.readline(LONGEST_LINE).rstrip("\r\n")
    if not line:
        raise SettingsInvalid("people set-password: standard input is empty; send the password")
    return line


def _say(output: Console, text: str) -> None:
    output.print(text, markup=False, soft_wrap=True)
