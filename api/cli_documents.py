"""``tradewind documents``: what lies among the documents, and changing it."""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer
from pydantic import BaseModel
from rich.console import Console

from api.bootstrap import Application
from api.cli_opened import opening
from api.command_line import who_acts
from api.document_listing import DOCUMENT_STATES
from api.document_parse import parse_out
from api.documents_out import (
    FIELDS,
    document_facts_out,
    documents_out,
    edit_out,
    facts_from,
    matching,
    moved_out,
    proposed_out,
    reference_out,
    trashed_out,
)
from api.documents_wire import TrashOut
from api.editing import Editing
from api.print_json import print_json
from api.render_documents import (
    print_documents,
    print_edit,
    print_facts,
    print_parse,
    print_proposed,
    print_references,
    print_trash,
)
from ingest.edit import Edit
from ingest.edit_documents import ANY_VERSION
from ingest.errors import DocumentMissing, DocumentRefused, SettingsInvalid

STEP_BYTES = 2**20
LISTS = frozenset(field.key for field in FIELDS if field.kind in ("list", "paths"))
Json = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]
By = Annotated[str, typer.Option(help="Who does so; kept in the log. Default: your login.")]
Seen = Annotated[str, typer.Option(help="The sha256 of the version you saw; any other is refused.")]
DocumentPath = Annotated[str, typer.Argument(help="Below the documents folder.")]
_opened = opening(lambda application: application.editing)


def documents_commands(
    application: Callable[[typer.Context], Application], output: Console
) -> typer.Typer:
    """The sub-commands; ``application`` gives what the command's options ask for."""
    commands = typer.Typer(
        help="List, add, replace, move, remove and restore documents, and edit their facts.",
        no_args_is_help=True,
    )

    def edited(edit: Edit, *, as_json: bool) -> None:
        if as_json:
            _print_json(edit_out(edit))
        else:
            print_edit(output, edit_out(edit))

    @commands.command("list")
    def list_documents(
        context: typer.Context,
        words: Annotated[str, typer.Argument(help="Part of a path or title.")] = "",
        state: Annotated[list[str], typer.Option(help=f"{', '.join(DOCUMENT_STATES)}.")] = [],  # noqa: B006
        kind: Annotated[list[str], typer.Option(help="manual, certificate, sop, faq …")] = [],  # noqa: B006
        language: Annotated[list[str], typer.Option(help="BCP 47.")] = [],  # noqa: B006
        product: Annotated[str, typer.Option(help="A product or model.")] = "",
        as_json: Json = False,
    ) -> None:
        """List every document and how it stands against the live release."""
        unknown = sorted(set(state) - set(DOCUMENT_STATES))
        if unknown:
            raise SettingsInvalid(
                f"documents list: there is no state {unknown[0]!r}; there are "
                f"{', '.join(DOCUMENT_STATES)}"
            )
        with _opened(application(context)) as editing:
            listed = editing.documents()
            release, limit = editing.listing.live().release, editing.folder.max_file_bytes
        wanted = matching(
            listed, words=words, states=state, kinds=kind, languages=language, product=product
        )
        found = documents_out(
            listed, wanted, offset=0, limit=len(wanted), release=release, max_upload_bytes=limit
        )
        if as_json:
            _print_json(found)
        else:
            print_documents(output, found)

    @commands.command()
    def add(
        context: typer.Context,
        file: Annotated[Path, typer.Argument(help="The file to take.")],
        path: Annotated[str, typer.Argument(help="Its path; default: its name.")] = "",
        fact: Annotated[list[str], typer.Option("--set", help="A fact: key=value.")] = [],  # noqa: B006
        by: By = "",
        as_json: Json = False,
    ) -> None:
        """Take a new file among the documents; nothing is overwritten."""
        with _opened(application(context)) as editing:
            facts = facts_from(_facts_of(fact))
            edited(
                _put(editing, file, path or file.name, seen="", by=by, facts=facts), as_json=as_json
            )

    @commands.command("replace")
    def replace_document(
        context: typer.Context,
        path: DocumentPath,
        file: Annotated[Path, typer.Argument(help="Its new bytes.")],
        seen: Seen = ANY_VERSION,
        by: By = "",
        as_json: Json = False,
    ) -> None:
        """Give a document other bytes; its facts stay."""
        with _opened(application(context)) as editing:
            editing.looks.file_of(path)
            edited(_put(editing, file, path, seen=seen, by=by, facts={}), as_json=as_json)

    @commands.command()
    def move(
        context: typer.Context,
        path: DocumentPath,
        to: Annotated[str, typer.Argument(help="Its new path.")],
        mend: Annotated[
            bool, typer.Option("--mend", help="Other documents' facts name the new path.")
        ] = False,
        inherit: Annotated[
            bool, typer.Option("--inherit", help="The new folder's facts hold, not the old one's.")
        ] = False,
        seen: Seen = ANY_VERSION,
        by: By = "",
        as_json: Json = False,
    ) -> None:
        """Give a document another path; its facts go with it, and what names it is told."""
        with _opened(application(context)) as editing:
            found = moved_out(
                editing.move(
                    path, to=to, seen=seen, by=who_acts(by), mend=mend, keep_facts=not inherit
                )
            )
        if as_json:
            _print_json(found)
        else:
            print_edit(output, found.edit)
            if found.references:
                done = f", {len(found.mended)} files mended" if mend else ""
                output.print(f"{len(found.references)} places name the old path{done}:")
                print_references(output, found.references)

    @commands.command()
    def remove(
        context: typer.Context,
        path: DocumentPath,
        confirm: Annotated[
            bool, typer.Option("--confirm", help="Also where something depends on it.")
        ] = False,
        seen: Seen = ANY_VERSION,
        by: By = "",
        as_json: Json = False,
    ) -> None:
        """Take a document away; it can be restored for some days."""
        with _opened(application(context)) as editing:
            if not as_json and not confirm:
                print_references(output, [reference_out(one) for one in editing.references(path)])
            edited(
                editing.remove(path, seen=seen, by=who_acts(by), confirmed=confirm), as_json=as_json
            )

    @commands.command()
    def restore(
        context: typer.Context,
        edit_id: Annotated[str, typer.Argument(help="An edit; default: list them.")] = "",
        by: By = "",
        as_json: Json = False,
    ) -> None:
        """Take an edit back; without one, list those that can be."""
        with _opened(application(context)) as editing:
            if edit_id:
                edited(editing.restore(edit_id, by=who_acts(by)), as_json=as_json)
                return
            found = TrashOut(trash=[trashed_out(one) for one in editing.trashed()])
        if as_json:
            _print_json(found)
        else:
            print_trash(output, found.trash)

    @commands.command()
    def facts(
        context: typer.Context,
        path: DocumentPath,
        fact: Annotated[list[str], typer.Option("--set", help="key=value; lists by commas.")] = [],  # noqa: B006
        unset: Annotated[list[str], typer.Option(help="A key to state no more.")] = [],  # noqa: B006
        proposed: Annotated[
            bool, typer.Option("--proposed", help="Show what a certificate's text states.")
        ] = False,
        by: By = "",
        as_json: Json = False,
    ) -> None:
        """Show what is stated about a document and by which file; change it with --set."""
        with _opened(application(context)) as editing:
            if proposed:
                offered = proposed_out(path, editing.looks.proposed(path), editing.facts(path))
                if as_json:
                    _print_json(offered)
                else:
                    print_proposed(output, offered.proposed)
                return
            stated = editing.facts(path)
            if fact or unset:
                own = document_facts_out(path, stated).own
                wanted = {key: value for key, value in own.items() if key not in unset}
                values = facts_from({**wanted, **_facts_of(fact)})
                editing.write_facts(path, values, seen=stated.version, by=who_acts(by))
                stated = editing.facts(path)
            found = document_facts_out(path, stated)
        if as_json:
            _print_json(found)
        else:
            print_facts(output, found)

    @commands.command()
    def show(
        context: typer.Context,
        path: DocumentPath,
        page: Annotated[int, typer.Option(min=1, help="A page, or a part.")] = 1,
        file: Annotated[
            bool, typer.Option("--file", help="As the file would be read now.")
        ] = False,
        as_json: Json = False,
    ) -> None:
        """Show one page as the engine sees it."""
        with _opened(application(context)) as editing:
            parsed, locate = editing.looks.parsed(
                path, of="file" if file else editing.shown_of(path)
            )
            found = parse_out(
                parsed, page=page, start=None, locate=locate if as_json else None, picture=""
            )
        if found is None:
            raise DocumentMissing(f"{path!r} has no page {page}")
        if as_json:
            _print_json(found)
        else:
            print_parse(output, found)

    return commands


def _put(
    editing: Editing, file: Path, path: str, *, seen: str, by: str, facts: dict[str, Any]
) -> Edit:
    try:
        with file.open("rb") as source, editing.receive(path, seen=seen) as incoming:
            while step := source.read(STEP_BYTES):
                incoming.write(step)
            return editing.put(incoming, seen=seen, by=who_acts(by), facts=facts)
    except OSError as error:
        raise DocumentRefused(f"{str(file)!r} cannot be read ({error.strerror})") from error


def _facts_of(given: list[str]) -> dict[str, str | list[str] | None]:
    """``key=value`` pairs; of a list several, or several separated by commas."""
    values: dict[str, str | list[str] | None] = {}
    for one in given:
        key, equals, value = one.partition("=")
        if not equals:
            raise SettingsInvalid(f"--set: {one!r} is not of the form key=value")
        if key in LISTS:
            known = values.get(key)
            more = [part.strip() for part in value.split(",") if part.strip()]
            values[key] = [*(known if isinstance(known, list) else []), *more]
        else:
            values[key] = value or None
    return values


def _print_json(found: BaseModel) -> None:
    print_json(found.model_dump(mode="json"))
