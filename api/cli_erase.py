"""``tradewind erase`` and ``export-customer``: what the law asks for on one customer's behalf."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from api.bootstrap import Application
from api.cli_opened import opening
from api.customers_wire import ErasedOut, erased_out
from api.print_json import print_json
from ingest.durable import replace_text
from ingest.errors import SettingsInvalid, StorageFull

ACTOR = "command line"
Customer = Annotated[str, typer.Argument(help="The customer's id, as your chatbot sends it.")]
Json = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]
_opened = opening(lambda application: application.administration.customers)


def add_erase_commands(
    app: typer.Typer, application: Callable[[typer.Context], Application], output: Console
) -> None:
    """Adds them; ``application`` gives what the command's options ask for."""

    @app.command()
    def erase(
        context: typer.Context,
        customer: Customer,
        yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
        close_cases: Annotated[
            bool,
            typer.Option(
                "--close-cases", help="Close open cases unanswered; red ones stay, without words."
            ),
        ] = False,
        as_json: Json = False,
    ) -> None:
        """Erase everything about a customer, for good; cases stay as figures without words."""
        with _opened(application(context)) as customers:
            found = customers.traces(customer)
            if not yes:
                typer.confirm(
                    f"Erase {len(found.conversations)} conversations, {len(found.questions)} "
                    f"questions and the words of {len(found.cases)} cases, for good?",
                    abort=True,
                    err=True,
                )
            done = erased_out(
                customers.erase(
                    customer, actor=ACTOR, close_cases=close_cases, whatever_it_takes=True
                )
            )
        if as_json:
            print_json(done.model_dump(mode="json"))
        else:
            _print_erased(output, done)

    @app.command("export-customer")
    def export_customer(
        context: typer.Context,
        customer: Customer,
        file: Annotated[str, typer.Argument(help="A file to make; - is standard output.")],
    ) -> None:
        """Write everything that is kept of a customer as JSON."""
        target = Path(file)
        if file != "-" and target.exists():
            raise SettingsInvalid(f"export-customer: {file!r} is there already; name another file")
        with _opened(application(context)) as customers:
            told = customers.export(customer, actor=ACTOR)
        if file == "-":
            print_json(told)
            return
        try:
            replace_text(target, json.dumps(told, ensure_ascii=False, indent=1) + "\n")
            target.chmod(0o600)
        except OSError as error:
            raise StorageFull(
                f"export-customer: {file!r} cannot be written ({error.strerror})"
            ) from error
        output.print(f"Written: {file}", markup=False, soft_wrap=True)


def _print_erased(output: Console, done: ErasedOut) -> None:
    rows = ", ".join(f"{count} {table}" for table, count in sorted(done.rows.items()))
    lines = [
        f"Erased: {rows or 'no rows'}; {done.drafts} drafts, {done.reports} reports of releases, "
        f"details of {done.audit_details} records of the audit. Record {done.record} says so."
    ]
    if not done.is_overwritten:
        lines.append(
            "Somebody still reads an older moment of the database: run 'tradewind retention run "
            "--compact', or restart the server first."
        )
    lines += [
        f"Still in the queue, without words and without whose it was, for it is red: {one}"
        for one in done.kept_cases
    ]
    lines += [f"Read this document, it was made from their case: {one}" for one in done.documents]
    lines += [f"Their id still stands in: {one}" for one in done.left]
    lines.append("Backups made before still hold everything; let them run out, or delete them.")
    for line in lines:
        output.print(line, markup=False, soft_wrap=True)
