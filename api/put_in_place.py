"""A restored state takes the place of the old one: all of it or nothing, whatever is killed.

::

    var/.restoring-…          the restored files, complete and compared, not yet in place
    var/restore.json          written when all is there: from here on the new state wins
    var/.before-restore-…     what was there before, put aside

Folders stay and their entries move, since a folder may be a volume that cannot be renamed. Every
move is one rename; whoever opens the state next does those that were left.
"""

import contextlib
import json
import os
import shutil
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from ingest.durable import flush, replace_text
from ingest.errors import BackupBroken

JOURNAL = "restore.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """What becomes of one folder; the paths are absolute."""

    target: str
    staged: str
    aside: str
    old: tuple[str, ...]
    """Entries of ``target`` that are put aside."""
    new: tuple[str, ...]
    """Entries of ``staged`` that take their place."""


def commit_restore(moves: Sequence[Move], *, var_dir: Path) -> None:
    """From its return on the moves are done, by ``finish_restore``, now or later.

    What is staged is forced onto the disk first. Raises ``OSError``, or ``BackupBroken`` where it
    has a journal of its own, whose moves whoever made it would choose; then nothing was begun.
    """
    if any(JOURNAL in move.new for move in moves if Path(move.target) == var_dir):
        raise BackupBroken(
            f"the backup holds {JOURNAL!r}, which none of ours does: restore another"
        )
    for move in moves:
        for folder, _, _ in os.walk(move.staged):
            flush(Path(folder))
    for left in var_dir.glob(f".{JOURNAL}-*"):
        left.unlink(missing_ok=True)  # of a restore that was killed while it wrote
    replace_text(var_dir / JOURNAL, json.dumps([asdict(one) for one in moves]))


def finish_restore(var_dir: Path) -> bool:
    """Does the moves that a killed restore left; whether there were any.

    Raises ``BackupBroken`` where they cannot be done.
    """
    journal = var_dir / JOURNAL
    try:
        text = journal.read_text(encoding="utf-8")
    except (FileNotFoundError, NotADirectoryError, PermissionError):
        return False
    try:
        moves = [
            Move(**{**values, "old": tuple(values["old"]), "new": tuple(values["new"])})
            for values in json.loads(text)
        ]
        for move in moves:
            _do(move)
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise BackupBroken(
            f"a restore into {str(var_dir)!r} was cut short and cannot be finished ({error}); "
            f"mend that and run any command again"
        ) from error
    journal.unlink()
    flush(var_dir)
    return True


def _do(move: Move) -> None:
    target, staged, aside = Path(move.target), Path(move.staged), Path(move.aside)
    target.mkdir(parents=True, exist_ok=True)
    for name in move.old:
        # once the new entry has its place, what lies there is not the old one any more
        is_old = name not in move.new or os.path.lexists(staged / name)
        if is_old and os.path.lexists(target / name) and not os.path.lexists(aside / name):
            aside.mkdir(exist_ok=True)
            (target / name).rename(aside / name)
    for name in move.new:
        if os.path.lexists(staged / name):
            _make_room(target / name, aside)
            (staged / name).rename(target / name)
    for folder in (aside, target):
        with contextlib.suppress(FileNotFoundError):
            flush(folder)
    shutil.rmtree(staged, ignore_errors=True)


def _make_room(place: Path, aside: Path) -> None:
    """Somebody put something there since: aside as well."""
    number = 0
    while os.path.lexists(place):
        free = aside / f"{place.name}-{number}"
        if not os.path.lexists(free):
            aside.mkdir(exist_ok=True)
            place.rename(free)
        number += 1
