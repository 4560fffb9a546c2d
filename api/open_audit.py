"""The audit put together: its key, where its heads are kept, and the logs it is fed from."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from answer.calibration_switches import LOG_NAME, CalibrationSwitches
from answer.desk.audit_anchors import AuditAnchors
from answer.desk.database import DeskDatabase
from api.audit_trail import AuditTrail
from api.editing import Editing
from api.secret_file import read_secret
from api.settings import Settings
from index.manifest import NOBODY, Builder, Manifest
from index.publication import Pruned, Publication
from ingest.accepted import ACCEPTED_FILE
from ingest.errors import IndexBroken, IndexMissing, IndexOutdated, SettingsInvalid

SHORTEST_KEY = 32
"""Characters; ``openssl rand -hex 32`` makes 64."""


def audit_key(settings: Settings) -> bytes:
    """What seals the audit's records; empty where no key is set. Raises ``SettingsInvalid``."""
    path = settings.audit_key_file
    if path is None:
        return b""
    key = read_secret(path, setting="audit_key_file", what="key")
    if len(key) < SHORTEST_KEY:
        raise SettingsInvalid(
            f"audit_key_file: the key in {str(path)!r} has {len(key)} characters; put in at least "
            f"{SHORTEST_KEY}, as 'openssl rand -hex 32' makes them"
        )
    return key.encode()


def audit_anchors(settings: Settings) -> AuditAnchors:
    """The file that the audit's heads are kept in."""
    path = settings.audit_anchors_file or settings.var_dir / "audit" / "anchors.jsonl"
    return AuditAnchors(path, key=audit_key(settings))


def open_audit_trail(
    settings: Settings,
    *,
    database: DeskDatabase,
    file: Path,
    publications: Callable[[], Sequence[Publication]],
    pruned: Callable[[], Sequence[Pruned]],
    releases: Callable[[], Sequence[str]],
    manifest: Callable[[str], Manifest],
    editing: Editing,
) -> AuditTrail:
    """What is done to documents and releases, for the audit; ``file`` is the database's."""
    folder, calibrations = settings.var_dir / "releases", settings.var_dir / "calibrations"
    return AuditTrail(
        database,
        file=file,
        anchors=audit_anchors(settings),
        publications=publications,
        pruned=pruned,
        releases=releases,
        builder=partial(_builder, manifest),
        switches=CalibrationSwitches(calibrations / LOG_NAME).read,
        edits=lambda limit: editing.folder.edits(limit=limit),
        accepted_file=settings.content_dir / ACCEPTED_FILE,
        watched=(
            folder,
            folder / "publications.jsonl",
            calibrations / LOG_NAME,
            settings.var_dir / "editing" / "log.jsonl",
        ),
    )


def _builder(manifest: Callable[[str], Manifest], release: str) -> Builder:
    """Who had a release built; of one that cannot be read nobody knows."""
    try:
        found = manifest(release)
    except (IndexBroken, IndexMissing, IndexOutdated):
        return NOBODY
    return Builder(name=found.built_by, id=found.built_by_id)
