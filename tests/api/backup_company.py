"""A small company with a release, a desk and editors' files, as backups find it."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

from api.bootstrap import Application
from api.put_in_place import JOURNAL
from api.settings import Settings
from index.refresh import RefreshSettings, refresh
from tests.hashing_embedder import HashingEmbedder

MODELS = Path(__file__).resolve().parents[2] / "var" / "models"
PUMP = """---
models: [QP-450]
title: QP-450 pump
---
# QP-450 pump

## Which oil does the pump need?

Fill the QP-450 with 0.6 litres of ISO VG 46 mineral oil and change it every 2000 hours.
"""
RETURNS = """# Returns

## How do I return a pump?

Ask for a return number first, then send the pump back in its original box within thirty days.

1. Write the number on the box.
2. Hand the box to the carrier.

| Country | Days |
| --- | --- |
| Germany | 4 |
| Chile | 11 |
"""
GOLDEN = [
    {
        "id": "oil",
        "question": "Which oil does the QP-450 pump need?",
        "gold": [{"document": "manuals/pump.md", "text": "ISO VG 46 mineral oil"}],
    },
    {
        "id": "return",
        "question": "How do I return a pump?",
        "gold": [{"document": "returns.md", "text": "Ask for a return number first"}],
    },
]


def settings_of(folder: Path) -> Settings:
    """Settings whose state lies below one folder, with the model that is unpacked already."""
    var = folder / "var"
    var.mkdir(parents=True, exist_ok=True)
    MODELS.mkdir(parents=True, exist_ok=True)
    if not (var / "models").exists():
        (var / "models").symlink_to(MODELS, target_is_directory=True)
    return Settings(var_dir=var, content_dir=folder / "content")


def found_company(folder: Path, build: Callable[[Application], object] | None = None) -> Settings:
    """Two releases of two documents, the second live; golden questions, terms, a desk.

    ``build`` makes and publishes a release; without it the fast embedder of the tests does.
    """
    make = build or _build_without_a_model
    settings = settings_of(folder)
    documents = settings.documents_dir
    (documents / "manuals").mkdir(parents=True)
    (documents / "manuals" / "pump.md").write_text(PUMP, encoding="utf-8")
    (documents / "returns.md").write_text(RETURNS, encoding="utf-8")
    (documents / "returns.md.yaml").write_text("kind: policy\nmarkets: [DE, CL]\n", "utf-8")
    golden = "".join(json.dumps(one) + "\n" for one in GOLDEN)
    (settings.content_dir / "golden.jsonl").write_text(golden, encoding="utf-8")
    (settings.content_dir / "terms.csv").write_text("concept,en,de\npump,pump,Pumpe\n", "utf-8")
    application = Application(settings)
    make(application)
    (documents / "returns.md").write_text(RETURNS + "\nKeep the receipt.\n", encoding="utf-8")
    make(application)
    with application.database.writing() as database:
        database.execute("create table pairs (one integer, other integer)")
    application.close()
    (settings.var_dir / "drafts").mkdir(exist_ok=True)
    (settings.var_dir / "drafts" / "für später.json").write_text("{}", encoding="utf-8")
    return settings


def _build_without_a_model(application: Application) -> None:
    refresh(
        application.documents_dir,
        store=application.store,
        cache_dir=application.settings.var_dir / "cache",
        embedder=HashingEmbedder(),
        settings=RefreshSettings(max_tokens=64),
        progress=lambda now: None,
    )


def copied(source: Path, folder: Path) -> Settings:
    """Another such company, of its own."""
    shutil.copytree(source, folder, symlinks=True)
    return settings_of(folder)


def state(folder: Path) -> dict[str, bytes]:
    """Every file of a state with its bytes, but for caches, locks and what was put aside."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
        and not {"models", "cache"} & set(path.parts)
        and path.name not in ("lock", ".lock")
        and not path.name.startswith("tradewind.db")
        and not any(
            part.startswith((".backup-", ".restoring-", ".before-restore-", f".{JOURNAL}-"))
            for part in path.parts
        )
    }
