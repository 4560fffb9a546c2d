"""``tradewind audit``: what was decided and done, and whether anybody changed the record of it."""

import dataclasses
import json
import sys
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from answer.desk.audit_record import AuditFilter
from api.audit_trail import AuditTrail
from api.audit_wire import check_out, head_out, page_out
from api.bootstrap import Application
from api.cli_opened import opening
from api.print_json import print_json
from api.render_audit import print_check, print_records
from api.stated_time import stated_time
from ingest.durable import replace_text
from ingest.errors import SettingsInvalid, StorageFull

Json = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]
_opened = opening(lambda application: application.administration.audit_trail)


def audit_commands(
    application: Callable[[typer.Context], Application], output: Console
) -> typer.Typer:
    """The sub-commands; ``application`` gives what the command's options ask for."""
    commands = typer.Typer(
        help="Check, list or export the record of what was decided and done.",
        no_args_is_help=True,
    )

    @commands.command()
    def verify(
        context: typer.Context,
        head: Annotated[
            list[str],
            typer.Option(help="A head that you kept, as 'head' printed it; may be repeated."),
        ] = [],  # noqa: B006 - as typer wants it
        as_json: Json = False,
    ) -> None:
        """Look at every record; exit 1 and say which was changed, deleted, put in or moved."""
        with _opened(application(context)) as trail:
            check = trail.verify(heads=head)
        if as_json:
            print_json(check_out(check).model_dump(mode="json"))
        else:
            print_check(output, check)
        if not check.is_whole:
            raise typer.Exit(1)

    @commands.command("head")
    def show_head(context: typer.Context, as_json: Json = False) -> None:
        """Print the last record's number and hash: keep it where nobody can write who can here."""
        with _opened(application(context)) as trail:
            trail.catch_up()
            trail.keep_head()
            found = trail.log.head()
        if as_json:
            print_json(head_out(found).model_dump(mode="json"))
        else:
            sys.stdout.write(f"{found.text}\n")

    @commands.command("list")
    def list_records(
        context: typer.Context,
        kind: Annotated[str, typer.Option(help="decision, publish, document, erase …")] = "",
        actor: Annotated[str, typer.Option(help="person:ID, key:ID, anonymous …")] = "",
        subject: Annotated[str, typer.Option(help="The id of a reply, case, release …")] = "",
        customer: Annotated[str, typer.Option(help="Only what is about this customer.")] = "",
        since: Annotated[datetime | None, typer.Option(help="From this time on, UTC.")] = None,
        before: Annotated[int | None, typer.Option(help="Only records before this one.")] = None,
        limit: Annotated[int, typer.Option(min=1, max=10_000, help="How many.")] = 50,
        as_json: Json = False,
    ) -> None:
        """List records, the last first."""
        wanted = AuditFilter(
            kind=kind,
            actor=actor,
            subject=subject,
            customer_id=customer,
            since=stated_time(since),
        )
        with _opened(application(context)) as trail:
            trail.catch_up()
            page = page_out(trail.log.page(wanted, before=before, limit=limit))
        if as_json:
            print_json(page.model_dump(mode="json"))
        else:
            print_records(output, page)

    @commands.command()
    def export(
        context: typer.Context,
        file: Annotated[str, typer.Argument(help="A file to make; - is standard output.")],
    ) -> None:
        """Write every record as it stands, a line of JSON each: others can check it by
        themselves."""
        target = Path(file)
        if file != "-" and target.exists():
            raise SettingsInvalid(f"audit export: {file!r} is there already; name another file")
        with _opened(application(context)) as trail:
            trail.catch_up()
            lines = _lines(trail)
            if file == "-":
                sys.stdout.writelines(lines)
                return
            try:
                replace_text(target, "".join(lines))
            except OSError as error:
                raise StorageFull(
                    f"audit export: {file!r} cannot be written ({error.strerror})"
                ) from error
        output.print(f"Written: {file}", markup=False, soft_wrap=True)

    return commands


def _lines(trail: AuditTrail) -> Iterator[str]:
    for row, told in trail.log.rows():
        values: dict[str, Any] = dataclasses.asdict(row)
        if told is None:
            values["is_erased"] = True
        else:
            values |= dataclasses.asdict(told) | {"salt": told.salt.hex()}
        yield json.dumps(values, ensure_ascii=True) + "\n"
