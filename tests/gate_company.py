"""The small company with golden questions and an editor who changes its documents."""

import json
import shutil
from pathlib import Path

from api.bootstrap import Application
from api.settings import Settings
from tests.small_company import FILES, write_documents

GOLDEN = (
    ("warranty", "How long does the warranty on a drive last?", "policies/warranty-2025.md"),
    ("grease", "How often does the bearing of the XR-200A need grease?", "manuals/xr-200-en.md"),
    ("wait", "How long do I wait before I open the XR-200A's housing?", "manuals/xr-200-en.md"),
    ("fan", "At which temperature does the fan of the XR-300 start?", "manuals/xr-300-en.md"),
    ("return", "How do I send goods back?", "policies/returns.md"),
)
TEXTS = {
    "warranty": "thirty-six months",
    "grease": "every 2000 hours",
    "wait": "wait 5 minutes",
    "fan": "starts at 45 °C",
    "return": "Ask for a return number first",
}
SENDS_MOST = 0.3
"""An error budget at which all of these are sent."""


def write_company(content: Path) -> None:
    """Documents and golden questions, one of which must not be answered."""
    write_documents(content)
    lines: list[dict[str, object]] = [
        {
            "id": name,
            "question": question,
            "language": "en",
            "gold": [{"document": document, "text": TEXTS[name]}],
        }
        for name, question, document in GOLDEN
    ]
    coffee = {"id": "coffee", "question": "Which coffee machines do you sell?", "language": "en"}
    lines.append({**coffee, "answerable": False})
    text = "\n".join(json.dumps(line, ensure_ascii=False) for line in lines)
    (content / "golden.jsonl").write_text(text, encoding="utf-8")


class Editor:
    """Changes documents and builds candidates."""

    def __init__(self, folder: Path) -> None:
        self.content = folder / "content"
        self.documents = self.content / "documents"
        self.settings = Settings(
            content_dir=self.content, var_dir=folder / "var", max_wrong_share=SENDS_MOST
        )
        self.application = Application(self.settings)
        self.gating = self.application.gating
        self.releasing = self.application.releasing

    @property
    def live(self) -> str:
        return self.application.store.current()

    def replace(self, path: str, old: str, new: str) -> None:
        """Changes words of one document; the old ones must stand there."""
        text = (self.documents / path).read_text(encoding="utf-8")
        assert old in text
        (self.documents / path).write_text(text.replace(old, new), encoding="utf-8")

    def restore(self, path: str) -> None:
        """The document as it was."""
        (self.documents / path).write_text(FILES[path], encoding="utf-8")

    def build(self) -> str:
        """A candidate's id."""
        return self.releasing.build().release


def published_company(folder: Path, models: Path) -> None:
    """A folder that editors are copied from: built, published, never asked."""
    write_company(folder / "content")
    (folder / "var").mkdir()
    (folder / "var" / "models").symlink_to(models, target_is_directory=True)
    editor = Editor(folder)
    assert not editor.application.reindex().failed
    editor.application.close()


def copied(source: Path, folder: Path) -> Editor:
    """An editor of a copy of their own."""
    shutil.copytree(source, folder, symlinks=True)
    return Editor(folder)
