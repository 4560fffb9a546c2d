"""Progress, drawn from the callbacks that the work reports through: bars on a terminal, elsewhere
(a log, a pipe) one line a stage."""

import contextlib
from collections.abc import Callable, Iterator

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeRemainingColumn,
)

from index.build_progress import BuildProgress

SHOWN_CHARACTERS = 60


@contextlib.contextmanager
def one_bar(console: Console, name: str) -> Iterator[Callable[[int, int], None]]:
    """A bar for one long step; it takes how much is done and how much there is."""
    if not console.is_terminal:
        show_line = _line_per_stage(console)
        yield lambda done, total: show_line(name, done, total, "")
        return
    with Progress(
        TextColumn(name),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=console,
        transient=True,
    ) as progress:
        task = progress.add_task(name, total=None)
        yield lambda done, total: progress.update(task, completed=done, total=total)


@contextlib.contextmanager
def bar_per_stage(console: Console) -> Iterator[Callable[[BuildProgress], None]]:
    """A bar for each stage of a build, with pages, passages and the file that is worked on."""
    if not console.is_terminal:
        show_line = _line_per_stage(console)
        yield lambda now: show_line(now.stage, now.done, now.total, now.item)
        return
    tasks: dict[str, TaskID] = {}
    with Progress(
        TextColumn("{task.description:<10}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        TextColumn("[dim]{task.fields[item]}"),
        console=console,
        transient=True,
    ) as progress:

        def show(now: BuildProgress) -> None:
            if now.stage not in tasks:
                tasks[now.stage] = progress.add_task(now.stage, total=now.total, item="")
            read = f"{now.pages} pages, {now.chunks} passages  " if now.stage == "reading" else ""
            progress.update(
                tasks[now.stage],
                completed=now.done,
                total=now.total,
                item=read + now.item[-SHOWN_CHARACTERS:],
            )

        yield show


def _line_per_stage(console: Console) -> Callable[[str, int, int, str], None]:
    """Prints a line when a stage begins, and nothing more of it."""
    begun: set[str] = set()

    def show(stage: str, done: int, total: int, item: str) -> None:
        if stage not in begun:
            begun.add(stage)
            console.print(f"{stage}: {total} …" if total > 1 else f"{stage} …", markup=False)

    return show


class UnpackingBar:
    """A bar that appears only when the model has to be unpacked."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._shown: tuple[Progress, TaskID] | None = None
        self._finished = False

    def __call__(self, done: int, total: int) -> None:
        """Bytes written, bytes in all."""
        if self._finished:
            return
        if not self._console.is_terminal:
            self._console.print("Unpacking the model (once) …")
            self._finished = True
            return
        if self._shown is None:
            progress = Progress(
                TextColumn("Unpacking the model (once)"), BarColumn(), console=self._console
            )
            progress.start()
            self._shown = (progress, progress.add_task("model", total=total))
        progress, task = self._shown
        progress.update(task, completed=done, total=total)
        if done >= total:
            progress.stop()
            self._finished = True
