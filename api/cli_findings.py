"""``tradewind findings``: what ingest found in documents, and accepting what is in order."""

from collections.abc import Callable
from contextlib import closing
from typing import Annotated, cast, get_args

import typer
from rich.console import Console
from rich.markup import escape

from api.bootstrap import Application
from api.findings_schemas import findings_out
from api.findings_wire import FindingsOut
from api.print_json import print_json
from ingest.accepted import ACCEPTED_FILE, read_accepted
from ingest.errors import DocumentRefused, SettingsInvalid
from ingest.finding import FindingKind

Json = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]
KINDS = get_args(FindingKind)
SHOWN_A_DOCUMENT = 10


def findings_commands(
    application: Callable[[typer.Context], Application], output: Console
) -> typer.Typer:
    """The sub-commands; ``application`` gives what the command's options ask for."""
    commands = typer.Typer(
        help="List hidden text, instructions to models, personal data …; accept what is in order.",
        no_args_is_help=True,
    )

    @commands.command("list")
    def list_findings(
        context: typer.Context,
        path: Annotated[str, typer.Argument(help="Only documents whose path holds this.")] = "",
        kind: Annotated[str, typer.Option(help="Only this kind.")] = "",
        as_json: Json = False,
    ) -> None:
        """List what the newest build found in the documents, those held back first."""
        found = _findings(application(context), path=path, kind=_kind(kind))
        if as_json:
            print_json(found.model_dump(mode="json"))
        else:
            _print_findings(output, found)

    @commands.command()
    def accept(
        context: typer.Context,
        path: Annotated[str, typer.Argument(help="The document, below documents/.")],
        why: Annotated[str, typer.Option(help="Why it is in order; kept in accepted.yaml.")],
        kind: Annotated[
            list[str] | None,
            typer.Option(help="Only this kind, may be repeated; default: all that were found."),
        ] = None,
        by: Annotated[str, typer.Option(help="Who decides so.")] = "",
        as_json: Json = False,
    ) -> None:
        """Accept findings in a document as it is now; a changed file is looked at again."""
        with closing(application(context)) as opened:
            exact = [one for one in _findings(opened, path=path).documents if one.path == path]
            chosen = {_kind(one) for one in kind or ()} or {
                finding.kind for one in exact for finding in one.findings if not finding.accepted
            }
            if not exact or not chosen:
                raise DocumentRefused(
                    f"nothing that is not accepted was found in {path!r} by the newest build; "
                    f"'tradewind findings list' shows what was"
                )
            kinds = cast(set[FindingKind], chosen)
            opened.editing.looks.accept_findings(
                path, seen=exact[0].sha256, kinds=kinds, by=by, why=why
            )
        told = {"path": path, "kinds": sorted(kinds), "by": by, "why": why}
        if as_json:
            print_json(told)
        else:
            output.print(
                f"Accepted in {path}: {', '.join(sorted(kinds))}. The next 'tradewind reindex' "
                f"takes it in.",
                markup=False,
                soft_wrap=True,
            )

    return commands


def _findings(
    application: Application, *, path: str = "", kind: FindingKind | None = None
) -> FindingsOut:
    release, documents = application.releasing.findings()
    decisions = read_accepted(application.settings.content_dir / ACCEPTED_FILE)
    return findings_out(release, documents, decisions, path=path, kind=kind)


def _kind(text: str) -> FindingKind | None:
    if not text:
        return None
    if text not in KINDS:
        raise SettingsInvalid(f"findings: no kind {text!r}; give one of {', '.join(KINDS)}")
    return cast(FindingKind, text)


def _print_findings(console: Console, found: FindingsOut) -> None:
    console.print(
        f"{found.release or 'no release'}: {found.held} documents held back, {found.open} open "
        f"findings",
        markup=False,
    )
    for document in found.documents:
        held = " [red]held back[/red]" if document.held else ""
        console.print(f"{escape(document.path)}{held}", soft_wrap=True)
        for one in document.findings[:SHOWN_A_DOCUMENT]:
            colour = "dim" if one.accepted else "red" if one.severity == "quarantine" else "yellow"
            place = ", ".join(
                part for part in (f"page {one.page}" if one.page else "", one.place) if part
            )
            state = " (accepted)" if one.accepted else ""
            console.print(
                f"  [{colour}]{one.kind}{state}[/{colour}] {escape(place)}: {escape(one.excerpt)}",
                soft_wrap=True,
            )
        if len(document.findings) > SHOWN_A_DOCUMENT:
            console.print(f"  … and {len(document.findings) - SHOWN_A_DOCUMENT} more: --json")
