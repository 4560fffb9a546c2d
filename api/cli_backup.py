"""``tradewind backup``, ``restore`` and ``export``: all state in a file and back, or the documents
alone for another installation."""

import dataclasses
import json
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from api.backing_up import back_up_to, restore_from
from api.bootstrap import Application
from api.check_restored import check_restored
from api.export_documents import Exported, export_to
from api.progress import one_bar
from index.content import Content
from ingest.errors import IndexMissing

Json = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]
_MEGABYTE = 1_000_000


def add_backup_commands(
    app: typer.Typer,
    application: Callable[[typer.Context], Application],
    *,
    output: Console,
    errors: Console,
) -> None:
    """Adds the three commands; ``application`` gives what the command's options ask for."""

    @app.command()
    def backup(
        context: typer.Context,
        file: Annotated[Path, typer.Argument(help="A new file: name.tar or name.tar.gz.")],
        with_cache: Annotated[
            bool, typer.Option("--with-cache", help="Also caches and the unpacked model.")
        ] = False,
        as_json: Json = False,
    ) -> None:
        """Put all state and the content folder into one file, also while a server runs."""
        settings = application(context).settings
        with one_bar(errors, "backing up (MB)") as progress:
            done = back_up_to(
                file,
                var_dir=settings.var_dir,
                content_dir=settings.content_dir,
                with_cache=with_cache,
                trash_days=settings.trash_days,
                progress=_in_megabytes(progress),
            )
        if as_json:
            found = done.manifest
            _print_json(
                {
                    "file": done.file,
                    "bytes": done.bytes_written,
                    "files": len(found.files),
                    "release": found.release,
                    "made_at": found.made_at,
                    "left_out": found.left_out,
                }
            )
            return
        output.print(
            f"Written: {done.file} ({done.bytes_written / _MEGABYTE:,.1f} MB, "
            f"{len(done.manifest.files)} files, release {done.manifest.release or 'none'})",
            markup=False,
            soft_wrap=True,
        )
        for reason in done.manifest.left_out:
            output.print(f"Left out: {reason}", markup=False, soft_wrap=True)

    @app.command()
    def restore(
        context: typer.Context,
        file: Annotated[Path, typer.Argument(help="A file that 'backup' wrote.")],
        into: Annotated[
            Path | None, typer.Option(help="A folder that gets var/ and content/ of its own.")
        ] = None,
        force: Annotated[
            bool, typer.Option("--force", help="Put a state that is there aside. Stop the server.")
        ] = False,
        as_json: Json = False,
    ) -> None:
        """Bring a backup's state back, compare every checksum, and ask it a golden question."""
        configured = application(context).settings
        settings = (
            configured
            if into is None
            else configured.model_copy(
                update={"var_dir": into / "var", "content_dir": into / "content"}
            )
        )
        with one_bar(errors, "restoring (MB)") as progress:
            done = restore_from(
                file,
                var_dir=settings.var_dir,
                content_dir=settings.content_dir,
                force=force,
                progress=_in_megabytes(progress),
            )
        with closing(Application(settings)) as restored:
            restored.administration.audit_trail.log.add(
                "restore",
                actor="command line",
                subject=done.manifest.release,
                details={"made_at": done.manifest.made_at},
            )
            check = check_restored(restored)
        if as_json:
            _print_json(
                {
                    "var_dir": str(done.var_dir),
                    "content_dir": str(done.content_dir),
                    "files": len(done.manifest.files),
                    "made_at": done.manifest.made_at,
                    "put_aside": done.put_aside,
                    "check": dataclasses.asdict(check),
                }
            )
        else:
            lines = [
                f"Restored: {len(done.manifest.files)} files of {done.manifest.made_at}, every "
                f"checksum right, into {done.var_dir} and {done.content_dir}",
                *(f"Put aside: {folder}" for folder in done.put_aside),
                f"Release: {check.release or 'none'}, {check.documents} documents",
                f"Asked: {check.question}" if check.question else "",
                f"{'Works' if check.ok else 'FAILS'}: {check.outcome}",
            ]
            for line in filter(None, lines):
                output.print(line, markup=False, soft_wrap=True)
        if not check.ok:
            raise typer.Exit(1)

    @app.command()
    def export(
        context: typer.Context,
        folder: Annotated[Path, typer.Argument(help="A new folder.")],
        as_json: Json = False,
    ) -> None:
        """Write the published documents with their facts as a folder that others can index."""
        opened = application(context)
        release = opened.store.current()
        if not release:
            raise IndexMissing("no release has been published yet; run 'tradewind reindex'")
        with one_bar(errors, "exporting") as progress:
            done = export_to(
                folder,
                Content(opened.store.path(release)),
                release=release,
                content_dir=opened.settings.content_dir,
                progress=progress,
            )
        if as_json:
            _print_json(dataclasses.asdict(done))
        else:
            _print_exported(output, done)


def _print_exported(output: Console, done: Exported) -> None:
    texts = [one for one in done.documents if one.form == "text"]
    lines = [
        f"Written: {done.folder}: {len(done.documents)} documents of release {done.release}, "
        f"{len(done.files)} other files of the editors",
        *(f"Text alone: {one.was} as {one.path} ({one.reason})" for one in texts),
        *(f"Not published, not exported: {path}" for path in done.unpublished),
    ]
    for line in lines:
        output.print(line, markup=False, soft_wrap=True)


def _in_megabytes(progress: Callable[[int, int], None]) -> Callable[[int, int], None]:
    return lambda done, total: progress(done // _MEGABYTE, max(total // _MEGABYTE, 1))


def _print_json(values: Any) -> None:
    sys.stdout.write(json.dumps(values, ensure_ascii=False) + "\n")
