"""A folder of documents, indexed for as long as it is measured, beside everything else."""

import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from api.bootstrap import Application
from api.settings import Settings
from scripts.corpora import PROJECT

MODELS = PROJECT / "var" / "models"


@contextmanager
def indexed_aside(content_dir: Path) -> Iterator[Application]:
    """An application over the folder's release, with the default model; nothing of it is kept."""
    with tempfile.TemporaryDirectory() as var:
        MODELS.mkdir(parents=True, exist_ok=True)
        (Path(var) / "models").symlink_to(MODELS, target_is_directory=True)
        with closing(Application(Settings(content_dir=content_dir, var_dir=Path(var)))) as made:
            made.reindex()
            yield made
